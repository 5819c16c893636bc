/* Which files of a scan are one template, because a build step must merge them: a file that uses names that it does not
 * define, and those that define them. Merged is only what is certain: some folder has all of these names below it, and
 * no name twice. */
#ifndef LL_SCAN_MERGING_H
#define LL_SCAN_MERGING_H

#include "analyzer/scan/linking.h"

/* Replaces drafts that are merged by one. */
void merging_apply(struct linking *linking, struct arena *arena);

#endif
