/* What the prover costs: build/V/bench/policies [PAIRS [SEED]]. Asks about the managed policies of the built-in
 * catalogue, in one thread: every statement, every policy against each of QUESTIONS, and PAIRS random pairs both ways.
 * Prints per kind of question the answers, the time that one takes, and the reasons of what stayed unknown. */
#include "analyzer/source/document.h"
#include "policies/ask.h"
#include "policies/catalog.h"
#include "policies/smt/smt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { REASONS = 16 };

struct policies {
    VEC(const struct iam_policy *) list;
};

struct kind {
    const char *name;
    VEC(double) times; /* microseconds */
    size_t answers[PROVE_UNKNOWN + 1];
    struct {
        const char *text; /* static, see struct proof */
        size_t count;
    } reasons[REASONS];
};

struct bench {
    struct arena arena; /* lives as long as the program */
    struct prover *prover;
    struct policies policies;
};

static const char *const QUESTIONS[][2] = {
    {"iam:PassRole", "*"},
    {"iam:PassRole", "arn:aws:iam::111122223333:role/admin"},
    {"iam:CreateAccessKey", "arn:aws:iam::111122223333:user/admin"},
    {"iam:AttachRolePolicy", "arn:aws:iam::111122223333:role/admin"},
    {"iam:CreatePolicyVersion", "arn:aws:iam::111122223333:policy/base"},
    {"iam:UpdateAssumeRolePolicy", "arn:aws:iam::111122223333:role/admin"},
    {"sts:AssumeRole", "arn:aws:iam::111122223333:role/admin"},
    {"kms:Decrypt", "arn:aws:kms:eu-west-1:111122223333:key/1"},
    {"kms:PutKeyPolicy", "arn:aws:kms:eu-west-1:111122223333:key/1"},
    {"s3:GetObject", "arn:aws:s3:::example/key"},
    {"s3:PutBucketPolicy", "arn:aws:s3:::example"},
    {"s3:DeleteObject", "arn:aws:s3:::example/key"},
    {"lambda:CreateFunction", ""},
    {"lambda:InvokeFunction", ""},
    {"lambda:UpdateFunctionCode", ""},
    {"ec2:RunInstances", ""},
    {"secretsmanager:GetSecretValue", ""},
    {"dynamodb:Scan", ""},
    {"cloudtrail:StopLogging", ""},
    {"unknown:Action", ""},
};

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void count_reason(struct kind *kind, const char *reason) {
    for (size_t i = 0; i < REASONS; i++) {
        if (kind->reasons[i].text && strcmp(kind->reasons[i].text, reason) != 0)
            continue;
        kind->reasons[i].text = reason;
        kind->reasons[i].count++;
        return;
    }
}

static void add(struct bench *bench, struct kind *kind, double start, const struct proof *proof) {
    double took = (seconds() - start) * 1e6;
    vec_push(&bench->arena, &kind->times, took);
    kind->answers[proof->answer]++;
    if (proof->answer == PROVE_UNKNOWN && proof->reason)
        count_reason(kind, proof->reason);
}

