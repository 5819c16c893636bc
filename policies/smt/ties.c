#include "policies/smt/ties.h"

#include "policies/smt/knot.h"
#include "policies/smt/variables.h"

/* Choices of values for all variables, and values for one, tried at most. */
enum { TIES_TRIES = 100, TIES_TRIED = 12 };

static bool next_case(struct knot *knot) {
    for (size_t i = 0; i < knot->ties.count; i++) {
        if (++knot->choice[i] < knot_choices(&knot->ties.items[i]))
            return true;
        knot->choice[i] = 0;
    }
    return false;
}

/* ---- values for the open variables of a case ---- */

struct choosing {
    struct knot *knot;
    const struct iam_context *before;
    struct iam_context *context; /* the result */
    struct str *resource;
    size_t tries;
};

/* The key as some condition writes it. */
static struct str written(const struct knot *knot, struct str key) {
    struct literals literals = knot_on_key(knot, key);
    return literals.list.count ? knot_atom(knot, &literals.list.items[0])->condition->key.text : key;
}

static void put(struct choosing *choosing, struct str key, const struct key_values *values) {
    const struct knot *knot = choosing->knot;
    struct iam_context_value *entry = iam_context_add(choosing->context, written(knot, key));
    for (size_t i = 0; i < values->list.count; i++)
        vec_push(knot->arena, &entry->values, values->list.items[i]);
}

/* All variables have values: does the rest fit? */
static bool ties_fit(struct choosing *choosing) {
    struct knot *knot = choosing->knot;
    for (size_t i = 0; i < knot->ties.count; i++) {
        struct literals literals = knot_on_key(knot, knot->ties.items[i].key);
        struct key_problem problem = {
            .encoding = knot->encoding, .key = knot->ties.items[i].key, .literals = &literals, .context = &knot->open};
        struct key_values values = knot_values_now(knot, knot->ties.items[i].key);
        if (literals.list.count && !key_fits(&problem, &values))
            return false;
        put(choosing, knot->ties.items[i].key, &values);
    }
    return true;
}

static bool other_keys_fit(struct choosing *choosing) {
    struct knot *knot = choosing->knot;
    for (size_t i = 0; i < knot->literals->list.count; i++) {
        const struct atom *atom = knot_atom(knot, &knot->literals->list.items[i]);
        if (atom->kind != ATOM_CONDITION || !atom->variables || knot_find_tie(knot, atom->key) < knot->ties.count)
            continue;
        struct literals literals = knot_on_key(knot, atom->key);
        struct key_problem problem = {
            .encoding = knot->encoding, .key = atom->key, .literals = &literals, .context = &knot->open};
        struct key_values values = {0};
        bool fixed = encoding_is_fixed(knot->encoding, atom->key);
        if (fixed ? knot_holds_now(knot, &literals).truth != TRUTH_YES : key_solve(&problem, &values) != THEORY_FITS)
            return false;
        if (!fixed)
            put(choosing, atom->key, &values);
    }
    return true;
}

static bool resource_fits(struct choosing *choosing) {
    struct knot *knot = choosing->knot;
    struct knot_groups groups = {0};
    struct str text;
    vec_push(knot->arena, &groups.list, knot_asked_resource(knot));
    for (size_t i = 0; i < knot->literals->list.count; i++) {
        const struct literal *literal = &knot->literals->list.items[i];
        struct search_group group;
        if (knot_atom(knot, literal)->kind != ATOM_RESOURCE)
            continue;
        knot_resource_group(knot, literal, &group);
        vec_push(knot->arena, &groups.list, group);
    }
    if (search_find(knot->arena, groups.list.items, groups.list.count, &text) != SEARCH_FOUND)
        return false;
    *choosing->resource = text;
    return true;
}

/* Values that an open variable may well have: what its conditions ask for, none, one that is easy to recognise, what
 * an equal key has, and parts of a resource that fits otherwise. */
