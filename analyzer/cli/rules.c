#include "analyzer/cli/terminal.h"
#include "analyzer/cli/verbs.h"
#include "reports/rule_page.h"
#include "rulesets/registry.h"

#include <stdio.h>

struct rules_options {
    enum page_format format;
};

static bool apply_format(void *context, struct str value, struct arena *arena, struct str *ret_error) {
    (void)arena;
    *ret_error = STR("there are text, json and markdown");
    return page_format_from_name(value, &((struct rules_options *)context)->format);
}

static const struct flag FLAGS[] = {{"format", 'f', "FMT", "Output", "text, json or markdown", apply_format}, {0}};

/* Reads the flags; false when the caller shall return *ret_code at once. */
static bool start(const struct verb *verb, int argc, char **argv, struct arena *arena, struct rules_options *options,
                  struct str_list *words, int *ret_code) {
    bool help = false;
    if (!flags_parse(verb, argc, argv, options, arena, words, &help)) {
        *ret_code = EXIT_USAGE;
        return false;
    }
    *ret_code = EXIT_CLEAN;
    return !help;
}

/* How pages are printed on this terminal. */
static struct report_options printing(void) {
    struct options options = {0};
    struct report_options report_options;
    terminal_fill(&options, true, &report_options);
    return report_options;
}

static void print(const struct buf *out) {
    struct str text = buf_str(out);
    fwrite(text.data, 1, text.size, stdout);
}

static int run_rules(const struct verb *verb, int argc, char **argv) {
    struct arena arena;
    struct rules_options options = {0};
    struct str_list words = {0};
    int code;
    arena_init(&arena);
    if (start(verb, argc, argv, &arena, &options, &words, &code)) {
        struct rules rules = {0};
        struct buf out;
        registry_builtin(&arena, &rules);
        buf_init(&out, &arena);
        struct report_options report_options = printing();
        rule_list(&rules, options.format, &report_options, &out);
        print(&out);
    }
    arena_done(&arena);
    return code;
}

static int explain(const struct rules *rules, struct str word, enum page_format format, struct arena *arena) {
    const struct rule *rule = registry_find(rules, word);
    struct report_options report_options = printing();
    struct buf out;
    buf_init(&out, arena);
    if (rule) {
        rule_page(rule, format, &report_options, &out);
    } else if (!rule_page_diagnostic(word, format, &report_options, &out)) {
        struct str near = registry_suggest(rules, word);
        fprintf(stderr, "lambdalint: no rule is called '%.*s'", STR_ARG(word));
        if (near.size)
            fprintf(stderr, ", did you mean '%.*s'?\n", STR_ARG(near));
        else
            fprintf(stderr, ": 'lambdalint rules' lists them\n");
        return EXIT_USAGE;
    }
    print(&out);
    return EXIT_CLEAN;
}

static int run_explain(const struct verb *verb, int argc, char **argv) {
    struct arena arena;
    struct rules_options options = {0};
    struct str_list words = {0};
    int code;
    arena_init(&arena);
    if (start(verb, argc, argv, &arena, &options, &words, &code)) {
        struct rules rules = {0};
        registry_builtin(&arena, &rules);
        if (words.list.count == 1) {
            code = explain(&rules, words.list.items[0], options.format, &arena);
        } else {
            fprintf(stderr, "lambdalint: explain needs one rule, by id or name: lambdalint explain PRM011\n");
            code = EXIT_USAGE;
        }
    }
    arena_done(&arena);
    return code;
}

const struct verb VERB_RULES = {
    .name = "rules", .arguments = "", .summary = "Lists the rules.", .flags = FLAGS, .run = run_rules};

const struct verb VERB_EXPLAIN = {.name = "explain",
                                  .arguments = "RULE",
                                  .summary = "Explains a rule, by id or name.",
                                  .flags = FLAGS,
                                  .run = run_explain};
