/* Order: the parts that depend on nothing (action, resource without variables, keys without variables) are decided
 * first and give conflicts that hold whatever the rest is. Then variables get values, and what mentions them is decided
 * with those values: a failure there refutes nothing, because another value might have done. */
#include "policies/smt/theory.h"

#include "policies/arn.h"
#include "policies/condition.h"
#include "policies/search.h"
#include "policies/smt/ties.h"
#include "policies/smt/variables.h"

struct theory {
    struct encoding *encoding;
    struct arena *arena;
    const struct literals *literals;
    bool explain;
    struct iam_context context; /* chosen so far */
};

static const struct atom *atom_of(const struct theory *theory, const struct literal *literal) {
    return &theory->encoding->atoms.items[literal->atom];
}

/* The literals on one part of the request. */
static struct literals literals_on(const struct theory *theory, enum atom_kind kind, struct str key) {
    struct literals some = {0};
    for (size_t i = 0; i < theory->literals->list.count; i++) {
        const struct literal *literal = &theory->literals->list.items[i];
        const struct atom *atom = atom_of(theory, literal);
        if (atom->kind == kind && (kind != ATOM_CONDITION || str_equal(atom->key, key)))
            vec_push(theory->arena, &some.list, *literal);
    }
    return some;
}

/* ---- actions and resources ---- */

/* What every action and every resource looks like: "service:Name"; an ARN, or "*" for none. */
static struct search_group shape_of(struct arena *arena, enum atom_kind kind) {
    struct glob *globs = arena_alloc_array(arena, 2, sizeof *globs);
    glob_init(&globs[0], kind == ATOM_ACTION);
    glob_init(&globs[1], false);
    glob_add_pattern(arena, &globs[0], kind == ATOM_ACTION ? STR("?*:?*") : STR("arn:?*:?*:*:*:?*"));
    glob_add_text(arena, &globs[1], STR("*"));
    return (struct search_group){globs, kind == ATOM_ACTION ? 1 : 2, false};
}

static enum theory_result of_search(enum search_result result) {
    return result == SEARCH_FOUND ? THEORY_FITS : result == SEARCH_EMPTY ? THEORY_CONFLICT : THEORY_GAVE_UP;
}

/* The resource element with the chosen values in place of its variables. */
static void fill_in(const struct theory *theory, const struct atom *atom, struct search_group *group) {
    struct element_options options = {.wildcards = true, .variables = true};
    struct reach reach = resource_reach(theory->arena, atom->text, &theory->context, options, atom->layer);
    struct glob *glob = ARENA_NEW(theory->arena, struct glob);
    bool matches_some =
        !reach.never &&
        arn_pattern_in_reading(theory->arena, &reach.glob, reach.holes ? ARN_PLAIN : theory->encoding->reading, glob);
    group->globs = glob;
    group->count = matches_some ? 1 : 0;
}

/* The resource that the question fixes, with the variables' values. */
static bool fixed_resource_fits(const struct theory *theory, const struct literals *on_resource) {
    struct glob resource;
    glob_init(&resource, false);
    glob_add_text(theory->arena, &resource, theory->encoding->question->resource);
    for (size_t i = 0; i < on_resource->list.count; i++) {
        const struct literal *literal = &on_resource->list.items[i];
        const struct atom *atom = atom_of(theory, literal);
        struct element_options options = {.wildcards = true, .variables = true};
        if (!atom->variables)
            continue;
        struct reach reach = resource_reach(theory->arena, atom->text, &theory->context, options, atom->layer);
        bool matches = !reach.never && arn_pattern_matches(theory->arena, &reach.glob, &resource,
                                                           reach.holes ? ARN_PLAIN : theory->encoding->reading);
        if (matches != literal->positive)
            return false;
    }
    return true;
}

/* filled: with the variables' values; else elements with variables count as "any text" where they must match, and not
 * at all where they must not. */
static enum theory_result solve_text(const struct theory *theory, enum atom_kind kind, const struct literals *literals,
                                     bool filled, struct str *ret_text) {
    VEC(struct search_group) groups = {0};
    vec_push(theory->arena, &groups, shape_of(theory->arena, kind));
    for (size_t i = 0; i < literals->list.count; i++) {
        const struct literal *literal = &literals->list.items[i];
        const struct atom *atom = atom_of(theory, literal);
        struct search_group group = {atom->globs.list.items, atom->globs.list.count, !literal->positive};
        if (atom->variables && filled)
            fill_in(theory, atom, &group);
        if (!atom->variables || filled || literal->positive)
            vec_push(theory->arena, &groups, group);
    }
    return of_search(search_find(theory->arena, groups.items, groups.count, ret_text));
}

