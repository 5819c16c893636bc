#include "analyzer/cli/verbs.h"
#include "policies/catalog.h"

#include <stdio.h>

static int run(const struct verb *verb, int argc, char **argv) {
    (void)verb;
    (void)argc;
    (void)argv;
    printf("lambdalint %s\n", LAMBDALINT_VERSION);
    printf("IAM catalogue of %.*s\n", STR_ARG(catalog_built_in_date()));
    return EXIT_CLEAN;
}

static const struct flag FLAGS[] = {{0}};

const struct verb VERB_VERSION = {.name = "version",
                                  .arguments = "",
                                  .summary = "Prints the version, and the date of the IAM catalogue.",
                                  .flags = FLAGS,
                                  .run = run};
