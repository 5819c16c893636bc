/* The laws of policies, on random ones: build/V/property-policies [ROUNDS [SEED]].
 *
 * Prover and evaluator: what is called impossible is not found among random requests, and a witness is one. Sets:
 * nothing goes beyond itself; another Deny never widens; order, letter case of actions and splitting a statement change
 * nothing; a wider pattern in an Allow never narrows. The seed of a failing round is printed; the same seed repeats it.
 */
#include "policies/prove.h"
#include "tests/unit/policy_random.h"
#include "tests/unit/policy_value.h"

#include <stdio.h>
#include <stdlib.h>

enum { REQUESTS = 40 };

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

/* The first statement with a list of two actions becomes two statements. */
static void split_over_actions(struct round *round) {
    struct iam_bundle changed;
    struct iam_policy *copy = copy_first(round, &changed);
    struct iam_statement *statement = &copy->statements.items[0];
    if (statement->actions.negated || statement->actions.items.count < 2)
        return;
    struct iam_statement second = *statement;
    struct iam_list one = {.given = true, .node = statement->actions.node}, two = one;
    vec_push(&round->arena, &one.items, statement->actions.items.items[0]);
    for (size_t i = 1; i < statement->actions.items.count; i++)
        vec_push(&round->arena, &two.items, statement->actions.items.items[i]);
    statement->actions = one;
    second.actions = two;
    copy->statements.items[copy->statements.count++] = second;
    never_beyond(round, &changed, &round->a, "splitting matters");
    never_beyond(round, &round->a, &changed, "splitting matters");
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
    split_over_actions(&round);
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