/* ---- conflicts ---- */

typedef enum theory_result solve_again(const struct theory *theory, const struct literals *literals, struct str key);

static enum theory_result again_action(const struct theory *theory, const struct literals *literals, struct str key) {
    (void)key;
    struct str text;
    return solve_text(theory, ATOM_ACTION, literals, false, &text);
}

static enum theory_result again_resource(const struct theory *theory, const struct literals *literals, struct str key) {
    (void)key;
    struct str text;
    return solve_text(theory, ATOM_RESOURCE, literals, false, &text);
}

static enum theory_result again_key(const struct theory *theory, const struct literals *literals, struct str key) {
    struct key_problem problem = {.encoding = theory->encoding, .key = key, .literals = literals};
    struct key_values values = {0};
    return key_solve(&problem, &values);
}

/* Leaves out what is not needed for the conflict: halves first, then smaller parts, last single literals. */
static void minimise(const struct theory *theory, const struct literals *literals, struct str key, solve_again *again,
                     struct literals *ret_core) {
    struct literals core = *literals;
    size_t part = theory->explain ? (core.list.count + 1) / 2 : 0;
    for (; part; part = part > 1 ? (part + 1) / 2 : 0)
        for (size_t i = 0; i < core.list.count;) {
            struct literals without = {0};
            for (size_t j = 0; j < core.list.count; j++)
                if (j < i || j >= i + part)
                    vec_push(theory->arena, &without.list, core.list.items[j]);
            if (again(theory, &without, key) == THEORY_CONFLICT)
                core = without;
            else
                i += part;
        }
    *ret_core = core;
}

/* ---- keys ---- */

/* The key as some condition writes it. */
static struct str written_key(const struct theory *theory, struct str key) {
    for (size_t i = 0; i < theory->literals->list.count; i++) {
        const struct atom *atom = atom_of(theory, &theory->literals->list.items[i]);
        if (atom->kind == ATOM_CONDITION && str_equal_nocase(atom->key, key))
            return atom->condition->key.text;
    }
    return key;
}

static void put_values(struct theory *theory, struct str key, const struct key_values *values) {
    struct iam_context_value *entry = iam_context_add(&theory->context, written_key(theory, key));
    for (size_t i = 0; i < values->list.count; i++)
        vec_push(theory->arena, &entry->values, values->list.items[i]);
}

/* Every key with a condition that the question leaves free; those whose conditions mention variables come later. */
static enum theory_result solve_keys(struct theory *theory, struct names *ret_with_variables,
                                     struct literals *ret_core) {
    struct names keys = {0};
    for (size_t i = 0; i < theory->literals->list.count; i++) {
        const struct atom *atom = atom_of(theory, &theory->literals->list.items[i]);
        if (atom->kind != ATOM_CONDITION)
            continue;
        names_add(theory->arena, &keys, atom->key);
        if (atom->variables)
            names_add(theory->arena, ret_with_variables, atom->key);
    }
    for (size_t i = 0; i < keys.list.count; i++) {
        if (encoding_is_fixed(theory->encoding, keys.list.items[i]))
            continue;
        struct literals on_key = literals_on(theory, ATOM_CONDITION, keys.list.items[i]);
        struct key_problem problem = {.encoding = theory->encoding, .key = keys.list.items[i], .literals = &on_key};
        struct key_values values = {0};
        enum theory_result result = key_solve(&problem, &values);
        if (result == THEORY_CONFLICT)
            minimise(theory, &on_key, keys.list.items[i], again_key, ret_core);
        if (result != THEORY_FITS)
            return result;
        put_values(theory, keys.list.items[i], &values);
    }
    return THEORY_FITS;
}

/* ---- variables ---- */

/* Only atoms that must match need their variables: one that must not may have them absent. */
static bool needs_variables(const struct atom *atom, const struct literal *literal) {
    return atom->variables &&
           (atom->kind == ATOM_CONDITION ? literal->positive != atom->operator.negated : literal->positive);
}

