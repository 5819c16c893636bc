#include "analyzer/base/limits.h"
#include "tests/unit/facts_fixture.h"

#include "analyzer/base/embedded.h"

#include <sqlite3.h>
#include <string.h>

/* "name notnull default" as SQLite has it. */
static struct str sqlite_column(struct fixture *f, const char *table, int number) {
    sqlite3_stmt *statement = NULL;
    REQUIRE(sqlite3_prepare_v2(f->facts->db,
                               "SELECT name || ' ' || (\"notnull\" OR pk) || ' ' || coalesce(dflt_value, '-') "
                               "FROM pragma_table_info(?1) WHERE cid = ?2",
                               -1, &statement, NULL) == SQLITE_OK);
    sqlite3_bind_text(statement, 1, table, -1, SQLITE_STATIC);
    sqlite3_bind_int(statement, 2, number);
    struct str text = STR("no column");
    if (sqlite3_step(statement) == SQLITE_ROW)
        text = str_copy(&f->arena, str_from((const char *)sqlite3_column_text(statement, 0)));
    sqlite3_finalize(statement);
    return text;
}

static struct str our_column(struct fixture *f, const struct column *column) {
    struct str absent = STR("-");
    if (column->absent.kind == CELL_TEXT)
        absent = str_format(&f->arena, "'%.*s'", STR_ARG(column->absent.text));
    if (column->absent.kind == CELL_INTEGER)
        absent = str_format(&f->arena, "%lld", (long long)column->absent.integer);
    return str_format(&f->arena, "%.*s %d %.*s", STR_ARG(column->name), column->not_null, STR_ARG(absent));
}

TEST(facts_rows, our_reading_of_the_schema_is_sqlites) {
    struct fixture f;
    fixture_open(&f);
    const struct schema *schema = &f.facts->schema;
    CHECK(schema->count > 50);
    for (size_t t = 0; t < schema->count; t++) {
        const struct table *table = &schema->tables[t];
        for (size_t c = 0; c < table->column_count; c++)
            CHECK_STR(our_column(&f, &table->columns[c]), str_z(&f.arena, sqlite_column(&f, table->name, (int)c)));
        CHECK_STR(sqlite_column(&f, table->name, (int)table->column_count), "no column");
    }
    fixture_close(&f);
}

TEST(facts_rows, runtimes_are_there) {
    struct fixture f;
    fixture_open(&f);
    CHECK_SQL(&f, "SELECT deprecated_on FROM runtime WHERE name = 'nodejs18.x'", "2025-09-01");
    CHECK_SQL(&f, "SELECT create_blocked_on FROM runtime WHERE name = 'java21'", "2029-07-31");
    CHECK_SQL(&f, "SELECT create_blocked_on FROM runtime WHERE name = 'java21.al2023'", "no row");
    CHECK_SQL(&f, "SELECT create_blocked_on FROM runtime WHERE name = 'java17.al2023'", "NULL");
    CHECK_SQL(&f, "SELECT deprecated_on FROM runtime WHERE name = 'python3.15' AND preview", "9999-12-31");
    CHECK_SQL(&f, "SELECT deprecated_on <= :as_of FROM runtime WHERE name = 'python3.9'", "1");
    CHECK(facts_runtime(f.facts, STR("nodejs22.x")) != 0);
    CHECK(facts_runtime(f.facts, STR("nodejs99.x")) == 0);
    fixture_close(&f);
}

TEST(facts_rows, defaults_are_what_aws_does) {
    struct fixture f;
    fixture_open(&f);
    fixture_row(&f, "function", 0);
    CHECK_SQL(&f, "SELECT timeout || tracing_mode || package_type || name || role FROM function", "3PassThroughZip0");
    fixture_close(&f);
}

