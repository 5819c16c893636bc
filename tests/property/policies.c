/* The laws of policies, on random ones: build/V/property-policies [ROUNDS [SEED]].
 *
 * Prover and evaluator: what is called impossible is not found among random requests, a witness is one, and without
 * policy variables every question is answered (an encoding that says too much shows as one that is not). Sets: nothing
 * goes beyond itself; another Deny never widens; order, letter case of actions and splitting a statement over a list
 * change nothing; a wider pattern in an Allow, or in what a Deny leaves out, never narrows. The seed of a failing round
 * is printed; the same seed repeats it. */
#include "policies/prove.h"
#include "tests/unit/policy_random.h"
#include "tests/unit/policy_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REQUESTS = 40 };
/* Of a thousand questions with policy variables, at most so many may stay unknown. */
enum { UNKNOWN_WITH_VARIABLES = 20 };

struct counts {
    size_t yes, no, unknown, failed;
};

struct round {
    struct arena arena;
    struct policy_random random;
    struct prover *prover;
    struct str caller;
    struct prove_question question;
    struct iam_bundle a, b;
    struct counts *counts;
    uint32_t seed;
};

static void fail(struct round *round, const char *law) {
    round->counts->failed++;
    printf("seed %u: %s\n", round->seed, law);
}

static struct iam_answer decide(struct round *round, const struct iam_bundle *bundle,
                                const struct iam_request *request) {
    return iam_evaluate(&round->arena, bundle, request);
}

static bool goes_beyond(struct round *round, const struct iam_bundle *more, const struct iam_bundle *base,
                        const struct iam_request *request) {
    enum iam_decision left = decide(round, more, request).decision, right = decide(round, base, request).decision;
    return left == IAM_ALLOWED && right != IAM_ALLOWED && right != IAM_UNDECIDED;
}

/* ---- prover against evaluator ---- */

static void check_agreement(struct round *round) {
    struct proof proof = prove_exceeds(round->prover, &round->arena, &round->a, &round->b, &round->question);
    round->counts->yes += proof.answer == PROVE_YES;
    round->counts->no += proof.answer == PROVE_NO;
    round->counts->unknown += proof.answer == PROVE_UNKNOWN;
    if (proof.answer == PROVE_YES && !goes_beyond(round, &round->a, &round->b, &proof.request))
        fail(round, "a witness is none");
    /* What AWS's documents leave open names its item of docs/policy.md. */
    if (proof.answer == PROVE_UNKNOWN && !round->random.variables && !strstr(proof.reason, "(S"))
        fail(round, proof.reason);
    for (int i = 0; i < REQUESTS && proof.answer == PROVE_NO; i++) {
        struct iam_request request;
        random_request(&round->arena, &round->random, round->caller, &request);
        if (!goes_beyond(round, &round->a, &round->b, &request))
            continue;
        fail(round, "called impossible, and found");
        break;
    }
}

/* ---- changed policies ---- */

/* A copy of the first identity policy of a, in a bundle that is else the same. */
static struct iam_policy *copy_first(struct round *round, struct iam_bundle *ret_bundle) {
    const struct iam_policies *identity = &round->a.identity;
    const struct iam_policy **items = arena_alloc_array(&round->arena, identity->count, sizeof *items);
    struct iam_policy *copy = ARENA_NEW(&round->arena, struct iam_policy);
    for (size_t i = 0; i < identity->count; i++)
        items[i] = identity->items[i];
    *copy = *identity->items[0];
    copy->statements.items = arena_alloc_array(&round->arena, copy->statements.count + 2, sizeof(struct iam_statement));
    copy->statements.capacity = copy->statements.count + 2;
    for (size_t i = 0; i < copy->statements.count; i++)
        copy->statements.items[i] = identity->items[0]->statements.items[i];
    items[0] = copy;
    *ret_bundle = round->a;
    ret_bundle->identity.items = items;
    return copy;
}

static void never_beyond(struct round *round, const struct iam_bundle *more, const struct iam_bundle *base,
                         const char *law) {
    if (prove_exceeds(round->prover, &round->arena, more, base, &round->question).answer == PROVE_YES)
        fail(round, law);
    for (int i = 0; i < REQUESTS / 4; i++) {
        struct iam_request request;
        random_request(&round->arena, &round->random, round->caller, &request);
        if (goes_beyond(round, more, base, &request)) {
            fail(round, law);
            return;
        }
    }
}

static void another_deny(struct round *round) {
    struct iam_bundle changed;
    struct iam_policy *copy = copy_first(round, &changed);
    struct iam_statement deny = round->b.identity.items[0]->statements.items[0];
    deny.effect = IAM_DENY;
    copy->statements.items[copy->statements.count++] = deny;
    never_beyond(round, &changed, &round->a, "another Deny widens");
}

static void same_in_other_order(struct round *round) {
    struct iam_bundle changed;
    struct iam_policy *copy = copy_first(round, &changed);
    for (size_t i = 0; i < copy->statements.count / 2; i++) {
        struct iam_statement swap = copy->statements.items[i];
        copy->statements.items[i] = copy->statements.items[copy->statements.count - 1 - i];
        copy->statements.items[copy->statements.count - 1 - i] = swap;
    }
    never_beyond(round, &changed, &round->a, "order matters");
    never_beyond(round, &round->a, &changed, "order matters");
}

static struct str upper(struct arena *arena, struct str text) {
    struct buf buf;
    buf_init(&buf, arena);
    for (size_t i = 0; i < text.size; i++)
        buf_add_char(&buf, text.data[i] >= 'a' && text.data[i] <= 'z' ? (char)(text.data[i] - 32) : text.data[i]);
    return buf_str(&buf);
}

