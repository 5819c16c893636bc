/* lambdalint baseline create|update|prune|show [PATH…]: the file of findings that scan --baseline leaves out. */
#include "analyzer/scan/baseline.h"

#include "analyzer/cli/options.h"
#include "analyzer/cli/problems.h"
#include "analyzer/cli/terminal.h"
#include "analyzer/cli/verbs.h"
#include "analyzer/scan/files.h"

#include <stdio.h>
#include <unistd.h>

struct action {
    const char *name;
    bool reads;  /* the file that is there */
    bool adds;   /* what the scan finds */
    bool prunes; /* what it does not find any more */
};

static const struct action ACTIONS[] = {{"create", false, true, false},
                                        {"update", true, true, true},
                                        {"prune", true, false, true},
                                        {"show", true, false, false}};

static const struct action *find_action(struct str word) {
    for (size_t i = 0; i < sizeof ACTIONS / sizeof *ACTIONS; i++)
        if (str_is(word, ACTIONS[i].name))
            return &ACTIONS[i];
    return NULL;
}

static int complain(const char *what, struct str file, const char *rest) {
    fprintf(stderr, "lambdalint: %s%.*s%s\n", what, STR_ARG(file), rest);
    return EXIT_USAGE;
}

static void print_entries(const struct baseline *baseline) {
    for (size_t i = 0; i < baseline->list.count; i++) {
        const struct baseline_entry *entry = baseline->list.items[i];
        printf("%.*s: %.*s", STR_ARG(entry->file), STR_ARG(entry->rule));
        if (entry->path.size)
            printf(" at %.*s", STR_ARG(entry->path));
        if (entry->key.size)
            printf(" (%.*s)", STR_ARG(entry->key));
        if (entry->count > 1)
            printf(", %llu times", (unsigned long long)entry->count);
        printf("\n");
    }
}

static int write_file(const struct baseline *baseline, struct scan *scan) {
    struct str why;
    if (!file_write(baseline->path, baseline_text(baseline, &scan->arena), &scan->arena, &why))
        return complain("", why, "");
    uint64_t findings = 0;
    for (size_t i = 0; i < baseline->list.count; i++)
        findings += baseline->list.items[i]->count;
    fprintf(stderr, "lambdalint: %.*s holds %llu finding%s\n", STR_ARG(baseline->path), (unsigned long long)findings,
            findings == 1 ? "" : "s");
    return EXIT_CLEAN;
}

/* A file that could not be read may hide findings: the baseline is written, but the result is incomplete. */
static int scan_and_write(const struct action *action, struct options *options, struct baseline *baseline) {
    struct scan scan = {0};
    progress_start(&options->scan);
    bool fine = scan_load(&scan, &options->scan) && scan_check(&scan, &options->scan);
    progress_end();
    problems_print(options, &scan.diags);
    int code = fine ? scan_exit_code(&scan, options) : EXIT_USAGE;
    if (code != EXIT_USAGE) {
        baseline_apply(baseline, &scan);
        if (action->prunes)
            baseline_prune(baseline, &scan);
        if (action->adds)
            baseline_add_findings(baseline, &scan);
        int written = write_file(baseline, &scan);
        code = written != EXIT_CLEAN || code == EXIT_FINDINGS ? written : code;
    }
    scan_done(&scan);
    return code;
}

static int act(const struct action *action, struct options *options) {
    struct baseline baseline;
    struct diags diags;
    struct str file = options->baseline.size ? options->baseline : STR(BASELINE_FILE);
    baseline_init(&baseline, file, options->arena);
    diags_init(&diags, options->arena);
    int code;
    if (!action->reads && !options->force && access(str_z(options->arena, file), F_OK) == 0)
        code =
            complain("", file, " exists already: 'lambdalint baseline update' adds and removes, --force replaces it");
    else if (action->reads && !baseline_read(file, options->arena, &diags, &baseline)) {
        problems_print(options, &diags);
        code = EXIT_USAGE;
    } else if (!action->adds && !action->prunes) {
        print_entries(&baseline);
        code = EXIT_CLEAN;
    } else if (baseline.is_report)
        code = complain("", file, " is a report: it can be used as a baseline, but not be changed");
    else
        code = scan_and_write(action, options, &baseline);
    baseline_done(&baseline);
    return code;
}

static int take_action(struct options *options, const struct str_list *words) {
    const struct action *action = words->list.count ? find_action(words->list.items[0]) : NULL;
    options_take_inputs(options, words, 1);
    return action ? act(action, options)
                  : verb_refuse(&VERB_BASELINE, words->list.count ? words->list.items[0] : STR_NONE);
}

static int run(const struct verb *verb, int argc, char **argv) {
    return options_run(verb, argc, argv, take_action);
}

static const char *const NAMES[] = {"create", "update", "prune", "show", NULL};

const struct verb VERB_BASELINE = {.name = "baseline",
                                   .choices = NAMES,
                                   .arguments = "create|update|prune|show [PATH...]",
                                   .summary = "Notes the findings that there are, for scan --baseline.",
                                   .flags = BASELINE_FLAGS,
                                   .run = run};
