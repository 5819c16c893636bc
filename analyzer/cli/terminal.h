/* What the terminal can do, and the one line of progress. */
#ifndef LL_CLI_TERMINAL_H
#define LL_CLI_TERMINAL_H

#include "analyzer/cli/options.h"
#include "reports/report.h"

/* Colour, links, width and character set for one output: standard output (file empty) or a file. */
void terminal_fill(const struct options *options, bool is_stdout, struct report_options *ret_report_options);

/* A scan that takes longer than a second says what it does, on standard error, if that is a terminal and neither CI nor
 * PRE_COMMIT is set (pre-commit gives its hooks a terminal). */
void progress_start(struct scan_options *options);
void progress_end(void);

#endif
