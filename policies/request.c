#include "policies/request.h"

#include "policies/arn.h"

static struct iam_caller caller_of_arn(const struct arn *arn, struct iam_caller caller) {
    static const struct {
        const char *service, *start;
        enum iam_caller_kind kind;
    } KINDS[] = {
        {"iam", "user/", IAM_CALLER_USER},
        {"iam", "role/", IAM_CALLER_ROLE},
        {"iam", "root", IAM_CALLER_ROOT},
        {"iam", "saml-provider/", IAM_CALLER_FEDERATED},
        {"iam", "oidc-provider/", IAM_CALLER_FEDERATED},
        {"sts", "assumed-role/", IAM_CALLER_SESSION},
        {"sts", "federated-user/", IAM_CALLER_FEDERATED_USER},
    };
    caller.partition = arn->parts[ARN_PARTITION];
    caller.account = arn->parts[ARN_ACCOUNT];
    struct str resource = arn->parts[ARN_RESOURCE];
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (str_is(arn->parts[ARN_SERVICE], KINDS[i].service) && str_starts(resource, KINDS[i].start))
            caller.kind = KINDS[i].kind;
    caller.name = arn_last_name(resource);
    if (caller.kind == IAM_CALLER_SESSION) { /* assumed-role/NAME/SESSION */
        struct str head, rest;
        str_cut(resource, '/', &head, &rest);
        if (!str_cut(rest, '/', &caller.name, &rest))
            caller.kind = IAM_CALLER_UNKNOWN;
    }
    return caller;
}

static bool is_web_identity(struct str name) {
    return str_is(name, "accounts.google.com") || str_is(name, "graph.facebook.com") ||
           str_is(name, "www.amazon.com") || str_is(name, "cognito-identity.amazonaws.com");
}

struct iam_caller iam_caller_of(struct str principal, struct str action) {
    struct iam_caller caller = {.text = principal};
    struct arn arn = arn_split(principal);
    bool with_web_identity = str_equal_nocase(action, STR("sts:AssumeRoleWithWebIdentity"));
    if (arn_is_whole(&arn))
        return caller_of_arn(&arn, caller);
    if (str_is(principal, "anonymous")) {
        caller.kind = IAM_CALLER_ANONYMOUS;
    } else if (arn_is_account(principal)) {
        caller.kind = IAM_CALLER_ROOT;
        caller.partition = STR("aws");
        caller.account = principal;
    } else if (with_web_identity && is_web_identity(principal)) {
        caller.kind = IAM_CALLER_FEDERATED;
    } else if (str_contains(principal, ".amazonaws.com") || str_contains(principal, ".amazon.com") ||
               str_contains(principal, ".aws.internal")) {
        caller.kind = IAM_CALLER_SERVICE;
    } else if (with_web_identity) {
        caller.kind = IAM_CALLER_FEDERATED;
    }
    return caller;
}

void iam_request_init(struct iam_request *request, struct arena *arena, struct str principal, struct str action,
                      struct str resource, struct str resource_account) {
    struct arn arn = arn_split(resource);
    *request = (struct iam_request){.caller = iam_caller_of(principal, action),
                                    .action = action,
                                    .resource = resource,
                                    .resource_account = resource_account,
                                    .context.arena = arena};
    if (resource_account.size)
        return;
    if (str_is(resource, "*"))
        request->resource_account = request->caller.account;
    else if (arn_is_whole(&arn) && arn_is_account(arn.parts[ARN_ACCOUNT]))
        request->resource_account = arn.parts[ARN_ACCOUNT];
}

const struct iam_context_value *iam_context_get(const struct iam_context *context, struct str key) {
    for (size_t i = 0; i < context->entries.count; i++) {
        const struct iam_context_value *entry = &context->entries.items[i];
        if (str_equal_nocase(entry->key, key))
            return entry->values.count || entry->unknown ? entry : NULL;
    }
    return NULL;
}

bool iam_context_has(const struct iam_context *context, struct str key) {
    for (size_t i = 0; i < context->entries.count; i++)
        if (str_equal_nocase(context->entries.items[i].key, key))
            return true;
    return false;
}

struct iam_context_value *iam_context_add(struct iam_context *context, struct str key) {
    struct iam_context_value fresh = {.key = key};
    for (size_t i = 0; i < context->entries.count; i++)
        if (str_equal_nocase(context->entries.items[i].key, key)) {
            context->entries.items[i] = fresh;
            return &context->entries.items[i];
        }
    vec_push(context->arena, &context->entries, fresh);
    return &context->entries.items[context->entries.count - 1];
}

