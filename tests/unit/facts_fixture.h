/* A facts database for tests: rows are written by hand, answers asked in SQL. */
#ifndef LL_TESTS_FACTS_FIXTURE_H
#define LL_TESTS_FACTS_FIXTURE_H

#include "analyzer/facts/facts_internal.h"
#include "tests/unit/test.h"

struct fixture {
    struct arena arena;
    struct diags diags;
    struct unit unit;
    struct world world;
    struct facts *facts;
    int64_t first_world;
};

void fixture_open(struct fixture *fixture);
void fixture_close(struct fixture *fixture);
/* A declared row of the first world with nothing but defaults; for child tables the parent is linked too. */
int64_t fixture_row(struct fixture *fixture, const char *table, int64_t parent);
struct row *fixture_open_row(struct fixture *fixture, const char *table, int64_t parent);
/* The external row of that identity, of which nothing else is known. */
int64_t fixture_external(struct fixture *fixture, const char *table, int64_t world, const char *identity);
/* The first cell of the first row as text: "NULL" for NULL, "no row", or "error: …". */
struct str fixture_ask(struct fixture *fixture, const char *sql);

#define CHECK_SQL(fixture, sql, expected) CHECK_STR(fixture_ask((fixture), (sql)), (expected))

#endif
