#include "analyzer/cli/cost.h"

#include "analyzer/scan/files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- dumps ---- */

bool cost_begin(struct cost_options *cost, struct arena *arena) {
    if (!cost->dump.size)
        return true;
    const char *folder = str_z(arena, cost->dump);
    struct stat info;
    if (mkdir(folder, 0777) == 0)
        return true;
    int error = errno;
    if (error == EEXIST && stat(folder, &info) == 0 && !S_ISDIR(info.st_mode))
        error = ENOTDIR;
    else if (error == EEXIST)
        error = access(folder, W_OK | X_OK) == 0 ? 0 : errno;
    if (error)
        fprintf(stderr, "lambdalint: --smt-dump %s: %s\n", folder, strerror(error));
    return !error;
}

static void write_file(void *context, struct str text) {
    struct cost_options *cost = context;
    struct str why = STR_NONE;
    struct arena arena;
    arena_init(&arena);
    struct str path = str_format(&arena, "%.*s/%04zu.smt2", STR_ARG(cost->dump), ++cost->dumped);
    if (!cost->failed && !file_write(path, text, &arena, &why)) {
        fprintf(stderr, "lambdalint: --smt-dump: %.*s\n", STR_ARG(why));
        cost->failed = true;
    }
    arena_done(&arena);
}

prove_dump *cost_dump(const struct cost_options *cost) {
    return cost->dump.size ? write_file : NULL;
}

/* ---- figures ---- */

static void print_time(const char *stage, double seconds) {
    fprintf(stderr, "%-8s %9.2f ms  ", stage, seconds * 1e3);
}

void cost_print_prover(const struct prover_cost *prover) {
    const struct prove_stats *asked = &prover->asked;
    print_time("prover", asked->seconds);
    fprintf(stderr,
            "%zu questions: %zu yes, %zu no, %zu unknown; %zu more answered from memory; %zu requests replayed\n",
            asked->questions, asked->yes, asked->no, asked->unknown, prover->remembered, asked->replayed);
    if (!asked->solved)
        return;
    print_time("solver", asked->seconds_in_the_solver);
    fprintf(stderr, "%zu formulas, %zu calls: %zu sat, %zu unsat, %zu unknown; %zu lemmas\n", asked->solved,
            asked->checks, asked->sat, asked->unsat, asked->gave_up, asked->lemmas);
}

static void print_stages(const struct scan *scan) {
    size_t worlds = 0;
    while (facts_world(scan->facts, (int64_t)worlds + 1).world)
        worlds++;
    print_time("read", scan->times.read);
    fprintf(stderr, "%zu files\n", scan->files.count);
    print_time("units", scan->times.units);
    fprintf(stderr, "%zu units\n", scan->units.count);
    print_time("facts", scan->times.facts);
    fprintf(stderr, "%zu worlds\n", worlds);
}

void cost_print_loaded(const struct scan *scan) {
    struct prover_cost prover = facts_prover_cost(scan->facts);
    print_stages(scan);
    cost_print_prover(&prover);
}

void cost_print_scan(const struct scan *scan, double report) {
    struct prover_cost prover = facts_prover_cost(scan->facts);
    print_stages(scan);
    print_time("rules", scan->times.rules);
    fprintf(stderr, "%zu rules: %zu findings, %zu undecided; of that:\n", scan->selected.list.count,
            scan->report.findings.count, scan->report.undecided.count);
    cost_print_prover(&prover);
    print_time("report", report);
    fprintf(stderr, "all formats\n");
}
