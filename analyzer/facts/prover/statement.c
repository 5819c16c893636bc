/* Verdicts on one statement among the others of its policy or role. */
#include "analyzer/facts/prover/prover.h"

#include "analyzer/facts/prover/reach.h"
#include "policies/ask.h"

#include <string.h>

static struct prover_answer answer(int truth, const char *reason) {
    return (struct prover_answer){truth, str_from(reason)};
}

/* Every pattern of the list may be meant by the other too. */
static bool list_may_be_covered(struct arena *arena, const struct iam_list *list, const struct iam_policy *policy,
                                size_t but, enum iam_effect effect) {
    bool exact;
    if (list->open || !list->given || list->negated)
        return true;
    for (size_t i = 0; i < list->items.count; i++) {
        struct str glob = reach_lower(arena, reach_glob(arena, &list->items.items[i], &exact));
        bool met = false;
        for (size_t j = 0; j < policy->statements.count && !met; j++) {
            const struct iam_statement *other = &policy->statements.items[j];
            met = j != but && other->effect == effect && reach_list(arena, &other->actions, glob, false) != REACH_NONE;
        }
        if (!met)
            return false;
    }
    return true;
}

/* No statement of that effect comes near: the question needs no prover. */
static bool stands_alone(struct arena *arena, const struct iam_policy *policy, size_t number, enum iam_effect effect) {
    const struct iam_statement *own = &policy->statements.items[number];
    for (size_t i = 0; i < policy->statements.count; i++) {
        const struct iam_statement *other = &policy->statements.items[i];
        if (i != number && other->effect != IAM_EFFECT_UNKNOWN && other->effect == effect &&
            reach_lists_meet(arena, &own->actions, &other->actions, false) &&
            reach_lists_meet(arena, &own->resources, &other->resources, true))
            return false;
    }
    return true;
}

struct prover_joined prover_join(struct arena *arena, const struct prover_policies *policies) {
    struct iam_policy *all = ARENA_NEW(arena, struct iam_policy);
    struct prover_joined joined = {all, false};
    for (size_t i = 0; i < policies->list.count; i++) {
        const struct iam_policy *filled = prover_fill_policy(arena, policies->list.items[i], NULL);
        if (i == 0) {
            *all = *filled;
            memset(&all->statements, 0, sizeof all->statements);
        }
        joined.mixed = joined.mixed || !str_equal(all->version.text, filled->version.text);
        if (filled->open && !all->open) {
            all->open = true;
            all->reason = filled->reason;
        }
        for (size_t j = 0; j < filled->statements.count; j++)
            vec_push(arena, &all->statements, filled->statements.items[j]);
    }
    return joined;
}

/* The action patterns of an Allow and of the Deny meet, on resources that meet, without conditions: it takes effect. */
static bool plainly_needed(struct arena *arena, const struct iam_policy *policy, size_t number) {
    const struct iam_statement *own = &policy->statements.items[number];
    bool exact;
    for (size_t i = 0; own->has_condition == 0 && i < policy->statements.count; i++) {
        const struct iam_statement *other = &policy->statements.items[i];
        if (other->effect != IAM_ALLOW || other->has_condition != 0)
            continue;
        for (size_t j = 0; j < own->resources.items.count; j++)
            if (!own->resources.negated && !own->actions.negated && own->actions.items.count &&
                reach_list(arena, &other->resources, reach_glob(arena, &own->resources.items.items[j], &exact), true) ==
                    REACH_ALL &&
                exact &&
                reach_list(arena, &other->actions,
                           reach_lower(arena, reach_glob(arena, &own->actions.items.items[0], &exact)),
                           false) == REACH_ALL &&
                exact)
                return true;
    }
    return false;
}

static struct proof ask_about(struct prover *prover, struct arena *arena, const struct iam_policy *policy,
                              size_t statement, enum prove_statement about) {
    struct prove_question question = {.principal = STR(ASK_CALLER), .resource_account = STR_NONE, .any_caller = true};
    return prove_about_statement(prover, arena, policy, statement, about, &question);
}

static struct prover_answer verdict(struct proof proof) {
    return proof.answer == PROVE_UNKNOWN ? answer(-1, proof.reason) : answer(proof.answer == PROVE_NO, NULL);
}

/* A Resource can match something that looks like an ARN; a name for itself cannot. */
static bool names_resource(struct arena *arena, const struct iam_text *text) {
    bool exact;
    struct str glob = reach_glob(arena, text, &exact);
    return !exact || str_starts(glob, "arn:") || str_starts(glob, "*");
}

