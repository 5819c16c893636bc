/* Cases that other analyzers get wrong or leave open: pairs of policies, and whether the first grants what the second
 * does not. */
#include "policies/prove.h"
#include "tests/unit/policy_value.h"
#include "tests/unit/test.h"

#include <stdio.h>

static const struct prove_question ANY = {.principal = {"arn:aws:sts::111122223333:assumed-role/app/run", 44},
                                          .resource_account = {"111122223333", 12}};

static struct iam_bundle bundle_of(struct arena *arena, const char *statements) {
    struct str text = str_format(arena, "{'Version': '2012-10-17', 'Statement': [%s]}", statements);
    const struct iam_policy **items = arena_alloc_array(arena, 1, sizeof *items);
    items[0] = iam_policy_parse(test_value(arena, str_z(arena, text)), arena, NULL, NULL);
    return (struct iam_bundle){.identity = {items, 1}};
}

static void check(const char *more, const char *base, enum prove_answer expected, int line) {
    struct prover *prover = prover_open();
    struct arena arena;
    arena_init(&arena);
    struct iam_bundle a = bundle_of(&arena, more), b = bundle_of(&arena, base);
    struct proof proof = prove_exceeds(prover, &arena, &a, &b, &ANY);
    if (proof.answer != expected)
        fprintf(stderr, "test_policies_hard.c:%d: got %s %s %.*s %.*s\n", line, prove_answer_name(proof.answer),
                proof.reason ? proof.reason : "", STR_ARG(proof.request.action), STR_ARG(proof.request.resource));
    CHECK(proof.answer == expected);
    arena_done(&arena);
    prover_close(prover);
}

static enum prove_answer allows(const char *statements, const struct prove_question *question) {
    struct prover *prover = prover_open();
    struct arena arena;
    arena_init(&arena);
    struct iam_bundle bundle = bundle_of(&arena, statements);
    enum prove_answer answer = prove_allows_some(prover, &arena, &bundle, question).answer;
    arena_done(&arena);
    prover_close(prover);
    return answer;
}

#define ON(resource) "{'Effect': 'Allow', 'Action': 's3:Get', 'Resource': " resource "}"
#define DO(action) "{'Effect': 'Allow', 'Action': " action ", 'Resource': '*'}"
#define IF(condition) "{'Effect': 'Allow', 'Action': 's3:Get', 'Resource': '*', 'Condition': {" condition "}}"
#define DENY_IF(condition) "{'Effect': 'Deny', 'Action': '*', 'Resource': '*', 'Condition': {" condition "}}"
#define NOTHING "{'Effect': 'Deny', 'Action': '*', 'Resource': '*'}"
#define NEVER(more, base) check(more, base, PROVE_NO, __LINE__)
#define SOME(more, base) check(more, base, PROVE_YES, __LINE__)
#define OPEN(more, base) check(more, base, PROVE_UNKNOWN, __LINE__)

