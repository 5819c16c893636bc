/* Witnesses in every format: the request of a CASE for machines, one sentence for people. */
#include "reports/report.h"
#include "reports/witness.h"
#include "tests/unit/report_fixture.h"
#include "tests/unit/test.h"

static struct witness some_witness(struct arena *arena, enum witness_kind kind) {
    struct witness witness = {.kind = kind,
                              .of_role = true,
                              .principal = STR("arn:aws:sts::111122223333:assumed-role/example/session"),
                              .action = STR("s3:GetObject"),
                              .resource = STR("arn:aws:s3:::shop/example"),
                              .resource_account = STR("111122223333")};
    struct witness_key one = {.key = STR("aws:SourceIp")}, several = {.key = STR("aws:TagKeys"), .is_list = true};
    vec_push(arena, &one.values, STR("192.0.2.1"));
    vec_push(arena, &several.values, STR("team"));
    vec_push(arena, &several.values, STR("stage"));
    vec_push(arena, &witness.context, one);
    vec_push(arena, &witness.context, several);
    return witness;
}

static void check_sentence(enum witness_kind kind, const char *expected, const char *file, int line) {
    struct arena arena;
    arena_init(&arena);
    struct witness witness = some_witness(&arena, kind);
    test_check_str(witness_sentence(&arena, &witness), expected, file, line);
    arena_done(&arena);
}
#define SENTENCE(kind, expected) check_sentence((kind), (expected), __FILE__, __LINE__)

TEST(reports_witness, is_a_sentence) {
    SENTENCE(WITNESS_ALLOWED, "the role may s3:GetObject on arn:aws:s3:::shop/example, where aws:SourceIp = 192.0.2.1, "
                              "aws:TagKeys = team and stage");
    SENTENCE(WITNESS_MISSING, "s3:GetObject on arn:aws:s3:::shop/example is not allowed");
    SENTENCE(WITNESS_REPEATED, "s3:GetObject on arn:aws:s3:::shop/example is in another statement too, where "
                               "aws:SourceIp = 192.0.2.1, aws:TagKeys = team and stage");
}

TEST(reports_witness, names_the_caller) {
    struct arena arena;
    arena_init(&arena);
    struct witness witness = {.action = STR("sqs:SendMessage"), .resource = STR("*"), .principal = STR("anonymous")};
    CHECK_STR(witness_sentence(&arena, &witness), "an anonymous caller may sqs:SendMessage on *");
    witness.principal = STR("s3.amazonaws.com");
    CHECK_STR(witness_sentence(&arena, &witness), "s3.amazonaws.com may sqs:SendMessage on *");
    arena_done(&arena);
}

TEST(reports_witness, stands_in_the_machine_formats) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document = report_fixture_read(&fixture, "a.yaml", "a: 1\n");
    struct finding *finding = report_fixture_find(&fixture, 1, document, "1", "m");
    struct witness witness = some_witness(&fixture.arena, WITNESS_ALLOWED);
    finding->witness = &witness;
    struct str json = report_fixture_print(&fixture, report_json), sarif = report_fixture_print(&fixture, report_sarif);
    CHECK(str_contains(json, "\"action\": \"s3:GetObject\""));
    CHECK(str_contains(json, "\"missing\": null"));
    CHECK(str_contains(json, "\"aws:SourceIp\": \"192.0.2.1\""));
    CHECK(str_contains(sarif, "\"resource\": \"arn:aws:s3:::shop/example\""));
    CHECK(str_contains(report_fixture_print(&fixture, report_text), "= proof: the role may s3:GetObject"));
    witness.kind = WITNESS_MISSING;
    json = report_fixture_print(&fixture, report_json);
    CHECK(str_contains(json, "\"witness\": null"));
    CHECK(!str_contains(json, "\"principal\""));
    CHECK(str_contains(json, "\"resource\": \"arn:aws:s3:::shop/example\""));
    report_fixture_done(&fixture);
}
