/* Levels of variables (facts.md 1.2). First each constant that a condition compares with is a level, and all other
 * values are one more. Then levels that no used condition and no lookup tells apart are merged: it is a condition's
 * truth that counts, for every combination of its other variables, not that of its parts. */
#include "analyzer/dialect/template.h"

#include <stdlib.h>
#include <string.h>

const struct level LEVEL_UNDECIDED = {.other = true};

/* Steps of formula evaluation that merging may cost for one template; beyond it levels stay apart, which only costs
 * worlds. */
enum { MERGE_STEPS = 4 * 1024 * 1024 };

/* -- before merging: one level for each constant ------------------------------------------------------------------- */

static bool is_allowed(const struct variable *variable, struct str text) {
    if (!variable->allowed)
        return true;
    node_each(value, variable->allowed) if (str_equal(scalar_text(value), text)) return true;
    return false;
}

/* The default's level comes first; without a default it is that of all other values. */
static void push_level(struct variable *variable, struct level level) {
    bool first = variable->has_text ? level.known && str_equal(level.text, variable->text) : level.other;
    uint32_t at = first ? 0 : variable->level_count;
    memmove(&variable->levels[at + 1], &variable->levels[at], (variable->level_count - at) * sizeof level);
    variable->levels[at] = level;
    variable->level_count++;
}

static bool is_constant(const struct variable *variable, struct str text) {
    for (size_t i = 0; i < variable->level_count; i++)
        if (!variable->levels[i].other && str_equal(variable->levels[i].text, text))
            return true;
    return false;
}

/* What AllowedValues leave beside the constants: nothing, one value, or several. */
static size_t remaining_values(const struct variable *variable, struct str *ret_only) {
    size_t count = 0;
    node_each(value, variable->allowed) {
        struct str text = scalar_text(value);
        if (is_constant(variable, text) || (count && str_equal(*ret_only, text)))
            continue;
        *ret_only = text;
        count++;
    }
    return count;
}

static void make_levels(struct template *template, struct variable *variable) {
    if (variable->levels) /* a free Boolean, or the parameter files */
        return;
    size_t most = variable->constants.count < LIMIT_LEVELS ? variable->constants.count + 1 : LIMIT_LEVELS;
    variable->levels = arena_alloc_array(template->arena, most, sizeof *variable->levels);
    for (size_t i = 0; i < variable->constants.count; i++) {
        struct str *text = &variable->constants.items[i];
        if (!is_allowed(variable, *text))
            continue;
        if (variable->level_count == LIMIT_LEVELS - 1) {
            diag_add(template->diags, DIAG_LIMIT, NULL, template->document->path, template->document,
                     (struct span){0, 0}, "'%.*s' is compared with more than %u values: the others are not examined",
                     STR_ARG(variable->name), LIMIT_LEVELS - 1);
            break;
        }
        push_level(variable, (struct level){text, 1, false, true, *text});
    }
    struct str only = STR_NONE;
    size_t remaining = variable->allowed ? remaining_values(variable, &only) : 2;
    if (remaining == 0)
        return;
    if (remaining == 1) {
        struct str *text = ARENA_NEW(template->arena, struct str);
        *text = only;
        push_level(variable, (struct level){text, 1, false, true, only});
        return;
    }
    bool known = variable->has_text && !is_constant(variable, variable->text);
    push_level(variable, (struct level){.other = true, .known = known, .text = known ? variable->text : STR_NONE});
}

/* -- what the tests say at each level ------------------------------------------------------------------------------ */

static bool atom_holds(struct template *template, const struct atom *atom, const struct level *level) {
    if (!atom->left)
        return str_is(level->text, "true");
    struct supposition supposition = {atom->variable, level};
    struct resolver resolver = {.unit = template->unit, .arena = template->arena, .private = &supposition};
    const struct value *left = intrinsic_resolve(&resolver, atom->left);
    const struct value *right = intrinsic_resolve(&resolver, atom->right);
    /* Not known: "other" differs from the constants that it is compared with. */
    return value_is_known_scalar(left) && value_is_known_scalar(right) && str_equal(left->text, right->text);
}

static void decide_atom(struct template *template, struct atom *atom) {
    atom->formula->levels = 0;
    for (uint32_t i = 0; i < atom->variable->level_count; i++)
        if (atom_holds(template, atom, &atom->variable->levels[i]))
            atom->formula->levels |= (uint64_t)1 << i;
}

/* -- telling levels apart ------------------------------------------------------------------------------------------ */