TEST(policies_hard, patterns) {
    NEVER(ON("'arn:aws:s3:::foo*?bar'"), ON("'arn:aws:s3:::foo?*bar'"));
    NEVER(ON("'arn:aws:s3:::ab*b*b*b'"), ON("'arn:aws:s3:::a*b*b*b'"));
    NEVER(ON("'arn:aws:s3:::*abba*'"), ON("'arn:aws:s3:::*ab*ba*'"));
    SOME(ON("'arn:aws:s3:::*aba*'"), ON("'arn:aws:s3:::*ab*ba*'"));
    NEVER(ON("'arn:aws:s3:::x*'"), ON("'arn:aws:s3:::x'") "," ON("'arn:aws:s3:::x?*'"));
    NEVER(ON("'arn:aws:s3:::*a????????????????"
             "'"),
          ON("'arn:aws:s3:::*'"));
    SOME(ON("'arn:aws:s3:::*'"), ON("['arn:aws:s3:::*0', 'arn:aws:s3:::*1', 'arn:aws:s3:::*2', 'arn:aws:s3:::*3',"
                                    "'arn:aws:s3:::*4', 'arn:aws:s3:::*5', 'arn:aws:s3:::*6', 'arn:aws:s3:::*7',"
                                    "'arn:aws:s3:::*8', 'arn:aws:s3:::*9']"));
    NEVER(ON("'arn:aws:s3:::b/a:b'"), ON("'arn:aws:s3:::b/*:*'"));
    SOME(ON("'arn:aws:s3:::b\\\\\"x'"), ON("'arn:aws:s3:::bx'"));
    SOME(ON("'arn:aws:s3:::\\u{41}'"), ON("'arn:aws:s3:::A'"));
    SOME(ON("'arn:aws:s3:::b/\xC3\xBC'"), ON("'arn:aws:s3:::b/?\xC3\xBC'"));
    NEVER(ON("'arn:aws:s3:::b/\xC3\xBC'"), ON("'arn:aws:s3:::b/?'"));
    NEVER(ON("'arn:aws:s3:::b/*'"), ON("['arn:aws:s3:::b/', 'arn:aws:s3:::b/?*']"));
    SOME(ON("'arn:aws:s3:::*a????????????????"
            "'"),
         ON("'arn:aws:s3:::*b????????????????"
            "'"));
    NEVER(ON("'arn:aws:s3:::**'"), ON("'arn:aws:s3:::*'"));
    NEVER(ON("'arn:aws:s3:::?*'"), ON("'arn:aws:s3:::*?'"));
    SOME(ON("'arn:aws:s3:::b*'"), ON("'arn:aws:s3:::b?*'")); /* nothing is a text, too */
    NEVER(ON("'arn:aws:s3:::*a*b*c*d*e*f*g*h*i*j*'"), ON("'arn:aws:s3:::*a*c*d*f*g*h*i*j*'"));
    SOME(ON("'arn:aws:s3:::*a*c*d*f*g*h*i*j*'"), ON("'arn:aws:s3:::*a*b*c*d*e*f*g*h*i*j*'"));
    NEVER(ON("'arn:aws:s3:::*a?*b?*c?*d?*e?*f?*g?*h?*i?*j?*'"), ON("'arn:aws:s3:::*a*?b*?c*?d*?e*?f*?g*?h*?i*?j*?'"));
    SOME(ON("'arn:aws:s3:::*a*b*c*d*e*f*g*h*i*j*'"), ON("'arn:aws:s3:::*a*?b*?c*?d*?e*?f*?g*?h*?i*?j*?'"));
}

/* No two of the three have a text that the third leaves out. */
TEST(policies_hard, three_patterns_at_once) {
    NEVER(ON("'arn:aws:s3:::a*'") ", {'Effect': 'Deny', 'Action': '*', 'NotResource': 'arn:aws:s3:::*b'},"
                                  "{'Effect': 'Deny', 'Action': '*', 'NotResource': 'arn:aws:s3:::??"
                                  "'}",
          ON("'arn:aws:s3:::ab'"));
    SOME(ON("'arn:aws:s3:::a*'") ", {'Effect': 'Deny', 'Action': '*', 'NotResource': 'arn:aws:s3:::*b'}",
         ON("'arn:aws:s3:::ab'"));
    NEVER(ON("'arn:aws:s3:::b/*'"), /* covered by three statements, and by no two of them */
          ON("'arn:aws:s3:::b/'") "," ON("'arn:aws:s3:::b/?'") "," ON("'arn:aws:s3:::b/??*'"));
    SOME(ON("'arn:aws:s3:::b/*'"), ON("'arn:aws:s3:::b/'") "," ON("'arn:aws:s3:::b/??*'"));
}

TEST(policies_hard, twenty_endings_left_out) {
    struct arena arena;
    arena_init(&arena);
    struct buf endings;
    buf_init(&endings, &arena);
    for (int i = 0; i < 20; i++)
        buf_printf(&endings, ", " ON("'arn:aws:s3:::*%c%c'"), 'a' + i, 'b' + i);
    const char *others = str_z(&arena, buf_str(&endings));
    SOME(ON("'arn:aws:s3:::*'"), str_z(&arena, str_format(&arena, "%s%s", NOTHING, others)));
    NEVER(ON("'arn:aws:s3:::x*gh'"), others + 2);
    arena_done(&arena);
}

TEST(policies_hard, actions) {
    SOME(DO("'s3:Get*'"), DO("['s3:GetObject', 's3:GetBucketAcl']")); /* open world: there may be more */
    NEVER(DO("['s3:GetObject', 'S3:getobject']"), DO("'s3:GETOBJECT'"));
    NEVER(DO("'madeup:Thing'"), DO("'madeup:*'"));
    NEVER(DO("'*:*'"), DO("'*'"));
    NEVER(DO("'*'"), DO("'*:*'"));
    NEVER(DO("'iam:Pass?ole'"), DO("'iam:Pass*'"));
    SOME(DO("'iam:Pass?ole'"), DO("'iam:PassRole'"));
    SOME("{'Effect': 'Allow', 'NotAction': 'iam:*', 'Resource': '*'}", DO("['a*', 's3:*']"));
    NEVER("{'Effect': 'Allow', 'NotAction': 'iam:*', 'Resource': '*'}," NOTHING, NOTHING);
    NEVER(DO("'*'") ", {'Effect': 'Deny', 'NotAction': 's3:*', 'Resource': '*'}", DO("'s3:*'"));
}

