/* Reading rule files, names and selection; and what every rule of ours must have. */
#include "rulesets/registry.h"

#include "analyzer/base/distance.h"
#include "analyzer/base/embedded.h"
#include "analyzer/source/document.h"
#include "rulesets/message.h"
#include "tests/unit/test.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#define HEAD "id: ACME001\nname: a-rule\nseverity: low\nconfidence: likely\nsummary: S.\nwhy: W.\nfix: F.\n"
#define TAIL "query: SELECT id AS entity, 1 AS violates FROM function\nmessage: \"'{entity}'\"\n"

struct desk {
    struct arena arena;
    struct diags diags;
    struct rules rules;
};

static void desk_open(struct desk *desk) {
    *desk = (struct desk){0};
    arena_init(&desk->arena);
    diags_init(&desk->diags, &desk->arena);
}

static void desk_close(struct desk *desk) {
    registry_done(&desk->rules);
    arena_done(&desk->arena);
}

static bool add(struct desk *desk, const char *text) {
    return registry_add(&desk->arena, STR("mine/a-rule.yaml"), str_from(text), &desk->diags, &desk->rules);
}

/* The only diagnostic, as "line:column: message". */
static struct str fault(struct desk *desk) {
    if (desk->diags.list.count != 1)
        return str_format(&desk->arena, "%zu diagnostics", desk->diags.list.count);
    struct diag diag = desk->diags.list.items[0];
    CHECK(diag.kind == DIAG_RULE);
    struct position position = document_position(diag.document, diag.span.start);
    return str_format(&desk->arena, "%u:%u: %.*s", position.line, position.column, STR_ARG(diag.message));
}

static void check_fault(const char *text, const char *expected) {
    struct desk desk;
    desk_open(&desk);
    CHECK(!add(&desk, text));
    CHECK(desk.rules.list.count == 0);
    CHECK_STR(fault(&desk), expected);
    desk_close(&desk);
}

TEST(rules, a_rule_file_is_read) {
    struct desk desk;
    desk_open(&desk);
    REQUIRE(add(&desk, HEAD "persona: auditor\ncwe: [306, 732]\ncovers: [ACME002]\nmasks: value\n"
                            "equivalents: {checkov: [A, B]}\nrelated: {function: the function}\n" TAIL));
    const struct rule *rule = desk.rules.list.items[0];
    CHECK_STR(rule->id, "ACME001");
    CHECK_STR(rule->group, "mine");
    CHECK(rule->severity == SEVERITY_LOW && rule->confidence == CONFIDENCE_LIKELY);
    CHECK(rule->persona == PERSONA_AUDITOR && rule->masks_value && !rule->builtin);
    CHECK(rule->cwe.count == 2 && rule->cwe.items[1] == 732);
    CHECK_STR(rule->equivalents.items[0].ids, "A, B");
    CHECK_STR(rule->related.items[0].label, "the function");
    CHECK_STR(rule->message, "'{entity}'");
    CHECK(desk.diags.list.count == 0);
    desk_close(&desk);
}

TEST(rules, a_broken_rule_file_says_where) {
    check_fault(HEAD "severety: high\n" TAIL, "8:1: unknown key 'severety', did you mean 'severity'?");
    check_fault(HEAD, "1:1: the key 'query' is missing");
    check_fault("[a, b]", "1:1: a rule file is one map: id, name, severity …");
    check_fault("", "1:1: a rule file is one map: id, name, severity …");
    check_fault("id: 7\n" TAIL, "1:5: 'id' must be capital letters and a number: ACME001");
    check_fault(HEAD "persona: loud\n" TAIL,
                "8:10: 'persona' is 'loud', it must be one of: regular, pedantic, auditor");
    check_fault(HEAD "cwe: 306\n" TAIL, "8:1: 'cwe' must be a list");
    check_fault(HEAD "cwe: [x]\n" TAIL, "8:1: 'cwe' must be a list of CWE numbers");
    check_fault(HEAD "related: [function]\n" TAIL, "8:1: 'related' must be a map");
    check_fault("id: A1\n", "1:5: 'id' must be capital letters and a number: ACME001");
    check_fault("name: other\n" TAIL, "1:7: 'name' must be the name of the file: a-rule");
    check_fault(HEAD "query: SELECT 1\nmessage: \"{oops\"\n",
                "9:10: a brace of 'message' has no partner; write {{ or }} for a literal one");
    check_fault(HEAD "query: SELECT 1\nmessage: \"{no column}\"\n",
                "9:10: '{no column}' in 'message' must be the name of a result column");
}

