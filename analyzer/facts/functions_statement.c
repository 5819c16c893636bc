/* statement_verdict, may_assume, trusts, never_fails and is_cut: the prover on statements and their parts.
 * docs/semantics.md says what they mean. */
#include "analyzer/facts/functions_internal.h"

#include "analyzer/facts/prover/call.h"
#include "analyzer/facts/query_internal.h"

#include <sqlite3.h>

/* -- the statement ------------------------------------------------------------------------------------------------ */

/* Policies of equal content are joined once: rules ask about one statement after the other. */
static struct prover_joined join(struct facts_prover *prover, const struct prover_gathered *all) {
    struct str content = buf_str(&all->content);
    if (!prover->last.joined.policy || !str_equal(content, prover->last.content)) {
        arena_done(&prover->last.arena);
        prover->last.content = str_copy(&prover->last.arena, content);
        prover->last.joined = prover_join(&prover->last.arena, &all->policies);
    }
    return prover->last.joined;
}

/* Puts the statement's own policy first, then what else the role has; where the statement stands in it. */
static struct prover_answer about(struct facts *facts, const struct kept_statement *statement, struct str what,
                                  int64_t role) {
    struct facts_prover *prover = facts_prover_of(facts);
    struct prover_gathered all = {0};
    buf_init(&all.content, &prover->scratch);
    prover_add_policy(facts, statement->policy_id, false, &all);
    if (role > 0) {
        struct prover_gathered others = prover_role_policies(facts, role);
        bool own_seen = false;
        for (size_t i = 0; i < others.policies.list.count; i++) {
            bool own = others.policies.list.items[i] == all.policies.list.items[0] && !own_seen;
            own_seen = own_seen || own;
            if (!own)
                vec_push(&prover->scratch, &all.policies.list, others.policies.list.items[i]);
        }
        buf_add(&all.content, buf_str(&others.content));
    }
    struct str key = str_format(&prover->scratch, "v\n%.*s\n%zu\n%.*s", STR_ARG(what), statement->number,
                                STR_ARG(buf_str(&all.content)));
    const struct prover_answer *known = prover_known_answer(facts, key);
    if (known)
        return *known;
    struct prover_joined joined = join(prover, &all);
    struct arena_mark mark = arena_mark(&prover->scratch);
    struct prover_answer fresh =
        prover_statement(prover_opened(prover), &prover->scratch, what, &joined, statement->number);
    struct prover_answer answer = prover_keep_answer(facts, key, fresh);
    arena_reset(&prover->scratch, mark);
    return answer;
}

/* Every role that has the policy agrees; without any it is not known. */
static struct prover_answer about_roles(struct facts *facts, const struct kept_statement *statement, struct str what) {
    struct prover_answer every = {-1, STR("no role is known to have the policy")};
    if (statement->policy->parsed->statements.items[statement->number].effect == IAM_ALLOW)
        return (struct prover_answer){0, STR_NONE};
    struct prover_roles roles = prover_holders(facts, statement->policy_id);
    for (size_t i = 0; i < roles.list.count; i++) {
        struct prover_answer one = about(facts, statement, what, roles.list.items[i]);
        if (i == 0 || one.truth == 0 || (one.truth < 0 && every.truth == 1))
            every = one;
        if (every.truth == 0)
            break;
    }
    return every;
}

/* statement_verdict(statement, what [, given]) */
static void sql_statement_verdict(sqlite3_context *context, int count, sqlite3_value **values) {
    struct facts *facts = sqlite3_user_data(context);
    int is_given;
    if (!prover_asks(context, count, 2, values, &is_given))
        return;
    struct facts_prover *prover = facts_prover_of(facts);
    const struct kept_statement *statement = prover_kept_statement(facts, sqlite3_value_int64(values[0]));
    if (!statement)
        return;
    struct str what = function_text(values[1]);
    struct arena_mark mark = arena_mark(&prover->scratch);
    bool in_roles = str_is(what, "dead_deny");
    struct prover_answer verdict = in_roles ? about_roles(facts, statement, what) : about(facts, statement, what, 0);
    prover_give(context, is_given, verdict);
    if (is_given > 0 && verdict.truth == 1)
        query_claim(facts, (struct claim){STATEMENT_VERDICT, false, sqlite3_value_int64(values[0]), 0,
                                          str_copy(&facts->arena, what), STR_NONE});
    arena_reset(&prover->scratch, mark);
}

