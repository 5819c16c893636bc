#include "analyzer/base/limits.h"
#include "reports/sarif.h"
#include "tests/unit/report_fixture.h"
#include "tests/unit/test.h"

static struct str message_of(struct report_fixture *fixture, const struct finding *finding) {
    struct sarif_report sarif = {.report = &fixture->report, .options = &fixture->options, .arena = &fixture->arena};
    masks_init(&sarif.masks, &fixture->arena, &fixture->report);
    return sarif_message(&sarif, finding);
}

TEST(sarif, first_sentence_stands_alone) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document = report_fixture_read(&fixture, "a.yaml", "a: 1\nb: 2\n");
    struct finding *finding = report_fixture_find(&fixture, 1, document, "1", "the role of 'Fn' is too wide");
    CHECK_STR(message_of(&fixture, finding), "The role of 'Fn' is too wide.");
    finding->when = STR("IsProd");
    CHECK_STR(message_of(&fixture, finding), "The role of 'Fn' is too wide (when IsProd).");
    report_fixture_relate(&fixture, finding, document, "2", "the [b] of \\x");
    CHECK_STR(message_of(&fixture, finding),
              "The role of 'Fn' is too wide (when IsProd). See [the \\[b\\] of \\\\x](1).");
    report_fixture_done(&fixture);
}

TEST(sarif, long_messages_begin_with_a_short_sentence) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document = report_fixture_read(&fixture, "a.yaml", "a: 1\n");
    struct buf words;
    buf_init(&words, &fixture.arena);
    for (int i = 0; i < 40; i++)
        buf_add_z(&words, "word ");
    buf_add_z(&words, "end");
    struct finding *finding = report_fixture_find(&fixture, 1, document, "1", str_z(&fixture.arena, buf_str(&words)));
    struct str message = message_of(&fixture, finding);
    size_t first = str_find(message, STR(" ... "), 0);
    CHECK(first < 145);
    CHECK(str_ends(message, "word end."));
    report_fixture_done(&fixture);
}

TEST(sarif, a_link_in_user_text_is_no_link) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document = report_fixture_read(&fixture, "a.yaml", "a: 1\n");
    CHECK_STR(message_of(&fixture, report_fixture_find(&fixture, 1, document, "1", "see [x](1)")), "See \\[x\\](1).");
    CHECK_STR(message_of(&fixture, report_fixture_find(&fixture, 1, document, "1", "item [0] of x")), "Item [0] of x.");
    report_fixture_done(&fixture);
}

TEST(sarif, region_is_one_line_in_utf16_units) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document =
        report_fixture_read(&fixture, "x y/a.yaml", "k: \"\xC3\xA9\xF0\x9F\x98\x80 x\"\nz: 1\n");
    report_fixture_find(&fixture, 1, document, "x\"\nz", "m");
    struct str text = report_fixture_print(&fixture, report_sarif);
    CHECK(str_contains(text, "\"uri\": \"x%20y/a.yaml\""));
    CHECK(str_contains(text, "\"startLine\": 1,\n                  \"startColumn\": 9,\n"
                             "                  \"endLine\": 1,\n                  \"endColumn\": 11,\n"));
    CHECK(str_contains(text, "\"lambdalint/v1\": \"3b6f0c1e9a5d7742\""));
    report_fixture_done(&fixture);
}

TEST(sarif, the_same_bytes_from_any_working_directory) {
    struct str texts[2];
    struct report_fixture fixtures[2];
    for (size_t i = 0; i < 2; i++) {
        struct report_fixture *fixture = &fixtures[i];
        report_fixture_init(fixture);
        fixture->report.cwd = i ? STR("/srv/infra") : STR("/srv");
        const struct document *document = report_fixture_read(fixture, i ? "a.yaml" : "./infra/a.yaml", "a: 1\n");
        report_fixture_find(fixture, 1, document, "1", "m");
        texts[i] = report_fixture_print(fixture, report_sarif);
    }
    CHECK(texts[0].size > 0 && str_equal(texts[0], texts[1]));
    report_fixture_done(&fixtures[0]);
    report_fixture_done(&fixtures[1]);
}

TEST(sarif, diagnostics_are_notes_with_a_place) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    diag_add(&fixture.diags, DIAG_UNREADABLE, "LL001", STR("b.yaml"), NULL, (struct span){0, 0}, "it is binary");
    diag_add(&fixture.diags, DIAG_LIMIT, NULL, STR("c.yaml"), NULL, (struct span){0, 0}, "no result");
    struct str text = report_fixture_print(&fixture, report_sarif);
    CHECK(str_contains(text, "\"ruleId\": \"LL001\",\n          \"ruleIndex\": 2,\n          \"level\": \"note\""));
    CHECK(str_contains(text, "\"text\": \"It is binary.\""));
    CHECK(str_contains(text, "\"uri\": \"b.yaml\""));
    CHECK(!str_contains(text, "c.yaml"));
    report_fixture_done(&fixture);
}

TEST(sarif, suppressed_results_only_when_asked) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document = report_fixture_read(&fixture, "a.yaml", "a: 1\n");
    report_fixture_find(&fixture, 1, document, "1", "m")->suppressed = true;
    CHECK(str_contains(report_fixture_print(&fixture, report_sarif), "\"results\": []"));
    fixture.options.sarif_include_suppressed = true;
    CHECK(str_contains(report_fixture_print(&fixture, report_sarif), "\"kind\": \"inSource\""));
    report_fixture_done(&fixture);
}

static size_t count_of(struct str text, const char *what) {
    size_t count = 0;
    for (size_t at = 0; (at = str_find(text, str_from(what), at)) != SIZE_MAX; at++)
        count++;
    return count;
}

TEST(sarif, keeps_the_worst_results_within_the_limit) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document = report_fixture_read(&fixture, "a.yaml", "a: 1\n");
    for (size_t i = 0; i < LIMIT_SARIF_RESULTS + 7; i++)
        report_fixture_find(&fixture, i < 5000 ? 0 : 1, document, "1", "m");
    struct str text = report_fixture_print(&fixture, report_sarif);
    CHECK(count_of(text, "\"ruleId\": ") == LIMIT_SARIF_RESULTS);
    CHECK(count_of(text, "\"ruleId\": \"PRM011\"") == 7);
    CHECK(str_contains(text, "leaves out 8 further results"));
    report_fixture_done(&fixture);
}

TEST(sarif, a_region_is_never_empty) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document = report_fixture_read(&fixture, "a.yaml", "a: 1\n");
    struct finding *finding = report_fixture_find(&fixture, 1, document, "1", "m");
    finding->place.span = (struct span){5, 5};
    CHECK(str_contains(report_fixture_print(&fixture, report_sarif),
                       "\"startLine\": 2,\n                  \"startColumn\": 1,\n"
                       "                  \"endLine\": 2,\n                  \"endColumn\": 2\n"));
    report_fixture_done(&fixture);
}
