#include "tests/unit/facts_fixture.h"

struct seen {
    struct arena *arena;
    struct buf laws;
};

static void note(void *context, const char *lint, struct str message) {
    struct seen *seen = context;
    CHECK(message.size > 0);
    if (!str_contains(buf_str(&seen->laws), lint)) {
        if (seen->laws.size)
            buf_add_char(&seen->laws, ' ');
        buf_add_z(&seen->laws, lint);
    }
}

/* The laws that a query breaks, in the order of their discovery. */
static struct str laws(struct fixture *f, const char *sql) {
    struct seen seen = {.arena = &f->arena};
    buf_init(&seen.laws, &f->arena);
    facts_lint(f->facts, str_from(sql), note, &seen);
    return buf_str(&seen.laws);
}

/* Only the verdict differs: SELECT t.id AS entity, … AS violates FROM function AS t. */
static struct str verdict_laws(struct fixture *f, const char *verdict) {
    struct str sql = str_format(&f->arena, "SELECT f.id AS entity, %s AS violates FROM function AS f", verdict);
    return laws(f, str_z(&f->arena, sql));
}

/* The rules of facts.md 6. */
static const char *const GOOD[] = {
    "SELECT function.id AS entity, 'role' AS attribute, role.id AS also, (SELECT some(same(function.role, other.role)) "
    "FROM "
    "function AS other WHERE other.world = function.world AND other.declared AND other.id <> function.id) AS violates "
    "FROM "
    "function JOIN role ON role.id = function.role",
    "SELECT role.id AS entity, function.id AS also, NOT (SELECT some(attached.present) FROM role_policy AS attached "
    "WHERE "
    "attached.role = role.id) AS violates FROM function JOIN role ON role.id = function.role",
    "SELECT role.id AS entity, 'trust' AS attribute, function.id AS also, (SELECT some(statement.effect = 'Allow' AND "
    "(statement.not_principal OR (SELECT some(NOT (p.kind = 'service' AND p.principal IN ('lambda.amazonaws.com', "
    "'edgelambda.amazonaws.com'))) FROM statement_principal AS p WHERE p.statement = statement.id))) FROM statement "
    "WHERE "
    "statement.policy = role.trust) AS violates FROM function JOIN role ON role.id = function.role",
    "SELECT kms_key.id AS entity, 'rotation' AS attribute, function.id AS also, function.has_kms_key AND "
    "kms_key.customer_managed AND NOT kms_key.rotation AS violates FROM function JOIN kms_key ON kms_key.id = "
    "function.kms_key",
    "SELECT file_system.id AS entity, 'encrypted' AS attribute, mount.function AS also, NOT file_system.encrypted AS "
    "violates "
    "FROM function_file_system AS mount JOIN access_point ON access_point.id = mount.access_point JOIN file_system ON "
    "file_system.id = access_point.file_system",
    "SELECT variable.id AS entity, 'value' AS attribute, parameter.id AS also, sensitive(variable.name) AND "
    "(parameter.has_default OR NOT parameter.no_echo) AS violates FROM environment_variable AS variable JOIN parameter "
    "ON "
    "parameter.id = variable.parameter",
    "SELECT member.id AS entity, subnet.id AS also, (SELECT some(route.target_kind = 'internet_gateway' AND "
    "route.destination IN ('0.0.0.0/0', '::/0')) FROM route WHERE route.route_table = subnet.route_table) AS violates "
    "FROM "
    "function_subnet AS member JOIN subnet ON subnet.id = member.subnet",
    "SELECT member.id AS entity, member.security_group AS also, (SELECT some(rule.direction = 'egress' AND rule.cidr "
    "IN "
    "('0.0.0.0/0', '::/0') AND rule.protocol = '-1') FROM security_group_rule AS rule WHERE rule.security_group = "
    "member.security_group) AS violates FROM function_security_group AS member",
    "SELECT permission.id AS entity, 'principal' AS attribute, permission.function AS also, matches(principal_partial, "
    "'*.amazonaws.com*') AND NOT has_source_arn AND NOT has_source_account AND NOT has_organization AS violates FROM "
    "permission",
    "SELECT permission.id AS entity, 'function_url_auth_type' AS attribute, url.id AS also, permission.action = "
    "'lambda:InvokeFunctionUrl' AND permission.function_url_auth_type <> url.auth_type AS violates FROM permission "
    "JOIN "
    "function_url AS url ON url.function = permission.function",
    "SELECT url.id AS entity, url.function AS also, url.auth_type = 'NONE' AND (SELECT some(p.action = "
    "'lambda:InvokeFunctionUrl') FROM permission AS p WHERE p.function = url.function) AND NOT (SELECT some(p.action "
    "IN "
    "('lambda:InvokeFunction', 'lambda:*') AND p.principal = '*') FROM permission AS p WHERE p.function = "
    "url.function) AS "
    "violates FROM function_url AS url",
    "SELECT queue.id AS entity, mapping.function AS also, anyone_may('sqs:SendMessage', queue.id) AS violates FROM "
    "event_source_mapping AS mapping JOIN queue ON queue.id = mapping.source",
    "SELECT function.id AS entity, trigger.id AS also, allows_some(function.role, 'dangerous', any_resource(), "
    "trigger.unauthenticated) AS violates FROM trigger JOIN function ON function.id = trigger.function",
    "SELECT function.id AS entity, 'role' AS attribute, function.log_group AS also, NOT (allows_all(function.role, "
    "'logs:CreateLogStream', function.log_group) AND allows_all(function.role, 'logs:PutLogEvents', "
    "function.log_group)) AS "
    "violates FROM function",
    "SELECT queue.id AS entity, 'visibility_timeout' AS attribute, function.id AS also, queue.visibility_timeout < "
    "function.timeout AS violates FROM event_source_mapping AS mapping JOIN queue ON queue.id = mapping.source JOIN "
    "function "
    "ON function.id = mapping.function",
    "SELECT queue.id AS entity, 'fifo' AS attribute, queue.fifo AS violates FROM queue UNION ALL SELECT topic.id, "
    "'name', "
    "topic.has_kms_key FROM topic;",
    "SELECT f.id AS entity, f.timeout > 3 AS violates, CASE WHEN f.durable THEN 'long' ELSE 'short' END AS kind, "
    "coalesce(f.name, '?') AS name FROM function AS f",
    "SELECT f.id AS entity, NOT f.durable AND NOT world.more AS violates FROM function AS f JOIN world ON world.id = "
    "f.world",
};

