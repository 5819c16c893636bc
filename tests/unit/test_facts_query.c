#include "tests/unit/facts_fixture.h"

static bool refused(struct fixture *f, const char *sql) {
    struct str error = STR_NONE;
    struct query *query = query_new(f->facts, str_from(sql), QUERY_USER, &f->arena, &error);
    query_free(query);
    return !query && error.size > 0;
}

TEST(facts_query, only_reading_is_allowed) {
    struct fixture f;
    fixture_open(&f);
    const char *const forbidden[] = {
        "DELETE FROM function",
        "INSERT INTO queue(id) VALUES(1)",
        "UPDATE function SET timeout = 1",
        "CREATE TABLE x(y)",
        "CREATE TEMP VIEW v AS SELECT 1",
        "DROP TABLE function",
        "ATTACH 'file.db' AS other",
        "PRAGMA user_version = 7",
        "SELECT load_extension('x')",
        "SELECT random()",
        "SELECT 1; SELECT 2",
        "",
        "-- nothing",
        "SELEC 1",
        "SELECT ?1",
        "SELECT nothing FROM function",
    };
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++)
        CHECK(refused(&f, forbidden[i]));
    CHECK(!refused(&f, "SELECT 1 ; \n"));
    CHECK_SQL(&f, "SELECT :as_of", "2026-11-25");
    fixture_close(&f);
}

TEST(facts_query, an_endless_query_ends) {
    struct fixture f;
    fixture_open(&f);
    f.facts->step_limit = 1000000;
    struct str answer = fixture_ask(
        &f, "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT sum(x) FROM t WHERE x < 0");
    CHECK(str_contains(answer, "more than"));
    CHECK_SQL(&f, "SELECT 1", "1");
    fixture_close(&f);
}

TEST(facts_query, sealing_keeps_the_answers) {
    struct fixture f;
    fixture_open(&f);
    for (int i = 0; i < 200; i++)
        fixture_row(&f, "function", 0);
    facts_seal(f.facts);
    CHECK_SQL(&f, "SELECT count(*) FROM function WHERE role = 0", "200");
    CHECK_SQL(&f, "SELECT count(*) > 0 FROM sqlite_schema WHERE type = 'index' AND name = 'function.role'", "1");
    fixture_close(&f);
}
