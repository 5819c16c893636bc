/* The prover against the evaluator: what it calls impossible must not be found among many requests, and random policies
 * obey the laws of sets. */
#include "policies/prove.h"
#include "tests/unit/policy_random.h"
#include "tests/unit/policy_value.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

static const struct prove_question ANY = {.principal = {"arn:aws:sts::111122223333:assumed-role/app/run", 44},
                                          .resource_account = {"111122223333", 12}};

struct side {
    const struct iam_policy *policy;
    struct iam_bundle bundle;
};

static void read_side(struct arena *arena, const char *text, struct side *ret) {
    *ret = (struct side){.policy = iam_policy_parse(test_value(arena, text), arena, NULL, NULL)};
    const struct iam_policy **items = arena_alloc_array(arena, 1, sizeof *items);
    items[0] = ret->policy;
    ret->bundle.identity = (struct iam_policies){items, 1};
}

static enum prove_answer exceeds(struct prover *prover, const char *more, const char *base) {
    struct arena arena;
    struct side a, b;
    arena_init(&arena);
    read_side(&arena, more, &a);
    read_side(&arena, base, &b);
    struct proof proof = prove_exceeds(prover, &arena, &a.bundle, &b.bundle, &ANY);
    enum prove_answer answer = proof.answer;
    arena_done(&arena);
    return answer;
}

#define POLICY(statements) "{'Version': '2012-10-17', 'Statement': [" statements "]}"
#define ALLOW(action, resource) "{'Effect': 'Allow', 'Action': " action ", 'Resource': " resource "}"
#define DENY(action, resource) "{'Effect': 'Deny', 'Action': " action ", 'Resource': " resource "}"
#define ALLOW_IF(condition) "{'Effect': 'Allow', 'Action': 's3:Get', 'Resource': '*', 'Condition': {" condition "}}"

static void check_pair(struct prover *prover, const char *more, const char *base, enum prove_answer expected,
                       int line) {
    enum prove_answer answer = exceeds(prover, more, base);
    if (answer != expected)
        fprintf(stderr, "test_policies_prove.c:%d: got %s\n", line, prove_answer_name(answer));
    CHECK(answer == expected);
}
#define PAIR(more, base, expected) check_pair(prover, POLICY(more), POLICY(base), expected, __LINE__)
#define IF_PAIR(more, base, expected) PAIR(ALLOW_IF(more), ALLOW_IF(base), expected)

TEST(policies_prove, compares_actions_and_resources) {
    struct prover *prover = prover_open();
    PAIR(ALLOW("'s3:Get*'", "'*'"), ALLOW("'s3:*'", "'*'"), PROVE_NO);
    PAIR(ALLOW("'s3:*'", "'*'"), ALLOW("'s3:Get*'", "'*'"), PROVE_YES);
    PAIR(ALLOW("'S3:GET*'", "'*'"), ALLOW("'s3:get*'", "'*'"), PROVE_NO);
    PAIR(ALLOW("['s3:A', 's3:B']", "'*'"), ALLOW("'s3:A'", "'*'") "," ALLOW("'s3:B'", "'*'"), PROVE_NO);
    PAIR(ALLOW("'s3:G*'", "'*'"), ALLOW("'s3:G?t?t'", "'*'"), PROVE_YES);
    PAIR(ALLOW("'*'", "'arn:aws:s3:::b/*'"), ALLOW("'*'", "'arn:aws:s3:::b*'"), PROVE_NO);
    PAIR(ALLOW("'*'", "'arn:aws:s3:::b*'"), ALLOW("'*'", "'arn:aws:s3:::b/*'"), PROVE_YES);
    PAIR(ALLOW("'*'", "'arn:aws:s3:::b/*'"), ALLOW("'*'", "'arn:aws:s3:::b/'") "," ALLOW("'*'", "'arn:aws:s3:::b/?*'"),
         PROVE_NO);
    PAIR(ALLOW("'s3:*'", "'*'") "," DENY("'s3:Put'", "'*'"), ALLOW("'s3:*'", "'*'"), PROVE_NO);
    PAIR(ALLOW("'s3:*'", "'*'"), ALLOW("'s3:*'", "'*'") "," DENY("'s3:Put'", "'*'"), PROVE_YES);
    PAIR("{'Effect': 'Allow', 'NotAction': ['iam:*', 's3:*'], 'Resource': '*'}",
         "{'Effect': 'Allow', 'NotAction': 'iam:*', 'Resource': '*'}", PROVE_NO);
    PAIR("{'Effect': 'Allow', 'NotAction': 'iamm:*', 'Resource': '*'}",
         "{'Effect': 'Allow', 'NotAction': 'iam:*', 'Resource': '*'}", PROVE_YES);
    PAIR("{'Effect': 'Allow', 'Action': '*', 'NotResource': ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*']}",
         "{'Effect': 'Allow', 'Action': '*', 'NotResource': 'arn:aws:s3:::a/*'}", PROVE_NO);
    PAIR(DENY("'*'", "'*'"), ALLOW("'s3:A'", "'*'"), PROVE_NO);
    PAIR(ALLOW("'logs:*'", "'arn:aws:logs:*:*1:/app/*'"), ALLOW("'logs:*'", "'arn:aws:logs:*:*:log-group:x1:/app/*'"),
         PROVE_YES);
    prover_close(prover);
}