/* All levels are one class; of files each stands for itself, because values differ. */
static void start_classes(struct variable *variable) {
    variable->class_count = variable->kind == VARIABLE_FILE ? variable->level_count : 1;
    for (uint32_t i = 0; i < variable->level_count; i++)
        variable->class_of[i] = variable->kind == VARIABLE_FILE ? (uint8_t)i : 0;
}

/* Levels inside the mask and outside of it are of different classes from now on. */
static void split_classes(struct variable *variable, uint64_t mask) {
    int new_class[LIMIT_LEVELS][2];
    memset(new_class, -1, sizeof new_class);
    variable->class_count = 0;
    for (uint32_t i = 0; i < variable->level_count; i++) {
        int *class = &new_class[variable->class_of[i]][mask >> i & 1];
        if (*class < 0)
            *class = (int)variable->class_count++;
        variable->class_of[i] = (uint8_t) * class;
    }
}

/* Truth of the formula for all levels of one subject at once, the others being fixed. */
static uint64_t truth_over_levels(const struct formula *formula, uint32_t subject, const uint8_t *levels) {
    switch (formula->kind) {
    case FORMULA_TRUE:
        return UINT64_MAX;
    case FORMULA_FALSE:
        return 0;
    case FORMULA_TEST:
        if (formula->factor == subject)
            return formula->levels;
        return formula->levels >> levels[formula->factor] & 1 ? UINT64_MAX : 0;
    case FORMULA_NOT:
        return ~truth_over_levels(formula->left, subject, levels);
    case FORMULA_AND:
        return truth_over_levels(formula->left, subject, levels) & truth_over_levels(formula->right, subject, levels);
    case FORMULA_OR:
        return truth_over_levels(formula->left, subject, levels) | truth_over_levels(formula->right, subject, levels);
    }
    abort();
}

struct subject_set {
    VEC(uint32_t) items;
};

static void collect_subjects(struct arena *arena, const struct formula *formula, struct subject_set *set) {
    if (!formula)
        return;
    if (formula->kind != FORMULA_TEST) {
        collect_subjects(arena, formula->left, set);
        collect_subjects(arena, formula->right, set);
        return;
    }
    for (size_t i = 0; i < set->items.count; i++)
        if (set->items.items[i] == formula->factor)
            return;
    vec_push(arena, &set->items, formula->factor);
}

/* Combinations of the subjects' levels, but for one of them (UINT32_MAX: none left out); capped. */
static uint64_t combinations(const struct template *template, const struct subject_set *set, uint32_t without) {
    uint64_t product = 1;
    for (size_t i = 0; i < set->items.count && product <= LIMIT_COMBINATIONS; i++)
        if (set->items.items[i] != without)
            product *= template->subjects.items[set->items.items[i]]->level_count;
    return product;
}

/* The next combination of all subjects but one; false after the last. */
static bool advance(const struct template *template, const struct subject_set *set, uint32_t without, uint8_t *levels) {
    for (size_t i = 0; i < set->items.count; i++) {
        uint32_t subject = set->items.items[i];
        if (subject == without)
            continue;
        if (++levels[subject] < template->subjects.items[subject]->level_count)
            return true;
        levels[subject] = 0;
    }
    return false;
}

static void split_by_atoms(struct template *template, struct variable *variable) {
    for (size_t i = 0; i < template->atoms.count; i++)
        if (template->atoms.items[i].variable == variable)
            split_classes(variable, template->atoms.items[i].formula->levels);
}

static void split_by_condition(struct template *template, const struct named_condition *condition, uint8_t *levels) {
    struct subject_set set = {0};
    collect_subjects(template->arena, condition->formula, &set);
    for (size_t i = 0; i < set.items.count; i++) {
        uint32_t subject = set.items.items[i];
        struct variable *variable = template->subjects.items[subject];
        uint64_t steps = combinations(template, &set, subject) * condition->weight;
        if (steps / condition->weight > LIMIT_COMBINATIONS || template->steps + steps > MERGE_STEPS) {
            split_by_atoms(template, variable);
            continue;
        }
        template->steps += steps;
        do
            split_classes(variable, truth_over_levels(condition->formula, subject, levels));
        while (advance(template, &set, subject, levels));
    }
}

static bool same_leaf(const struct node *a, const struct node *b) {
    return a == b || (a && b && node_is_scalar(a) && node_is_scalar(b) && str_equal(scalar_text(a), scalar_text(b)));
}

/* The variable that the key of a FindInMap depends on, when conditions depend on it too. */
static struct variable *key_variable(struct template *template, struct call call, size_t number) {
    struct dependencies dependencies = {0};
    const struct node *key = call_argument(call, number);
    if (key)
        conditions_dependencies(template, key, &dependencies);
    bool one = dependencies.count == 1 && !dependencies.opaque;
    return one && dependencies.variable->is_subject ? dependencies.variable : NULL;
}

