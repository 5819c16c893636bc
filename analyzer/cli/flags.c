#include "analyzer/cli/flags.h"

#include "analyzer/base/distance.h"

#include <stdio.h>
#include <string.h>

static const struct flag *find_long(const struct verb *verb, struct str name) {
    for (const struct flag *flag = verb->flags; flag->name; flag++)
        if (str_is(name, flag->name))
            return flag;
    return NULL;
}

static const struct flag *find_letter(const struct verb *verb, char letter) {
    for (const struct flag *flag = verb->flags; flag->name; flag++)
        if (flag->letter && flag->letter == letter)
            return flag;
    return NULL;
}

static bool complain_unknown(const struct verb *verb, struct str word) {
    struct str name = str_starts(word, "--") ? str_slice(word, 2, word.size) : STR_NONE;
    struct distance distance;
    distance_init(&distance, name);
    for (const struct flag *flag = verb->flags; flag->name; flag++)
        distance_try(&distance, str_from(flag->name));
    distance_try(&distance, STR("help"));
    struct str nearest = distance_found(&distance);
    fprintf(stderr, "lambdalint: unknown option '%.*s'", STR_ARG(word));
    if (nearest.size)
        fprintf(stderr, ", did you mean '--%.*s'", STR_ARG(nearest));
    fprintf(stderr, "? See 'lambdalint %s --help'.\n", verb->name);
    return false;
}

struct parse {
    const struct verb *verb;
    int argc;
    char **argv;
    int next;
    void *options;
    struct arena *arena;
};

static bool apply(struct parse *parse, const struct flag *flag, bool has_value, struct str value) {
    if (flag->value && !has_value) {
        if (parse->next == parse->argc) {
            fprintf(stderr, "lambdalint: --%s needs a value: --%s %s\n", flag->name, flag->name, flag->value);
            return false;
        }
        value = str_from(parse->argv[parse->next++]);
    } else if (!flag->value && has_value) {
        fprintf(stderr, "lambdalint: --%s takes no value\n", flag->name);
        return false;
    }
    struct str error = STR_NONE;
    if (flag->apply(parse->options, value, parse->arena, &error))
        return true;
    fprintf(stderr, "lambdalint: --%s %.*s: %.*s\n", flag->name, STR_ARG(value), STR_ARG(error));
    return false;
}

static bool parse_long(struct parse *parse, struct str word) {
    struct str name = str_slice(word, 2, word.size), value = STR_NONE;
    bool has_value = str_cut(name, '=', &name, &value);
    const struct flag *flag = find_long(parse->verb, name);
    return flag ? apply(parse, flag, has_value, value) : complain_unknown(parse->verb, word);
}

/* -qv, -fjson, -f json */
static bool parse_letters(struct parse *parse, struct str word) {
    for (size_t i = 1; i < word.size; i++) {
        const struct flag *flag = find_letter(parse->verb, word.data[i]);
        if (!flag)
            return complain_unknown(parse->verb, word);
        if (flag->value && i + 1 < word.size)
            return apply(parse, flag, true, str_slice(word, i + 1, word.size));
        if (!apply(parse, flag, false, STR_NONE))
            return false;
    }
    return true;
}

static bool refuse_argument(const struct verb *verb, struct str word) {
    fprintf(stderr, "lambdalint: %s takes no argument, and there is '%.*s'\n", verb->name, STR_ARG(word));
    return false;
}

bool flags_parse(const struct verb *verb, int argc, char **argv, void *options, struct arena *arena,
                 struct str_list *ret_words, bool *ret_help) {
    struct parse parse = {verb, argc, argv, 0, options, arena};
    bool only_words = false;
    *ret_help = false;
    while (parse.next < argc) {
        struct str word = str_from(argv[parse.next++]);
        if (only_words || word.size < 2 || word.data[0] != '-') {
            if (!*verb->arguments)
                return refuse_argument(verb, word);
            vec_push(arena, &ret_words->list, word);
        } else if (str_is(word, "--")) {
            only_words = true;
        } else if (str_is(word, "-h") || str_is(word, "--help")) {
            *ret_help = true;
            verb_print_help(verb);
            return true;
        } else if (!(str_starts(word, "--") ? parse_long(&parse, word) : parse_letters(&parse, word))) {
            return false;
        }
    }
    return true;
}

bool flags_parse_none(const struct verb *verb, int argc, char **argv, struct arena *arena, struct str_list *ret_words,
                      int *ret_code) {
    bool help = false;
    bool parsed = flags_parse(verb, argc, argv, NULL, arena, ret_words, &help);
    *ret_code = parsed ? EXIT_CLEAN : EXIT_USAGE;
    return parsed && !help;
}

/* ---- verbs and choices ---- */

const char *verb_word(const struct verb *verb) {
    const char *blank = strrchr(verb->name, ' ');
    return blank ? blank + 1 : verb->name;
}

/* The choice of that number, NULL behind the last. */
static const char *choice(const struct verb *verb, size_t number) {
    if (verb->verbs)
        return verb->verbs[number] ? verb_word(verb->verbs[number]) : NULL;
    return verb->choices ? verb->choices[number] : NULL;
}

int verb_refuse(const struct verb *verb, struct str word) {
    struct distance distance;
    distance_init(&distance, word);
    for (size_t i = 0; choice(verb, i); i++)
        distance_try(&distance, str_from(choice(verb, i)));
    struct str nearest = distance_found(&distance);
    if (word.size)
        fprintf(stderr, "lambdalint: %s: there is no '%.*s'", verb->name, STR_ARG(word));
    else
        fprintf(stderr, "lambdalint: %s needs one of", verb->name);
    if (nearest.size)
        fprintf(stderr, ", did you mean '%.*s'? There are", STR_ARG(nearest));
    else if (word.size)
        fprintf(stderr, "; there are");
    for (size_t i = 0; choice(verb, i); i++)
        fprintf(stderr, "%s %s", i == 0 ? "" : choice(verb, i + 1) ? "," : " and", choice(verb, i));
    fprintf(stderr, "\n");
    return EXIT_USAGE;
}

/* ---- help ---- */

static void print_verbs(const struct verb *const *verbs) {
    for (size_t i = 0; verbs[i]; i++)
        printf("\n  lambdalint %s %s\n      %s\n", verbs[i]->name, verbs[i]->arguments, verbs[i]->summary);
    printf("\nEach has options: lambdalint %s --help\n", verbs[0]->name);
}

void verb_print_help(const struct verb *verb) {
    if (verb->verbs) {
        printf("%s\n", verb->summary);
        print_verbs(verb->verbs);
        return;
    }
    printf("%s\n\nUsage: lambdalint %s [OPTIONS]%s%s\n", verb->summary, verb->name, *verb->arguments ? " " : "",
           verb->arguments);
    const char *group = NULL;
    for (const struct flag *flag = verb->flags; flag->name; flag++) {
        if (!group || strcmp(group, flag->group) != 0)
            printf("\n%s:\n", flag->group);
        group = flag->group;
        char usage[64];
        snprintf(usage, sizeof usage, "%s%c%s --%s%s%s", flag->letter ? "-" : "", flag->letter ? flag->letter : ' ',
                 flag->letter ? "," : "  ", flag->name, flag->value ? " " : "", flag->value ? flag->value : "");
        printf("  %-32s%s%s\n", usage, strlen(usage) > 31 ? "\n                                  " : "", flag->help);
    }
    printf("\n  -h, --help                      Print this\n");
}
