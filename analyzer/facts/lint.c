/* The laws for rules (facts.md 8), read off the text. The text and not SQLite's program is looked at, because only the
 * text tells in which clause a column stands. */
#include "analyzer/facts/lint_internal.h"

#include <string.h>

enum clause {
    CLAUSE_VERDICT,   /* `violates`, and what stands in an aggregate of ours */
    CLAUSE_FREE,      /* any other result column: it only makes the message */
    CLAUSE_CONDITION, /* WHERE, ON */
};

struct lint {
    struct facts *facts;
    struct arena arena;
    struct tokens tokens;
    lint_report *report;
    void *context;
    size_t count;
};

/* One SELECT without its UNION ALL neighbours. */
struct select {
    VEC(struct range) results;
    struct range from;
    VEC(struct range) conditions;
    struct scope scope;
};

static const struct token *token(const struct lint *lint, size_t at) {
    return &lint->tokens.items[at];
}

static bool is_allowed(const struct lint *lint, const struct token *where) {
    for (size_t i = 0; i < lint->tokens.allowances.count; i++) {
        const struct allowance *allowance = &lint->tokens.allowances.items[i];
        if (allowance->line == where->line && str_equal_nocase(allowance->word, where->text))
            return true;
    }
    return false;
}

static void violation(struct lint *lint, const char *law, size_t at, const char *advice) {
    if (is_allowed(lint, token(lint, at)))
        return;
    struct str text = token(lint, at)->text;
    lint->count++;
    lint->report(lint->context, law, str_format(&lint->arena, "%.*s: %s", STR_ARG(text), advice));
}

static bool one_of(const struct token *word, const char *const *list, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (token_is(word, list[i]))
            return true;
    return false;
}
#define ONE_OF(word, list) one_of((word), (list), sizeof(list) / sizeof *(list))

static const char *const OUR_AGGREGATES[] = {"some", "every", "at_least", "distinct_at_least", "sum_exceeds"};
static const char *const PROVER[] = {"allows_some",    "allows_all", "anyone_may", "statement_verdict",
                                     "allowed_action", "may_assume", "may_use",    "is_denied",
                                     "never_fails",    "is_cut",     "trusts"};
/* Functions that take entities. */
static const char *const ENTITY_FUNCTIONS[] = {
    "same",           "shared",      "label",      "place",      "setting",
    "has_setting",    "allows_some", "allows_all", "anyone_may", "statement_verdict",
    "allowed_action", "may_assume",  "may_use",    "is_denied",  "never_fails",
    "is_cut",         "trusts"};

static bool is_subquery(const struct lint *lint, size_t at) {
    return token_is(token(lint, at), "(") && token_is(token(lint, at + 1), "SELECT");
}

static bool is_call(const struct lint *lint, size_t at) {
    static const char *const operators[] = {"AND",  "OR",   "NOT",  "IN",     "LIKE", "GLOB",  "BETWEEN", "IS",
                                            "WHEN", "THEN", "ELSE", "SELECT", "ON",   "WHERE", "AS",      "EXISTS"};
    return token(lint, at)->kind == TOKEN_WORD && token_is(token(lint, at + 1), "(") && !is_subquery(lint, at + 1) &&
           !ONE_OF(token(lint, at), operators);
}

/* -- reading a SELECT -------------------------------------------------------------------------------------------- */

