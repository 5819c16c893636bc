/* allows_some, allows_all, allowed_action, anyone_may, may_use, is_denied, means_some, any_resource and new_resource:
 * the prover on ids. docs/semantics.md says what they mean; functions_statement.c has those about one statement. */
#include "analyzer/facts/functions_internal.h"

#include "analyzer/facts/prover/call.h"
#include "analyzer/facts/query_internal.h"
#include "policies/ask.h"

#include <sqlite3.h>

/* 1 when it is left out, -1 for NULL. */
static int given(int count, int number, sqlite3_value **values) {
    if (count <= number)
        return 1;
    return sqlite3_value_type(values[number]) == SQLITE_NULL ? -1 : sqlite3_value_int(values[number]) != 0;
}

bool prover_asks(sqlite3_context *context, int count, int asked, sqlite3_value **values, int *ret_given) {
    *ret_given = given(count, asked, values);
    if (*ret_given == 0)
        function_result_truth(context, 0);
    return *ret_given != 0 && !function_any_null(asked, values);
}

void prover_give(sqlite3_context *context, int is_given, struct prover_answer answer) {
    if (answer.truth < 0 && is_given > 0) /* else what is given has its own reason */
        query_note(sqlite3_user_data(context), answer.reason, NULL);
    function_result_truth(context, answer.truth == 1 ? is_given : answer.truth);
}

static void answer_call(sqlite3_context *context, int is_given, const struct prover_call *call) {
    struct prover_answer none = {-1, str_from(call->why ? call->why : "there is no such set of actions")};
    prover_give(context, is_given, call->found ? call->result : none);
}

/* What a witness can be found for, should the row become a finding. */
static void claim(const struct prover_call *call, int64_t subject) {
    struct arena *arena = &call->facts->arena;
    bool missing = call->result.truth == 0;
    if (!call->found || call->result.truth < 0 || (call->all && !missing))
        return;
    query_claim(call->facts, (struct claim){call->kind, missing, subject, call->resource,
                                            str_copy(arena, call->decided), call->condition});
}

static void ask_role(sqlite3_context *context, int count, sqlite3_value **values, char kind) {
    int is_given;
    if (!prover_asks(context, count, 3, values, &is_given))
        return;
    struct facts_prover *prover = facts_prover_of(sqlite3_user_data(context));
    struct arena_mark mark = arena_mark(&prover->scratch);
    int64_t role = sqlite3_value_int64(values[0]);
    struct prover_call call =
        prover_call_on_role(sqlite3_user_data(context), kind, role, sqlite3_value_int64(values[2]));
    prover_ask_actions(&call, function_text(values[1]));
    answer_call(context, is_given, &call);
    if (is_given > 0)
        claim(&call, role);
    arena_reset(&prover->scratch, mark);
}

/* For messages: the first action that allows_some holds for; empty when there is none. */
static void sql_allowed_action(sqlite3_context *context, int count, sqlite3_value **values) {
    if (function_any_null(3, values) || given(count, 3, values) == 0)
        return;
    struct facts_prover *prover = facts_prover_of(sqlite3_user_data(context));
    struct arena_mark mark = arena_mark(&prover->scratch);
    struct prover_call call = prover_call_on_role(sqlite3_user_data(context), ALLOWS_SOME,
                                                  sqlite3_value_int64(values[0]), sqlite3_value_int64(values[2]));
    prover_ask_actions(&call, function_text(values[1]));
    struct str action = call.result.truth == 1 ? call.decided : STR("");
    sqlite3_result_text64(context, action.data, action.size, SQLITE_TRANSIENT, SQLITE_UTF8);
    arena_reset(&prover->scratch, mark);
}

static void sql_allows_some(sqlite3_context *context, int count, sqlite3_value **values) {
    ask_role(context, count, values, ALLOWS_SOME);
}

static void sql_allows_all(sqlite3_context *context, int count, sqlite3_value **values) {
    ask_role(context, count, values, ALLOWS_ALL);
}

static void sql_anyone_may(sqlite3_context *context, int count, sqlite3_value **values) {
    struct facts *facts = sqlite3_user_data(context);
    int is_given;
    if (!prover_asks(context, count, 2, values, &is_given))
        return;
    struct facts_prover *prover = facts_prover_of(facts);
    struct arena_mark mark = arena_mark(&prover->scratch);
    struct prover_call call = prover_call_on_public(facts, sqlite3_value_int64(values[1]));
    prover_ask_actions(&call, function_text(values[0]));
    answer_call(context, is_given, &call);
    if (is_given > 0)
        claim(&call, sqlite3_value_int64(values[1]));
    arena_reset(&prover->scratch, mark);
}

/* -- a role and a resource whose policy must agree ---------------------------------------------------------------- */

typedef struct prover_answer ask_together(struct prover *prover, struct arena *arena,
                                          const struct prover_question *question, const struct prover_policies *hung,
                                          struct str caller, const struct node *node);

