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
    static const char *const ACTIONS[] = {"s3:*",       "sts:*", "kms:*",  "sqs:*",  "secretsmanager:*",
                                          "dynamodb:*", "ecr:*", "aoss:*", "logs:*", "cognito-idp:*",
                                          NULL};
    return ACTIONS;
}