static const char *const CLAUSE_WORDS[] = {"FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "WINDOW"};

/* The first token at this level that is one of the words, else to. */
static size_t find_word(const struct lint *lint, struct range range, const char *const *words, size_t count) {
    for (size_t i = range.from; i < range.to; i = token(lint, i)->close + 1)
        if (one_of(token(lint, i), words, count))
            return i;
    return range.to;
}
#define FIND_WORD(lint, range, words) find_word((lint), (range), (words), sizeof(words) / sizeof *(words))

static void read_results(struct lint *lint, struct range range, struct select *select) {
    size_t from = range.from;
    for (size_t i = range.from; i <= range.to; i = i < range.to ? token(lint, i)->close + 1 : i + 1) {
        if (i < range.to && !token_is(token(lint, i), ","))
            continue;
        vec_push(&lint->arena, &select->results, (struct range){from, i});
        from = i + 1;
    }
}

static const char *const JOIN_WORDS[] = {"JOIN", ",", "INNER", "CROSS", "LEFT", "RIGHT", "FULL", "OUTER", "NATURAL"};

/* table [[AS] alias] [ON condition] */
static void read_source(struct lint *lint, struct range range, struct select *select) {
    if (range.from >= range.to)
        return;
    if (token_is(token(lint, range.from), "(")) {
        violation(lint, "L9", range.from, "a subquery stands only where a value stands, as one of some(), every() …");
        return;
    }
    static const char *const on[] = {"ON", "USING"};
    size_t end = FIND_WORD(lint, range, on);
    struct source source = {.group = select->scope.sources.count + 1};
    source.table = map_get(&lint->facts->schema.by_name, token(lint, range.from)->text);
    source.alias = token(lint, end - 1)->text;
    source.constant = str_equal_nocase(token(lint, range.from)->text, STR("escalation_way"));
    vec_push(&lint->arena, &select->scope.sources, source);
    if (str_equal_nocase(token(lint, range.from)->text, STR("property")))
        violation(lint, "L2", range.from, "rules ask setting() and has_setting(): a join drops what is unknown");
    if (end < range.to && token_is(token(lint, end), "USING"))
        violation(lint, "L3", end, "join by ON link = id");
    else if (end < range.to)
        vec_push(&lint->arena, &select->conditions, (struct range){end + 1, range.to});
}

static void read_from(struct lint *lint, struct range range, struct select *select) {
    static const char *const outer[] = {"LEFT", "RIGHT", "FULL", "OUTER", "NATURAL"};
    size_t from = range.from;
    while (from < range.to) {
        struct range rest = {from, range.to};
        size_t end = FIND_WORD(lint, rest, JOIN_WORDS);
        read_source(lint, (struct range){from, end}, select);
        for (from = end; from < range.to && ONE_OF(token(lint, from), JOIN_WORDS); from++)
            if (ONE_OF(token(lint, from), outer))
                violation(lint, "L2", from, "no outer joins: a link leads to a row always; ask has_x or some(present)");
    }
}

static struct range clause_of(const struct lint *lint, struct range range, const char *word) {
    const char *const words[] = {word};
    size_t at = FIND_WORD(lint, range, words);
    struct range rest = {at < range.to ? at + 1 : at, range.to};
    rest.to = FIND_WORD(lint, rest, CLAUSE_WORDS);
    return rest;
}

static void read_select(struct lint *lint, struct range range, const struct scope *outer, struct select *ret_select) {
    static const char *const banned[] = {"GROUP", "HAVING", "LIMIT", "WINDOW"};
    *ret_select = (struct select){.scope.outer = outer};
    struct range results = {range.from + 1, range.to};
    results.to = FIND_WORD(lint, results, CLAUSE_WORDS);
    if (token_is(token(lint, results.from), "DISTINCT")) {
        violation(lint, "L2", results.from,
                  "DISTINCT takes two unknowns for one: leave it out, places are merged anyway");
        results.from++;
    }
    read_results(lint, results, ret_select);
    ret_select->from = clause_of(lint, range, "FROM");
    read_from(lint, ret_select->from, ret_select);
    struct range where = clause_of(lint, range, "WHERE");
    if (where.from < where.to)
        vec_push(&lint->arena, &ret_select->conditions, where);
    for (size_t i = range.from; i < range.to; i = token(lint, i)->close + 1)
        if (ONE_OF(token(lint, i), banned))
            violation(lint, "L2", i, "groups and counts take unknown rows for known ones: use at_least(), some() …");
}

/* -- expressions ------------------------------------------------------------------------------------------------- */

static void check_select(struct lint *lint, struct range range, const struct scope *outer);
static void check_expression(struct lint *lint, struct select *select, struct range range, enum clause clause,
                             const char *function);

/* (SELECT some(…) FROM …) */
static void check_subquery(struct lint *lint, struct select *select, size_t open, enum clause clause) {
    struct range inner = {open + 1, token(lint, open)->close};
    if (clause == CLAUSE_CONDITION)
        violation(lint, "L1", open + 1, "a subquery may be unknown: put it into `violates`");
    struct range results = {inner.from + 1, inner.to};
    results.to = FIND_WORD(lint, results, CLAUSE_WORDS);
    size_t call = results.from;
    bool whole = call < results.to && is_call(lint, call) && ONE_OF(token(lint, call), OUR_AGGREGATES) &&
                 token(lint, call + 1)->close + 1 == results.to;
    if (!whole && clause != CLAUSE_FREE)
        violation(lint, "L9", open + 1, "a subquery is exactly one of some(), every(), at_least() …");
    check_select(lint, inner, &select->scope);
}

static void check_call(struct lint *lint, struct select *select, size_t at, enum clause clause) {
    static const char *const banned[] = {"coalesce", "ifnull", "nullif", "iif"};
    static const char *const aggregates[] = {"count", "sum", "total", "avg", "group_concat"};
    const struct token *name = token(lint, at);
    struct range arguments = {at + 2, token(lint, at + 1)->close};
    const char *const comma[] = {","};
    bool one = FIND_WORD(lint, arguments, comma) == arguments.to;
    bool extreme = (token_is(name, "max") || token_is(name, "min")) && one;
    if (clause != CLAUSE_FREE && ONE_OF(name, banned))
        violation(lint, "L2", at, "it turns unknown into known: let NULL stand");
    if (clause != CLAUSE_FREE && (extreme || ONE_OF(name, aggregates)))
        violation(lint, "L2", at, "it skips what is unknown: use some(), at_least(), sum_exceeds() …");
    bool takes_entities = ONE_OF(name, ENTITY_FUNCTIONS);
    check_expression(lint, select, arguments, clause, takes_entities ? "entity" : "other");
    if (!ONE_OF(name, PROVER))
        return;
    for (size_t i = arguments.from; i < arguments.to; i++) {
        struct reference reference = scope_find(&select->scope, lint->tokens.items, i);
        if (reference.source && reference.source->by_world && !reference.source->by_link)
            violation(lint, "L6", at, "asked for each row of a whole table: reach the rows by links");
        i += reference.column ? reference.length - 1 : 0;
    }
}

static void check_word(struct lint *lint, size_t at, enum clause clause) {
    if (clause == CLAUSE_FREE || token(lint, at)->kind != TOKEN_WORD)
        return;
    if (token_is(token(lint, at), "EXISTS"))
        violation(lint, "L2", at, "EXISTS is never unknown: (SELECT some(…) FROM …)");
    if (token_is(token(lint, at), "CASE"))
        violation(lint, "L2", at, "CASE takes ELSE when unknown: use AND, OR, NOT");
    if (token_is(token(lint, at), "IS") || token_is(token(lint, at), "ISNULL") || token_is(token(lint, at), "NOTNULL"))
        violation(lint, "L2", at, "it is never unknown: use = and <>, or has_x");
    if (token_is(token(lint, at), "NOT") && token_is(token(lint, at + 1), "NULL"))
        violation(lint, "L2", at, "it is never unknown: use has_x");
    if (token_is(token(lint, at), "IN") && is_subquery(lint, at + 1))
        violation(lint, "L2", at, "IN (SELECT …) drops unknown rows: (SELECT some(x = t.y AND …) FROM t …)");
}

/* Is the link at [at, at + length) one side of an equality with an id or a link? */
static bool in_join(struct lint *lint, struct select *select, size_t at, size_t length) {
    size_t other = at + length + 1;
    if (!token_is(token(lint, at + length), "=")) {
        if (at < 2 || !token_is(token(lint, at - 1), "="))
            return false;
        other = at >= 4 && token_is(token(lint, at - 3), ".") ? at - 4 : at - 2;
    }
    if (other >= lint->tokens.count)
        return false;
    struct reference reference = scope_find(&select->scope, lint->tokens.items, other);
    return reference_is_key(&reference);
}

static void check_reference(struct lint *lint, struct select *select, struct range range, size_t at,
                            const struct reference *reference, enum clause clause, const char *function) {
    if (clause == CLAUSE_CONDITION && !reference->column->not_null)
        violation(lint, "L1", at + reference->length - 1,
                  "WHERE and ON drop the row when it is unknown: put it into `violates`");
    if (!reference_is_link(reference) || clause == CLAUSE_FREE)
        return;
    bool alone = range.from == at && range.to == at + reference->length;
    bool argument = function && strcmp(function, "entity") == 0;
    bool joined = clause == CLAUSE_CONDITION && in_join(lint, select, at, reference->length);
    if (!alone && !argument && !joined)
        violation(lint, "L4", at + reference->length - 1, "a link is no value: use has_x, same(a, b) or ON link = id");
}

/* function: what the expression is the argument of ("entity": a function that takes entities), or NULL. */
static void check_expression(struct lint *lint, struct select *select, struct range range, enum clause clause,
                             const char *function) {
    for (size_t i = range.from; i < range.to; i++) {
        if (is_subquery(lint, i)) {
            check_subquery(lint, select, i, clause);
            i = token(lint, i)->close;
            continue;
        }
        check_word(lint, i, clause);
        if (is_call(lint, i)) {
            if (ONE_OF(token(lint, i), OUR_AGGREGATES) && !select->scope.outer)
                violation(lint, "L8", i, "it stands only in a subquery: (SELECT some(…) FROM …)");
            check_call(lint, select, i, clause);
            i = token(lint, i + 1)->close;
            continue;
        }
        if (token_is(token(lint, i), "AS")) {
            i++;
            continue;
        }
        struct reference reference = scope_find(&select->scope, lint->tokens.items, i);
        if (!reference.column)
            continue;
        check_reference(lint, select, range, i, &reference, clause, function);
        i += reference.length - 1;
    }
}

/* -- the laws of a SELECT as a whole ----------------------------------------------------------------------------- */

static void check_connections(struct lint *lint, struct select *select) {
    struct scope *scope = &select->scope;
    for (size_t i = 0; i < select->conditions.count; i++)
        scope_connect(scope, lint->tokens.items, select->conditions.items[i]);
    size_t first = scope->outer || scope->sources.count == 0 ? 0 : scope->sources.items[0].group;
    for (size_t i = 0; i < scope->sources.count; i++) {
        const struct source *source = &scope->sources.items[i];
        if (source->group != first && !source->constant)
            violation(lint, "L3", select->from.from, "connect the tables by link = id, or by equal worlds");
        bool second = i > 0 || scope->outer;
        if (second && source->by_world && !source->by_link && !source->tests_declared)
            violation(lint, "L5", select->from.from,
                      "a table scanned by its world shows external rows: AND t.declared");
    }
}

/* L8: the aggregate counts rows of its own subquery only if its argument names one of its columns. */
static void check_own_column(struct lint *lint, struct select *select) {
    if (!select->scope.outer || select->results.count == 0)
        return;
    struct range result = select->results.items[0];
    for (size_t i = result.from; i < result.to; i++) {
        struct reference reference = scope_find(&select->scope, lint->tokens.items, i);
        if (reference.source && (reference.column || !reference.source->table))
            return;
    }
    violation(lint, "L8", result.from, "the argument names no column of its own FROM: SQLite would aggregate outside");
}

static void check_select(struct lint *lint, struct range range, const struct scope *outer) {
    struct select select;
    read_select(lint, range, outer, &select);
    check_connections(lint, &select);
    check_own_column(lint, &select);
    for (size_t i = 0; i < select.results.count; i++)
        check_expression(lint, &select, select.results.items[i], CLAUSE_VERDICT, NULL);
    for (size_t i = 0; i < select.conditions.count; i++)
        check_expression(lint, &select, select.conditions.items[i], CLAUSE_CONDITION, NULL);
}

/* -- the rule ---------------------------------------------------------------------------------------------------- */

/* The name of a result column: after AS, else the column itself. */
static struct str result_name(const struct lint *lint, struct range result) {
    return result.to > result.from ? token(lint, result.to - 1)->text : STR_NONE;
}

static size_t find_result(const struct lint *lint, const struct select *select, const char *name) {
    for (size_t i = 0; i < select->results.count; i++)
        if (str_equal_nocase(result_name(lint, select->results.items[i]), str_from(name)))
            return i;
    return SIZE_MAX;
}

/* Without its AS name. */
static struct range bare_result(const struct lint *lint, struct range result) {
    if (result.to >= result.from + 3 && token_is(token(lint, result.to - 2), "AS"))
        result.to -= 2;
    return result;
}

/* The table that an expression like `t.id` or `t.link` leads to; NULL when we cannot tell. */
static const struct table *entity_table(struct lint *lint, struct select *select, struct range result) {
    struct reference reference = scope_find(&select->scope, lint->tokens.items, result.from);
    if (!reference.column || result.to != result.from + reference.length)
        return NULL;
    if (!reference_is_link(&reference))
        return reference.table;
    return map_get(&lint->facts->schema.by_name, str_from(reference.column->target));
}

static bool has_attribute(struct lint *lint, const struct table *table, struct str name) {
    if (table_find_column(table, name) >= 0)
        return true;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct table *parent =
            table->columns[i].member ? map_get(&lint->facts->schema.by_name, str_from(table->columns[i].target)) : NULL;
        if (parent && table_find_column(parent, name) >= 0)
            return true;
    }
    return false;
}

