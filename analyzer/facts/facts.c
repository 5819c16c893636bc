#include "analyzer/facts/facts_internal.h"
#include "analyzer/facts/functions_internal.h"

#include "analyzer/base/embedded.h"
#include "analyzer/facts/prover/prover.h"
#include "analyzer/facts/query_internal.h"
#include "policies/catalog.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static void check(struct facts *facts, int result, const char *sql) {
    if (result == SQLITE_OK)
        return;
    fprintf(stderr, "lambdalint: bug: %s: %s\n", sqlite3_errmsg(facts->db), sql);
    abort();
}

void facts_execute(struct facts *facts, const char *sql) {
    check(facts, sqlite3_exec(facts->db, sql, NULL, NULL, NULL), sql);
}

static bool next_field(struct str *line, struct str *ret_field) {
    if (line->size == 0)
        return false;
    struct str rest;
    if (!str_cut(*line, '\t', ret_field, &rest)) {
        *ret_field = *line;
        rest = STR_NONE;
    }
    *line = rest;
    return true;
}

/* An empty date means that there is none: far in the future. "?": we do not know. */
static void set_date(struct row *row, const char *column, struct str date) {
    if (str_is(date, "?"))
        row_unknown(row, column, STR("the date is not known to us"), NULL);
    else
        row_text(row, column, date.size ? date : STR("9999-12-31"), NULL);
}

static void add_runtime(struct facts *facts, struct str line) {
    struct str field[5] = {{0}};
    for (size_t i = 0; i < 5; i++)
        if (!next_field(&line, &field[i]))
            field[i] = STR_NONE;
    const struct row_origin origin = {.present = 1, .label = field[0], .identity = field[0]};
    struct row *row = row_new(facts, "runtime", &origin);
    row_text(row, "name", field[0], NULL);
    set_date(row, "deprecated_on", field[1]);
    set_date(row, "create_blocked_on", field[2]);
    set_date(row, "update_blocked_on", field[3]);
    row_integer(row, "preview", str_is(field[4], "1"), NULL);
    struct record *record = row_record(row);
    row_write(row);
    map_put(&facts->runtimes, record->entity.identity, record);
}

static void add_runtimes(struct facts *facts) {
    struct str rest = embedded_get("analyzer/facts/data/runtimes.tsv");
    struct str line;
    while (str_cut(rest, '\n', &line, &rest))
        if (line.size > 0 && line.data[0] != '#')
            add_runtime(facts, line);
}

int64_t facts_runtime(const struct facts *facts, struct str name) {
    const struct record *record = map_get(&facts->runtimes, name);
    return record ? record->entity.id : 0;
}

/* tools/bytes.S: the database that schema.sql makes (tools/schema_image.c). Not const because sqlite3_deserialize takes
 * a plain pointer; it never writes to it. */
extern unsigned char schema_bytes[];
extern unsigned char schema_bytes_end[];

/* Into an ordinary database in memory: SQLite keeps one that it deserialized as one piece, which grows slowly. */
static void copy_schema(struct facts *facts) {
    sqlite3 *image = NULL;
    sqlite3_int64 size = schema_bytes_end - schema_bytes;
    check(facts, sqlite3_open_v2(":memory:", &image, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL), "open");
    check(facts, sqlite3_deserialize(image, "main", schema_bytes, size, size, SQLITE_DESERIALIZE_READONLY), "schema");
    sqlite3_backup *backup = sqlite3_backup_init(facts->db, "main", image, "main");
    sqlite3_backup_step(backup, -1);
    check(facts, sqlite3_backup_finish(backup), "schema");
    sqlite3_close(image);
}

