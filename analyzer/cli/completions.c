/* Shell completions, made from the tables of verbs and flags. */
#include "analyzer/cli/verbs.h"

#include <stdio.h>

static void print_flags(const struct verb *verb) {
    for (const struct flag *flag = verb->flags; flag->name; flag++)
        printf("--%s ", flag->name);
    printf("--help");
}

/* What may stand behind the verb beside files. */
static void print_words(const struct verb *verb) {
    for (size_t i = 0; verb->verbs && verb->verbs[i]; i++)
        printf("%s%s", i ? " " : "", verb_word(verb->verbs[i]));
    for (size_t i = 0; verb->choices && verb->choices[i]; i++)
        printf("%s%s", i ? " " : "", verb->choices[i]);
}

static void print_top(void) {
    for (size_t i = 0; VERBS[i]; i++)
        printf("%s%s", i ? " " : "", VERBS[i]->name);
}

/* Two words are looked at; the branches of a case in bash and zsh. */
static void print_branch(const char *pattern, const struct verb *verb) {
    printf("    %s) flags=\"", pattern);
    print_flags(verb);
    printf("\" choices=\"");
    print_words(verb);
    printf("\" ;;\n");
}

static void print_branches(void) {
    for (size_t i = 0; VERBS[i]; i++) {
        char pattern[64];
        for (size_t k = 0; VERBS[i]->verbs && VERBS[i]->verbs[k]; k++) {
            snprintf(pattern, sizeof pattern, "\"%s\"", VERBS[i]->verbs[k]->name);
            print_branch(pattern, VERBS[i]->verbs[k]);
        }
        snprintf(pattern, sizeof pattern, "\"%s \"*", VERBS[i]->name);
        if (VERBS[i] != &VERB_SCAN)
            print_branch(pattern, VERBS[i]);
    }
    print_branch("*", &VERB_SCAN); /* also `lambdalint ./infra --<TAB>` */
}

static void print_bash(void) {
    printf("_lambdalint() {\n    local word=\"${COMP_WORDS[COMP_CWORD]}\" flags= choices=\n"
           "    case \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in\n");
    print_branches();
    printf("    esac\n    [[ $COMP_CWORD == 1 ]] && choices=\"");
    print_top();
    printf(
        "\"\n    [[ $COMP_CWORD -gt 2 ]] && choices=\n"
        "    if [[ $word == -* ]]; then\n        COMPREPLY=($(compgen -W \"$flags\" -- \"$word\"))\n"
        "    else\n        COMPREPLY=($(compgen -W \"$choices\" -- \"$word\") $(compgen -f -- \"$word\"))\n    fi\n}\n"
        "complete -o filenames -F _lambdalint lambdalint\n");
}

static void print_zsh(void) {
    printf("#compdef lambdalint\n_lambdalint() {\n    local flags choices\n    case \"$words[2] $words[3]\" in\n");
    print_branches();
    printf("    esac\n    (( CURRENT == 2 )) && choices=\"");
    print_top();
    printf("\"\n    (( CURRENT > 3 )) && choices=\n"
           "    _alternative \"flags:option:($flags)\" \"words:argument:($choices)\" 'files:file:_files'\n}\n"
           "_lambdalint \"$@\"\n");
}

static void print_fish_flags(const struct verb *verb, const char *parent) {
    for (const struct flag *flag = verb->flags; flag->name; flag++)
        printf("complete -c lambdalint -n '__fish_seen_subcommand_from %s%s%s' -l %s%s\n", parent ? parent : "",
               parent ? "; and __fish_seen_subcommand_from " : "", verb_word(verb), flag->name,
               flag->value ? " -r" : "");
}

static void print_fish(void) {
    for (size_t i = 0; VERBS[i]; i++) {
        const struct verb *verb = VERBS[i];
        printf("complete -c lambdalint -n __fish_use_subcommand -a %s -d '%s'\n", verb->name, verb->summary);
        if (verb->verbs || verb->choices) {
            printf("complete -c lambdalint -n '__fish_seen_subcommand_from %s' -a '", verb->name);
            print_words(verb);
            printf("'\n");
        }
        print_fish_flags(verb, NULL);
        for (size_t k = 0; verb->verbs && verb->verbs[k]; k++)
            print_fish_flags(verb->verbs[k], verb->name);
    }
}

static int print_for(const struct verb *verb, struct str shell) {
    if (str_is(shell, "bash"))
        print_bash();
    else if (str_is(shell, "zsh"))
        print_zsh();
    else if (str_is(shell, "fish"))
        print_fish();
    else
        return verb_refuse(verb, shell);
    return EXIT_CLEAN;
}

static int run(const struct verb *verb, int argc, char **argv) {
    struct arena arena;
    struct str_list words = {0};
    int code;
    arena_init(&arena);
    if (flags_parse_none(verb, argc, argv, &arena, &words, &code))
        code = print_for(verb, words.list.count ? words.list.items[0] : STR_NONE);
    arena_done(&arena);
    return code;
}

static const struct flag FLAGS[] = {{0}};
static const char *const SHELLS[] = {"bash", "zsh", "fish", NULL};

const struct verb VERB_COMPLETIONS = {.name = "completions",
                                      .arguments = "SHELL",
                                      .summary = "Prints completions for bash, zsh or fish.",
                                      .flags = FLAGS,
                                      .choices = SHELLS,
                                      .run = run};
