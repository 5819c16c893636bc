#include "policies/layers.h"

#include "policies/arn.h"

bool iam_is_principal(const struct iam_caller *caller) {
    return caller->account.size && caller->kind != IAM_CALLER_FEDERATED && caller->kind != IAM_CALLER_UNKNOWN;
}

bool iam_is_service_linked(const struct iam_caller *caller) {
    bool in_path = caller->kind == IAM_CALLER_ROLE && str_contains(caller->text, ":role/aws-service-role/");
    bool by_name = caller->kind == IAM_CALLER_SESSION && str_starts(caller->name, "AWSServiceRoleFor");
    return in_path || by_name;
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

bool iam_resource_policy_is_root(struct str action, struct str resource) {
    struct arn arn = arn_split(resource);
    if (!arn_is_whole(&arn))
        return false;
    bool key = str_is(arn.parts[ARN_SERVICE], "kms") && str_starts(arn.parts[ARN_RESOURCE], "key/");
    bool role = str_is(arn.parts[ARN_SERVICE], "iam") && str_starts(arn.parts[ARN_RESOURCE], "role/");
    return (key && is_of(action, "kms")) || (role && is_of(action, "sts"));
}
