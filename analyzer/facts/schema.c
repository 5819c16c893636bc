/* schema.sql as data. The file is ours and has one column a line, so a line reader suffices; a unit test compares what
 * it read with what SQLite made of the same text. */
#include "analyzer/facts/facts_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void bug(const char *what, struct str name) {
    fprintf(stderr, "lambdalint: bug: schema.sql: %s: %.*s\n", what, STR_ARG(name));
    abort();
}

static struct str next_line(struct str *rest) {
    struct str line;
    struct str tail;
    if (!str_cut(*rest, '\n', &line, &tail)) {
        line = *rest;
        tail = STR_NONE;
    }
    *rest = tail;
    return line;
}

/* The first word of a text: up to a space, a comma or the end. */
static struct str first_word(struct str text) {
    size_t size = 0;
    while (size < text.size && text.data[size] != ' ' && text.data[size] != ',')
        size++;
    return str_slice(text, 0, size);
}

/* The word after a key word, or the empty text. */
static struct str word_after(struct str text, const char *word) {
    size_t at = str_find(text, str_from(word), 0);
    return at == SIZE_MAX ? STR_NONE : first_word(str_slice(text, at + strlen(word), text.size));
}

static struct str unquoted(struct str text, char quote) {
    if (text.size >= 2 && text.data[0] == quote && text.data[text.size - 1] == quote)
        return str_slice(text, 1, text.size - 1);
    return text;
}

static struct cell read_default(struct str line) {
    struct str word = word_after(line, " DEFAULT ");
    struct cell cell = {.kind = CELL_NULL};
    if (word.size == 0)
        return cell;
    if (word.data[0] == '\'') {
        cell.kind = CELL_TEXT;
        cell.text = unquoted(word, '\'');
    } else if (str_integer(word, &cell.integer)) {
        cell.kind = CELL_INTEGER;
    } else {
        bug("a DEFAULT that is no constant", line);
    }
    return cell;
}

static struct column read_column(struct str line, struct arena *arena) {
    size_t comment = str_find(line, STR(" -- "), 0);
    struct str text = str_trim(str_slice(line, 0, comment));
    return (struct column){
        .name = unquoted(first_word(text), '"'),
        .target = str_z(arena, word_after(text, " REFERENCES ")),
        .member = str_contains(text, " ON DELETE CASCADE"),
        .not_null = str_contains(text, " NOT NULL") || str_contains(text, " PRIMARY KEY"),
        .text = str_contains(text, " TEXT"),
        .partial = -1,
        .absent = read_default(text),
    };
}

#define HEAD "id INTEGER PRIMARY KEY, world INTEGER NOT NULL, declared INTEGER NOT NULL, present INTEGER"

static void finish_table(struct table *table, struct arena *arena) {
    map_init(&table->column_by_name, arena);
    for (size_t i = 0; i < table->column_count; i++)
        map_put(&table->column_by_name, table->columns[i].name, &table->columns[i]);
    for (size_t i = 0; i < table->column_count; i++) {
        struct str partial = str_format(arena, "%.*s_partial", STR_ARG(table->columns[i].name));
        table->columns[i].partial = table_find_column(table, partial);
    }
}

/* Reads from the line after CREATE TABLE to the closing parenthesis. */
static void read_table(struct table *table, struct str *rest, struct arena *arena) {
    VEC(struct column) columns = {0};
    for (;;) {
        struct str line = next_line(rest);
        if (str_starts(line, ");"))
            break;
        struct str text = str_trim(line);
        if (text.size == 0)
            bug("a table without end", str_from(table->name));
        if (!str_starts(text, HEAD)) {
            vec_push(arena, &columns, read_column(line, arena));
            continue;
        }
        table->entities = true;
        vec_push(arena, &columns, (struct column){.name = STR("id"), .target = "", .not_null = true, .partial = -1});
        vec_push(arena, &columns, (struct column){.name = STR("world"), .target = "", .not_null = true, .partial = -1});
        vec_push(arena, &columns,
                 (struct column){.name = STR("declared"), .target = "", .not_null = true, .partial = -1});
        vec_push(arena, &columns, (struct column){.name = STR("present"), .target = "", .partial = -1});
    }
    table->columns = columns.items;
    table->column_count = columns.count;
    finish_table(table, arena);
}