TEST(facts_lint, good_rules_pass) {
    struct fixture f;
    fixture_open(&f);
    for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++)
        CHECK_STR(laws(&f, GOOD[i]), "");
    fixture_close(&f);
}

/* The column "wrong" of facts.md 3. */
TEST(facts_lint, naive_rules_are_rejected) {
    struct fixture f;
    fixture_open(&f);
    CHECK_STR(laws(&f, "SELECT fs.id AS entity, 1 AS violates FROM file_system AS fs WHERE fs.encrypted = 0"), "L2 L1");
    CHECK_STR(
        laws(&f, "SELECT f.id AS entity, NOT f.durable AS violates FROM function AS f WHERE package_type = 'Image'"),
        "L1");
    CHECK_STR(verdict_laws(&f, "EXISTS (SELECT 1 FROM trigger AS t WHERE t.function = f.id AND t.implied)"),
              "L2 L9 L8 L1");
    CHECK_STR(verdict_laws(&f, "f.name IN (SELECT t.kind FROM trigger AS t WHERE t.function = f.id)"), "L2 L9");
    CHECK_STR(verdict_laws(&f, "(SELECT count(*) FROM trigger AS t WHERE t.function = f.id) > 1"), "L9 L8 L2");
    CHECK_STR(verdict_laws(&f, "NOT (SELECT count(DISTINCT t.kind) FROM trigger AS t WHERE t.function = f.id)"),
              "L9 L2");
    CHECK_STR(verdict_laws(&f, "(SELECT max(t.batch_size) FROM event_source_mapping AS t WHERE t.function = f.id) > 3"),
              "L9 L2");
    CHECK_STR(verdict_laws(&f, "CASE WHEN f.durable THEN 0 ELSE 1 END"), "L2");
    CHECK_STR(verdict_laws(&f, "coalesce(f.durable, 0) = 0"), "L2");
    CHECK_STR(verdict_laws(&f, "f.name IS NOT f.runtime"), "L2");
    CHECK_STR(verdict_laws(&f, "f.name NOTNULL"), "L2");
    CHECK_STR(verdict_laws(&f, "f.name NOT NULL"), "L2");
    CHECK_STR(laws(&f,
                   "SELECT v.id AS entity, v.present AS violates FROM vpc AS v LEFT JOIN flow_log AS l ON l.resource = "
                   "v.id WHERE l.id IS NULL"),
              "L2");
    CHECK_STR(verdict_laws(&f, "f.kms_key = 0"), "L4");
    CHECK_STR(verdict_laws(&f, "f.role <> f.kms_key"), "L4");
    CHECK_STR(verdict_laws(&f, "(SELECT some(other.durable) FROM function AS other WHERE other.world = f.world)"),
              "L5");
    fixture_close(&f);
}

