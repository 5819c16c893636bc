/* The registry of entities: everything about a row that is not a column. Ids are given in order from 1, so a record is
 * found by arithmetic; records never move. */
#include "analyzer/facts/facts_internal.h"

enum { CHUNK = 512 };

static struct record *slot(const struct registry *registry, int64_t id) {
    return &registry->chunks.items[(id - 1) / CHUNK][(id - 1) % CHUNK];
}

struct record *registry_get(const struct registry *registry, int64_t id) {
    return id < 1 || id > registry->count ? NULL : slot(registry, id);
}

void registry_set_parent(struct registry *registry, struct record *record, int64_t parent) {
    struct record *owner = registry_get(registry, parent);
    if (!owner || owner == record || record->entity.parent != 0)
        return;
    record->entity.parent = parent;
    record->next_member = owner->first_member;
    owner->first_member = record->entity.id;
    if (!record->entity.resource)
        record->entity.resource = owner->entity.resource;
}

struct record *registry_add_record(struct registry *registry, const struct table *table,
                                   const struct row_origin *origin) {
    if (registry->count % CHUNK == 0) {
        struct record *chunk = arena_alloc_array(registry->arena, CHUNK, sizeof *chunk);
        vec_push(registry->arena, &registry->chunks, chunk);
    }
    int64_t id = ++registry->count;
    struct record *record = slot(registry, id);
    record->table = table;
    record->entity = (struct entity){
        .id = id,
        .world = origin->world,
        .table = table ? table->name : "entity",
        .node = origin->node,
        .declared = origin->declared,
        .label = str_copy(registry->arena, origin->label),
        .identity = str_copy(registry->arena, origin->identity),
        .resource = origin->resource,
    };
    registry_set_parent(registry, record, origin->parent);
    return record;
}

void registry_add_gap(struct registry *registry, struct record *record, struct gap gap) {
    gap.reason.text = str_copy(registry->arena, gap.reason.text);
    record->gaps =
        arena_grow(registry->arena, record->gaps, record->gap_count * sizeof gap, (record->gap_count + 1) * sizeof gap);
    record->gaps[record->gap_count++] = gap;
}

const struct entity *facts_entity(const struct facts *facts, int64_t id) {
    const struct record *record = registry_get(&facts->registry, id);
    return record ? &record->entity : NULL;
}

const struct node *facts_place(const struct facts *facts, int64_t id, struct str column) {
    const struct record *record = registry_get(&facts->registry, id);
    while (record) {
        int number = record->table ? table_find_column(record->table, column) : -1;
        for (size_t i = 0; number >= 0 && i < record->place_count; i++)
            if (record->places[i].column == (uint32_t)number)
                return record->places[i].node;
        if (record->entity.node)
            return record->entity.node;
        record = registry_get(&facts->registry, record->entity.parent);
    }
    return NULL;
}

int64_t facts_function_of(const struct facts *facts, int64_t id) {
    const struct record *record = registry_get(&facts->registry, id);
    for (; record; record = registry_get(&facts->registry, record->entity.parent)) {
        if (record->table && str_is(STR("function"), record->table->name))
            return record->entity.id;
        if (record->function)
            return record->function;
    }
    return 0;
}

struct world_facts facts_world(const struct facts *facts, int64_t world) {
    if (world < 1 || (size_t)world > facts->worlds.count)
        return (struct world_facts){NULL, NULL};
    return facts->worlds.items[world - 1];
}