TEST(facts_rows, values_become_cells) {
    struct fixture f;
    fixture_open(&f);
    struct row *row = fixture_open_row(&f, "function", 0);
    const struct value number = {.kind = VALUE_NUMBER, .text = STR("30")};
    const struct value word = {.kind = VALUE_TEXT, .text = STR("soon")};
    const struct value hole = {.kind = VALUE_UNKNOWN, .identity = STR("param:Env"), .reason = STR("no default")};
    const struct value tail = {.kind = VALUE_TEXT, .text = STR("-fn{x}")};
    const struct value *parts[] = {&hole, &tail};
    const struct value *name = value_new_concat(&f.arena, NULL, parts, 2);
    row_value_integer(row, "timeout", &number, 3);
    row_value_integer(row, "memory_size", &word, 128);
    row_value_integer(row, "ephemeral_storage", &VALUE_NOTHING, 512);
    row_value_text(row, "name", name, STR(""));
    row_value_text(row, "image_uri", &tail, STR(""));
    row_value_has(row, "has_kms_key", &hole);
    row_value_boolean(row, "durable", &hole, 0);
    int64_t id = row_id(row);
    row_write(row);
    CHECK_SQL(&f, "SELECT timeout FROM function", "30");
    CHECK_SQL(&f, "SELECT memory_size FROM function", "NULL");
    CHECK_SQL(&f, "SELECT ephemeral_storage FROM function", "512");
    CHECK_SQL(&f, "SELECT name FROM function", "NULL");
    CHECK_SQL(&f, "SELECT name_partial FROM function", "{param:Env}-fn{{x}}");
    CHECK_SQL(&f, "SELECT image_uri FROM function", "-fn{x}");
    CHECK_SQL(&f, "SELECT image_uri_partial FROM function", "-fn{{x}}");
    CHECK_SQL(&f, "SELECT durable FROM function", "NULL");
    CHECK(facts_function_of(f.facts, id) == id);
    fixture_close(&f);
}

TEST(facts_rows, an_unknown_link_is_a_row_of_nulls_down_to_the_actions) {
    struct fixture f;
    fixture_open(&f);
    struct row *row = fixture_open_row(&f, "function", 0);
    row_unknown(row, "role", STR("a macro decides it"), NULL);
    row_write(row);
    CHECK_SQL(&f, "SELECT role.name FROM role JOIN function ON function.role = role.id", "NULL");
    CHECK_SQL(&f,
              "SELECT NOT (SELECT some(present) FROM role_policy AS attached WHERE attached.role = role.id) "
              "FROM function JOIN role ON role.id = function.role WHERE function.declared",
              "NULL");
    CHECK_SQL(&f,
              "SELECT (SELECT some(action.action = 's3:*') FROM role_policy AS attached JOIN statement ON "
              "statement.policy = attached.policy JOIN statement_action AS action ON action.statement = statement.id "
              "WHERE attached.role = function.role) FROM function WHERE declared",
              "NULL");
    fixture_close(&f);
}

TEST(facts_rows, an_unknown_source_is_in_every_table_that_it_may_be_in) {
    struct fixture f;
    fixture_open(&f);
    int64_t function = fixture_row(&f, "function", 0);
    struct row *row = fixture_open_row(&f, "event_source_mapping", function);
    row_unknown(row, "source", STR("a macro decides it"), NULL);
    row_write(row);
    const char *const tables[] = {"queue", "stream", "dynamodb_table"};
    for (size_t i = 0; i < 3; i++) {
        struct str sql = str_format(
            &f.arena, "SELECT count(*) FROM event_source_mapping AS m JOIN %s AS t ON t.id = m.source WHERE m.declared",
            tables[i]);
        CHECK_SQL(&f, str_z(&f.arena, sql), "1");
    }
    fixture_close(&f);
}

TEST(facts_rows, one_identity_is_one_entity_in_a_world) {
    struct fixture f;
    fixture_open(&f);
    int64_t second = facts_add_world(f.facts, &f.unit, &f.world);
    int64_t a = fixture_external(&f, "kms_key", f.first_world, "param:Key");
    int64_t b = fixture_external(&f, "kms_key", f.first_world, "param:Key");
    int64_t c = fixture_external(&f, "kms_key", second, "param:Key");
    CHECK(a == b && a != c);
    CHECK_SQL(&f, "SELECT count(*) FROM kms_key WHERE world > 0", "2");
    fixture_close(&f);
}

