#include "analyzer/facts/facts_internal.h"

void facts_load(struct facts *facts, const struct unit *unit) {
    struct world *world = ARENA_NEW(&facts->arena, struct world);
    world->levels = arena_alloc(&facts->arena, unit->factors.count);
    facts_add_world(facts, unit, world);
}
