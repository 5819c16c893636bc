#include "tests/unit/policy_random.h"

#include "tests/unit/policy_value.h"

#include <stdio.h>

#define COUNT(array) (uint32_t)(sizeof(array) / sizeof *(array))

uint32_t random_below(struct policy_random *random, uint32_t bound) {
    random->seed = random->seed * 1664525u + 1013904223u;
    return (random->seed >> 16) % bound;
}

static const char *pick(struct policy_random *random, const char *const *texts, uint32_t count) {
    return texts[random_below(random, count)];
}

static const char *const ACTIONS[] = {"s3:Get", "s3:G*",  "s3:*",        "*",      "ec2:Run",
                                      "s3:?et", "S3:PUT", "s3:*t",       "sqs:*",  "s3:???",
                                      "s3:G?",  "*:*",    "kms:Decrypt", "s3:g*t", "sts:AssumeRole*"};
static const char *const RESOURCES[] = {"arn:aws:s3:::a/*",
                                        "arn:aws:s3:::a/x",
                                        "*",
                                        "arn:aws:s3:::*",
                                        "arn:aws:s3:::a/?x",
                                        "arn:aws:s3:::b*",
                                        "arn:aws:s3:::a*x",
                                        "arn:aws:s3:::?/*",
                                        "arn:aws:kms:eu-west-1:111122223333:key/1",
                                        "arn:aws:iam::111122223333:role/*"};
static const char *const VARIABLE_RESOURCES[] = {
    "arn:aws:s3:::a/${k:a}",      "arn:aws:s3:::${k:a}/*", "arn:aws:s3:::a/${k:b}*", "arn:aws:s3:::a/${k:a, 'x'}",
    "arn:aws:s3:::${k:a}/${k:b}", "arn:aws:s3:::a/${*}",   "arn:aws:s3:::a/x${k:a}", "arn:aws:s3:::?/${k:b}"};
