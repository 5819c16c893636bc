#include "analyzer/base/clock.h"
#include "analyzer/base/limits.h"
#include "analyzer/cli/options.h"
#include "analyzer/cli/problems.h"
#include "analyzer/cli/terminal.h"
#include "analyzer/cli/verbs.h"
#include "analyzer/scan/baseline.h"
#include "analyzer/scan/files.h"

#include <stdio.h>

/* Without a document a diagnostic cannot be shown with a frame, so usage errors go to standard error right away. */
static void print_usage_errors(const struct scan *scan) {
    for (size_t i = 0; i < scan->diags.list.count; i++) {
        const struct diag *diag = &scan->diags.list.items[i];
        if (!diag->document && (diag->kind == DIAG_RULE || (diag->kind == DIAG_UNRESOLVED && !diag->file.size)))
            fprintf(stderr, "lambdalint: %.*s%s%.*s\n", STR_ARG(diag->file), diag->file.size ? ": " : "",
                    STR_ARG(diag->message));
    }
}

static bool has_diag(const struct scan *scan, enum diag_kind kind) {
    for (size_t i = 0; i < scan->diags.list.count; i++)
        if (scan->diags.list.items[i].kind == kind)
            return true;
    return false;
}

static bool has_undecided(const struct scan *scan) {
    for (size_t i = 0; i < scan->report.undecided.count; i++)
        if (!scan->report.undecided.items[i]->suppressed)
            return true;
    return false;
}

/* cli-and-reports.md b.3; 2 goes before 1 goes before 3. */
int scan_exit_code(const struct scan *scan, const struct options *options) {
    if (scan->usage_error || has_diag(scan, DIAG_RULE))
        return EXIT_USAGE;
    if (options->exit_zero)
        return EXIT_CLEAN;
    for (size_t i = 0; i < scan->report.findings.count; i++) {
        const struct finding *finding = scan->report.findings.items[i];
        if (!finding->suppressed && finding->fails)
            return EXIT_FINDINGS;
    }
    if (options->strict && has_diag(scan, DIAG_BASELINE))
        return EXIT_FINDINGS;
    bool incomplete = has_diag(scan, DIAG_UNREADABLE) || has_diag(scan, DIAG_SYNTAX) || has_diag(scan, DIAG_LIMIT) ||
                      (scan->found_nothing && !options->allow_empty);
    if (options->strict)
        incomplete = incomplete || has_undecided(scan) || has_diag(scan, DIAG_WORLDS_TRUNCATED) ||
                     has_diag(scan, DIAG_SUPPRESSION) || has_diag(scan, DIAG_TEMPLATED) ||
                     has_diag(scan, DIAG_REJECTED);
    return incomplete ? EXIT_INCOMPLETE : EXIT_CLEAN;
}

static void print_files(const struct scan *scan, const struct options *options) {
    for (size_t i = 0; i < scan->files.count; i++) {
        const struct scanned_file *file = &scan->files.items[i];
        if (options->list_why)
            printf("%.*s: %s: %s\n", STR_ARG(file->path), document_kind_name(file->kind), file->why);
        else if (file->kind != KIND_NONE)
            printf("%.*s\n", STR_ARG(file->path));
    }
}

/* The file says it too, but whoever reads only the log should know. */
static void note_cut(const struct scan *scan, const struct output *output) {
    size_t results = 0;
    for (size_t i = 0; i < scan->report.findings.count; i++)
        results += !scan->report.findings.items[i]->suppressed;
    if (str_is(output->format, "sarif") && results > LIMIT_SARIF_RESULTS)
        fprintf(stderr, "lambdalint: the SARIF holds the worst %u of %zu findings\n", LIMIT_SARIF_RESULTS - 1, results);
}

static bool write_output(struct scan *scan, const struct options *options, const struct output *output) {
    struct report_options report_options;
    terminal_fill(options, !output->file.size, &report_options);
    struct buf out;
    buf_init(&out, &scan->arena);
    report_printer_for(output->format)(&scan->report, &report_options, &out);
    struct str text = buf_str(&out);
    note_cut(scan, output);
    if (!output->file.size)
        return fwrite(text.data, 1, text.size, stdout) == text.size;
    struct str why;
    if (file_write(output->file, text, &scan->arena, &why))
        return true;
    fprintf(stderr, "lambdalint: %.*s\n", STR_ARG(why));
    return false;
}

static int report(struct scan *scan, const struct options *options) {
    bool written = true;
    for (size_t i = 0; i < options->outputs.count; i++)
        written = write_output(scan, options, &options->outputs.items[i]) && written;
    if (scan->found_nothing && !options->allow_empty)
        fprintf(stderr,
                "lambdalint: there is nothing to scan here; 'lambdalint scan --list-files --why' lists the files "
                "that were looked at\n");
    print_usage_errors(scan);
    return written ? scan_exit_code(scan, options) : EXIT_USAGE;
}

static int refuse(struct scan *scan, struct options *options) {
    progress_end();
    problems_print(options, &scan->diags);
    return EXIT_USAGE;
}

static int check_and_report(struct scan *scan, struct options *options, struct baseline *baseline) {
    if (!scan_check(scan, &options->scan))
        return refuse(scan, options);
    progress_end();
    if (scan->usage_error) { /* half of what was asked for is no answer */
        print_usage_errors(scan);
        return EXIT_USAGE;
    }
    if (options->baseline.size) {
        baseline_apply(baseline, scan);
        baseline_list_idle(baseline, scan);
    }
    struct str why;
    if (options->since.size && !scan_keep_changed(scan, options->since, &why)) {
        fprintf(stderr, "lambdalint: --since %.*s: %.*s\n", STR_ARG(options->since), STR_ARG(why));
        return EXIT_USAGE;
    }
    double begun = clock_seconds();
    int code = report(scan, options);
    if (options->cost.stats)
        cost_print_scan(scan, clock_seconds() - begun);
    return options->cost.failed ? EXIT_USAGE : code;
}

static int scan_inputs(struct options *options, struct baseline *baseline) {
    struct scan scan = {0};
    int code = EXIT_CLEAN;
    if (!cost_begin(&options->cost, options->arena))
        return EXIT_USAGE;
    options->scan.dump = cost_dump(&options->cost);
    options->scan.dump_context = &options->cost;
    progress_start(&options->scan);
    if (!scan_load(&scan, &options->scan)) {
        code = refuse(&scan, options);
    } else if (options->scan.list_files) {
        progress_end();
        print_files(&scan, options);
    } else {
        code = check_and_report(&scan, options, baseline);
    }
    scan_done(&scan);
    return code;
}

int scan_and_report(struct options *options, const struct str_list *words) {
    struct baseline baseline = {0};
    struct diags diags;
    diags_init(&diags, options->arena);
    options_take_inputs(options, words, 0);
    int code = EXIT_USAGE;
    if (!options->baseline.size || baseline_read(options->baseline, options->arena, &diags, &baseline))
        code = scan_inputs(options, &baseline);
    else
        problems_print(options, &diags);
    baseline_done(&baseline);
    return code;
}

static int run(const struct verb *verb, int argc, char **argv) {
    return options_run(verb, argc, argv, scan_and_report);
}

const struct verb VERB_SCAN = {.name = "scan",
                               .arguments = "[PATH...]",
                               .summary = "Lints infrastructure: files, folders, or - for standard input.",
                               .flags = SCAN_FLAGS,
                               .run = run};
