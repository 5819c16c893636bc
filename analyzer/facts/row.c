#include "analyzer/facts/facts_internal.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row {
    struct facts *facts;
    struct table *table;
    struct record *record; /* NULL: the table holds no entities (world) */
    struct cell *cells;
    bool *set;
    VEC(struct placed) places;
    struct row *next_free;
};

struct record *row_record(const struct row *row) {
    return row->record;
}

struct table *row_table(const struct row *row) {
    return row->table;
}

struct facts *row_facts(const struct row *row) {
    return row->facts;
}

int64_t row_id(const struct row *row) {
    return row->record->entity.id;
}

static struct row *take_row(struct facts *facts, struct table *table) {
    struct row *row = table->free_rows;
    if (row) {
        table->free_rows = row->next_free;
        memset(row->set, 0, table->column_count * sizeof *row->set);
        row->places.count = 0;
        return row;
    }
    row = ARENA_NEW(&facts->arena, struct row);
    row->facts = facts;
    row->table = table;
    row->cells = arena_alloc_array(&facts->arena, table->column_count, sizeof *row->cells);
    row->set = arena_alloc_array(&facts->arena, table->column_count, sizeof *row->set);
    return row;
}

static void set_cell(struct row *row, size_t column, struct cell cell) {
    row->cells[column] = cell;
    row->set[column] = true;
}

struct row *row_open_in(struct facts *facts, struct table *table, struct record *record) {
    struct row *row = take_row(facts, table);
    row->record = record;
    if (!record)
        return row;
    set_cell(row, COLUMN_ID, (struct cell){.kind = CELL_INTEGER, .integer = record->entity.id});
    set_cell(row, COLUMN_WORLD, (struct cell){.kind = CELL_INTEGER, .integer = record->entity.world});
    set_cell(row, COLUMN_DECLARED, (struct cell){.kind = CELL_INTEGER, .integer = record->entity.declared});
    struct cell present = {.kind = record->maybe ? CELL_NULL : CELL_INTEGER, .integer = 1};
    set_cell(row, COLUMN_PRESENT, present);
    return row;
}

int64_t row_reserve(struct facts *facts, const char *table, const struct row_origin *origin) {
    const struct table *known = strcmp(table, "entity") == 0 ? NULL : schema_table(&facts->schema, table);
    struct record *record = registry_add_record(&facts->registry, known, origin);
    record->maybe = origin->present < 0;
    return record->entity.id;
}

struct row *row_open(struct facts *facts, int64_t id) {
    struct record *record = registry_get(&facts->registry, id);
    return row_open_in(facts, schema_table(&facts->schema, record->entity.table), record);
}

struct row *row_new(struct facts *facts, const char *table, const struct row_origin *origin) {
    return row_open(facts, row_reserve(facts, table, origin));
}

/* -- writing ----------------------------------------------------------------------------------------------------- */

static void prepare_insert(struct facts *facts, struct table *table) {
    struct buf sql;
    buf_init(&sql, &facts->arena);
    buf_printf(&sql, "INSERT INTO \"%s\" VALUES(", table->name);
    for (size_t i = 0; i < table->column_count; i++)
        buf_add_z(&sql, i ? ",?" : "?");
    buf_add_char(&sql, ')');
    if (sqlite3_prepare_v3(facts->db, sql.data, (int)sql.size, SQLITE_PREPARE_PERSISTENT, &table->insert, NULL))
        abort();
}

static void bind(sqlite3_stmt *statement, int number, const struct cell *cell) {
    switch (cell->kind) {
    case CELL_NULL:
        sqlite3_bind_null(statement, number);
        break;
    case CELL_INTEGER:
        sqlite3_bind_int64(statement, number, cell->integer);
        break;
    case CELL_REAL:
        sqlite3_bind_double(statement, number, cell->real);
        break;
    case CELL_TEXT:
        sqlite3_bind_text(statement, number, cell->text.size ? cell->text.data : "", (int)cell->text.size,
                          SQLITE_STATIC);
        break;
    }
}

static void keep_places(struct row *row) {
    struct record *record = row->record;
    if (row->places.count == 0 || record->places)
        return;
    record->places = arena_alloc_array(&row->facts->arena, row->places.count, sizeof *record->places);
    memcpy(record->places, row->places.items, row->places.count * sizeof *record->places);
    record->place_count = (uint32_t)row->places.count;
}

/* A link to what we know nothing of is a gap of this row too: rules that name the row get that reason. */
static void add_link_gaps(struct row *row) {
    const struct table *table = row->table;
    for (size_t i = COLUMN_FIRST; i < table->column_count; i++) {
        if (!row->set[i] || !*table->columns[i].target)
            continue;
        const struct record *target = registry_get(&row->facts->registry, row->cells[i].integer);
        if (target && target->gap_count > 0 && target->gaps[0].column == GAP_ROW)
            registry_add_gap(&row->facts->registry, row->record, (struct gap){(uint32_t)i, target->gaps[0].reason});
    }
}

void row_write(struct row *row) {
    struct table *table = row->table;
    if (!table->insert)
        prepare_insert(row->facts, table);
    for (size_t i = 0; i < table->column_count; i++)
        bind(table->insert, (int)i + 1, row->set[i] ? &row->cells[i] : &table->columns[i].absent);
    int result = sqlite3_step(table->insert);
    sqlite3_reset(table->insert);
    if (result != SQLITE_DONE) {
        fprintf(stderr, "lambdalint: bug: row of %s: %s\n", table->name, sqlite3_errmsg(row->facts->db));
        abort();
    }
    if (row->record) {
        keep_places(row);
        add_link_gaps(row);
    }
    table->row_count++;
    row->next_free = table->free_rows;
    table->free_rows = row;
}

