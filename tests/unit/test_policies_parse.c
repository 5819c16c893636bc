#include "policies/policy.h"
#include "tests/unit/policy_value.h"
#include "tests/unit/test.h"

#include <string.h>

struct faults {
    char text[400]; /* the codes, each followed by a blank */
    const struct node *last;
};

static void record(void *context, const char *code, const struct node *node, struct str message) {
    struct faults *faults = context;
    if (message.size && node && strlen(faults->text) + strlen(code) + 2 < sizeof faults->text)
        strcat(strcat(faults->text, code), " ");
    faults->last = node;
}

static const struct iam_policy *parse(struct arena *arena, struct faults *faults, const char *text) {
    arena_init(arena);
    *faults = (struct faults){0};
    return iam_policy_parse(test_value(arena, text), arena, record, faults);
}

static void check_faults(const char *text, const char *codes) {
    struct arena arena;
    struct faults faults;
    parse(&arena, &faults, text);
    CHECK_STR(str_from(faults.text), codes);
    arena_done(&arena);
}

TEST(policies_parse, reads_every_element) {
    struct arena arena;
    struct faults faults;
    const char *text = "{'Version': '2012-10-17', 'Id': 'x', 'Statement': [{'Sid': 'One', 'Effect': 'Deny',"
                       "'NotAction': ['s3:Get*', 's3:List*'], 'NotResource': 'arn:aws:s3:::b',"
                       "'NotPrincipal': {'AWS': ['1', '2'], 'Service': 'lambda.amazonaws.com'},"
                       "'Condition': {'StringLike': {'aws:x': ['a', 'b']}, 'Bool': {'aws:y': true}}}]}";
    const struct iam_policy *policy = parse(&arena, &faults, text);
    CHECK_STR(str_from(faults.text), "");
    CHECK_STR(policy->version.text, "2012-10-17");
    CHECK(!policy->open);
    REQUIRE(policy->statements.count == 1);
    const struct iam_statement *statement = &policy->statements.items[0];
    CHECK(statement->effect == IAM_DENY && statement->has_sid);
    CHECK_STR(statement->sid.text, "One");
    CHECK(statement->actions.negated && statement->actions.items.count == 2);
    CHECK_STR(statement->actions.items.items[1].text, "s3:List*");
    CHECK(statement->resources.negated && statement->resources.items.count == 1);
    REQUIRE(statement->principals.count == 3);
    CHECK(statement->principal_negated && statement->principals.items[2].kind == IAM_PRINCIPAL_SERVICE);
    REQUIRE(statement->conditions.count == 2);
    CHECK(statement->has_condition == 1);
    const struct iam_condition *condition = &statement->conditions.items[0];
    CHECK_STR(condition->operator.text, "StringLike");
    CHECK(!condition->single && condition->values.count == 2);
    CHECK(str_starts(str_from(text + condition->node->span.start), "'aws:x'"));
    CHECK(statement->conditions.items[1].single);
    CHECK_STR(statement->conditions.items[1].values.items[0].text, "true");
    arena_done(&arena);
}

TEST(policies_parse, single_values_are_lists_of_one) {
    struct arena arena;
    struct faults faults;
    const struct iam_policy *policy =
        parse(&arena, &faults, "{'Statement': {'Effect': 'Allow', 'Action': '*', 'Resource': '*', 'Principal': '*'}}");
    CHECK_STR(str_from(faults.text), "");
    REQUIRE(policy->statements.count == 1);
    CHECK(!policy->has_version && policy->version.known && policy->version.text.size == 0);
    CHECK(policy->statements.items[0].principals.items[0].kind == IAM_PRINCIPAL_ANY);
    CHECK(policy->statements.items[0].has_condition == 0);
    arena_done(&arena);
}

TEST(policies_parse, principals) {
    struct arena arena;
    struct faults faults;
    const struct iam_policy *policy = parse(
        &arena, &faults,
        "{'Statement': [{'Effect': 'Allow', 'Action': '*', 'Principal': {'*': '*'}},"
        "{'Effect': 'Allow', 'Action': '*', 'Principal': {'AWS': '*'}},"
        "{'Effect': 'Allow', 'Action': '*', 'Principal': {'AWS': '$role', 'Federated': 'x', 'CanonicalUser': 'y'}},"
        "{'Effect': 'Allow', 'Action': '*', 'Principal': '$all'}]}");
    CHECK_STR(str_from(faults.text), "");
    REQUIRE(policy->statements.count == 4);
    const struct iam_statement *statements = policy->statements.items;
    CHECK(statements[0].principals.items[0].kind == IAM_PRINCIPAL_ANY);
    CHECK(statements[1].principals.items[0].kind == IAM_PRINCIPAL_AWS);
    CHECK_STR(statements[1].principals.items[0].text.text, "*");
    CHECK(!statements[2].principals.items[0].text.known && !statements[2].principal_open);
    CHECK(statements[2].principals.items[2].kind == IAM_PRINCIPAL_CANONICAL);
    CHECK(statements[3].principal_given && statements[3].principal_open && statements[3].principals.count == 0);
    arena_done(&arena);
}

