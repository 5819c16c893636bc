/* Queries: everybody's SQL runs here, under one authorizer that allows reading and nothing else. The authorizer also
 * tells which columns a statement reads; SQLite asks it while a statement is compiled. */
#include "analyzer/facts/query_internal.h"

#include "analyzer/base/limits.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* Virtual machine steps between two looks at the limit. */
enum { PROGRESS_STEPS = 10000 };
/* Longest text or blob of a query, bytes: above every file that we read. */
enum { LENGTH_LIMIT = 16 * 1024 * 1024 };

struct query {
    struct facts *facts;
    struct arena *arena; /* of the caller: messages */
    sqlite3_stmt *statement;
    enum query_mode mode;
    bool **reads;        /* by table number and column */
    const char *refused; /* what the authorizer refused, in words */
    uint64_t steps;
    bool reads_settings;
    struct str error;
    struct reasons noted;     /* during the last step */
    VEC(struct claim) claims; /* likewise */
};

/* -- authorizer -------------------------------------------------------------------------------------------------- */

static int refuse(struct query *query, const char *why) {
    query->refused = why;
    return SQLITE_DENY;
}

static int authorize_read(struct query *query, const char *table, const char *column) {
    if (query->mode == QUERY_RULE && strcmp(table, "property") == 0)
        return refuse(query, "rules may not read property: use setting() and has_setting()");
    struct table *known = map_get(&query->facts->schema.by_name, str_from(table));
    int number = known ? table_find_column(known, str_from(column)) : -1;
    if (number >= 0)
        query->reads[known->number][number] = true;
    return SQLITE_OK;
}

static int authorize_function(struct query *query, const char *name) {
    if (sqlite3_stricmp(name, "setting") == 0 || sqlite3_stricmp(name, "has_setting") == 0)
        query->reads_settings = true;
    static const char *const forbidden[] = {"load_extension", "random",       "randomblob",
                                            "current_date",   "current_time", "current_timestamp"};
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        if (sqlite3_stricmp(name, forbidden[i]) == 0)
            return refuse(query, "a query may not call functions whose answer changes from run to run");
    return SQLITE_OK;
}

static int authorize(void *context, int action, const char *first, const char *second, const char *third,
                     const char *fourth) {
    (void)third;
    (void)fourth;
    struct query *query = ((struct facts *)context)->preparing;
    if (!query)
        return SQLITE_OK; /* a statement of ours, or one compiled again after it was allowed */
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        return authorize_function(query, second ? second : "");
    case SQLITE_READ:
        return authorize_read(query, first ? first : "", second ? second : "");
    default:
        return refuse(query, "only SELECT is allowed");
    }
}

static int count_steps(void *context) {
    struct query *query = ((struct facts *)context)->stepping;
    if (!query)
        return 0;
    query->steps += PROGRESS_STEPS;
    return query->steps > query->facts->step_limit;
}