/* -- columns ----------------------------------------------------------------------------------------------------- */

static void place(struct row *row, size_t column, const struct node *node) {
    if (node)
        vec_push(&row->facts->arena, &row->places, (struct placed){(uint32_t)column, node});
}

void row_integer(struct row *row, const char *column, int64_t number, const struct node *node) {
    size_t at = table_column(row->table, column);
    set_cell(row, at, (struct cell){.kind = CELL_INTEGER, .integer = number});
    place(row, at, node);
}

/* Sets a text, and its partial twin, where literal braces are doubled. */
static void set_text(struct row *row, size_t column, struct str text) {
    set_cell(row, column, (struct cell){.kind = CELL_TEXT, .text = text});
    int partial = row->table->columns[column].partial;
    if (partial < 0)
        return;
    const struct value known = {.kind = VALUE_TEXT, .text = text};
    bool plain = !str_contains(text, "{") && !str_contains(text, "}");
    struct str twin = plain ? text : value_partial(&row->facts->arena, &known);
    set_cell(row, (size_t)partial, (struct cell){.kind = CELL_TEXT, .text = twin});
}

void row_text(struct row *row, const char *column, struct str text, const struct node *node) {
    size_t at = table_column(row->table, column);
    set_text(row, at, text);
    place(row, at, node);
}

void row_link(struct row *row, const char *column, int64_t id, const struct node *node) {
    row_link_number(row, table_column(row->table, column), id, node);
}

void row_link_number(struct row *row, size_t column, int64_t id, const struct node *node) {
    set_cell(row, column, (struct cell){.kind = CELL_INTEGER, .integer = id});
    place(row, column, node);
    const struct column *link = &row->table->columns[column];
    if (!row->record || id == 0)
        return;
    if (link->member)
        registry_set_parent(&row->facts->registry, row->record, id);
    if (!row->record->function && strcmp(link->target, "function") == 0)
        row->record->function = id;
}

static void set_unknown(struct row *row, size_t column, struct str reason, const struct node *node) {
    const struct column *link = &row->table->columns[column];
    if (*link->target) {
        int64_t id = close_target(row->facts, row->table->name, str_z(&row->facts->arena, link->name),
                                  row->record->entity.world, STR_NONE, STR_NONE, node, reason);
        row_link_number(row, column, id, node);
        return;
    }
    place(row, column, node);
    set_cell(row, column, (struct cell){.kind = CELL_NULL});
    if (row->record)
        registry_add_gap(&row->facts->registry, row->record, (struct gap){(uint32_t)column, {reason, node}});
}

void row_unknown(struct row *row, const char *column, struct str reason, const struct node *node) {
    set_unknown(row, table_column(row->table, column), reason, node);
}

void row_forget_rest(struct row *row) {
    const struct table *table = row->table;
    for (size_t i = COLUMN_FIRST; i < table->column_count; i++) {
        const char *target = table->columns[i].target;
        bool always_known = table->columns[i].not_null && !*target;
        if (row->set[i] || always_known)
            continue;
        if (*target)
            set_cell(
                row, i,
                (struct cell){.kind = CELL_INTEGER, .integer = close_shared(row->facts, table, &table->columns[i])});
        else
            set_cell(row, i, (struct cell){.kind = CELL_NULL});
    }
}

/* -- from values ------------------------------------------------------------------------------------------------- */

static struct str why_unknown(const struct value *value, const char *wanted, struct arena *arena) {
    struct str reason = value_reason(value);
    return reason.size ? reason : str_format(arena, "the value is not a %s that we can read", wanted);
}

void row_value_text(struct row *row, const char *column, const struct value *value, struct str absent) {
    size_t at = table_column(row->table, column);
    if (value->kind == VALUE_ABSENT) {
        set_text(row, at, absent);
        return;
    }
    if (value_is_known_scalar(value)) {
        set_text(row, at, value->text);
        place(row, at, value->node);
        return;
    }
    set_unknown(row, at, why_unknown(value, "text", &row->facts->arena), value->node);
    int partial = row->table->columns[at].partial;
    if (partial < 0)
        return;
    struct str pieces = value_partial(&row->facts->arena, value);
    set_cell(row, (size_t)partial, (struct cell){.kind = CELL_TEXT, .text = pieces});
}

void row_value_integer(struct row *row, const char *column, const struct value *value, int64_t absent) {
    int64_t number;
    if (value->kind == VALUE_ABSENT)
        row_integer(row, column, absent, NULL);
    else if (value_integer(value, &number))
        row_integer(row, column, number, value->node);
    else
        row_unknown(row, column, why_unknown(value, "whole number", &row->facts->arena), value->node);
}

void row_value_boolean(struct row *row, const char *column, const struct value *value, int absent) {
    int truth = value_boolean(value);
    if (value->kind == VALUE_ABSENT)
        row_integer(row, column, absent, NULL);
    else if (truth >= 0)
        row_integer(row, column, truth, value->node);
    else
        row_unknown(row, column, why_unknown(value, "Boolean", &row->facts->arena), value->node);
}

void row_value_has(struct row *row, const char *column, const struct value *value) {
    int presence = value_presence(value);
    if (presence < 0)
        row_unknown(row, column, why_unknown(value, "value", &row->facts->arena), value->node);
    else
        row_integer(row, column, presence, presence ? value->node : NULL);
}