/* L7: a literal attribute is a column of the entity's table, or of its parent's. */
static void check_attribute(struct lint *lint, struct select *select, size_t entity, size_t attribute) {
    if (entity >= select->results.count || attribute >= select->results.count)
        return;
    struct range literal = bare_result(lint, select->results.items[attribute]);
    const struct table *table = entity_table(lint, select, bare_result(lint, select->results.items[entity]));
    if (!table || literal.to != literal.from + 1 || token(lint, literal.from)->kind != TOKEN_STRING)
        return;
    if (!has_attribute(lint, table, token(lint, literal.from)->text))
        violation(lint, "L7", literal.from, "no column of the entity's table has this name");
}

static bool is_constant(struct lint *lint, struct select *select, struct range range) {
    for (size_t i = range.from; i < range.to; i++)
        if (is_call(lint, i) || is_subquery(lint, i) || scope_find(&select->scope, lint->tokens.items, i).column)
            return false;
    return true;
}

struct rule_columns {
    size_t entity;
    size_t attribute;
    size_t violates;
};

static void check_core(struct lint *lint, struct range range, struct rule_columns *columns, bool first) {
    struct select select;
    read_select(lint, range, NULL, &select);
    if (first) {
        columns->entity = find_result(lint, &select, "entity");
        columns->attribute = find_result(lint, &select, "attribute");
        columns->violates = find_result(lint, &select, "violates");
        if (columns->entity == SIZE_MAX || columns->violates == SIZE_MAX)
            violation(lint, "L10", range.from, "a rule has the columns `entity` and `violates`");
    }
    check_connections(lint, &select);
    check_attribute(lint, &select, columns->entity, columns->attribute);
    for (size_t i = 0; i < select.results.count; i++) {
        struct range result = bare_result(lint, select.results.items[i]);
        bool verdict = i == columns->violates;
        if (verdict && is_constant(lint, &select, result))
            violation(lint, "L2", result.from, "a constant verdict: the conditions belong into `violates`");
        check_expression(lint, &select, result, verdict ? CLAUSE_VERDICT : CLAUSE_FREE, NULL);
    }
    for (size_t i = 0; i < select.conditions.count; i++)
        check_expression(lint, &select, select.conditions.items[i], CLAUSE_CONDITION, NULL);
}