static bool names_resources(struct arena *arena, const struct iam_list *list) {
    for (size_t i = 0; i < list->items.count; i++)
        if (names_resource(arena, &list->items.items[i]))
            return true;
    return list->open;
}

/* IAM refuses a resource that is no ARN, so a parameter has another value than such a default when it is deployed. */
static bool has_mere_default(struct arena *arena, const struct iam_list *list) {
    for (size_t i = 0; i < list->items.count; i++)
        if (list->items.items[i].value->parameter.size && !names_resource(arena, &list->items.items[i]))
            return true;
    return false;
}

static struct prover_answer never_matches(struct prover *prover, struct arena *arena, const struct iam_policy *policy,
                                          size_t statement) {
    const struct iam_statement *own = &policy->statements.items[statement];
    bool plain = own->has_condition == 0 && own->actions.given && own->resources.given && !own->actions.negated &&
                 !own->resources.negated;
    if (plain && names_resources(arena, &own->resources))
        return answer(0, NULL);
    if (has_mere_default(arena, &own->resources))
        return answer(-1, "a parameter has another value than its default, which is no ARN");
    return verdict(ask_about(prover, arena, policy, statement, PROVE_MATCHES));
}

/* Of two statements that make each other redundant, the later one is: without later ones that are, is this one still?
 */
static struct prover_answer redundant(struct prover *prover, struct arena *arena, const struct iam_policy *policy,
                                      size_t statement) {
    const struct iam_statement *own = &policy->statements.items[statement];
    if (stands_alone(arena, policy, statement, own->effect) ||
        !list_may_be_covered(arena, &own->actions, policy, statement, own->effect))
        return answer(0, NULL);
    struct proof proof = ask_about(prover, arena, policy, statement, PROVE_ADDS);
    if (proof.answer != PROVE_NO)
        return verdict(proof);
    struct iam_policy *rest = ARENA_NEW(arena, struct iam_policy);
    *rest = *policy;
    memset(&rest->statements, 0, sizeof rest->statements);
    for (size_t i = 0; i < policy->statements.count; i++)
        if (i <= statement || policy->statements.items[i].effect != own->effect ||
            ask_about(prover, arena, policy, i, PROVE_ADDS).answer != PROVE_NO)
            vec_push(arena, &rest->statements, policy->statements.items[i]);
    return verdict(ask_about(prover, arena, rest, statement, PROVE_ADDS));
}

static struct prover_answer shadowed(struct prover *prover, struct arena *arena, const struct iam_policy *policy,
                                     size_t statement) {
    const struct iam_statement *own = &policy->statements.items[statement];
    if (own->effect != IAM_ALLOW || stands_alone(arena, policy, statement, IAM_DENY) ||
        !list_may_be_covered(arena, &own->actions, policy, statement, IAM_DENY))
        return answer(0, NULL);
    return verdict(ask_about(prover, arena, policy, statement, PROVE_EFFECTIVE));
}

static struct prover_answer dead_deny(struct prover *prover, struct arena *arena, const struct iam_policy *policy,
                                      size_t statement, bool mixed) {
    if (policy->statements.items[statement].effect != IAM_DENY || plainly_needed(arena, policy, statement))
        return answer(0, NULL);
    if (policy->open)
        return (struct prover_answer){-1, policy->reason};
    if (stands_alone(arena, policy, statement, IAM_ALLOW))
        return answer(1, NULL);
    if (mixed)
        return answer(-1, "policies of different versions of the language take part");
    return verdict(ask_about(prover, arena, policy, statement, PROVE_EFFECTIVE));
}

struct prover_answer prover_statement(struct prover *prover, struct arena *arena, struct str what,
                                      const struct prover_joined *joined, size_t statement) {
    const struct iam_policy *policy = joined->policy;
    if (policy->statements.items[statement].effect == IAM_EFFECT_UNKNOWN)
        return answer(-1, "the effect of a statement is not known");
    if (str_is(what, "never_matches"))
        return never_matches(prover, arena, policy, statement);
    if (str_is(what, "redundant"))
        return redundant(prover, arena, policy, statement);
    if (str_is(what, "shadowed"))
        return shadowed(prover, arena, policy, statement);
    if (str_is(what, "dead_deny"))
        return dead_deny(prover, arena, policy, statement, joined->mixed);
    return answer(-1, "there is no such verdict on statements");
}

bool prover_statement_request(struct prover *prover, struct arena *arena, const struct prover_joined *joined,
                              size_t statement, struct iam_request *ret_request) {
    struct proof proof = ask_about(prover, arena, joined->policy, statement, PROVE_MATCHES);
    *ret_request = proof.request;
    return proof.has_request;
}
