#include "analyzer/cli/verbs.h"

#include <stdio.h>

static void print_overview(void) {
    printf("lambdalint: a static analyzer for AWS Lambda infrastructure and IAM least privilege\n\n"
           "Usage: lambdalint [VERB] [OPTIONS] [ARGUMENTS]\n\n");
    for (size_t i = 0; VERBS[i]; i++)
        printf("  %-12s %-16s %s\n", VERBS[i]->name, VERBS[i]->arguments, VERBS[i]->summary);
    printf(
        "\n'lambdalint ./infra' is 'lambdalint scan ./infra'. 'lambdalint VERB --help' lists the options of a verb.\n"
        "Exit codes: 0 clean, 1 findings, 2 wrong usage or an internal error, 3 the result is incomplete.\n");
}

static int run(const struct verb *verb, int argc, char **argv) {
    (void)verb;
    const struct verb *about = argc > 0 ? verb_find(str_from(argv[0])) : NULL;
    if (argc > 0 && !about) {
        fprintf(stderr, "lambdalint: there is no verb '%s'\n", argv[0]);
        return EXIT_USAGE;
    }
    if (about)
        verb_print_help(about);
    else
        print_overview();
    return EXIT_CLEAN;
}

static const struct flag FLAGS[] = {{0}};

const struct verb VERB_HELP = {
    .name = "help", .arguments = "[VERB]", .summary = "Prints help on a verb.", .flags = FLAGS, .run = run};
