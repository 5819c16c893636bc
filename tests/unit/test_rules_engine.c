/* From rows to findings: rows are written by hand over a small file, rules are written here. */
#include "rulesets/engine.h"

#include "analyzer/source/document.h"
#include "rulesets/registry.h"
#include "tests/unit/test.h"

#include "analyzer/facts/facts_internal.h"

#define HEAD "severity: low\nconfidence: likely\nsummary: S.\nwhy: W.\nfix: F.\n"

static const char TEMPLATE[] = "Globals:\n"       /* 1 */
                               "  Timeout: 7\n"   /* 2 */
                               "Resources:\n"     /* 3 */
                               "  A: {Role: r}\n" /* 4 */
                               "  B: {Role: s}\n" /* 5 */
                               "  C: {Role: t}\n" /* 6 */
                               "  D: {Role: u}\n" /* 7 */
                               "  R: {X: 1}\n";   /* 8 */

/* Two factors give four worlds: Env (dev, prod) and Size (small, large); conditions IsProd, IsLarge. */
struct desk {
    struct arena arena;
    struct diags diags;
    struct document *document;
    struct unit unit;
    struct world worlds[4];
    uint8_t levels[4][2];
    int64_t ids[4];
    const struct formula *condition; /* of all functions */
    struct facts *facts;
    struct rules rules;
    struct report report;
};

static const struct formula IS_PROD = {.kind = FORMULA_TEST, .factor = 0, .levels = 2};
static const struct formula IS_LARGE = {.kind = FORMULA_TEST, .factor = 1, .levels = 2};

static void open_unit(struct desk *desk) {
    static struct str envs[] = {{"dev", 3}, {"prod", 4}}, sizes[] = {{"small", 5}, {"large", 5}};
    desk->unit.name = STR("template.yaml");
    desk->unit.document = desk->document;
    vec_push(&desk->arena, &desk->unit.factors,
             (struct factor){.name = STR("Env"), .levels = envs, .level_count = 2, .other = -1});
    vec_push(&desk->arena, &desk->unit.factors,
             (struct factor){.name = STR("Size"), .levels = sizes, .level_count = 2, .other = -1});
    vec_push(&desk->arena, &desk->unit.conditions, (struct condition){.name = STR("IsLarge"), .formula = &IS_LARGE});
    vec_push(&desk->arena, &desk->unit.conditions, (struct condition){.name = STR("IsProd"), .formula = &IS_PROD});
}

static void desk_open(struct desk *desk) {
    *desk = (struct desk){0};
    arena_init(&desk->arena);
    diags_init(&desk->diags, &desk->arena);
    desk->document = document_read(1, STR("template.yaml"), str_from(TEMPLATE), &desk->diags);
    open_unit(desk);
    desk->facts = facts_open((struct facts_options){.as_of = STR("2026-11-25")}, &desk->diags);
    for (uint8_t i = 0; i < 4; i++) {
        desk->levels[i][0] = i & 1;
        desk->levels[i][1] = i >> 1;
        desk->worlds[i] = (struct world){.levels = desk->levels[i], .number = i};
        desk->ids[i] = facts_add_world(desk->facts, &desk->unit, &desk->worlds[i]);
    }
}

static void desk_close(struct desk *desk) {
    facts_close(desk->facts);
    registry_done(&desk->rules);
    document_free(desk->document);
    arena_done(&desk->arena);
}

static const struct node *node_at(struct desk *desk, const char *top, const char *key) {
    const struct node *parent = node_member(desk->document->root, top);
    return node_member(parent, key);
}

/* A function named by a member of Resources; timeout -1 is unknown. Its timeout is read at Globals. */
static int64_t function(struct desk *desk, size_t world, const char *name, int timeout, int64_t role) {
    const struct node *node = node_at(desk, "Resources", name);
    struct resource *resource = ARENA_NEW(&desk->arena, struct resource);
    *resource = (struct resource){
        .address = str_from(name), .name = str_from(name), .node = node, .condition = desk->condition};
    const struct row_origin origin = {.world = desk->ids[world],
                                      .declared = true,
                                      .present = 1,
                                      .node = node,
                                      .label = str_from(name),
                                      .identity = str_from(name),
                                      .resource = resource};
    struct row *row = row_new(desk->facts, "function", &origin);
    const struct node *place = node_at(desk, "Globals", "Timeout");
    if (timeout < 0)
        row_unknown(row, "timeout", STR("parameter 'T' has no default"), place);
    else
        row_integer(row, "timeout", timeout, place);
    row_link(row, "role", role, node_member(node, "Role"));
    int64_t id = row_id(row);
    row_write(row);
    return id;
}