TEST(policies_prove, compares_conditions) {
    struct prover *prover = prover_open();
    IF_PAIR("'StringEquals': {'k:a': 'x'}", "'StringLike': {'k:a': 'x*'}", PROVE_NO);
    IF_PAIR("'StringLike': {'k:a': 'x*'}", "'StringEquals': {'k:a': 'x'}", PROVE_YES);
    IF_PAIR("'StringLike': {'k:a': '*'}", "'Null': {'k:a': 'false'}", PROVE_NO);
    IF_PAIR("'StringNotEquals': {'k:a': 'x'}", "'Null': {'k:a': 'false'}", PROVE_YES);
    IF_PAIR("'StringEquals': {'k:a': 'x'}", "'StringEqualsIfExists': {'k:a': 'x'}", PROVE_NO);
    IF_PAIR("'StringEquals': {'k:a': 'x'}", "'StringEqualsIgnoreCase': {'k:a': 'X'}", PROVE_NO);
    IF_PAIR("'StringEquals': {'k:a': 'x', 'k:b': 'y'}", "'StringEquals': {'k:a': 'x'}", PROVE_NO);
    IF_PAIR("'IpAddress': {'aws:SourceIp': '10.0.0.0/8'}",
            "'IpAddress': {'aws:SourceIp': ['10.0.0.0/9', '10.128.0.0/9']}", PROVE_NO);
    IF_PAIR("'IpAddress': {'aws:SourceIp': '10.0.0.0/8'}", "'IpAddress': {'aws:SourceIp': '10.0.0.0/9'}", PROVE_YES);
    IF_PAIR("'NumericLessThan': {'k:n': '5'}", "'NumericLessThanEquals': {'k:n': '5'}", PROVE_NO);
    IF_PAIR("'NumericLessThanEquals': {'k:n': '5'}", "'NumericLessThan': {'k:n': '5'}", PROVE_YES);
    IF_PAIR("'DateLessThan': {'aws:CurrentTime': '2026-01-01T00:00:00Z'}",
            "'DateLessThan': {'aws:CurrentTime': '2026-01-01T00:00:01Z'}", PROVE_NO);
    IF_PAIR("'Bool': {'aws:SecureTransport': 'true'}", "'Bool': {'aws:SecureTransport': 'false'}", PROVE_YES);
    IF_PAIR("'ForAllValues:StringEquals': {'aws:TagKeys': ['a', 'b']}",
            "'ForAllValues:StringEquals': {'aws:TagKeys': ['a', 'b', 'c']}", PROVE_NO);
    IF_PAIR("'ForAnyValue:StringEquals': {'aws:TagKeys': ['a']}", "'ForAllValues:StringEquals': {'aws:TagKeys': ['a']}",
            PROVE_YES);
    PAIR("{'Effect': 'Allow', 'Action': 's3:Get', 'Resource': '*', 'Condition': {'ForAllValues:StringEquals':"
         "{'aws:TagKeys': ['a', 'b']}, 'ForAnyValue:StringEquals': {'aws:TagKeys': ['c']}}}",
         DENY("'*'", "'*'"), PROVE_NO);
    PAIR("{'Effect': 'Allow', 'Action': 's3:Get', 'Resource': '*', 'Condition': {'StringEquals': {'k:a': 'a'},"
         "'StringLike': {'k:a': 'b'}}}",
         DENY("'*'", "'*'"), PROVE_NO);
    prover_close(prover);
}

