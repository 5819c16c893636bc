/* The laws of policies, on random ones: build/V/property-policies [PAIRS [SEED [WORLD]]].
 *
 * Each pair of random bundles has a universe of requests (universe.h); the evaluator decides each of them. Prover and
 * evaluator: what is called impossible is nowhere in the universe, a witness is one, and next to nothing stays unknown
 * but for what AWS's documents leave open (an encoding that says too much shows as that); what is called impossible is
 * so without the prover's short cuts; of one whole request both say the same. Sets: nothing goes beyond itself; another
 * Deny never widens; order, letter case of actions and splitting a statement over a list change nothing; a wider
 * pattern in an Allow, or in what a Deny leaves out, never narrows. Evaluation, said once more in terms of itself:
 * algebra.h. The seed of a failing pair is printed; the same seed with 1 pair repeats it and shows its policies.
 */
#include "tests/property/algebra.h"
#include "tests/property/change.h"
#include "tests/property/universe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One kind of policies to try, and how many answers of ten thousand may be unknown. */
struct world {
    const char *name;
    struct policy_random random;
    size_t sample;  /* requests looked at when there are more */
    size_t divisor; /* a pair costs so much that there are fewer */
    size_t unknown_most;
};
enum { SOME_UNKNOWN = 4 }; /* by chance, where there are few answers */
static const struct world WORLDS[] = {
    {"identity", {0}, 200, 3, 0},
    {"bundles", {.principals = true}, 200, 3, 0},
    {"variables", {.variables = true, .principals = true}, 200, 3, 10},
    {"disputed", {.disputed = true, .variables = true, .principals = true}, 200, 10, 10000},
    {"every request", {.principals = true}, 20000, 100, 0},
};

struct counts {
    size_t yes, no, unknown, undecidable, failed, requests, again;
};

struct pair {
    struct arena arena;
    struct policy_random random;
    const struct world *world;
    struct prover *prover, *plain; /* plain: every question as a whole, by the solver */
    struct prove_question question;
    struct iam_bundle a, b;
    struct universe universe;
    const unsigned char *of_a, *of_b;
    struct counts *counts;
    uint32_t seed;
    bool show;
};

static void show_request(const struct iam_request *request) {
    printf("  %.*s %.*s on %.*s\n", STR_ARG(request->caller.text), STR_ARG(request->action),
           STR_ARG(request->resource));
    for (size_t i = 0; i < request->context.entries.count; i++) {
        const struct iam_context_value *entry = &request->context.entries.items[i];
        for (size_t j = 0; j < entry->values.count && !entry->derived; j++)
            printf("    %.*s = %.*s\n", STR_ARG(entry->key), STR_ARG(entry->values.items[j]));
    }
}

static void fail(struct pair *pair, const char *law, size_t request) {
    pair->counts->failed++;
    printf("world %s, seed %u: %s\n", pair->world->name, pair->seed, law);
    if (request != SIZE_MAX && pair->show)
        show_request(&pair->universe.requests.items[request]);
}

/* ---- prover against evaluator ---- */

static bool is_fixed_by(const struct iam_context *context, struct str key, const struct iam_context_value *found) {
    const struct iam_context_value *wanted = iam_context_get(context, key);
    if (!wanted || !found)
        return !wanted == !found;
    bool same = wanted->values.count == found->values.count;
    for (size_t i = 0; same && i < wanted->values.count; i++)
        same = str_equal(wanted->values.items[i], found->values.items[i]);
    return same;
}

/* A witness is one of the requests that are asked about. */
static bool answers_the_question(const struct pair *pair, const struct iam_request *request) {
    const struct prove_question *question = &pair->question;
    bool same = str_equal(request->caller.text, question->principal) &&
                (!question->action.size || str_equal_nocase(request->action, question->action)) &&
                (!question->resource.size || str_equal(request->resource, question->resource));
    for (size_t i = 0; question->context && i < question->context->entries.count; i++) {
        struct str key = question->context->entries.items[i].key;
        same = same && is_fixed_by(question->context, key, iam_context_get(&request->context, key));
    }
    return same;
}

