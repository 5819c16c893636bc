#include "analyzer/facts/load/link.h"
#include "analyzer/facts/load/loads.h"
#include "analyzer/facts/load/plain.h"
#include "analyzer/facts/load/trigger.h"
#include "analyzer/facts/worlds.h"

#include <string.h>

/* -- things -------------------------------------------------------------------------------------------------------- */

const struct thing *loader_first(const struct loader *loader, const char *type) {
    return map_get(&loader->first_of_type, str_from(type));
}

const struct value *thing_at(const struct thing *thing, const char *path) {
    return value_at(thing->properties, path);
}

const struct node *thing_node(const struct thing *thing) {
    return thing->resource->node;
}

static int64_t reserve(struct loader *loader, const struct thing *thing) {
    const struct resource *resource = thing->resource;
    struct row_origin origin = {
        .world = loader->world,
        .declared = true,
        .present = 1,
        .node = resource->node,
        .label = resource->name,
        .identity = resource->address,
        .resource = resource,
    };
    if (thing->kind->table)
        return row_reserve(loader->facts, thing->kind->table, &origin);
    return registry_add_record(&loader->facts->registry, NULL, &origin)->entity.id;
}

/* Chains the things of each type in the order of the file. */
static void chain_types(struct loader *loader) {
    for (size_t i = loader->thing_count; i-- > 0;) {
        struct thing *thing = &loader->things[i];
        thing->next_of_type = map_get(&loader->first_of_type, thing->resource->type);
        map_put(&loader->first_of_type, thing->resource->type, thing);
    }
}

static void gather_things(struct loader *loader) {
    const struct unit *unit = loader->unit;
    loader->things = arena_alloc_array(loader->arena, unit->resources.count, sizeof *loader->things);
    loader->thing_count = 0;
    for (size_t i = 0; i < unit->resources.count; i++) {
        const struct resource *resource = &unit->resources.items[i];
        if (!formula_holds(resource->condition, loader->resolver.world))
            continue;
        struct thing *thing = &loader->things[loader->thing_count++];
        thing->resource = resource;
        thing->kind = loader->kinds[i];
        thing->properties = resolver_properties(&loader->resolver, resource);
        thing->id = reserve(loader, thing);
        map_put(&loader->thing_by_address, resource->address, thing);
        link_register(loader, thing);
    }
    chain_types(loader);
}

/* -- rows ---------------------------------------------------------------------------------------------------------- */

struct row *member_row(struct loader *loader, const char *table, const struct thing *thing, int64_t parent,
                       const struct node *node, struct str label) {
    struct row_origin origin = {
        .world = loader->world,
        .declared = true,
        .present = 1,
        .parent = parent,
        .node = node ? node : thing_node(thing),
        .label = label,
        .resource = thing->resource,
    };
    struct row *row = row_new(loader->facts, table, &origin);
    const struct table *schema = row_table(row);
    for (size_t i = 0; i < schema->column_count; i++)
        if (schema->columns[i].member)
            row_link_number(row, i, parent, NULL);
    return row;
}

void phantom_everywhere(struct loader *loader, const char *table, const char *parent_table, const struct node *node,
                        struct str reason) {
    for (size_t i = 0; i < loader->thing_count; i++) {
        const struct thing *thing = &loader->things[i];
        if (thing->kind->table && strcmp(thing->kind->table, parent_table) == 0)
            close_phantom(loader->facts, table, thing->id, node, reason);
    }
}

void row_truth(struct row *row, const char *column, int truth, struct str reason, const struct node *node) {
    if (truth < 0)
        row_unknown(row, column, reason, node);
    else
        row_integer(row, column, truth, node);
}

/* -- values -------------------------------------------------------------------------------------------------------- */

/* Could the reference be a whole list? An attribute could, unless its name says that it is one thing. */
static bool may_be_list(const struct value *reference) {
    struct str name = reference->attribute;
    return name.size > 0 && !str_ends(name, "Arn") && !str_ends(name, "Id") && !str_ends(name, "Name");
}

struct list list_of(struct loader *loader, const struct value *value) {
    struct list list = {.node = value->node};
    if (value->kind == VALUE_ABSENT)
        return list;
    if (value->kind == VALUE_UNKNOWN || (value->kind == VALUE_REFERENCE && may_be_list(value))) {
        list.open = true;
        list.reason = value_reason(value);
        return list;
    }
    bool one = value->kind != VALUE_LIST;
    list.items = arena_alloc_array(loader->arena, one ? 1 : value->count, sizeof(const struct value *));
    if (one)
        list.items[list.count++] = value;
    for (size_t i = 0; !one && i < value->count; i++)
        list.items[list.count++] = value->members[i].value;
    list.open = !one && value->open;
    if (list.open)
        list.reason = STR("the list may have more members");
    return list;
}

