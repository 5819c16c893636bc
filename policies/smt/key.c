/* Absence is tried first; then, for texts and ARNs, the search over patterns; for numbers, dates, addresses and the
 * like a value for each interval between the values that the policies name. What is found is compared with the
 * evaluator's own semantics before it counts. */
#include "policies/arn.h"
#include "policies/condition.h"
#include "policies/element.h"
#include "policies/search.h"
#include "policies/smt/theory.h"
#include "policies/values.h"

struct solver {
    const struct key_problem *problem;
    struct arena *arena;
};

static const struct atom *atom_of(const struct solver *solver, const struct literal *literal) {
    return &solver->problem->encoding->atoms.items[literal->atom];
}

/* The other keys: chosen so far, or only those that are fixed. */
static const struct iam_context *context_of(const struct solver *solver) {
    return solver->problem->context ? solver->problem->context : &solver->problem->encoding->known.context;
}

/* Left out here: it has a variable and there is no context to fill it in. */
static bool is_left_out(const struct solver *solver, const struct atom *atom) {
    return atom->variables && !solver->problem->context;
}

/* Do all conditions have the truth that is asked for when the key has these values? */
static struct verdict fit(const struct solver *solver, const struct key_values *values) {
    const struct key_problem *problem = solver->problem;
    struct iam_context context = {.arena = solver->arena};
    const struct iam_context *around = context_of(solver);
    for (size_t i = 0; i < around->entries.count; i++)
        vec_push(solver->arena, &context.entries, around->entries.items[i]);
    struct iam_context_value *entry = iam_context_add(&context, problem->key);
    for (size_t i = 0; i < values->list.count; i++)
        vec_push(solver->arena, &entry->values, values->list.items[i]);
    struct verdict all = verdict_of(true);
    for (size_t i = 0; i < problem->literals->list.count; i++) {
        const struct literal *literal = &problem->literals->list.items[i];
        const struct atom *atom = atom_of(solver, literal);
        if (is_left_out(solver, atom))
            continue;
        struct verdict holds = iam_condition_holds(solver->arena, atom->condition, &context, atom->interpolated);
        all = verdict_and(all, literal->positive ? holds : verdict_not(holds));
    }
    return all;
}

static bool all_fit(const struct solver *solver, const struct key_values *values) {
    return fit(solver, values).truth == TRUTH_YES;
}

static bool try_one(const struct solver *solver, struct str value, struct key_values *ret_values) {
    struct key_values one = {0};
    vec_push(solver->arena, &one.list, value);
    if (!all_fit(solver, &one))
        return false;
    *ret_values = one;
    return true;
}

static bool is_text(const struct atom *atom) {
    return atom->operator.family == IAM_STRING || atom->operator.family == IAM_ARN;
}

/* ---- texts ---- */

/* The value of an open variable may hold the colons between the parts of an ARN. */
static bool moves_parts(const struct element *element, const struct glob parts[ARN_PARTS]) {
    return element->unknown && element->variable_at < (size_t)(parts[ARN_RESOURCE].tokens - element->glob.tokens);
}

/* A requirement on one value: it matches (or does not match) the condition's patterns. */
static bool group_of(struct solver *solver, const struct atom *atom, bool matches, struct search_group *ret_group) {
    const struct iam_condition *condition = atom->condition;
    struct glob *globs = arena_alloc_array(solver->arena, condition->values.count, sizeof *globs);
    size_t count = 0;
    struct element_options options = {
        .wildcards = atom->operator.like, .variables = atom->interpolated, .fold = atom->operator.fold };
    const struct iam_context *context = context_of(solver);
    for (size_t i = 0; i < condition->values.count; i++) {
        struct element element = element_read(solver->arena, &condition->values.items[i], options, context);
        if (element.unresolved || (element.unknown && !matches))
            continue; /* the less must not match, the more is found, and then checked */
        globs[count] = element.glob;
        if (atom->operator.family == IAM_ARN) {
            struct glob parts[ARN_PARTS];
            if (arn_split_glob(&element.glob, parts) < ARN_PARTS || moves_parts(&element, parts) ||
                !arn_pattern_in_reading(solver->arena, &element.glob, ARN_STRICT, &globs[count]))
                return false; /* disputed (S38) */
        }
        count++;
    }
    *ret_group = (struct search_group){globs, count, !matches};
    return true;
}

struct groups {
    VEC(struct search_group) list;
};

/* A demand that cannot be said in patterns is left out: the others still refute, and what they find is checked. */
static void add_group(struct solver *solver, const struct atom *atom, bool matches, struct groups *groups) {
    struct search_group group;
    if (atom->condition->values.count && group_of(solver, atom, matches, &group))
        vec_push(solver->arena, &groups->list, group);
}

