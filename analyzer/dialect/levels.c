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
    if (variable->keys && !map_has(variable->keys, text))
        return false;
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
        bool impossible = variable->keys && !map_has(variable->keys, text);
        if (impossible || is_constant(variable, text) || (count && str_equal(*ret_only, text)))
            continue;
        *ret_only = text;
        count++;
    }
    return count;
}

static void make_levels(struct choices *choices, struct variable *variable) {
    if (variable->levels) /* a free Boolean, or the parameter files */
        return;
    size_t most = variable->constants.count < LIMIT_LEVELS ? variable->constants.count + 1 : LIMIT_LEVELS;
    variable->levels = arena_alloc_array(choices->arena, most, sizeof *variable->levels);
    for (size_t i = 0; i < variable->constants.count; i++) {
        struct str *text = &variable->constants.items[i];
        if (!is_allowed(variable, *text))
            continue;
        if (variable->level_count == LIMIT_LEVELS - 1) {
            template_diag(variable->template, DIAG_LIMIT, NULL,
                          "'%.*s' is compared with, or looked up as, more than %u values: the others are not examined",
                          STR_ARG(variable->name), LIMIT_LEVELS - 1);
            break;
        }
        push_level(variable, (struct level){text, 1, false, true, *text});
    }
    struct str only = STR_NONE;
    size_t remaining = variable->allowed ? remaining_values(variable, &only) : variable->keys ? 0 : 2;
    if (remaining == 0)
        return;
    if (remaining == 1) {
        struct str *text = ARENA_NEW(choices->arena, struct str);
        *text = only;
        push_level(variable, (struct level){text, 1, false, true, only});
        return;
    }
    bool known = variable->has_text && !is_constant(variable, variable->text);
    push_level(variable, (struct level){.other = true, .known = known, .text = known ? variable->text : STR_NONE});
}

/* -- what the tests say at each level ------------------------------------------------------------------------------ */

static bool atom_holds(const struct atom *atom, const struct level *level) {
    if (!atom->left.node)
        return str_is(level->text, "true");
    const struct value *left = equals_side(atom->left, atom->variable, level);
    const struct value *right = equals_side(atom->right, atom->variable, level);
    /* Not known: "other" differs from the constants that it is compared with. */
    return value_is_known_scalar(left) && value_is_known_scalar(right) && str_equal(left->text, right->text);
}

