/* may_deny(role, action): the text of a role's Deny statements. */
#include "tests/unit/facts_fixture.h"

static int64_t statement(struct fixture *fixture, int64_t policy, const char *effect, int not_action) {
    struct row *row = fixture_open_row(fixture, "statement", policy);
    if (effect)
        row_text(row, "effect", str_from(effect), NULL);
    else
        row_unknown(row, "effect", STR("unknown"), NULL);
    row_integer(row, "not_action", not_action, NULL);
    int64_t id = row_id(row);
    row_write(row);
    return id;
}

static void action(struct fixture *fixture, int64_t parent, const char *text) {
    struct row *row = fixture_open_row(fixture, "statement_action", parent);
    if (text)
        row_text(row, "action", str_from(text), NULL);
    else
        row_unknown(row, "action", STR("unknown"), NULL);
    row_write(row);
}

/* A role with one statement of one action; what may_deny(role, asked) says. */
static void check(const char *effect, int not_action, const char *denied, const char *asked, const char *expected) {
    struct fixture fixture;
    fixture_open(&fixture);
    int64_t role = fixture_row(&fixture, "role", 0);
    int64_t policy = fixture_row(&fixture, "policy", 0);
    struct row *attached = fixture_open_row(&fixture, "role_policy", role);
    row_link(attached, "policy", policy, NULL);
    row_write(attached);
    action(&fixture, statement(&fixture, policy, effect, not_action), denied);
    facts_seal(fixture.facts);
    struct str sql = str_format(&fixture.arena, "SELECT may_deny(id, %s) FROM role", asked);
    CHECK_SQL(&fixture, str_z(&fixture.arena, sql), expected);
    fixture_close(&fixture);
}

TEST(facts, may_deny_compares_patterns) {
    check("Deny", 0, "S3:Put*", "'s3:putobject'", "1");
    check("Deny", 0, "s3:PutObject", "'s3:*'", "1");
    check("Deny", 0, "s3:GetObject", "'s3:PutObject'", "0");
    check("Allow", 0, "*", "'s3:PutObject'", "0");
    check("Deny", 1, "s3:GetObject", "'s3:GetObject'", "1"); /* NotAction: errs towards 1 */
    check(NULL, 0, "s3:*", "'s3:PutObject'", "NULL");
    check(NULL, 0, "sqs:*", "'s3:PutObject'", "0");
    check("Deny", 0, NULL, "'s3:PutObject'", "NULL");
    check("Deny", 0, "s3:*", "NULL", "NULL");
    check("Allow", 0, "s3:*", "NULL", "0");
}
