/* Policy documents that stand alone: a file, the answer of a command. What they are policies of is inferred from what
 * they say: a Principal makes a trust policy (of sts actions) or the policy of a resource, else it is one of an
 * identity. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html
 * Private to this room. */
#ifndef LL_DIALECT_POLICY_DOCUMENT_H
#define LL_DIALECT_POLICY_DOCUMENT_H

#include "analyzer/dialect/literal.h"

/* A map with a Statement that has an Effect and an Action. */
bool policy_document_is(const struct node *node);
/* The policy that a node is, or holds as text; NULL: neither. */
const struct node *policy_document_root(const struct node *node);
/* Whether some statement names a principal. */
bool policy_document_has_principal(const struct node *root);
/* The first text of Resource of the first statement that has one, or NULL. */
const struct node *policy_document_resource(const struct node *root);

/* Adds the policy of a resource: what its ARN in the policy says, else what arn (may be NULL) names. `document` is the
 * node that is or holds the policy. */
void policy_document_add_to_resource(struct unit *unit, const struct node *document, const struct node *arn,
                                     struct str name);
#endif