TEST(facts_rows, places_fall_back_to_the_entity_and_its_parent) {
    struct fixture f;
    fixture_open(&f);
    static const struct node whole = {.key = {"Fn", 2}};
    static const struct node timeout = {.key = {"Timeout", 7}};
    const struct row_origin origin = {.world = f.first_world, .declared = true, .present = 1, .node = &whole};
    struct row *row = row_new(f.facts, "function", &origin);
    row_integer(row, "timeout", 3, &timeout);
    int64_t function = row_id(row);
    row_write(row);
    int64_t variable = fixture_row(&f, "environment_variable", function);
    CHECK(facts_place(f.facts, function, STR("timeout")) == &timeout);
    CHECK(facts_place(f.facts, function, STR("memory_size")) == &whole);
    CHECK(facts_place(f.facts, function, STR("")) == &whole);
    CHECK(facts_place(f.facts, variable, STR("timeout")) == &timeout);
    CHECK(facts_place(f.facts, 999999, STR("timeout")) == NULL);
    CHECK(facts_function_of(f.facts, variable) == function);
    CHECK(facts_count(f.facts, "function") == 1);
    fixture_close(&f);
}

TEST(facts_rows, reasons_are_those_of_the_columns_that_a_query_reads) {
    struct fixture f;
    fixture_open(&f);
    struct row *row = fixture_open_row(&f, "function", 0);
    row_unknown(row, "timeout", STR("parameter 'T' has no default"), NULL);
    row_unknown(row, "memory_size", STR("parameter 'M' has no default"), NULL);
    int64_t key = fixture_external(&f, "kms_key", f.first_world, "param:Key");
    row_link(row, "kms_key", key, NULL);
    int64_t id = row_id(row);
    row_write(row);
    struct str error;
    struct query *query =
        query_new(f.facts, STR("SELECT timeout > 3, kms_key FROM function"), QUERY_RULE, &f.arena, &error);
    REQUIRE(query != NULL);
    struct reasons reasons = {0};
    query_reasons(query, id, &f.arena, &reasons);
    CHECK(reasons.list.count == 2);
    CHECK_STR(reasons.list.items[0].text, "parameter 'T' has no default");
    CHECK_STR(reasons.list.items[1].text, "it is whatever parameter 'Key' names");
    CHECK(query_reads(query, "function", "timeout") && !query_reads(query, "function", "memory_size"));
    query_free(query);
    fixture_close(&f);
}

TEST(facts_rows, reasons_are_told_once_and_not_without_end) {
    struct fixture f;
    fixture_open(&f);
    int64_t function = fixture_row(&f, "function", 0);
    struct str error;
    struct query *query = query_new(f.facts, STR("SELECT value FROM function_tag"), QUERY_RULE, &f.arena, &error);
    REQUIRE(query != NULL);
    for (size_t i = 0; i < 2 * LIMIT_REASONS; i++) {
        struct row *row = fixture_open_row(&f, "function_tag", function);
        row_unknown(row, "value", str_format(&f.arena, "parameter 'P%zu' has no default", i / 2), NULL);
        row_write(row);
    }
    struct reasons reasons = {0};
    query_reasons(query, function, &f.arena, &reasons);
    CHECK(reasons.list.count == LIMIT_REASONS && !reasons.more);
    struct row *row = fixture_open_row(&f, "function_tag", function);
    row_unknown(row, "value", STR("one more"), NULL);
    row_write(row);
    struct reasons all = {0};
    query_reasons(query, function, &f.arena, &all);
    CHECK(all.list.count == LIMIT_REASONS && all.more);
    query_free(query);
    fixture_close(&f);
}

TEST(facts_rows, what_may_be_in_several_tables_says_why_it_is_not_known) {
    struct fixture f;
    fixture_open(&f);
    struct row *row = fixture_open_row(&f, "event_source_mapping", 0);
    int64_t target = close_target(f.facts, "event_source_mapping", "failure_destination", f.first_world,
                                  STR("arn:aws:sqs:us-east-1:111122223333:dead"), STR_NONE, NULL, STR_NONE);
    row_link(row, "failure_destination", target, NULL);
    row_write(row);
    CHECK_SQL(&f, "SELECT reason FROM unknown JOIN event_source_mapping AS m ON m.failure_destination = entity",
              "'arn:aws:sqs:us-east-1:111122223333:dead' is not in the input");
    fixture_close(&f);
}
