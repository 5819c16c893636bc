/* allows_some, allows_all, allowed_action, anyone_may, may_assume, may_use, is_denied, any_resource and
 * statement_verdict: the prover on ids. docs/semantics.md says what they mean. Answers are remembered by content, so
 * that one role in eight worlds is one question. */
#include "analyzer/facts/functions_internal.h"

#include "analyzer/base/embedded.h"
#include "analyzer/facts/prover.h"
#include "analyzer/facts/query_internal.h"
#include "policies/ask.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define SETS "analyzer/facts/data/action_sets.tsv"

/* The id that any_resource() gives; no row has it. */
enum { ANY_RESOURCE = -1 };

struct kept_policy {
    const struct iam_policy *parsed;
    VEC(int64_t) statements; /* their rows, in order */
    /* At the first question: */
    const struct iam_policy *expanded;
    size_t content; /* number of the policy's content */
    uint64_t age;
};

struct kept_statement {
    struct kept_policy *policy;
    int64_t policy_id;
    size_t number;
};

struct facts_prover {
    struct arena *arena;  /* of the facts */
    struct arena scratch; /* of the call at hand: given back when it ends, for most calls are answered from memory */
    struct prover *prover;
    struct map policies;   /* id → struct kept_policy * */
    struct map statements; /* id → struct kept_statement * */
    struct map contents;   /* text of an expanded policy → number (as a pointer) */
    struct map answers;    /* question → struct prover_answer * */
    struct {
        struct arena arena;
        struct str content;
        struct prover_joined joined;
    } last; /* what was joined last */
    sqlite3_stmt *attached;
    sqlite3_stmt *limits;
    sqlite3_stmt *hung;
    sqlite3_stmt *holders;
    sqlite3_stmt *granted;
};

static const char ATTACHED[] = "SELECT policy, present IS NULL FROM role_policy WHERE role = ?1 ORDER BY id";
static const char LIMITS[] = "SELECT permissions_boundary, has_permissions_boundary IS NULL FROM role WHERE id = ?1 "
                             "AND has_permissions_boundary IS NOT 0";
static const char HOLDERS[] = "SELECT DISTINCT role FROM role_policy WHERE policy = ?1 AND present = 1 ORDER BY role";
static const char HUNG[] = "SELECT policy, present IS NULL FROM resource_policy WHERE resource = ?1 ORDER BY id";
/* What is hung on the function that a permission is about. A function outside the input has policies that nobody knows;
 * that one of them takes a grant back is not assumed, unless nobody can tell which function it is. */
static const char GRANTED[] =
    "SELECT hung.policy, hung.present IS NULL, permission.function FROM permission "
    "JOIN resource_policy AS hung ON hung.resource = permission.function "
    "JOIN entity ON entity.id = permission.function "
    "WHERE permission.id = ?1 AND (hung.present = 1 OR hung.declared OR entity.identity = '') ORDER BY hung.id";

/* -- life -------------------------------------------------------------------------------------------------------- */

struct facts_prover *facts_prover_of(struct facts *facts) {
    if (facts->prover)
        return facts->prover;
    struct facts_prover *prover = ARENA_NEW(&facts->arena, struct facts_prover);
    prover->arena = &facts->arena;
    arena_init(&prover->scratch);
    arena_init(&prover->last.arena);
    map_init(&prover->policies, &facts->arena);
    map_init(&prover->statements, &facts->arena);
    map_init(&prover->contents, &facts->arena);
    map_init(&prover->answers, &facts->arena);
    facts->prover = prover;
    return prover;
}

void facts_prover_close(struct facts *facts) {
    if (!facts->prover)
        return;
    prover_close(facts->prover->prover);
    arena_done(&facts->prover->scratch);
    arena_done(&facts->prover->last.arena);
    sqlite3_finalize(facts->prover->attached);
    sqlite3_finalize(facts->prover->limits);
    sqlite3_finalize(facts->prover->hung);
    sqlite3_finalize(facts->prover->holders);
    sqlite3_finalize(facts->prover->granted);
}

static struct str key_of(struct arena *arena, int64_t id) {
    return str_copy(arena, (struct str){(const char *)&id, sizeof id});
}

static void *find(const struct map *map, int64_t id) {
    return map_get(map, (struct str){(const char *)&id, sizeof id});
}