TEST(facts_lint, each_law) {
    struct fixture f;
    fixture_open(&f);
    CHECK_STR(verdict_laws(&f, "(SELECT some(present) FROM flow_log)"), "L3");
    CHECK_STR(laws(&f, "SELECT f.id AS entity, q.fifo AS violates FROM function AS f, queue AS q"), "L3");
    CHECK_STR(
        laws(&f, "SELECT f.id AS entity, q.fifo AS violates FROM function AS f JOIN queue AS q ON q.world = f.world"),
        "L5");
    CHECK_STR(
        laws(&f, "SELECT f.id AS entity, anyone_may('sqs:SendMessage', q.id) AS violates FROM function AS f JOIN queue "
                 "AS q ON q.world = f.world WHERE q.declared"),
        "L6");
    CHECK_STR(laws(&f, "SELECT f.id AS entity, 'speed' AS attribute, f.durable AS violates FROM function AS f"), "L7");
    CHECK_STR(laws(&f, "SELECT v.id AS entity, 'timeout' AS attribute, sensitive(v.name) AS violates FROM "
                       "environment_variable AS v"),
              "");
    CHECK_STR(verdict_laws(&f, "some(f.durable)"), "L8");
    CHECK_STR(verdict_laws(&f, "(SELECT some(f.durable) FROM trigger AS t WHERE t.function = f.id)"), "L8");
    CHECK_STR(verdict_laws(&f, "(SELECT t.implied FROM trigger AS t WHERE t.function = f.id)"), "L9");
    CHECK_STR(laws(&f, "SELECT f.id AS thing, f.durable AS violates FROM function AS f"), "L10");
    CHECK_STR(laws(&f, "WITH x AS (SELECT 1) SELECT 1 AS entity, 0 AS violates"), "L2");
    CHECK_STR(laws(&f, "SELECT f.id AS entity, f.durable AS violates FROM function AS f LIMIT 1"), "L2");
    CHECK_STR(
        laws(&f, "SELECT f.id AS entity, f.durable AS violates FROM function AS f UNION SELECT q.id, q.fifo FROM queue "
                 "AS q"),
        "L2");
    CHECK_STR(laws(&f, "SELECT p.resource AS entity, p.value = 'x' AS violates FROM property AS p"), "L2");
    CHECK_STR(laws(&f, "SELECT (1"), "L10");
    CHECK_STR(laws(&f, ""), "L10");
    fixture_close(&f);
}

TEST(facts_lint, an_exception_needs_a_reason) {
    struct fixture f;
    fixture_open(&f);
    CHECK_STR(laws(&f,
                   "SELECT f.id AS entity,\n coalesce(f.durable, 0) AS violates -- lint: allow coalesce: seen\nFROM "
                   "function AS f"),
              "");
    CHECK_STR(laws(&f, "SELECT f.id AS entity,\n coalesce(f.durable, 0) AS violates -- lint: allow coalesce:\nFROM "
                       "function AS f"),
              "L2");
    CHECK_STR(laws(&f,
                   "-- lint: allow coalesce: elsewhere\nSELECT f.id AS entity, coalesce(f.durable, 0) AS violates FROM "
                   "function AS f"),
              "L2");
    fixture_close(&f);
}

static void ignore(void *context, const char *lint, struct str message) {
    (void)context;
    (void)lint;
    (void)message;
}

/* Every prefix and every suffix: no text may lead the lint out of its tokens. */
TEST(facts_lint, broken_texts_are_survived) {
    struct fixture f;
    fixture_open(&f);
    for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++) {
        struct str sql = str_from(GOOD[i]);
        for (size_t cut = 0; cut < sql.size; cut++) {
            facts_lint(f.facts, str_slice(sql, 0, cut), ignore, NULL);
            facts_lint(f.facts, str_format(&f.arena, "SELECT%.*s", STR_ARG(str_slice(sql, cut, sql.size))), ignore,
                       NULL);
        }
    }
    CHECK_STR(laws(&f, "SELECT 1 AS entity, 'x"), "L10");
    fixture_close(&f);
}