static void split_by_lookup(struct template *template, struct call call, struct variable *variable) {
    const struct node *leaves[LIMIT_LEVELS];
    for (uint32_t i = 0; i < variable->level_count; i++) {
        struct supposition supposition = {variable, &variable->levels[i]};
        struct resolver resolver = {.unit = template->unit, .arena = template->arena, .private = &supposition};
        leaves[i] = intrinsic_map_leaf(&resolver, call);
    }
    for (uint32_t i = 0; i < variable->level_count; i++) {
        uint64_t same = 0;
        for (uint32_t j = 0; j < variable->level_count; j++)
            same |= (uint64_t)same_leaf(leaves[i], leaves[j]) << j;
        split_classes(variable, same);
    }
}

/* -- merging ------------------------------------------------------------------------------------------------------- */

static struct level merged_level(struct template *template, const struct variable *variable, uint32_t class) {
    struct level merged = {0};
    size_t members = 0;
    for (uint32_t i = 0; i < variable->level_count; i++) {
        const struct level *level = &variable->levels[i];
        if (variable->class_of[i] != class)
            continue;
        /* The default stands for its class; of several other values none does. */
        if (members++ == 0) {
            merged = *level;
            merged.constants = arena_alloc_array(template->arena, variable->level_count, sizeof(struct str));
            merged.constant_count = 0;
            merged.known = level->known;
        }
        merged.other = merged.other || level->other;
        for (size_t k = 0; k < level->constant_count; k++)
            merged.constants[merged.constant_count++] = level->constants[k];
    }
    if (members > 1 && !(merged.known && variable->has_text && str_equal(merged.text, variable->text)))
        merged.known = false;
    return merged;
}

static void merge_levels(struct template *template, struct variable *variable) {
    struct level merged[LIMIT_LEVELS];
    uint32_t first_of[LIMIT_LEVELS] = {0};
    if (variable->kind == VARIABLE_TEST || variable->level_count == 0)
        return;
    for (uint32_t class = 0; class < variable->class_count; class ++) {
        merged[class] = merged_level(template, variable, class);
        while (variable->class_of[first_of[class]] != class)
            first_of[class]++;
    }
    /* Levels of a class are interchangeable: the first one speaks for all. */
    for (size_t i = 0; i < template->atoms.count; i++) {
        struct formula *formula = template->atoms.items[i].formula;
        uint64_t levels = 0;
        if (template->atoms.items[i].variable != variable)
            continue;
        for (uint32_t class = 0; class < variable->class_count; class ++)
            levels |= (formula->levels >> first_of[class] & 1) << class;
        formula->levels = levels;
    }
    memcpy(variable->levels, merged, variable->class_count * sizeof *merged);
    variable->level_count = variable->class_count;
}

/* -- the unit's factors, conditions and lookups -------------------------------------------------------------------- */

static struct str level_name(struct template *template, const struct level *level) {
    if (level->other)
        return STR("other");
    if (level->constant_count == 0)
        return level->text;
    struct buf buf;
    buf_init(&buf, template->arena);
    for (size_t i = 0; i < level->constant_count; i++)
        buf_printf(&buf, "%s%.*s", i ? " or " : "", STR_ARG(level->constants[i]));
    return buf_str(&buf);
}

static int compare_variables(const void *a, const void *b) {
    const struct variable *const *left = a;
    const struct variable *const *right = b;
    return str_compare((*left)->name, (*right)->name);
}

static void add_factor(struct template *template, struct variable *variable) {
    struct unit *unit = template->unit;
    struct factor factor = {.name = variable->name,
                            .levels = arena_alloc_array(template->arena, variable->level_count, sizeof(struct str)),
                            .level_count = variable->level_count,
                            .other = -1,
                            .free = variable->kind == VARIABLE_TEST};
    for (uint32_t i = 0; i < variable->level_count; i++) {
        factor.levels[i] = level_name(template, &variable->levels[i]);
        if (variable->levels[i].other)
            factor.other = (int)i;
    }
    variable->subject = (uint32_t)unit->factors.count;
    vec_push(template->arena, &unit->factors, factor);
}

/* A variable with one level left decides nothing: its tests are constants and Ref yields its default. */
static void export_factors(struct template *template) {
    if (template->subjects.count)
        qsort(template->subjects.items, template->subjects.count, sizeof *template->subjects.items, compare_variables);
    for (size_t i = 0; i < template->subjects.count; i++) {
        struct variable *variable = template->subjects.items[i];
        variable->is_subject = variable->level_count > 1;
        if (variable->is_subject)
            add_factor(template, variable);
    }
    for (size_t i = 0; i < template->atoms.count; i++) {
        struct formula *formula = template->atoms.items[i].formula;
        if (template->atoms.items[i].variable->is_subject)
            formula->factor = template->atoms.items[i].variable->subject;
        else
            formula->kind = formula->levels & 1 ? FORMULA_TRUE : FORMULA_FALSE;
    }
}

