/* Virtual tables (facts.md 4, "Generic access"): entity, unknown, node, resource, property, and the table-valued
 * functions effective_grant and excess. They show C arrays; each scan first writes its rows as cells. The first columns
 * are keys: a scan with `key = value` writes only those rows. */
#include "analyzer/facts/query_internal.h"

#include "analyzer/facts/functions_internal.h"
#include "analyzer/facts/tables_internal.h"

#include <sqlite3.h>
#include <stdlib.h>

struct virtual_table {
    sqlite3_vtab base;
    struct facts *facts;
    const struct generic_table *generic;
};

struct cursor {
    sqlite3_vtab_cursor base;
    struct arena arena;
    struct generic_rows rows;
    size_t at;
};

static const struct generic_table *const TABLES[] = {
    &GENERIC_ENTITY,         &GENERIC_UNKNOWN,         &GENERIC_NODE,  &GENERIC_RESOURCE, &GENERIC_PROPERTY,
    &GENERIC_ESCALATION_WAY, &GENERIC_EFFECTIVE_GRANT, &GENERIC_EXCESS};
enum { TABLE_COUNT = sizeof TABLES / sizeof *TABLES };

struct connection {
    struct facts *facts;
    const struct generic_table *generic;
};

static int connect(sqlite3 *db, void *context, int count, const char *const *arguments, sqlite3_vtab **ret_table,
                   char **ret_error) {
    (void)count;
    (void)arguments;
    (void)ret_error;
    const struct connection *connection = context;
    /* The declaration is ours: the authorizer is for the statement that named the table first. */
    struct query *preparing = connection->facts->preparing;
    connection->facts->preparing = NULL;
    int result = sqlite3_declare_vtab(db, connection->generic->declaration);
    connection->facts->preparing = preparing;
    if (result != SQLITE_OK)
        return result;
    struct virtual_table *table = sqlite3_malloc(sizeof *table);
    if (!table)
        return SQLITE_NOMEM;
    *table = (struct virtual_table){.facts = connection->facts, .generic = connection->generic};
    *ret_table = &table->base;
    sqlite3_vtab_config(db, SQLITE_VTAB_INNOCUOUS);
    return SQLITE_OK;
}

static int disconnect(sqlite3_vtab *table) {
    sqlite3_free(table);
    return SQLITE_OK;
}

/* An equality that gives the key: the first of them, if there are more. */
static bool take_key(sqlite3_index_info *info, int key) {
    for (int i = 0; i < info->nConstraint; i++) {
        if (info->aConstraint[i].iColumn != key || info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ ||
            !info->aConstraint[i].usable)
            continue;
        info->aConstraintUsage[i].argvIndex = key + 1;
        return true;
    }
    return false;
}

static int best_index(sqlite3_vtab *base, sqlite3_index_info *info) {
    const struct generic_table *generic = ((const struct virtual_table *)base)->generic;
    info->estimatedCost = 1e6;
    while (info->idxNum < (int)generic->keys && take_key(info, info->idxNum))
        info->idxNum++;
    if (info->idxNum)
        info->estimatedCost = 10;
    return generic->is_function && info->idxNum < (int)generic->keys ? SQLITE_CONSTRAINT : SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **ret_cursor) {
    (void)table;
    struct cursor *cursor = calloc(1, sizeof *cursor);
    if (!cursor)
        return SQLITE_NOMEM;
    arena_init(&cursor->arena);
    *ret_cursor = &cursor->base;
    return SQLITE_OK;
}

static int close_cursor(sqlite3_vtab_cursor *base) {
    struct cursor *cursor = (struct cursor *)base;
    arena_done(&cursor->arena);
    free(cursor);
    return SQLITE_OK;
}

static int filter(sqlite3_vtab_cursor *base, int number, const char *text, int count, sqlite3_value **values) {
    (void)text;
    struct cursor *cursor = (struct cursor *)base;
    const struct virtual_table *table = (const struct virtual_table *)base->pVtab;
    arena_done(&cursor->arena);
    arena_init(&cursor->arena);
    cursor->at = 0;
    cursor->rows = (struct generic_rows){.arena = &cursor->arena, .columns = table->generic->columns};
    int64_t keys[GENERIC_KEYS] = {GENERIC_ALL, GENERIC_ALL};
    for (int i = 0; i < number && i < count; i++) {
        if (sqlite3_value_type(values[i]) != SQLITE_INTEGER)
            return SQLITE_OK;
        keys[i] = sqlite3_value_int64(values[i]);
    }
    table->generic->write(table->facts, keys, &cursor->rows);
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *base) {
    ((struct cursor *)base)->at++;
    return SQLITE_OK;
}

static int at_end(sqlite3_vtab_cursor *base) {
    const struct cursor *cursor = (const struct cursor *)base;
    return (cursor->at + 1) * cursor->rows.columns > cursor->rows.cells.count;
}

static int give_column(sqlite3_vtab_cursor *base, sqlite3_context *context, int number) {
    const struct cursor *cursor = (const struct cursor *)base;
    const struct cell *cell = &cursor->rows.cells.items[cursor->at * cursor->rows.columns + (size_t)number];
    switch (cell->kind) {
    case CELL_NULL:
        sqlite3_result_null(context);
        break;
    case CELL_INTEGER:
        sqlite3_result_int64(context, cell->integer);
        break;
    case CELL_REAL:
        sqlite3_result_double(context, cell->real);
        break;
    case CELL_TEXT:
        sqlite3_result_text64(context, cell->text.size ? cell->text.data : "", cell->text.size, SQLITE_TRANSIENT,
                              SQLITE_UTF8);
        break;
    }
    return SQLITE_OK;
}

static int row_number(sqlite3_vtab_cursor *base, sqlite3_int64 *ret_number) {
    *ret_number = (sqlite3_int64)((const struct cursor *)base)->at + 1;
    return SQLITE_OK;
}

/* Without xCreate the tables exist by their names alone ("eponymous"). */
static const sqlite3_module MODULE = {
    .xConnect = connect,
    .xBestIndex = best_index,
    .xDisconnect = disconnect,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = filter,
    .xNext = next,
    .xEof = at_end,
    .xColumn = give_column,
    .xRowid = row_number,
};

void tables_register(struct facts *facts) {
    struct connection *connections = arena_alloc_array(&facts->arena, TABLE_COUNT, sizeof *connections);
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        connections[i] = (struct connection){facts, TABLES[i]};
        if (sqlite3_create_module(facts->db, TABLES[i]->name, &MODULE, &connections[i]) != SQLITE_OK)
            abort();
    }
}
