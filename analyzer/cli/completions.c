/* Shell completions, made from the tables of verbs and flags. */
#include "analyzer/cli/verbs.h"

#include <stdio.h>

static void print_verbs(const char *separator) {
    for (size_t i = 0; VERBS[i]; i++)
        printf("%s%s", i ? separator : "", VERBS[i]->name);
}

static void print_bash_case(const char *pattern, const struct verb *verb) {
    printf("    %s) flags=\"", pattern);
    for (const struct flag *flag = verb->flags; flag->name; flag++)
        printf("--%s ", flag->name);
    printf("--help\" ;;\n");
}

static void print_bash(void) {
    printf("_lambdalint() {\n    local word=\"${COMP_WORDS[COMP_CWORD]}\" flags=\n    case \"${COMP_WORDS[1]}\" in\n");
    for (size_t i = 0; VERBS[i]; i++)
        if (VERBS[i] != &VERB_SCAN)
            print_bash_case(VERBS[i]->name, VERBS[i]);
    print_bash_case("*", &VERB_SCAN); /* also `lambdalint ./infra --<TAB>` */
    printf("    esac\n    if [[ $word == -* ]]; then\n        COMPREPLY=($(compgen -W \"$flags\" -- \"$word\"))\n"
           "    elif [[ $COMP_CWORD == 1 ]]; then\n        COMPREPLY=($(compgen -W \"");
    print_verbs(" ");
    printf(
        "\" -- \"$word\") $(compgen -f -- \"$word\"))\n    else\n        COMPREPLY=($(compgen -f -- \"$word\"))\n    "
        "fi\n}\ncomplete -o filenames -F _lambdalint lambdalint\n");
}

static void print_zsh(void) {
    printf("#compdef lambdalint\n_lambdalint() {\n    local -a flags\n    if (( CURRENT == 2 )); then\n"
           "        _alternative 'verbs:verb:(");
    print_verbs(" ");
    printf(")' 'files:file:_files'\n        return\n    fi\n    case $words[2] in\n");
    for (size_t i = 0; VERBS[i]; i++) {
        printf("    %s) flags=(", VERBS[i]->name);
        for (const struct flag *flag = VERBS[i]->flags; flag->name; flag++)
            printf("--%s ", flag->name);
        printf("--help) ;;\n");
    }
    printf("    esac\n    _alternative \"flags:option:($flags)\" 'files:file:_files'\n}\n_lambdalint \"$@\"\n");
}

static void print_fish(void) {
    for (size_t i = 0; VERBS[i]; i++) {
        printf("complete -c lambdalint -n __fish_use_subcommand -a %s -d '%s'\n", VERBS[i]->name, VERBS[i]->summary);
        for (const struct flag *flag = VERBS[i]->flags; flag->name; flag++)
            printf("complete -c lambdalint -n '__fish_seen_subcommand_from %s' -l %s%s\n", VERBS[i]->name, flag->name,
                   flag->value ? " -r" : "");
    }
}

static int run(const struct verb *verb, int argc, char **argv) {
    struct str shell = argc == 1 ? str_from(argv[0]) : STR_NONE;
    if (str_is(shell, "-h") || str_is(shell, "--help"))
        verb_print_help(verb);
    else if (str_is(shell, "bash"))
        print_bash();
    else if (str_is(shell, "zsh"))
        print_zsh();
    else if (str_is(shell, "fish"))
        print_fish();
    else {
        fprintf(stderr, "lambdalint: completions needs one shell: bash, zsh or fish\n");
        return EXIT_USAGE;
    }
    return EXIT_CLEAN;
}

static const struct flag FLAGS[] = {{0}};

const struct verb VERB_COMPLETIONS = {.name = "completions",
                                      .arguments = "SHELL",
                                      .summary = "Prints completions for bash, zsh or fish.",
                                      .flags = FLAGS,
                                      .run = run};