TEST(policies_prove, variables_and_unknowns) {
    struct prover *prover = prover_open();
    const char *home = POLICY(ALLOW("'s3:*'", "'arn:aws:s3:::home/${aws:PrincipalTag/u}/*'"));
    CHECK(exceeds(prover, home, home) == PROVE_NO);
    CHECK(exceeds(prover, home, POLICY(ALLOW("'s3:*'", "'arn:aws:s3:::home/*'"))) == PROVE_NO);
    CHECK(exceeds(prover, POLICY(ALLOW("'s3:*'", "'arn:aws:s3:::home/*'")), home) == PROVE_YES);
    CHECK(exceeds(prover, home, POLICY(ALLOW("'s3:*'", "'arn:aws:s3:::other/*'"))) == PROVE_YES);
    const char *same = POLICY(ALLOW_IF("'StringEquals': {'k:a': '${k:b}'}"));
    CHECK(exceeds(prover, same, same) == PROVE_NO);
    CHECK(exceeds(prover, same, POLICY(ALLOW_IF("'StringEquals': {'k:a': 'x'}"))) == PROVE_YES);
    /* An unresolved value: equal to itself, and anything else is not known. */
    const char *hole = POLICY(ALLOW("'s3:*'", "'$bucket'"));
    CHECK(exceeds(prover, hole, hole) == PROVE_NO);
    CHECK(exceeds(prover, hole, POLICY(ALLOW("'s3:*'", "'*'"))) == PROVE_NO);
    CHECK(exceeds(prover, hole, POLICY(ALLOW("'s3:*'", "'arn:aws:s3:::a'"))) == PROVE_UNKNOWN);
    CHECK(exceeds(prover, POLICY(ALLOW("'s3:*'", "'*'")), hole) == PROVE_UNKNOWN);
    prover_close(prover);
}

static enum prove_answer about(struct prover *prover, const char *text, size_t statement, enum prove_statement what) {
    struct arena arena;
    struct side side;
    arena_init(&arena);
    read_side(&arena, text, &side);
    struct proof proof = prove_about_statement(prover, &arena, side.policy, statement, what, &ANY);
    arena_done(&arena);
    return proof.answer;
}

TEST(policies_prove, statements) {
    struct prover *prover = prover_open();
    const char *text = POLICY(ALLOW("'s3:Get'", "'arn:aws:s3:::b/*'") "," ALLOW("'s3:*'", "'*'") "," DENY(
        "'ec2:*'", "'*'") "," DENY("'s3:P*'", "'*'") "," ALLOW("'s3:Put'", "'*'"));
    CHECK(about(prover, text, 0, PROVE_ADDS) == PROVE_NO); /* redundant */
    CHECK(about(prover, text, 1, PROVE_ADDS) == PROVE_YES);
    CHECK(about(prover, text, 2, PROVE_EFFECTIVE) == PROVE_NO); /* a dead Deny */
    CHECK(about(prover, text, 3, PROVE_EFFECTIVE) == PROVE_YES);
    CHECK(about(prover, text, 4, PROVE_EFFECTIVE) == PROVE_NO); /* shadowed by a Deny */
    CHECK(about(prover, text, 1, PROVE_EFFECTIVE) == PROVE_YES);
    const char *never = POLICY(ALLOW_IF("'StringEquals': {'k:a': 'a'}, 'StringNotEquals': {'k:a': 'a'}"));
    CHECK(about(prover, never, 0, PROVE_MATCHES) == PROVE_NO);
    CHECK(about(prover, POLICY(ALLOW("'s3'", "'*'")), 0, PROVE_MATCHES) == PROVE_NO);
    prover_close(prover);
}

