#include "analyzer/facts/mutate.h"

#include "analyzer/facts/facts_internal.h"
#include "analyzer/facts/functions_internal.h"
#include "analyzer/facts/query_internal.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdlib.h>

static void execute(struct facts *facts, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void execute(struct facts *facts, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    struct arena_mark mark = arena_mark(&facts->arena);
    struct str sql = str_format_list(&facts->arena, format, arguments);
    va_end(arguments);
    facts_execute(facts, str_z(&facts->arena, sql));
    arena_reset(&facts->arena, mark);
}

/* Links of undeclared rows lead to shared anonymous rows, which are written at their first use: if that happened
 * between a change and its undo, the rows would be gone and their ids kept. */
static void write_shared_rows(struct facts *facts) {
    for (size_t t = 0; t < facts->schema.count; t++)
        for (size_t c = 0; c < facts->schema.tables[t].column_count; c++)
            if (*facts->schema.tables[t].columns[c].target)
                close_shared(facts, &facts->schema.tables[t], &facts->schema.tables[t].columns[c]);
}

void mutate_begin(struct facts *facts) {
    write_shared_rows(facts);
    facts_execute(facts, "PRAGMA journal_mode = MEMORY");
    facts_execute(facts, "SAVEPOINT mutation");
}

void mutate_undo(struct facts *facts) {
    facts_execute(facts, "ROLLBACK TO mutation");
    facts->undone++;
    if (facts->forgotten.properties)
        facts_replace_properties(facts, facts->forgotten.entity, facts->forgotten.properties);
    facts->forgotten.properties = NULL;
}

/* -- which mutants ----------------------------------------------------------------------------------------------- */

struct ids {
    VEC(int64_t) list;
};

static void ask_ids(struct facts *facts, struct arena *arena, struct ids *ret_ids, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void ask_ids(struct facts *facts, struct arena *arena, struct ids *ret_ids, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    struct str sql = str_format_list(arena, format, arguments);
    va_end(arguments);
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(facts->db, sql.data, (int)sql.size, &statement, NULL) != SQLITE_OK)
        abort();
    ret_ids->list.count = 0;
    while (sqlite3_step(statement) == SQLITE_ROW)
        vec_push(arena, &ret_ids->list, sqlite3_column_int64(statement, 0));
    sqlite3_finalize(statement);
}

static void add_mutants(struct arena *arena, struct mutants *mutants, const struct ids *rows, struct mutant mutant) {
    for (size_t i = 0; i < rows->list.count; i++) {
        mutant.row = rows->list.items[i];
        vec_push(arena, &mutants->list, mutant);
    }
}

/* Members that a query reads without their link to the parent are not reached through it. */
static void list_completeness(struct facts *facts, const struct table *parent, const struct query *query,
                              struct arena *arena, struct mutants *mutants) {
    struct ids rows = {0};
    for (size_t i = 0; i < parent->children.count; i++) {
        const struct child_table *child = &parent->children.items[i];
        const char *column = str_z(arena, child->table->columns[child->column].name);
        if (!query_reads(query, child->table->name, column))
            continue;
        ask_ids(facts, arena, &rows, "SELECT id FROM \"%s\" WHERE declared AND world > 0", parent->name);
        add_mutants(arena, mutants, &rows, (struct mutant){MUTANT_COMPLETE, child->table->name, column, 0});
    }
}

static void list_columns(struct facts *facts, const struct table *table, const struct query *query, struct arena *arena,
                         struct mutants *mutants) {
    struct ids rows = {0};
    for (size_t c = COLUMN_FIRST; c < table->column_count; c++) {
        const struct column *column = &table->columns[c];
        const char *name = str_z(arena, column->name);
        const char *partial = column->partial < 0 ? name : str_z(arena, table->columns[column->partial].name);
        if (!query_reads(query, table->name, name) && !query_reads(query, table->name, partial))
            continue;
        bool link = *column->target != '\0';
        if (column->not_null && !link) /* it is no knowledge that one could lack */
            continue;
        ask_ids(facts, arena, &rows,
                link ? "SELECT id FROM \"%s\" WHERE declared AND world > 0 AND \"%s\" <> 0"
                     : "SELECT id FROM \"%s\" WHERE declared AND world > 0 AND \"%s\" IS NOT NULL",
                table->name, name);
        add_mutants(arena, mutants, &rows, (struct mutant){link ? MUTANT_TARGET : MUTANT_VALUE, table->name, name, 0});
    }
}

/* One for each property of each resource. */
static void list_subtrees(struct facts *facts, struct arena *arena, struct mutants *mutants) {
    for (int64_t id = 1; id <= facts->registry.count; id++) {
        const struct entity *entity = facts_entity(facts, id);
        if (!entity->declared || !entity->resource || entity->parent != 0)
            continue;
        const struct value *properties = facts_properties(facts, entity);
        for (size_t i = 0; properties && properties->kind == VALUE_MAP && i < properties->count; i++)
            vec_push(arena, &mutants->list,
                     (struct mutant){MUTANT_SUBTREE, entity->table, str_z(arena, properties->members[i].key), id});
    }
}

void mutants_list(struct facts *facts, const struct query *query, struct arena *arena, struct mutants *ret_mutants) {
    ret_mutants->list.count = 0;
    for (size_t t = 0; t < facts->schema.count; t++) {
        const struct table *table = &facts->schema.tables[t];
        if (!table->entities)
            continue;
        list_columns(facts, table, query, arena, ret_mutants);
        list_completeness(facts, table, query, arena, ret_mutants);
    }
    if (query_reads_settings(query))
        list_subtrees(facts, arena, ret_mutants);
}

/* -- changes ----------------------------------------------------------------------------------------------------- */

static const struct column *column_of(const struct facts *facts, const struct mutant *mutant) {
    const struct table *table = schema_table(&facts->schema, mutant->table);
    return &table->columns[table_column(table, mutant->column)];
}

static void forget_value(struct facts *facts, const struct mutant *mutant) {
    const struct table *table = schema_table(&facts->schema, mutant->table);
    int partial = column_of(facts, mutant)->partial;
    execute(facts, "UPDATE \"%s\" SET \"%s\" = NULL WHERE id = %lld", mutant->table, mutant->column,
            (long long)mutant->row);
    if (partial >= 0)
        execute(facts, "UPDATE \"%s\" SET \"%.*s\" = '{forgotten}' WHERE id = %lld", mutant->table,
                STR_ARG(table->columns[partial].name), (long long)mutant->row);
}

/* Whatever the member belongs to may have it now. */
static void spread_phantoms(struct facts *facts, const struct mutant *mutant, const struct entity *row) {
    const struct table *table = schema_table(&facts->schema, mutant->table);
    const char *one[2];
    struct ids parents = {0};
    for (const char *const *name = link_candidates(table, column_of(facts, mutant), one); *name; name++) {
        ask_ids(facts, &facts->arena, &parents, "SELECT id FROM \"%s\" WHERE declared AND world = %lld", *name,
                (long long)row->world);
        for (size_t i = 0; i < parents.list.count; i++)
            close_phantom(facts, mutant->table, parents.list.items[i], NULL, STR("forgotten"));
    }
}

static void forget_target(struct facts *facts, const struct mutant *mutant) {
    const struct entity *row = facts_entity(facts, mutant->row);
    int64_t nobody =
        close_target(facts, mutant->table, mutant->column, row->world, STR_NONE, STR_NONE, NULL, STR("forgotten"));
    execute(facts, "UPDATE \"%s\" SET \"%s\" = %lld WHERE id = %lld", mutant->table, mutant->column, (long long)nobody,
            (long long)mutant->row);
    if (column_of(facts, mutant)->member)
        spread_phantoms(facts, mutant, row);
}

static void forget_subtree(struct facts *facts, const struct mutant *mutant) {
    const struct entity *entity = facts_entity(facts, mutant->row);
    const struct value *known = facts_properties(facts, entity);
    struct value *less = ARENA_NEW(&facts->arena, struct value);
    struct value_member *members = arena_alloc_array(&facts->arena, known->count, sizeof *members);
    for (size_t i = 0; i < known->count; i++) {
        members[i] = known->members[i];
        if (str_is(members[i].key, mutant->column))
            members[i].value = value_new_unknown(&facts->arena, members[i].value->node, STR_NONE, STR("forgotten"));
    }
    *less = *known;
    less->members = members;
    facts->forgotten.entity = entity;
    facts->forgotten.properties = known;
    facts_replace_properties(facts, entity, less);
}

void mutant_apply(struct facts *facts, const struct mutant *mutant) {
    switch (mutant->kind) {
    case MUTANT_VALUE:
        forget_value(facts, mutant);
        break;
    case MUTANT_TARGET:
        forget_target(facts, mutant);
        break;
    case MUTANT_COMPLETE:
        close_phantom(facts, mutant->table, mutant->row, NULL, STR("forgotten"));
        break;
    case MUTANT_SUBTREE:
        forget_subtree(facts, mutant);
        break;
    }
}

void mutate_keep_world(struct facts *facts, int64_t world) {
    for (size_t t = 0; t < facts->schema.count; t++)
        if (facts->schema.tables[t].entities)
            execute(facts, "DELETE FROM \"%s\" WHERE world NOT IN (0, %lld)", facts->schema.tables[t].name,
                    (long long)world);
}

/* -- reasons ----------------------------------------------------------------------------------------------------- */

static bool has_reason(const struct facts *facts, const struct record *record, const struct table *table,
                       size_t column) {
    for (size_t i = 0; i < record->gap_count; i++) {
        const struct gap *gap = &record->gaps[i];
        if (gap->column == GAP_ROW || gap->column == column ||
            (gap->column < table->column_count && table->columns[gap->column].partial == (int)column))
            return true;
    }
    /* A member of something wholly unknown has its reason there. */
    const struct record *parent = registry_get(&facts->registry, record->entity.parent);
    return parent && record->maybe && parent->gap_count > 0;
}

size_t facts_missing_reasons(struct facts *facts, missing_reason *report, void *context) {
    struct arena arena;
    arena_init(&arena);
    struct ids rows = {0};
    size_t count = 0;
    for (size_t t = 0; t < facts->schema.count; t++) {
        const struct table *table = &facts->schema.tables[t];
        for (size_t c = COLUMN_FIRST; table->entities && c < table->column_count; c++) {
            if (table->columns[c].not_null)
                continue;
            const char *name = str_z(&arena, table->columns[c].name);
            ask_ids(facts, &arena, &rows, "SELECT id FROM \"%s\" WHERE declared AND world > 0 AND \"%s\" IS NULL",
                    table->name, name);
            for (size_t i = 0; i < rows.list.count; i++) {
                if (has_reason(facts, registry_get(&facts->registry, rows.list.items[i]), table, c))
                    continue;
                count++;
                report(context, rows.list.items[i], table->name, name);
            }
        }
    }
    arena_done(&arena);
    return count;
}