void facts_keep_policy(struct facts *facts, int64_t policy, const struct iam_policy *parsed) {
    struct facts_prover *prover = facts_prover_of(facts);
    struct kept_policy *kept = ARENA_NEW(&facts->arena, struct kept_policy);
    kept->parsed = parsed;
    map_put(&prover->policies, key_of(&facts->arena, policy), kept);
}

void facts_keep_statement(struct facts *facts, int64_t statement, int64_t policy, size_t number) {
    struct facts_prover *prover = facts_prover_of(facts);
    struct kept_statement *kept = ARENA_NEW(&facts->arena, struct kept_statement);
    *kept = (struct kept_statement){find(&prover->policies, policy), policy, number};
    map_put(&prover->statements, key_of(&facts->arena, statement), kept);
}

/* -- content ----------------------------------------------------------------------------------------------------- */

static void add_text(struct buf *buf, const struct iam_text *text) {
    buf_add(buf, text->text);
    buf_add_char(buf, text->value->kind == VALUE_LIST || text->value->kind == VALUE_MAP ? '\2' : '\1');
}

static void add_list(struct buf *buf, const struct iam_list *list) {
    buf_printf(buf, "%d%d%d", list->given, list->negated, list->open);
    for (size_t i = 0; i < list->items.count; i++)
        add_text(buf, &list->items.items[i]);
    buf_add_char(buf, '\n');
}

static void add_statement(struct buf *buf, const struct iam_statement *statement) {
    buf_printf(buf, "%d", (int)statement->effect);
    add_list(buf, &statement->actions);
    add_list(buf, &statement->resources);
    buf_printf(buf, "%d%d%d", statement->principal_given, statement->principal_negated, statement->principal_open);
    for (size_t i = 0; i < statement->principals.count; i++) {
        buf_printf(buf, "%d", (int)statement->principals.items[i].kind);
        add_text(buf, &statement->principals.items[i].text);
    }
    buf_printf(buf, "\n%d%d", statement->has_condition, statement->conditions_open);
    for (size_t i = 0; i < statement->conditions.count; i++) {
        const struct iam_condition *condition = &statement->conditions.items[i];
        add_text(buf, &condition->operator);
        add_text(buf, &condition->key);
        buf_printf(buf, "%d%d", condition->values_open, condition->single);
        for (size_t j = 0; j < condition->values.count; j++)
            add_text(buf, &condition->values.items[j]);
        buf_add_char(buf, '\n');
    }
}

/* Everything that decides: policies of equal text have equal answers. */
static struct str content_of(struct arena *arena, const struct iam_policy *policy) {
    struct buf buf;
    buf_init(&buf, arena);
    add_text(&buf, &policy->version);
    buf_printf(&buf, "%d%d", policy->has_version, policy->open);
    if (policy->open)
        buf_add(&buf, policy->reason);
    for (size_t i = 0; i < policy->statements.count; i++)
        add_statement(&buf, &policy->statements.items[i]);
    return buf_str(&buf);
}

static size_t number_of(struct facts_prover *prover, const struct iam_policy *policy) {
    struct str text = content_of(prover->arena, policy);
    size_t number = (size_t)(uintptr_t)map_get(&prover->contents, text);
    if (number == 0) {
        number = prover->contents.count + 1;
        map_put(&prover->contents, text, (void *)(uintptr_t)number);
    }
    return number;
}

/* -- the policies of something ----------------------------------------------------------------------------------- */

/* Policies and, as text, the numbers of their contents. */
struct gathered {
    struct prover_policies policies;
    struct buf content;
};

/* The names of entities are read from rows, which only the mutations of tests change. */
static void bring_up_to_date(struct facts *facts, int64_t id, struct kept_policy *kept) {
    uint64_t age = (uint64_t)sqlite3_total_changes(facts->db) + facts->undone + 1;
    const struct entity *entity = facts_entity(facts, id);
    if (kept->age == age || !entity)
        return;
    kept->age = age;
    kept->expanded = prover_expand_policy(facts, &facts->arena, entity->world, kept->parsed);
    kept->content = number_of(facts_prover_of(facts), kept->expanded);
}