static enum theory_result find_value(const struct solver *solver, const struct groups *groups, struct str *ret_text) {
    switch (search_find(solver->arena, groups->list.items, groups->list.count, ret_text)) {
    case SEARCH_FOUND:
        return THEORY_FITS;
    case SEARCH_EMPTY:
        return THEORY_CONFLICT;
    case SEARCH_BUDGET:
        break;
    }
    return THEORY_GAVE_UP;
}

/* What the literals ask of values: of every one (set operators), of the single one (plain operators), and what at least
 * one must be. */
struct demands {
    struct groups every, single;
    struct groups some; /* each needs a value of its own */
    bool has_set;
};

static void add_not_empty(struct solver *solver, struct groups *groups) {
    struct glob *glob = ARENA_NEW(solver->arena, struct glob);
    glob_init(glob, false);
    glob_add_pattern(solver->arena, glob, STR("?*"));
    vec_push(solver->arena, &groups->list, (struct search_group){glob, 1, false});
}

static struct demands demands_of(struct solver *solver) {
    struct demands demands = {0};
    for (size_t i = 0; i < solver->problem->literals->list.count; i++) {
        const struct literal *literal = &solver->problem->literals->list.items[i];
        const struct atom *atom = atom_of(solver, literal);
        if (atom->operator.family == IAM_NULL || is_left_out(solver, atom))
            continue;
        /* The patterns match a passing value, unless the operator is negated. */
        bool passing = !atom->operator.negated, all = atom->operator.set == IAM_FOR_ALL_VALUES;
        if (atom->operator.set == IAM_PLAIN) {
            add_group(solver, atom, literal->positive == passing, &demands.single);
            continue;
        }
        demands.has_set = true;
        if (all == literal->positive)
            add_group(solver, atom, literal->positive == passing, &demands.every);
        else
            add_group(solver, atom, literal->positive == passing, &demands.some);
    }
    return demands;
}

static void add_all(struct solver *solver, struct groups *to, const struct groups *from) {
    for (size_t i = 0; i < from->list.count; i++)
        vec_push(solver->arena, &to->list, from->list.items[i]);
}

/* One value for all demands. */
static enum theory_result solve_single(struct solver *solver, const struct demands *demands,
                                       struct key_values *ret_values) {
    struct groups groups = {0};
    struct str text;
    add_all(solver, &groups, &demands->single);
    add_all(solver, &groups, &demands->every);
    add_all(solver, &groups, &demands->some);
    struct groups not_empty = {0};
    add_all(solver, &not_empty, &groups);
    add_not_empty(solver, &not_empty);
    enum theory_result result = find_value(solver, &not_empty, &text);
    if (result == THEORY_CONFLICT && !demands->has_set)
        result = find_value(solver, &groups, &text);
    if (result == THEORY_FITS && !try_one(solver, text, ret_values))
        return THEORY_GAVE_UP;
    return result;
}

/* A value for each demand of "some", all of which meet the demands on every one. */
static enum theory_result solve_set(struct solver *solver, const struct demands *demands,
                                    struct key_values *ret_values) {
    struct key_values values = {0};
    for (size_t i = 0; i < demands->some.list.count; i++) {
        struct groups groups = {0};
        struct str text;
        add_all(solver, &groups, &demands->every);
        vec_push(solver->arena, &groups.list, demands->some.list.items[i]);
        add_not_empty(solver, &groups);
        enum theory_result result = find_value(solver, &groups, &text);
        if (result != THEORY_FITS)
            return result;
        vec_push(solver->arena, &values.list, text);
    }
    if (!all_fit(solver, &values) || (!values.list.count && solver->problem->must_be_there))
        return THEORY_GAVE_UP;
    *ret_values = values;
    return THEORY_FITS;
}

static enum theory_result solve_texts(struct solver *solver, struct key_values *ret_values) {
    struct demands demands = demands_of(solver);
    bool many = iam_key_is_multivalued(solver->problem->key);
    enum theory_result single = THEORY_CONFLICT;
    if (!many || !demands.single.list.count)
        single = solve_single(solver, &demands, ret_values);
    if (single != THEORY_CONFLICT || (!many && !demands.has_set))
        return single;
    enum theory_result set = solve_set(solver, &demands, ret_values);
    /* A plain operator on several values is no (or disputed): not what demands.single says. */
    return set == THEORY_CONFLICT && demands.single.list.count ? THEORY_GAVE_UP : set;
}

/* ---- typed values ---- */

