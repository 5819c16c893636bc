/* Builds the catalogue's database from its facts: build FOLDER SCHEMA DATABASE. Runs within `make`, so it needs nothing
 * but SQLite. Facts that contradict each other (an action on a resource type that nobody defines) stop the build. */
#include <sqlite3.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS_MAX = 6 };

struct build {
    const char *folder;
    sqlite3 *database;
};

/* A table of facts: one row a line, columns separated by tabs, comments begin with #. */
struct table {
    char *text;
    char *rest; /* NULL at the end */
    const char *name;
    int line;
    int columns;
    char *fields[COLUMNS_MAX]; /* of the row at hand */
};

static _Noreturn void fail(const struct table *table, const char *what) {
    if (table)
        fprintf(stderr, "%s:%d: ", table->name, table->line);
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static char *read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0)
        fail(NULL, path);
    size_t size = (size_t)ftell(file);
    char *text = malloc(size + 1);
    rewind(file);
    if (!text || fread(text, 1, size, file) != size)
        fail(NULL, path);
    text[size] = '\0';
    fclose(file);
    return text;
}

/* The part of *rest before the separator, which is cut off; *rest becomes NULL at the end. */
static char *cut(char **rest, char separator) {
    char *head = *rest;
    char *end = strchr(head, separator);
    if (end)
        *end++ = '\0';
    *rest = end;
    return head;
}

static void table_open(struct table *table, const struct build *build, const char *name, int columns) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", build->folder, name);
    char *text = read_file(path);
    *table = (struct table){.text = text, .rest = text, .name = name, .columns = columns};
}

static bool table_next(struct table *table) {
    while (table->rest) {
        char *line = cut(&table->rest, '\n');
        table->line++;
        if (*line == '#' || *line == '\0')
            continue;
        for (int i = 0; i < table->columns; i++) {
            if (!line)
                fail(table, "too few columns");
            table->fields[i] = cut(&line, '\t');
        }
        if (line)
            fail(table, "too many columns");
        return true;
    }
    free(table->text);
    return false;
}

static sqlite3_stmt *prepare(const struct build *build, const char *sql) {
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(build->database, sql, -1, &statement, NULL) != SQLITE_OK)
        fail(NULL, sqlite3_errmsg(build->database));
    return statement;
}

