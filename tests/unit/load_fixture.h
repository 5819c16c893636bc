/* A template, loaded into a facts database: what rules see of it. */
#ifndef LL_TESTS_LOAD_FIXTURE_H
#define LL_TESTS_LOAD_FIXTURE_H

#include "analyzer/facts/facts.h"
#include "tests/unit/test.h"
#include "tests/unit/unit_of.h"

struct loaded {
    struct unit_of of;
    struct facts *facts;
};

/* parameter is "NAME=VALUE" or NULL. */
void loaded_open(struct loaded *loaded, const char *template, const char *parameter);
void loaded_close(struct loaded *loaded);
/* All rows: cells separated by one blank, rows by "; ". NULL is written NULL, an empty text ''. */
struct str loaded_ask(struct loaded *loaded, const char *sql);
/* The text in the file at the place of a column of the first row's entity (first cell): what a report underlines. */
struct str loaded_place(struct loaded *loaded, const char *sql, const char *column);

#define CHECK_LOADED(loaded, sql, expected) CHECK_STR(loaded_ask((loaded), (sql)), (expected))
#define CHECK_PLACE(loaded, sql, column, expected) CHECK_STR(loaded_place((loaded), (sql), (column)), (expected))

/* Loads a template and checks what one question is answered. */
void loaded_check_at(const char *template, const char *sql, const char *expected, const char *file, int line);
#define loaded_check(template, sql, expected) loaded_check_at((template), (sql), (expected), __FILE__, __LINE__)

#endif
