/* lambdalint policy …: questions about IAM policies without infrastructure around them. */
#include "analyzer/cli/policy.h"
#include "analyzer/cli/options.h"
#include "analyzer/cli/verbs.h"

#include <stdio.h>
#include <string.h>

/* ---- check ---- */

static int check_files(struct options *options, const struct str_list *words) {
    if (words->list.count == 0) {
        fprintf(stderr, "lambdalint: policy check needs a file: lambdalint policy check policy.json\n");
        return EXIT_USAGE;
    }
    options->scan.only[KIND_POLICY] = options->scan.only[KIND_DUMP] = true;
    if (options->scan.policies == POLICY_OF_ANYTHING)
        options->scan.policies = POLICY_TOLD;
    return scan_and_report(options, words);
}

static int run_check(const struct verb *verb, int argc, char **argv) {
    return options_run(verb, argc, argv, check_files);
}

static const struct verb VERB_POLICY_CHECK = {.name = "policy check",
                                              .arguments = "FILE...",
                                              .summary =
                                                  "What do the rules say about these policies? Exit code as of scan.",
                                              .flags = CHECK_FLAGS,
                                              .run = run_check};

/* ---- policy ---- */

static const struct verb *const POLICY_VERBS[] = {&VERB_POLICY_EVAL, &VERB_POLICY_ALLOWS, &VERB_POLICY_COMPARE,
                                                  &VERB_POLICY_CHECK, NULL};

static int run_policy(const struct verb *verb, int argc, char **argv) {
    for (size_t i = 0; argc > 0 && POLICY_VERBS[i]; i++)
        if (strcmp(argv[0], verb_word(POLICY_VERBS[i])) == 0)
            return POLICY_VERBS[i]->run(POLICY_VERBS[i], argc - 1, argv + 1);
    bool help = argc > 0 && (strcmp(argv[0], "--help") == 0 || strcmp(argv[0], "-h") == 0);
    if (!help)
        return verb_refuse(verb, argc > 0 ? str_from(argv[0]) : STR_NONE);
    verb_print_help(verb);
    return EXIT_CLEAN;
}

static const struct flag NO_FLAGS[] = {{0}};

const struct verb VERB_POLICY = {.name = "policy",
                                 .arguments = "QUESTION FILE...",
                                 .summary = "Asks about IAM policies alone.",
                                 .flags = NO_FLAGS,
                                 .verbs = POLICY_VERBS,
                                 .run = run_policy};
