/* Finds a text, or proves that there is none: every group of patterns must be matched by at least one of its patterns,
 * or, when negated, by none. This is the emptiness test of a Boolean combination of globs, with a witness.
 *
 * Simple fillings of a pattern are tried first; then, breadth first, the product of the patterns' position sets. Exact
 * within the budget. */
#ifndef LL_POLICIES_SEARCH_H
#define LL_POLICIES_SEARCH_H

#include "policies/glob.h"

struct search_group {
    const struct glob *globs;
    size_t count; /* 0: a group that nothing matches */
    bool negated;
};

enum search_result { SEARCH_FOUND, SEARCH_EMPTY, SEARCH_BUDGET };

/* States visited at most; real policies need a few hundred. */
#define SEARCH_STATES 100000u

enum search_result search_find(struct arena *arena, const struct search_group *groups, size_t count,
                               struct str *ret_text);

#endif