void query_prepare_database(struct facts *facts) {
    facts->step_limit = LIMIT_QUERY_STEPS;
    sqlite3_limit(facts->db, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(facts->db, SQLITE_LIMIT_LENGTH, LENGTH_LIMIT);
    functions_register(facts);
    tables_register(facts);
    sqlite3_set_authorizer(facts->db, authorize, facts);
    sqlite3_progress_handler(facts->db, PROGRESS_STEPS, count_steps, facts);
}

/* -- life -------------------------------------------------------------------------------------------------------- */

static bool fail(struct query *query, struct str *ret_error, const char *message) {
    *ret_error = str_copy(query->arena, str_from(message));
    return false;
}

static bool only_space(const char *text) {
    return text[strspn(text, " \t\r\n;")] == '\0';
}

static bool bind_parameters(struct query *query, struct str *ret_error) {
    int count = sqlite3_bind_parameter_count(query->statement);
    for (int i = 1; i <= count; i++) {
        const char *name = sqlite3_bind_parameter_name(query->statement, i);
        if (!name || strcmp(name, ":as_of") != 0)
            return fail(query, ret_error, "the only parameter of a query is :as_of");
        struct str as_of = query->facts->options.as_of;
        sqlite3_bind_text(query->statement, i, as_of.data, (int)as_of.size, SQLITE_STATIC);
    }
    return true;
}

static bool prepare(struct query *query, struct str sql, struct str *ret_error) {
    struct facts *facts = query->facts;
    const char *text = str_z(query->arena, sql);
    const char *tail = text;
    facts->preparing = query;
    int result = sqlite3_prepare_v2(facts->db, text, -1, &query->statement, &tail);
    facts->preparing = NULL;
    if (query->refused)
        return fail(query, ret_error, query->refused);
    if (result != SQLITE_OK)
        return fail(query, ret_error, sqlite3_errmsg(facts->db));
    if (!query->statement)
        return fail(query, ret_error, "there is no statement");
    if (!only_space(tail)) {
        sqlite3_stmt *second = NULL;
        bool more = sqlite3_prepare_v2(facts->db, tail, -1, &second, NULL) != SQLITE_OK || second;
        sqlite3_finalize(second);
        if (more)
            return fail(query, ret_error, "only one statement is allowed");
    }
    return bind_parameters(query, ret_error);
}

struct query *query_new(struct facts *facts, struct str sql, enum query_mode mode, struct arena *arena,
                        struct str *ret_error) {
    struct query *query = ARENA_NEW(arena, struct query);
    query->facts = facts;
    query->arena = arena;
    query->mode = mode;
    query->reads = arena_alloc_array(arena, facts->schema.count, sizeof *query->reads);
    for (size_t i = 0; i < facts->schema.count; i++)
        query->reads[i] = arena_alloc_array(arena, facts->schema.tables[i].column_count, sizeof **query->reads);
    if (prepare(query, sql, ret_error))
        return query;
    query_free(query);
    return NULL;
}

void query_free(struct query *query) {
    if (query)
        sqlite3_finalize(query->statement);
}

int query_step(struct query *query) {
    query->noted.list.count = 0;
    query->noted.more = false;
    query->claims.count = 0;
    query->facts->stepping = query;
    int result = sqlite3_step(query->statement);
    query->facts->stepping = NULL;
    if (result == SQLITE_ROW)
        return 1;
    if (result == SQLITE_DONE)
        return 0;
    query->error = result == SQLITE_INTERRUPT ? str_format(query->arena, "the query takes more than %llu steps",
                                                           (unsigned long long)query->facts->step_limit)
                                              : str_copy(query->arena, str_from(sqlite3_errmsg(query->facts->db)));
    return -1;
}

struct str query_error(const struct query *query) {
    return query->error;
}

void query_rewind(struct query *query) {
    sqlite3_reset(query->statement);
    query->steps = 0;
    query->error = STR_NONE;
}

/* -- results ----------------------------------------------------------------------------------------------------- */

size_t query_column_count(const struct query *query) {
    return (size_t)sqlite3_column_count(query->statement);
}

struct str query_column_name(const struct query *query, size_t column) {
    return str_from(sqlite3_column_name(query->statement, (int)column));
}

struct cell query_cell(const struct query *query, size_t column) {
    sqlite3_stmt *statement = query->statement;
    int number = (int)column;
    switch (sqlite3_column_type(statement, number)) {
    case SQLITE_INTEGER:
        return (struct cell){.kind = CELL_INTEGER, .integer = sqlite3_column_int64(statement, number)};
    case SQLITE_FLOAT:
        return (struct cell){.kind = CELL_REAL, .real = sqlite3_column_double(statement, number)};
    case SQLITE_NULL:
        return (struct cell){.kind = CELL_NULL};
    default: {
        const char *text = (const char *)sqlite3_column_text(statement, number);
        size_t size = (size_t)sqlite3_column_bytes(statement, number);
        return (struct cell){.kind = CELL_TEXT, .text = {text ? text : "", text ? size : 0}};
    }
    }
}

bool query_reads(const struct query *query, const char *table, const char *column) {
    const struct table *known = map_get(&query->facts->schema.by_name, str_from(table));
    int number = known ? table_find_column(known, str_from(column)) : -1;
    return number >= 0 && query->reads[known->number][number];
}

bool query_reads_settings(const struct query *query) {
    return query->reads_settings;
}

/* -- reasons ----------------------------------------------------------------------------------------------------- */

/* False when there are more than anybody reads. */
static bool add_reason(struct arena *arena, struct reasons *reasons, struct reason reason) {
    for (size_t i = 0; i < reasons->list.count; i++)
        if (str_equal(reasons->list.items[i].text, reason.text))
            return true;
    if (reasons->list.count == LIMIT_REASONS)
        reasons->more = true;
    else if (reason.text.size > 0)
        vec_push(arena, &reasons->list, reason);
    return !reasons->more;
}

void query_note(struct facts *facts, struct str reason, const struct node *node) {
    if (facts->stepping) /* the list outlives what a caller takes back of its arena between two steps */
        add_reason(&facts->arena, &facts->stepping->noted, (struct reason){reason, node});
}

void query_claim(struct facts *facts, struct claim claim) {
    if (facts->stepping)
        vec_push(&facts->arena, &facts->stepping->claims, claim);
}

/* Of several the last was asked last, with the others as its conditions. */
const struct witness *query_witness(struct query *query, bool missing) {
    for (size_t i = query->claims.count; i > 0; i--) {
        const struct claim *claim = &query->claims.items[i - 1];
        const struct witness *witness = claim->missing == missing ? facts_witness(query->facts, claim) : NULL;
        if (witness)
            return witness;
    }
    return NULL;
}

static bool reads_table(const struct query *query, const struct table *table) {
    for (size_t i = 0; table && i < table->column_count; i++)
        if (query->reads[table->number][i])
            return true;
    return false;
}

/* A column is read by its own name or as x_partial. */
static bool reads_column(const struct query *query, const struct table *table, uint32_t number) {
    int partial = table->columns[number].partial;
    return query->reads[table->number][number] || (partial >= 0 && query->reads[table->number][partial]);
}

static bool add_record_reasons(const struct query *query, const struct record *record, struct arena *arena,
                               struct reasons *reasons) {
    bool room = true;
    for (size_t i = 0; i < record->gap_count && room; i++) {
        const struct gap *gap = &record->gaps[i];
        if (gap->column == GAP_ROW || (record->table && reads_column(query, record->table, gap->column)))
            room = add_reason(arena, reasons, gap->reason);
    }
    const struct registry *registry = &query->facts->registry;
    for (int64_t id = record->first_member; id != 0 && room;) {
        const struct record *member = registry_get(registry, id);
        if (reads_table(query, member->table))
            room = add_record_reasons(query, member, arena, reasons);
        id = member->next_member;
    }
    return room;
}

void query_reasons(const struct query *query, int64_t entity, struct arena *arena, struct reasons *reasons) {
    const struct registry *registry = &query->facts->registry;
    const struct record *record = registry_get(registry, entity);
    if (record)
        add_record_reasons(query, record, arena, reasons);
    /* A member of something wholly unknown has no reason of its own. */
    while (record && record->gap_count == 0 && record->entity.parent != 0) {
        record = registry_get(registry, record->entity.parent);
        if (record->gap_count > 0 && record->gaps[0].column == GAP_ROW)
            add_reason(arena, reasons, record->gaps[0].reason);
    }
    for (size_t i = 0; i < query->noted.list.count; i++)
        add_reason(arena, reasons, query->noted.list.items[i]);
}