/* From the resource that was found with the variable left open, or from the value of a key that is compared with it. */
static bool infer_from_atoms(struct theory *theory, struct str name, struct str resource, bool longest,
                             struct str *ret_text) {
    for (size_t i = 0; i < theory->literals->list.count; i++) {
        const struct literal *literal = &theory->literals->list.items[i];
        const struct atom *atom = atom_of(theory, literal);
        if (!needs_variables(atom, literal))
            continue;
        if (atom->kind == ATOM_RESOURCE &&
            variable_infer(theory->arena, atom->text->text, name, resource, longest, ret_text))
            return true;
        if (atom->kind != ATOM_CONDITION)
            continue;
        struct literals on_key = literals_on(theory, ATOM_CONDITION, atom->key);
        struct key_problem problem = {
            .encoding = theory->encoding, .key = atom->key, .literals = &on_key, .must_be_there = true};
        struct key_values values = {0};
        if (key_solve(&problem, &values) != THEORY_FITS || values.list.count != 1)
            continue;
        for (size_t j = 0; j < atom->condition->values.count; j++)
            if (variable_infer(theory->arena, atom->condition->values.items[j].text, name, values.list.items[0],
                               longest, ret_text))
                return true;
    }
    return false;
}

/* How a variable gets its value: one that is easy to recognise, what the rest suggests, or none at all. */
enum attempt { ATTEMPT_FRESH, ATTEMPT_LONGEST, ATTEMPT_SHORTEST, ATTEMPT_ABSENT, ATTEMPTS };

static void choose_variable(struct theory *theory, struct str name, size_t number, enum attempt attempt,
                            struct str resource) {
    struct str key = name_in_lower_case(theory->arena, name), text;
    struct literals on_key = literals_on(theory, ATOM_CONDITION, key);
    struct key_problem problem = {.encoding = theory->encoding, .key = key, .literals = &on_key, .must_be_there = true};
    struct key_values values = {0};
    bool infer = attempt == ATTEMPT_LONGEST || attempt == ATTEMPT_SHORTEST;
    if (infer && !encoding_is_fixed(theory->encoding, name) &&
        infer_from_atoms(theory, name, resource, attempt == ATTEMPT_LONGEST, &text)) {
        vec_push(theory->arena, &values.list, text);
        if (key_fits(&problem, &values)) {
            put_values(theory, name, &values);
            return;
        }
        values.list.count = 0;
    }
    if (iam_context_get(&theory->context, name) || encoding_is_fixed(theory->encoding, name) ||
        attempt == ATTEMPT_ABSENT)
        return;
    if (!on_key.list.count)
        vec_push(theory->arena, &values.list, str_format(theory->arena, "v%zu", number));
    else if (key_solve(&problem, &values) != THEORY_FITS)
        return;
    put_values(theory, name, &values);
}

static void choose_variables(struct theory *theory, enum attempt attempt, struct str resource) {
    struct names names = {0};
    for (size_t i = 0; i < theory->literals->list.count; i++) {
        const struct literal *literal = &theory->literals->list.items[i];
        const struct atom *atom = atom_of(theory, literal);
        bool wanted = needs_variables(atom, literal);
        for (size_t j = 0; wanted && atom->condition && j < atom->condition->values.count; j++)
            names_add_variables(theory->arena, &names, atom->condition->values.items[j].text);
        if (wanted && atom->text)
            names_add_variables(theory->arena, &names, atom->text->text);
    }
    for (size_t i = 0; i < names.list.count; i++)
        choose_variable(theory, names.list.items[i], i + 1, attempt, resource);
}

/* Have the conditions the truth of their literals, with the values that all keys have now? */
static bool hold_now(const struct theory *theory, const struct literals *conditions) {
    bool all = true;
    for (size_t i = 0; all && i < conditions->list.count; i++) {
        const struct literal *literal = &conditions->list.items[i];
        const struct atom *atom = atom_of(theory, literal);
        struct verdict holds =
            iam_condition_holds(theory->arena, atom->condition, &theory->context, atom->interpolated);
        all = holds.truth == (literal->positive ? TRUTH_YES : TRUTH_NO);
    }
    return all;
}

/* A key that got its value may be the variable of another one, which had been looked at before. */
static bool still_fit(const struct theory *theory, const struct names *keys) {
    for (size_t i = 0; i < keys->list.count; i++) {
        struct literals on_key = literals_on(theory, ATOM_CONDITION, keys->list.items[i]);
        if (!hold_now(theory, &on_key))
            return false;
    }
    return true;
}

