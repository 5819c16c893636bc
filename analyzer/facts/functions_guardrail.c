/* guardrail and goes_beyond: a role compared with an upper bound written as a policy. docs/semantics.md says what they
 * mean; tables_grants.c lists the actions. */
#include "analyzer/facts/functions_internal.h"

#include "analyzer/facts/prover/call.h"
#include "analyzer/facts/query_internal.h"
#include "analyzer/facts/row.h"

#include <sqlite3.h>

/* A policy like others, of no world and of nobody's input. */
void guardrail_add(struct facts *facts, const struct iam_policy *policy) {
    struct row_origin origin = {.present = 1, .node = policy->node, .label = STR("guardrail"), .identity = STR_NONE};
    struct row *row = row_new(facts, "policy", &origin);
    facts->guardrail = row_id(row);
    row_text(row, "kind", STR("guardrail"), policy->node);
    row_write(row);
    facts_keep_policy(facts, facts->guardrail, policy);
}

/* guardrail(): the row of the configured guardrail in `policy`, 0 when there is none. */
static void sql_guardrail(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    (void)values;
    const struct facts *facts = sqlite3_user_data(context);
    sqlite3_result_int64(context, facts->guardrail);
}

struct prover_beyond prover_beyond_of(struct facts *facts, int64_t role, int64_t policy) {
    struct prover_beyond beyond = {.identity = prover_role_policies(facts, role),
                                   .boundary = prover_role_limits(facts, role)};
    buf_init(&beyond.base.content, &facts_prover_of(facts)->scratch);
    prover_add_policy(facts, policy, false, &beyond.base);
    return beyond;
}

static struct prover_answer ask(struct facts *facts, const struct prover_beyond *beyond) {
    struct facts_prover *prover = facts_prover_of(facts);
    struct prover_question question = {.identity = &beyond->identity.policies, .boundary = &beyond->boundary.policies};
    struct str key =
        str_format(&prover->scratch, "%c\n%.*s|%.*s|%.*s", GOES_BEYOND, STR_ARG(buf_str(&beyond->identity.content)),
                   STR_ARG(buf_str(&beyond->boundary.content)), STR_ARG(buf_str(&beyond->base.content)));
    const struct prover_answer *known = prover_known_answer(facts, key);
    if (known)
        return *known;
    struct arena arena;
    arena_init(&arena);
    struct prover_answer answer = prover_keep_answer(
        facts, key, prover_goes_beyond(prover_opened(prover), &arena, &question, &beyond->base.policies));
    arena_done(&arena);
    return answer;
}

/* goes_beyond(role, policy [, given]): no policy (0) is no bound. */
static void sql_goes_beyond(sqlite3_context *context, int count, sqlite3_value **values) {
    struct facts *facts = sqlite3_user_data(context);
    int is_given;
    if (sqlite3_value_type(values[1]) == SQLITE_INTEGER && sqlite3_value_int64(values[1]) == 0) {
        function_result_truth(context, 0);
        return;
    }
    if (!prover_asks(context, count, 2, values, &is_given))
        return;
    struct facts_prover *prover = facts_prover_of(facts);
    struct arena_mark mark = arena_mark(&prover->scratch);
    int64_t role = sqlite3_value_int64(values[0]), policy = sqlite3_value_int64(values[1]);
    struct prover_beyond beyond = prover_beyond_of(facts, role, policy);
    struct prover_answer answer = ask(facts, &beyond);
    prover_give(context, is_given, answer);
    if (is_given > 0 && answer.truth == 1)
        query_claim(facts, (struct claim){GOES_BEYOND, false, role, policy, STR_NONE, STR_NONE});
    arena_reset(&prover->scratch, mark);
}

void functions_register_guardrail(struct facts *facts) {
    function_add(facts, "guardrail", 0, sql_guardrail);
    function_add(facts, "goes_beyond", 2, sql_goes_beyond);
    function_add(facts, "goes_beyond", 3, sql_goes_beyond);
}
