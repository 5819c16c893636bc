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

const struct value *resolver_properties(struct resolver *resolver, const struct resource *resource) {
    if (!resource->properties)
        return &VALUE_NOTHING;
    const struct value *value = resolver->unit->dialect->resolve(resolver, resource->properties);
    if (value->kind == VALUE_MAP || value->kind == VALUE_UNKNOWN || value->kind == VALUE_ABSENT)
        return value;
    return value_new_unknown(resolver->arena, resource->properties, STR_NONE, STR("Properties is no map"));
}

const struct value *resolver_document(struct resolver *resolver, const struct value *value) {
    return resolver->unit->dialect->document(resolver, value);
}
