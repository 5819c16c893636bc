#include "reports/rule_page.h"
#include "tests/unit/report_fixture.h"
#include "tests/unit/test.h"

static struct str page(struct report_fixture *fixture, enum page_format format) {
    struct buf out;
    buf_init(&out, &fixture->arena);
    rule_page(fixture->rules.list.items[1], format, &fixture->options, &out);
    return buf_str(&out);
}

TEST(rule_page, text_fits_the_terminal) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    fixture.rules.list.items[1]->query = STR("SELECT 1\n  AS entity\n");
    CHECK_STR(page(&fixture, PAGE_TEXT),
              "PRM011 function-url-without-auth\n"
              "A function URL accepts unsigned requests.\n"
              "\n"
              "  why       Anyone who learns the URL can run the function.\n"
              "  help      Set AuthType to AWS_IAM, or put the function behind an API with an\n"
              "            authorizer.\n"
              "  facts     severity high, confidence certain, persona regular, since 0.1.0\n"
              "  weakness  CWE-306\n"
              "  read      https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html\n"
              "\n"
              "  query\n"
              "    SELECT 1\n"
              "      AS entity\n");
    report_fixture_done(&fixture);
}

TEST(rule_page, other_formats) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    CHECK(str_starts(page(&fixture, PAGE_MARKDOWN),
                     "# PRM011 `function-url-without-auth`\n\nA function URL accepts unsigned requests.\n\n*severity"));
    CHECK(str_contains(page(&fixture, PAGE_JSON), "\"cwe\": [\n    306\n  ]"));
    report_fixture_done(&fixture);
}

TEST(rule_page, diagnostics_have_pages) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    struct buf out;
    buf_init(&out, &fixture.arena);
    CHECK(rule_page_diagnostic(STR("LL002"), PAGE_TEXT, &fixture.options, &out));
    CHECK(str_starts(buf_str(&out), "LL002 unused-suppression\n"));
    CHECK(rule_page_diagnostic(STR("expired-suppression"), PAGE_JSON, &fixture.options, &out));
    CHECK(!rule_page_diagnostic(STR("LL999"), PAGE_TEXT, &fixture.options, &out));
    report_fixture_done(&fixture);
}

TEST(rule_page, list_names_rules_and_diagnostics) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    fixture.rules.list.items[0]->persona = PERSONA_PEDANTIC;
    struct buf out;
    buf_init(&out, &fixture.arena);
    rule_list(&fixture.rules, PAGE_TEXT, &fixture.options, &out);
    CHECK(str_starts(buf_str(&out), "IAM301    medium    wildcard-action (pedantic)\n"
                                    "PRM011    high      function-url-without-auth\n"
                                    "LL001     -         unreadable-input\n"));
    rule_list(&fixture.rules, PAGE_MARKDOWN, &fixture.options, &out);
    CHECK(str_contains(buf_str(&out), "| [PRM011](PRM011.md) | `function-url-without-auth` | high |"));
    report_fixture_done(&fixture);
}