TEST(rules, a_name_is_taken_once) {
    struct desk desk;
    desk_open(&desk);
    CHECK(add(&desk, HEAD TAIL));
    CHECK(!add(&desk, HEAD TAIL));
    CHECK_STR(fault(&desk), "1:1: rule ACME001 (a-rule) exists already: ACME001 in mine/a-rule.yaml");
    desk_close(&desk);
}

static struct str fill_upper(void *context, struct str column, bool quoted) {
    struct arena *arena = context;
    return str_format(arena, "%s<%.*s>", quoted ? "quoted " : "", STR_ARG(column));
}

TEST(rules, messages_are_filled) {
    struct arena arena;
    arena_init(&arena);
    CHECK_STR(message_fill(&arena, STR("a '{x}' b {y}, {{z}}"), fill_upper, &arena), "a quoted <x> b <y>, {z}");
    CHECK_STR(message_fill(&arena, STR("{x}"), fill_upper, &arena), "<x>");
    CHECK_STR(message_fill(&arena, STR("'{x}{y}'"), fill_upper, &arena), "'<x><y>'");
    CHECK_STR(message_fill(&arena, STR("plain"), fill_upper, &arena), "plain");
    arena_done(&arena);
}

TEST(rules, holes_are_readable) {
    struct arena arena;
    arena_init(&arena);
    CHECK_STR(message_readable(&arena, STR("{param:Env}-{ref:Queue}{{x}}")), "${Env}-${Queue}{x}");
    CHECK_STR(message_readable(&arena, STR("{}:{attr:Fn.Arn}")), "${…}:${Fn.Arn}");
    CHECK_STR(message_readable(&arena, STR("plain")), "plain");
    CHECK_STR(message_readable(&arena, STR("/orders/{id}")), "/orders/{id}");
    CHECK_STR(message_readable(&arena, STR("{open")), "");
    arena_done(&arena);
}

TEST(rules, the_nearest_word_is_suggested) {
    struct distance distance;
    distance_init(&distance, STR("fucntion-url"));
    distance_try(&distance, STR("public-layer"));
    distance_try(&distance, STR("function-url"));
    CHECK_STR(distance_found(&distance), "function-url");
    distance_init(&distance, STR("xyz"));
    distance_try(&distance, STR("function-url"));
    CHECK_STR(distance_found(&distance), "");
    distance_init(&distance, STR("a"));
    distance_try(&distance, STR("b"));
    CHECK_STR(distance_found(&distance), "");
}

/* -- selection ---------------------------------------------------------------------------------------------------- */

static struct str selected(struct desk *desk, const struct selection *selection) {
    struct rules rules = {0};
    if (!registry_select(&desk->rules, selection, &desk->arena, &desk->diags, &rules))
        return STR("refused");
    struct buf buf;
    buf_init(&buf, &desk->arena);
    for (size_t i = 0; i < rules.list.count; i++)
        buf_printf(&buf, "%s%.*s", i ? " " : "", STR_ARG(rules.list.items[i]->id));
    return buf_str(&buf);
}

static void add_named(struct desk *desk, const char *id, const char *name, const char *more) {
    struct str text =
        str_format(&desk->arena, "id: %s\nname: %s\nconfidence: likely\nsummary: S.\nwhy: W.\nfix: F.\n%s\n%s", id,
                   name, more, TAIL);
    struct str file = str_format(&desk->arena, "mine/%s.yaml", name);
    CHECK(registry_add(&desk->arena, file, text, &desk->diags, &desk->rules));
}