/* Nobody knows what it says. */
static const struct iam_policy *unknown_policy(struct facts *facts, int64_t id) {
    const struct record *record = registry_get(&facts->registry, id);
    struct reason reason = {STR("a policy outside the input is not known"), NULL};
    for (const struct record *at = record; at; at = registry_get(&facts->registry, at->entity.parent)) {
        if (at->gap_count > 0) {
            reason = at->gaps[0].reason;
            break;
        }
        if (at->entity.parent == 0)
            break;
    }
    struct iam_policy *policy = ARENA_NEW(&facts->arena, struct iam_policy);
    const struct value *nothing = value_new_text(&facts->arena, record ? record->entity.node : NULL, STR_NONE);
    *policy = (struct iam_policy){.node = nothing->node,
                                  .version = {STR_NONE, nothing, true, nothing->node},
                                  .open = true,
                                  .reason = reason.text};
    return policy;
}

static void add_policy(struct facts *facts, int64_t id, bool maybe, struct gathered *gathered) {
    struct facts_prover *prover = facts_prover_of(facts);
    struct kept_policy *kept = maybe ? NULL : find(&prover->policies, id);
    if (kept)
        bring_up_to_date(facts, id, kept);
    const struct iam_policy *policy = kept && kept->expanded ? kept->expanded : unknown_policy(facts, id);
    size_t number = kept && kept->expanded ? kept->content : number_of(prover, policy);
    vec_push(&prover->scratch, &gathered->policies.list, policy);
    buf_printf(&gathered->content, " %zu", number);
}

static sqlite3_stmt *prepared(struct facts *facts, sqlite3_stmt **statement, const char *sql) {
    if (!*statement && sqlite3_prepare_v2(facts->db, sql, -1, statement, NULL) != SQLITE_OK)
        abort();
    return *statement;
}

static struct gathered gather(struct facts *facts, sqlite3_stmt *statement, int64_t id) {
    struct gathered gathered = {0};
    buf_init(&gathered.content, &facts_prover_of(facts)->scratch);
    sqlite3_bind_int64(statement, 1, id);
    while (sqlite3_step(statement) == SQLITE_ROW)
        add_policy(facts, sqlite3_column_int64(statement, 0), sqlite3_column_int(statement, 1) != 0, &gathered);
    sqlite3_reset(statement);
    return gathered;
}

/* -- questions --------------------------------------------------------------------------------------------------- */

typedef struct prover_answer ask(struct prover *prover, struct arena *arena, const struct prover_question *question);

static struct prover *opened(struct facts_prover *prover) {
    if (!prover->prover)
        prover->prover = prover_open();
    return prover->prover;
}

/* Remembers an answer, whose reason may still lie in the memory of the question. */
static struct prover_answer keep_answer(struct facts *facts, struct str key, struct prover_answer fresh) {
    struct prover_answer *answer = ARENA_NEW(&facts->arena, struct prover_answer);
    *answer = fresh;
    answer->reason = str_copy(&facts->arena, fresh.reason);
    map_put(&facts_prover_of(facts)->answers, str_copy(&facts->arena, key), answer);
    return *answer;
}

/* Asks, or remembers. */
static struct prover_answer remembered(struct facts *facts, struct str key, ask *ask_it,
                                       const struct prover_question *question) {
    struct facts_prover *prover = facts_prover_of(facts);
    struct prover_answer *known = map_get(&prover->answers, key);
    if (known)
        return *known;
    struct arena_mark mark = arena_mark(&prover->scratch);
    struct prover_answer answer = keep_answer(facts, key, ask_it(opened(prover), &prover->scratch, question));
    arena_reset(&prover->scratch, mark);
    return answer;
}

static struct prover_answer ask_one(struct facts *facts, char kind, ask *ask_it, struct prover_question *question,
                                    const struct gathered *identity, const struct gathered *boundary) {
    struct arena *arena = &facts_prover_of(facts)->scratch;
    question->identity = &identity->policies;
    question->boundary = &boundary->policies;
    if (identity->policies.list.count == 0)
        return (struct prover_answer){0, STR_NONE};
    struct str key = str_format(arena, "%c\n%.*s\n%.*s=%.*s\n%d%.*s\n%.*s|%.*s", kind, STR_ARG(question->action),
                                STR_ARG(question->key), STR_ARG(question->value), question->target.any,
                                STR_ARG(question->target.partial), STR_ARG(buf_str(&identity->content)),
                                STR_ARG(buf_str(&boundary->content)));
    return remembered(facts, key, ask_it, question);
}

