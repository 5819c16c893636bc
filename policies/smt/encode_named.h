/* Formulas for what the evaluator knows by name (policies/layers.h). */
#ifndef LL_POLICIES_SMT_ENCODE_NAMED_H
#define LL_POLICIES_SMT_ENCODE_NAMED_H

#include "policies/smt/encode.h"

/* One of these actions (ends with NULL) on one of these resources (NULL: any). Like the evaluator it looks at the parts
 * of an ARN, so wildcards stay within theirs. */
const struct formula *encode_on(struct encoding *encoding, const char *const *actions, const char *resource);
/* iam_assumes_role */
const struct formula *encode_assumes_role(struct encoding *encoding);
/* iam_resource_policy_is_root */
const struct formula *encode_on_key_or_role(struct encoding *encoding);
/* RCPs can restrict the action. */
const struct formula *encode_rcps_cover(struct encoding *encoding);
/* The request would change what nobody can change (iam_owned_by_aws), which the bundles do not know of. Where a
 * question fixes neither action nor resource it is said only of a statement in focus that is about nothing else: for
 * others a request that shows something is easily found. */
const struct formula *encode_owned(struct encoding *encoding);

#endif