static const char *const CONDITIONS[] = {
    "'StringEquals': {'k:a': 'x'}",
    "'StringLike': {'k:a': ['x*', 'y']}",
    "'StringLike': {'k:a': '?'}",
    "'StringNotEquals': {'k:a': ['x', 'y']}",
    "'StringNotLike': {'k:b': 'x*'}",
    "'StringNotLikeIfExists': {'k:a': 'x*'}",
    "'StringEqualsIfExists': {'k:a': 'xy'}",
    "'StringNotEqualsIfExists': {'k:b': 'x'}",
    "'StringEqualsIgnoreCase': {'k:a': 'XY'}",
    "'StringNotEqualsIgnoreCase': {'k:b': ['XY', 'z']}",
    "'StringEquals': {'K:A': ['x', 'y', 'z']}",
    "'StringEquals': {'k:a': 'x*'}",
    "'Null': {'k:a': 'true'}",
    "'Null': {'k:a': 'false'}",
    "'Null': {'k:ip': true}",
    "'Null': {'aws:TagKeys': 'false'}",
    "'ForAllValues:StringEquals': {'aws:TagKeys': ['x', 'y']}",
    "'ForAllValues:StringLike': {'aws:TagKeys': 'x*'}",
    "'ForAllValues:StringNotEquals': {'aws:TagKeys': 'y'}",
    "'ForAllValues:StringNotLike': {'aws:TagKeys': ['y', '?']}",
    "'ForAnyValue:StringEquals': {'aws:TagKeys': ['x', 'xy']}",
    "'ForAnyValue:StringLike': {'aws:TagKeys': 'x*'}",
    "'ForAnyValue:StringNotLike': {'aws:TagKeys': 'x*'}",
    "'ForAnyValue:StringNotEquals': {'aws:TagKeys': ['x', 'y']}",
    "'ForAnyValue:StringEqualsIfExists': {'aws:TagKeys': 'x'}",
    "'NumericLessThan': {'k:n': '5'}",
    "'NumericLessThanEquals': {'k:n': 5}",
    "'NumericGreaterThan': {'k:n': '5.5'}",
    "'NumericGreaterThanEquals': {'k:n': '5'}",
    "'NumericGreaterThan': {'k:n': '5'}",
    "'NumericLessThan': {'k:n': '5.5'}",
    "'NumericEquals': {'k:n': ['5.0', '7']}",
    "'NumericNotEquals': {'k:n': ['5', '6']}",
    "'NumericEqualsIfExists': {'k:n': '5.5'}",
    "'IpAddress': {'k:ip': '10.0.0.0/8'}",
    "'IpAddress': {'k:ip': ['10.0.0.1', '2001:db8::/32']}",
    "'NotIpAddress': {'k:ip': ['10.0.0.0/9', '::/0']}",
    "'NotIpAddress': {'k:ip': '10.0.0.0/8'}",
    "'NotIpAddressIfExists': {'k:ip': '2001:db8:0:1::/64'}",
    "'IpAddressIfExists': {'k:ip': ['10.0.0.0/9', '10.128.0.0/9']}",
    "'DateGreaterThan': {'k:d': '2026-01-01T00:00:00Z'}",
    "'DateLessThan': {'k:d': '2026-01-01T01:00:00+01:00'}",
    "'DateLessThanEquals': {'k:d': '2026-01-01'}",
    "'DateGreaterThanEqualsIfExists': {'k:d': '1767225600'}",
    "'DateEquals': {'k:d': '1767225600'}",
    "'DateNotEquals': {'k:d': '2026-01-01'}",
    "'Bool': {'k:bool': 'true'}",
    "'Bool': {'k:bool': 'false'}",
    "'BoolIfExists': {'k:bool': 'false'}",
    "'BinaryEquals': {'k:bin': 'eA=='}",
    "'BinaryEquals': {'k:bin': ['eA==', 'eXk=']}",
    "'ArnLike': {'k:arn': 'arn:aws:sns:*:*:t*'}",
    "'ArnEquals': {'k:arn': ['arn:aws:sns:a:1:t', 'arn:aws:sqs:*:1:*']}",
    "'ArnNotLike': {'k:arn': 'arn:aws:sns:*:1:*'}",
    "'ArnNotEquals': {'k:arn': 'arn:aws:s?s:a:?:t'}",
    "'ArnEqualsIfExists': {'k:arn': 'arn:aws:sns:a:2:t'}",
};
static const char *const VARIABLE_CONDITIONS[] = {
    "'StringEquals': {'k:a': '${k:b}'}",
    "'StringNotEquals': {'k:b': '${k:a}'}",
    "'StringNotEquals': {'k:a': '${k:b}'}",
    "'StringLike': {'k:a': '${k:b}*'}",
    "'StringLikeIfExists': {'k:b': 'x${k:a}'}",
    "'StringEquals': {'k:b': ['${k:a}', 'xx']}",
    "'StringNotLike': {'k:a': \"${k:b, 'x'}*\"}",
    "'ForAnyValue:StringEquals': {'aws:TagKeys': '${k:a}'}",
    "'ForAllValues:StringEquals': {'aws:TagKeys': ['${k:a}', 'z']}",
    "'StringEquals': {'k:a': '${*}'}",
    "'ArnLike': {'k:arn': 'arn:aws:sns:a:1:${k:a}'}",
};
static const char *const DISPUTED_CONDITIONS[] = {
    "'StringEquals': {'k:a': []}",
    "'StringNotEquals': {'aws:TagKeys': 'x'}",
    "'ArnNotLike': {'k:arn': 'arn:aws:sns'}",
    "'Null': {'k:a': 'maybe'}",
    "'NumericEquals': {'k:n': '${k:a}'}",
    "'ForAllValues:StringEquals': {'k:a': 'x'}",
    "'IpAddress': {'k:ip': 'ten'}",
};
static const char *const DISPUTED_ELEMENTS[] = {"arn:aws:kms:*:*:key/1", "arn:aws:s*:::a/x",          "arn:aws:s3:::a*",
                                                "arn:AWS:s3:::a/*",      "arn:aws:kms:*:*:k*",        "arn:aws:s3*",
                                                "arn:aws:iam::*:r*/app", "arn:aws:*:*:111122223333:*"};
static const char *const PRINCIPALS[] = {
    "'*'",
    "{'AWS': '*'}",
    "{'AWS': 'arn:aws:iam::111122223333:role/app'}",
    "{'AWS': 'arn:aws:sts::111122223333:assumed-role/app/run'}",
    "{'AWS': ['111122223333', 'arn:aws:iam::111122223333:user/ana']}",
    "{'AWS': 'arn:aws:iam::444455556666:root'}",
    "{'AWS': ['arn:aws:iam::444455556666:role/other', '111122223333']}",
    "{'Service': 's3.amazonaws.com'}",
    "{'Federated': 'cognito-identity.amazonaws.com'}",
    "{'AWS': 'arn:aws:sts::111122223333:federated-user/ana', 'Federated': 'arn:aws:iam::111122223333:saml-provider/P'}",
    "{'AWS': ['arn:aws:sts::111122223333:assumed-role/app/run', 'arn:aws:iam::111122223333:role/app', '111122223333']}",
    "{'AWS': ['arn:aws:iam::111122223333:user/ana', '111122223333'], 'Service': 's3.amazonaws.com'}",
};

