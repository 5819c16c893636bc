#include "policies/layers.h"

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

/* A session token is for who has long-term credentials. */
const char *const *iam_free_actions(const struct iam_caller *caller) {
    static const char *const ACTIONS[] = {"sts:GetCallerIdentity", "sts:GetSessionToken", NULL};
    static const char *const OF_SESSIONS[] = {"sts:GetCallerIdentity", NULL}, *const NONE[] = {NULL};
    if (caller->kind == IAM_CALLER_ANONYMOUS)
        return NONE;
    return caller->kind == IAM_CALLER_USER || caller->kind == IAM_CALLER_ROOT ? ACTIONS : OF_SESSIONS;
}