struct call {
    struct facts *facts;
    char kind;
    ask *ask;
    struct gathered identity, boundary;
    int64_t resource;
    bool all; /* every action, else some */
    bool found;
    struct prover_answer result;
    struct str decided; /* the action that gave the result */
    const char *why;    /* no action could be asked */
};

/* Every request with such an action; those of IAM are on something of IAM, so that a bucket's ARN grants none of them.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
static struct request_target any_target(struct str action) {
    if (str_starts(action, "iam:"))
        return (struct request_target){.partial = STR("arn:aws*:iam::*:*"), .glob = STR("arn:aws*:iam::*:*")};
    if (prover_takes_no_resource(action))
        return (struct request_target){.none = true, .partial = STR("-"), .glob = STR("-")};
    return (struct request_target){.any = true, .partial = STR("*"), .glob = STR("*")};
}

/* One action of the set, "key=value" or nothing in condition. */
static void ask_action(struct call *call, struct str action, struct str condition) {
    struct prover_question question = {.action = action};
    const char *why = "there is no such resource";
    str_cut(condition, '=', &question.key, &question.value);
    if (call->resource == ANY_RESOURCE || str_is(action, "*")) { /* what hangs on a resource is about that resource */
        question.target = any_target(action);
    } else {
        const struct entity *entity = facts_entity(call->facts, call->resource);
        if (!entity || !prover_target(call->facts, &facts_prover_of(call->facts)->scratch, action, entity,
                                      &question.target, &why)) {
            call->why = why;
            return;
        }
    }
    struct prover_answer one = ask_one(call->facts, call->kind, call->ask, &question, &call->identity, &call->boundary);
    bool decides = one.truth == (call->all ? 0 : 1);
    if (!call->found || decides || (one.truth < 0 && call->result.truth != (call->all ? 0 : 1)))
        call->result = one;
    if (decides)
        call->decided = action;
    call->found = true;
}

static void ask_actions(struct call *call, struct str actions) {
    if (str_contains(actions, ":") || str_is(actions, "*")) {
        ask_action(call, str_copy(&facts_prover_of(call->facts)->scratch, actions), STR_NONE);
        return;
    }
    struct str rest = embedded_get(SETS);
    struct str line, set, action, condition;
    while (str_cut(rest, '\n', &line, &rest)) {
        bool in_set = str_cut(line, '\t', &set, &action) && str_equal(set, actions);
        if (!in_set || (call->found && call->result.truth == (call->all ? 0 : 1)))
            continue;
        if (!str_cut(action, '\t', &action, &condition))
            condition = STR_NONE;
        ask_action(call, action, condition);
    }
}

/* The last argument, `given`: the result is `given` AND the answer, and when it is 0, nothing is asked. */
static int given(int count, int number, sqlite3_value **values) {
    if (count <= number)
        return 1;
    return sqlite3_value_type(values[number]) == SQLITE_NULL ? -1 : sqlite3_value_int(values[number]) != 0;
}

static void give(sqlite3_context *context, int given, struct prover_answer answer) {
    if (answer.truth < 0 && given > 0) /* else what is given has its own reason */
        query_note(sqlite3_user_data(context), answer.reason, NULL);
    function_result_truth(context, answer.truth == 1 ? given : answer.truth);
}

static void answer_call(sqlite3_context *context, int given, const struct call *call) {
    struct prover_answer none = {-1, str_from(call->why ? call->why : "there is no such set of actions")};
    give(context, given, call->found ? call->result : none);
}

static struct call role_call(struct facts *facts, sqlite3_value **values, ask *ask_it, bool all) {
    struct facts_prover *prover = facts_prover_of(facts);
    int64_t role = sqlite3_value_int64(values[0]);
    struct call call = {
        .facts = facts, .kind = all ? 'a' : 's', .ask = ask_it, .resource = sqlite3_value_int64(values[2]), .all = all};
    call.identity = gather(facts, prepared(facts, &prover->attached, ATTACHED), role);
    call.boundary = gather(facts, prepared(facts, &prover->limits, LIMITS), role);
    ask_actions(&call, function_text(values[1]));
    return call;
}