TEST(policies_parse, unknown_parts_stay_open) {
    struct arena arena;
    struct faults faults;
    const struct iam_policy *policy =
        parse(&arena, &faults,
              "{'Version': '2012-10-17', 'Statement': [{'Effect': '$E', 'Action': ['a:b', '$A', '...'],"
              "'Resource': '$R', 'Condition': {'StringEquals': {'k': '$V'}, 'Bool': '$B', '...': 1}}, '$S',"
              "{'Effect': 'Allow', '...': 1}]}");
    CHECK_STR(str_from(faults.text), "");
    CHECK(policy->open && policy->reason.size > 0);
    REQUIRE(policy->statements.count == 2);
    const struct iam_statement *first = &policy->statements.items[0], *second = &policy->statements.items[1];
    CHECK(first->effect == IAM_EFFECT_UNKNOWN && first->effect_node);
    CHECK(first->actions.open && first->actions.items.count == 2 && !first->actions.items.items[1].known);
    CHECK(!first->resources.open && !first->resources.items.items[0].known);
    CHECK_STR(first->resources.items.items[0].value->identity, "R");
    CHECK(first->conditions_open && first->conditions.count == 1 && first->has_condition == 1);
    CHECK(second->effect == IAM_ALLOW && second->actions.open && !second->actions.given && second->resources.open);
    CHECK(second->principal_open && second->has_condition == -1);
    arena_done(&arena);
    policy = parse(&arena, &faults, "'$P'");
    CHECK(policy->open && policy->statements.count == 0);
    arena_done(&arena);
    policy = parse(&arena, &faults, "{'Statement': {'Effect': 'Allow', 'Action': '*', 'Condition': '$C'}}");
    CHECK(policy->statements.items[0].has_condition == -1);
    arena_done(&arena);
}

TEST(policies_parse, faults_are_reported_and_followed) {
    struct arena arena;
    struct faults faults;
    const char *text = "{'version': '2012-10-17', 'statement': {'effect': 'allow', 'action': [['s3:Get*'], 's3:Put*'],"
                       "'Resource': '*', 'Principal': {'Aws': '1'}}}";
    const struct iam_policy *policy = parse(&arena, &faults, text);
    CHECK_STR(str_from(faults.text),
              "element-case element-case element-case bad-effect element-case nested-list element-case ");
    REQUIRE(policy->statements.count == 1);
    CHECK(policy->statements.items[0].effect == IAM_ALLOW);
    CHECK(policy->statements.items[0].actions.items.count == 2);
    CHECK(policy->statements.items[0].principals.items[0].kind == IAM_PRINCIPAL_AWS);
    arena_done(&arena);
}

TEST(policies_parse, names_each_fault) {
    check_faults("{'Version': '2012-10-17'}", "missing-statement ");
    check_faults("{'Version': '2012-10-18', 'Statement': []}", "bad-version ");
    check_faults("{'Statement': [], 'Comment': 'x'}", "unknown-element ");
    check_faults("{'Statement': 'x'}", "wrong-type ");
    check_faults("['x']", "wrong-type ");
    check_faults("'text'", "json-syntax ");
    check_faults("{'Statement': {}}", "missing-effect missing-action ");
    check_faults("{'Statement': {'Effect': 'Maybe', 'Action': 'a', 'Foo': 1}}", "bad-effect unknown-element ");
    check_faults("{'Statement': {'Effect': 'Deny', 'Action': 'a', 'NotAction': 'b'}}", "unsupported-combination ");
    check_faults("{'Statement': {'Effect': 'Deny', 'Action': [], 'Resource': {'a': 'b'}}}", "empty-list wrong-type ");
    check_faults("{'Statement': {'Effect': 'Deny', 'Action': 5}}", "wrong-type ");
    check_faults("{'Statement': {'Effect': 'Deny', 'Action': 'a', 'Principal': 'lambda.amazonaws.com'}}",
                 "bad-principal ");
    check_faults("{'Statement': {'Effect': 'Deny', 'Action': 'a', 'Principal': {'Lambda': 'x'}}}", "bad-principal ");
    check_faults("{'Statement': {'Effect': 'Deny', 'Action': 'a', 'Condition': ['x']}}", "wrong-type ");
    check_faults("{'Statement': {'Effect': 'Deny', 'Action': 'a', 'Condition': {'Bool': 'x'}}}", "wrong-type ");
    check_faults("{'Statement': {'Effect': 'Deny', 'Action': 'a', 'Condition': {'Bool': {'k': []}}}}", "empty-list ");
    check_faults("{'Statement': {'Effect': 'Deny', 'Action': 'a', 'Condition': {'Bool': {'k': {'x': 'y'}}}}}",
                 "wrong-type ");
    check_faults("{'Statement': {'Effect': 'Deny', 'Action': 'a', 'Sid': ['x']}}", "wrong-type ");
}

TEST(policies_parse, of_two_opposites_the_positive_one_counts) {
    struct arena arena;
    struct faults faults;
    for (int order = 0; order < 2; order++) {
        const struct iam_policy *policy =
            parse(&arena, &faults,
                  order ? "{'Statement': {'Effect': 'Allow', 'Action': 'a', 'NotAction': 'b'}}"
                        : "{'Statement': {'Effect': 'Allow', 'NotAction': 'b', 'Action': 'a'}}");
        REQUIRE(policy->statements.count == 1);
        CHECK(!policy->statements.items[0].actions.negated);
        REQUIRE(policy->statements.items[0].actions.items.count == 1);
        CHECK_STR(policy->statements.items[0].actions.items.items[0].text, "a");
        arena_done(&arena);
    }
}