static void add_children(struct schema *schema, struct arena *arena) {
    for (size_t t = 0; t < schema->count; t++) {
        struct table *child = &schema->tables[t];
        for (size_t c = 0; c < child->column_count; c++) {
            const struct column *column = &child->columns[c];
            if (!column->member)
                continue;
            const char *one[2];
            for (const char *const *name = link_candidates(child, column, one); *name; name++)
                vec_push(arena, &schema_table(schema, *name)->children, (struct child_table){child, c});
        }
    }
}

void schema_read(struct str sql, struct arena *arena, struct schema *ret_schema) {
    static const char create[] = "CREATE TABLE ";
    VEC(struct table) tables = {0};
    struct str rest = sql;
    while (rest.size > 0) {
        struct str line = next_line(&rest);
        if (!str_starts(line, create))
            continue;
        struct str name = str_slice(line, sizeof create - 1, str_find(line, STR("("), 0));
        struct table table = {.name = str_z(arena, name), .number = tables.count};
        read_table(&table, &rest, arena);
        vec_push(arena, &tables, table);
    }
    *ret_schema = (struct schema){.tables = tables.items, .count = tables.count};
    map_init(&ret_schema->by_name, arena);
    for (size_t i = 0; i < tables.count; i++)
        map_put(&ret_schema->by_name, str_from(tables.items[i].name), &tables.items[i]);
    if (tables.count > 64)
        bug("more than 64 tables", STR_NONE); /* record.tables_seen has a bit for each */
    add_children(ret_schema, arena);
}

struct table *schema_table(const struct schema *schema, const char *name) {
    struct table *table = map_get(&schema->by_name, str_from(name));
    if (!table)
        bug("no such table", str_from(name));
    return table;
}

int table_find_column(const struct table *table, struct str name) {
    const struct column *column = map_get(&table->column_by_name, name);
    return column ? (int)(column - table->columns) : -1;
}

size_t table_column(const struct table *table, const char *name) {
    const struct column *column = map_get(&table->column_by_name, str_from(name));
    if (!column)
        bug(table->name, str_from(name));
    return (size_t)(column - table->columns);
}

/* The tables behind REFERENCES entity. A type without a table of its own has an entity, but no row. */
static const struct {
    const char *table;
    const char *column;
    const char *targets[16];
} CANDIDATES[] = {
    {"event_source_mapping", "failure_destination", {"queue", "topic", "bucket"}},
    {"event_source_mapping", "source", {"queue", "stream", "dynamodb_table"}},
    {"event_target", "target", {"function", "queue", "topic", "stream", "event_bus", "log_group"}},
    {"flow_log", "resource", {"vpc", "subnet"}},
    {"function", "capacity_provider", {NULL}},
    {"function", "dead_letter", {"queue", "topic"}},
    {"function", "failure_destination", {"queue", "topic", "function", "event_bus", "bucket"}},
    {"ignored_policies", "owner", {NULL}},
    {"permission", "source", {"api", "bucket", "topic", "queue", "event_rule", "log_group"}},
    {"resource_policy",
     "resource",
     {"function", "queue", "topic", "bucket", "dynamodb_table", "stream", "event_bus", "kms_key", "secret",
      "file_system", "api", "repository"}},
    {"statement_resource",
     "target",
     {"function", "queue", "topic", "bucket", "dynamodb_table", "stream", "event_bus", "kms_key", "secret",
      "ssm_parameter", "log_group", "role"}},
    {"subscription", "endpoint", {"function", "queue"}},
    {"trigger",
     "source",
     {"function_url", "api", "bucket", "topic", "queue", "stream", "dynamodb_table", "event_bus", "event_rule",
      "log_group"}},
};

const char *const *link_candidates(const struct table *table, const struct column *column, const char *ret_one[2]) {
    ret_one[0] = ret_one[1] = NULL;
    if (strcmp(column->target, "entity") != 0) {
        ret_one[0] = column->target;
        return ret_one;
    }
    for (size_t i = 0; i < sizeof CANDIDATES / sizeof *CANDIDATES; i++)
        if (strcmp(CANDIDATES[i].table, table->name) == 0 && str_is(column->name, CANDIDATES[i].column))
            return CANDIDATES[i].targets;
    bug("no candidates for a link to any table", column->name);
    return ret_one;
}