static void ask_role(sqlite3_context *context, int count, sqlite3_value **values, ask *ask_it, bool all) {
    int is_given = given(count, 3, values);
    if (is_given == 0)
        function_result_truth(context, 0);
    if (is_given == 0 || function_any_null(3, values))
        return;
    struct facts_prover *prover = facts_prover_of(sqlite3_user_data(context));
    struct arena_mark mark = arena_mark(&prover->scratch);
    struct call call = role_call(sqlite3_user_data(context), values, ask_it, all);
    answer_call(context, is_given, &call);
    arena_reset(&prover->scratch, mark);
}

/* For messages: the first action that allows_some holds for; empty when there is none. */
static void sql_allowed_action(sqlite3_context *context, int count, sqlite3_value **values) {
    if (function_any_null(3, values) || given(count, 3, values) == 0)
        return;
    struct facts_prover *prover = facts_prover_of(sqlite3_user_data(context));
    struct arena_mark mark = arena_mark(&prover->scratch);
    struct call call = role_call(sqlite3_user_data(context), values, prover_allows_some, false);
    sqlite3_result_text64(context, call.decided.data ? call.decided.data : "", call.decided.size, SQLITE_TRANSIENT,
                          SQLITE_UTF8);
    arena_reset(&prover->scratch, mark);
}

static void sql_allows_some(sqlite3_context *context, int count, sqlite3_value **values) {
    ask_role(context, count, values, prover_allows_some, false);
}

static void sql_allows_all(sqlite3_context *context, int count, sqlite3_value **values) {
    ask_role(context, count, values, prover_allows_all, true);
}

/* Of a policy what may take a grant back; whether there is anything. */
static bool add_denials(struct facts *facts, int64_t id, bool maybe, struct gathered *gathered) {
    struct facts_prover *prover = facts_prover_of(facts);
    struct kept_policy *kept = maybe ? NULL : find(&prover->policies, id);
    if (!kept) {
        add_policy(facts, id, maybe, gathered);
        return true;
    }
    bring_up_to_date(facts, id, kept);
    struct iam_policy *denials = ARENA_NEW(&prover->scratch, struct iam_policy);
    *denials = *kept->expanded;
    memset(&denials->statements, 0, sizeof denials->statements);
    for (size_t i = 0; i < kept->expanded->statements.count; i++)
        if (kept->expanded->statements.items[i].effect != IAM_ALLOW)
            vec_push(&prover->scratch, &denials->statements, kept->expanded->statements.items[i]);
    if (denials->statements.count == 0 && !denials->open)
        return false;
    vec_push(&prover->scratch, &gathered->policies.list, denials);
    buf_printf(&gathered->content, " %zu", number_of(prover, denials));
    return true;
}

/* The grant of a permission, and what else the function's policy denies; then requests are on the function. */
static void gather_grant(struct facts *facts, int64_t permission, struct call *call) {
    struct facts_prover *prover = facts_prover_of(facts);
    sqlite3_stmt *granted = prepared(facts, &prover->granted, GRANTED);
    buf_init(&call->identity.content, &prover->scratch);
    add_policy(facts, permission, false, &call->identity);
    call->resource = ANY_RESOURCE;
    sqlite3_bind_int64(granted, 1, permission);
    while (sqlite3_step(granted) == SQLITE_ROW)
        if (add_denials(facts, sqlite3_column_int64(granted, 0), sqlite3_column_int(granted, 1) != 0, &call->identity))
            call->resource = sqlite3_column_int64(granted, 2);
    sqlite3_reset(granted);
}

static bool is_permission(const struct facts *facts, int64_t id) {
    const struct entity *entity = facts_entity(facts, id);
    return entity && entity->table && strcmp(entity->table, "permission") == 0;
}

