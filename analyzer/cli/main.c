/* The program: picks the verb. `lambdalint ./infra` is `lambdalint scan ./infra`. */
#include "analyzer/base/distance.h"
#include "analyzer/cli/verbs.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A word that is no verb: a path when it exists or looks like one, else probably a misspelt verb. */
static bool looks_like_input(const char *word) {
    return word[0] == '-' || strpbrk(word, "/.") || access(word, F_OK) == 0;
}

static int complain_unknown(struct str word) {
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

/* `lambdalint -v scan`: the verb, not a file of that name. */
static const struct verb *verb_behind_flag(int argc, char **argv) {
    bool flag = argc > 2 && argv[1][0] == '-' && argv[1][1] && strcmp(argv[1], "-o") != 0;
    return flag && access(argv[2], F_OK) != 0 ? verb_find(str_from(argv[2])) : NULL;
}

int main(int argc, char **argv) {
    /* `lambdalint … | head` ends quietly, as a filter does. */
    signal(SIGPIPE, SIG_DFL);
    if (argc < 2)
        return VERB_SCAN.run(&VERB_SCAN, 0, argv + 1);
    struct str word = str_from(argv[1]);
    if (str_is(word, "-V") || str_is(word, "--version"))
        return VERB_VERSION.run(&VERB_VERSION, 0, argv + 2);
    if (str_is(word, "-h") || str_is(word, "--help"))
        return VERB_HELP.run(&VERB_HELP, 0, argv + 2);
    const struct verb *verb = verb_find(word);
    if (verb)
        return verb->run(verb, argc - 2, argv + 2);
    verb = verb_behind_flag(argc, argv);
    if (verb) {
        fprintf(stderr, "lambdalint: the verb comes first: lambdalint %s %s\n", verb->name, argv[1]);
        return EXIT_USAGE;
    }
    if (looks_like_input(argv[1]))
        return VERB_SCAN.run(&VERB_SCAN, argc - 1, argv + 1);
    return complain_unknown(word);
}