/* An action without a resource is allowed by `*` only. */
TEST(policies_hard, action_without_resource) {
    struct prove_question question = ANY;
    question.action = STR("s3:ListAllMyBuckets");
    question.resource = STR("*");
    CHECK(allows("{'Effect': 'Allow', 'Action': 's3:*', 'Resource': 'arn:aws:s3:::*'}", &question) == PROVE_NO);
    CHECK(allows(DO("'s3:*'"), &question) == PROVE_YES);
}

TEST(policies_hard, resources) {
    NEVER("{'Effect': 'Allow', 'Action': 's3:Get', 'NotResource': ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*']}",
          "{'Effect': 'Allow', 'Action': 's3:Get', 'NotResource': 'arn:aws:s3:::b/*'}");
    SOME("{'Effect': 'Allow', 'Action': 's3:Get', 'NotResource': 'arn:aws:s3:::b/*'}", ON("'arn:aws:s3:::*'"));
    NEVER("{'Effect': 'Allow', 'Action': 's3:Get'}", NOTHING);
    SOME(ON("'arn:aws:s3:::b*'"), ON("'arn:aws:s3:::b/*'"));
    NEVER(ON("'arn:aws:lambda:eu-west-1:111122223333:function:f'"), ON("'arn:aws:lambda:*:*:function:f'"));
    NEVER(ON("'arn:aws:ec2:*:*:instance/*'"), ON("'arn:aws:ec2:*:*:*/*'"));
    NEVER(ON("'arn:aws:s3:::b'"), ON("'arn:*:s3:::b'"));
    SOME(ON("'arn:*:s3:::b'"), ON("'arn:aws-*:s3:::b'"));
    NEVER(ON("'arn:aws:ec2:::x'"), ON("'arn:aws:ec2:*:*:*'"));
    SOME(ON("'arn:aws:ec2:*:*:*'"), ON("'arn:aws:ec2:*:*:*/*'"));
    /* The pair that Access Analyzer calls redundant: only if the account's star runs over a colon (S14). */
    OPEN(ON("'arn:aws:logs:*:*:log-group:/aws/x*'"), ON("'arn:aws:logs:*:*:/aws/x*'"));
    /* Within itself, whatever the reach of the star is. */
    NEVER(ON("'arn:aws:logs:*:*1:/app/*'"), ON("'arn:aws:logs:*:*1:/app/*'"));
}

/* Only whole ARNs of keys need their own policy: colons of an object's name make none. */
TEST(policies_hard, object_that_looks_like_a_key) {
    struct prover *prover = prover_open();
    struct arena arena;
    arena_init(&arena);
    struct prove_question question = ANY;
    question.action = STR("kms:Decrypt");
    question.resource = STR("arn:aws:s3:::a/:kms:::key/1");
    struct iam_bundle all = bundle_of(&arena, DO("'*'"));
    CHECK(prove_allows_some(prover, &arena, &all, &question).answer == PROVE_YES);
    question.resource = STR("arn:aws:kms:eu-west-1:111122223333:key/1");
    CHECK(prove_allows_some(prover, &arena, &all, &question).answer == PROVE_NO);
    arena_done(&arena);
    prover_close(prover);
}

