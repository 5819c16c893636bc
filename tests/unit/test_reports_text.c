#include "tests/unit/report_fixture.h"
#include "tests/unit/test.h"

#include "reports/width.h"

/* The text up to the line before the notes, which the tests of frames leave alone. */
static struct str frame_of(struct str text) {
    size_t end = str_find(text, STR("= help"), 0);
    while (end != SIZE_MAX && end > 0 && text.data[end - 1] != '\n')
        end--;
    return str_slice(text, 0, end);
}

static const char POLICY[] = "Resources:\n"
                             "  Fn:\n"
                             "    Properties:\n"
                             "      - Sid: Deploy\n"
                             "        Effect: Allow\n"
                             "        Action: [iam:PassRole, lambda:CreateFunction]\n"
                             "        A: 1\n"
                             "        B: 2\n"
                             "        Resource: \"*\"\n";

TEST(text, labels_places_of_one_file) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document = report_fixture_read(&fixture, "./infra/template.yaml", POLICY);
    struct finding *finding = report_fixture_find(&fixture, 1, document, "iam:PassRole", "'Fn' may become any role");
    finding->when = STR("IsProd");
    finding->place.label = STR("any role");
    report_fixture_relate(&fixture, finding, document, "lambda:CreateFunction", "and a function");
    report_fixture_relate(&fixture, finding, document, "Sid: Deploy", "granted here");
    report_fixture_relate(&fixture, finding, document, "\"*\"", "every role");
    CHECK_STR(report_fixture_print(&fixture, report_text),
              "error[PRM011] function-url-without-auth: 'Fn' may become any role (when IsProd)\n"
              " --> infra/template.yaml:6:18\n"
              "  |\n"
              "4 |       - Sid: Deploy\n"
              "  |         ----------- granted here\n"
              "5 |         Effect: Allow\n"
              "6 |         Action: [iam:PassRole, lambda:CreateFunction]\n"
              "  |                  ^^^^^^^^^^^^  --------------------- and a function\n"
              "  |                  |\n"
              "  |                  any role\n"
              "...\n"
              "9 |         Resource: \"*\"\n"
              "  |                   --- every role\n"
              "  |\n"
              "  = help: Set AuthType to AWS_IAM, or put the function behind an API with an\n"
              "          authorizer.\n"
              "  = note: severity high, confidence certain\n"
              "  = see:  lambdalint explain PRM011\n"
              "\n"
              "Found 1 problem (1 high) in 3 files\n");
    report_fixture_done(&fixture);
}

TEST(text, shows_the_owner_and_other_files) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document = report_fixture_read(&fixture, "a.yaml", POLICY);
    const struct document *other = report_fixture_read(&fixture, "b.json", "{\n\t\"k\": 1}\n");
    struct finding *finding = report_fixture_find(&fixture, 0, document, "\"*\"", "m");
    finding->resource = STR("Fn");
    finding->place.node = node_member(node_member(document->root, "Resources"), "Fn");
    report_fixture_relate(&fixture, finding, other, "\"k\"", "here too");
    CHECK_STR(frame_of(report_fixture_print(&fixture, report_text)), "warning[IAM301] wildcard-action: m\n"
                                                                     " --> a.yaml:9:19\n"
                                                                     "  |\n"
                                                                     "2 |   Fn:\n"
                                                                     "...\n"
                                                                     "9 |         Resource: \"*\"\n"
                                                                     "  |                   ^^^\n"
                                                                     "  |\n"
                                                                     " ::: b.json:2:2\n"
                                                                     "  |\n"
                                                                     "2 |     \"k\": 1}\n"
                                                                     "  |     --- here too\n"
                                                                     "  |\n");
    report_fixture_done(&fixture);
}

/* One finding at a text of a one-document report: its frame. */
static void check_frame(const char *bytes, const char *text, uint32_t width, const char *expected) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    fixture.options.width = width;
    const struct document *document = report_fixture_read(&fixture, "a.yaml", bytes);
    report_fixture_find(&fixture, 0, document, text, "m");
    struct str frame = frame_of(report_fixture_print(&fixture, report_text));
    size_t bar = str_find(frame, STR("|\n"), 0);
    CHECK_STR(str_slice(frame, bar + 2, frame.size), expected);
    report_fixture_done(&fixture);
}

TEST(text, underlines_wide_characters) {
    check_frame("a: \"\xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x98\x80\" # x\n", "\xF0\x9F\x98\x80", 80,
                "1 | a: \"\xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x98\x80\" # x\n"
                "  |          ^^\n"
                "  |\n");
}

