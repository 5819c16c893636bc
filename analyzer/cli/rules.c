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

/* Reads the flags and the built-in rules, and does what the verb is for. */
typedef int use_rules(const struct rules *rules, const struct str_list *words, enum page_format format,
                      struct arena *arena);

static int with_rules(const struct verb *verb, int argc, char **argv, use_rules *use) {
    struct arena arena;
    struct rules_options options = {0};
    struct str_list words = {0};
    bool help = false;
    int code = EXIT_USAGE;
    arena_init(&arena);
    if (flags_parse(verb, argc, argv, &options, &arena, &words, &help)) {
        struct rules rules = {0};
        registry_builtin(&arena, &rules);
        code = help ? EXIT_CLEAN : use(&rules, &words, options.format, &arena);
    }
    arena_done(&arena);
    return code;
}

static int list(const struct rules *rules, const struct str_list *words, enum page_format format, struct arena *arena) {
    (void)words;
    struct report_options report_options = printing();
    struct buf out;
    buf_init(&out, arena);
    rule_list(rules, format, &report_options, &out);
    print(&out);
    return EXIT_CLEAN;
}

static int run_rules(const struct verb *verb, int argc, char **argv) {
    return with_rules(verb, argc, argv, list);
}

static int explain(const struct rules *rules, const struct str_list *words, enum page_format format,
                   struct arena *arena) {
    if (words->list.count != 1) {
        fprintf(stderr, "lambdalint: explain needs one rule, by id or name: lambdalint explain PRM011\n");
        return EXIT_USAGE;
    }
    struct str word = words->list.items[0];
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
    return with_rules(verb, argc, argv, explain);
}

const struct verb VERB_RULES = {
    .name = "rules", .arguments = "", .summary = "Lists the rules.", .flags = FLAGS, .run = run_rules};

const struct verb VERB_EXPLAIN = {.name = "explain",
                                  .arguments = "RULE",
                                  .summary = "Explains a rule, by id or name.",
                                  .flags = FLAGS,
                                  .run = run_explain};