static void count(struct pair *pair, const struct proof *proof) {
    bool unknown = proof->answer == PROVE_UNKNOWN;
    if (proof->has_request && !answers_the_question(pair, &proof->request))
        fail(pair, "a witness is no request that was asked about", SIZE_MAX);
    /* What AWS's documents leave open names its item of docs/policy.md. */
    bool undecidable = unknown && strstr(proof->reason, "(S");
    pair->counts->yes += proof->answer == PROVE_YES;
    pair->counts->no += proof->answer == PROVE_NO;
    pair->counts->unknown += unknown;
    pair->counts->undecidable += undecidable;
    if (unknown && !undecidable && !pair->world->unknown_most)
        fail(pair, proof->reason, SIZE_MAX);
    else if (unknown && pair->show)
        printf("unknown: %s\n", proof->reason);
}

static bool is_allowed(struct pair *pair, const struct iam_bundle *bundle, const struct iam_request *request,
                       bool wanted) {
    enum iam_decision decision = iam_evaluate(&pair->arena, bundle, request).decision;
    return wanted ? decision == IAM_ALLOWED : decision != IAM_ALLOWED && decision != IAM_UNDECIDED;
}

/* Some of what is called impossible is proved once more, from the whole encoding and by the solver alone. */
static void check_again(struct pair *pair, const struct iam_bundle *more, const struct iam_bundle *base) {
    if (random_below(&pair->random, 20))
        return;
    struct proof again = prove_exceeds(pair->plain, &pair->arena, more, base, &pair->question);
    pair->counts->again += again.answer == PROVE_NO;
    if (again.answer == PROVE_YES)
        fail(pair, "called impossible, and found another way", SIZE_MAX);
}

/* The answer to "is there a request that more allows and base does not". */
static void check_answer(struct pair *pair, const struct iam_bundle *more, const struct iam_bundle *base) {
    struct proof proof = prove_exceeds(pair->prover, &pair->arena, more, base, &pair->question);
    count(pair, &proof);
    if (proof.answer == PROVE_YES &&
        !(is_allowed(pair, more, &proof.request, true) && is_allowed(pair, base, &proof.request, false)))
        fail(pair, "a witness is none", SIZE_MAX);
    size_t found = universe_beyond(&pair->universe, more == &pair->a ? pair->of_a : pair->of_b,
                                   more == &pair->a ? pair->of_b : pair->of_a);
    if (proof.answer == PROVE_NO && found != SIZE_MAX)
        fail(pair, "called impossible, and found", found);
    if (proof.answer == PROVE_NO)
        check_again(pair, more, base);
}

static void check_one(struct pair *pair) {
    struct proof proof = prove_allows_some(pair->prover, &pair->arena, &pair->a, &pair->question);
    count(pair, &proof);
    if (proof.answer == PROVE_YES && !is_allowed(pair, &pair->a, &proof.request, true))
        fail(pair, "a witness of something allowed is none", SIZE_MAX);
    for (size_t i = 0; i < pair->universe.requests.count && proof.answer == PROVE_NO; i++)
        if (pair->of_a[i] == IAM_ALLOWED) {
            fail(pair, "nothing is called allowed, and something is", i);
            break;
        }
    proof = prove_denies_some(pair->prover, &pair->arena, &pair->a, &pair->question);
    count(pair, &proof);
    if (proof.answer == PROVE_YES && !is_allowed(pair, &pair->a, &proof.request, false))
        fail(pair, "a witness of something not allowed is none", SIZE_MAX);
    for (size_t i = 0; i < pair->universe.requests.count && proof.answer == PROVE_NO; i++)
        if (pair->of_a[i] != IAM_ALLOWED && pair->of_a[i] != IAM_UNDECIDED) {
            fail(pair, "everything is called allowed, and something is not", i);
            break;
        }
}

