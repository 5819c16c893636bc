/* What the prover costs: build/V/bench/policies [PAIRS [SEED]]. Asks about the managed policies of the built-in
 * catalogue, in one thread: every statement; every policy against each of QUESTIONS, and whether it allows everything;
 * PAIRS random pairs both ways, or every ordered pair when PAIRS is "all"; and roles of many policies. Prints a row per
 * question: the answers, of the unknown ones those that a disputed reading of AWS's documentation leaves open (the
 * items that docs/policy.md explains), and the processor time that one takes. What stands left of the bar depends on
 * nothing but the program and the catalogue. */
#include "analyzer/source/document.h"
#include "policies/ask.h"
#include "policies/catalog.h"
#include "policies/smt/smt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { REASONS = 16, ROLES = 40, ROLE_STATEMENTS = 360 };

struct policies {
    VEC(const struct iam_policy *) list;
};

struct kind {
    const char *name;
    VEC(double) times; /* microseconds */
    size_t answers[PROVE_UNKNOWN + 1];
    size_t disputed; /* of the unknown ones */
    struct {
        const char *text; /* static, see struct proof */
        size_t count;
    } reasons[REASONS];
};

struct bench {
    double start;       /* wall time */
    struct arena arena; /* lives as long as the program */
    struct arena scratch;
    struct arena_mark empty; /* of scratch */
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

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void count_reason(struct kind *kind, const char *reason) {
    if (strstr(reason, "(S"))
        kind->disputed++;
    for (size_t i = 0; i < REASONS; i++) {
        if (kind->reasons[i].text && strcmp(kind->reasons[i].text, reason) != 0)
            continue;
        kind->reasons[i].text = reason;
        kind->reasons[i].count++;
        return;
    }
}

static void add(struct bench *bench, struct kind *kind, double start, const struct proof *proof) {
    double took = (seconds(CLOCK_PROCESS_CPUTIME_ID) - start) * 1e6;
    vec_push(&bench->arena, &kind->times, took);
    arena_reset(&bench->scratch, bench->empty);
    kind->answers[proof->answer]++;
    if (proof->answer == PROVE_UNKNOWN)
        count_reason(kind, proof->reason);
}

static int by_time(const void *a, const void *b) {
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static void print_head(void) {
    printf("%-68s %8s %8s %8s %8s %8s | %7s %7s %7s %8s %7s\n", "is there a request …", "asked", "yes", "no",
           "disputed", "unknown", "p50 us", "p95", "p99", "max", "all, s");
}

static void print_kind(const struct kind *kind) {
    size_t count = kind->times.count;
    const double *times = kind->times.items;
    if (!count)
        return;
    double sum = 0;
    qsort(kind->times.items, count, sizeof *times, by_time);
    for (size_t i = 0; i < count; i++)
        sum += times[i];
    printf("%-66s %8zu %8zu %8zu %8zu %8zu | %7.1f %7.1f %7.1f %8.1f %7.2f\n", kind->name, count,
           kind->answers[PROVE_YES], kind->answers[PROVE_NO], kind->disputed,
           kind->answers[PROVE_UNKNOWN] - kind->disputed, times[count / 2], times[count * 95 / 100],
           times[count * 99 / 100], times[count - 1], sum / 1e6);
    for (size_t i = 0; i < REASONS && kind->reasons[i].text; i++)
        printf("    %zu: %s\n", kind->reasons[i].count, kind->reasons[i].text);
}

static void load(struct bench *bench) {
    struct catalog *catalog = catalog_open(STR_NONE, NULL);
    struct catalog_policies managed = {0};
    struct diags diags;
    if (!catalog)
        abort();
    diags_init(&diags, &bench->arena);
    catalog_policies(catalog, &bench->scratch, &managed);
    for (size_t i = 0; i < managed.list.count; i++) {
        const struct catalog_policy *policy = &managed.list.items[i];
        struct document *document = document_read(1, policy->arn, policy->document, &diags);
        vec_push(&bench->arena, &bench->policies.list, iam_policy_read(document->root, &bench->arena, NULL, NULL));
    }
    catalog_close(catalog);
    arena_reset(&bench->scratch, bench->empty);
}

static void print_cost(const struct bench *bench, const char *what) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%s: wall %.2f s, user %.2f s, peak %ld MB\n", what, seconds(CLOCK_MONOTONIC) - bench->start,
           (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6, usage.ru_maxrss / 1024);
}

/* ---- every statement ---- */

static void statements(struct bench *bench, enum prove_statement what, const char *name) {
    struct prove_question question = {.principal = STR(ASK_CALLER), .any_caller = true};
    struct kind kind = {.name = name};
    for (size_t i = 0; i < bench->policies.list.count; i++)
        for (size_t k = 0; k < bench->policies.list.items[i]->statements.count; k++) {
            double start = seconds(CLOCK_PROCESS_CPUTIME_ID);
            struct proof proof = prove_about_statement(bench->prover, &bench->scratch, bench->policies.list.items[i], k,
                                                       what, &question);
            add(bench, &kind, start, &proof);
        }
    print_kind(&kind);
}

static struct ask_documents alone(const struct iam_policy *const *policy) {
    return (struct ask_documents){.type = ASK_IDENTITY, .policies = {policy, 1}};
}

/* Does the statement by itself allow to pass a role? */
static void pass_role(struct bench *bench) {
    struct kind kind = {.name = "that a statement by itself allows, iam:PassRole on anything"};
    struct ask_request request = {.action = STR("iam:PassRole")};
    for (size_t i = 0; i < bench->policies.list.count; i++)
        for (size_t k = 0; k < bench->policies.list.items[i]->statements.count; k++) {
            double start = seconds(CLOCK_PROCESS_CPUTIME_ID);
            struct iam_policy part = *bench->policies.list.items[i];
            const struct iam_policy *const policy = &part;
            part.statements.items += k;
            part.statements.count = 1;
            struct ask_documents documents = alone(&policy);
            struct proof proof = ask_allows(bench->prover, &bench->scratch, &documents, &request);
            add(bench, &kind, start, &proof);
        }
    print_kind(&kind);
}

/* ---- every policy ---- */

static void allows(struct bench *bench, const char *action, const char *resource) {
    struct ask_request request = {.action = str_from(action), .resource = str_from(resource)};
    struct str name = str_format(&bench->arena, "  %s on %s", action, *resource ? resource : "anything");
    struct kind kind = {.name = str_z(&bench->arena, name)};
    for (size_t i = 0; i < bench->policies.list.count; i++) {
        struct ask_documents documents = alone(&bench->policies.list.items[i]);
        double start = seconds(CLOCK_PROCESS_CPUTIME_ID);
        struct proof proof = ask_allows(bench->prover, &bench->scratch, &documents, &request);
        add(bench, &kind, start, &proof);
    }
    print_kind(&kind);
}

static void exceeds(struct bench *bench, struct kind *kind, struct ask_documents more, struct ask_documents base) {
    double start = seconds(CLOCK_PROCESS_CPUTIME_ID);
    struct proof proof = ask_exceeds(bench->prover, &bench->scratch, &more, &base);
    add(bench, kind, start, &proof);
}

static void admins(struct bench *bench) {
    struct kind kind = {.name = "that a policy does not allow (no: is administrator)"};
    const struct iam_policy *all = ask_allow_all(&bench->arena, bench->policies.list.items[0]->node, STR_NONE);
    for (size_t i = 0; i < bench->policies.list.count; i++)
        exceeds(bench, &kind, alone(&all), alone(&bench->policies.list.items[i]));
    print_kind(&kind);
}

/* ---- pairs ---- */

static size_t random_below(uint64_t *state, size_t count) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(*state >> 33) % count;
}

