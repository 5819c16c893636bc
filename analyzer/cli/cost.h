/* --stats and --smt-dump DIR: what an answer cost, and what the solver was asked for it. */
#ifndef LL_CLI_COST_H
#define LL_CLI_COST_H

#include "analyzer/cli/flags.h"
#include "analyzer/facts/cost.h"
#include "analyzer/scan/scan.h"

struct cost_options {
    bool stats;
    struct str dump; /* folder for SMT-LIB files; empty: none */
    size_t dumped;
    bool failed; /* a file could not be written, which was said */
};

/* The rows of both flags in a table of a verb: its apply functions find the options of the verb. */
#define COST_FLAGS(apply_stats, apply_dump)                                                                            \
    {"stats", 0, NULL, "Output", "What the answer cost, on standard error", apply_stats}, {                            \
        "smt-dump", 0, "DIR", "Output", "Write what the solver is asked, an SMT-LIB file each", apply_dump             \
    }

/* Makes the folder of the dumps when there is to be one and it is not there. False: it cannot be, which was said. */
bool cost_begin(struct cost_options *cost, struct arena *arena);
/* A prove_dump with the cost_options as context: DIR/0001.smt2, DIR/0002.smt2 … NULL when no dumps are wanted. */
prove_dump *cost_dump(const struct cost_options *cost);

/* One line for the prover, and one for the solver when it was needed. */
void cost_print_prover(const struct prover_cost *prover);
/* The stages before rules, then those. */
void cost_print_loaded(const struct scan *scan);
/* All stages of a scan, and those; report: seconds for writing the reports. */
void cost_print_scan(const struct scan *scan, double report);

#endif
