#include "tests/unit/report_fixture.h"

#include "analyzer/source/document.h"
#include "tests/unit/test.h"

static void add_rule(struct report_fixture *fixture, struct rule rule) {
    struct rule *copy = ARENA_NEW(&fixture->arena, struct rule);
    *copy = rule;
    vec_push(&fixture->arena, &copy->references, STR("https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"));
    vec_push(&fixture->arena, &copy->cwe, 306);
    vec_push(&fixture->arena, &fixture->rules.list, copy);
}

void report_fixture_init(struct report_fixture *fixture) {
    *fixture = (struct report_fixture){.options = {.width = 80, .version = "0.1.0"}};
    arena_init(&fixture->arena);
    diags_init(&fixture->diags, &fixture->arena);
    add_rule(fixture, (struct rule){
                          .id = STR("IAM301"),
                          .name = STR("wildcard-action"),
                          .group = STR("permissions"),
                          .severity = SEVERITY_MEDIUM,
                          .confidence = CONFIDENCE_LIKELY,
                          .since = STR("0.1.0"),
                          .summary = STR("A statement allows every action of a service."),
                          .why = STR("New actions join the grant by themselves."),
                          .fix = STR("Name the actions."),
                      });
    add_rule(fixture, (struct rule){
                          .id = STR("PRM011"),
                          .name = STR("function-url-without-auth"),
                          .group = STR("exposure"),
                          .severity = SEVERITY_HIGH,
                          .confidence = CONFIDENCE_CERTAIN,
                          .since = STR("0.1.0"),
                          .summary = STR("A function URL accepts unsigned requests."),
                          .why = STR("Anyone who learns the URL can run the function."),
                          .fix = STR("Set AuthType to AWS_IAM, or put the function behind an API with an authorizer."),
                      });
    fixture->report = (struct report){
        .rules = &fixture->rules,
        .diags = &fixture->diags,
        .counts = {.files = 3, .functions = 12, .roles = 9, .policies = 4},
        .root = STR("/srv"),
        .cwd = STR("/srv"),
    };
}

void report_fixture_done(struct report_fixture *fixture) {
    for (size_t i = 0; i < fixture->document_count; i++)
        document_free(fixture->documents[i]);
    arena_done(&fixture->arena);
}

struct document *report_fixture_read(struct report_fixture *fixture, const char *path, const char *bytes) {
    REQUIRE(fixture->document_count < sizeof fixture->documents / sizeof *fixture->documents);
    uint32_t number = (uint32_t)fixture->document_count + 1;
    struct document *document = document_read(number, str_from(path), str_from(bytes), &fixture->diags);
    fixture->documents[fixture->document_count++] = document;
    return document;
}

struct span report_fixture_span(const struct document *document, const char *text) {
    size_t at = str_find(document->bytes, str_from(text), 0);
    REQUIRE(at != SIZE_MAX);
    return (struct span){(uint32_t)at, (uint32_t)(at + str_from(text).size)};
}

struct finding *report_fixture_find(struct report_fixture *fixture, size_t rule, const struct document *document,
                                    const char *text, const char *message) {
    struct finding *finding = ARENA_NEW(&fixture->arena, struct finding);
    *finding = (struct finding){
        .rule = fixture->rules.list.items[rule],
        .severity = fixture->rules.list.items[rule]->severity,
        .message = str_from(message),
        .place = {.document = document, .span = report_fixture_span(document, text)},
        .fingerprint = 0x3b6f0c1e9a5d7742u,
    };
    vec_push(&fixture->arena, &fixture->report.findings, finding);
    return finding;
}

void report_fixture_relate(struct report_fixture *fixture, struct finding *finding, const struct document *document,
                           const char *text, const char *label) {
    struct location location = {
        .label = str_from(label),
        .document = document,
        .span = report_fixture_span(document, text),
    };
    vec_push(&fixture->arena, &finding->related, location);
}

struct str report_fixture_print(struct report_fixture *fixture, report_printer *printer) {
    struct buf out;
    buf_init(&out, &fixture->arena);
    printer(&fixture->report, &fixture->options, &out);
    return buf_str(&out);
}
