/* A grant on a function as the statement that Lambda makes of it, so that the prover can be asked about it.
 *
 * What a condition compares with is a name that the author chose: an unknown one is taken for a name of their own,
 * which no stranger has. It errs where a parameter holds a star. */
#ifndef LL_FACTS_LOAD_GRANT_H
#define LL_FACTS_LOAD_GRANT_H

#include "analyzer/facts/load/loader.h"
#include "policies/policy.h"

/* For the row `permission` of an AWS::Lambda::Permission. */
void grant_keep(struct loader *loader, const struct thing *thing, int64_t permission);
/* For one of an AWS::Lambda::ResourcePolicy: an Allow of the policy for one of its actions (NULL: those that NotAction
 * leaves) and one of its principals (NULL: those that NotPrincipal leaves). */
void grant_keep_part(struct loader *loader, int64_t permission, const struct iam_policy *policy,
                     const struct iam_statement *statement, const struct iam_text *action,
                     const struct iam_principal *principal);

#endif