static void check_compound(struct lint *lint) {
    static const char *const operators[] = {"UNION", "EXCEPT", "INTERSECT"};
    struct rule_columns columns = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
    size_t from = 0;
    for (bool first = true; from < lint->tokens.count; first = false) {
        struct range rest = {from, lint->tokens.count};
        size_t end = FIND_WORD(lint, rest, operators);
        check_core(lint, (struct range){from, end}, &columns, first);
        from = end + 1;
        if (end >= lint->tokens.count)
            break;
        if (token_is(token(lint, end), "UNION") && token_is(token(lint, from), "ALL"))
            from++;
        else
            violation(lint, "L2", end, "it takes two unknowns for one: use UNION ALL");
    }
}

size_t facts_lint(struct facts *facts, struct str sql, lint_report *report, void *context) {
    struct lint lint = {.facts = facts, .report = report, .context = context};
    arena_init(&lint.arena);
    bool readable = tokens_read(sql, &lint.arena, &lint.tokens);
    while (lint.tokens.count > 0 && token_is(token(&lint, lint.tokens.count - 1), ";"))
        lint.tokens.items[--lint.tokens.count].kind = TOKEN_END;
    if (!readable || lint.tokens.count == 0)
        violation(&lint, "L10", 0, "no statement that can be read");
    else if (!token_is(token(&lint, 0), "SELECT"))
        violation(&lint, "L2", 0, "a rule is one SELECT, without WITH");
    else
        check_compound(&lint);
    arena_done(&lint.arena);
    return lint.count;
}
