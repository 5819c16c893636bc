/* Which policies have a say for a caller and an action. */
#ifndef LL_POLICIES_LAYERS_H
#define LL_POLICIES_LAYERS_H

#include "policies/request.h"

/* Someone of an account, whom identity policies and SCPs can concern: not a service, a provider or an anonymous one. */
bool iam_is_principal(const struct iam_caller *caller);

/* Neither SCPs nor RCPs restrict service-linked roles.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html */
bool iam_is_service_linked(const struct iam_caller *caller);

/* Patterns of the actions that RCPs can restrict; ends with NULL.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html */
const char *const *iam_rcp_actions(void);

#endif
