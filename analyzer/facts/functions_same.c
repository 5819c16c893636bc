/* same and shared: whether two ids are of one thing, and whether others name what a row names. */
#include "analyzer/facts/query_internal.h"

#include "analyzer/facts/functions_internal.h"

#include <sqlite3.h>
#include <stdlib.h>

/* -- what two ids may have in common ----------------------------------------------------------------------------- */

/* How much is known of which thing an id is; alone it decides whether two different ids may be of one thing. */
enum identity {
    IDENTITY_DECLARED, /* the input creates it */
    IDENTITY_ARN,      /* a literal ARN */
    IDENTITY_NAME,     /* a parameter, an import, a name, an alias: what another name or an ARN names too, perhaps */
    IDENTITY_NONE,     /* anonymous, or a member that may not be there */
    IDENTITY_COUNT,
};

static bool is_known_arn(struct str identity) {
    return str_starts(identity, "arn:") && !str_contains(identity, "{") && !str_contains(identity, ":alias/");
}

static enum identity identity_of(const struct record *record) {
    if (record->maybe)
        return IDENTITY_NONE;
    if (record->entity.declared)
        return IDENTITY_DECLARED;
    return is_known_arn(record->entity.identity) ? IDENTITY_ARN : IDENTITY_NAME;
}

/* Different ids. A parameter or an import never names what the same input creates: the value exists before
 * (semantics.md). */
static int same_identities(enum identity a, enum identity b) {
    if (a == IDENTITY_NONE || b == IDENTITY_NONE)
        return -1;
    if (a == IDENTITY_DECLARED || b == IDENTITY_DECLARED)
        return 0;
    return a == IDENTITY_ARN && b == IDENTITY_ARN ? 0 : -1;
}

static int same_as_itself(const struct record *record) {
    return record->shared ? -1 : 1;
}

/* -- same -------------------------------------------------------------------------------------------------------- */

static struct facts *facts_of(sqlite3_context *context) {
    return sqlite3_user_data(context);
}

static void sql_same(sqlite3_context *context, int count, sqlite3_value **values) {
    if (function_any_null(count, values))
        return;
    const struct registry *registry = &facts_of(context)->registry;
    const struct record *left = registry_get(registry, sqlite3_value_int64(values[0]));
    const struct record *right = registry_get(registry, sqlite3_value_int64(values[1]));
    int truth = !left || !right ? 0
                : left == right ? same_as_itself(left)
                                : same_identities(identity_of(left), identity_of(right));
    function_result_truth(context, truth);
}

/* -- shared ------------------------------------------------------------------------------------------------------ */

/* What the declared rows of one world have in one link column. Comparing each with each would take the square of their
 * number: an account has thousands of functions. */
struct tally {
    struct map links; /* row → what it names; 0 is not kept */
    struct map rows;  /* what is named → how many rows name it */
    size_t identities[IDENTITY_COUNT];
};

/* The column in all worlds. */
struct tallies {
    uint64_t age;
    struct tally *of_world;
};

static struct str id_key(const int64_t *id) {
    return (struct str){(const char *)id, sizeof *id};
}

static uintptr_t number_at(const struct map *map, int64_t id) {
    return (uintptr_t)map_get(map, id_key(&id));
}

/* The keys of the maps lie in the registry, whose records never move. */
static void put_number(struct map *map, const struct record *record, uintptr_t number) {
    map_put(map, id_key(&record->entity.id), (void *)number);
}

static void count_link(const struct registry *registry, struct tallies *tallies, int64_t row, int64_t target) {
    const struct record *from = registry_get(registry, row);
    const struct record *to = registry_get(registry, target);
    if (!from || !to)
        return;
    struct tally *tally = &tallies->of_world[from->entity.world];
    put_number(&tally->links, from, (uintptr_t)target);
    put_number(&tally->rows, to, number_at(&tally->rows, target) + 1);
    tally->identities[identity_of(to)]++;
}

static void count_links(struct facts *facts, struct tallies *tallies, const struct table *table, size_t column) {
    struct str sql = str_format(&facts->arena, "SELECT id, \"%.*s\" FROM \"%s\" WHERE declared",
                                STR_ARG(table->columns[column].name), table->name);
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(facts->db, sql.data, (int)sql.size, &statement, NULL) != SQLITE_OK)
        abort();
    int result;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW)
        count_link(&facts->registry, tallies, sqlite3_column_int64(statement, 0), sqlite3_column_int64(statement, 1));
    sqlite3_finalize(statement);
    if (result != SQLITE_DONE) /* interrupted, and so is the query that asks: a later one counts anew */
        tallies->age = 0;
}

/* Rows only change in the mutations of tests. */
static const struct tallies *tallies_of(struct facts *facts, const struct table *table, size_t column) {
    struct arena *arena = &facts->arena;
    size_t parts[] = {table->number, column};
    struct str key = {(const char *)parts, sizeof parts};
    uint64_t age = (uint64_t)sqlite3_total_changes(facts->db) + facts->undone + 1;
    if (!facts->tallies.arena)
        map_init(&facts->tallies, arena);
    struct tallies *tallies = map_get(&facts->tallies, key);
    if (tallies && tallies->age == age)
        return tallies;
    if (!tallies) {
        tallies = ARENA_NEW(arena, struct tallies);
        map_put(&facts->tallies, str_copy(arena, key), tallies);
    }
    tallies->age = age;
    tallies->of_world = arena_alloc_array(arena, facts->worlds.count + 1, sizeof *tallies->of_world);
    for (size_t i = 0; i <= facts->worlds.count; i++) {
        map_init(&tallies->of_world[i].links, arena);
        map_init(&tallies->of_world[i].rows, arena);
    }
    count_links(facts, tallies, table, column);
    return tallies;
}

/* Whether a row beside the one that names the target names the same. */
static int shared_by_others(const struct tally *tally, const struct record *target) {
    size_t rows = number_at(&tally->rows, target->entity.id);
    int truth = rows > 1 ? same_as_itself(target) : 0;
    enum identity mine = identity_of(target);
    for (int other = 0; truth == 0 && other < IDENTITY_COUNT; other++) {
        size_t others = tally->identities[other] - (other == (int)mine ? rows : 0);
        if (others > 0)
            truth = same_identities(mine, (enum identity)other);
    }
    return truth;
}

static void sql_shared(sqlite3_context *context, int count, sqlite3_value **values) {
    if (function_any_null(count, values))
        return;
    struct facts *facts = facts_of(context);
    const struct record *row = registry_get(&facts->registry, sqlite3_value_int64(values[0]));
    if (row && !row->entity.declared) /* nobody knows what it names */
        return;
    const struct table *table = row ? row->table : NULL;
    int column = table ? table_find_column(table, function_text(values[1])) : -1;
    if (column < 0 || !*table->columns[column].target) {
        sqlite3_result_error(context, "shared(id, column): the column is no link of the row", -1);
        return;
    }
    const struct tally *tally = &tallies_of(facts, table, (size_t)column)->of_world[row->entity.world];
    const struct record *target = registry_get(&facts->registry, (int64_t)number_at(&tally->links, row->entity.id));
    function_result_truth(context, target ? shared_by_others(tally, target) : 0);
}

void functions_register_same(struct facts *facts) {
    function_add(facts, "same", 2, sql_same);
    function_add(facts, "shared", 2, sql_shared);
}
