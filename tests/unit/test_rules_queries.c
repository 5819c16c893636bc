/* The queries of our rules against the schema: each is prepared, passes the lint, and yields what its metadata names.
 */
#include "rulesets/registry.h"
#include "rulesets/rows.h"
#include "tests/unit/facts_fixture.h"

#include <stdio.h>

static void print_lint(void *context, const char *lint, struct str message) {
    const struct rule *rule = context;
    fprintf(stderr, "%.*s: %s: %.*s\n", STR_ARG(rule->file), lint, STR_ARG(message));
}

static void check_rule(struct fixture *fixture, struct rule *rule) {
    struct prepared *prepared = prepare(fixture->facts, rule, &fixture->arena, &fixture->diags);
    CHECK(prepared != NULL);
    if (prepared)
        query_free(prepared->query);
    CHECK(facts_lint(fixture->facts, rule->query, print_lint, rule) == 0);
}

TEST(rules, our_queries_fit_the_schema) {
    struct fixture fixture;
    fixture_open(&fixture);
    struct rules rules;
    registry_builtin(&fixture.arena, &rules);
    for (size_t i = 0; i < rules.list.count; i++)
        check_rule(&fixture, rules.list.items[i]);
    for (size_t i = 0; i < fixture.diags.list.count; i++)
        fprintf(stderr, "%.*s: %.*s\n", STR_ARG(fixture.diags.list.items[i].file),
                STR_ARG(fixture.diags.list.items[i].message));
    CHECK(fixture.diags.list.count == 0);
    fixture_close(&fixture);
}

struct lint_context {
    const struct rule *rule;
    size_t count;
};

static void print_violation(void *context, const char *lint, struct str message) {
    struct lint_context *seen = context;
    fprintf(stderr, "%.*s: %s %.*s\n", STR_ARG(seen->rule->id), lint, STR_ARG(message));
    seen->count++;
}

TEST(rules, our_queries_keep_the_laws) {
    struct fixture fixture;
    fixture_open(&fixture);
    struct rules rules;
    registry_builtin(&fixture.arena, &rules);
    struct lint_context seen = {0};
    for (size_t i = 0; i < rules.list.count; i++) {
        seen.rule = rules.list.items[i];
        facts_lint(fixture.facts, seen.rule->query, print_violation, &seen);
    }
    CHECK(seen.count == 0);
    fixture_close(&fixture);
}