static int by_time(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static void print_kind(const struct kind *kind) {
    size_t count = kind->times.count;
    if (!count)
        return;
    double sum = 0;
    qsort(kind->times.items, count, sizeof *kind->times.items, by_time);
    for (size_t i = 0; i < count; i++)
        sum += kind->times.items[i];
    printf("%-10s %8zu  yes %zu no %zu unknown %zu  p50 %.0f p95 %.0f p99 %.0f max %.0f us  %.2f s\n", kind->name,
           count, kind->answers[PROVE_YES], kind->answers[PROVE_NO], kind->answers[PROVE_UNKNOWN],
           kind->times.items[count / 2], kind->times.items[count * 95 / 100], kind->times.items[count * 99 / 100],
           kind->times.items[count - 1], sum / 1e6);
    for (size_t i = 0; i < REASONS && kind->reasons[i].text; i++)
        printf("           %8zu  %s\n", kind->reasons[i].count, kind->reasons[i].text);
}

static void load(struct bench *bench) {
    struct catalog *catalog = catalog_open(STR_NONE, NULL);
    struct catalog_policies managed = {0};
    struct diags diags;
    if (!catalog)
        abort();
    diags_init(&diags, &bench->arena);
    catalog_policies(catalog, &bench->arena, &managed);
    for (size_t i = 0; i < managed.list.count; i++) {
        const struct catalog_policy *policy = &managed.list.items[i];
        struct document *document = document_read(1, policy->arn, policy->document, &diags);
        vec_push(&bench->arena, &bench->policies.list, iam_policy_read(document->root, &bench->arena, NULL, NULL));
    }
    catalog_close(catalog);
}

static void statements(struct bench *bench, enum prove_statement what, const char *name) {
    struct prove_question question = {.principal = STR(ASK_CALLER), .any_caller = true};
    struct kind kind = {.name = name};
    for (size_t i = 0; i < bench->policies.list.count; i++)
        for (size_t k = 0; k < bench->policies.list.items[i]->statements.count; k++) {
            struct arena arena;
            arena_init(&arena);
            double start = seconds();
            struct proof proof =
                prove_about_statement(bench->prover, &arena, bench->policies.list.items[i], k, what, &question);
            add(bench, &kind, start, &proof);
            arena_done(&arena);
        }
    print_kind(&kind);
}

static struct ask_documents alone(const struct iam_policy *const *policy) {
    return (struct ask_documents){.type = ASK_IDENTITY, .policies = {policy, 1}};
}

static void questions(struct bench *bench) {
    struct kind kind = {.name = "allows"};
    for (size_t i = 0; i < bench->policies.list.count; i++)
        for (size_t k = 0; k < sizeof QUESTIONS / sizeof *QUESTIONS; k++) {
            struct arena arena;
            struct ask_documents documents = alone(&bench->policies.list.items[i]);
            struct ask_request request = {.action = str_from(QUESTIONS[k][0]), .resource = str_from(QUESTIONS[k][1])};
            arena_init(&arena);
            double start = seconds();
            struct proof proof = ask_allows(bench->prover, &arena, &documents, &request);
            add(bench, &kind, start, &proof);
            arena_done(&arena);
        }
    print_kind(&kind);
}

static void pairs(struct bench *bench, size_t count, unsigned long seed) {
    struct kind kind = {.name = "exceeds"};
    uint64_t state = seed;
    for (size_t i = 0; i < count; i++) {
        size_t chosen[2];
        for (size_t k = 0; k < 2; k++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            chosen[k] = (size_t)(state >> 33) % bench->policies.list.count;
        }
        for (size_t k = 0; k < 2; k++) {
            struct arena arena;
            struct ask_documents more = alone(&bench->policies.list.items[chosen[k]]);
            struct ask_documents base = alone(&bench->policies.list.items[chosen[1 - k]]);
            arena_init(&arena);
            double start = seconds();
            struct proof proof = ask_exceeds(bench->prover, &arena, &more, &base);
            add(bench, &kind, start, &proof);
            arena_done(&arena);
        }
    }
    print_kind(&kind);
}

int main(int argc, char **argv) {
    struct bench bench = {.prover = prover_open()};
    struct rusage usage;
    double start = seconds();
    arena_init(&bench.arena);
    load(&bench);
    printf("%zu policies read in %.2f s\n", bench.policies.list.count, seconds() - start);
    statements(&bench, PROVE_MATCHES, "matches");
    statements(&bench, PROVE_ADDS, "adds");
    statements(&bench, PROVE_EFFECTIVE, "effective");
    questions(&bench);
    pairs(&bench, argc > 1 ? strtoul(argv[1], NULL, 10) : 2000, argc > 2 ? strtoul(argv[2], NULL, 10) : 1);
    getrusage(RUSAGE_SELF, &usage);
    printf("%zu of %zu questions needed the solver, Z3 %s\n", prover_stats(bench.prover)->solved,
           prover_stats(bench.prover)->questions, str_z(&bench.arena, smt_version(&bench.arena)));
    printf("wall %.2f s, user %.2f s, peak %ld MB\n", seconds() - start,
           (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6, usage.ru_maxrss / 1024);
    prover_close(bench.prover);
    return 0;
}
