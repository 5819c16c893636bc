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

TEST(policies_hard, resources) {
    NEVER("{'Effect': 'Allow', 'Action': 's3:Get', 'NotResource': ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*']}",
          "{'Effect': 'Allow', 'Action': 's3:Get', 'NotResource': 'arn:aws:s3:::b/*'}");
    SOME("{'Effect': 'Allow', 'Action': 's3:Get', 'NotResource': 'arn:aws:s3:::b/*'}", ON("'arn:aws:s3:::*'"));
    NEVER("{'Effect': 'Allow', 'Action': 's3:Get'}", NOTHING);
    SOME(ON("'arn:aws:s3:::b*'"), ON("'arn:aws:s3:::b/*'"));
    NEVER(ON("'arn:aws:lambda:eu-west-1:111122223333:function:f'"), ON("'arn:aws:lambda:*:*:function:f'"));
    NEVER(ON("'arn:aws:ec2:*:*:instance/*'"), ON("'arn:aws:ec2:*:*:*/*'"));
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
    SOME(IF("'StringEquals': {'k:a': 'x*'}"), IF("'StringEquals': {'k:a': 'xy'}"));
    NEVER(IF("'StringLike': {'k:a': 'x${*}'}"), IF("'StringEquals': {'k:a': 'x*'}"));
    NEVER(IF("'StringLike': {'k:a': '${?}${$}'}"), IF("'StringEquals': {'k:a': '?$'}"));
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

TEST(policies_hard, large_policies) {
    struct arena arena;
    arena_init(&arena);
    struct buf all, but_one;
    buf_init(&all, &arena);
    buf_init(&but_one, &arena);
    for (int i = 0; i < 200; i++) {
        const char *comma = i ? "," : "";
        buf_printf(&all, "%s{'Effect': 'Allow', 'Action': 's3:A%d', 'Resource': 'arn:aws:s3:::b%d/*'}", comma, i, i);
        if (i != 137)
            buf_printf(&but_one, "%s{'Effect': 'Allow', 'Action': 's3:A%d', 'Resource': 'arn:aws:s3:::b%d/*'}",
                       i ? "," : "", i, i);
    }
    const char *whole = str_z(&arena, buf_str(&all)), *without = str_z(&arena, buf_str(&but_one));
    NEVER(whole, whole);
    NEVER(without, whole);
    SOME(whole, without);
    arena_done(&arena);
}