static void add_list(struct buf *buf, struct policy_random *random, const char *name, const char *const *texts,
                     uint32_t count) {
    buf_printf(buf, ", '%s%s': [", random_below(random, 5) ? "" : "Not", name);
    for (uint32_t items = 1 + random_below(random, 2); items; items--)
        buf_printf(buf, "\"%s\"%s", pick(random, texts, count), items > 1 ? "," : "");
    buf_add_z(buf, "]");
}

static void add_condition(struct buf *buf, struct policy_random *random) {
    if (random->disputed && !random_below(random, 3)) {
        buf_add_z(buf, pick(random, DISPUTED_CONDITIONS, COUNT(DISPUTED_CONDITIONS)));
        return;
    }
    bool variable = random->variables && !random_below(random, 3);
    buf_add_z(buf, variable ? pick(random, VARIABLE_CONDITIONS, COUNT(VARIABLE_CONDITIONS))
                            : pick(random, CONDITIONS, COUNT(CONDITIONS)));
}

static void add_resources(struct buf *buf, struct policy_random *random, bool may_be_left_out) {
    if (may_be_left_out && random->disputed && !random_below(random, 4))
        return;
    if (random->variables && !random_below(random, 3))
        add_list(buf, random, "Resource", VARIABLE_RESOURCES, COUNT(VARIABLE_RESOURCES));
    else if (random->disputed && !random_below(random, 3))
        add_list(buf, random, "Resource", DISPUTED_ELEMENTS, COUNT(DISPUTED_ELEMENTS));
    else
        add_list(buf, random, "Resource", RESOURCES, COUNT(RESOURCES));
}

static void add_statement(struct buf *buf, struct policy_random *random, bool with_principals) {
    buf_printf(buf, "{'Effect': '%s'", random_below(random, 4) ? "Allow" : "Deny");
    if (with_principals)
        buf_printf(buf, ", '%sPrincipal': %s", random_below(random, 6) ? "" : "Not",
                   pick(random, PRINCIPALS, COUNT(PRINCIPALS)));
    add_list(buf, random, "Action", ACTIONS, COUNT(ACTIONS));
    add_resources(buf, random, with_principals);
    uint32_t conditions = random_below(random, 3);
    if (conditions)
        buf_add_z(buf, ", 'Condition': {");
    for (; conditions; conditions--) {
        add_condition(buf, random);
        buf_add_z(buf, conditions > 1 ? ", " : "}");
    }
    buf_add_z(buf, "}");
}

const char *random_policy_text(struct arena *arena, struct policy_random *random, bool with_principals) {
    struct buf buf;
    buf_init(&buf, arena);
    bool old = random->variables && !random_below(random, 8); /* variables are text then */
    buf_printf(&buf, "{%s'Statement': [", old ? "" : "'Version': '2012-10-17', ");
    for (uint32_t statements = 1 + random_below(random, 3); statements; statements--) {
        add_statement(&buf, random, with_principals);
        buf_add_z(&buf, statements > 1 ? ", " : "]}");
    }
    return str_z(arena, buf_str(&buf));
}

const struct iam_policy *random_policy(struct arena *arena, struct policy_random *random, bool with_principals) {
    const char *text = random_policy_text(arena, random, with_principals);
    if (random->show)
        printf("policy: %s\n", text);
    return iam_policy_parse(test_value(arena, text), arena, NULL, NULL);
}

static struct iam_policies some_policies(struct arena *arena, struct policy_random *random, uint32_t count,
                                         bool with_principals) {
    const struct iam_policy **items = arena_alloc_array(arena, count, sizeof *items);
    for (uint32_t i = 0; i < count; i++)
        items[i] = random_policy(arena, random, with_principals);
    return (struct iam_policies){items, count};
}

static struct iam_levels some_levels(struct arena *arena, struct policy_random *random, bool with_principals) {
    uint32_t count = 1 + random_below(random, 2);
    struct iam_policies *levels = arena_alloc_array(arena, count, sizeof *levels);
    for (uint32_t i = 0; i < count; i++)
        levels[i] = some_policies(arena, random, 2, with_principals);
    return (struct iam_levels){levels, count};
}