TEST(text, leaves_carriage_returns_out) {
    check_frame("a: 1\r\nb: 2\r\n", "b", 80, "2 | b: 2\n  | ^\n  |\n");
}

TEST(text, points_behind_the_end_of_the_file) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document = report_fixture_read(&fixture, "a.yaml", "a: 1\n");
    struct finding *finding = report_fixture_find(&fixture, 0, document, "a", "m");
    finding->place.span = (struct span){5, 5};
    CHECK(str_contains(report_fixture_print(&fixture, report_text), "  |\n2 |\n  | ^\n  |\n"));
    report_fixture_done(&fixture);
}

TEST(text, shows_the_ends_of_a_long_place) {
    check_frame("a:\n  b: 1\n  c: 2\n  d: 3\n  e: 4\n", "b: 1\n  c: 2\n  d: 3\n  e: 4", 80,
                "2 |   b: 1\n"
                "  |   ^^^^\n"
                "...\n"
                "5 |   e: 4\n"
                "  |   ^^^^\n"
                "  |\n");
}

TEST(text, cuts_long_lines_around_the_place) {
    check_frame("a: [one, two, three, four, five, six, seven, eight, nine, ten, eleven]\n", "seven", 44,
                "1 | ...ive, six, seven, eight, nine, ten,...\n"
                "  |              ^^^^^\n"
                "  |\n");
}

TEST(text, reads_a_window_of_very_long_lines) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    struct buf bytes;
    buf_init(&bytes, &fixture.arena);
    buf_add_z(&bytes, "{\"first\": 1, ");
    for (int i = 0; i < 20000; i++)
        buf_printf(&bytes, "\"k%d\": 1, ", i);
    buf_add_z(&bytes, "\"last\": 1}");
    const char *text = str_z(&fixture.arena, buf_str(&bytes));
    const struct document *document = report_fixture_read(&fixture, "a.json", text);
    struct finding *finding = report_fixture_find(&fixture, 0, document, "\"k10000\"", "m");
    report_fixture_relate(&fixture, finding, document, "\"first\"", "far before");
    report_fixture_relate(&fixture, finding, document, "\"last\"", "far behind");
    struct str frame = frame_of(report_fixture_print(&fixture, report_text));
    CHECK(frame.size < 600);
    CHECK(str_contains(frame, "\"k10000\""));
    CHECK(str_contains(frame, " ::: 1:2 far before\n"));
    CHECK(str_contains(frame, "far behind\n"));
    report_fixture_done(&fixture);
}

TEST(text, neither_controls_nor_overrides_reach_the_terminal) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document = report_fixture_read(&fixture, "a.yaml", "a: \"b\xE2\x80\xAE\" # c\n");
    report_fixture_find(&fixture, 0, document, "a", "say \033[31m it\nnow");
    struct str text = report_fixture_print(&fixture, report_text);
    CHECK(!str_contains(text, "\033"));
    CHECK(!str_contains(text, "\xE2\x80\xAE"));
    CHECK(str_contains(text, "say \xEF\xBF\xBD[31m it now\n"));
    report_fixture_done(&fixture);
}

TEST(text, colours_and_links_only_when_asked) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document = report_fixture_read(&fixture, "a.yaml", "a: 1\n");
    report_fixture_find(&fixture, 1, document, "1", "m");
    CHECK(!str_contains(report_fixture_print(&fixture, report_text), "\033"));
    fixture.options.color = true;
    CHECK(str_contains(report_fixture_print(&fixture, report_text), "\033[1;31merror[PRM011]\033[0m"));
    fixture.options.hyperlinks = true;
    CHECK(str_contains(report_fixture_print(&fixture, report_text), "/rules/PRM011.md\033\\PRM011\033]8;;\033\\"));
    report_fixture_done(&fixture);
}

TEST(text, clean_run_says_what_was_seen) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    fixture.report.counts.in_baseline = 4;
    fixture.report.counts.ignored = 1;
    CHECK_STR(report_fixture_print(&fixture, report_text),
              "No problems in 3 files (12 functions, 9 roles); 1 ignored, 4 in baseline\n");
    fixture.options.quiet = true;
    CHECK_STR(report_fixture_print(&fixture, report_text), "");
    report_fixture_done(&fixture);
}

