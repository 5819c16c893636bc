/* libFuzzer: any bytes, loaded as what every dialect reads; worlds planned; every property resolved in each. */
#include "analyzer/dialect/dialect.h"
#include "analyzer/facts/worlds.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition)
        abort();
}

static void visit(struct resolver *resolver, const struct value *value) {
    require(value->kind == VALUE_ABSENT || value->node);
    value_partial(resolver->arena, value);
    value_reason(value);
    if (value->kind == VALUE_CONCAT)
        require(value->count > 1);
    const struct value *document = resolver_document(resolver, value);
    if (document != value)
        value = document;
    for (size_t i = 0; (value->kind == VALUE_LIST || value->kind == VALUE_MAP) && i < value->count; i++) {
        require(value->members[i].value->kind != VALUE_ABSENT);
        visit(resolver, value->members[i].value);
    }
}

static void load_as(enum document_kind kind, struct str bytes) {
    struct arena arena;
    struct diags diags;
    struct worlds worlds;
    struct bindings bindings = {0};
    arena_init(&arena);
    diags_init(&diags, &arena);
    vec_push(&arena, &bindings.list, (struct binding){.name = STR("P"), .value = STR("a,b")});
    struct document *document = document_read(1, STR("a.yaml"), bytes, &diags);
    const char *why;
    dialect_recognise(document, &why);
    if (document->root) {
        struct unit *unit = dialect_load(kind, document, &bindings, &arena, &diags);
        worlds_plan(unit, &arena, &diags, &worlds);
        require(worlds.count >= 1);
        for (size_t w = 0; w < worlds.count; w++)
            for (size_t i = 0; i < unit->resources.count; i++) {
                struct resolver resolver = {.unit = unit, .world = &worlds.items[w], .arena = &arena};
                if (formula_holds(unit->resources.items[i].condition, &worlds.items[w]))
                    visit(&resolver, resolver_properties(&resolver, &unit->resources.items[i]));
            }
    }
    document_free(document);
    arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str bytes = {(const char *)data, size};
    load_as(KIND_CLOUDFORMATION, bytes);
    load_as(KIND_SAM, bytes);
    load_as(KIND_POLICY, bytes);
    load_as(KIND_DUMP, bytes);
    dialect_smells(bytes);
    dialect_is_templated(bytes);
    return 0;
}
