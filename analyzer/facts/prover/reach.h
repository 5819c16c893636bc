/* How far the texts of a policy reach, told without the prover. None and all are certain; a text that is not known, or
 * that a request fills in, may reach anything. */
#ifndef LL_FACTS_PROVER_REACH_H
#define LL_FACTS_PROVER_REACH_H

#include "policies/policy.h"

enum reach { REACH_NONE, REACH_SOME, REACH_ALL };

/* A text as a glob that means at least as much; exact: just as much. */
struct str reach_glob(struct arena *arena, const struct iam_text *text, bool *ret_exact);
struct str reach_lower(struct arena *arena, struct str text);
bool reach_has_wildcard(struct str text);
/* How much of `wanted` (a glob; an action in lower case) the list of a statement means. */
enum reach reach_list(struct arena *arena, const struct iam_list *list, struct str wanted, bool resource);
/* Some pattern of the one list may mean something that the other means too. */
bool reach_lists_meet(struct arena *arena, const struct iam_list *a, const struct iam_list *b, bool resource);

#endif
