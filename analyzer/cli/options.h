/* What the command line of scan (and of query) says. */
#ifndef LL_CLI_OPTIONS_H
#define LL_CLI_OPTIONS_H

#include "analyzer/cli/cost.h"
#include "analyzer/cli/flags.h"
#include "analyzer/scan/scan.h"

enum terminal_use { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER };

struct output { /* -f FMT=FILE */
    struct str format;
    struct str file; /* empty: standard output */
};

struct options {
    struct arena *arena;
    struct scan_options scan;
    VEC(struct output) outputs;
    enum terminal_use color;
    enum terminal_use hyperlinks;
    bool quiet;
    bool verbose;
    bool show_suppressed;
    bool statistics;
    bool list_why;
    bool exit_zero;
    bool strict;
    bool allow_empty;
    struct str sarif_category;
    bool sarif_include_suppressed;
    struct str query_format; /* of the verb query */
    struct str baseline;     /* file; empty: none */
    struct str since;        /* commit; empty: everything is reported */
    bool force;              /* of the verb baseline */
    struct str catalog_date; /* of the catalogue in use */
    struct cost_options cost;
};

/* Defaults, then the environment (LAMBDALINT_FORMAT, SOURCE_DATE_EPOCH). */
void options_init(struct options *options, struct arena *arena);
/* Words of the command line that are no flags: the inputs; "-" is standard input; none is ".". */
void options_take_inputs(struct options *options, const struct str_list *words, size_t from);

/* Reads the command line of a verb and runs it: wrong usage and --help never reach act. The result is the exit code. */
typedef int options_act(struct options *options, const struct str_list *words);
int options_run(const struct verb *verb, int argc, char **argv, options_act *act);

extern const struct flag SCAN_FLAGS[];  /* all */
extern const struct flag QUERY_FLAGS[]; /* those that make sense for a query */
extern const struct flag CONFIG_VERB_FLAGS[];
extern const struct flag CHECK_FLAGS[];    /* of policy check */
extern const struct flag BASELINE_FLAGS[]; /* those that change what is found */

/* What the verb scan does; the result is the exit code (scan.c). */
int scan_and_report(struct options *options, const struct str_list *words);
/* Exit code of a checked scan (scan.c). */
int scan_exit_code(const struct scan *scan, const struct options *options);

#endif