const struct value *list_first(struct loader *loader, const struct value *value) {
    struct list list = list_of(loader, value);
    if (list.count > 0)
        return list.items[0];
    return list.open ? value_new_unknown(loader->arena, list.node, STR_NONE, list.reason) : &VALUE_NOTHING;
}

struct str label_of(struct loader *loader, const struct value *value) {
    return value_partial(loader->arena, value);
}

/* -- worlds -------------------------------------------------------------------------------------------------------- */

static void load_parameters(struct loader *loader) {
    for (size_t i = 0; i < loader->unit->parameters.count; i++) {
        const struct parameter *parameter = &loader->unit->parameters.items[i];
        struct row_origin origin = {
            .world = loader->world,
            .declared = true,
            .present = 1,
            .node = parameter->node,
            .label = parameter->name,
            .identity = str_format(loader->arena, "param:%.*s", STR_ARG(parameter->address)),
        };
        struct row *row = row_new(loader->facts, "parameter", &origin);
        row_text(row, "name", parameter->name, NULL);
        row_text(row, "type", parameter->type, NULL);
        row_integer(row, "has_default", parameter->default_value != NULL, parameter->default_value);
        if (parameter->default_value)
            row_text(row, "default", parameter->default_value->text, parameter->default_value);
        row_truth(row, "no_echo", parameter->no_echo, STR("NoEcho is not a known Boolean"), parameter->node);
        int64_t *id = ARENA_NEW(loader->arena, int64_t);
        *id = row_id(row);
        map_put(&loader->parameter_ids, parameter->address, id);
        row_write(row);
    }
}

/* Policies that nobody has, because SAM makes no role for them. */
static void load_ignored_policies(struct loader *loader, const struct thing *thing) {
    const struct node *node = thing->resource->ignored_policies;
    const struct value *value = loader->unit->dialect->resolve(&loader->resolver, node);
    struct list list = list_of(loader, value);
    if (list.count == 0 && !list.open)
        return;
    struct row *row = member_row(loader, "ignored_policies", thing, thing->id, node, thing->resource->name);
    row_truth(row, "given", list.count > 0 ? 1 : value_presence(value), list.reason, node);
    row_write(row);
}

static void load_thing(struct loader *loader, const struct thing *thing) {
    const struct kind *kind = thing->kind;
    loader->resolver.scope = thing->resource->scope;
    struct row *row = kind->table ? row_open(loader->facts, thing->id) : NULL;
    if (row) {
        plain_set(loader, row, thing->properties, kind->columns);
        if (kind->columns_load)
            kind->columns_load(loader, thing, row);
        row_write(row);
    }
    if (kind->members_load)
        kind->members_load(loader, thing);
    if (thing->resource->ignored_policies)
        load_ignored_policies(loader, thing);
}

static void load_world(struct loader *loader, const struct world *world) {
    struct map *maps[] = {&loader->first_of_type,     &loader->thing_by_address, &loader->thing_by_name,
                          &loader->managed_policies,  &loader->parameter_ids,    &loader->log_groups,
                          &loader->main_route_tables, &loader->held_policies};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        map_init(maps[i], loader->arena);
    loader->any_may_be_held = false;
    loader->triggers.count = 0;
    loader->resolver = (struct resolver){.unit = loader->unit, .world = world, .arena = loader->arena};
    loader->world = facts_add_world(loader->facts, loader->unit, world);
    load_parameters(loader);
    gather_things(loader);
    for (size_t i = 0; i < loader->thing_count; i++)
        load_thing(loader, &loader->things[i]);
    holders_load(loader);
    triggers_write(loader);
}

void facts_load(struct facts *facts, const struct unit *unit) {
    struct loader loader = {.facts = facts, .unit = unit, .arena = unit->arena, .diags = facts->diags};
    loader.kinds = arena_alloc_array(unit->arena, unit->resources.count, sizeof *loader.kinds);
    for (size_t i = 0; i < unit->resources.count; i++)
        loader.kinds[i] = kind_of(unit->resources.items[i].type);
    struct worlds worlds;
    worlds_plan(unit, unit->arena, facts->diags, &worlds);
    for (size_t i = 0; i < worlds.count; i++)
        load_world(&loader, &worlds.items[i]);
}
