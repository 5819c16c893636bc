/* Writes the database that a schema makes: schema_image SCHEMA DATABASE. The program begins with a copy of it, which
 * costs a quarter of running the schema. Runs within `make`, so it needs nothing but SQLite. */
#include <sqlite3.h>

#include <stdio.h>
#include <stdlib.h>

static char *read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    if (file && fseek(file, 0, SEEK_END) == 0) {
        size_t size = (size_t)ftell(file);
        rewind(file);
        text = calloc(size + 1, 1);
        if (text && fread(text, 1, size, file) != size)
            text = NULL;
        fclose(file);
    }
    return text;
}

int main(int argc, char **argv) {
    sqlite3 *database = NULL;
    char *text = argc == 3 ? read_file(argv[1]) : NULL, *error = NULL;
    if (!text) {
        fprintf(stderr, "usage: schema_image SCHEMA DATABASE\n");
        return 2;
    }
    remove(argv[2]);
    if (sqlite3_open(argv[2], &database) != SQLITE_OK ||
        sqlite3_exec(database, "PRAGMA journal_mode = OFF; BEGIN", NULL, NULL, &error) != SQLITE_OK ||
        sqlite3_exec(database, text, NULL, NULL, &error) != SQLITE_OK ||
        sqlite3_exec(database, "COMMIT", NULL, NULL, &error) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", argv[1], error ? error : sqlite3_errmsg(database));
        return 1;
    }
    free(text);
    return sqlite3_close(database) != SQLITE_OK;
}