TEST(policies_prove, allows_with_fixed_parts) {
    struct prover *prover = prover_open();
    struct arena arena;
    struct side side;
    arena_init(&arena);
    read_side(&arena,
              POLICY("{'Effect': 'Allow', 'NotAction': 'iamm:*', 'Resource': '*'}," DENY(
                  "'*'", "'arn:aws:iam::111122223333:user/root'")),
              &side);
    struct prove_question question = ANY;
    question.action = STR("iam:CreateUser");
    question.resource = STR("arn:aws:iam::111122223333:user/eve");
    struct proof proof = prove_allows_some(prover, &arena, &side.bundle, &question);
    CHECK(proof.answer == PROVE_YES && proof.has_request);
    CHECK_STR(proof.request.action, "iam:CreateUser");
    question.resource = STR("arn:aws:iam::111122223333:user/root");
    CHECK(prove_allows_some(prover, &arena, &side.bundle, &question).answer == PROVE_NO);
    question.resource = STR_NONE;
    CHECK(prove_allows_some(prover, &arena, &side.bundle, &question).answer == PROVE_YES);
    CHECK(prove_denies_some(prover, &arena, &side.bundle, &question).answer == PROVE_YES);
    arena_done(&arena);
    prover_close(prover);
}

/* The variable's value is what the resource has in its place, whatever wildcards stand around it. */
TEST(policies_prove, allows_on_a_resource_named_by_a_variable) {
    struct prover *prover = prover_open();
    struct arena arena;
    struct side side;
    arena_init(&arena);
    read_side(
        &arena,
        POLICY("{'Effect': 'Allow', 'Action': 'ssm:GetParameter', 'Resource': 'arn:aws:ssm:*:*:parameter/${k:id}*',"
               "'Condition': {'StringNotLike': {'k:id': 'a*'}}}"),
        &side);
    struct prove_question question = ANY;
    question.action = STR("ssm:GetParameter");
    question.resource = STR("arn:aws:ssm:eu-west-1:111122223333:parameter/bc");
    CHECK(prove_allows_some(prover, &arena, &side.bundle, &question).answer == PROVE_YES);
    question.resource = STR("arn:aws:ssm:eu-west-1:111122223333:document/bc");
    CHECK(prove_allows_some(prover, &arena, &side.bundle, &question).answer == PROVE_NO);
    arena_done(&arena);
    prover_close(prover);
}

/* `make check-policies` does this with many more, and with all layers. */
TEST(policies_prove, random_pairs_agree_with_the_evaluator) {
    struct prover *prover = prover_open();
    struct policy_random random = {.seed = 20261125};
    size_t unsound = 0, unknown = 0;
    for (int pair = 0; pair < 400; pair++) {
        struct arena arena;
        struct iam_bundle a, b;
        arena_init(&arena);
        random_bundle(&arena, &random, &a);
        random_bundle(&arena, &random, &b);
        struct proof proof = prove_exceeds(prover, &arena, &a, &b, &ANY);
        /* What AWS's documents leave open names its item of docs/policy.md. */
        unknown += proof.answer == PROVE_UNKNOWN && !strstr(proof.reason, "(S");
        for (int i = 0; i < 40 && proof.answer == PROVE_NO; i++) {
            struct iam_request request;
            random_request(&arena, &random, ANY.principal, &request);
            unsound += iam_evaluate(&arena, &a, &request).decision == IAM_ALLOWED &&
                       iam_evaluate(&arena, &b, &request).decision != IAM_ALLOWED;
        }
        arena_done(&arena);
    }
    CHECK(unsound == 0);
    CHECK(unknown == 0);
    prover_close(prover);
}
