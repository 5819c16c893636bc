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

bool flags_parse(const struct verb *verb, int argc, char **argv, void *options, struct arena *arena,
                 struct str_list *ret_words, bool *ret_help) {
    struct parse parse = {verb, argc, argv, 0, options, arena};
    bool only_words = false;
    *ret_help = false;
    while (parse.next < argc) {
        struct str word = str_from(argv[parse.next++]);
        if (only_words || word.size < 2 || word.data[0] != '-') {
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

void verb_print_help(const struct verb *verb) {
    printf("%s\n\nUsage: lambdalint %s [OPTIONS] %s\n", verb->summary, verb->name, verb->arguments);
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
