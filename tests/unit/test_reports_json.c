#include "tests/unit/report_fixture.h"
#include "tests/unit/test.h"

TEST(report_json, keys_are_never_missing) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document = report_fixture_read(&fixture, "./a.yaml", "k: \"\xF0\x9F\x98\x80 x\"\n");
    report_fixture_find(&fixture, 1, document, "x", "m");
    diag_add(&fixture.diags, DIAG_UNREADABLE, "LL001", STR("b.yaml"), NULL, (struct span){0, 0}, "no such file");
    CHECK_STR(report_fixture_print(&fixture, report_json), "{\n"
                                                           "  \"version\": 1,\n"
                                                           "  \"tool\": {\n"
                                                           "    \"name\": \"lambdalint\",\n"
                                                           "    \"version\": \"0.1.0\",\n"
                                                           "    \"catalog_date\": null\n"
                                                           "  },\n"
                                                           "  \"summary\": {\n"
                                                           "    \"files\": 3,\n"
                                                           "    \"functions\": 12,\n"
                                                           "    \"roles\": 9,\n"
                                                           "    \"policies\": 4,\n"
                                                           "    \"by_severity\": {\n"
                                                           "      \"critical\": 0,\n"
                                                           "      \"high\": 1,\n"
                                                           "      \"medium\": 0,\n"
                                                           "      \"low\": 0,\n"
                                                           "      \"info\": 0\n"
                                                           "    },\n"
                                                           "    \"undecided\": 0,\n"
                                                           "    \"ignored\": 0,\n"
                                                           "    \"in_baseline\": 0\n"
                                                           "  },\n"
                                                           "  \"findings\": [\n"
                                                           "    {\n"
                                                           "      \"id\": \"PRM011\",\n"
                                                           "      \"name\": \"function-url-without-auth\",\n"
                                                           "      \"severity\": \"high\",\n"
                                                           "      \"confidence\": \"certain\",\n"
                                                           "      \"message\": \"m\",\n"
                                                           "      \"file\": \"a.yaml\",\n"
                                                           "      \"span\": {\n"
                                                           "        \"start\": {\n"
                                                           "          \"line\": 1,\n"
                                                           "          \"column\": 8,\n"
                                                           "          \"byte\": 9\n"
                                                           "        },\n"
                                                           "        \"end\": {\n"
                                                           "          \"line\": 1,\n"
                                                           "          \"column\": 9,\n"
                                                           "          \"byte\": 10\n"
                                                           "        }\n"
                                                           "      },\n"
                                                           "      \"resource\": null,\n"
                                                           "      \"construct\": null,\n"
                                                           "      \"function\": null,\n"
                                                           "      \"when\": null,\n"
                                                           "      \"related\": [],\n"
                                                           "      \"flow\": [],\n"
                                                           "      \"witness\": null,\n"
                                                           "      \"missing\": null,\n"
                                                           "      \"fixes\": [],\n"
                                                           "      \"fingerprint\": \"3b6f0c1e9a5d7742\",\n"
                                                           "      \"suppressed\": false,\n"
                                                           "      \"in_baseline\": false\n"
                                                           "    }\n"
                                                           "  ],\n"
                                                           "  \"undecided\": [],\n"
                                                           "  \"diagnostics\": [\n"
                                                           "    {\n"
                                                           "      \"id\": \"LL001\",\n"
                                                           "      \"kind\": \"unreadable\",\n"
                                                           "      \"message\": \"no such file\",\n"
                                                           "      \"file\": \"b.yaml\",\n"
                                                           "      \"span\": null\n"
                                                           "    }\n"
                                                           "  ]\n"
                                                           "}\n");
    report_fixture_done(&fixture);
}

TEST(report_json, suppressed_findings_only_when_asked) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document = report_fixture_read(&fixture, "a.yaml", "a: 1\n");
    report_fixture_find(&fixture, 1, document, "1", "m")->suppressed = true;
    CHECK(str_contains(report_fixture_print(&fixture, report_json), "\"findings\": []"));
    fixture.options.show_suppressed = true;
    CHECK(str_contains(report_fixture_print(&fixture, report_json), "\"suppressed\": true"));
    report_fixture_done(&fixture);
}
