/* A unit made from YAML or JSON text, for tests. */
#ifndef LL_TESTS_UNIT_OF_H
#define LL_TESTS_UNIT_OF_H

#include "analyzer/dialect/dialect.h"
#include "analyzer/facts/worlds.h"

struct unit_of {
    struct arena arena;
    struct diags diags;
    struct bindings bindings;
    struct document *document;
    struct unit *unit;
    struct worlds worlds;
};

/* parameter is "NAME=VALUE" or NULL. */
static inline void unit_of_open(struct unit_of *of, const char *text, const char *parameter) {
    *of = (struct unit_of){0};
    arena_init(&of->arena);
    diags_init(&of->diags, &of->arena);
    struct binding binding = {0};
    if (parameter && str_cut(str_from(parameter), '=', &binding.name, &binding.value))
        vec_push(&of->arena, &of->bindings.list, binding);
    of->document = document_read(1, STR("template.yaml"), str_from(text), &of->diags);
    const char *why;
    enum document_kind kind = dialect_recognise(of->document, &why);
    of->unit = dialect_load(kind, of->document, &of->bindings, &of->arena, &of->diags);
    worlds_plan(of->unit, &of->arena, &of->diags, &of->worlds);
}

static inline void unit_of_close(struct unit_of *of) {
    document_free(of->document);
    arena_done(&of->arena);
}

/* A property of a resource in a world. */
static inline const struct value *unit_of_value(struct unit_of *of, size_t world, const char *address,
                                                const char *path) {
    const struct resource *resource = map_get(&of->unit->resource_by_address, str_from(address));
    struct resolver resolver = {.unit = of->unit, .world = &of->worlds.items[world], .arena = &of->arena};
    return value_at(resolver_properties(&resolver, resource), path);
}

/* The partial text of a property in the first world. */
static inline struct str unit_of_text(struct unit_of *of, const char *address, const char *path) {
    return value_partial(&of->arena, unit_of_value(of, 0, address, path));
}

#endif
