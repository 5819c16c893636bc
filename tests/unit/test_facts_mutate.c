#include "tests/unit/facts_fixture.h"

#include "analyzer/facts/mutate.h"

#include <string.h>

static void load(struct fixture *f) {
    fixture_open(f);
    struct row *row = fixture_open_row(f, "role", 0);
    row_text(row, "name", STR("worker"), NULL);
    int64_t role = row_id(row);
    row_write(row);
    row = fixture_open_row(f, "function", 0);
    row_text(row, "image_uri", STR("repo:tag"), NULL);
    row_link(row, "role", role, NULL);
    row_write(row);
    facts_seal(f->facts);
    mutate_begin(f->facts);
}

/* Applies the first mutant of that kind and column which the query could notice. */
static bool mutate(struct fixture *f, const char *sql, enum mutant_kind kind, const char *column) {
    struct str error;
    struct query *query = query_new(f->facts, str_from(sql), QUERY_RULE, &f->arena, &error);
    REQUIRE(query != NULL);
    struct mutants mutants = {0};
    mutants_list(f->facts, query, &f->arena, &mutants);
    query_free(query);
    for (size_t i = 0; i < mutants.list.count; i++) {
        const struct mutant *mutant = &mutants.list.items[i];
        if (mutant->kind != kind || strcmp(mutant->column, column) != 0)
            continue;
        mutant_apply(f->facts, mutant);
        return true;
    }
    return false;
}

TEST(facts_mutate, a_value_is_forgotten_and_remembered) {
    struct fixture f;
    load(&f);
    static const char sql[] = "SELECT timeout FROM function WHERE declared";
    CHECK(!mutate(&f, sql, MUTANT_VALUE, "memory_size"));
    REQUIRE(mutate(&f, sql, MUTANT_VALUE, "timeout"));
    CHECK_SQL(&f, sql, "NULL");
    mutate_undo(f.facts);
    CHECK_SQL(&f, sql, "3");
    static const char partial[] = "SELECT matches(image_uri_partial, '*:tag') FROM function WHERE declared";
    CHECK_SQL(&f, partial, "1");
    REQUIRE(mutate(&f, partial, MUTANT_VALUE, "image_uri"));
    CHECK_SQL(&f, partial, "NULL");
    fixture_close(&f);
}

TEST(facts_mutate, a_target_is_forgotten) {
    struct fixture f;
    load(&f);
    static const char sql[] =
        "SELECT role.name FROM function JOIN role ON role.id = function.role WHERE function.declared";
    CHECK_SQL(&f, sql, "worker");
    REQUIRE(mutate(&f, sql, MUTANT_TARGET, "role"));
    CHECK_SQL(&f, sql, "NULL");
    mutate_undo(f.facts);
    CHECK_SQL(&f, sql, "worker");
    fixture_close(&f);
}

TEST(facts_mutate, a_list_may_have_one_member_more) {
    struct fixture f;
    load(&f);
    static const char sql[] =
        "SELECT (SELECT some(attached.present) FROM role_policy AS attached WHERE attached.role = "
        "role.id) FROM role WHERE declared";
    CHECK_SQL(&f, sql, "0");
    REQUIRE(mutate(&f, sql, MUTANT_COMPLETE, "role"));
    CHECK_SQL(&f, sql, "NULL");
    mutate_undo(f.facts);
    CHECK_SQL(&f, sql, "0");
    fixture_close(&f);
}

TEST(facts_mutate, one_world_is_left) {
    struct fixture f;
    load(&f);
    mutate_keep_world(f.facts, f.first_world + 1);
    CHECK_SQL(&f, "SELECT count(*) FROM function WHERE declared", "0");
    mutate_undo(f.facts);
    CHECK_SQL(&f, "SELECT count(*) FROM function WHERE declared", "1");
    fixture_close(&f);
}
