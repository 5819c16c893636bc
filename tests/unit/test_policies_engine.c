/* The prover as a machine: limits make answers unknown and nothing else, and equal questions have equal answers, also
 * at the same time in two threads. */
#include "policies/prove.h"
#include "tests/unit/policy_random.h"
#include "tests/unit/test.h"

#include <pthread.h>
#include <string.h>

enum { PAIRS = 150 };

/* Answers of one run: a letter and the witness for each pair. */
struct record {
    uint32_t seed;
    unsigned resources; /* 0: as many as always */
    struct arena arena;
    struct buf text;
    size_t solved, answers[3];
};

static void add_witness(struct buf *text, const struct iam_request *request) {
    buf_printf(text, " %.*s %.*s", STR_ARG(request->action), STR_ARG(request->resource));
    for (size_t i = 0; i < request->context.entries.count; i++)
        for (size_t j = 0; j < request->context.entries.items[i].values.count; j++)
            buf_printf(text, " %.*s=%.*s", STR_ARG(request->context.entries.items[i].key),
                       STR_ARG(request->context.entries.items[i].values.items[j]));
}

static void *run(void *context) {
    struct record *record = context;
    struct policy_random random = {.seed = record->seed, .variables = true, .principals = true};
    struct prover *prover = prover_open();
    if (record->resources)
        prover_limit(prover, record->resources);
    arena_init(&record->arena);
    buf_init(&record->text, &record->arena);
    for (int pair = 0; pair < PAIRS; pair++) {
        struct arena arena;
        struct iam_bundle a, b;
        arena_init(&arena);
        struct prove_question question = {.principal = random_caller(&random), .resource_account = STR(RANDOM_ACCOUNT)};
        random_bundle(&arena, &random, &a);
        random_bundle(&arena, &random, &b);
        struct proof proof = prove_exceeds(prover, &arena, &a, &b, &question);
        record->answers[proof.answer]++;
        buf_printf(&record->text, "%s", prove_answer_name(proof.answer));
        if (proof.answer == PROVE_YES)
            add_witness(&record->text, &proof.request);
        buf_add_char(&record->text, '\n');
        arena_done(&arena);
    }
    record->solved = prover_stats(prover)->solved;
    prover_close(prover);
    return NULL;
}

/* The second says what the first says, or that it does not know. */
static bool only_forgets(struct str full, struct str limited) {
    struct str ours, theirs;
    while (str_cut(full, '\n', &ours, &full) && str_cut(limited, '\n', &theirs, &limited))
        if (!str_is(theirs, "unknown") && str_starts(ours, "no") != str_starts(theirs, "no"))
            return false;
    return true;
}

TEST(policies_engine, a_small_budget_makes_answers_unknown) {
    struct record full = {.seed = 7}, limited = {.seed = 7, .resources = 1};
    run(&full);
    run(&limited);
    CHECK(full.solved > 0);
    CHECK(limited.answers[PROVE_UNKNOWN] > full.answers[PROVE_UNKNOWN]);
    CHECK(only_forgets(buf_str(&full.text), buf_str(&limited.text)));
    arena_done(&full.arena);
    arena_done(&limited.arena);
}

TEST(policies_engine, equal_questions_have_equal_answers) {
    static const unsigned BUDGETS[] = {0, 100, 1000};
    for (size_t i = 0; i < sizeof BUDGETS / sizeof *BUDGETS; i++) {
        struct record first = {.seed = 8, .resources = BUDGETS[i]}, second = first;
        run(&first);
        run(&second);
        CHECK(str_equal(buf_str(&first.text), buf_str(&second.text)));
        arena_done(&first.arena);
        arena_done(&second.arena);
    }
}

TEST(policies_engine, two_threads_say_the_same) {
    struct record records[2] = {{.seed = 9}, {.seed = 9}};
    pthread_t threads[2];
    for (size_t i = 0; i < 2; i++)
        REQUIRE(pthread_create(&threads[i], NULL, run, &records[i]) == 0);
    for (size_t i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    CHECK(str_equal(buf_str(&records[0].text), buf_str(&records[1].text)));
    for (size_t i = 0; i < 2; i++)
        arena_done(&records[i].arena);
}
