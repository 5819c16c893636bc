#include "tests/unit/policy_random.h"

#include "tests/unit/policy_value.h"

#define COUNT(array) (uint32_t)(sizeof(array) / sizeof *(array))

uint32_t random_below(struct policy_random *random, uint32_t bound) {
    random->seed = random->seed * 1664525u + 1013904223u;
    return (random->seed >> 16) % bound;
}

static const char *pick(struct policy_random *random, const char *const *texts, uint32_t count) {
    return texts[random_below(random, count)];
}

static const char *const ACTIONS[] = {"s3:Get", "s3:G*",  "s3:*",  "*",          "ec2:Run",
                                      "s3:?et", "S3:PUT", "s3:*t", "kms:Decrypt"};
static const char *const RESOURCES[] = {"arn:aws:s3:::a/*",     "arn:aws:s3:::a/x",  "*",
                                        "arn:aws:s3:::*",       "arn:aws:s3:::a/?x", "arn:aws:s3:::b*",
                                        "arn:aws:kms:*:*:key/1"};
static const char *const VARIABLE_RESOURCES[] = {"arn:aws:s3:::a/${k:a}", "arn:aws:s3:::${k:a}/*",
                                                 "arn:aws:s3:::a/${k:b}*"};
static const char *const CONDITIONS[] = {
    "'StringEquals': {'k:a': 'x'}",
    "'StringLike': {'k:a': ['x*', 'y']}",
    "'StringNotEquals': {'k:a': ['x', 'y']}",
    "'StringNotLikeIfExists': {'k:a': 'x*'}",
    "'StringEqualsIfExists': {'k:a': 'xy'}",
    "'StringEqualsIgnoreCase': {'k:a': 'XY'}",
    "'StringNotEqualsIgnoreCase': {'k:b': ['XY', 'z']}",
    "'Null': {'k:a': 'true'}",
    "'Null': {'k:a': 'false'}",
    "'ForAllValues:StringEquals': {'aws:TagKeys': ['x', 'y']}",
    "'ForAnyValue:StringEquals': {'aws:TagKeys': ['x', 'xy']}",
    "'ForAnyValue:StringNotLike': {'aws:TagKeys': 'x*'}",
    "'ForAllValues:StringNotEquals': {'aws:TagKeys': 'y'}",
    "'NumericLessThan': {'k:n': '5'}",
    "'NumericGreaterThanEquals': {'k:n': '5'}",
    "'NumericNotEquals': {'k:n': ['5', '6']}",
    "'NumericEqualsIfExists': {'k:n': '5.5'}",
    "'IpAddress': {'k:ip': '10.0.0.0/8'}",
    "'NotIpAddress': {'k:ip': ['10.0.0.0/9', '::/0']}",
    "'IpAddressIfExists': {'k:ip': ['10.0.0.0/9', '10.128.0.0/9']}",
    "'DateGreaterThan': {'k:d': '2026-01-01T00:00:00Z'}",
    "'DateLessThanEquals': {'k:d': '2026-01-01'}",
    "'Bool': {'k:bool': 'true'}",
    "'BoolIfExists': {'k:bool': 'false'}",
    "'ArnLike': {'k:arn': 'arn:aws:sns:*:*:t*'}",
    "'ArnNotLike': {'k:arn': 'arn:aws:sns:*:1:*'}",
};
static const char *const VARIABLE_CONDITIONS[] = {
    "'StringEquals': {'k:a': '${k:b}'}",
    "'StringNotEquals': {'k:b': '${k:a}'}",
    "'StringLike': {'k:a': '${k:b}*'}",
    "'StringLikeIfExists': {'k:b': 'x${k:a}'}",
};
static const char *const PRINCIPALS[] = {
    "'*'",
    "{'AWS': 'arn:aws:iam::111122223333:role/app'}",
    "{'AWS': 'arn:aws:sts::111122223333:assumed-role/app/run'}",
    "{'AWS': ['111122223333', 'arn:aws:iam::111122223333:user/ana']}",
    "{'AWS': 'arn:aws:iam::444455556666:root'}",
    "{'Service': 's3.amazonaws.com'}",
    "{'AWS': ['arn:aws:iam::111122223333:user/ana', '111122223333'], 'Service': 's3.amazonaws.com'}",
};

static void add_list(struct buf *buf, struct policy_random *random, const char *name, const char *const *texts,
                     uint32_t count) {
    buf_printf(buf, ", '%s%s': [", random_below(random, 5) ? "" : "Not", name);
    for (uint32_t items = 1 + random_below(random, 2); items; items--)
        buf_printf(buf, "'%s'%s", pick(random, texts, count), items > 1 ? "," : "");
    buf_add_z(buf, "]");
}

static void add_condition(struct buf *buf, struct policy_random *random) {
    bool variable = random->variables && !random_below(random, 3);
    buf_add_z(buf, variable ? pick(random, VARIABLE_CONDITIONS, COUNT(VARIABLE_CONDITIONS))
                            : pick(random, CONDITIONS, COUNT(CONDITIONS)));
}