TEST(policies_hard, conditions) {
    NEVER(IF("'ForAllValues:StringEquals': {'aws:TagKeys': ['a', 'b']}, 'ForAnyValue:StringEquals': {'aws:TagKeys':"
             "'c'}"),
          NOTHING);
    NEVER(IF("'ForAnyValue:StringEquals': {'aws:TagKeys': 'a'}, 'Null': {'aws:TagKeys': 'true'}"), NOTHING);
    SOME(IF("'ForAllValues:StringEquals': {'aws:TagKeys': 'a'}, 'Null': {'aws:TagKeys': 'true'}"), NOTHING);
    NEVER(IF("'StringEquals': {'k:a': 'a'}, 'StringLike': {'K:A': 'b*'}"), NOTHING);
    SOME(IF("'ForAnyValue:StringEquals': {'aws:TagKeys': 'a'}, 'ForAnyValue:StringLike': {'aws:TagKeys': 'b*'}"),
         NOTHING); /* two values of one key */
    SOME(IF("'BoolIfExists': {'aws:MultiFactorAuthPresent': 'true'}"),
         IF("'Bool': {'aws:MultiFactorAuthPresent': 'true'}"));
    SOME(
        IF("'StringLike': {'k:a': '*'}") "," DENY_IF("'Bool': {'k:b': 'true'}") "," DENY_IF("'Bool': {'k:b': 'false'}"),
        NOTHING); /* the key may be absent */
    NEVER(IF("'NumericEquals': {'k:n': '1'}"), IF("'NumericEquals': {'k:n': '1.0'}"));
    NEVER(IF("'NumericGreaterThan': {'k:n': '5'}, 'NumericLessThan': {'k:n': '5'}"), NOTHING);
    SOME(IF("'NumericGreaterThan': {'k:n': '5'}, 'NumericLessThan': {'k:n': '6'}"), NOTHING); /* 5.5 */
    NEVER(IF("'DateEquals': {'aws:CurrentTime': '1772323200'}"), IF("'DateEquals': {'aws:CurrentTime': '2026-03-01'}"));
    NEVER(IF("'DateEquals': {'aws:CurrentTime': '2026-03-01T01:00:00+01:00'}"),
          IF("'DateEquals': {'aws:CurrentTime': '2026-03-01'}"));
    NEVER(IF("'IpAddress': {'aws:SourceIp': '10.1.2.3/8'}"),
          IF("'IpAddress': {'aws:SourceIp': ['10.0.0.0/9', '10.128.0.0/9']}"));
    SOME(IF("'IpAddress': {'aws:SourceIp': '::/0'}"), IF("'IpAddress': {'aws:SourceIp': '0.0.0.0/0'}"));
    NEVER(IF("'IpAddress': {'aws:SourceIp': '2001:DB8::/48'}"), IF("'IpAddress': {'aws:SourceIp': '2001:db8::/32'}"));
    SOME(IF("'NotIpAddress': {'aws:SourceIp': '0.0.0.0/0'}"), IF("'IpAddress': {'aws:SourceIp': '::/0'}"));
    /* A star of an ARN operator stays within its part, the last one excepted. */
    NEVER(IF("'ArnLike': {'aws:SourceArn': 'arn:aws:sns:*:*:t'}"),
          IF("'StringLike': {'aws:SourceArn': 'arn:aws:sns:*:*:t'}"));
    SOME(IF("'StringLike': {'aws:SourceArn': 'arn:aws:sns:*:*:t'}"),
         IF("'ArnLike': {'aws:SourceArn': 'arn:aws:sns:*:*:t'}"));
    NEVER(IF("'ArnEquals': {'aws:SourceArn': 'arn:aws:lambda:*:*:function:f:1'}"),
          IF("'ArnLike': {'aws:SourceArn': 'arn:aws:lambda:*:*:function:*'}"));
    SOME(IF("'StringEquals': {'k:a': 'x*'}"), IF("'StringEquals': {'k:a': 'xy'}"));
    NEVER(IF("'StringLike': {'k:a': 'x${*}'}"), IF("'StringEquals': {'k:a': 'x*'}"));
    NEVER(IF("'StringLike': {'k:a': '${?}${$}'}"), IF("'StringEquals': {'k:a': '?$'}"));
    NEVER(IF("'StringEquals': {'k:a': 'x'}, 'Null': {'k:a': 'true'}"), NOTHING);
    SOME(IF("'StringNotEquals': {'k:a': 'x'}, 'Null': {'k:a': 'true'}"), NOTHING);
    SOME(IF("'StringEqualsIfExists': {'k:a': 'x'}, 'Null': {'k:a': 'true'}"), NOTHING);
    NEVER(IF("'StringEqualsIfExists': {'k:a': 'x'}, 'Null': {'k:a': 'false'}"), IF("'StringEquals': {'k:a': 'x'}"));
    NEVER(IF("'ForAnyValue:StringNotEquals': {'aws:TagKeys': 'x'}, 'Null': {'aws:TagKeys': 'true'}"), NOTHING);
    SOME(IF("'ForAnyValue:StringNotEquals': {'aws:TagKeys': 'x'}"), IF("'ForAllValues:StringNotEquals':"
                                                                       "{'aws:TagKeys': 'x'}"));
    NEVER(IF("'StringEquals': {'k:a': 'x', 'K:A': 'y'}"), NOTHING); /* one key in two letter cases */
    NEVER(IF("'StringEquals': {'k:a': 'x'}, 'StringLike': {'k:a': 'y'}"), NOTHING);
    NEVER(IF("'StringEqualsIgnoreCase': {'k:a': 'x'}, 'StringNotEquals': {'k:a': ['x', 'X']}"), NOTHING);
    SOME(IF("'StringEqualsIgnoreCase': {'k:a': 'xy'}, 'StringNotEquals': {'k:a': ['xy', 'XY']}"), NOTHING);
    NEVER(IF("'StringEquals': {'k:a': ''}"), IF("'StringLike': {'k:a': '*'}"));
    NEVER(IF("'StringEquals': {'k:a': ''}, 'StringLike': {'k:a': '?*'}"), NOTHING);
    OPEN(IF("'NumericEquals': {'k:n': '1e0'}"), NOTHING); /* no number (S40) */
    NEVER(IF("'NumericLessThanEquals': {'k:n': '5'}"),
          IF("'NumericLessThan': {'k:n': '5'}") "," IF("'NumericEquals': {'k:n': '5.00'}"));
    SOME(IF("'NumericLessThanEquals': {'k:n': '5'}"), IF("'NumericLessThan': {'k:n': '5'}"));
    SOME(IF("'DateLessThanEquals': {'aws:CurrentTime': '2026-03-01'}"), IF("'DateLessThan': {'aws:CurrentTime':"
                                                                           "'2026-03-01'}"));
    NEVER(IF("'DateLessThan': {'aws:CurrentTime': '2026-03-01T00:00:00Z'}, 'DateGreaterThan': {'aws:CurrentTime':"
             "'2026-03-01T00:00:00Z'}"),
          NOTHING);
    NEVER(IF("'BinaryEquals': {'k:b': 'eA=='}"), IF("'BinaryEquals': {'k:b': ['eA==', 'eXk=']}"));
    NEVER(IF("'BinaryEquals': {'k:b': 'eA=='}"), IF("'BinaryEquals': {'k:b': 'eB=='}")); /* the same byte */
    SOME(IF("'BinaryEquals': {'k:b': ['eA==', 'eXk=']}"), IF("'BinaryEquals': {'k:b': 'eA=='}"));
    NEVER(IF("'IpAddress': {'aws:SourceIp': '10.0.0.1'}"), IF("'IpAddress': {'aws:SourceIp': '10.0.0.1/32'}"));
    NEVER(IF("'IpAddress': {'aws:SourceIp': '0.0.0.0/0'}"), IF("'IpAddress': {'aws:SourceIp': ['0.0.0.0/1',"
                                                               "'128.0.0.0/1']}"));
    SOME(IF("'IpAddress': {'aws:SourceIp': '::ffff:10.0.0.0/104'}"), IF("'IpAddress': {'aws:SourceIp': '10.0.0.0/8'}"));
    SOME(IF("'NotIpAddress': {'aws:SourceIp': '10.0.0.0/8'}, 'Null': {'aws:SourceIp': 'true'}"), NOTHING);
    NEVER(IF("'IpAddress': {'aws:SourceIp': '10.0.0.0/8'}, 'Null': {'aws:SourceIp': 'true'}"), NOTHING);
    OPEN(IF("'StringEquals': {'k:a': []}"), NOTHING);
    OPEN(DO("'*'") "," DENY_IF("'Bool': {'aws:SecureTransport': 'no'}"), NOTHING); /* a Bool that is none (S40) */
    SOME(IF("'StringNotEquals': {'aws:PrincipalTag/level': 'x'}"), IF("'Null': {'aws:PrincipalTag/level': 'false'}"));
}