static void pairs(struct bench *bench, size_t count, uint64_t seed) {
    struct kind kind = {.name = "that a policy allows and another does not, random pairs both ways"};
    for (size_t i = 0; i < count; i++) {
        struct ask_documents sides[2];
        for (size_t k = 0; k < 2; k++)
            sides[k] = alone(&bench->policies.list.items[random_below(&seed, bench->policies.list.count)]);
        exceeds(bench, &kind, sides[0], sides[1]);
        exceeds(bench, &kind, sides[1], sides[0]);
    }
    print_kind(&kind);
}

static void all_pairs(struct bench *bench) {
    struct kind kind = {.name = "that a policy allows and another does not, every ordered pair"};
    for (size_t i = 0; i < bench->policies.list.count; i++)
        for (size_t k = 0; k < bench->policies.list.count; k++)
            if (i != k)
                exceeds(bench, &kind, alone(&bench->policies.list.items[i]), alone(&bench->policies.list.items[k]));
    print_kind(&kind);
}

/* ---- roles ---- */

/* Random policies until they have ROLE_STATEMENTS statements. */
static struct ask_documents random_role(struct bench *bench, uint64_t *seed) {
    struct policies role = {0};
    for (size_t count = 0; count < ROLE_STATEMENTS; count += role.list.items[role.list.count - 1]->statements.count)
        vec_push(&bench->arena, &role.list, bench->policies.list.items[random_below(seed, bench->policies.list.count)]);
    return (struct ask_documents){.type = ASK_IDENTITY, .policies = {role.list.items, role.list.count}};
}