static void add_statement(struct buf *buf, struct policy_random *random, bool with_principals) {
    buf_printf(buf, "{'Effect': '%s'", random_below(random, 4) ? "Allow" : "Deny");
    if (with_principals)
        buf_printf(buf, ", '%sPrincipal': %s", random_below(random, 6) ? "" : "Not",
                   pick(random, PRINCIPALS, COUNT(PRINCIPALS)));
    add_list(buf, random, "Action", ACTIONS, COUNT(ACTIONS));
    if (random->variables && !random_below(random, 3))
        add_list(buf, random, "Resource", VARIABLE_RESOURCES, COUNT(VARIABLE_RESOURCES));
    else
        add_list(buf, random, "Resource", RESOURCES, COUNT(RESOURCES));
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
    buf_add_z(&buf, "{'Version': '2012-10-17', 'Statement': [");
    for (uint32_t statements = 1 + random_below(random, 3); statements; statements--) {
        add_statement(&buf, random, with_principals);
        buf_add_z(&buf, statements > 1 ? ", " : "]}");
    }
    return str_z(arena, buf_str(&buf));
}

const struct iam_policy *random_policy(struct arena *arena, struct policy_random *random, bool with_principals) {
    return iam_policy_parse(test_value(arena, random_policy_text(arena, random, with_principals)), arena, NULL, NULL);
}

static struct iam_policies some_policies(struct arena *arena, struct policy_random *random, uint32_t count,
                                         bool with_principals) {
    const struct iam_policy **items = arena_alloc_array(arena, count, sizeof *items);
    for (uint32_t i = 0; i < count; i++)
        items[i] = random_policy(arena, random, with_principals);
    return (struct iam_policies){items, count};
}

static struct iam_levels some_levels(struct arena *arena, struct policy_random *random, bool with_principals) {
    struct iam_policies *levels = arena_alloc_array(arena, 1, sizeof *levels);
    levels[0] = some_policies(arena, random, 2, with_principals);
    return (struct iam_levels){levels, 1};
}

void random_bundle(struct arena *arena, struct policy_random *random, struct iam_bundle *ret_bundle) {
    struct iam_bundle bundle = {.identity = some_policies(arena, random, 1 + random_below(random, 2), false)};
    if (random->principals && random_below(random, 2))
        bundle.resource = random_policy(arena, random, true);
    if (random->principals && !random_below(random, 4))
        bundle.boundary = some_policies(arena, random, 1, false);
    if (random->principals && !random_below(random, 5))
        bundle.session = some_policies(arena, random, 1, false);
    if (random->principals && !random_below(random, 5))
        bundle.scp = some_levels(arena, random, false);
    if (random->principals && !random_below(random, 8))
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
                                          "anonymous",
                                          "arn:aws:iam::111122223333:root",
                                          "arn:aws:iam::444455556666:root"};
    return str_from(random->principals ? pick(random, CALLERS, COUNT(CALLERS)) : CALLERS[0]);
}

void random_request(struct arena *arena, struct policy_random *random, struct str principal,
                    struct iam_request *ret_request) {
    static const char *const SOME_ACTIONS[] = {"s3:Get", "s3:Put", "s3:Go", "ec2:Run", "sqs:Set", "kms:Decrypt"};
    static const char *const SOME_RESOURCES[] = {"arn:aws:s3:::a/x", "arn:aws:s3:::a/xx",
                                                 "arn:aws:s3:::b",   "*",
                                                 "arn:aws:s3:::a/",  "arn:aws:kms:eu-west-1:111122223333:key/1",
                                                 "arn:aws:s3:::x/y"};
    static const struct {
        const char *key;
        const char *values[5];
    } KEYS[] = {{"k:a", {"x", "xy", "XY", "y", "z"}},
                {"k:b", {"x", "xy", "XY", "y", "xx"}},
                {"k:n", {"4", "5", "5.5", "6", "7"}},
                {"k:ip", {"10.0.0.1", "10.200.0.1", "11.0.0.1", "::1", "192.0.2.1"}},
                {"k:d", {"2025-12-31", "2026-01-01", "2026-01-01T00:00:00.5Z", "2027-01-01", "1"}},
                {"k:bool", {"true", "false", "true", "false", "true"}},
                {"k:arn", {"arn:aws:sns:a:1:t", "arn:aws:sns:a:2:t", "arn:aws:sqs:a:1:t", "x", "arn:aws:sns:a:1:z"}},
                {"aws:TagKeys", {"x", "y", "xy", "z", "xz"}}};
    iam_request_init(ret_request, arena, principal, str_from(pick(random, SOME_ACTIONS, COUNT(SOME_ACTIONS))),
                     str_from(pick(random, SOME_RESOURCES, COUNT(SOME_RESOURCES))), STR(RANDOM_ACCOUNT));
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