static void actions_in_upper_case(struct round *round) {
    struct iam_bundle changed;
    struct iam_policy *copy = copy_first(round, &changed);
    for (size_t i = 0; i < copy->statements.count; i++) {
        struct iam_list *actions = &copy->statements.items[i].actions;
        struct iam_list other = {.given = true, .negated = actions->negated, .node = actions->node};
        for (size_t j = 0; j < actions->items.count; j++) {
            struct iam_text text = actions->items.items[j];
            text.text = upper(&round->arena, text.text);
            text.value = value_new_text(&round->arena, text.node, text.text);
            vec_push(&round->arena, &other.items, text);
        }
        *actions = other;
    }
    never_beyond(round, &changed, &round->a, "letter case of actions matters");
    never_beyond(round, &round->a, &changed, "letter case of actions matters");
}

/* The list without its first member, which is taken out into a list of its own. */
static struct iam_list take_first(struct round *round, struct iam_list *list) {
    struct iam_list first = {.given = true, .node = list->node}, rest = first;
    vec_push(&round->arena, &first.items, list->items.items[0]);
    for (size_t i = 1; i < list->items.count; i++)
        vec_push(&round->arena, &rest.items, list->items.items[i]);
    *list = rest;
    return first;
}

static void same_when_split(struct round *round, const struct iam_bundle *changed) {
    never_beyond(round, changed, &round->a, "splitting matters");
    never_beyond(round, &round->a, changed, "splitting matters");
}

/* The first statement becomes two, which share its list of actions or of resources. */
static void split_over_list(struct round *round, bool over_actions) {
    struct iam_bundle changed;
    struct iam_policy *copy = copy_first(round, &changed);
    struct iam_statement *statement = &copy->statements.items[0];
    struct iam_list *list = over_actions ? &statement->actions : &statement->resources;
    if (list->negated || list->items.count < 2)
        return;
    struct iam_statement first = *statement;
    *(over_actions ? &first.actions : &first.resources) = take_first(round, list);
    copy->statements.items[copy->statements.count++] = first;
    same_when_split(round, &changed);
}

/* The same for the principals of the resource policy. */
static void split_over_principals(struct round *round) {
    const struct iam_policy *policy = round->a.resource;
    if (!policy || policy->statements.items[0].principal_negated || policy->statements.items[0].principals.count < 2)
        return;
    struct iam_policy copy = *policy;
    copy.statements.items =
        arena_alloc_array(&round->arena, policy->statements.count + 1, sizeof(struct iam_statement));
    copy.statements.capacity = policy->statements.count + 1;
    for (size_t i = 0; i < policy->statements.count; i++)
        copy.statements.items[i] = policy->statements.items[i];
    struct iam_statement first = copy.statements.items[0], *rest = &copy.statements.items[0];
    first.principals.count = 1;
    rest->principals.items++;
    rest->principals.count--;
    copy.statements.items[copy.statements.count++] = first;
    struct iam_bundle changed = round->a;
    changed.resource = &copy;
    same_when_split(round, &changed);
}

static void wider_pattern(struct round *round) {
    struct iam_bundle changed;
    struct iam_policy *copy = copy_first(round, &changed);
    struct iam_statement *statement = &copy->statements.items[0];
    struct iam_list *list = random_below(&round->random, 2) ? &statement->actions : &statement->resources;
    if (list->negated != (statement->effect == IAM_DENY))
        return;
    struct iam_text star = list->items.items[0];
    star.text = STR("*");
    star.value = value_new_text(&round->arena, star.node, star.text);
    struct iam_list other = {.given = true, .negated = list->negated, .node = list->node};
    vec_push(&round->arena, &other.items, star);
    *list = other;
    never_beyond(round, &round->a, &changed, "a wider pattern narrows");
}

static void one_round(struct prover *prover, struct policy_random *random, struct counts *counts) {
    struct round round = {.random = *random, .prover = prover, .counts = counts, .seed = random->seed};
    arena_init(&round.arena);
    round.caller = random_caller(&round.random);
    round.question = (struct prove_question){.principal = round.caller, .resource_account = STR(RANDOM_ACCOUNT)};
    random_bundle(&round.arena, &round.random, &round.a);
    random_bundle(&round.arena, &round.random, &round.b);
    check_agreement(&round);
    never_beyond(&round, &round.a, &round.a, "goes beyond itself");
    another_deny(&round);
    same_in_other_order(&round);
    actions_in_upper_case(&round);
    split_over_list(&round, true);
    split_over_list(&round, false);
    split_over_principals(&round);
    wider_pattern(&round);
    *random = round.random;
    arena_done(&round.arena);
}

static size_t run(const char *name, struct policy_random random, unsigned long rounds) {
    struct counts counts = {0};
    struct prover *prover = prover_open();
    for (unsigned long i = 0; i < rounds; i++)
        one_round(prover, &random, &counts);
    printf("%s: %lu pairs, beyond: %zu yes, %zu no, %zu unknown; %zu laws broken\n", name, rounds, counts.yes,
           counts.no, counts.unknown, counts.failed);
    prover_close(prover);
    if (random.variables && counts.unknown * 1000 > rounds * UNKNOWN_WITH_VARIABLES) {
        printf("%s: too many questions are not answered\n", name);
        counts.failed++;
    }
    return counts.failed;
}

int main(int argc, char **argv) {
    unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
    uint32_t seed = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 20261125;
    size_t failed = run("identity", (struct policy_random){.seed = seed}, rounds);
    failed += run("bundles", (struct policy_random){.seed = seed, .principals = true}, rounds);
    failed += run("variables", (struct policy_random){.seed = seed, .variables = true}, rounds);
    return failed ? 1 : 0;
}