static size_t likely_values(struct choosing *choosing, size_t tie, struct str values[TIES_TRIED]) {
    struct knot *knot = choosing->knot;
    struct str key = knot->ties.items[tie].key, text;
    struct literals literals = knot_on_key(knot, key);
    struct key_problem problem = {
        .encoding = knot->encoding, .key = key, .literals = &literals, .context = &knot->open, .must_be_there = true};
    struct key_values solved = {0};
    size_t count = 0;
    const struct iam_context_value *equal =
        iam_context_get(&knot->open, knot->ties.items[knot->ties.items[tie].same].key);
    if (equal && equal->values.count)
        values[count++] = equal->values.items[0];
    if (literals.list.count && key_solve(&problem, &solved) == THEORY_FITS && solved.list.count == 1)
        values[count++] = solved.list.items[0];
    values[count++] = str_format(knot->arena, "v%zu", tie + 1);
    if (literals.list.count && knot_atom(knot, &literals.list.items[0])->condition->values.count)
        values[count++] = knot_atom(knot, &literals.list.items[0])->condition->values.items[0].text;
    for (size_t i = 0; i < knot->literals->list.count && count + 3 <= TIES_TRIED; i++) {
        const struct atom *atom = knot_atom(knot, &knot->literals->list.items[i]);
        const struct str *fixed =
            atom->kind == ATOM_CONDITION && atom->variables ? knot_fixed_value(knot, atom->key) : NULL;
        for (size_t j = 0; fixed && j < atom->condition->values.count && count + 3 <= TIES_TRIED; j++)
            if (variable_infer(knot->arena, atom->condition->values.items[j].text, key, *fixed, false, &text))
                values[count++] = text;
        if (atom->kind != ATOM_RESOURCE || !atom->variables || !knot->literals->list.items[i].positive)
            continue;
        if (variable_infer(knot->arena, atom->text->text, key, *choosing->resource, false, &text))
            values[count++] = text;
        if (variable_infer(knot->arena, atom->text->text, key, *choosing->resource, true, &text))
            values[count++] = text;
    }
    values[count++] = STR_NONE;
    return count;
}

static bool choose_from(struct choosing *choosing, size_t tie) {
    struct knot *knot = choosing->knot;
    while (tie < knot->ties.count && !knot_is_open(knot, tie))
        tie++;
    if (tie == knot->ties.count) {
        *choosing->context = (struct iam_context){.arena = knot->arena};
        for (size_t i = 0; i < choosing->before->entries.count; i++)
            vec_push(knot->arena, &choosing->context->entries, choosing->before->entries.items[i]);
        return choosing->tries++ < TIES_TRIES && ties_fit(choosing) && other_keys_fit(choosing) &&
               resource_fits(choosing);
    }
    struct str values[TIES_TRIED];
    size_t count = likely_values(choosing, tie, values);
    for (size_t i = 0; i < count && choosing->tries < TIES_TRIES; i++) {
        knot_set_value(knot, tie, values[i]);
        if (choose_from(choosing, tie + 1))
            return true;
    }
    knot_leave_open(knot, tie);
    return false;
}

/* ---- all cases ---- */

static enum theory_result go_through(struct knot *knot, struct choosing *choosing, struct literals *ret_core) {
    enum theory_result result = THEORY_CONFLICT;
    size_t cases = 1;
    *ret_core = (struct literals){0};
    if (!knot_gather(knot))
        return THEORY_GAVE_UP;
    for (size_t i = 0; i < knot->ties.count; i++)
        cases *= knot_choices(&knot->ties.items[i]);
    if (cases > KNOT_CASES)
        return THEORY_GAVE_UP;
    knot_add_literals(knot, ret_core, &knot->because);
    do {
        if (knot_case_fails(knot, ret_core))
            continue;
        if (!choosing || choose_from(choosing, 0))
            return choosing ? THEORY_FITS : THEORY_GAVE_UP;
        result = THEORY_GAVE_UP;
    } while (next_case(knot));
    return result;
}

static bool refute(struct encoding *encoding, const struct literals *literals, struct literals *ret_core) {
    struct knot knot = {.encoding = encoding, .arena = encoding->arena, .literals = literals};
    return go_through(&knot, NULL, ret_core) == THEORY_CONFLICT;
}

/* Leaves out one literal after the other as long as the rest is refuted, too. */
static void minimise(struct encoding *encoding, struct literals *core) {
    for (size_t i = 0; i < core->list.count;) {
        struct literals without = {0}, smaller;
        for (size_t j = 0; j < core->list.count; j++)
            if (j != i)
                vec_push(encoding->arena, &without.list, core->list.items[j]);
        if (refute(encoding, &without, &smaller)) {
            *core = smaller;
            i = 0;
        } else {
            i++;
        }
    }
}

enum theory_result ties_solve(struct encoding *encoding, const struct literals *literals, struct iam_context *context,
                              struct str *resource, struct literals *ret_core) {
    struct knot knot = {.encoding = encoding, .arena = encoding->arena, .literals = literals};
    struct iam_context before = *context;
    struct choosing choosing = {.knot = &knot, .before = &before, .context = context, .resource = resource};
    enum theory_result result = go_through(&knot, &choosing, ret_core);
    if (result == THEORY_CONFLICT)
        minimise(encoding, ret_core);
    if (result != THEORY_FITS)
        *context = before;
    return result;
}
