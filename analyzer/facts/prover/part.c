/* Questions about a part of a statement: one of its conditions, one of its actions. */
#include "analyzer/facts/prover/prover.h"

#include "analyzer/facts/prover/reach.h"
#include "policies/ask.h"

#include <string.h>

static struct prove_question any_session(void) {
    return (struct prove_question){.principal = STR(ASK_CALLER), .resource_account = STR_NONE, .any_caller = true};
}

/* Of a resource of the own account, and not one of those that need no permission. */
static struct prove_question any_grant(void) {
    struct prove_question question = any_session();
    question.resource_account = STR(ASK_ACCOUNT);
    question.granted = true;
    return question;
}

static struct prover_answer not_known(const struct iam_policy *policy, const char *reason) {
    return (struct prover_answer){-1, policy->open ? policy->reason : str_from(reason)};
}

/* One statement of the policy alone, and of its actions one or all. */
static struct iam_policy *only(struct arena *arena, const struct iam_policy *policy, size_t statement, size_t action) {
    struct iam_policy *one = ARENA_NEW(arena, struct iam_policy);
    struct iam_statement copy = policy->statements.items[statement];
    *one = *policy;
    one->open = false;
    memset(&one->statements, 0, sizeof one->statements);
    if (action != PROVER_ALL_ACTIONS) {
        memset(&copy.actions.items, 0, sizeof copy.actions.items);
        vec_push(arena, &copy.actions.items, policy->statements.items[statement].actions.items.items[action]);
        copy.actions.open = false;
    }
    vec_push(arena, &one->statements, copy);
    return one;
}

/* -- a condition that never fails -------------------------------------------------------------------------------- */

/* Tags are what anybody writes; the other keys of all services (aws:PrincipalArn, aws:PrincipalAccount …) hang
 * together. */
static bool is_common_key(struct str key) {
    return key.size > 4 && str_equal_nocase(str_slice(key, 0, 4), STR("aws:")) && !str_contains(key, "/");
}

static bool has_variable(const struct iam_condition *condition) {
    for (size_t i = 0; i < condition->values.count; i++)
        if (!condition->values.items[i].known || str_contains(condition->values.items[i].text, "${"))
            return true;
    return false;
}

/* What the one demands may decide the other. */
static bool is_related(const struct iam_condition *a, const struct iam_condition *b) {
    if (!a->key.known || !b->key.known || has_variable(a) || has_variable(b))
        return true;
    return str_equal_nocase(a->key.text, b->key.text) || (is_common_key(a->key.text) && is_common_key(b->key.text));
}

/* The statement with those conditions only that are related to the one, and without that one itself or with it. A
 * condition that holds without the others' help holds with it. */
static struct iam_statement narrowed(struct arena *arena, const struct iam_statement *statement, size_t condition,
                                     bool with_itself) {
    struct iam_statement copy = *statement;
    memset(&copy.conditions, 0, sizeof copy.conditions);
    for (size_t i = 0; i < statement->conditions.count; i++) {
        const struct iam_condition *other = &statement->conditions.items[i];
        bool wanted = i == condition ? with_itself : is_related(&statement->conditions.items[condition], other);
        if (wanted)
            vec_push(arena, &copy.conditions, *other);
    }
    copy.has_condition = copy.conditions.count > 0;
    return copy;
}

/* The statement without the condition stands first, then the statement: when the first adds nothing, the condition
 * never fails. */
struct prover_answer prover_never_fails(struct prover *prover, struct arena *arena, const struct iam_policy *expanded,
                                        size_t statement, size_t condition) {
    const struct iam_statement *own = &expanded->statements.items[statement];
    if (own->conditions_open || own->conditions.items[condition].values_open)
        return (struct prover_answer){-1, STR("there may be more conditions or values")};
    if (own->effect == IAM_EFFECT_UNKNOWN)
        return (struct prover_answer){-1, STR("the effect of a statement is not known")};
    struct iam_policy *both = only(arena, expanded, statement, PROVER_ALL_ACTIONS);
    both->statements.items[0] = narrowed(arena, own, condition, false);
    vec_push(arena, &both->statements, narrowed(arena, own, condition, true));
    struct prove_question question = any_session();
    struct proof fails =
        prove_about_statement(prover, arena, prover_fill_policy(arena, both, NULL), 0, PROVE_ADDS, &question);
    if (fails.answer == PROVE_UNKNOWN)
        return (struct prover_answer){-1, str_from(fails.reason)};
    return (struct prover_answer){fails.answer == PROVE_NO, STR_NONE};
}

/* -- an action that the boundary cuts ---------------------------------------------------------------------------- */

/* Without the statements that have no say on what the other one grants; whether one that may allow it is left. */
static bool take_meeting(struct arena *arena, const struct iam_policy *boundary, const struct iam_statement *granted,
                         struct iam_policy *ret_boundary) {
    bool allows = boundary->open;
    *ret_boundary = *boundary;
    memset(&ret_boundary->statements, 0, sizeof ret_boundary->statements);
    for (size_t i = 0; i < boundary->statements.count; i++) {
        const struct iam_statement *statement = &boundary->statements.items[i];
        if (!reach_lists_meet(arena, &granted->actions, &statement->actions, false) ||
            !reach_lists_meet(arena, &granted->resources, &statement->resources, true))
            continue;
        vec_push(arena, &ret_boundary->statements, *statement);
        allows = allows || statement->effect != IAM_DENY;
    }
    return allows;
}

/* Is there a request that the statement and all boundaries allow? */
static struct proof within(struct prover *prover, struct arena *arena, const struct iam_policy *own,
                           const struct prover_policies *boundary) {
    /* A made-up name may turn out to be one that the boundary means. */
    struct request_target target = {.any = true, .open_names = true, .partial = STR("*"), .glob = STR("*")};
    const struct iam_policy **identity = arena_alloc_array(arena, 1, sizeof *identity);
    const struct iam_policy **limits = arena_alloc_array(arena, boundary->list.count, sizeof *limits);
    identity[0] = prover_fill_policy(arena, own, &target);
    for (size_t i = 0; i < boundary->list.count; i++) {
        struct iam_policy *limit = ARENA_NEW(arena, struct iam_policy);
        limits[i] = limit;
        if (!take_meeting(arena, prover_fill_policy(arena, boundary->list.items[i], &target),
                          &identity[0]->statements.items[0], limit))
            return (struct proof){.answer = PROVE_NO};
    }
    struct iam_bundle bundle = {.identity = {identity, 1},
                                .boundary = {limits, boundary->list.count},
                                .resource = ask_allow_all(arena, own->node, STR(ASK_ACCOUNT))};
    struct prove_question question = any_grant();
    return prove_allows_some(prover, arena, &bundle, &question);
}

struct prover_answer prover_is_cut(struct prover *prover, struct arena *arena, const struct iam_policy *expanded,
                                   size_t statement, size_t action, const struct prover_policies *boundary) {
    const struct iam_policy *own = only(arena, expanded, statement, action);
    struct proof left = within(prover, arena, own, boundary);
    if (left.answer == PROVE_UNKNOWN)
        return not_known(boundary->list.items[0], left.reason);
    if (left.answer == PROVE_YES)
        return (struct prover_answer){0, STR_NONE};
    struct prove_question question = any_grant();
    struct proof granted =
        prove_about_statement(prover, arena, prover_fill_policy(arena, own, NULL), 0, PROVE_MATCHES, &question);
    if (granted.answer == PROVE_UNKNOWN)
        return (struct prover_answer){-1, str_from(granted.reason)};
    return (struct prover_answer){granted.answer == PROVE_YES, STR_NONE};
}
