#include "analyzer/facts/lint_internal.h"

#include <string.h>

static struct source *own_source(const struct scope *scope, struct str alias) {
    for (size_t i = 0; i < scope->sources.count; i++)
        if (str_equal_nocase(scope->sources.items[i].alias, alias))
            return &scope->sources.items[i];
    return NULL;
}

static const struct column *column_of(const struct table *table, struct str name) {
    int number = table ? table_find_column(table, name) : -1;
    return number < 0 ? NULL : &table->columns[number];
}

/* alias.column */
static struct reference find_qualified(const struct scope *scope, struct str alias, struct str name) {
    for (const struct scope *level = scope; level; level = level->outer) {
        struct source *source = own_source(level, alias);
        if (source)
            return (struct reference){level == scope ? source : NULL, source->table, column_of(source->table, name), 3};
    }
    return (struct reference){.length = 3};
}

static struct reference find_bare(const struct scope *scope, struct str name) {
    for (const struct scope *level = scope; level; level = level->outer)
        for (size_t i = 0; i < level->sources.count; i++) {
            struct source *source = &level->sources.items[i];
            const struct column *column = column_of(source->table, name);
            if (column)
                return (struct reference){level == scope ? source : NULL, source->table, column, 1};
        }
    return (struct reference){.length = 1};
}

struct reference scope_find(const struct scope *scope, const struct token *tokens, size_t at) {
    if (!token_is_name(&tokens[at]))
        return (struct reference){.length = 1};
    if (token_is(&tokens[at + 1], ".") && token_is_name(&tokens[at + 2]))
        return find_qualified(scope, tokens[at].text, tokens[at + 2].text);
    return find_bare(scope, tokens[at].text);
}

bool reference_is_link(const struct reference *reference) {
    return reference->column && *reference->column->target;
}

static bool is_column(const struct reference *reference, const char *name) {
    return reference->column && str_is(reference->column->name, name);
}

bool reference_is_key(const struct reference *reference) {
    return reference_is_link(reference) || is_column(reference, "id") || is_column(reference, "world");
}

static void merge_groups(struct scope *scope, size_t from, size_t to) {
    for (size_t i = 0; i < scope->sources.count; i++)
        if (scope->sources.items[i].group == from)
            scope->sources.items[i].group = to;
}

static void connect(struct scope *scope, const struct reference *left, const struct reference *right) {
    bool worlds = is_column(left, "world") && is_column(right, "world");
    if (!worlds && (is_column(left, "world") || is_column(right, "world")) &&
        !(left->table && right->table &&
          (strcmp(left->table->name, "world") == 0 || strcmp(right->table->name, "world") == 0)))
        return;
    const struct reference *sides[] = {left, right};
    for (size_t i = 0; i < 2; i++) {
        if (!sides[i]->source)
            continue;
        sides[i]->source->by_world = sides[i]->source->by_world || worlds;
        sides[i]->source->by_link = sides[i]->source->by_link || !worlds;
    }
    size_t a = left->source ? left->source->group : 0;
    size_t b = right->source ? right->source->group : 0;
    merge_groups(scope, a > b ? a : b, a > b ? b : a);
}

/* An equality only connects when it must hold: not beside an OR, not below a NOT. */
static bool must_hold(const struct token *tokens, struct range condition) {
    for (size_t i = condition.from; i < condition.to; i = tokens[i].close + 1)
        if (token_is(&tokens[i], "OR"))
            return false;
    return true;
}

void scope_connect(struct scope *scope, const struct token *tokens, struct range condition) {
    bool certain = must_hold(tokens, condition);
    for (size_t i = condition.from; i < condition.to; i = tokens[i].close + 1) {
        struct reference left = scope_find(scope, tokens, i);
        if (!left.column)
            continue;
        if (left.source && str_is(left.column->name, "declared"))
            left.source->tests_declared = true;
        size_t sign = i + left.length;
        bool negated = i > condition.from && token_is(&tokens[i - 1], "NOT");
        if (certain && !negated && sign + 1 < condition.to &&
            (token_is(&tokens[sign], "=") || token_is(&tokens[sign], "=="))) {
            struct reference right = scope_find(scope, tokens, sign + 1);
            if (right.column && reference_is_key(&left) && reference_is_key(&right))
                connect(scope, &left, &right);
        }
        i += left.length - 1;
    }
}
