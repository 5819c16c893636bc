#include "analyzer/dialect/literal.h"

#include "analyzer/base/limits.h"

/* Tags that no reader gives to a node. */
static const char UNKNOWN[] = "lambdalint:unknown";
static const char OPEN[] = "lambdalint:open";

/* -- evaluation ---------------------------------------------------------------------------------------------------- */

static const struct value *resolve(struct resolver *resolver, const struct node *node);

static const struct value *members(struct resolver *resolver, const struct node *node) {
    struct value_member *list = arena_alloc_array(resolver->arena, node->child_count, sizeof *list);
    bool map = node->kind == NODE_MAP;
    size_t count = 0;
    node_each(child, node) {
        const struct value *value = resolve(resolver, child);
        if (value->kind != VALUE_ABSENT)
            list[count++] = (struct value_member){child->key, map ? child : NULL, value};
    }
    return value_new_members(resolver->arena, node, map ? VALUE_MAP : VALUE_LIST, list, count, str_is(node->tag, OPEN),
                             STR("the input may not show all"));
}

static const struct value *scalar(struct resolver *resolver, const struct node *node, enum value_kind kind) {
    struct value *value = ARENA_NEW(resolver->arena, struct value);
    *value = (struct value){.kind = kind, .node = node, .text = node->text};
    return value;
}

/* Ids of networks and ARNs of keys are no names, so that the loader would not find what they name. */
static bool names_resource(const struct unit *unit, struct str text) {
    static const char *const PREFIXES[] = {"sg-", "subnet-", "vpc-", "rtb-", "vpce-", "arn:"};
    for (size_t i = 0; i < sizeof PREFIXES / sizeof *PREFIXES; i++)
        if (str_starts(text, PREFIXES[i]))
            return map_has(&unit->resource_by_address, text);
    return false;
}

/* The depth of a tree is bounded by its reader. */
static const struct value *resolve(struct resolver *resolver, const struct node *node) {
    if (str_is(node->tag, UNKNOWN))
        return value_new_unknown(resolver->arena, node, STR_NONE, node->text);
    switch (node->kind) {
    case NODE_NULL:
        break;
    case NODE_BOOLEAN:
        return scalar(resolver, node, VALUE_BOOLEAN);
    case NODE_NUMBER:
        return scalar(resolver, node, VALUE_NUMBER);
    case NODE_TEXT:
        if (names_resource(resolver->unit, node->text))
            return value_new_reference(resolver->arena, node, node->text, STR_NONE);
        return scalar(resolver, node, VALUE_TEXT);
    case NODE_LIST:
    case NODE_MAP:
        return members(resolver, node);
    }
    return &VALUE_NOTHING;
}

static const struct value *document(struct resolver *resolver, const struct value *value) {
    if (value->kind != VALUE_TEXT || !value->node)
        return value;
    const struct node *source = node_source(value->node);
    const struct node *root = document_embedded(source->document, source, NULL);
    return root && root->kind == NODE_MAP ? resolve(resolver, root) : value;
}

const struct dialect LITERAL_POLICY = {"policy", resolve, document};
const struct dialect LITERAL_DUMP = {"dump", resolve, document};

/* -- units --------------------------------------------------------------------------------------------------------- */

struct unit *literal_unit(struct document *document, const struct dialect *dialect, struct arena *arena) {
    struct unit *unit = ARENA_NEW(arena, struct unit);
    unit->name = document->path;
    unit->dialect = dialect;
    unit->document = document;
    unit->arena = arena;
    map_init(&unit->resource_by_address, arena);
    map_init(&unit->parameter_by_address, arena);
    return unit;
}

/* A role and its function often have one name. */
static struct str free_address(struct unit *unit, struct str address, const char *type) {
    struct str unique = address;
    if (map_has(&unit->resource_by_address, unique))
        unique = str_format(unit->arena, "%.*s (%s)", STR_ARG(address), type);
    for (size_t number = unit->resources.count + 1; map_has(&unit->resource_by_address, unique); number++)
        unique = str_format(unit->arena, "%.*s (%zu)", STR_ARG(address), number);
    return unique;
}

struct node *literal_resource(struct unit *unit, const struct node *origin, struct str address, const char *type) {
    struct document *document = origin->document;
    struct node *node = node_new_map(document, origin);
    struct node *properties = node_new_map(document, origin);
    node->key = free_address(unit, address, type);
    literal_text(node, "Type", origin, str_from(type));
    node_set(node, STR("Properties"), properties);
    struct resource resource = {

        .address = node->key, .name = address, .type = str_from(type), .node = node, .properties = properties};
    map_put(&unit->resource_by_address, resource.address, NULL);
    vec_push(unit->arena, &unit->resources, resource);
    return properties;
}

void literal_finish(struct unit *unit) {
    for (size_t i = 0; i < unit->resources.count; i++)
        map_put(&unit->resource_by_address, unit->resources.items[i].address, &unit->resources.items[i]);
}

/* -- nodes --------------------------------------------------------------------------------------------------------- */

/* The copy hangs in our tree; what it was made from says where it stands. */
static struct node *placed(struct document *document, const struct node *node) {
    struct node *copy = node_new_copy(document, node);
    copy->origin = node_source(node);
    return copy;
}

void literal_put(struct node *map, const char *key, const struct node *node) {
    if (node)
        node_set(map, str_from(key), placed(map->document, node));
}

void literal_append(struct node *list, const struct node *node) {
    if (node)
        node_append(list, placed(list->document, node));
}

void literal_text(struct node *map, const char *key, const struct node *origin, struct str text) {
    node_set(map, str_from(key), node_new_text(map->document, origin, text));
}

void literal_unknown(struct node *map, const char *key, const struct node *origin, const char *reason) {
    struct node *node = node_new_text(map->document, origin, str_from(reason));
    node->tag = str_from(UNKNOWN);
    node_set(map, str_from(key), node);
}

struct node *literal_list(struct node *map, const char *key, const struct node *origin) {
    struct node *list = node_new_list(map->document, origin);
    node_set(map, str_from(key), list);
    return list;
}

struct node *literal_map(struct node *map, const char *key, const struct node *origin) {
    struct node *inner = node_new_map(map->document, origin);
    if (map->kind == NODE_LIST)
        node_append(map, inner);
    else
        node_set(map, str_from(key), inner);
    return inner;
}

void literal_open(struct node *list) {
    list->tag = str_from(OPEN);
}
