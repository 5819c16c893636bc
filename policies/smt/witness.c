#include "policies/smt/witness.h"

#include "policies/arn.h"
#include "policies/catalog.h"
#include "policies/kinds.h"
#include "policies/pattern.h"

#include <string.h>

#define EXAMPLE_REGION "us-east-1"

struct improver {
    struct catalog *catalog;
    struct arena *arena;
    const struct witness_check *check;
    struct iam_request *request;
};

static bool shows(const struct improver *improver, const struct iam_request *request) {
    return improver->check->shows(improver->check->context, request);
}

/* ---- actions ---- */

static const char *const WELL_KNOWN[] = {
    "s3:GetObject",
    "s3:PutObject",
    "lambda:InvokeFunction",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "iam:PassRole",
    "iam:CreateUser",
    "kms:Decrypt",
    "sqs:SendMessage",
    "sns:Publish",
    "sts:AssumeRole",
    "logs:PutLogEvents",
    "secretsmanager:GetSecretValue",
    "ec2:RunInstances",
};
enum { WELL_KNOWN_COUNT = sizeof WELL_KNOWN / sizeof *WELL_KNOWN };

static void add_action(struct improver *improver, struct catalog_actions *actions, const char *name) {
    vec_push(improver->arena, &actions->list, (struct catalog_action){.name = str_from(name)});
}

/* In this order: a well-known one of the same service, any of the same service, a well-known one of another. */
static void name_action(struct improver *improver) {
    struct catalog_action known;
    struct catalog_actions candidates = {0};
    struct str service, name;
    if (!str_cut(improver->request->action, ':', &service, &name))
        return;
    if (catalog_action(improver->catalog, improver->request->action, improver->arena, &known)) {
        improver->request->action = known.name;
        return;
    }
    struct str of_service = str_format(improver->arena, "%.*s:*", STR_ARG(service));
    for (size_t i = 0; i < WELL_KNOWN_COUNT; i++)
        if (pattern_matches(of_service, str_from(WELL_KNOWN[i])))
            add_action(improver, &candidates, WELL_KNOWN[i]);
    catalog_actions(improver->catalog, of_service, improver->arena, &candidates);
    for (size_t i = 0; i < WELL_KNOWN_COUNT; i++)
        add_action(improver, &candidates, WELL_KNOWN[i]);
    for (size_t i = 0; i < candidates.list.count; i++) {
        struct iam_request other = *improver->request;
        other.action = candidates.list.items[i].name;
        if (shows(improver, &other)) {
            *improver->request = other;
            return;
        }
    }
}

/* ---- resources ---- */

static bool try_resource(struct improver *improver, struct str resource) {
    struct iam_request other = *improver->request;
    other.resource = resource;
    if (!shows(improver, &other))
        return false;
    *improver->request = other;
    return true;
}

static struct str account_of(const struct iam_request *request) {
    return request->resource_account.size ? request->resource_account : request->caller.account;
}

/* "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}" with examples filled in. */
static struct str example_of(const struct improver *improver, struct str format) {
    static const struct { const char *name, *example; } EXAMPLES[] = {{"Partition", "aws"}, {"Region", EXAMPLE_REGION}};
    struct buf buf;
    buf_init(&buf, improver->arena);
    for (size_t at = 0; at < format.size;) {
        size_t start = str_find(format, STR("${"), at), end = str_find(format, STR("}"), at);
        buf_add(&buf, str_slice(format, at, start));
        if (start == SIZE_MAX || end == SIZE_MAX)
            break;
        struct str name = str_slice(format, start + 2, end), value = STR("example");
        if (str_is(name, "Account"))
            value = account_of(improver->request);
        for (size_t i = 0; i < sizeof EXAMPLES / sizeof *EXAMPLES; i++)
            if (str_is(name, EXAMPLES[i].name))
                value = str_from(EXAMPLES[i].example);
        buf_add(&buf, value);
        at = end + 1;
    }
    return buf_str(&buf);
}

static bool fits_format(const struct improver *improver, const struct catalog_resources *resources) {
    if (resources->list.count == 0)
        return str_is(improver->request->resource, "*");
    return kinds_meet(improver->arena, resources, improver->request->resource);
}