static void run_script(const struct build *build, const char *sql) {
    if (sqlite3_exec(build->database, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail(NULL, sqlite3_errmsg(build->database));
}

/* Runs an INSERT with these texts. None inserted means that it looked for something that is not there. */
static void insert(const struct build *build, const struct table *table, sqlite3_stmt *statement, int count,
                   char *const *texts) {
    for (int i = 0; i < count; i++)
        sqlite3_bind_text(statement, i + 1, texts[i], -1, SQLITE_STATIC);
    if (sqlite3_step(statement) != SQLITE_DONE)
        fail(table, sqlite3_errmsg(build->database));
    sqlite3_reset(statement);
    if (sqlite3_changes(build->database) == 0)
        fail(table, texts[count - 1]);
}

/* insert(owner, member) for each member of a comma-separated list. */
static void insert_list(const struct build *build, const struct table *table, sqlite3_stmt *statement, char *owner,
                        char *list) {
    char *rest = *list ? list : NULL;
    while (rest)
        insert(build, table, statement, 2, (char *[]){owner, cut(&rest, ',')});
}

static void copy(const struct build *build, const char *name, int columns, const char *sql) {
    struct table table;
    sqlite3_stmt *statement = prepare(build, sql);
    table_open(&table, build, name, columns);
    while (table_next(&table))
        insert(build, &table, statement, columns, table.fields);
    sqlite3_finalize(statement);
}

static void add_resource_types(const struct build *build) {
    struct table table;
    sqlite3_stmt *type = prepare(build, "INSERT INTO resource_type (service, name, arn) VALUES (?1, ?2, ?3)");
    sqlite3_stmt *condition =
        prepare(build, "INSERT INTO resource_condition SELECT ?1, id FROM condition_key WHERE name = ?2");
    table_open(&table, build, "resource-types.tsv", 4);
    while (table_next(&table)) {
        char id[32];
        insert(build, &table, type, 3, table.fields);
        snprintf(id, sizeof id, "%lld", (long long)sqlite3_last_insert_rowid(build->database));
        insert_list(build, &table, condition, id, table.fields[3]);
    }
    sqlite3_finalize(type);
    sqlite3_finalize(condition);
}

/* Letters of access levels, "RW", as enum catalog_level's bits. */
static int level_bits(const struct table *table, const char *letters) {
    static const char ORDER[] = "LRWPT";
    int bits = 0;
    for (; *letters; letters++) {
        const char *found = strchr(ORDER, *letters);
        if (!found)
            fail(table, letters);
        bits |= 1 << (found - ORDER);
    }
    return bits;
}

/* "object*,bucket": the asterisk says that the action always names one. */
static void add_action_resources(const struct build *build, const struct table *table, sqlite3_stmt *statement,
                                 char *action, char *service, char *list) {
    char *rest = *list ? list : NULL;
    while (rest) {
        char *type = cut(&rest, ',');
        size_t size = strlen(type);
        bool required = type[size - 1] == '*';
        if (required)
            type[size - 1] = '\0';
        insert(build, table, statement, 4, (char *[]){action, required ? "1" : "0", service, type});
    }
}

static void add_actions(const struct build *build) {
    struct table table;
    sqlite3_stmt *action = prepare(build, "INSERT INTO action (name, levels) VALUES (?1, ?2)");
    sqlite3_stmt *resource = prepare(build, "INSERT INTO action_resource SELECT ?1, id, ?2 FROM resource_type "
                                            "WHERE service = ?3 AND name = ?4");
    sqlite3_stmt *condition =
        prepare(build, "INSERT INTO action_condition SELECT ?1, id FROM condition_key WHERE name = ?2");
    sqlite3_stmt *dependent = prepare(build, "INSERT INTO action_dependent VALUES (?1, ?2)");
    table_open(&table, build, "actions.tsv", 5);
    while (table_next(&table)) {
        char levels[16];
        char id[32];
        char service[64];
        snprintf(levels, sizeof levels, "%d", level_bits(&table, table.fields[1]));
        insert(build, &table, action, 2, (char *[]){table.fields[0], levels});
        snprintf(id, sizeof id, "%lld", (long long)sqlite3_last_insert_rowid(build->database));
        snprintf(service, sizeof service, "%.*s", (int)strcspn(table.fields[0], ":"), table.fields[0]);
        add_action_resources(build, &table, resource, id, service, table.fields[2]);
        insert_list(build, &table, condition, id, table.fields[3]);
        insert_list(build, &table, dependent, id, table.fields[4]);
    }
    sqlite3_finalize(action);
    sqlite3_finalize(resource);
    sqlite3_finalize(condition);
    sqlite3_finalize(dependent);
}

int main(int argc, char **argv) {
    if (argc != 4)
        fail(NULL, "usage: build FOLDER SCHEMA DATABASE");
    struct build build = {.folder = argv[1]};
    remove(argv[3]);
    if (sqlite3_open(argv[3], &build.database) != SQLITE_OK)
        fail(NULL, sqlite3_errmsg(build.database));
    char *schema = read_file(argv[2]);
    run_script(&build, schema);
    free(schema);
    run_script(&build, "PRAGMA foreign_keys = ON; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN");
    copy(&build, "sources.tsv", 6, "INSERT INTO source VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
    copy(&build, "services.tsv", 2, "INSERT INTO service VALUES (?1, ?2)");
    copy(&build, "condition-keys.tsv", 2, "INSERT INTO condition_key (name, type) VALUES (?1, ?2)");
    copy(&build, "managed-policies.tsv", 4, "INSERT INTO managed_policy VALUES (?1, ?2, ?3, ?4)");
    add_resource_types(&build);
    add_actions(&build);
    run_script(&build, "COMMIT; VACUUM");
    return sqlite3_close(build.database) == SQLITE_OK ? 0 : 1;
}