static void derive(struct iam_context *context, struct str key, struct str value, bool partial) {
    if (iam_context_get(context, key) || !value.size)
        return;
    struct iam_context_value *entry = iam_context_add(context, key);
    entry->derived = true;
    entry->partial = partial;
    vec_push(context->arena, &entry->values, value);
}

static void derive_unknown(struct iam_context *context, struct str key, const char *why) {
    if (!iam_context_get(context, key))
        iam_context_add(context, key)->unknown = why;
}

/* A session's aws:PrincipalArn is its role's ARN with the path, which the session's ARN does not hold. */
static void derive_principal_arn(struct iam_request *request) {
    const struct iam_caller *caller = &request->caller;
    struct iam_context *context = &request->context;
    if (caller->kind == IAM_CALLER_SESSION)
        derive(context, STR("aws:PrincipalArn"),
               str_format(context->arena, "arn:%.*s:iam::%.*s:role/{path}%.*s", STR_ARG(caller->partition),
                          STR_ARG(caller->account), STR_ARG(caller->name)),
               true);
    else if (caller->kind == IAM_CALLER_ROOT)
        derive(
            context, STR("aws:PrincipalArn"),
            str_format(context->arena, "arn:%.*s:iam::%.*s:root", STR_ARG(caller->partition), STR_ARG(caller->account)),
            false);
    else if (caller->kind == IAM_CALLER_USER || caller->kind == IAM_CALLER_ROLE ||
             caller->kind == IAM_CALLER_FEDERATED_USER)
        derive(context, STR("aws:PrincipalArn"), caller->text, false);
}

static struct str principal_type(enum iam_caller_kind kind) {
    switch (kind) {
    case IAM_CALLER_ANONYMOUS:
        return STR("Anonymous");
    case IAM_CALLER_USER:
        return STR("User");
    case IAM_CALLER_ROLE:
    case IAM_CALLER_SESSION:
        return STR("AssumedRole");
    case IAM_CALLER_FEDERATED_USER:
        return STR("FederatedUser");
    case IAM_CALLER_ROOT:
        return STR("Account");
    case IAM_CALLER_SERVICE:
    case IAM_CALLER_FEDERATED:
    case IAM_CALLER_UNKNOWN:
        break;
    }
    return STR_NONE;
}

void iam_request_derive(struct iam_request *request) {
    struct iam_context *context = &request->context;
    enum iam_caller_kind kind = request->caller.kind;
    derive_principal_arn(request);
    derive(context, STR("aws:ResourceAccount"), request->resource_account, false);
    derive(context, STR("aws:PrincipalAccount"),
           kind == IAM_CALLER_ANONYMOUS ? STR("anonymous") : request->caller.account, false);
    derive(context, STR("aws:PrincipalType"), principal_type(kind), false);
    if (kind == IAM_CALLER_SERVICE || kind == IAM_CALLER_FEDERATED) {
        derive_unknown(context, STR("aws:PrincipalAccount"), "the account of such a caller is not documented (S47)");
        derive_unknown(context, STR("aws:PrincipalType"), "the type of such a caller is not documented (S47)");
    }
    if (kind == IAM_CALLER_SERVICE)
        derive(context, STR("aws:PrincipalIsAWSService"), STR("true"), false);
    else if (kind != IAM_CALLER_ANONYMOUS && kind != IAM_CALLER_FEDERATED && kind != IAM_CALLER_UNKNOWN)
        derive(context, STR("aws:PrincipalIsAWSService"), STR("false"), false);
}

bool iam_key_is_multivalued(struct str key) {
    static const char *const KEYS[] = {
        "aws:CalledVia",
        "aws:PrincipalOrgPaths",
        "aws:PrincipalServiceNamesList",
        "aws:ResourceOrgPaths",
        "aws:SourceOrgPaths",
        "aws:TagKeys",
        "aws:VpceOrgPaths",
        "dynamodb:Attributes",
        "dynamodb:LeadingKeys",
        "lambda:Layer",
        "lambda:SubnetIds",
        "lambda:SecurityGroupIds",
        "kms:EncryptionContextKeys",
    };
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
        if (str_equal_nocase(key, str_from(KEYS[i])))
            return true;
    return false;
}
