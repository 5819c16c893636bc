#include "analyzer/base/distance.h"
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

int verbs_refuse(struct str word) {
    struct distance distance;
    distance_init(&distance, word);
    for (size_t i = 0; VERBS[i]; i++)
        distance_try(&distance, str_from(VERBS[i]->name));
    struct str nearest = distance_found(&distance);
    fprintf(stderr, "lambdalint: unknown command '%.*s'", STR_ARG(word));
    if (nearest.size)
        fprintf(stderr, ", did you mean '%.*s'?\n", STR_ARG(nearest));
    else
        fprintf(stderr, ": no such verb and no such file. See 'lambdalint help'.\n");
    return EXIT_USAGE;
}

/* `help policy allows`: each word is a verb of the one before. */
static int print_about(const struct str_list *words) {
    const struct verb *about = verb_find(words->list.items[0]);
    if (!about)
        return verbs_refuse(words->list.items[0]);
    for (size_t i = 1; i < words->list.count && about->verbs; i++) {
        const struct verb *const *verb = about->verbs;
        while (*verb && !str_is(words->list.items[i], verb_word(*verb)))
            verb++;
        if (!*verb)
            return verb_refuse(about, words->list.items[i]);
        about = *verb;
    }
    verb_print_help(about);
    return EXIT_CLEAN;
}

static int run(const struct verb *verb, int argc, char **argv) {
    struct arena arena;
    struct str_list words = {0};
    int code;
    arena_init(&arena);
    bool go = flags_parse_none(verb, argc, argv, &arena, &words, &code);
    if (go && words.list.count)
        code = print_about(&words);
    else if (go)
        print_overview();
    arena_done(&arena);
    return code;
}

static const struct flag FLAGS[] = {{0}};

const struct verb VERB_HELP = {
    .name = "help", .arguments = "[VERB]", .summary = "Prints help on a verb.", .flags = FLAGS, .run = run};