/* Region and account, where a pattern left them out and the format has them. */
static struct str with_place(const struct improver *improver, struct str format) {
    struct str resource = improver->request->resource, part, wanted;
    struct buf buf;
    buf_init(&buf, improver->arena);
    for (int i = 0; i < 5; i++) {
        if (!str_cut(resource, ':', &part, &resource) || !str_cut(format, ':', &wanted, &format))
            return improver->request->resource;
        if (i == 3 && part.size == 0 && wanted.size)
            part = STR(EXAMPLE_REGION);
        if (i == 4 && part.size == 0 && str_is(wanted, "${Account}"))
            part = account_of(improver->request);
        buf_printf(&buf, "%.*s:", STR_ARG(part));
    }
    buf_add(&buf, resource);
    return buf_str(&buf);
}

static void complete_place(struct improver *improver, const struct catalog_resources *resources) {
    for (size_t i = 0; i < resources->list.count; i++) {
        struct str format = resources->list.items[i].arn;
        struct str completed = with_place(improver, format);
        if (!str_equal(completed, improver->request->resource) &&
            pattern_matches(catalog_arn_glob(format, improver->arena), completed) && try_resource(improver, completed))
            return;
    }
}

static bool is_cut_off(struct str resource) {
    char last = resource.size ? resource.data[resource.size - 1] : 'x';
    return last == '/' || last == ':' || last == '-' || last == '_' || last == '.';
}

/* Segments of one character fill a wildcard and say nothing: a word in each place that takes one. */
static void name_segments(struct improver *improver) {
    struct arn arn = arn_split(improver->request->resource);
    if (!arn_is_whole(&arn))
        return;
    size_t start = improver->request->resource.size - arn.parts[ARN_RESOURCE].size;
    for (size_t at = start, end; at < improver->request->resource.size; at = end + 1) {
        struct str resource = improver->request->resource;
        end = str_find(resource, STR("/"), at);
        if (end == SIZE_MAX)
            end = resource.size;
        if (end - at == 1 &&
            try_resource(improver, str_format(improver->arena, "%.*sexample%.*s", (int)at, resource.data,
                                              STR_ARG(str_slice(resource, end, resource.size)))))
            end = at + strlen("example");
    }
}

/* Of a service that the catalogue does not know: an ARN as most have it. */
static void name_unknown(struct improver *improver) {
    struct str service, name;
    if (str_starts(improver->request->resource, "arn:aws") || !str_cut(improver->request->action, ':', &service, &name))
        return;
    struct str account = account_of(improver->request);
    try_resource(improver, str_format(improver->arena, "arn:aws:%.*s:" EXAMPLE_REGION ":%.*s:example", STR_ARG(service),
                                      STR_ARG(account)));
}

/* A resource that the action may have; and a name where only its beginning was needed. */
static void name_resource(struct improver *improver) {
    struct catalog_action action;
    struct catalog_resources resources = {0};
    if (!catalog_action(improver->catalog, improver->request->action, improver->arena, &action)) {
        name_unknown(improver);
        return;
    }
    catalog_resources(improver->catalog, action.id, improver->arena, &resources);
    if (!fits_format(improver, &resources)) {
        kinds_sort(&resources);
        for (size_t i = 0; i < resources.list.count; i++)
            if (try_resource(improver, example_of(improver, resources.list.items[i].arn)))
                return;
        if (resources.list.count == 0 && try_resource(improver, STR("*")))
            return;
    }
    complete_place(improver, &resources);
    if (is_cut_off(improver->request->resource))
        try_resource(improver, str_format(improver->arena, "%.*sexample", STR_ARG(improver->request->resource)));
    name_segments(improver);
}

void witness_improve(struct catalog *catalog, struct arena *arena, const struct prove_question *question,
                     const struct witness_check *check, struct iam_request *request) {
    struct improver improver = {catalog, arena, check, request};
    if (!question->action.size)
        name_action(&improver);
    if (!question->resource.size)
        name_resource(&improver);
}
