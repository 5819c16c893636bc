/* Plans the worlds of a unit: pairwise covering of its used conditions and keyed lookups, at most LIMIT_WORLDS, the
 * all-defaults world first, deterministic (facts.md 1.3, 1.4). Worlds that parameter files name are all there are. */
#ifndef LL_FACTS_WORLDS_H
#define LL_FACTS_WORLDS_H

#include "analyzer/dialect/unit.h"

struct worlds {
    const struct world *items;
    size_t count;    /* at least 1 */
    size_t examined; /* combinations covered */
    size_t wanted;   /* combinations there are; examined < wanted adds the diagnostic worlds-truncated */
};

void worlds_plan(const struct unit *unit, struct arena *arena, struct diags *diags, struct worlds *ret_worlds);

#endif