static int compare_conditions(const void *a, const void *b) {
    const struct condition *left = a;
    const struct condition *right = b;
    return str_compare(left->name, right->name);
}

static void export_conditions(struct template *template) {
    struct unit *unit = template->unit;
    for (size_t i = 0; i < template->conditions.count; i++) {
        const struct named_condition *condition = template->conditions.entries[i].value;
        if (condition->used)
            vec_push(template->arena, &unit->conditions,
                     (struct condition){condition->name, condition->formula, condition->node});
    }
    if (unit->conditions.count)
        qsort(unit->conditions.items, unit->conditions.count, sizeof *unit->conditions.items, compare_conditions);
    for (size_t i = 0; i < unit->resources.count; i++) {
        struct resource *resource = &unit->resources.items[i];
        if (resource->condition_name.size)
            resource->condition = conditions_find(template, resource->condition_name)->formula;
    }
}

static const struct formula *guard_formula(struct template *template, const struct guard *guard) {
    if (!guard->outer)
        return NULL;
    const struct formula *literal = guard->condition->formula;
    if (guard->negated) {
        struct formula *negation = ARENA_NEW(template->arena, struct formula);
        *negation = (struct formula){.kind = FORMULA_NOT, .left = literal};
        literal = negation;
    }
    const struct formula *outer = guard_formula(template, guard->outer);
    if (!outer)
        return literal;
    struct formula *both = ARENA_NEW(template->arena, struct formula);
    *both = (struct formula){.kind = FORMULA_AND, .left = outer, .right = literal};
    return both;
}

static void export_lookup(struct template *template, const struct map_use *use, const struct variable *variable) {
    uint64_t levels = UINT64_MAX >> (64 - variable->level_count);
    vec_push(template->arena, &template->unit->lookups,
             (struct lookup){variable->subject, levels, guard_formula(template, use->guard)});
}

/* The same key under the same guard is one lookup: uses of one guard carry a mark of what was exported last. */
static void export_lookups(struct template *template) {
    struct map seen;
    map_init(&seen, template->arena);
    for (size_t i = 0; i < template->map_uses.count; i++) {
        const struct map_use *use = &template->map_uses.items[i];
        for (size_t number = 1; number <= 2; number++) {
            const struct variable *variable = key_variable(template, use->call, number);
            if (!variable)
                continue;
            struct str key = str_format(template->arena, "%p %u", (const void *)use->guard, variable->subject);
            if (map_put(&seen, key, &seen))
                export_lookup(template, use, variable);
        }
    }
}

/* Conditions over more combinations than can be tabulated become free Booleans (facts.md 1.4). */
static void free_large_conditions(struct template *template) {
    for (size_t i = 0; i < template->conditions.count; i++) {
        struct named_condition *condition = template->conditions.entries[i].value;
        struct subject_set set = {0};
        if (condition->used)
            collect_subjects(template->arena, condition->formula, &set);
        if (combinations(template, &set, UINT32_MAX) > LIMIT_COMBINATIONS)
            conditions_set_free(template, condition);
    }
}

void levels_finish(struct template *template) {
    uint8_t *levels = arena_alloc(template->arena, template->subjects.count);
    for (size_t i = 0; i < template->subjects.count; i++)
        make_levels(template, template->subjects.items[i]);
    for (size_t i = 0; i < template->atoms.count; i++)
        decide_atom(template, &template->atoms.items[i]);
    for (size_t i = 0; i < template->subjects.count; i++)
        start_classes(template->subjects.items[i]);
    for (size_t i = 0; i < template->conditions.count; i++) {
        const struct named_condition *condition = template->conditions.entries[i].value;
        if (condition->used)
            split_by_condition(template, condition, levels);
    }
    for (size_t i = 0; i < template->map_uses.count; i++)
        for (size_t number = 1; number <= 2; number++) {
            struct variable *variable = key_variable(template, template->map_uses.items[i].call, number);
            if (variable)
                split_by_lookup(template, template->map_uses.items[i].call, variable);
        }
    for (size_t i = 0; i < template->subjects.count; i++)
        merge_levels(template, template->subjects.items[i]);
    free_large_conditions(template);
    export_factors(template);
    export_conditions(template);
    export_lookups(template);
}
