/* Managed policies of AWS, which the catalogue holds, as known rows with declared = 0. */
#ifndef LL_FACTS_LOAD_MANAGED_H
#define LL_FACTS_LOAD_MANAGED_H

#include "analyzer/facts/load/loader.h"

/* The row of the managed policy that the value names, with its statements; 0 when the value names none of the
 * catalogue. One row for each world; it stands at the value that names it first. */
int64_t managed_policy_row(struct loader *loader, const struct value *value);

#endif
