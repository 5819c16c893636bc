/* Resources that requests for an action name: of the kinds that the catalogue lists for it. A statement that lists only
 * others beside the action says nothing about any request that AWS ever makes.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
#ifndef LL_POLICIES_KINDS_H
#define LL_POLICIES_KINDS_H

#include "policies/catalog.h"
#include "policies/policy.h"

/* An element of Resource, as a glob, may match a resource of that kind ("arn:${Partition}:s3:::${BucketName}"). */
bool kind_meets(struct arena *arena, struct str kind, struct str glob);
bool kinds_meet(struct arena *arena, const struct catalog_resources *kinds, struct str glob);

/* The plainest first: those with the shortest ARN. */
void kinds_sort(struct catalog_resources *kinds);

/* An element of Resource as a glob that matches no less; text_glob is for policies as they are written. */
typedef struct str kinds_glob(struct arena *arena, const struct iam_text *text);
kinds_glob kinds_text_glob;

/* The policy without elements of Resource of other kinds in its Allow statements, and without the statements that have
 * only such: it allows the same requests on resources of the kinds. NULL: there are none. */
const struct iam_policy *kinds_narrow(struct arena *arena, const struct catalog_resources *kinds, kinds_glob *glob,
                                      const struct iam_policy *policy);

/* The policy with a Deny for all requests on other resources. */
const struct iam_policy *kinds_fence(struct arena *arena, const struct catalog_resources *kinds,
                                     const struct iam_policy *policy);

#define KINDS_OTHER "it is allowed only on resources of another kind than its requests name (IAM122)"

#endif
