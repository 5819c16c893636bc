/* Command line flags, table-driven: one row makes parsing, --help and shell completions. */
#ifndef LL_CLI_FLAGS_H
#define LL_CLI_FLAGS_H

#include "analyzer/base/arena.h"
#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"

struct str_list {
    VEC(struct str) list;
};

struct flag {
    const char *name;  /* without the dashes: "format" */
    char letter;       /* 'f'; 0: none */
    const char *value; /* how the value is called in help: "FMT[=FILE]"; NULL: a flag without a value */
    const char *group; /* heading in help */
    const char *help;
    /* Applies it; false and *ret_error (in the arena) when the value makes no sense. value is empty for flags without.
     */
    bool (*apply)(void *options, struct str value, struct arena *arena, struct str *ret_error);
};

struct verb {
    const char *name;
    const char *arguments; /* "[PATH...]" */
    const char *summary;
    const struct flag *flags;        /* ends with a row whose name is NULL */
    const struct verb *const *verbs; /* the verb has verbs of its own ("policy eval"): then a NULL ends them */
    const char *const *choices;      /* what the first argument is one of, ends with NULL; NULL: anything */
    /* argv begins behind the verb. The result is the exit code. */
    int (*run)(const struct verb *verb, int argc, char **argv);
};

extern const struct verb *const VERBS[]; /* ends with NULL */
const struct verb *verb_find(struct str name);

/* The name of a verb as it is typed behind that of its parent: "eval" of "policy eval". */
const char *verb_word(const struct verb *verb);

/* Says that an argument is none of the verb's verbs or choices, or that there is none, and gives EXIT_USAGE. */
int verb_refuse(const struct verb *verb, struct str word);

/* Parses argv; words that are no flags go to *ret_words (so does everything behind "--"). -h prints help and sets
 * *ret_help. An unknown flag, a bad value, a word for a verb without arguments print one line with a suggestion on
 * stderr and give false: exit code 2. */
bool flags_parse(const struct verb *verb, int argc, char **argv, void *options, struct arena *arena,
                 struct str_list *ret_words, bool *ret_help);

/* The same for a verb without flags of its own. */
bool flags_parse_none(const struct verb *verb, int argc, char **argv, struct arena *arena, struct str_list *ret_words,
                      int *ret_code);

void verb_print_help(const struct verb *verb);
/* Exit codes (cli-and-reports.md b.3). */
enum { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2, EXIT_INCOMPLETE = 3 };

#endif
