#include "analyzer/cli/verbs.h"
#include "policies/catalog.h"

#include <stdio.h>

static void print_version(void) {
    printf("lambdalint %s\n", LAMBDALINT_VERSION);
    printf("IAM catalogue of %.*s\n", STR_ARG(catalog_built_in_date()));
}

static int run(const struct verb *verb, int argc, char **argv) {
    struct arena arena;
    struct str_list words = {0};
    int code;
    arena_init(&arena);
    if (flags_parse_none(verb, argc, argv, &arena, &words, &code))
        print_version();
    arena_done(&arena);
    return code;
}

static const struct flag FLAGS[] = {{0}};

const struct verb VERB_VERSION = {.name = "version",
                                  .arguments = "",
                                  .summary = "Prints the version, and the date of the IAM catalogue.",
                                  .flags = FLAGS,
                                  .run = run};