static void alias(struct desk *desk, size_t world, const char *name, int64_t of) {
    const struct row_origin origin = {.world = desk->ids[world],
                                      .declared = true,
                                      .present = 1,
                                      .parent = of,
                                      .node = node_at(desk, "Resources", name),
                                      .label = str_from(name),
                                      .identity = str_from(name)};
    struct row *row = row_new(desk->facts, "alias", &origin);
    row_link(row, "function", of, NULL);
    row_write(row);
}

static int64_t role(struct desk *desk, size_t world) {
    const struct row_origin origin = {.world = desk->ids[world],
                                      .declared = true,
                                      .present = 1,
                                      .node = node_at(desk, "Resources", "R"),
                                      .label = STR("R"),
                                      .identity = STR("R")};
    struct row *row = row_new(desk->facts, "role", &origin);
    int64_t id = row_id(row);
    row_write(row);
    return id;
}

static void add_rule(struct desk *desk, const char *name, const char *rest) {
    struct str file = str_format(&desk->arena, "mine/%s.yaml", name);
    struct str text = str_format(&desk->arena, "name: %s\n%s%s\n", name, HEAD, rest);
    CHECK(registry_add(&desk->arena, file, text, &desk->diags, &desk->rules));
}

#define SLOW                                                                                                           \
    "id: SLOW001\nquery: SELECT id AS entity, 'timeout' AS attribute, timeout > 5 AS violates, timeout FROM "          \
    "function\n"                                                                                                       \
    "message: \"'{entity}' runs {timeout} s\""
#define SHARED                                                                                                         \
    "id: SHARE001\nonce_per: role\nrelated: {entity: also runs with it, role: the role}\n"                             \
    "query: SELECT id AS entity, 'role' AS attribute, role, 1 AS violates FROM function\n"                             \
    "message: \"'{entity}' share '{role}'\""
#define POWERFUL                                                                                                       \
    "id: POWER001\nquery: SELECT id AS entity, 1 AS violates FROM role\nmessage: \"'{entity}' is powerful\""

static void run(struct desk *desk) {
    facts_seal(desk->facts);
    engine_run(desk->facts, &desk->rules, &desk->arena, &desk->diags, &desk->report);
}

/* "line: message (when …) [line label] …" of the finding with that number. */
static struct str told(struct desk *desk, size_t number) {
    if (number >= desk->report.findings.count)
        return STR("none");
    const struct finding *finding = desk->report.findings.items[number];
    struct buf buf;
    buf_init(&buf, &desk->arena);
    buf_printf(&buf, "%u: %.*s", document_position(finding->place.document, finding->place.span.start).line,
               STR_ARG(finding->message));
    if (finding->when.size)
        buf_printf(&buf, " (%s %.*s)", finding->when_counted ? "in" : "when", STR_ARG(finding->when));
    for (size_t i = 0; i < finding->related.count; i++) {
        const struct location *related = &finding->related.items[i];
        buf_printf(&buf, " [%u %.*s]", document_position(related->document, related->span.start).line,
                   STR_ARG(related->label));
    }
    return buf_str(&buf);
}

TEST(rules, rows_of_one_place_are_one_finding) {
    struct desk desk;
    desk_open(&desk);
    for (size_t i = 0; i < 4; i++) {
        function(&desk, i, "A", 7, 0);
        function(&desk, i, "B", 7, 0);
    }
    add_rule(&desk, "slow", SLOW);
    run(&desk);
    CHECK(desk.report.findings.count == 1);
    CHECK_STR(told(&desk, 0), "2: 'A' and 'B' runs 7 s [4 applies to 'A'] [5 applies to 'B']");
    const struct finding *finding = desk.report.findings.items[0];
    CHECK_STR(finding->path, "Globals/Timeout");
    CHECK_STR(finding->key, "timeout");
    CHECK_STR(finding->function, "A, B");
    desk_close(&desk);
}

TEST(rules, once_per_lists_the_others) {
    struct desk desk;
    desk_open(&desk);
    for (size_t i = 0; i < 4; i++) {
        int64_t shared = role(&desk, i);
        function(&desk, i, "D", 3, shared);
        function(&desk, i, "B", 3, shared);
        function(&desk, i, "A", 3, shared);
        function(&desk, i, "C", 3, shared);
    }
    add_rule(&desk, "share", SHARED);
    run(&desk);
    CHECK(desk.report.findings.count == 1);
    CHECK_STR(told(&desk, 0),
              "4: 'A', 'B' and 2 more share 'R' [5 also runs with it 'B'] [6 also runs with it 'C'] [7 also runs "
              "with it 'D'] [8 the role]");
    desk_close(&desk);
}