static void sql_anyone_may(sqlite3_context *context, int count, sqlite3_value **values) {
    struct facts *facts = sqlite3_user_data(context);
    int is_given = given(count, 2, values);
    if (is_given == 0)
        function_result_truth(context, 0);
    if (is_given == 0 || function_any_null(2, values))
        return;
    struct facts_prover *prover = facts_prover_of(facts);
    struct arena_mark mark = arena_mark(&prover->scratch);
    struct call call = {
        .facts = facts, .kind = 'p', .ask = prover_anyone_may, .resource = sqlite3_value_int64(values[1])};
    buf_init(&call.boundary.content, &prover->scratch);
    if (is_permission(facts, call.resource))
        gather_grant(facts, call.resource, &call);
    else
        call.identity = gather(facts, prepared(facts, &prover->hung, HUNG), call.resource);
    ask_actions(&call, function_text(values[0]));
    answer_call(context, is_given, &call);
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
    struct gathered identity = gather(facts, prepared(facts, &prover->attached, ATTACHED), role->id);
    struct gathered boundary = gather(facts, prepared(facts, &prover->limits, LIMITS), role->id);
    struct gathered hung = gather(facts, prepared(facts, &prover->hung, HUNG), resource->id);
    question.identity = &identity.policies;
    question.boundary = &boundary.policies;
    struct str key = str_format(&prover->scratch, "%c\n%.*s\n%.*s\n%.*s\n%.*s|%.*s|%.*s", kind, STR_ARG(action),
                                STR_ARG(caller), STR_ARG(question.target.partial), STR_ARG(buf_str(&identity.content)),
                                STR_ARG(buf_str(&boundary.content)), STR_ARG(buf_str(&hung.content)));
    struct prover_answer *known = map_get(&prover->answers, key);
    if (known)
        return *known;
    struct arena arena;
    arena_init(&arena);
    struct prover_answer answer =
        keep_answer(facts, key, ask_it(opened(prover), &arena, &question, &hung.policies, caller, resource->node));
    arena_done(&arena);
    return answer;
}

static void answer_both(sqlite3_context *context, int count, sqlite3_value **values, char kind, ask_together *ask_it) {
    struct facts *facts = sqlite3_user_data(context);
    int is_given = given(count, 3, values);
    if (is_given == 0)
        function_result_truth(context, 0);
    if (is_given == 0 || function_any_null(3, values))
        return;
    struct facts_prover *prover = facts_prover_of(facts);
    const struct entity *role = facts_entity(facts, sqlite3_value_int64(values[0]));
    const struct entity *resource = facts_entity(facts, sqlite3_value_int64(values[2]));
    if (!role || !resource)
        return;
    struct arena_mark mark = arena_mark(&prover->scratch);
    struct str action = str_copy(&prover->scratch, function_text(values[1]));
    give(context, is_given, ask_both(facts, kind, ask_it, role, action, resource));
    arena_reset(&prover->scratch, mark);
}

static void sql_may_use(sqlite3_context *context, int count, sqlite3_value **values) {
    answer_both(context, count, values, 'u', prover_may_use);
}

static void sql_is_denied(sqlite3_context *context, int count, sqlite3_value **values) {
    answer_both(context, count, values, 'd', prover_is_denied);
}

static void sql_any_resource(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    (void)values;
    sqlite3_result_int64(context, ANY_RESOURCE);
}

/* -- statements -------------------------------------------------------------------------------------------------- */

