#include "analyzer/dialect/unit.h"

#include <stdlib.h>

bool formula_holds(const struct formula *formula, const struct world *world) {
    if (!formula)
        return true;
    switch (formula->kind) {
    case FORMULA_TRUE:
        return true;
    case FORMULA_FALSE:
        return false;
    case FORMULA_TEST:
        return formula->levels >> world->levels[formula->factor] & 1;
    case FORMULA_NOT:
        return !formula_holds(formula->left, world);
    case FORMULA_AND:
        return formula_holds(formula->left, world) && formula_holds(formula->right, world);
    case FORMULA_OR:
        return formula_holds(formula->left, world) || formula_holds(formula->right, world);
    }
    abort();
}

struct choice choice_above(const struct node *node) {
    for (const struct node *list = node->parent; list; node = list, list = list->parent) {
        const struct node *name = list->first_child;
        bool is_if = list->kind == NODE_LIST && (str_is(list->tag, "!If") || str_is(list->key, "Fn::If"));
        if (is_if && name != node && name->kind == NODE_TEXT)
            return (struct choice){list, name->text, node != name->next};
    }
    return (struct choice){0};
}

const struct value *resolver_properties(struct resolver *resolver, const struct resource *resource) {
    if (!resource->properties)
        return &VALUE_NOTHING;
    resolver->scope = resource->scope;
    resolver->hops = 0;
    const struct value *value = resolver->unit->dialect->resolve(resolver, resource->properties);
    if (value->kind == VALUE_MAP || value->kind == VALUE_UNKNOWN || value->kind == VALUE_ABSENT)
        return value;
    return value_new_unknown(resolver->arena, resource->properties, STR_NONE, STR("Properties is no map"));
}

const struct value *resolver_document(struct resolver *resolver, const struct value *value) {
    return resolver->unit->dialect->document(resolver, value);
}