static void check_when(const struct formula *condition, const int timeouts[4], const char *expected) {
    struct desk desk;
    desk_open(&desk);
    desk.condition = condition;
    for (size_t i = 0; i < 4; i++)
        if (timeouts[i])
            function(&desk, i, "A", timeouts[i], 0);
    add_rule(&desk, "slow", SLOW);
    run(&desk);
    CHECK_STR(told(&desk, 0), expected);
    desk_close(&desk);
}

TEST(rules, worlds_become_conditions) {
    /* worlds: dev small, prod small, dev large, prod large */
    check_when(NULL, (const int[4]){7, 7, 7, 7}, "2: 'A' runs 7 s");
    check_when(NULL, (const int[4]){0, 7, 0, 7}, "2: 'A' runs 7 s (when IsProd)");
    check_when(&IS_PROD, (const int[4]){0, 7, 0, 7}, "2: 'A' runs 7 s"); /* its own guard is not repeated */
    check_when(&IS_PROD, (const int[4]){0, 3, 0, 7}, "2: 'A' runs 7 s (when IsLarge)");
    check_when(NULL, (const int[4]){3, 7, 3, 7}, "2: 'A' runs 7 s (when IsProd)");
    check_when(NULL, (const int[4]){7, 3, 7, 3}, "2: 'A' runs 7 s (when not IsProd)");
    check_when(NULL, (const int[4]){7, -1, 7, -1}, "2: 'A' runs 7 s (when not IsProd)");
    check_when(NULL, (const int[4]){3, 3, 3, 7}, "2: 'A' runs 7 s (when IsLarge and IsProd)");
    check_when(NULL, (const int[4]){3, 3, 7, 3}, "2: 'A' runs 7 s (when IsLarge and not IsProd)");
    check_when(NULL, (const int[4]){7, 3, 3, 3}, "2: 'A' runs 7 s (when not IsLarge and not IsProd)");
    check_when(NULL, (const int[4]){3, 7, 7, 3}, "2: 'A' runs 7 s (in 2 of 4 configurations, e.g. Env = prod)");
}

TEST(rules, bindings_name_the_first_world) {
    struct desk desk;
    desk_open(&desk);
    for (size_t i = 0; i < 4; i++)
        function(&desk, i, "A", i == 3 ? 7 : 3, 0);
    add_rule(&desk, "slow", SLOW);
    run(&desk);
    REQUIRE(desk.report.findings.count == 1);
    CHECK_STR(desk.report.findings.items[0]->when_bindings, "Env = prod, Size = large");
    desk_close(&desk);
}

TEST(rules, unknown_is_undecided_with_a_reason) {
    struct desk desk;
    desk_open(&desk);
    function(&desk, 0, "A", -1, 0);
    function(&desk, 1, "A", 3, 0);
    add_rule(&desk, "slow", SLOW);
    add_rule(&desk, "never", "id: NEVER001\nquery: SELECT id AS entity, NULL AS violates FROM function\nmessage: m");
    run(&desk);
    CHECK(desk.report.findings.count == 0);
    REQUIRE(desk.report.undecided.count == 2);
    CHECK_STR(desk.report.undecided.items[0]->reason, "parameter 'T' has no default");
    CHECK_STR(desk.report.undecided.items[0]->resource, "A");
    CHECK_STR(desk.report.undecided.items[1]->reason, "what decides it cannot be told from the input");
    desk_close(&desk);
}

TEST(rules, a_broken_query_loses_nothing_else) {
    struct desk desk;
    desk_open(&desk);
    function(&desk, 0, "A", 7, 0);
    add_rule(&desk, "slow", SLOW);
    add_rule(&desk, "wrong", "id: WRONG001\nquery: SELECT nonsense FROM function\nmessage: m");
    add_rule(&desk, "two", "id: TWO002\nquery: SELECT id AS entity, timeout - 5 AS violates FROM function\nmessage: m");
    add_rule(&desk, "lacks", "id: LACKS001\nquery: SELECT id AS entity, 1 AS violates FROM function\nmessage: \"{x}\"");
    run(&desk);
    CHECK(desk.report.findings.count == 1);
    REQUIRE(desk.diags.list.count == 3);
    CHECK_STR(desk.diags.list.items[0].message,
              "rule LACKS001: the message needs a result column 'x', the query has none");
    CHECK_STR(desk.diags.list.items[1].message, "rule TWO002: 'violates' must be 1, 0 or NULL, 'severity' one of the "
                                                "five words and 'persona' one of the three or NULL");
    CHECK_STR(desk.diags.list.items[2].message, "rule WRONG001: the query is broken: no such column: nonsense");
    const struct diag *diag = &desk.diags.list.items[2];
    CHECK(diag->kind == DIAG_RULE && document_position(diag->document, diag->span.start).line == 8);
    desk_close(&desk);
}