/* A session of the role; false when its name is not known. */
static bool session_of(struct facts *facts, const struct entity *role, struct str *ret_caller) {
    struct arena *arena = &facts_prover_of(facts)->scratch;
    struct request_target target;
    const char *why;
    if (!prover_target(facts, arena, STR("sts:AssumeRole"), role, &target, &why))
        return false;
    size_t name = str_find(target.glob, STR("role/"), 0) + 5;
    *ret_caller = str_format(arena, "arn:aws:sts::%s:assumed-role/%.*s/session", ASK_ACCOUNT,
                             STR_ARG(str_slice(target.glob, name, target.glob.size)));
    return true;
}

static struct prover_answer ask_both(struct facts *facts, char kind, ask_together *ask_it, const struct entity *role,
                                     struct str action, const struct entity *resource) {
    struct facts_prover *prover = facts_prover_of(facts);
    struct prover_question question = {.action = action};
    struct str caller;
    const char *why = "the name of the role is not known";
    if (!prover_target(facts, &prover->scratch, action, resource, &question.target, &why) ||
        !session_of(facts, role, &caller))
        return (struct prover_answer){-1, str_from(why)};
    struct prover_gathered identity = prover_role_policies(facts, role->id);
    struct prover_gathered boundary = prover_role_limits(facts, role->id);
    int64_t asked;
    struct prover_gathered hung = prover_public_policies(facts, resource->id, &asked);
    question.identity = &identity.policies;
    question.boundary = &boundary.policies;
    struct str key = str_format(&prover->scratch, "%c\n%.*s\n%.*s\n%.*s\n%.*s|%.*s|%.*s", kind, STR_ARG(action),
                                STR_ARG(caller), STR_ARG(question.target.partial), STR_ARG(buf_str(&identity.content)),
                                STR_ARG(buf_str(&boundary.content)), STR_ARG(buf_str(&hung.content)));
    const struct prover_answer *known = prover_known_answer(facts, key);
    if (known)
        return *known;
    struct arena arena;
    arena_init(&arena);
    struct prover_answer answer = prover_keep_answer(
        facts, key, ask_it(prover_opened(prover), &arena, &question, &hung.policies, caller, resource->node));
    arena_done(&arena);
    return answer;
}

static void answer_both(sqlite3_context *context, int count, sqlite3_value **values, char kind, ask_together *ask_it) {
    struct facts *facts = sqlite3_user_data(context);
    int is_given;
    if (!prover_asks(context, count, 3, values, &is_given))
        return;
    struct facts_prover *prover = facts_prover_of(facts);
    const struct entity *role = facts_entity(facts, sqlite3_value_int64(values[0]));
    const struct entity *resource = facts_entity(facts, sqlite3_value_int64(values[2]));
    if (!role || !resource)
        return;
    struct arena_mark mark = arena_mark(&prover->scratch);
    struct str action = str_copy(&prover->scratch, function_text(values[1]));
    struct prover_answer answer = ask_both(facts, kind, ask_it, role, action, resource);
    prover_give(context, is_given, answer);
    if (is_given > 0 && answer.truth == (ask_it == prover_is_denied))
        query_claim(facts, (struct claim){ALLOWS_SOME, true, role->id, resource->id, str_copy(&facts->arena, action),
                                          STR_NONE});
    arena_reset(&prover->scratch, mark);
}

static void sql_may_use(sqlite3_context *context, int count, sqlite3_value **values) {
    answer_both(context, count, values, 'u', prover_may_use);
}

static void sql_is_denied(sqlite3_context *context, int count, sqlite3_value **values) {
    answer_both(context, count, values, 'd', prover_is_denied);
}

/* means_some(action, set) */
static void sql_means_some(sqlite3_context *context, int count, sqlite3_value **values) {
    if (!function_any_null(count, values))
        function_result_truth(
            context, prover_means_some(sqlite3_user_data(context), function_text(values[0]), function_text(values[1])));
}

static void sql_any_resource(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    (void)values;
    sqlite3_result_int64(context, ANY_RESOURCE);
}

static void sql_new_resource(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    (void)values;
    sqlite3_result_int64(context, NEW_RESOURCE);
}

void functions_register_prover(struct facts *facts) {
    function_add(facts, "allows_some", 3, sql_allows_some);
    function_add(facts, "allows_some", 4, sql_allows_some);
    function_add(facts, "allows_all", 3, sql_allows_all);
    function_add(facts, "allows_all", 4, sql_allows_all);
    function_add(facts, "allowed_action", 3, sql_allowed_action);
    function_add(facts, "allowed_action", 4, sql_allowed_action);
    function_add(facts, "anyone_may", 2, sql_anyone_may);
    function_add(facts, "anyone_may", 3, sql_anyone_may);
    function_add(facts, "means_some", 2, sql_means_some);
    function_add(facts, "any_resource", 0, sql_any_resource);
    function_add(facts, "new_resource", 0, sql_new_resource);
    function_add(facts, "may_use", 3, sql_may_use);
    function_add(facts, "may_use", 4, sql_may_use);
    function_add(facts, "is_denied", 3, sql_is_denied);
    function_add(facts, "is_denied", 4, sql_is_denied);
}
