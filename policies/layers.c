#include "policies/layers.h"

#include "policies/arn.h"
#include "policies/pattern.h"

bool iam_is_principal(const struct iam_caller *caller) {
    return caller->account.size && caller->kind != IAM_CALLER_FEDERATED && caller->kind != IAM_CALLER_UNKNOWN;
}

bool iam_is_service_linked(const struct iam_caller *caller) {
    bool in_path = caller->kind == IAM_CALLER_ROLE && str_contains(caller->text, ":role/aws-service-role/");
    bool by_name = caller->kind == IAM_CALLER_SESSION && str_starts(caller->name, "AWSServiceRoleFor");
    return in_path || by_name;
}

bool iam_is_one_of(struct str action, const char *const *patterns) {
    for (; *patterns; patterns++)
        if (pattern_matches_nocase(str_from(*patterns), action))
            return true;
    return false;
}

const char *const *iam_rcp_actions(void) {
    static const char *const ACTIONS[] = {"aoss:*",
                                          "appconfig:*",
                                          "appstream:*",
                                          "autoscaling:*",
                                          "autoscaling-plans:*",
                                          "budgets:*",
                                          "clouddirectory:*",
                                          "cloudfront:*",
                                          "cloudsearch:*",
                                          "cloudtrail-data:*",
                                          "codeartifact:*",
                                          "codebuild:*",
                                          "codecommit:*",
                                          "codepipeline:*",
                                          "cognito-identity:*",
                                          "cognito-idp:*",
                                          "comprehend:*",
                                          "comprehendmedical:*",
                                          "compute-optimizer:*",
                                          "cost-optimization-hub:*",
                                          "dax:*",
                                          "dsql:*",
                                          "dynamodb:*",
                                          "ecr:*",
                                          "ecr-public:*",
                                          "events:*",
                                          "firehose:*",
                                          "fis:*",
                                          "fms:*",
                                          "gamelift:*",
                                          "health:*",
                                          "inspector-scan:*",
                                          "kendra:*",
                                          "kinesisvideo:*",
                                          "kms:*",
                                          "logs:*",
                                          "memorydb:*",
                                          "networkmonitor:*",
                                          "notifications:*",
                                          "opensearch:*",
                                          "pca-connector-ad:*",
                                          "personalize:*",
                                          "polly:*",
                                          "pricing:*",
                                          "resource-groups:*",
                                          "rolesanywhere:*",
                                          "s3:*",
                                          "secretsmanager:*",
                                          "servicediscovery:*",
                                          "signin:*",
                                          "sqs:*",
                                          "sts:*",
                                          "support:*",
                                          "swf:*",
                                          "textract:*",
                                          "timestream-influxdb:*",
                                          "transcribe:*",
                                          "transfer:*",
                                          "translate:*",
                                          "wafv2:*",
                                          "workspaces:*",
                                          "xray:*",
                                          NULL};
    return ACTIONS;
}

const char *const *iam_rcp_exempt_actions(void) {
    static const char *const ACTIONS[] = {"kms:RetireGrant", NULL};
    return ACTIONS;
}

const char *const *iam_owner_actions(const struct iam_caller *caller, struct str resource_account) {
    static const char *const ACTIONS[] = {"s3:GetBucketPolicy", "s3:PutBucketPolicy", "s3:DeleteBucketPolicy", NULL};
    static const char *const NONE[] = {NULL};
    bool owner = caller->kind == IAM_CALLER_ROOT && str_equal(caller->account, resource_account);
    return owner ? ACTIONS : NONE;
}

/* A session token is for who has long-term credentials. */
const char *const *iam_free_actions(const struct iam_caller *caller) {
    static const char *const ACTIONS[] = {"sts:GetCallerIdentity", "sts:GetSessionToken", NULL};
    static const char *const OF_SESSIONS[] = {"sts:GetCallerIdentity", NULL}, *const NONE[] = {NULL};
    if (caller->kind == IAM_CALLER_ANONYMOUS)
        return NONE;
    return caller->kind == IAM_CALLER_USER || caller->kind == IAM_CALLER_ROOT ? ACTIONS : OF_SESSIONS;
}

static bool is_of(struct str action, const char *service) {
    struct str own, name;
    return !action.size || (str_cut(action, ':', &own, &name) && str_equal_nocase(own, str_from(service)));
}

/* The action is one of the service, on a resource of that kind. */
static bool is_on(struct str action, const char *actions, struct str resource, const char *service, const char *kind) {
    struct arn arn = arn_split(resource);
    return is_of(action, actions) && arn_is_whole(&arn) && str_is(arn.parts[ARN_SERVICE], service) &&
           str_starts(arn.parts[ARN_RESOURCE], kind);
}

bool iam_resource_policy_is_root(struct str action, struct str resource) {
    return is_on(action, "kms", resource, "kms", "key/") || iam_assumes_role(action, resource);
}

bool iam_assumes_role(struct str action, struct str resource) {
    return is_on(action, "sts", resource, "iam", "role/");
}

const struct iam_owned *iam_owned_by_aws(void) {
    static const char *const POLICY_WRITES[] = {"iam:CreatePolicyVersion",
                                                "iam:DeletePolicy",
                                                "iam:DeletePolicyVersion",
                                                "iam:SetDefaultPolicyVersion",
                                                "iam:TagPolicy",
                                                "iam:UntagPolicy",
                                                NULL};
    static const char *const ROLE_WRITES[] = {"iam:AttachRolePolicy",
                                              "iam:DeleteRole",
                                              "iam:DeleteRolePermissionsBoundary",
                                              "iam:DeleteRolePolicy",
                                              "iam:DetachRolePolicy",
                                              "iam:PutRolePermissionsBoundary",
                                              "iam:PutRolePolicy",
                                              "iam:TagRole",
                                              "iam:UntagRole",
                                              "iam:UpdateAssumeRolePolicy",
                                              "iam:UpdateRole",
                                              "iam:UpdateRoleDescription",
                                              NULL};
    static const char *const LINKED_ROLE_WRITES[] = {"iam:AttachRolePolicy",
                                                     "iam:DeleteRole",
                                                     "iam:DeleteRolePermissionsBoundary",
                                                     "iam:DeleteRolePolicy",
                                                     "iam:DetachRolePolicy",
                                                     "iam:PutRolePermissionsBoundary",
                                                     "iam:PutRolePolicy",
                                                     "iam:UpdateAssumeRolePolicy",
                                                     NULL};
    static const char *const ALIAS_WRITES[] = {"kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias", NULL};
    static const struct iam_owned OWNED[] = {
        {"arn:*:iam::aws:policy/*", POLICY_WRITES},
        {"arn:*:iam::*:role/aws-reserved/*", ROLE_WRITES},
        {"arn:*:iam::*:role/aws-service-role/*", LINKED_ROLE_WRITES},
        {"arn:*:kms:*:*:alias/aws/*", ALIAS_WRITES},
        {NULL, NULL},
    };
    return OWNED;
}