/* -- trust ------------------------------------------------------------------------------------------------------- */

static struct prover_answer ask_may_assume(struct facts *facts, const struct kept_statement *statement,
                                           size_t principal) {
    struct facts_prover *prover = facts_prover_of(facts);
    prover_bring_up_to_date(facts, statement->policy_id, statement->policy);
    struct str key =
        str_format(&prover->scratch, "t\n%zu\n%zu\n%zu", statement->policy->content, statement->number, principal);
    const struct prover_answer *known = prover_known_answer(facts, key);
    if (known)
        return *known;
    struct arena arena;
    arena_init(&arena);
    struct prover_answer answer =
        prover_keep_answer(facts, key,
                           prover_may_assume(prover_opened(prover), &arena, statement->policy->expanded,
                                             statement->number, principal, NULL));
    arena_done(&arena);
    return answer;
}

/* may_assume(principal [, given]): a row of statement_principal, or a statement for everyone whom it does not name. */
static void sql_may_assume(sqlite3_context *context, int count, sqlite3_value **values) {
    struct facts *facts = sqlite3_user_data(context);
    int is_given;
    if (!prover_asks(context, count, 1, values, &is_given))
        return;
    struct facts_prover *prover = facts_prover_of(facts);
    size_t principal;
    const struct kept_statement *statement =
        prover_trusting_statement(facts, sqlite3_value_int64(values[0]), &principal);
    if (!statement)
        return;
    struct arena_mark mark = arena_mark(&prover->scratch);
    struct prover_answer answer = ask_may_assume(facts, statement, principal);
    prover_give(context, is_given, answer);
    if (is_given > 0 && answer.truth == 1)
        query_claim(facts, (struct claim){MAY_ASSUME, false, sqlite3_value_int64(values[0]), 0, STR_NONE, STR_NONE});
    arena_reset(&prover->scratch, mark);
}

static struct prover_answer ask_trusts(struct facts *facts, const struct prover_gathered *trust, struct str service) {
    struct facts_prover *prover = facts_prover_of(facts);
    struct str key = str_format(&prover->scratch, "T\n%.*s\n%.*s", STR_ARG(service), STR_ARG(buf_str(&trust->content)));
    const struct prover_answer *known = prover_known_answer(facts, key);
    if (known)
        return *known;
    struct arena arena;
    arena_init(&arena);
    struct prover_answer answer = prover_keep_answer(
        facts, key, prover_trusts(prover_opened(prover), &arena, trust->policies.list.items[0], service));
    arena_done(&arena);
    return answer;
}

/* trusts(role, service [, given]) */
static void sql_trusts(sqlite3_context *context, int count, sqlite3_value **values) {
    struct facts *facts = sqlite3_user_data(context);
    int is_given;
    if (!prover_asks(context, count, 2, values, &is_given))
        return;
    struct facts_prover *prover = facts_prover_of(facts);
    struct arena_mark mark = arena_mark(&prover->scratch);
    int64_t role = sqlite3_value_int64(values[0]);
    struct str service = str_copy(&prover->scratch, function_text(values[1]));
    struct prover_gathered trust = prover_role_trust(facts, role);
    if (trust.policies.list.count) {
        struct prover_answer answer = ask_trusts(facts, &trust, service);
        prover_give(context, is_given, answer);
        if (is_given > 0 && answer.truth == 0)
            query_claim(facts, (struct claim){TRUSTS, true, role, role, str_copy(&facts->arena, service), STR_NONE});
    }
    arena_reset(&prover->scratch, mark);
}

/* -- conditions --------------------------------------------------------------------------------------------------- */

/* The number of the condition whose first value stands at the node. */
static bool find_condition(const struct kept_statement *statement, const struct node *node, size_t *ret_number) {
    const struct iam_statement *parsed = &statement->policy->parsed->statements.items[statement->number];
    for (size_t i = 0; i < parsed->conditions.count; i++) {
        const struct iam_condition *condition = &parsed->conditions.items[i];
        *ret_number = i;
        if ((condition->values.count ? condition->values.items[0].node : condition->node) == node)
            return true;
    }
    return false;
}

