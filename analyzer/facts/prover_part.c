/* Questions about a part of a statement: one of its conditions, one of its actions. */
#include "analyzer/facts/prover.h"

#include "policies/ask.h"

#include <string.h>

static struct prove_question any_session(void) {
    return (struct prove_question){.principal = STR(ASK_CALLER), .resource_account = STR_NONE, .any_caller = true};
}

static struct prover_answer not_known(const struct iam_policy *policy, const char *reason) {
    return (struct prover_answer){-1, policy->open ? policy->reason : str_from(reason)};
}

/* -- a condition that never fails -------------------------------------------------------------------------------- */

static struct iam_statement without_condition(struct arena *arena, const struct iam_statement *statement,
                                              size_t condition) {
    struct iam_statement copy = *statement;
    memset(&copy.conditions, 0, sizeof copy.conditions);
    for (size_t i = 0; i < statement->conditions.count; i++)
        if (i != condition)
            vec_push(arena, &copy.conditions, statement->conditions.items[i]);
    copy.has_condition = copy.conditions.count > 0;
    return copy;
}

/* The statement without the condition stands first, then the statement: when the first adds nothing, the condition
 * never fails. A statement that never matches says nothing about its conditions. */
struct prover_answer prover_never_fails(struct prover *prover, struct arena *arena, const struct iam_policy *expanded,
                                        size_t statement, size_t condition) {
    const struct iam_policy *filled = prover_fill_policy(arena, expanded, NULL);
    const struct iam_statement *own = &filled->statements.items[statement];
    struct iam_policy both = *filled;
    struct prove_question question = any_session();
    if (own->conditions_open || own->conditions.items[condition].values_open)
        return (struct prover_answer){-1, STR("there may be more conditions or values")};
    if (own->effect == IAM_EFFECT_UNKNOWN)
        return (struct prover_answer){-1, STR("the effect of a statement is not known")};
    both.open = false;
    memset(&both.statements, 0, sizeof both.statements);
    vec_push(arena, &both.statements, without_condition(arena, own, condition));
    vec_push(arena, &both.statements, *own);
    struct proof fails = prove_about_statement(prover, arena, &both, 0, PROVE_ADDS, &question);
    if (fails.answer == PROVE_UNKNOWN)
        return (struct prover_answer){-1, str_from(fails.reason)};
    if (fails.answer == PROVE_YES)
        return (struct prover_answer){0, STR_NONE};
    struct proof matches = prove_about_statement(prover, arena, &both, 1, PROVE_MATCHES, &question);
    if (matches.answer == PROVE_UNKNOWN)
        return (struct prover_answer){-1, str_from(matches.reason)};
    return (struct prover_answer){matches.answer == PROVE_YES, STR_NONE};
}

/* -- an action that the boundary cuts ---------------------------------------------------------------------------- */

static const struct iam_policy *only(struct arena *arena, const struct iam_policy *policy, size_t statement,
                                     size_t action) {
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

struct prover_answer prover_is_cut(struct prover *prover, struct arena *arena, const struct iam_policy *expanded,
                                   size_t statement, size_t action, const struct prover_policies *boundary) {
    /* A made-up name may turn out to be one that the boundary means. */
    struct request_target target = {.any = true, .open_names = true, .partial = STR("*"), .glob = STR("*")};
    const struct iam_policy **identity = arena_alloc_array(arena, 1, sizeof *identity);
    const struct iam_policy **limits = arena_alloc_array(arena, boundary->list.count, sizeof *limits);
    identity[0] = only(arena, prover_fill_policy(arena, expanded, &target), statement, action);
    for (size_t i = 0; i < boundary->list.count; i++)
        limits[i] = prover_fill_policy(arena, boundary->list.items[i], &target);
    struct iam_bundle bundle = {.identity = {identity, 1},
                                .boundary = {limits, boundary->list.count},
                                .resource = ask_allow_all(arena, expanded->node, STR(ASK_ACCOUNT))};
    struct prove_question question = any_session();
    question.resource_account = STR(ASK_ACCOUNT);
    question.granted = true;
    struct proof left = prove_allows_some(prover, arena, &bundle, &question);
    if (left.answer == PROVE_UNKNOWN)
        return not_known(limits[0], left.reason);
    if (left.answer == PROVE_YES)
        return (struct prover_answer){0, STR_NONE};
    const struct iam_policy *named = only(arena, prover_fill_policy(arena, expanded, NULL), statement, action);
    struct proof granted = prove_about_statement(prover, arena, named, 0, PROVE_MATCHES, &question);
    if (granted.answer == PROVE_UNKNOWN)
        return (struct prover_answer){-1, str_from(granted.reason)};
    return (struct prover_answer){granted.answer == PROVE_YES, STR_NONE};
}
