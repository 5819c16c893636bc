#include "rulesets/message.h"
#include "rulesets/rows.h"

void rule_fault(const struct rule *rule, struct span span, struct diags *diags, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    struct str text = str_format_list(diags->arena, format, arguments);
    va_end(arguments);
    diag_add(diags, DIAG_RULE, NULL, rule->file, rule->document, span, "rule %.*s: %.*s", STR_ARG(rule->id),
             STR_ARG(text));
}

size_t prepared_column(const struct prepared *prepared, struct str name) {
    for (size_t i = 0; i < prepared->column_count; i++)
        if (str_equal(query_column_name(prepared->query, i), name))
            return i;
    return COLUMN_NONE;
}

/* The names that must be result columns, checked one after the other until one is missing. */
struct needs {
    const struct prepared *prepared;
    struct diags *diags;
    bool good;
};

static size_t need(struct needs *needs, struct str column, const char *wanted_by, struct span span) {
    size_t found = prepared_column(needs->prepared, column);
    if (found == COLUMN_NONE && needs->good) {
        rule_fault(needs->prepared->rule, span, needs->diags, "%s needs a result column '%.*s', the query has none",
                   wanted_by, STR_ARG(column));
        needs->good = false;
    }
    return found;
}

static void need_placeholders(struct needs *needs) {
    const struct rule *rule = needs->prepared->rule;
    struct str rest = rule->message, text, column;
    while (message_next(&rest, &text, &column))
        if (column.size)
            need(needs, column, "the message", rule->message_span);
}

static bool find_columns(struct prepared *prepared, struct arena *arena, struct diags *diags) {
    const struct rule *rule = prepared->rule;
    struct needs needs = {prepared, diags, true};
    struct span span = rule->query_span;
    prepared->column_count = query_column_count(prepared->query);
    prepared->entity = need(&needs, STR("entity"), "every rule", span);
    prepared->violates = need(&needs, STR("violates"), "every rule", span);
    prepared->attribute = prepared_column(prepared, STR("attribute"));
    prepared->severity = prepared_column(prepared, STR("severity"));
    prepared->persona = prepared_column(prepared, STR("persona"));
    prepared->reason = prepared_column(prepared, STR("reason"));
    prepared->once_per = COLUMN_NONE;
    if (rule->once_per.size)
        prepared->once_per = need(&needs, rule->once_per, "'once_per'", span);
    prepared->related = arena_alloc_array(arena, rule->related.count, sizeof(size_t));
    for (size_t i = 0; i < rule->related.count; i++)
        prepared->related[i] = need(&needs, rule->related.items[i].column, "'related'", span);
    prepared->flow = arena_alloc_array(arena, rule->flow.count, sizeof(size_t));
    for (size_t i = 0; i < rule->flow.count; i++)
        prepared->flow[i] = need(&needs, rule->flow.items[i], "'flow'", span);
    need_placeholders(&needs);
    return needs.good;
}

struct lint_context {
    const struct rule *rule;
    struct diags *diags;
};

static void add_lint(void *context, const char *lint, struct str message) {
    const struct lint_context *told = context;
    const struct rule *rule = told->rule;
    diag_add(told->diags, DIAG_RULE_LINT, NULL, rule->file, rule->document, rule->query_span, "rule %.*s: %s: %.*s",
             STR_ARG(rule->id), lint, STR_ARG(message));
}

/* Ours are linted by a test. */
static void lint_query(struct facts *facts, const struct rule *rule, struct diags *diags) {
    struct lint_context context = {rule, diags};
    if (!rule->builtin)
        facts_lint(facts, rule->query, add_lint, &context);
}

struct prepared *prepare(struct facts *facts, const struct rule *rule, struct arena *arena, struct diags *diags) {
    struct prepared *prepared = ARENA_NEW(arena, struct prepared);
    prepared->rule = rule;
    struct str error = STR_NONE;
    prepared->query = query_new(facts, rule->query, QUERY_RULE, arena, &error);
    if (!prepared->query) {
        rule_fault(rule, rule->query_span, diags, "the query is broken: %.*s", STR_ARG(error));
        return NULL;
    }
    if (find_columns(prepared, arena, diags)) {
        lint_query(facts, rule, diags);
        return prepared;
    }
    query_free(prepared->query);
    return NULL;
}
