#include "analyzer/facts/load/trigger.h"

#include "analyzer/base/map.h"

#include <string.h>

void trigger_add(struct loader *loader, const struct thing *thing, const struct trigger *trigger) {
    if (trigger->function.id == 0)
        return;
    struct trigger *copy = ARENA_NEW(loader->arena, struct trigger);
    *copy = *trigger;
    copy->thing = thing;
    vec_push(loader->arena, &loader->triggers, copy);
}

void trigger_from(struct loader *loader, const struct thing *thing, const struct value *function, const char *kind,
                  int64_t source, int synchronous) {
    struct target target = link_find(loader, function, "trigger", "function");
    if (target.anonymous)
        phantom_everywhere(loader, "trigger", "function", function->node, STR("a trigger whose function is not known"));
    else
        trigger_add(loader, thing,
                    &(struct trigger){.function = target,
                                      .kind = kind,
                                      .source = source,
                                      .synchronous = synchronous,
                                      .node = function->node});
}

/* The wiring of one function. */
struct wires {
    VEC(const struct trigger *) list;
};

static struct str function_key(const struct trigger *trigger) {
    return (struct str){(const char *)&trigger->function.id, sizeof trigger->function.id};
}

static void find_wires(struct loader *loader, struct map *ret_by_function) {
    map_init(ret_by_function, loader->arena);
    for (size_t i = 0; i < loader->triggers.count; i++) {
        const struct trigger *trigger = loader->triggers.items[i];
        if (trigger->grant || !trigger->kind)
            continue;
        struct wires *wires = map_get(ret_by_function, function_key(trigger));
        if (!wires) {
            wires = ARENA_NEW(loader->arena, struct wires);
            map_put(ret_by_function, function_key(trigger), wires);
        }
        vec_push(loader->arena, &wires->list, trigger);
    }
}

/* Does wiring of the same kind, and from the same source, start the function? Then the permission is the same way in. A
 * grant that names no source of this unit is taken to be for the one that is wired. */
static bool is_wired(const struct loader *loader, const struct map *by_function, const struct trigger *grant) {
    const struct entity *source = facts_entity(loader->facts, grant->source);
    const struct wires *wires = grant->kind ? map_get(by_function, function_key(grant)) : NULL;
    for (size_t i = 0; wires && i < wires->list.count; i++) {
        const struct trigger *wire = wires->list.items[i];
        bool same_source = !source || !source->declared || wire->source == grant->source;
        if (strcmp(wire->kind, grant->kind) == 0 && same_source)
            return true;
    }
    return false;
}

static void write(struct loader *loader, const struct trigger *trigger) {
    const struct thing *thing = trigger->thing;
    struct row *row = member_row(loader, "trigger", thing, trigger->function.id, trigger->node,
                                 trigger->kind ? str_from(trigger->kind) : thing->resource->name);
    link_function(row, trigger->function, &VALUE_NOTHING, &VALUE_NOTHING);
    if (trigger->kind)
        row_text(row, "kind", str_from(trigger->kind), NULL);
    else
        row_unknown(row, "kind", STR("the service is not known"), trigger->node);
    row_link(row, "source", trigger->source, NULL);
    row_truth(row, "synchronous", trigger->synchronous, STR("how the service calls is not known"), trigger->node);
    row_truth(row, "unauthenticated", trigger->unauthenticated, STR("who can start the function is not known"),
              trigger->node);
    row_integer(row, "implied", thing->resource->implied, NULL);
    row_write(row);
}

void triggers_write(struct loader *loader) {
    struct map wires;
    find_wires(loader, &wires);
    for (size_t i = 0; i < loader->triggers.count; i++) {
        const struct trigger *trigger = loader->triggers.items[i];
        if (!trigger->grant || !is_wired(loader, &wires, trigger))
            write(loader, trigger);
    }
}
