/* What is wrong with lambdalint's own files (configuration, baseline), for people. */
#ifndef LL_CLI_PROBLEMS_H
#define LL_CLI_PROBLEMS_H

#include "analyzer/cli/options.h"

/* Prints the diagnostics with their code frames on standard error. */
void problems_print(const struct options *options, const struct diags *diags);

#endif
