/* Conditions of a statement against the context of one request. */
#ifndef LL_POLICIES_CONDITION_H
#define LL_POLICIES_CONDITION_H

#include "policies/policy.h"
#include "policies/request.h"
#include "policies/truth.h"

/* All conditions of the statement hold. `variables`: the policy's version has them. */
struct verdict iam_conditions_hold(struct arena *arena, const struct iam_statement *statement,
                                   const struct iam_context *context, bool variables);

/* Why the statement may apply to less than it shows; for one with conditions_open. */
const char *iam_statement_doubt(const struct iam_statement *statement);

/* One of them. */
struct verdict iam_condition_holds(struct arena *arena, const struct iam_condition *condition,
                                   const struct iam_context *context, bool variables);

#endif