/* Policies of equal content are joined once: rules ask about one statement after the other. */
static struct prover_joined join(struct facts_prover *prover, const struct gathered *all) {
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
    struct gathered all = {0};
    buf_init(&all.content, &prover->scratch);
    add_policy(facts, statement->policy_id, false, &all);
    if (role > 0) {
        struct gathered others = gather(facts, prepared(facts, &prover->attached, ATTACHED), role);
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
    struct prover_answer *known = map_get(&prover->answers, key);
    if (known)
        return *known;
    struct prover_joined joined = join(prover, &all);
    struct arena_mark mark = arena_mark(&prover->scratch);
    struct prover_answer fresh = prover_statement(opened(prover), &prover->scratch, what, &joined, statement->number);
    struct prover_answer answer = keep_answer(facts, key, fresh);
    arena_reset(&prover->scratch, mark);
    return answer;
}

/* Every role that has the policy agrees; without any it is not known. */
static struct prover_answer about_roles(struct facts *facts, const struct kept_statement *statement, struct str what) {
    struct facts_prover *prover = facts_prover_of(facts);
    struct prover_answer every = {-1, STR("no role is known to have the policy")};
    VEC(int64_t) roles = {0};
    if (statement->policy->parsed->statements.items[statement->number].effect == IAM_ALLOW)
        return (struct prover_answer){0, STR_NONE};
    sqlite3_stmt *holders = prepared(facts, &prover->holders, HOLDERS);
    sqlite3_bind_int64(holders, 1, statement->policy_id);
    while (sqlite3_step(holders) == SQLITE_ROW)
        vec_push(&prover->scratch, &roles, sqlite3_column_int64(holders, 0));
    sqlite3_reset(holders);
    for (size_t i = 0; i < roles.count; i++) {
        struct prover_answer one = about(facts, statement, what, roles.items[i]);
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
    int is_given = given(count, 2, values);
    if (is_given == 0)
        function_result_truth(context, 0);
    if (is_given == 0 || function_any_null(2, values))
        return;
    struct facts_prover *prover = facts_prover_of(facts);
    const struct kept_statement *statement = find(&prover->statements, sqlite3_value_int64(values[0]));
    if (!statement)
        return;
    struct str what = function_text(values[1]);
    struct arena_mark mark = arena_mark(&prover->scratch);
    bool in_roles = str_is(what, "dead_deny");
    give(context, is_given, in_roles ? about_roles(facts, statement, what) : about(facts, statement, what, 0));
    arena_reset(&prover->scratch, mark);
}

/* -- trust ------------------------------------------------------------------------------------------------------- */

/* The number of the principal whose row stands at the node. */
static bool find_principal(const struct kept_statement *statement, const struct node *node, size_t *ret_number) {
    const struct iam_statement *parsed = &statement->policy->parsed->statements.items[statement->number];
    for (size_t i = 0; i < parsed->principals.count; i++) {
        *ret_number = i;
        if (parsed->principals.items[i].text.node == node)
            return true;
    }
    return false;
}

static struct prover_answer ask_may_assume(struct facts *facts, const struct kept_statement *statement,
                                           size_t principal) {
    struct facts_prover *prover = facts_prover_of(facts);
    bring_up_to_date(facts, statement->policy_id, statement->policy);
    struct str key =
        str_format(&prover->scratch, "t\n%zu\n%zu\n%zu", statement->policy->content, statement->number, principal);
    struct prover_answer *known = map_get(&prover->answers, key);
    if (known)
        return *known;
    struct arena arena;
    arena_init(&arena);
    struct prover_answer answer = keep_answer(
        facts, key,
        prover_may_assume(opened(prover), &arena, statement->policy->expanded, statement->number, principal));
    arena_done(&arena);
    return answer;
}

/* may_assume(principal [, given]): a row of statement_principal, or a statement for everyone whom it does not name. */
static void sql_may_assume(sqlite3_context *context, int count, sqlite3_value **values) {
    struct facts *facts = sqlite3_user_data(context);
    int is_given = given(count, 1, values);
    if (is_given == 0)
        function_result_truth(context, 0);
    if (is_given == 0 || function_any_null(1, values))
        return;
    struct facts_prover *prover = facts_prover_of(facts);
    const struct entity *entity = facts_entity(facts, sqlite3_value_int64(values[0]));
    bool everyone = entity && str_is(str_from(entity->table), "statement");
    size_t principal = PROVER_EVERYONE;
    const struct kept_statement *statement =
        entity ? find(&prover->statements, everyone ? entity->id : entity->parent) : NULL;
    if (!statement || (!everyone && !find_principal(statement, entity->node, &principal)))
        return;
    struct arena_mark mark = arena_mark(&prover->scratch);
    give(context, is_given, ask_may_assume(facts, statement, principal));
    arena_reset(&prover->scratch, mark);
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
    function_add(facts, "any_resource", 0, sql_any_resource);
    function_add(facts, "may_use", 3, sql_may_use);
    function_add(facts, "may_use", 4, sql_may_use);
    function_add(facts, "is_denied", 3, sql_is_denied);
    function_add(facts, "is_denied", 4, sql_is_denied);
    function_add(facts, "may_assume", 1, sql_may_assume);
    function_add(facts, "may_assume", 2, sql_may_assume);
    function_add(facts, "statement_verdict", 2, sql_statement_verdict);
    function_add(facts, "statement_verdict", 3, sql_statement_verdict);
}