/* A question that leaves nothing open has the answer of the evaluator, unless that is "undecided". */
static void check_point(struct pair *pair) {
    size_t number = random_below(&pair->random, (uint32_t)pair->universe.requests.count);
    const struct iam_request *request = &pair->universe.requests.items[number];
    struct iam_context context = {.arena = &pair->arena};
    for (size_t i = 0; i < request->context.entries.count; i++)
        if (!request->context.entries.items[i].derived)
            vec_push(&pair->arena, &context.entries, request->context.entries.items[i]);
    for (size_t i = 0; i < RANDOM_WORLD.key_count; i++)
        if (!iam_context_has(&context, str_from(RANDOM_WORLD.keys[i].key)))
            iam_context_add(&context, str_from(RANDOM_WORLD.keys[i].key));
    struct prove_question question = {.principal = request->caller.text,
                                      .action = request->action,
                                      .resource = request->resource,
                                      .resource_account = request->resource_account,
                                      .context = &context};
    enum prove_answer allows = prove_allows_some(pair->prover, &pair->arena, &pair->a, &question).answer;
    enum prove_answer denies = prove_denies_some(pair->prover, &pair->arena, &pair->a, &question).answer;
    bool allowed = pair->of_a[number] == IAM_ALLOWED;
    if (pair->of_a[number] != IAM_UNDECIDED &&
        (allows != (allowed ? PROVE_YES : PROVE_NO) || denies != (allowed ? PROVE_NO : PROVE_YES)))
        fail(pair, "of one whole request the prover says something else", number);
}

/* Of callers whose identity policies are all that counts. */
static void check_statement(struct pair *pair) {
    static const enum prove_statement WHATS[] = {PROVE_MATCHES, PROVE_ADDS, PROVE_EFFECTIVE};
    const struct iam_policy *policy = pair->a.identity.items[0];
    size_t statement = random_below(&pair->random, (uint32_t)policy->statements.count);
    enum prove_statement what = WHATS[random_below(&pair->random, 3)];
    struct proof proof = prove_about_statement(pair->prover, &pair->arena, policy, statement, what, &pair->question);
    count(pair, &proof);
    size_t found = statement_shown(&pair->arena, &pair->universe, policy, statement, what);
    if (proof.answer == PROVE_NO && found != SIZE_MAX)
        fail(pair, "a statement is called useless, and is not", found);
}

/* ---- sets ---- */

static void never_beyond(struct pair *pair, const struct iam_bundle *more, const unsigned char *of_more,
                         const struct iam_bundle *base, const unsigned char *of_base, const char *law) {
    size_t found = universe_beyond(&pair->universe, of_more, of_base);
    if (found != SIZE_MAX)
        fail(pair, law, found);
    struct proof proof = prove_exceeds(pair->prover, &pair->arena, more, base, &pair->question);
    count(pair, &proof);
    if (proof.answer == PROVE_YES) {
        fail(pair, law, SIZE_MAX);
        if (pair->show)
            show_request(&proof.request);
    }
}

enum effect { NARROWS, WIDENS, CHANGES_NOTHING };

static const struct law {
    const char *broken;
    bool (*change)(struct change *change);
    enum effect effect;
} LAWS[] = {
    {"another Deny widens", change_add_deny, NARROWS},
    {"order matters", change_order, CHANGES_NOTHING},
    {"letter case of actions matters", change_letter_case, CHANGES_NOTHING},
    {"splitting over actions matters", change_split_actions, CHANGES_NOTHING},
    {"splitting over resources matters", change_split_resources, CHANGES_NOTHING},
    {"splitting over principals matters", change_split_principals, CHANGES_NOTHING},
    {"a wider pattern narrows", change_widen, WIDENS},
};

static void check_law(struct pair *pair, const struct law *law) {
    struct change change = change_begin(&pair->arena, &pair->random, &pair->a);
    if (!law->change(&change))
        return;
    const unsigned char *changed = universe_decide(&pair->arena, &pair->universe, &change.bundle);
    if (law->effect != WIDENS)
        never_beyond(pair, &change.bundle, changed, &pair->a, pair->of_a, law->broken);
    if (law->effect != NARROWS)
        never_beyond(pair, &pair->a, pair->of_a, &change.bundle, changed, law->broken);
    if (law->effect == CHANGES_NOTHING && memcmp(changed, pair->of_a, pair->universe.requests.count) != 0)
        fail(pair, law->broken, SIZE_MAX);
}

/* ---- one pair ---- */

/* Every third pair of bundles is independent; else the second is nearly the first, which makes most answers "no". */
static void make_bundles(struct pair *pair) {
    random_bundle(&pair->arena, &pair->random, &pair->a);
    random_bundle(&pair->arena, &pair->random, &pair->b);
    for (uint32_t changes = random_below(&pair->random, 3), i = 0; i < changes; i++) {
        struct change change = change_begin(&pair->arena, &pair->random, i ? &pair->b : &pair->a);
        change_something(&change);
        pair->b = change.bundle;
    }
}

