#include "analyzer/cli/verbs.h"

#include <stdio.h>

static int run(const struct verb *verb, int argc, char **argv) {
    (void)verb;
    (void)argc;
    (void)argv;
    printf("lambdalint %s\n", LAMBDALINT_VERSION);
    return EXIT_CLEAN;
}

static const struct flag FLAGS[] = {{0}};

const struct verb VERB_VERSION = {
    .name = "version", .arguments = "", .summary = "Prints the version.", .flags = FLAGS, .run = run};