TEST(policies_hard, variables) {
    const char *docs = ON("'arn:aws:s3:::home/${k:u}/docs/*'"), *home = ON("'arn:aws:s3:::home/${k:u}/*'");
    NEVER(docs, home);
    SOME(home, docs);
    NEVER(home, ON("'arn:aws:s3:::home/*'"));
    NEVER(ON("'arn:aws:s3:::home/${k:u}/${k:v}'"), ON("'arn:aws:s3:::home/${k:u}/*'"));
    SOME(IF("'StringEquals': {'k:a': '${k:u}'}, 'StringLike': {'k:u': 'x*'}"), IF("'StringEquals': {'k:a': 'x'}"));
    SOME(IF("'StringEquals': {'k:a': '${k:u}', 'k:u': '${k:a}'}"), NOTHING); /* a cycle */
    SOME(IF("'StringNotEquals': {'k:a': '${k:u}'}"), NOTHING);
    SOME(IF("'StringEquals': {'k:a': '${k:u}'}, 'StringEqualsIgnoreCase': {'k:u': 'B'}"), NOTHING);
    SOME(DO("'s3:*'"), DO("'s3:*'") ", {'Effect': 'Deny', 'Action': '*', 'Resource': 'arn:aws:s3:::${k:u}/*'}");
    /* A `?` takes one character, not a value. */
    SOME(ON("'arn:aws:s3:::${k:u}/${k:v}'"), ON("'arn:aws:s3:::?/${k:v}'"));
    NEVER(DO("'s3:*'") ", {'Effect': 'Deny', 'Action': '*', 'Resource': 'arn:aws:s3:::${k:u}/*'}", DO("'s3:*'"));
    /* What is beyond needs an empty u, and then there is no bucket. */
    const char *bucket = ON("'arn:aws:s3:::${k:u}'");
    NEVER(bucket, "{'Effect': 'Allow', 'Action': 's3:Get', 'Resource': 'arn:aws:s3:::${k:u}',"
                  "'Condition': {'StringNotEquals': {'k:u': ''}}}");
    SOME(bucket, "{'Effect': 'Allow', 'Action': 's3:Get', 'Resource': 'arn:aws:s3:::${k:u}',"
                 "'Condition': {'StringNotEquals': {'k:u': 'b'}}}");
}