static enum theory_result solve_typed(struct solver *solver, enum iam_family family, bool mixed,
                                      struct key_values *ret_values) {
    struct value_candidates candidates = {.arena = solver->arena};
    bool complete = !mixed;
    for (size_t i = 0; i < solver->problem->literals->list.count; i++) {
        const struct atom *atom = atom_of(solver, &solver->problem->literals->list.items[i]);
        complete = complete && atom->operator.set == IAM_PLAIN;
        for (size_t j = 0; j < atom->condition->values.count; j++)
            value_candidates_add(&candidates, atom->operator.family, atom->condition->values.items[j].text);
    }
    complete = value_candidates_finish(&candidates, family, solver->problem->key) && complete;
    for (size_t i = 0; i < candidates.list.count; i++)
        if (try_one(solver, candidates.list.items[i], ret_values))
            return THEORY_FITS;
    return complete ? THEORY_CONFLICT : THEORY_GAVE_UP;
}

/* In every request, but for some kinds of callers and connections that the encoding knows before.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
static bool is_always_there(struct str key) {
    static const char *const KEYS[] = {"aws:securetransport", "aws:currenttime",          "aws:epochtime",
                                       "aws:principalarn",    "aws:principalaccount",     "aws:principaltype",
                                       "aws:resourceaccount", "aws:principalisawsservice"};
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
        if (str_is(key, KEYS[i]))
            return true;
    return false;
}

/* Null conditions that a value, whatever it is, contradicts. */
static bool must_be_absent(const struct solver *solver) {
    struct iam_context context = {.arena = solver->arena};
    struct iam_context_value *entry = iam_context_add(&context, solver->problem->key);
    vec_push(solver->arena, &entry->values, STR("x"));
    for (size_t i = 0; i < solver->problem->literals->list.count; i++) {
        const struct literal *literal = &solver->problem->literals->list.items[i];
        const struct atom *atom = atom_of(solver, literal);
        if (atom->operator.family != IAM_NULL)
            continue;
        struct verdict holds = iam_condition_holds(solver->arena, atom->condition, &context, false);
        if (holds.truth == (literal->positive ? TRUTH_NO : TRUTH_YES))
            return true;
    }
    return false;
}

/* The families of the conditions, without Null; *ret_mixed: there are several, texts and ARNs counted as one. */
static enum iam_family family_of(const struct solver *solver, bool *ret_mixed) {
    enum iam_family family = IAM_NULL;
    *ret_mixed = false;
    for (size_t i = 0; i < solver->problem->literals->list.count; i++) {
        const struct atom *atom = atom_of(solver, &solver->problem->literals->list.items[i]);
        enum iam_family own = is_text(atom) ? IAM_STRING : atom->operator.family;
        if (own == IAM_NULL || is_left_out(solver, atom))
            continue;
        *ret_mixed = *ret_mixed || (family != IAM_NULL && family != own);
        family = family == IAM_NULL || family == IAM_STRING ? own : family;
    }
    return family == IAM_NULL ? IAM_STRING : family;
}

enum theory_result key_solve(const struct key_problem *problem, struct key_values *ret_values) {
    struct solver solver = {.problem = problem, .arena = problem->encoding->arena};
    struct key_values absent = {0};
    bool may_be_absent = !problem->must_be_there && !is_always_there(problem->key);
    struct verdict without = may_be_absent ? fit(&solver, &absent) : verdict_of(false);
    if (without.truth == TRUTH_YES) {
        *ret_values = absent;
        return THEORY_FITS;
    }
    bool mixed;
    enum iam_family family = family_of(&solver, &mixed);
    enum theory_result result = must_be_absent(&solver) ? THEORY_CONFLICT
                                : family == IAM_STRING  ? solve_texts(&solver, ret_values)
                                                        : solve_typed(&solver, family, mixed, ret_values);
    return result == THEORY_CONFLICT && without.truth == TRUTH_MAYBE ? THEORY_GAVE_UP : result;
}

bool key_fits(const struct key_problem *problem, const struct key_values *values) {
    struct solver solver = {.problem = problem, .arena = problem->encoding->arena};
    return all_fit(&solver, values);
}

bool key_excludes(const struct key_problem *problem, const struct key_values *values) {
    struct solver solver = {.problem = problem, .arena = problem->encoding->arena};
    bool absent = values->list.count == 0;
    return (absent && is_always_there(problem->key)) || fit(&solver, values).truth == TRUTH_NO;
}

bool key_has_no_text(const struct key_problem *problem) {
    struct solver solver = {.problem = problem, .arena = problem->encoding->arena};
    struct demands demands = demands_of(&solver);
    struct str value;
    bool mixed;
    return family_of(&solver, &mixed) == IAM_STRING && !mixed && !iam_key_is_multivalued(problem->key) &&
           find_value(&solver, &demands.single, &value) == THEORY_CONFLICT;
}