/* The role without its longest policy's first statement. */
static struct ask_documents smaller_role(struct bench *bench, const struct ask_documents *role) {
    const struct iam_policy **items = arena_alloc_array(&bench->arena, role->policies.count, sizeof *items);
    size_t longest = 0;
    for (size_t i = 0; i < role->policies.count; i++) {
        items[i] = role->policies.items[i];
        if (items[i]->statements.count > items[longest]->statements.count)
            longest = i;
    }
    struct iam_policy *policy = ARENA_NEW(&bench->arena, struct iam_policy);
    *policy = *items[longest];
    policy->statements.items++;
    policy->statements.count--;
    items[longest] = policy;
    return (struct ask_documents){.type = ASK_IDENTITY, .policies = {items, role->policies.count}};
}

static void roles(struct bench *bench, uint64_t seed) {
    struct kind others = {.name = "that a role of 360 statements allows and another does not"};
    struct kind parts = {.name = "the same, one of them with a statement less, both ways"};
    for (size_t i = 0; i < ROLES; i++) {
        struct ask_documents one = random_role(bench, &seed), other = random_role(bench, &seed);
        struct ask_documents smaller = smaller_role(bench, &one);
        exceeds(bench, &others, one, other);
        exceeds(bench, &parts, one, smaller);
        exceeds(bench, &parts, smaller, one);
    }
    print_kind(&others);
    print_kind(&parts);
}

int main(int argc, char **argv) {
    struct bench bench = {.start = seconds(CLOCK_MONOTONIC), .prover = prover_open()};
    uint64_t seed = argc > 2 ? strtoul(argv[2], NULL, 10) : 1;
    arena_init(&bench.arena);
    arena_init(&bench.scratch);
    arena_alloc(&bench.scratch, 1);
    bench.empty = arena_mark(&bench.scratch);
    setvbuf(stdout, NULL, _IOLBF, 0);
    load(&bench);
    printf("%zu managed policies of AWS, Z3 %s\n\n", bench.policies.list.count,
           str_z(&bench.arena, smt_version(&bench.arena)));
    print_head();
    statements(&bench, PROVE_MATCHES, "that a statement applies to (no: vacuous)");
    statements(&bench, PROVE_ADDS, "and no other of its effect does (no: redundant)");
    statements(&bench, PROVE_EFFECTIVE, "and no Deny shadows (no: shadowed, dead)");
    pass_role(&bench);
    print_cost(&bench, "every statement, with reading");
    puts("that a policy allows:");
    for (size_t i = 0; i < sizeof QUESTIONS / sizeof *QUESTIONS; i++)
        allows(&bench, QUESTIONS[i][0], QUESTIONS[i][1]);
    admins(&bench);
    if (argc > 1 && strcmp(argv[1], "all") == 0)
        all_pairs(&bench);
    else
        pairs(&bench, argc > 1 ? strtoul(argv[1], NULL, 10) : 2000, seed);
    roles(&bench, seed);
    printf("%zu of %zu questions needed the solver\n", prover_stats(bench.prover)->solved,
           prover_stats(bench.prover)->questions);
    print_cost(&bench, "all");
    prover_close(bench.prover);
    arena_done(&bench.scratch);
    return 0;
}
