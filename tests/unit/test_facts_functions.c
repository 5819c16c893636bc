#include "tests/unit/facts_fixture.h"

TEST(facts_functions, aggregates_over_no_row) {
    struct fixture fixture;
    fixture_open(&fixture);
    CHECK_SQL(&fixture, "SELECT (SELECT some(present) FROM queue)", "0");
    CHECK_SQL(&fixture, "SELECT (SELECT every(present) FROM queue)", "1");
    CHECK_SQL(&fixture, "SELECT (SELECT at_least(1, present) FROM queue)", "0");
    CHECK_SQL(&fixture, "SELECT (SELECT distinct_at_least(1, name) FROM queue)", "0");
    CHECK_SQL(&fixture, "SELECT (SELECT sum_exceeds(0, retention) FROM queue)", "0");
    fixture_close(&fixture);
}

/* values: the rows of a subquery, as VALUES wants them. */
static struct str aggregate(struct fixture *fixture, const char *call, const char *values) {
    struct str sql = str_format(&fixture->arena, "WITH t(x) AS (VALUES %s) SELECT (SELECT %s FROM t)", values, call);
    return fixture_ask(fixture, str_z(&fixture->arena, sql));
}

TEST(facts_functions, aggregates_are_three_valued) {
    struct fixture f;
    fixture_open(&f);
    CHECK_STR(aggregate(&f, "some(x)", "(0),(NULL),(1)"), "1");
    CHECK_STR(aggregate(&f, "some(x)", "(0),(NULL)"), "NULL");
    CHECK_STR(aggregate(&f, "some(x)", "(0),(0)"), "0");
    CHECK_STR(aggregate(&f, "every(x)", "(1),(NULL),(0)"), "0");
    CHECK_STR(aggregate(&f, "every(x)", "(1),(NULL)"), "NULL");
    CHECK_STR(aggregate(&f, "every(x)", "(1),(1)"), "1");
    CHECK_STR(aggregate(&f, "at_least(2, x)", "(1),(NULL),(1)"), "1");
    CHECK_STR(aggregate(&f, "at_least(2, x)", "(1),(NULL)"), "NULL");
    CHECK_STR(aggregate(&f, "at_least(2, x)", "(1),(0)"), "0");
    CHECK_STR(aggregate(&f, "at_least(NULL, x)", "(1)"), "NULL");
    CHECK_STR(aggregate(&f, "distinct_at_least(2, x)", "('a'),('a'),('b')"), "1");
    CHECK_STR(aggregate(&f, "distinct_at_least(2, x)", "('a'),(NULL)"), "NULL");
    CHECK_STR(aggregate(&f, "distinct_at_least(2, x)", "('a'),('a')"), "0");
    CHECK_STR(aggregate(&f, "sum_exceeds(10, x)", "(6),(NULL),(5)"), "1");
    CHECK_STR(aggregate(&f, "sum_exceeds(10, x)", "(6),(NULL)"), "NULL");
    CHECK_STR(aggregate(&f, "sum_exceeds(10, x)", "(6),(4)"), "0");
    fixture_close(&f);
}

TEST(facts_functions, matches_knows_holes) {
    struct fixture f;
    fixture_open(&f);
    CHECK_SQL(&f, "SELECT matches('{param:Env}-queue', '*-queue')", "1");
    CHECK_SQL(&f, "SELECT matches('{param:Env}-queue', '*-topic')", "0");
    CHECK_SQL(&f, "SELECT matches('{param:Env}-queue', 'prod-*')", "NULL");
    CHECK_SQL(&f, "SELECT matches('S3:Get', 's3:*')", "0");
    CHECK_SQL(&f, "SELECT matches_nocase('S3:Get', 's3:*')", "1");
    CHECK_SQL(&f, "SELECT matches(NULL, '*')", "NULL");
    CHECK_SQL(&f, "SELECT matches('x', NULL)", "NULL");
    fixture_close(&f);
}

static struct str same(struct fixture *f, int64_t a, int64_t b) {
    struct str sql = str_format(&f->arena, "SELECT same(%lld, %lld)", (long long)a, (long long)b);
    return fixture_ask(f, str_z(&f->arena, sql));
}

TEST(facts_functions, same_compares_entities) {
    struct fixture f;
    fixture_open(&f);
    int64_t queue = fixture_row(&f, "queue", 0);
    int64_t other = fixture_row(&f, "queue", 0);
    int64_t world = f.first_world;
    int64_t param = close_external(f.facts, "queue", world, STR("param:Q"), STR_NONE, NULL);
    int64_t import = close_external(f.facts, "queue", world, STR("import:q"), STR_NONE, NULL);
    int64_t a = close_external(f.facts, "queue", world, STR("arn:aws:sqs:eu-west-1:123456789012:a"), STR_NONE, NULL);
    int64_t b = close_external(f.facts, "queue", world, STR("arn:aws:sqs:eu-west-1:123456789012:b"), STR_NONE, NULL);
    int64_t nobody = close_anonymous(f.facts, "queue", world, NULL, STR("a macro"));
    CHECK_STR(same(&f, queue, queue), "1");
    CHECK_STR(same(&f, queue, other), "0");
    CHECK_STR(same(&f, queue, 0), "0");
    CHECK_STR(same(&f, queue, param), "0");
    CHECK_STR(same(&f, param, param), "1");
    CHECK_STR(same(&f, param, import), "NULL");
    CHECK_STR(same(&f, param, a), "NULL");
    CHECK_STR(same(&f, a, b), "0");
    CHECK_STR(same(&f, queue, nobody), "NULL");
    CHECK_STR(same(&f, nobody, nobody), "1");
    CHECK_SQL(&f, "SELECT same(NULL, 1)", "NULL");
    fixture_close(&f);
}

TEST(facts_functions, shared_unknowns_are_not_the_same) {
    struct fixture f;
    fixture_open(&f);
    close_external(f.facts, "function", f.first_world, STR("param:A"), STR_NONE, NULL);
    close_external(f.facts, "function", f.first_world, STR("param:B"), STR_NONE, NULL);
    CHECK_SQL(&f, "SELECT same(a.role, b.role) FROM function AS a JOIN function AS b ON b.id <> a.id", "NULL");
    fixture_close(&f);
}