/* Whatever the variable is, what must match the condition matches it with any text in its place. */
TEST(policies_hard, variables_in_conditions) {
    const char *tagged = IF("'StringEquals': {'k:a': 'x/${k:u}'}");
    NEVER(tagged, IF("'StringLike': {'k:a': '*'}"));
    NEVER(tagged, IF("'StringLike': {'k:a': 'x/*'}"));
    NEVER(tagged, IF("'Null': {'k:a': 'false'}"));
    SOME(tagged, IF("'StringLike': {'k:a': 'x/?*'}, 'StringNotEquals': {'k:u': 'b'}"));
    SOME(IF("'StringLike': {'k:a': 'x/*'}"), tagged);
    NEVER(IF("'ArnLike': {'k:a': 'arn:aws:s3:*::${k:u}'}"), IF("'StringLike': {'k:a': 'arn:aws:s3:*:*'}"));
    SOME(IF("'ArnLike': {'k:a': 'arn:aws:s3:::${k:u}'}"), IF("'StringLike': {'k:a': 'arn:aws:s3:::b*'}"));
    /* Nothing is asked of an absent key. */
    SOME(IF("'ForAllValues:StringEquals': {'k:a': 'x/${k:u}'}"), IF("'StringLike': {'k:a': 'x/*'}"));
    NEVER(IF("'ForAnyValue:StringEquals': {'k:a': 'x/${k:u}'}"), IF("'ForAnyValue:StringLike': {'k:a': 'x/*'}"));
    SOME(IF("'StringNotEquals': {'k:a': 'x/${k:u}'}"), IF("'StringNotLike': {'k:a': 'x/*'}"));
}

/* Wildcards before a variable keep to their parts as they do without one. */
TEST(policies_hard, variables_behind_wildcards) {
    NEVER(ON("'arn:aws:kms:*:*:key/${k:u}'"), ON("'arn:aws:kms:*:*:key/*'"));
    SOME(ON("'arn:aws:kms:*:*:key/*'"), ON("'arn:aws:kms:*:*:key/${k:u}'"));
    OPEN(ON("'arn:aws:kms:*:*:key/${k:u}'"), ON("'arn:aws:kms:*:key/*'"));
}

TEST(policies_hard, variables_that_others_tie) {
    /* An equality does not carry over to what is unrelated. */
    SOME(IF("'StringEquals': {'k:a': '${k:u}', 'k:b': 'y'}, 'StringNotEquals': {'k:u': 'y'}"), NOTHING);
    /* The variable is used before the statement that says what it is. */
    NEVER(ON("'arn:aws:s3:::home/${k:u}'") "," DENY_IF("'StringNotEquals': {'k:u': 'ana'}"),
          ON("'arn:aws:s3:::home/ana'"));
    SOME(ON("\"arn:aws:s3:::home/${k:u, 'all'}\""), ON("'arn:aws:s3:::home/${k:u}'"));
}

