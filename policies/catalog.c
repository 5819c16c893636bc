/* The database is opened straight from the program's bytes: SQLite reads its pages where they lie, so that only what is
 * looked at becomes part of the process. Each question is one statement, prepared when it is first asked. */
#include "policies/catalog.h"

#include "analyzer/base/embedded.h"
#include "policies/pattern.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

/* tools/bytes.S. Not const because sqlite3_deserialize takes a plain pointer; it never writes to it. */
extern unsigned char catalog_bytes[];
extern unsigned char catalog_bytes_end[];

/* tools/catalog/schema.sql */
#define LAYOUT 1

enum question {
    ASK_LAYOUT,
    ASK_DATE,
    ASK_ACTION,
    ASK_ACTIONS,
    ASK_SERVICE,
    ASK_RESOURCES,
    ASK_CONDITIONS,
    ASK_DEPENDENTS,
    ASK_KEY,
    ASK_VARIABLE_KEYS,
    ASK_POLICY,
    ASK_POLICIES,
    QUESTION_COUNT,
};

static const char *const SQL[QUESTION_COUNT] = {
    [ASK_LAYOUT] = "PRAGMA user_version",
    [ASK_DATE] = "SELECT date FROM source WHERE role = 'actions'",
    [ASK_ACTION] = "SELECT id, name, levels FROM action WHERE name = ?1",
    [ASK_ACTIONS] =
        "SELECT id, name, levels FROM action WHERE name >= ?1 AND name < ?1 || char(0x10FFFF) ORDER BY name",
    [ASK_SERVICE] = "SELECT name FROM service WHERE prefix = ?1",
    [ASK_RESOURCES] = ("SELECT type.service, type.name, type.arn, link.required FROM action_resource AS link "
                       "JOIN resource_type AS type ON type.id = link.resource_type WHERE link.action = ?1 "
                       "ORDER BY type.name, type.arn"),
    [ASK_CONDITIONS] = ("SELECT name FROM condition_key WHERE id IN ("
                        "SELECT condition_key FROM action_condition WHERE action = ?1 UNION "
                        "SELECT condition_key FROM action_resource JOIN resource_condition USING (resource_type) "
                        "WHERE action = ?1) ORDER BY name"),
    [ASK_DEPENDENTS] = "SELECT needs FROM action_dependent WHERE action = ?1 ORDER BY needs",
    [ASK_KEY] = "SELECT name, type FROM condition_key WHERE name = ?1",
    [ASK_VARIABLE_KEYS] = "SELECT name, type FROM condition_key WHERE instr(name, '${') ORDER BY name",
    [ASK_POLICY] = "SELECT path, version, date, document FROM managed_policy WHERE path = ?1",
    [ASK_POLICIES] = "SELECT path, version, date, document FROM managed_policy ORDER BY path",
};

struct catalog {
    sqlite3 *database;
    sqlite3_stmt *statements[QUESTION_COUNT];
    char date[sizeof "2026-01-01"];
};

/* -- questions ----------------------------------------------------------------------------------------------------- */

