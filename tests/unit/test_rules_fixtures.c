/* The fixtures of each rule: bad… fires, good… is silent and decided, undecided… is undecided. What the reader sees is
 * in expected.txt beside them (golden test). */
#include "analyzer/dialect/dialect.h"
#include "analyzer/facts/facts.h"
#include "policies/policy.h"
#include "rulesets/engine.h"
#include "rulesets/registry.h"
#include "tests/unit/test.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The day on which fixtures are judged: that of the golden test. */
#define AS_OF "2026-11-25"
/* Whose infrastructure it is. */
#define ACCOUNT "111122223333"
/* What roles may do at most, in the folders of rules that ask. */
#define GUARDRAIL "guardrail.json"

struct bench {
    struct arena arena;
    struct diags diags;
    struct rules rules;
    const struct iam_policy *guardrail; /* guardrail.json of the folder; NULL: there is none */
};

static struct str read_file(struct arena *arena, const char *path) {
    FILE *file = fopen(path, "rb");
    REQUIRE(file != NULL);
    struct buf buf;
    buf_init(&buf, arena);
    char chunk[4096];
    size_t size;
    while ((size = fread(chunk, 1, sizeof chunk, file)) > 0)
        buf_add(&buf, (struct str){chunk, size});
    fclose(file);
    return buf_str(&buf);
}

/* Runs one rule over one document. */
static void run_rule(struct bench *bench, struct rule *rule, struct document *document, struct report *ret_report) {
    struct rules selected = {0};
    vec_push(&bench->arena, &selected.list, rule);
    const char *why;
    struct bindings bindings = {0};
    enum document_kind kind = dialect_recognise(document, &why);
    CHECK(kind != KIND_NONE);
    struct unit *unit = dialect_load(kind, document, &bindings, &bench->arena, &bench->diags);
    struct facts_options options = {.as_of = STR(AS_OF), .account = STR(ACCOUNT), .guardrail = bench->guardrail};
    struct facts *facts = facts_open(options, &bench->diags);
    facts_load(facts, unit);
    facts_seal(facts);
    engine_run(facts, &selected, &bench->arena, &bench->diags, ret_report);
    for (size_t i = 0; i < ret_report->undecided.count; i++)
        CHECK(ret_report->undecided.items[i]->reason.size > 0);
    facts_close(facts);
}

static void check_fixture(struct bench *bench, struct rule *rule, const char *folder, const char *name) {
    struct report report = {0};
    const char *path = str_z(&bench->arena, str_format(&bench->arena, "%s/%s", folder, name));
    struct document *document = document_read(1, str_from(path), read_file(&bench->arena, path), &bench->diags);
    run_rule(bench, rule, document, &report);
    bool good = report.findings.count > 0;
    if (str_starts(str_from(name), "good"))
        good = report.findings.count == 0 && report.undecided.count == 0;
    else if (str_starts(str_from(name), "undecided"))
        good = report.findings.count == 0 && report.undecided.count > 0;
    if (!good) {
        fprintf(stderr, "%s: %zu findings, %zu undecided\n", path, report.findings.count, report.undecided.count);
        for (size_t i = 0; i < report.findings.count; i++)
            fprintf(stderr, "    %.*s\n", STR_ARG(report.findings.items[i]->message));
        for (size_t i = 0; i < report.undecided.count; i++)
            fprintf(stderr, "    ? %.*s\n", STR_ARG(report.undecided.items[i]->reason));
    }
    CHECK(good);
    document_free(document);
}

static struct document *read_guardrail(struct bench *bench, const char *folder) {
    const char *path = str_z(&bench->arena, str_format(&bench->arena, "%s/" GUARDRAIL, folder));
    bench->guardrail = NULL;
    if (access(path, R_OK) != 0)
        return NULL;
    struct document *document = document_read(1, str_from(path), read_file(&bench->arena, path), &bench->diags);
    bench->guardrail = iam_policy_read(document->root, &bench->arena, NULL, NULL);
    return document;
}

static void check_folder(struct bench *bench, struct rule *rule) {
    const char *path = str_z(&bench->arena, str_format(&bench->arena, "fixtures/rules/%.*s", STR_ARG(rule->name)));
    struct document *guardrail = read_guardrail(bench, path);
    DIR *folder = opendir(path);
    for (struct dirent *file = folder ? readdir(folder) : NULL; file; file = readdir(folder))
        if (strcmp(file->d_name, GUARDRAIL) != 0 &&
            (str_ends(str_from(file->d_name), ".yaml") || str_ends(str_from(file->d_name), ".json")))
            check_fixture(bench, rule, path, file->d_name);
    if (folder)
        closedir(folder);
    document_free(guardrail);
}

TEST(rules, fixtures_fire_or_are_silent) {
    struct bench bench = {0};
    arena_init(&bench.arena);
    diags_init(&bench.diags, &bench.arena);
    registry_builtin(&bench.arena, &bench.rules);
    for (size_t i = 0; i < bench.rules.list.count; i++)
        check_folder(&bench, bench.rules.list.items[i]);
    for (size_t i = 0; i < bench.diags.list.count; i++)
        if (bench.diags.list.items[i].kind == DIAG_RULE)
            fprintf(stderr, "%.*s\n", STR_ARG(bench.diags.list.items[i].message));
    arena_done(&bench.arena);
}
