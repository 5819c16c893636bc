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
    CHECK_SQL(&f, "SELECT means_some('S3:getobj*', 'use_data')", "1");
    CHECK_SQL(&f, "SELECT means_some('s3:GetObjects', 'use_data')", "0");
    CHECK_SQL(&f, "SELECT means_some(NULL, 'use_data')", "NULL");
    CHECK_SQL(&f, "SELECT means_some('s3:GetObject', 'no_such_set')", "NULL");
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
    int64_t param = fixture_external(&f, "queue", world, "param:Q");
    int64_t import = fixture_external(&f, "queue", world, "import:q");
    int64_t a = fixture_external(&f, "queue", world, "arn:aws:sqs:eu-west-1:123456789012:a");
    int64_t b = fixture_external(&f, "queue", world, "arn:aws:sqs:eu-west-1:123456789012:b");
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
    fixture_external(&f, "function", f.first_world, "param:A");
    fixture_external(&f, "function", f.first_world, "param:B");
    CHECK_SQL(&f, "SELECT same(a.role, b.role) FROM function AS a JOIN function AS b ON b.id <> a.id", "NULL");
    fixture_close(&f);
}

static void add_function(struct fixture *f, int64_t world, int64_t role) {
    const struct row_origin origin = {.world = world, .declared = true, .present = 1, .label = STR("Thing")};
    struct row *row = row_new(f->facts, "function", &origin);
    row_link(row, "role", role, NULL);
    row_write(row);
}

#define SHARED "shared(f.id, 'role')"
#define COMPARED                                                                                                       \
    "(SELECT some(same(f.role, o.role)) FROM function AS o WHERE o.world = f.world AND o.declared AND o.id <> f.id)"

/* Three functions in each world, with every choice of roles of which more or less is known. */
TEST(facts_functions, shared_is_each_compared_with_each) {
    struct fixture f;
    fixture_open(&f);
    int64_t world = f.first_world;
    const int64_t roles[] = {
        0,
        fixture_row(&f, "role", 0),
        fixture_row(&f, "role", 0),
        fixture_external(&f, "role", world, "param:R"),
        fixture_external(&f, "role", world, "import:r"),
        fixture_external(&f, "role", world, "arn:aws:iam::123456789012:role/a"),
        fixture_external(&f, "role", world, "arn:aws:iam::123456789012:role/b"),
        close_anonymous(f.facts, "role", world, NULL, STR("a macro")),
        close_target(f.facts, "function", "role", world, STR_NONE, STR_NONE, NULL, STR("forgotten")),
    };
    enum { ROLES = sizeof roles / sizeof *roles };
    for (int i = 0; i < ROLES * ROLES * ROLES; i++) {
        world = facts_add_world(f.facts, &f.unit, &f.world);
        add_function(&f, world, roles[i % ROLES]);
        add_function(&f, world, roles[i / ROLES % ROLES]);
        add_function(&f, world, roles[i / ROLES / ROLES]);
    }
    CHECK_SQL(&f, "SELECT count(*) FROM function AS f WHERE f.declared AND " SHARED " IS NOT " COMPARED, "0");
    CHECK_SQL(&f, "SELECT count(*) FROM function AS f WHERE NOT f.declared AND " SHARED " IS NOT NULL", "0");
    CHECK_SQL(&f, "SELECT count(*) > 100 FROM function AS f WHERE f.declared AND " SHARED, "1");
    CHECK_SQL(&f, "SELECT count(*) > 100 FROM function AS f WHERE f.declared AND " SHARED " = 0", "1");
    CHECK_SQL(&f, "SELECT count(*) > 100 FROM function AS f WHERE f.declared AND " SHARED " IS NULL", "1");
    fixture_close(&f);
}

TEST(facts_functions, shared_sees_rows_that_are_new) {
    struct fixture f;
    fixture_open(&f);
    int64_t role = fixture_row(&f, "role", 0);
    add_function(&f, f.first_world, role);
    CHECK_SQL(&f, "SELECT " SHARED " FROM function AS f", "0");
    add_function(&f, f.first_world, role);
    CHECK_SQL(&f, "SELECT " SHARED " FROM function AS f", "1");
    CHECK_SQL(&f, "SELECT shared(f.id, 'runtime') FROM function AS f",
              "error: shared(id, column): the column is no link of the row");
    fixture_close(&f);
}
