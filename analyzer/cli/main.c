/* The program: picks the verb. `lambdalint ./infra` is `lambdalint scan ./infra`. */
#include "analyzer/cli/verbs.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A word that is no verb: a path when it exists or looks like one, else probably a misspelt verb. */
static bool looks_like_input(const char *word) {
    return word[0] == '-' || strpbrk(word, "/.") || access(word, F_OK) == 0;
}

/* `lambdalint -v scan`: the verb, not a file of that name. */
static const struct verb *verb_behind_flag(int argc, char **argv) {
    bool flag = argc > 2 && argv[1][0] == '-' && argv[1][1] && strcmp(argv[1], "-o") != 0;
    return flag && access(argv[2], F_OK) != 0 ? verb_find(str_from(argv[2])) : NULL;
}

static int run(int argc, char **argv) {
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
    return verbs_refuse(word);
}

/* What did not reach its reader was not said. */
static bool is_written(void) {
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return true;
    fprintf(stderr, "lambdalint: cannot write to standard output%s%s\n", errno ? ": " : "",
            errno ? strerror(errno) : "");
    return false;
}

int main(int argc, char **argv) {
    /* `lambdalint … | head` ends quietly, as a filter does. */
    signal(SIGPIPE, SIG_DFL);
    int code = run(argc, argv);
    return is_written() ? code : EXIT_USAGE;
}
