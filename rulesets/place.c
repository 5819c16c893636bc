#include "rulesets/place.h"

#include <string.h>

struct location location_at(struct str label, const struct node *node) {
    const struct node *source = node_source(node);
    return (struct location){label, source->document, node_place(source), source};
}

int location_compare(const struct node *a, const struct node *b) {
    if (a->document != b->document)
        return str_compare(a->document->path, b->document->path);
    struct span first = node_place(a), second = node_place(b);
    if (first.start != second.start)
        return first.start < second.start ? -1 : 1;
    return (first.end > second.end) - (first.end < second.end);
}

struct str place_resource(const struct entity *entity) {
    return entity->resource ? entity->resource->name : entity->label;
}

struct str place_resource_type(const struct entity *entity) {
    if (!entity->resource)
        return STR_NONE;
    const struct node *written =
        entity->resource->node ? node_member(node_source(entity->resource->node), "Type") : NULL;
    return written && node_is_scalar(written) ? written->text : entity->resource->type;
}

struct str place_key(const struct entity *entity, struct str attribute, struct arena *arena) {
    if (!entity->parent || entity->label.size == 0)
        return attribute;
    const char *word = strrchr(entity->table, '_');
    return str_format(arena, "%s=%.*s", word ? word + 1 : entity->table, STR_ARG(entity->label));
}