/* Shown to be impossible case by case: absent, each value that is left, and any other. */
TEST(policies_hard, variables_refuted) {
    NEVER(IF("'StringEquals': {'k:a': '${k:b}'}, 'StringLike': {'k:b': 'x${k:a}'}"), NOTHING); /* longer than itself */
    NEVER(ON("'arn:aws:s3:::a/${k:u}'") ", {'Effect': 'Deny', 'Action': '*', 'NotResource': 'arn:aws:s3:::a/x${k:u}'}",
          NOTHING);
    NEVER(IF("'StringEquals': {'k:a': '${k:u}'}, 'StringNotLike': {'k:a': '${k:u}*'}"), NOTHING);
    NEVER(IF("'StringEquals': {'k:a': ['${k:u}', 'x']}, 'StringNotEquals': {'k:a': '${k:u}'},"
             "'StringLike': {'k:a': 'y*'}"),
          NOTHING);
    NEVER(IF("'StringEquals': {'k:a': '${k:u}', 'k:b': '${k:u}'}, 'StringLike': {'k:a': 'x*', 'k:b': 'y*'}"), NOTHING);
    NEVER(IF("'ArnLike': {'k:arn': 'arn:aws:sns:a:1:${k:u}'}, 'ArnEqualsIfExists': {'k:arn': 'arn:aws:sns:a:2:t'}"),
          NOTHING);
    NEVER("{'Effect': 'Allow', 'Action': 's3:Get', 'Resource': \"arn:aws:s3:::a/${k:u, 'x'}\","
          "'Condition': {'StringEqualsIfExists': {'k:u': ['y', 'z']}}}",
          ON("['arn:aws:s3:::a/x', 'arn:aws:s3:::a/y', 'arn:aws:s3:::a/z']"));
}

TEST(policies_hard, variables_found) {
    SOME(ON("'arn:aws:s3:::${k:u}/*'") ", {'Effect': 'Deny', 'Action': '*', 'NotResource': 'arn:aws:s3:::a/${k:u}'}",
         NOTHING); /* a/a */
    SOME(ON("'arn:aws:s3:::${k:u}/*'") ", {'Effect': 'Deny', 'Action': '*', 'NotResource': 'arn:aws:s3:::a/${k:u}'},"
                                       "{'Effect': 'Deny', 'Action': '*', 'Resource': 'arn:aws:s3:::${k:u}/b*'}",
         NOTHING);
    SOME("{'Effect': 'Allow', 'Action': 's3:Get', 'Resource': 'arn:aws:s3:::?/${k:b}', 'Condition':"
         "{'StringLike': {'k:b': 'x${k:a}', 'k:a': ['x*', 'y']}}}",
         NOTHING);
    SOME("{'Effect': 'Allow', 'Action': 's3:Get', 'Resource': \"arn:aws:s3:::a/${k:a, 'x'}\"},"
         "{'Effect': 'Deny', 'Action': '*', 'NotResource': 'arn:aws:s3:::a/?x'}",
         NOTHING);
    /* The value of a variable in the first parts of an ARN may hold their colons. */
    SOME(IF("'ArnLike': {'k:arn': 'arn:aws:${k:u}:a:1:t'}, 'StringEquals': {'k:arn': 'arn:aws:sns:q:a:1:t'}"), NOTHING);
}

static enum prove_answer allows_on(const char *statements, const char *resource, const char *key, const char *value) {
    struct arena arena;
    arena_init(&arena);
    struct iam_context context = {.arena = &arena};
    struct prove_question question = ANY;
    question.action = STR("s3:Get");
    question.resource = str_from(resource);
    struct iam_context_value *entry = key ? iam_context_add(&context, str_from(key)) : NULL;
    if (entry)
        vec_push(&arena, &entry->values, str_from(value));
    question.context = &context;
    enum prove_answer answer = allows(statements, &question);
    arena_done(&arena);
    return answer;
}

/* The resource or a key is part of the question: a variable is a part of it. */
TEST(policies_hard, variables_of_a_given_request) {
    const char *home = ON("'arn:aws:s3:::a/${k:u}'");
    CHECK(allows_on(home, "arn:aws:s3:::a/", NULL, NULL) == PROVE_YES); /* empty */
    CHECK(allows_on(home, "arn:aws:s3:::b/x", NULL, NULL) == PROVE_NO);
    const char *tagged = "{'Effect': 'Allow', 'Action': 's3:Get', 'Resource': 'arn:aws:s3:::a/${k:u}', 'Condition':"
                         "{'StringLike': {'k:v': '${k:u}*'}}}";
    CHECK(allows_on(tagged, "arn:aws:s3:::a/x", "k:v", "xy") == PROVE_YES);
    CHECK(allows_on(tagged, "arn:aws:s3:::a/x", "k:v", "yx") == PROVE_NO);
}

/* A value is text: its star is no wildcard. */
TEST(policies_hard, variable_with_a_star) {
    struct arena arena;
    arena_init(&arena);
    struct iam_context context = {.arena = &arena};
    struct iam_context_value *entry = iam_context_add(&context, STR("k:u"));
    vec_push(&arena, &entry->values, STR("*"));
    struct prove_question question = ANY;
    question.context = &context;
    question.action = STR("s3:Get");
    question.resource = STR("arn:aws:s3:::home/ana");
    CHECK(allows(ON("'arn:aws:s3:::home/${k:u}'"), &question) == PROVE_NO);
    question.resource = STR("arn:aws:s3:::home/*");
    CHECK(allows(ON("'arn:aws:s3:::home/${k:u}'"), &question) == PROVE_YES);
    arena_done(&arena);
}