TEST(rules, a_rule_of_the_user_is_linted) {
    struct desk desk;
    desk_open(&desk);
    function(&desk, 0, "A", 7, 0);
    add_rule(&desk, "where",
             "id: WHERE001\nquery: SELECT id AS entity, 1 AS violates FROM function WHERE timeout > 5\n"
             "message: \"'{entity}'\"");
    run(&desk);
    CHECK(desk.report.findings.count == 1);
    REQUIRE(desk.diags.list.count > 0);
    CHECK(desk.diags.list.items[0].kind == DIAG_RULE_LINT);
    CHECK(str_starts(desk.diags.list.items[0].message, "rule WHERE001: L"));
    desk_close(&desk);
}

TEST(rules, a_cause_is_told_once) {
    struct desk desk;
    desk_open(&desk);
    for (size_t i = 0; i < 4; i++)
        function(&desk, i, "A", i & 1 ? 70 : 7, 0);
    add_rule(&desk, "slow", SLOW);
    add_rule(&desk, "very-slow",
             "id: VERY001\ncovers: [SLOW001]\nquery: SELECT id AS entity, timeout > 50 AS violates FROM function\n"
             "message: \"'{entity}' is very slow\"");
    run(&desk);
    CHECK(desk.report.findings.count == 2);
    CHECK_STR(told(&desk, 0), "2: 'A' runs 7 s (when not IsProd)");
    CHECK_STR(told(&desk, 1), "4: 'A' is very slow (when IsProd)");
    desk_close(&desk);
}

/* A policy of a queue, for example, is a member of the queue. */
TEST(rules, a_cause_covers_what_is_said_about_members) {
    struct desk desk;
    desk_open(&desk);
    for (size_t i = 0; i < 4; i++) {
        alias(&desk, i, "C", function(&desk, i, "A", 70, 0));
        alias(&desk, i, "D", function(&desk, i, "B", 7, 0));
    }
    add_rule(&desk, "aliased",
             "id: ALIAS001\nquery: SELECT id AS entity, present AS violates FROM alias\nmessage: aliased");
    add_rule(&desk, "very-slow",
             "id: VERY001\ncovers: [ALIAS001]\nquery: SELECT id AS entity, timeout > 50 AS violates FROM function\n"
             "message: \"'{entity}' is very slow\"");
    run(&desk);
    CHECK(desk.report.findings.count == 2);
    CHECK_STR(told(&desk, 0), "4: 'A' is very slow");
    CHECK_STR(told(&desk, 1), "7: aliased");
    desk_close(&desk);
}

TEST(rules, a_row_may_grade_itself) {
    struct desk desk;
    desk_open(&desk);
    function(&desk, 0, "A", 7, 0);
    add_rule(
        &desk, "graded",
        "id: GRADE001\nquery: SELECT id AS entity, 1 AS violates, 'critical' AS severity FROM function\nmessage: m");
    run(&desk);
    REQUIRE(desk.report.findings.count == 1);
    CHECK(desk.report.findings.items[0]->severity == SEVERITY_CRITICAL);
    desk_close(&desk);
}

TEST(rules, what_is_outside_the_input_counts_as_nothing) {
    struct desk desk;
    desk_open(&desk);
    const struct row_origin origin = {.world = desk.ids[0], .declared = false, .present = 1, .label = STR("X")};
    struct row *row = row_new(desk.facts, "function", &origin);
    row_unknown(row, "timeout", STR("not in the input"), NULL);
    row_write(row);
    add_rule(&desk, "slow", SLOW);
    run(&desk);
    CHECK(desk.report.findings.count == 0 && desk.report.undecided.count == 0);
    desk_close(&desk);
}

TEST(rules, a_role_concerns_the_functions_that_run_with_it) {
    struct desk desk;
    desk_open(&desk);
    for (size_t i = 0; i < 4; i++) {
        int64_t shared = role(&desk, i);
        function(&desk, i, "B", 3, shared);
        function(&desk, i, "A", 3, 0);
        function(&desk, i, "C", 3, shared);
    }
    add_rule(&desk, "powerful", POWERFUL);
    run(&desk);
    REQUIRE(desk.report.findings.count == 1);
    CHECK_STR(desk.report.findings.items[0]->function, "B, C");
    desk_close(&desk);
}
