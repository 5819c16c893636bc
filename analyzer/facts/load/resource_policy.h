/* Policies of resources, inline or in a resource of their own. */
#ifndef LL_FACTS_LOAD_RESOURCE_POLICY_H
#define LL_FACTS_LOAD_RESOURCE_POLICY_H

#include "analyzer/facts/load/loader.h"

/* Writes the policy and hangs it on the resource; its id, 0 when the document is absent. */
int64_t resource_policy_add(struct loader *loader, const struct thing *thing, int64_t resource,
                            const struct value *document);

#endif
