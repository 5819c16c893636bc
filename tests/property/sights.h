/* What all rules say about a world, to be compared with what they say about another: the node of a place is another one
 * in each unit that is made, the place is the same. */
#ifndef LL_TESTS_PROPERTY_SIGHTS_H
#define LL_TESTS_PROPERTY_SIGHTS_H

#include "analyzer/facts/facts.h"
#include "rulesets/registry.h"

/* What a rule says about one place in one world; passes are not kept. */
struct sight {
    const struct rule *rule;
    const struct node *node;
    bool finding;     /* else undecided */
    struct str words; /* of the first finding */
};

struct sights {
    VEC(struct sight) list; /* by rule and place, one for each */
};

/* Units that are looked at in one database, with the worlds of each. */
struct view {
    const struct unit *const *units;
    const size_t *worlds;
    size_t count;
    struct str account; /* as --account gives it; may be empty */
};

/* Sights of each world of each unit, in their order. */
struct sights *sights_of(const struct rules *rules, const struct view *view, struct arena *arena);
/* Those of one world of the unit, alone. */
struct sights sights_alone(const struct rules *rules, const struct unit *unit, struct world world, struct str account,
                           struct arena *arena);

/* Walks both in their order; either side may be NULL: a pass. */
typedef void compare_sights(void *context, const struct sight *before, const struct sight *after);
void sights_each(const struct sights *before, const struct sights *after, compare_sights *compare, void *context);

#endif