/* What mentions variables, with the values that the variables have now. */
static enum theory_result solve_filled(struct theory *theory, const struct names *keys,
                                       const struct literals *on_resource, struct str *resource) {
    for (size_t i = 0; i < keys->list.count; i++) {
        struct literals on_key = literals_on(theory, ATOM_CONDITION, keys->list.items[i]);
        struct key_problem problem = {
            .encoding = theory->encoding, .key = keys->list.items[i], .literals = &on_key, .context = &theory->context};
        struct key_values values = {0};
        if (hold_now(theory, &on_key))
            continue;
        if (encoding_is_fixed(theory->encoding, keys->list.items[i]) || key_solve(&problem, &values) != THEORY_FITS)
            return THEORY_GAVE_UP;
        put_values(theory, keys->list.items[i], &values);
    }
    if (!still_fit(theory, keys))
        return THEORY_GAVE_UP;
    if (theory->encoding->question->resource.size)
        return fixed_resource_fits(theory, on_resource) ? THEORY_FITS : THEORY_GAVE_UP;
    return solve_text(theory, ATOM_RESOURCE, on_resource, true, resource) == THEORY_FITS ? THEORY_FITS : THEORY_GAVE_UP;
}

static struct iam_context copy_context(const struct theory *theory) {
    struct iam_context copy = {.arena = theory->arena};
    for (size_t i = 0; i < theory->context.entries.count; i++)
        vec_push(theory->arena, &copy.entries, theory->context.entries.items[i]);
    return copy;
}

static enum theory_result solve_with_variables(struct theory *theory, const struct names *keys,
                                               const struct literals *on_resource, struct str *resource) {
    bool any = keys->list.count > 0;
    for (size_t i = 0; i < on_resource->list.count; i++)
        any = any || atom_of(theory, &on_resource->list.items[i])->variables;
    if (!any)
        return THEORY_FITS;
    struct iam_context without = copy_context(theory);
    struct str open = *resource;
    for (enum attempt attempt = ATTEMPT_FRESH; attempt < ATTEMPTS; attempt++) {
        theory->context = without;
        theory->context = copy_context(theory);
        choose_variables(theory, attempt, open);
        if (solve_filled(theory, keys, on_resource, resource) == THEORY_FITS)
            return THEORY_FITS;
    }
    return THEORY_GAVE_UP;
}

/* ---- the request ---- */

static void build_request(const struct theory *theory, struct str action, struct str resource,
                          struct iam_request *ret_request) {
    const struct prove_question *question = theory->encoding->question;
    iam_request_init(ret_request, theory->arena, question->principal, action, resource, question->resource_account);
    for (size_t i = 0; question->context && i < question->context->entries.count; i++)
        vec_push(theory->arena, &ret_request->context.entries, question->context->entries.items[i]);
    for (size_t i = 0; i < theory->context.entries.count; i++) {
        const struct iam_context_value *entry = &theory->context.entries.items[i];
        if (entry->values.count && !entry->derived)
            *iam_context_add(&ret_request->context, entry->key) = *entry;
    }
    iam_request_derive(ret_request);
}

enum theory_result theory_realize(struct encoding *encoding, const struct literals *literals, bool explain,
                                  struct iam_request *ret_request, struct literals *ret_core) {
    struct theory theory = {.encoding = encoding, .arena = encoding->arena, .literals = literals, .explain = explain};
    theory.context.arena = encoding->arena;
    for (size_t i = 0; i < encoding->known.context.entries.count; i++)
        vec_push(encoding->arena, &theory.context.entries, encoding->known.context.entries.items[i]);
    const struct prove_question *question = encoding->question;
    struct str action = question->action, resource = question->resource;
    struct literals on_action = literals_on(&theory, ATOM_ACTION, STR_NONE);
    struct literals on_resource = literals_on(&theory, ATOM_RESOURCE, STR_NONE);
    enum theory_result result = THEORY_FITS;
    if (!action.size)
        result = solve_text(&theory, ATOM_ACTION, &on_action, false, &action);
    if (result == THEORY_CONFLICT)
        minimise(&theory, &on_action, STR_NONE, again_action, ret_core);
    if (result != THEORY_FITS)
        return result;
    if (!resource.size)
        result = solve_text(&theory, ATOM_RESOURCE, &on_resource, false, &resource);
    if (result == THEORY_CONFLICT)
        minimise(&theory, &on_resource, STR_NONE, again_resource, ret_core);
    if (result != THEORY_FITS)
        return result;
    struct names with_variables = {0};
    result = solve_keys(&theory, &with_variables, ret_core);
    if (result == THEORY_FITS)
        result = solve_with_variables(&theory, &with_variables, &on_resource, &resource);
    if (result == THEORY_GAVE_UP && explain)
        result = ties_solve(encoding, literals, &theory.context, &resource, ret_core);
    if (result == THEORY_FITS)
        build_request(&theory, action, resource, ret_request);
    return result;
}
