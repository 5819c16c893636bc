/* Under which conditions a finding, or an answer, holds (facts.md 1.8). */
#ifndef LL_RULESETS_WHEN_H
#define LL_RULESETS_WHEN_H

#include "analyzer/facts/facts.h"

/* Worlds in which a place exists, and whether the finding holds in each. At least one holds. */
struct sightings {
    const int64_t *worlds;
    const bool *holds;
    size_t count;
};

struct when {
    struct str text;     /* "IsProd", "not UseVpc", "IsProd and HasKey"; empty: in all of them */
    struct str bindings; /* of the first world where it holds: "Env = prod, UseVpc = false" */
    bool counted; /* text is "3 of 8 configurations, e.g. Env = prod": no two conditions tell it; or "prod.json" */
};

/* Of the conjunctions of at most two literals that hold exactly where the finding does, the shortest: choices that
 * lead to its place before others, not negated before negated, conditions that the resource itself mentions before
 * others, then by name. Two literals are both of the resource itself. Where a mapping is read by a parameter, "Env =
 * prod" is a literal too, after conditions. */
struct when when_find(const struct facts *facts, const struct resource *resource, const struct node *place,
                      const struct sightings *sightings, struct arena *arena);

#endif