/* A statement that never matches says nothing about its conditions. */
static struct prover_answer ask_never_fails(struct facts *facts, const struct kept_statement *statement,
                                            size_t condition) {
    struct facts_prover *prover = facts_prover_of(facts);
    prover_bring_up_to_date(facts, statement->policy_id, statement->policy);
    struct str key =
        str_format(&prover->scratch, "f\n%zu\n%zu\n%zu", statement->policy->content, statement->number, condition);
    const struct prover_answer *known = prover_known_answer(facts, key);
    if (known)
        return *known;
    struct arena arena;
    arena_init(&arena);
    struct prover_answer answer =
        prover_never_fails(prover_opened(prover), &arena, statement->policy->expanded, statement->number, condition);
    if (answer.truth == 1) {
        struct prover_answer idle = about(facts, statement, STR("never_matches"), 0);
        answer = idle.truth == 1 ? (struct prover_answer){0, STR_NONE} : idle.truth < 0 ? idle : answer;
    }
    answer = prover_keep_answer(facts, key, answer);
    arena_done(&arena);
    return answer;
}

/* never_fails(condition [, given]): a condition is asked about at the row of its first value, the others give 0. */
static void sql_never_fails(sqlite3_context *context, int count, sqlite3_value **values) {
    struct facts *facts = sqlite3_user_data(context);
    int is_given;
    size_t condition;
    if (!prover_asks(context, count, 1, values, &is_given))
        return;
    struct facts_prover *prover = facts_prover_of(facts);
    const struct entity *entity = facts_entity(facts, sqlite3_value_int64(values[0]));
    struct kept_statement *statement = entity ? prover_kept_statement(facts, entity->parent) : NULL;
    if (!statement)
        return;
    if (!find_condition(statement, entity->node, &condition)) {
        function_result_truth(context, 0);
        return;
    }
    struct arena_mark mark = arena_mark(&prover->scratch);
    prover_give(context, is_given, ask_never_fails(facts, statement, condition));
    arena_reset(&prover->scratch, mark);
}

/* -- boundaries --------------------------------------------------------------------------------------------------- */

static struct prover_answer ask_is_cut(struct facts *facts, const struct kept_statement *statement, size_t action,
                                       int64_t role) {
    struct facts_prover *prover = facts_prover_of(facts);
    struct prover_gathered limits = prover_role_limits(facts, role);
    if (limits.policies.list.count == 0)
        return (struct prover_answer){0, STR_NONE};
    prover_bring_up_to_date(facts, statement->policy_id, statement->policy);
    struct str key = str_format(&prover->scratch, "c\n%zu\n%zu\n%zu\n%.*s", statement->policy->content,
                                statement->number, action, STR_ARG(buf_str(&limits.content)));
    const struct prover_answer *known = prover_known_answer(facts, key);
    if (known)
        return *known;
    return prover_keep_answer(facts, key,
                              prover_is_cut(prover_opened(prover), &prover->scratch, statement->policy->expanded,
                                            statement->number, action, &limits.policies));
}

/* is_cut(action, role [, given]): a row of statement_action, or a statement for all that it allows. */
static void sql_is_cut(sqlite3_context *context, int count, sqlite3_value **values) {
    struct facts *facts = sqlite3_user_data(context);
    int is_given;
    if (!prover_asks(context, count, 2, values, &is_given))
        return;
    struct facts_prover *prover = facts_prover_of(facts);
    const struct entity *entity = facts_entity(facts, sqlite3_value_int64(values[0]));
    bool whole = entity && str_is(str_from(entity->table), "statement");
    size_t action = PROVER_ALL_ACTIONS;
    const struct kept_statement *statement =
        entity ? prover_kept_statement(facts, whole ? entity->id : entity->parent) : NULL;
    if (!statement || (!whole && !prover_find_action(statement, entity->node, &action)))
        return;
    struct arena_mark mark = arena_mark(&prover->scratch);
    prover_give(context, is_given, ask_is_cut(facts, statement, action, sqlite3_value_int64(values[1])));
    arena_reset(&prover->scratch, mark);
}

void functions_register_statements(struct facts *facts) {
    function_add(facts, "statement_verdict", 2, sql_statement_verdict);
    function_add(facts, "statement_verdict", 3, sql_statement_verdict);
    function_add(facts, "may_assume", 1, sql_may_assume);
    function_add(facts, "may_assume", 2, sql_may_assume);
    function_add(facts, "trusts", 2, sql_trusts);
    function_add(facts, "trusts", 3, sql_trusts);
    function_add(facts, "never_fails", 1, sql_never_fails);
    function_add(facts, "never_fails", 2, sql_never_fails);
    function_add(facts, "is_cut", 2, sql_is_cut);
    function_add(facts, "is_cut", 3, sql_is_cut);
}