/* A provider's bare name is an identity of it in one action only. */
TEST(policies_hard, identity_providers) {
    static const char TRUST[] = "{'Version': '2012-10-17', 'Statement': {'Effect': 'Allow', 'Action': 'sts:*',"
                                "'Principal': {'Federated': 'cognito-identity.amazonaws.com'}}}";
    struct prover *prover = prover_open();
    struct arena arena;
    arena_init(&arena);
    struct prove_question question = ANY;
    question.principal = STR("cognito-identity.amazonaws.com");
    question.granted = true;
    struct iam_bundle trust = {.resource = iam_policy_parse(test_value(&arena, TRUST), &arena, NULL, NULL)};
    struct iam_bundle nothing = {0};
    CHECK(prove_exceeds(prover, &arena, &trust, &nothing, &question).answer == PROVE_YES);
    CHECK(prove_exceeds(prover, &arena, &nothing, &trust, &question).answer == PROVE_NO);
    question.action = STR("sts:AssumeRole");
    CHECK(prove_exceeds(prover, &arena, &trust, &nothing, &question).answer == PROVE_NO);
    arena_done(&arena);
    prover_close(prover);
}

TEST(policies_hard, statements_together) {
    NEVER("{'Effect': 'Deny', 'Action': 's3:Put', 'Resource': '*'}", NOTHING);
    /* A Deny of the second that matters on a part only. */
    SOME(DO("'s3:*'"), DO("'s3:*'") ", {'Effect': 'Deny', 'Action': 's3:*', 'Resource': 'arn:aws:s3:::b/secret/*'}");
    NEVER(ON("'arn:aws:s3:::b/open/*'"),
          DO("'s3:*'") ", {'Effect': 'Deny', 'Action': 's3:*', 'Resource': 'arn:aws:s3:::b/secret/*'}");
    NEVER("{'Sid': 'A', 'Effect': 'Allow', 'Action': 's3:Get', 'Resource': '*'},"
          "{'Sid': 'A', 'Effect': 'Allow', 'Action': 's3:Put', 'Resource': '*'}",
          DO("['s3:Get', 's3:Put']"));
}

/* So many statements of different actions and buckets, without that one. */
static const char *many(struct arena *arena, int count, int without) {
    struct buf buf;
    buf_init(&buf, arena);
    for (int i = 0; i < count; i++)
        if (i != without)
            buf_printf(&buf,
                       "%s{'Effect': 'Allow', 'Action': 's3:A%d*', 'Resource': ['arn:aws:s3:::b%d', "
                       "'arn:aws:s3:::b%d/*'], 'Condition': {'StringLike': {'k:a': 'v%d*'}}}",
                       i ? "," : "", i, i, i, i % 7);
    return str_z(arena, buf_str(&buf));
}

TEST(policies_hard, large_policies) {
    static const int SIZES[] = {162, 200, 1000};
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        const char *whole = many(&arena, SIZES[i], -1), *without = many(&arena, SIZES[i], 137);
        NEVER(whole, whole);
        NEVER(without, whole);
        SOME(whole, without);
    }
    arena_done(&arena);
}

/* Two megabytes: 4,000 resources in each of ten statements. */
TEST(policies_hard, large_document) {
    struct arena arena;
    arena_init(&arena);
    struct buf buf;
    buf_init(&buf, &arena);
    for (int i = 0; i < 10; i++) {
        buf_printf(&buf, "%s{'Effect': 'Allow', 'Action': 's3:Get', 'Resource': [", i ? "," : "");
        for (int j = 0; j < 4000; j++)
            buf_printf(&buf, "%s'arn:aws:s3:::bucket-with-a-long-name-%d-%05d/*'", j ? "," : "", i, j);
        buf_add_z(&buf, "]}");
    }
    const char *large = str_z(&arena, buf_str(&buf));
    CHECK(buf_str(&buf).size > 1900000);
    NEVER(ON("'arn:aws:s3:::bucket-with-a-long-name-7-03999/x'"), large);
    SOME(ON("'arn:aws:s3:::bucket-with-a-long-name-7-04000/x'"), large);
    SOME(large, ON("'arn:aws:s3:::bucket-with-a-long-name-7-03999/x'"));
    arena_done(&arena);
}