static void decide_atom(struct atom *atom) {
    atom->formula->levels = 0;
    for (uint32_t i = 0; i < atom->variable->level_count; i++)
        if (atom_holds(atom, &atom->variable->levels[i]))
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
static uint64_t combinations(const struct choices *choices, const struct subject_set *set, uint32_t without) {
    uint64_t product = 1;
    for (size_t i = 0; i < set->items.count && product <= LIMIT_COMBINATIONS; i++)
        if (set->items.items[i] != without)
            product *= choices->subjects.items[set->items.items[i]]->level_count;
    return product;
}

/* The next combination of all subjects but one; false after the last. */
static bool advance(const struct choices *choices, const struct subject_set *set, uint32_t without, uint8_t *levels) {
    for (size_t i = 0; i < set->items.count; i++) {
        uint32_t subject = set->items.items[i];
        if (subject == without)
            continue;
        if (++levels[subject] < choices->subjects.items[subject]->level_count)
            return true;
        levels[subject] = 0;
    }
    return false;
}

static void split_by_atoms(struct choices *choices, struct variable *variable) {
    for (size_t i = 0; i < choices->atoms.count; i++)
        if (choices->atoms.items[i].variable == variable)
            split_classes(variable, choices->atoms.items[i].formula->levels);
}

static void split_by_condition(struct choices *choices, const struct named_condition *condition, uint8_t *levels) {
    struct subject_set set = {0};
    collect_subjects(choices->arena, condition->formula, &set);
    for (size_t i = 0; i < set.items.count; i++) {
        uint32_t subject = set.items.items[i];
        struct variable *variable = choices->subjects.items[subject];
        uint64_t steps = combinations(choices, &set, subject) * condition->weight;
        if (steps / condition->weight > LIMIT_COMBINATIONS || choices->steps + steps > MERGE_STEPS) {
            split_by_atoms(choices, variable);
            continue;
        }
        choices->steps += steps;
        do
            split_classes(variable, truth_over_levels(condition->formula, subject, levels));
        while (advance(choices, &set, subject, levels));
    }
}

static void split_by_lookup(const struct key_use *use) {
    for (uint32_t i = 0; i < use->variable->level_count; i++)
        split_classes(use->variable, lookups_same(use, i));
}

/* -- values that no lookup finds ---------------------------------------------------------------------------------- */

/* Whether the level is refused where the guard holds. */
static bool is_refused(const struct choices *choices, const struct variable *variable, uint32_t level,
                       const struct guard *guard) {
    for (size_t i = 0; i < choices->key_uses.count; i++) {
        const struct key_use *use = &choices->key_uses.items[i];
        if (use->variable == variable && use->guard == guard && !lookups_finds(use, level))
            return true;
    }
    return false;
}

/* Whether some lookup by the variable finds something, and none that is reached with it refuses the level. */
static bool finds_any(const struct choices *choices, const struct variable *variable, uint32_t level) {
    const struct guard *refused = NULL;
    bool asked = false;
    for (size_t i = 0; i < choices->key_uses.count; i++) {
        const struct key_use *use = &choices->key_uses.items[i];
        if (use->variable != variable || use->guard == refused)
            continue;
        asked = true;
        if (!is_refused(choices, variable, level, use->guard))
            return true;
        refused = use->guard;
    }
    return !asked;
}

static bool has_peer(const struct variable *variable, uint32_t level) {
    for (uint32_t i = 0; i < variable->level_count; i++)
        if (i != level && variable->class_of[i] == variable->class_of[level])
            return true;
    return false;
}

static void drop_level(struct choices *choices, struct variable *variable, uint32_t level) {
    uint64_t below = ((uint64_t)1 << level) - 1;
    variable->level_count--;
    for (uint32_t i = level; i < variable->level_count; i++) {
        variable->levels[i] = variable->levels[i + 1];
        variable->class_of[i] = variable->class_of[i + 1];
    }
    for (size_t i = 0; i < choices->atoms.count; i++) {
        struct formula *formula = choices->atoms.items[i].formula;
        if (choices->atoms.items[i].variable == variable)
            formula->levels = (formula->levels & below) | (formula->levels >> 1 & ~below);
    }
}

/* "Other" values of a key name nothing: where the lookup is reached they are refused, and elsewhere they say no more
 * than a level that conditions do not tell from them. Not where they stand for the default, or for there being none. */
static void drop_other(struct choices *choices, struct variable *variable) {
    for (uint32_t i = 0; variable->has_text && i < variable->level_count; i++)
        if (variable->levels[i].other && !variable->levels[i].known && !finds_any(choices, variable, i) &&
            has_peer(variable, i)) {
            drop_level(choices, variable, i);
            return;
        }
}

/* -- merging ------------------------------------------------------------------------------------------------------- */

static struct level merged_level(struct choices *choices, const struct variable *variable, uint32_t class) {
    struct level merged = {0};
    size_t members = 0;
    for (uint32_t i = 0; i < variable->level_count; i++) {
        const struct level *level = &variable->levels[i];
        if (variable->class_of[i] != class)
            continue;
        /* The default stands for its class; of several other values none does. */
        if (members++ == 0) {
            merged = *level;
            merged.constants = arena_alloc_array(choices->arena, variable->level_count, sizeof(struct str));
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

static void merge_levels(struct choices *choices, struct variable *variable) {
    struct level merged[LIMIT_LEVELS];
    uint32_t first_of[LIMIT_LEVELS] = {0};
    if (variable->kind == VARIABLE_TEST || variable->level_count == 0)
        return;
    for (uint32_t class = 0; class < variable->class_count; class ++) {
        merged[class] = merged_level(choices, variable, class);
        while (variable->class_of[first_of[class]] != class)
            first_of[class]++;
    }
    /* Levels of a class are interchangeable: the first one speaks for all. */
    for (size_t i = 0; i < choices->atoms.count; i++) {
        struct formula *formula = choices->atoms.items[i].formula;
        uint64_t levels = 0;
        if (choices->atoms.items[i].variable != variable)
            continue;
        for (uint32_t class = 0; class < variable->class_count; class ++)
            levels |= (formula->levels >> first_of[class] & 1) << class;
        formula->levels = levels;
    }
    memcpy(variable->levels, merged, variable->class_count * sizeof *merged);
    variable->level_count = variable->class_count;
}

/* -- the unit's factors, conditions and lookups -------------------------------------------------------------------- */

static struct str level_name(struct choices *choices, const struct level *level) {
    if (level->other)
        return STR("other");
    if (level->constant_count == 0)
        return level->text;
    struct buf buf;
    buf_init(&buf, choices->arena);
    for (size_t i = 0; i < level->constant_count; i++)
        buf_printf(&buf, "%s%.*s", i ? " or " : "", STR_ARG(level->constants[i]));
    return buf_str(&buf);
}

static int compare_variables(const void *a, const void *b) {
    const struct variable *const *left = a;
    const struct variable *const *right = b;
    return str_compare((*left)->address, (*right)->address);
}

static void add_factor(struct choices *choices, struct variable *variable) {
    struct unit *unit = choices->unit;
    bool only = map_get(&choices->shared, variable->name) == variable;
    struct factor factor = {.name = only ? variable->name : variable->address,
                            .address = variable->address,
                            .levels = arena_alloc_array(choices->arena, variable->level_count, sizeof(struct str)),
                            .level_count = variable->level_count,
                            .other = -1,
                            .free = variable->kind == VARIABLE_TEST};
    for (uint32_t i = 0; i < variable->level_count; i++) {
        factor.levels[i] = level_name(choices, &variable->levels[i]);
        if (variable->levels[i].other)
            factor.other = (int)i;
    }
    variable->subject = (uint32_t)unit->factors.count;
    vec_push(choices->arena, &unit->factors, factor);
}

/* A variable with one level left decides nothing: its tests are constants and Ref yields its default. */
static void export_factors(struct choices *choices) {
    if (choices->subjects.count)
        qsort(choices->subjects.items, choices->subjects.count, sizeof *choices->subjects.items, compare_variables);
    for (size_t i = 0; i < choices->subjects.count; i++) {
        struct variable *variable = choices->subjects.items[i];
        variable->is_subject = variable->level_count > 1;
        if (variable->is_subject)
            add_factor(choices, variable);
    }
    for (size_t i = 0; i < choices->atoms.count; i++) {
        struct formula *formula = choices->atoms.items[i].formula;
        if (choices->atoms.items[i].variable->is_subject)
            formula->factor = choices->atoms.items[i].variable->subject;
        else
            formula->kind = formula->levels & 1 ? FORMULA_TRUE : FORMULA_FALSE;
    }
}

static int compare_conditions(const void *a, const void *b) {
    const struct condition *left = a;
    const struct condition *right = b;
    return str_compare(left->name, right->name);
}

static void export_conditions(struct choices *choices) {
    struct unit *unit = choices->unit;
    for (size_t i = 0; i < choices->conditions.count; i++) {
        const struct named_condition *condition = choices->conditions.items[i];
        vec_push(choices->arena, &unit->conditions,
                 (struct condition){condition->name, condition->formula, condition->node, condition->template,
                                    condition->template->document, condition->template->tree});
    }
    if (unit->conditions.count)
        qsort(unit->conditions.items, unit->conditions.count, sizeof *unit->conditions.items, compare_conditions);
}

static const struct formula *negation(struct choices *choices, const struct formula *formula) {
    struct formula *negation = ARENA_NEW(choices->arena, struct formula);
    *negation = (struct formula){.kind = FORMULA_NOT, .left = formula};
    return negation;
}

/* NULL is true. */
static const struct formula *both(struct choices *choices, const struct formula *left, const struct formula *right) {
    if (!left || !right)
        return left ? left : right;
    struct formula *formula = ARENA_NEW(choices->arena, struct formula);
    *formula = (struct formula){.kind = FORMULA_AND, .left = left, .right = right};
    return formula;
}

static const struct formula *guard_formula(struct choices *choices, const struct guard *guard) {
    if (!guard->outer)
        return NULL;
    const struct formula *literal = guard->condition->formula;
    if (guard->negated)
        literal = negation(choices, literal);
    return both(choices, guard_formula(choices, guard->outer), literal);
}

/* Under which a template is deployed at all: a nested stack not without its parent, and nothing without what it
 * imports. */
static const struct formula *presence(struct choices *choices, const struct template *template) {
    const struct formula *presence = template->parent ? template->stack->condition : NULL;
    for (size_t i = 0; i < template->needs.count; i++) {
        const struct need *need = &template->needs.items[i];
        const struct formula *guard = guard_formula(choices, need->guard);
        const struct formula *needed = need->condition->formula;
        if (guard) {
            struct formula *either = ARENA_NEW(choices->arena, struct formula);
            *either = (struct formula){.kind = FORMULA_OR, .left = negation(choices, guard), .right = needed};
            needed = either;
        }
        presence = both(choices, presence, needed);
    }
    return presence;
}

static void export_resources(struct choices *choices) {
    for (size_t t = 0; t < choices->templates.count; t++) {
        const struct template *template = choices->templates.items[t]; /* parents come first */
        const struct formula *deployed = presence(choices, template);
        for (size_t i = 0; i < template->resource_count; i++) {
            struct resource *resource = &choices->unit->resources.items[template->first_resource + i];
            const struct formula *own = NULL;
            if (resource->condition_name.size)
                own = conditions_find(template, resource->condition_name)->formula;
            resource->condition = both(choices, deployed, own);
        }
    }
}

/* One of the levels that name the same cells must be seen, where the key names any. The same key under the same guard
 * is one lookup. */
static void export_key(struct choices *choices, const struct key_use *use, struct map *seen) {
    uint64_t done = 0;
    for (uint32_t level = 0; level < use->variable->level_count; level++) {
        uint64_t same = lookups_same(use, level);
        if (done >> level & 1 || !lookups_finds(use, level))
            continue;
        done |= same;
        struct str key = str_format(choices->arena, "%p %u %llx", (const void *)use->guard, use->variable->subject,
                                    (unsigned long long)same);
        if (map_put(seen, key, seen))
            vec_push(choices->arena, &choices->unit->lookups,
                     (struct lookup){use->variable->subject, same, guard_formula(choices, use->guard)});
    }
}

static void export_lookups(struct choices *choices) {
    struct map seen;
    map_init(&seen, choices->arena);
    for (size_t i = 0; i < choices->key_uses.count; i++)
        if (choices->key_uses.items[i].variable && choices->key_uses.items[i].variable->is_subject)
            export_key(choices, &choices->key_uses.items[i], &seen);
}

/* Conditions over more combinations than can be tabulated become free Booleans (facts.md 1.4). */
static void free_large_conditions(struct choices *choices) {
    for (size_t i = 0; i < choices->conditions.count; i++) {
        struct named_condition *condition = choices->conditions.items[i];
        struct subject_set set = {0};
        collect_subjects(choices->arena, condition->formula, &set);
        if (combinations(choices, &set, UINT32_MAX) > LIMIT_COMBINATIONS)
            conditions_set_free(condition->template, condition);
    }
}

/* Those that something depends on. */
static void collect_conditions(struct choices *choices) {
    for (size_t t = 0; t < choices->templates.count; t++) {
        const struct map *conditions = &choices->templates.items[t]->conditions;
        for (size_t i = 0; i < conditions->count; i++) {
            struct named_condition *condition = conditions->entries[i].value;
            if (condition->used)
                vec_push(choices->arena, &choices->conditions, condition);
        }
    }
}

void levels_finish(struct choices *choices) {
    collect_conditions(choices);
    lookups_find(choices);
    uint8_t *levels = arena_alloc(choices->arena, choices->subjects.count);
    for (size_t i = 0; i < choices->subjects.count; i++)
        make_levels(choices, choices->subjects.items[i]);
    for (size_t i = 0; i < choices->atoms.count; i++)
        decide_atom(&choices->atoms.items[i]);
    for (size_t i = 0; i < choices->subjects.count; i++)
        start_classes(choices->subjects.items[i]);
    for (size_t i = 0; i < choices->conditions.count; i++)
        split_by_condition(choices, choices->conditions.items[i], levels);
    for (size_t i = 0; i < choices->subjects.count; i++)
        drop_other(choices, choices->subjects.items[i]);
    for (size_t i = 0; i < choices->key_uses.count; i++)
        if (choices->key_uses.items[i].variable)
            split_by_lookup(&choices->key_uses.items[i]);
    for (size_t i = 0; i < choices->subjects.count; i++)
        merge_levels(choices, choices->subjects.items[i]);
    free_large_conditions(choices);
    export_factors(choices);
    export_conditions(choices);
    export_resources(choices);
    export_lookups(choices);
}
