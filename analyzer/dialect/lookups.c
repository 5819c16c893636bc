/* FindInMap: what its keys depend on is a choice, as what a condition depends on is one (facts.md 1.1, 1.3 c). Each row
 * or cell that a variable may name is a value to look at; where the mapping is read in any case, the variable has no
 * other value, because CloudFormation refuses a key that is not there:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-findinmap.html
 * Keys that name equal cells are not told apart. */
#include "analyzer/dialect/template.h"

/* -- the keys of a mapping ----------------------------------------------------------------------------------------- */

static bool is_macro(const struct node *member) {
    return str_starts(member->key, "Fn::");
}

/* Adds what the members are called. false: a macro adds others. */
static bool add_names(struct map *names, const struct node *members) {
    node_each(member, members) {
        if (is_macro(member))
            return false;
        map_put(names, member->key, names);
    }
    return true;
}

/* Names that the key may have: those of the rows, or those of the cells of the row that the first key names. */
static bool collect_names(const struct key_use *use, struct map *names) {
    const struct node *name = call_argument(use->call, 0);
    const struct node *mapping = name && name->kind == NODE_TEXT ? template_mapping(use->template, name->text) : NULL;
    if (!mapping || use->number == 1)
        return mapping && add_names(names, mapping);
    const struct node *first = call_argument(use->call, 1);
    struct dependencies dependencies = {0};
    conditions_dependencies(use->template, first, &dependencies);
    bool decided = !dependencies.opaque && !dependencies.count;
    const struct value *row_key = equals_side((struct term){use->template, first, NULL}, NULL, NULL);
    node_each(row, mapping) {
        bool named = !decided || !value_is_known_scalar(row_key) || str_equal(row_key->text, row->key);
        if (is_macro(row) || (named && !add_names(names, row)))
            return false;
    }
    return true;
}

/* Values of the variable at which the key has one of these names. */
static bool collect_values(const struct key_use *use, const struct variable *variable, struct map *values) {
    struct map names;
    map_init(&names, use->template->arena);
    if (!collect_names(use, &names))
        return false;
    for (size_t i = 0; i < names.count; i++) {
        struct str value;
        switch (equals_solve(variable, (struct term){use->template, use->key, NULL}, names.entries[i].key, &value)) {
        case SOLUTION_UNTOLD:
            return false;
        case SOLUTION_NEVER:
            break;
        case SOLUTION_ONE:
            map_put(values, value, values);
            break;
        }
    }
    return true;
}

/* -- what must be looked at ---------------------------------------------------------------------------------------- */

/* Several mappings that are read in any case leave what all of them have. */
static void require(struct variable *variable, struct map *values, struct arena *arena) {
    struct map *both = ARENA_NEW(arena, struct map);
    map_init(both, arena);
    for (size_t i = 0; i < values->count; i++)
        if (!variable->keys || map_has(variable->keys, values->entries[i].key))
            map_put(both, values->entries[i].key, both);
    variable->keys = both;
}

bool lookups_add_keys(struct variable *variable, const struct key_use *use) {
    struct map values;
    map_init(&values, use->template->arena);
    if (variable->list || !collect_values(use, variable, &values))
        return false;
    for (size_t i = 0; i < values.count; i++)
        conditions_add_constant(variable, values.entries[i].key);
    if (!use->guard->outer && !call_argument(use->call, 3))
        require(variable, &values, use->template->arena);
    return true;
}

/* A template that contradicts itself is not made empty. */
static void forget_impossible(struct variable *variable) {
    for (size_t i = 0; variable->keys && i < variable->constants.count; i++) {
        struct str text = variable->constants.items[i];
        bool allowed = !variable->allowed;
        node_each(value, variable->allowed) allowed = allowed || str_equal(scalar_text(value), text);
        if (allowed && map_has(variable->keys, text))
            return;
    }
    variable->keys = NULL;
}

void lookups_find(struct choices *choices) {
    for (size_t i = 0; !choices->file && i < choices->key_uses.count; i++) {
        struct key_use *use = &choices->key_uses.items[i];
        struct dependencies dependencies = {0};
        conditions_dependencies(use->template, use->key, &dependencies);
        if (dependencies.count != 1 || dependencies.opaque || !lookups_add_keys(dependencies.variable, use))
            continue;
        use->variable = dependencies.variable;
        conditions_add_subject(choices, use->variable);
    }
    for (size_t i = 0; i < choices->subjects.count; i++)
        forget_impossible(choices->subjects.items[i]);
}

/* -- levels -------------------------------------------------------------------------------------------------------- */

/* The other key while the variable has a level: a default of what it depends on is only one of its values. */
static const struct value *other_key(const struct key_use *use, const struct node *key, struct resolver *resolver) {
    struct dependencies dependencies = {0};
    conditions_dependencies(use->template, key, &dependencies);
    if (!dependencies.count || (dependencies.count == 1 && dependencies.variable == use->variable))
        return intrinsic_resolve(resolver, key);
    if (dependencies.count == 1)
        return equals_side((struct term){use->template, key, NULL}, dependencies.variable, &LEVEL_UNDECIDED);
    return value_new_unknown(resolver->arena, key, STR_NONE, STR_NONE);
}

/* Where a level of the variable is supposed. */
struct probe {
    struct supposition supposition;
    struct resolver resolver;
    struct map_cells cells;
};

static void probe_open(struct probe *probe, const struct key_use *use, uint32_t level) {
    struct template *template = use->template;
    const struct node *keys[2] = {call_argument(use->call, 1), call_argument(use->call, 2)};
    size_t other = use->number == 1;
    keys[!other] = use->key;
    probe->supposition = (struct supposition){use->variable, &use->variable->levels[level]};
    probe->resolver = (struct resolver){
        .unit = template->unit, .arena = template->arena, .scope = template, .private = &probe->supposition};
    probe->cells = intrinsic_map_cells(&probe->resolver, use->call, keys);
    probe->cells.keys[other] = other_key(use, keys[other], &probe->resolver);
    probe->cells.variables[other] = variable_behind(template, probe->cells.keys[other]);
}

/* The name of the cell by its other key. */
static struct str other_name(const struct key_use *use, const struct map_cells *cells) {
    return use->number == 1 ? cells->cell->key : cells->row->key;
}

static bool name_the_same(const struct key_use *use, uint32_t a, uint32_t b) {
    struct probe left, right;
    probe_open(&left, use, a);
    probe_open(&right, use, b);
    for (;;) {
        bool more = map_cells_next(&left.cells);
        if (more != map_cells_next(&right.cells))
            return false;
        if (!more)
            return true;
        if (!str_equal(other_name(use, &left.cells), other_name(use, &right.cells)) ||
            !intrinsic_same_leaf(left.cells.cell, right.cells.cell))
            return false;
    }
}

uint64_t lookups_same(const struct key_use *use, uint32_t level) {
    uint64_t same = 0;
    for (uint32_t i = 0; i < use->variable->level_count; i++)
        same |= (uint64_t)(i == level || name_the_same(use, level, i)) << i;
    return same;
}

bool lookups_finds(const struct key_use *use, uint32_t level) {
    struct probe probe;
    probe_open(&probe, use, level);
    return map_cells_next(&probe.cells) || call_argument(use->call, 3);
}