/* NULL when the database has no such table: a foreign file, which catalog_open refuses. */
static sqlite3_stmt *ask(struct catalog *catalog, enum question question) {
    sqlite3_stmt **statement = &catalog->statements[question];
    if (!*statement)
        sqlite3_prepare_v3(catalog->database, SQL[question], -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
    return *statement;
}

static sqlite3_stmt *ask_text(struct catalog *catalog, enum question question, struct str text) {
    sqlite3_stmt *statement = ask(catalog, question);
    sqlite3_bind_text64(statement, 1, text.data, text.size, SQLITE_TRANSIENT, SQLITE_UTF8);
    return statement;
}

static sqlite3_stmt *ask_id(struct catalog *catalog, enum question question, int64_t id) {
    sqlite3_stmt *statement = ask(catalog, question);
    sqlite3_bind_int64(statement, 1, id);
    return statement;
}

/* Takes the next row; after the last one the statement is ready for the next question. */
static bool next_row(sqlite3_stmt *statement) {
    if (sqlite3_step(statement) == SQLITE_ROW)
        return true;
    sqlite3_reset(statement);
    return false;
}

static struct str text_at(sqlite3_stmt *statement, int column, struct arena *arena) {
    const unsigned char *text = sqlite3_column_text(statement, column);
    struct str slice = {(const char *)text, (size_t)sqlite3_column_bytes(statement, column)};
    return text ? str_copy(arena, slice) : STR_NONE;
}

/* -- opening ------------------------------------------------------------------------------------------------------- */

static bool open_built_in(struct catalog *catalog) {
    sqlite3_int64 size = catalog_bytes_end - catalog_bytes;
    return sqlite3_open_v2(":memory:", &catalog->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
               SQLITE_OK &&
           sqlite3_deserialize(catalog->database, "main", catalog_bytes, size, size, SQLITE_DESERIALIZE_READONLY) ==
               SQLITE_OK;
}

static bool open_file(struct catalog *catalog, struct str path) {
    char *name = sqlite3_mprintf("%.*s", STR_ARG(path));
    int code = sqlite3_open_v2(name, &catalog->database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL);
    sqlite3_free(name);
    return code == SQLITE_OK;
}

/* Every question can be asked, and the date says something. */
static bool is_catalog(struct catalog *catalog) {
    sqlite3_stmt *layout = ask(catalog, ASK_LAYOUT);
    bool fits = next_row(layout) && sqlite3_column_int(layout, 0) == LAYOUT;
    sqlite3_reset(layout);
    sqlite3_stmt *date = fits ? ask(catalog, ASK_DATE) : NULL;
    fits = date && next_row(date) && sqlite3_column_bytes(date, 0) == sizeof catalog->date - 1;
    if (fits)
        memcpy(catalog->date, sqlite3_column_text(date, 0), sizeof catalog->date);
    sqlite3_reset(date);
    return fits;
}

static bool asks_all(struct catalog *catalog) {
    for (int question = 0; question < QUESTION_COUNT; question++)
        if (!ask(catalog, (enum question)question))
            return false;
    return true;
}

struct catalog *catalog_open(struct str path, const char **ret_why) {
    struct catalog *catalog = calloc(1, sizeof *catalog);
    if (!catalog)
        abort();
    bool opened = path.size > 0 ? open_file(catalog, path) : open_built_in(catalog);
    if (opened && is_catalog(catalog) && (path.size == 0 || asks_all(catalog)))
        return catalog;
    if (ret_why)
        *ret_why = opened ? "it is no catalogue of this version" : "it cannot be opened";
    catalog_close(catalog);
    return NULL;
}

void catalog_close(struct catalog *catalog) {
    if (!catalog)
        return;
    for (int question = 0; question < QUESTION_COUNT; question++)
        sqlite3_finalize(catalog->statements[question]);
    sqlite3_close(catalog->database);
    free(catalog);
}

struct str catalog_date(const struct catalog *catalog) {
    return str_from(catalog->date);
}

struct str catalog_built_in_date(void) {
    struct str rest = embedded_get("policies/data/sources.tsv");
    struct str line;
    while (str_cut(rest, '\n', &line, &rest)) {
        struct str field = STR_NONE;
        for (int column = 0; column < 4; column++) { /* role, package, version, date */
            str_cut(line, '\t', &field, &line);
            if (column == 0 && !str_is(field, "actions"))
                break;
        }
        if (str_starts(field, "2"))
            return field;
    }
    return STR_NONE;
}

/* -- actions ------------------------------------------------------------------------------------------------------- */

static struct catalog_action action_at(sqlite3_stmt *statement, struct arena *arena) {
    return (struct catalog_action){
        .id = sqlite3_column_int64(statement, 0),
        .name = text_at(statement, 1, arena),
        .levels = (unsigned)sqlite3_column_int(statement, 2),
    };
}

bool catalog_action(struct catalog *catalog, struct str name, struct arena *arena, struct catalog_action *ret_action) {
    sqlite3_stmt *statement = ask_text(catalog, ASK_ACTION, name);
    bool found = next_row(statement);
    if (found)
        *ret_action = action_at(statement, arena);
    sqlite3_reset(statement);
    return found;
}

/* The text before the first wildcard. */
static struct str literal_prefix(struct str glob) {
    size_t size = 0;
    while (size < glob.size && glob.data[size] != '*' && glob.data[size] != '?')
        size++;
    return str_slice(glob, 0, size);
}

void catalog_actions(struct catalog *catalog, struct str glob, struct arena *arena, struct catalog_actions *actions) {
    sqlite3_stmt *statement = ask_text(catalog, ASK_ACTIONS, literal_prefix(glob));
    while (next_row(statement)) {
        struct str name = {(const char *)sqlite3_column_text(statement, 1), (size_t)sqlite3_column_bytes(statement, 1)};
        if (pattern_matches_nocase(glob, name))
            vec_push(arena, &actions->list, action_at(statement, arena));
    }
}

bool catalog_service(struct catalog *catalog, struct str prefix, struct arena *arena, struct str *ret_name) {
    sqlite3_stmt *statement = ask_text(catalog, ASK_SERVICE, prefix);
    bool found = next_row(statement);
    if (found)
        *ret_name = text_at(statement, 0, arena);
    sqlite3_reset(statement);
    return found;
}

/* -- what belongs to an action ------------------------------------------------------------------------------------- */

void catalog_resources(struct catalog *catalog, int64_t action, struct arena *arena,
                       struct catalog_resources *resources) {
    sqlite3_stmt *statement = ask_id(catalog, ASK_RESOURCES, action);
    while (next_row(statement))
        vec_push(arena, &resources->list,
                 (struct catalog_resource){
                     .service = text_at(statement, 0, arena),
                     .name = text_at(statement, 1, arena),
                     .arn = text_at(statement, 2, arena),
                     .required = sqlite3_column_int(statement, 3) != 0,
                 });
}

bool catalog_takes_no_resource(struct catalog *catalog, struct str action, struct arena *arena) {
    struct catalog_action known;
    struct catalog_resources resources = {0};
    if (!catalog_action(catalog, action, arena, &known))
        return false;
    catalog_resources(catalog, known.id, arena, &resources);
    return resources.list.count == 0;
}

struct str catalog_arn_glob(struct str arn, struct arena *arena) {
    struct buf glob;
    buf_init(&glob, arena);
    size_t at = 0;
    for (size_t open; (open = str_find(arn, STR("${"), at)) != SIZE_MAX;) {
        size_t close = str_find(arn, STR("}"), open);
        buf_add(&glob, str_slice(arn, at, open));
        buf_add_char(&glob, '*');
        at = close == SIZE_MAX ? arn.size : close + 1;
    }
    buf_add(&glob, str_slice(arn, at, arn.size));
    return buf_str(&glob);
}

static void push_names(sqlite3_stmt *statement, struct arena *arena, struct catalog_names *names) {
    while (next_row(statement))
        vec_push(arena, &names->list, text_at(statement, 0, arena));
}

void catalog_conditions(struct catalog *catalog, int64_t action, struct arena *arena, struct catalog_names *keys) {
    push_names(ask_id(catalog, ASK_CONDITIONS, action), arena, keys);
}

void catalog_dependents(struct catalog *catalog, int64_t action, struct arena *arena, struct catalog_names *actions) {
    push_names(ask_id(catalog, ASK_DEPENDENTS, action), arena, actions);
}

/* -- condition keys ------------------------------------------------------------------------------------------------ */

static struct catalog_key key_at(sqlite3_stmt *statement, struct arena *arena) {
    return (struct catalog_key){.name = text_at(statement, 0, arena), .type = text_at(statement, 1, arena)};
}

bool catalog_key(struct catalog *catalog, struct str name, struct arena *arena, struct catalog_key *ret_key) {
    sqlite3_stmt *statement = ask_text(catalog, ASK_KEY, name);
    bool found = next_row(statement);
    if (found)
        *ret_key = key_at(statement, arena);
    sqlite3_reset(statement);
    if (found)
        return true;
    statement = ask(catalog, ASK_VARIABLE_KEYS);
    struct arena_mark mark = arena_mark(arena);
    while (!found && next_row(statement)) {
        struct catalog_key key = key_at(statement, arena);
        found = pattern_matches_nocase(catalog_arn_glob(key.name, arena), name);
        if (found)
            *ret_key = key;
        else
            arena_reset(arena, mark);
    }
    sqlite3_reset(statement);
    return found;
}

/* -- managed policies ---------------------------------------------------------------------------------------------- */

static struct catalog_policy policy_at(sqlite3_stmt *statement, struct arena *arena) {
    return (struct catalog_policy){
        .arn = str_format(arena, "arn:aws:iam::aws:policy/%s", (const char *)sqlite3_column_text(statement, 0)),
        .version = text_at(statement, 1, arena),
        .date = text_at(statement, 2, arena),
        .document = text_at(statement, 3, arena),
    };
}

/* The part of the ARN behind "policy/"; empty when it names no policy of AWS's own account. */
static struct str path_of(struct str arn) {
    struct str prefix = STR(":iam::aws:policy/");
    size_t at = str_find(arn, prefix, 0);
    return str_starts(arn, "arn:aws") && at != SIZE_MAX ? str_slice(arn, at + prefix.size, arn.size) : STR_NONE;
}

bool catalog_policy(struct catalog *catalog, struct str arn, struct arena *arena, struct catalog_policy *ret_policy) {
    sqlite3_stmt *statement = ask_text(catalog, ASK_POLICY, path_of(arn));
    bool found = next_row(statement);
    if (found)
        *ret_policy = policy_at(statement, arena);
    sqlite3_reset(statement);
    return found;
}

void catalog_policies(struct catalog *catalog, struct arena *arena, struct catalog_policies *policies) {
    sqlite3_stmt *statement = ask(catalog, ASK_POLICIES);
    while (next_row(statement))
        vec_push(arena, &policies->list, policy_at(statement, arena));
}
