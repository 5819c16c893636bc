#include "reports/files.h"
#include "reports/mask.h"
#include "tests/unit/report_fixture.h"
#include "tests/unit/test.h"

TEST(files, named_from_the_root) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    struct arena *arena = &fixture.arena;
    fixture.report.cwd = STR("/srv/app/src");
    fixture.report.root = STR("/srv/app");
    const struct report *report = &fixture.report;
    CHECK_STR(files_from_root(arena, report, STR("./a/../b.yaml")), "src/b.yaml");
    CHECK_STR(files_from_root(arena, report, STR("../infra//t.yaml")), "infra/t.yaml");
    CHECK_STR(files_from_root(arena, report, STR("/srv/app/x.yaml")), "x.yaml");
    CHECK_STR(files_from_root(arena, report, STR("/srv/application/x.yaml")), "/srv/application/x.yaml");
    CHECK_STR(files_from_root(arena, report, STR("../../x.yaml")), "../../x.yaml");
    report_fixture_done(&fixture);
}

TEST(files, uris_are_relative_and_encoded) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    struct arena *arena = &fixture.arena;
    CHECK_STR(files_uri(arena, &fixture.report, STR("./a b/\xC3\xA9#%.yaml")), "a%20b/%C3%A9%23%25.yaml");
    CHECK_STR(files_uri(arena, &fixture.report, STR("c:d.yaml")), "c%3Ad.yaml");
    CHECK_STR(files_uri(arena, &fixture.report, STR("<stdin>")), "%3Cstdin%3E");
    CHECK_STR(files_uri(arena, &fixture.report, STR("../../etc/x.yaml")), "etc/x.yaml");
    CHECK_STR(files_uri(arena, &fixture.report, STR("/tmp/x.yaml")), "tmp/x.yaml");
    report_fixture_done(&fixture);
}

/* The text itself is the secret. */
static struct str masked(struct arena *arena, struct str text) {
    struct masks masks = {.arena = arena};
    vec_push(arena, &masks.secrets, text);
    return masks_text(&masks, text);
}

TEST(mask, shows_four_characters_at_most) {
    struct arena arena;
    arena_init(&arena);
    CHECK_STR(masked(&arena, STR("AKIAIOSFODNN7EXAMPLE")), "AKIA****************");
    CHECK_STR(masked(&arena, STR("hunter22")), "hu******");
    CHECK_STR(masked(&arena, STR("abc")), "***");
    CHECK_STR(masked(&arena, STR("-----BEGIN-----\nMIIE\n")), "----***********\n****\n");
    arena_done(&arena);
}

static const char SECRETS[] = "Key: \"AKIAIOSFODNN7EXAMPLE\" # AKIAIOSFODNN7EXAMPLE\n"
                              "Other: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
                              "Pin: '1234'\n";

TEST(mask, no_format_shows_a_secret) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    fixture.options.verbose = true;
    fixture.options.show_suppressed = true;
    fixture.options.sarif_include_suppressed = true;
    const struct document *document = report_fixture_read(&fixture, "a.yaml", SECRETS);
    struct finding *finding =
        report_fixture_find(&fixture, 1, document, "\"AKIAIOSFODNN7EXAMPLE\"", "holds AKIAIOSFODNN7EXAMPLE");
    finding->masked = true;
    finding->suppressed = true;
    vec_push(&fixture.arena, &finding->secrets, report_fixture_span(document, "'1234'"));
    struct finding *plain = report_fixture_find(&fixture, 0, document, "Key", "next to AKIAIOSFODNN7EXAMPLE");
    plain->when_bindings = STR("Key = AKIAIOSFODNN7EXAMPLE");
    report_fixture_relate(&fixture, plain, document, "'1234'", "and 1234");
    finding = report_fixture_find(&fixture, 1, document, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "m");
    finding->masked = true;
    report_printer *const printers[] = {report_text, report_concise, report_json, report_sarif};
    for (size_t i = 0; i < sizeof printers / sizeof *printers; i++) {
        struct str text = report_fixture_print(&fixture, printers[i]);
        CHECK(str_contains(text, "AKIA****************"));
        CHECK(!str_contains(text, "IOSFODNN7"));
        CHECK(!str_contains(text, "K7MDENG"));
        CHECK(!str_contains(text, "1234"));
    }
    report_fixture_done(&fixture);
}