TEST(text, names_what_could_not_be_read) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document = report_fixture_read(&fixture, "a.yaml", "a: 1\nb: 2\n");
    diag_add(&fixture.diags, DIAG_DUPLICATE_KEY, NULL, STR("a.yaml"), document, (struct span){5, 6}, "twice");
    diag_add(&fixture.diags, DIAG_SYNTAX, "LL001", STR("a.yaml"), document, (struct span){5, 6}, "no value");
    diag_add(&fixture.diags, DIAG_NOTE, NULL, STR("c.yaml"), NULL, (struct span){0, 0}, "no template");
    CHECK_STR(report_fixture_print(&fixture, report_text),
              "error[LL001] no value\n"
              " --> a.yaml:2:1\n"
              "  |\n"
              "2 | b: 2\n"
              "  | ^\n"
              "\n"
              "warning: a.yaml:2:1: twice\n"
              "\n"
              "No problems in 3 files (12 functions, 9 roles); 1 file could not be read\n");
    fixture.options.verbose = true;
    CHECK(str_contains(report_fixture_print(&fixture, report_text), "note: c.yaml: no template\n"));
    report_fixture_done(&fixture);
}

static void add_undecided(struct report_fixture *fixture, const struct document *document, const char *reason) {
    struct undecided *undecided = ARENA_NEW(&fixture->arena, struct undecided);
    *undecided = (struct undecided){
        .rule = fixture->rules.list.items[0],
        .place = {.document = document, .span = {0, 1}},
        .resource = STR("Fn"),
        .reason = str_from(reason),
    };
    vec_push(&fixture->arena, &fixture->report.undecided, undecided);
}

TEST(text, tells_why_it_could_not_decide) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document = report_fixture_read(&fixture, "a.yaml", "a: 1\n");
    const char *const reasons[] = {"r1", "r2", "r2", "r3", "r4", "r5"};
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        add_undecided(&fixture, document, reasons[i]);
    CHECK_STR(report_fixture_print(&fixture, report_text), "No problems in 3 files (12 functions, 9 roles)\n"
                                                           "Undecided: 6 checks (--verbose shows where)\n"
                                                           "  2  r2\n"
                                                           "  1  r1\n"
                                                           "  1  r3\n"
                                                           "  2  for 2 other reasons\n");
    fixture.options.verbose = true;
    CHECK(str_contains(report_fixture_print(&fixture, report_text),
                       "undecided[IAM301] a.yaml:1:1: wildcard-action on 'Fn': r1\n"));
    report_fixture_done(&fixture);
}

TEST(text, suppressed_findings_only_when_asked) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document = report_fixture_read(&fixture, "a.yaml", "a: 1\n");
    struct finding *finding = report_fixture_find(&fixture, 1, document, "1", "m");
    finding->suppressed = true;
    finding->suppression_reason = STR("a demo");
    CHECK(!str_contains(report_fixture_print(&fixture, report_text), "PRM011"));
    CHECK_STR(report_fixture_print(&fixture, report_concise), "");
    fixture.options.show_suppressed = true;
    CHECK(str_contains(report_fixture_print(&fixture, report_text), "ignored[PRM011] function-url-without-auth: m\n"));
    CHECK(str_contains(report_fixture_print(&fixture, report_text), "= note: ignored: a demo\n"));
    report_fixture_done(&fixture);
}

TEST(concise, one_line_each) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const struct document *document = report_fixture_read(&fixture, "./x/a.yaml", "a: 1\nb: 2\n");
    struct finding *finding = report_fixture_find(&fixture, 1, document, "2", "two");
    finding->when = STR("3 of 8 configurations");
    finding->when_counted = true;
    report_fixture_find(&fixture, 0, document, "1", "one");
    CHECK_STR(report_fixture_print(&fixture, report_concise),
              "x/a.yaml:2:4: error[PRM011] two (in 3 of 8 configurations)\n"
              "x/a.yaml:1:4: warning[IAM301] one\n");
    report_fixture_done(&fixture);
}

TEST(width, of_everyday_text) {
    CHECK(text_width(STR("abc")) == 3);
    CHECK(text_width(STR("e\xCC\x81")) == 1);
    CHECK(text_width(STR("\xE6\x97\xA5")) == 2);
    CHECK(text_width(STR("\xFF")) == 1);
}

TEST(text, diagnostics_are_sorted_and_said_once) {
    struct report_fixture fixture;
    report_fixture_init(&fixture);
    const char *const files[] = {"b.yaml", "a.yaml", "b.yaml"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        diag_add(&fixture.diags, DIAG_LIMIT, NULL, str_from(files[i]), NULL, (struct span){0, 0}, "too much");
    CHECK(str_starts(report_fixture_print(&fixture, report_text),
                     "warning: a.yaml: too much\nwarning: b.yaml: too much\n\nNo problems"));
    report_fixture_done(&fixture);
}