TEST(rules, selection_by_word_persona_and_severity) {
    struct desk desk;
    desk_open(&desk);
    add_named(&desk, "NET002", "open-egress", "severity: high");
    add_named(&desk, "NET001", "outside-vpc", "severity: info\npersona: pedantic");
    add_named(&desk, "EVT001", "open-route", "severity: medium\naliases: [EVT002]");
    struct selection selection = {0};
    CHECK_STR(selected(&desk, &selection), "EVT001 NET002");
    selection.persona = PERSONA_PEDANTIC;
    CHECK_STR(selected(&desk, &selection), "EVT001 NET001 NET002");
    selection.min_severity = SEVERITY_HIGH;
    CHECK_STR(selected(&desk, &selection), "NET002");
    struct selection prefix = {0};
    vec_push(&desk.arena, &prefix.select, STR("NET"));
    CHECK_STR(selected(&desk, &prefix), "NET002");
    vec_push(&desk.arena, &prefix.extend_select, STR("outside-vpc"));
    CHECK_STR(selected(&desk, &prefix), "NET001 NET002");
    vec_push(&desk.arena, &prefix.ignore, STR("NET002"));
    CHECK_STR(selected(&desk, &prefix), "NET001");
    struct selection alias = {0};
    vec_push(&desk.arena, &alias.select, STR("evt002"));
    CHECK_STR(selected(&desk, &alias), "EVT001");
    CHECK(desk.diags.list.count == 0);
    struct selection unknown = {0};
    vec_push(&desk.arena, &unknown.ignore, STR("open-rute"));
    CHECK_STR(selected(&desk, &unknown), "refused");
    REQUIRE(desk.diags.list.count == 1);
    CHECK_STR(desk.diags.list.items[0].message, "--ignore: no rule 'open-rute', did you mean open-route?");
    desk_close(&desk);
}

/* -- our own rules ------------------------------------------------------------------------------------------------ */

static void check_metadata(struct arena *arena, const struct rules *rules, const struct rule *rule) {
    bool complete = rule->since.size && rule->references.count && rule->builtin;
    if (!complete)
        fprintf(stderr, "%.*s: 'since' or 'references' is missing\n", STR_ARG(rule->file));
    CHECK(complete);
    for (size_t i = 0; i < rule->references.count; i++)
        CHECK(str_starts(rule->references.items[i], "https://docs.aws.amazon.com/"));
    for (size_t i = 0; i < rule->covers.count; i++) {
        const struct rule *covered = registry_find(rules, rule->covers.items[i]);
        CHECK(covered && covered != rule && str_equal(covered->id, rule->covers.items[i]));
    }
    CHECK(str_ends(rule->summary, ".") && str_ends(rule->why, ".") && str_ends(rule->fix, "."));
    CHECK(!str_ends(rule->message, "."));
    CHECK(str_starts(rule->file, str_z(arena, str_format(arena, "rulesets/%.*s/", STR_ARG(rule->group)))));
}

/* Which kinds of fixture a rule has: bad…, good… */
static void check_fixtures(struct arena *arena, const struct rule *rule) {
    const char *path = str_z(arena, str_format(arena, "fixtures/rules/%.*s", STR_ARG(rule->name)));
    DIR *folder = opendir(path);
    bool bad = false, good = false, expected = false;
    for (struct dirent *file = folder ? readdir(folder) : NULL; file; file = readdir(folder)) {
        bad = bad || str_starts(str_from(file->d_name), "bad");
        good = good || str_starts(str_from(file->d_name), "good");
        expected = expected || strcmp(file->d_name, "expected.txt") == 0;
    }
    if (folder)
        closedir(folder);
    if (!bad || !good)
        fprintf(stderr, "%s: a bad or a good fixture is missing\n", path);
    CHECK(bad && good);
    (void)expected;
}

TEST(rules, ours_are_complete) {
    struct arena arena;
    arena_init(&arena);
    struct rules rules;
    registry_builtin(&arena, &rules);
    CHECK(rules.list.count > 40);
    for (size_t i = 0; i < rules.list.count; i++) {
        check_metadata(&arena, &rules, rules.list.items[i]);
        check_fixtures(&arena, rules.list.items[i]);
        CHECK(i == 0 || str_compare(rules.list.items[i - 1]->id, rules.list.items[i]->id) < 0);
    }
    arena_done(&arena);
}