/* Sometimes the action, the resource or a key is part of the question. */
static void make_question(struct pair *pair) {
    struct policy_random *random = &pair->random;
    const struct random_world *world = &RANDOM_WORLD;
    pair->question =
        (struct prove_question){.principal = random_caller(random), .resource_account = STR(RANDOM_ACCOUNT)};
    if (!random_below(random, 4))
        pair->question.action = str_from(world->actions[random_below(random, (uint32_t)world->action_count)]);
    if (!random_below(random, 4))
        pair->question.resource = str_from(world->resources[random_below(random, (uint32_t)world->resource_count)]);
    if (random_below(random, 4))
        return;
    struct iam_context *context = ARENA_NEW(&pair->arena, struct iam_context);
    context->arena = &pair->arena;
    const struct random_key *key = &world->keys[random_below(random, (uint32_t)world->key_count)];
    struct iam_context_value *entry = iam_context_add(context, str_from(key->key));
    if (random_below(random, 3))
        vec_push(&pair->arena, &entry->values, str_from(key->values[random_below(random, 5)]));
    pair->question.context = context;
}

static void check_pair(struct pair *pair) {
    const struct iam_bundle *both[] = {&pair->a, &pair->b};
    universe_make(&pair->arena, &pair->random, &pair->question, both, 2, pair->world->sample, &pair->universe);
    pair->counts->requests += pair->universe.requests.count;
    pair->of_a = universe_decide(&pair->arena, &pair->universe, &pair->a);
    pair->of_b = universe_decide(&pair->arena, &pair->universe, &pair->b);
    check_answer(pair, &pair->a, &pair->b);
    check_answer(pair, &pair->b, &pair->a);
    never_beyond(pair, &pair->a, pair->of_a, &pair->a, pair->of_a, "goes beyond itself");
    if (random_below(&pair->random, 2))
        check_one(pair);
    if (pair->universe.requests.count)
        check_point(pair);
    bool applies = algebra_applies(&pair->universe);
    if (applies && random_below(&pair->random, 2))
        check_statement(pair);
    check_law(pair, &LAWS[random_below(&pair->random, sizeof LAWS / sizeof *LAWS)]);
    struct algebra algebra = {&pair->arena, &pair->random, &pair->universe, &pair->a};
    size_t request = SIZE_MAX;
    const char *broken = applies ? algebra_broken(&algebra, &request) : NULL;
    if (broken)
        fail(pair, broken, request);
}

static size_t run(const struct world *world, uint32_t seed, unsigned long pairs) {
    struct counts counts = {0};
    struct prover *prover = prover_open(), *plain = prover_open();
    prover_plain(plain);
    struct policy_random random = world->random;
    random.seed = seed;
    for (unsigned long i = 0; i < pairs; i++) {
        struct pair pair = {
            .random = random, .world = world, .prover = prover, .plain = plain, .counts = &counts, .seed = random.seed};
        pair.show = pair.random.show = pairs == 1;
        arena_init(&pair.arena);
        make_question(&pair);
        make_bundles(&pair);
        check_pair(&pair);
        random.seed = pair.random.seed;
        arena_done(&pair.arena);
    }
    size_t answers = counts.yes + counts.no + counts.unknown;
    if (world->unknown_most &&
        counts.unknown - counts.undecidable > SOME_UNKNOWN + answers * world->unknown_most / 10000) {
        printf("world %s: more is unknown than may be\n", world->name);
        counts.failed++;
    }
    printf("%s: %lu pairs, %zu requests; %zu yes, %zu no (%zu proved twice), %zu unknown (%zu disputed); %zu laws "
           "broken\n",
           world->name, pairs, counts.requests, counts.yes, counts.no, counts.again, counts.unknown, counts.undecidable,
           counts.failed);
    prover_close(prover);
    prover_close(plain);
    return counts.failed;
}

int main(int argc, char **argv) {
    unsigned long pairs = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
    uint32_t seed = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 20261125;
    size_t failed = 0;
    for (size_t i = 0; i < sizeof WORLDS / sizeof *WORLDS; i++)
        if (argc <= 3 || strcmp(argv[3], WORLDS[i].name) == 0)
            failed += run(&WORLDS[i], seed, argc > 3 ? pairs : (pairs + WORLDS[i].divisor - 1) / WORLDS[i].divisor);
    return failed ? 1 : 0;
}