struct facts *facts_open(struct facts_options options, struct diags *diags) {
    struct facts *facts = calloc(1, sizeof *facts);
    if (!facts)
        abort();
    arena_init(&facts->arena);
    facts->options = options;
    facts->diags = diags;
    facts->registry.arena = &facts->arena;
    map_init(&facts->externals, &facts->arena);
    map_init(&facts->runtimes, &facts->arena);
    map_init(&facts->settings, &facts->arena);
    map_init(&facts->known_actions, &facts->arena);
    schema_read(embedded_get("analyzer/facts/schema.sql"), &facts->arena, &facts->schema);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* nobody asks for it, and it takes a lock at each allocation */
    check(
        facts,
        sqlite3_open_v2(":memory:", &facts->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL),
        "open");
    facts_execute(facts, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY");
    copy_schema(facts);
    facts_execute(facts, "BEGIN");
    query_prepare_database(facts);
    add_runtimes(facts);
    if (options.guardrail)
        guardrail_add(facts, options.guardrail);
    return facts;
}

void facts_close(struct facts *facts) {
    if (!facts)
        return;
    for (size_t i = 0; i < facts->schema.count; i++)
        sqlite3_finalize(facts->schema.tables[i].insert);
    facts_prover_close(facts);
    catalog_close(facts->catalog);
    sqlite3_close(facts->db);
    arena_done(&facts->arena);
    free(facts);
}

/* A file that went away since the command line was read gives way to the program's own catalogue. */
struct catalog *facts_catalog(struct facts *facts) {
    if (!facts->catalog)
        facts->catalog = catalog_open(facts->options.catalog, NULL);
    if (!facts->catalog)
        facts->catalog = catalog_open(STR_NONE, NULL);
    return facts->catalog;
}

int64_t facts_add_world(struct facts *facts, const struct unit *unit, const struct world *world) {
    vec_push(&facts->arena, &facts->worlds, (struct world_facts){unit, world});
    int64_t id = (int64_t)facts->worlds.count;
    struct table *table = schema_table(&facts->schema, "world");
    struct row *row = row_open_in(facts, table, NULL);
    row_integer(row, "id", id, NULL);
    row_text(row, "unit", unit->name, NULL);
    row_integer(row, "number", world->number, NULL);
    row_text(row, "name", world->name, NULL);
    if (unit->more)
        row_unknown(row, "more", STR("the input itself hides resources"), NULL);
    row_write(row);
    return id;
}

/* Below so many rows a scan is as fast as an index, and making all of them would cost more than a small scan. */
enum { INDEX_ROWS = 64 };

/* Rules look for the members of something, and for other things of its world; the way along a link is the primary key.
 * Of the links that are asked backwards (which functions have this role?) those to a few things are worth an index. */
static bool wants_index(const struct table *table, size_t number) {
    const struct column *column = &table->columns[number];
    bool members = false;
    for (size_t i = 0; i < table->column_count; i++)
        members = members || table->columns[i].member;
    if (number == COLUMN_WORLD)
        return !members;
    return column->member || str_is(column->name, "role") || str_is(column->name, "source");
}

static void index_table(struct facts *facts, const struct table *table) {
    if (!table->entities || table->row_count < INDEX_ROWS)
        return;
    struct arena_mark mark = arena_mark(&facts->arena);
    for (size_t c = 0; c < table->column_count; c++) {
        const struct column *column = &table->columns[c];
        if (!wants_index(table, c))
            continue;
        struct str sql = str_format(&facts->arena, "CREATE INDEX \"%s.%.*s\" ON \"%s\"(\"%.*s\")", table->name,
                                    STR_ARG(column->name), table->name, STR_ARG(column->name));
        facts_execute(facts, str_z(&facts->arena, sql));
    }
    arena_reset(&facts->arena, mark);
}

void facts_seal(struct facts *facts) {
    if (facts->sealed)
        return;
    facts->sealed = true;
    for (size_t i = 0; i < facts->schema.count; i++)
        index_table(facts, &facts->schema.tables[i]);
    facts_execute(facts, "COMMIT");
}

static int compare_nodes(const void *a, const void *b) {
    uintptr_t left = (uintptr_t) * (const struct node *const *)a;
    uintptr_t right = (uintptr_t) * (const struct node *const *)b;
    return (left > right) - (left < right);
}

size_t facts_count(const struct facts *facts, const char *table) {
    const struct table *wanted = schema_table(&facts->schema, table);
    const struct node **nodes = calloc(wanted->row_count + 1, sizeof(struct node *));
    if (!nodes)
        abort();
    size_t count = 0;
    for (int64_t id = 1; id <= facts->registry.count; id++) {
        const struct record *record = registry_get(&facts->registry, id);
        if (record->table == wanted && record->entity.declared && count < wanted->row_count)
            nodes[count++] = record->entity.node;
    }
    qsort(nodes, count, sizeof *nodes, compare_nodes);
    size_t distinct = 0;
    for (size_t i = 0; i < count; i++)
        distinct += i == 0 || nodes[i] != nodes[i - 1];
    free(nodes);
    return distinct;
}