void random_bundle(struct arena *arena, struct policy_random *random, struct iam_bundle *ret_bundle) {
    struct iam_bundle bundle = {.identity = some_policies(arena, random, 1 + random_below(random, 2), false)};
    if (random->principals && random_below(random, 2))
        bundle.resource = random_policy(arena, random, true);
    if (random->principals && !random_below(random, 3))
        bundle.boundary = some_policies(arena, random, 1, false);
    if (random->principals && !random_below(random, 5))
        bundle.session = some_policies(arena, random, 1, false);
    if (random->principals && !random_below(random, 5))
        bundle.scp = some_levels(arena, random, false);
    if (random->principals && !random_below(random, 5))
        bundle.rcp = some_levels(arena, random, true);
    if (random->principals && !random_below(random, 8))
        bundle.endpoint = some_policies(arena, random, 1, true);
    *ret_bundle = bundle;
}

struct str random_caller(struct policy_random *random) {
    static const char *const CALLERS[] = {RANDOM_SESSION,
                                          "arn:aws:iam::111122223333:user/ana",
                                          "arn:aws:sts::444455556666:assumed-role/other/run",
                                          "s3.amazonaws.com",
                                          "cognito-identity.amazonaws.com",
                                          "anonymous",
                                          "arn:aws:iam::111122223333:root",
                                          "arn:aws:iam::444455556666:root",
                                          "arn:aws:iam::111122223333:role/app",
                                          "arn:aws:sts::111122223333:federated-user/ana",
                                          "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/run",
                                          "arn:aws:iam::111122223333:saml-provider/P"};
    return str_from(random->principals ? pick(random, CALLERS, COUNT(CALLERS)) : CALLERS[0]);
}

static const char *const SOME_ACTIONS[] = {"s3:Get",  "s3:Put",      "s3:Go",          "ec2:Run",
                                           "sqs:Set", "kms:Decrypt", "sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"};
static const char *const SOME_RESOURCES[] = {"arn:aws:s3:::a/x",
                                             "arn:aws:s3:::a/xx",
                                             "arn:aws:s3:::a/xy",
                                             "arn:aws:s3:::b",
                                             "arn:aws:s3:::a/",
                                             "arn:aws:s3:::x/y",
                                             "*",
                                             "arn:aws:kms:eu-west-1:111122223333:key/1",
                                             "arn:aws:iam::111122223333:role/app"};
static const struct random_key KEYS[] = {
    {"k:a", {"x", "xy", "XY", "y", "z"}},
    {"k:b", {"x", "xy", "XY", "y", "xx"}},
    {"k:n", {"4", "5", "5.5", "6", "5.2"}},
    {"k:ip", {"10.0.0.1", "10.200.0.1", "11.0.0.1", "::1", "2001:db8:0:1::5"}},
    {"k:d", {"2025-12-31", "2026-01-01", "2026-01-01T00:00:00.5Z", "2027-01-01", "1"}},
    {"k:bool", {"true", "false", "True", "false", "true"}},
    {"k:bin", {"eA==", "eXk=", "eg==", "eA==", "eg=="}},
    {"k:arn", {"arn:aws:sns:a:1:t", "arn:aws:sns:a:2:t", "arn:aws:sqs:a:1:t", "x", "arn:aws:sns:a:1:x"}},
    {"aws:TagKeys", {"x", "y", "xy", "z", "xz"}}};

const struct random_world RANDOM_WORLD = {
    .actions = SOME_ACTIONS,
    .action_count = COUNT(SOME_ACTIONS),
    .resources = SOME_RESOURCES,
    .resource_count = COUNT(SOME_RESOURCES),
    .keys = KEYS,
    .key_count = COUNT(KEYS),
};

void random_request(struct arena *arena, struct policy_random *random, struct str principal,
                    struct iam_request *ret_request) {
    const struct random_world *world = &RANDOM_WORLD;
    iam_request_init(ret_request, arena, principal,
                     str_from(pick(random, world->actions, (uint32_t)world->action_count)),
                     str_from(pick(random, world->resources, (uint32_t)world->resource_count)), STR(RANDOM_ACCOUNT));
    for (size_t i = 0; i < COUNT(KEYS); i++) {
        if (!random_below(random, 3))
            continue;
        bool many = iam_key_is_multivalued(str_from(KEYS[i].key));
        struct iam_context_value *entry = iam_context_add(&ret_request->context, str_from(KEYS[i].key));
        for (uint32_t values = many ? 1 + random_below(random, 3) : 1; values; values--)
            vec_push(arena, &entry->values, str_from(KEYS[i].values[random_below(random, 5)]));
    }
    iam_request_derive(ret_request);
}
