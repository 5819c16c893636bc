/* Order: the parts that depend on nothing (action, resource without variables, keys without variables) are decided
 * first and give conflicts that hold whatever the rest is. Then variables get values, and what mentions them is decided
 * with those values: a failure there refutes nothing, because another value might have done. */
#include "policies/smt/theory.h"

#include "policies/arn.h"
#include "policies/search.h"

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

/* Leaves out what is not needed for the conflict, one literal after the other. */
static void minimise(const struct theory *theory, const struct literals *literals, struct str key, solve_again *again,
                     struct literals *ret_core) {
    struct literals core = *literals;
    for (size_t i = 0; theory->explain && i < core.list.count;) {
        struct literals without = {0};
        for (size_t j = 0; j < core.list.count; j++)
            if (j != i)
                vec_push(theory->arena, &without.list, core.list.items[j]);
        if (again(theory, &without, key) == THEORY_CONFLICT)
            core = without;
        else
            i++;
    }
    *ret_core = core;
}

/* ---- keys ---- */

struct keys {
    VEC(struct str) list;
};

static void add_key(const struct theory *theory, struct keys *keys, struct str key) {
    for (size_t i = 0; i < keys->list.count; i++)
        if (str_equal_nocase(keys->list.items[i], key))
            return;
    vec_push(theory->arena, &keys->list, key);
}

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

/* Every key with a condition; those whose conditions mention variables are left for later. */
static enum theory_result solve_keys(struct theory *theory, struct keys *ret_with_variables,
                                     struct literals *ret_core) {
    struct keys keys = {0};
    for (size_t i = 0; i < theory->literals->list.count; i++) {
        const struct atom *atom = atom_of(theory, &theory->literals->list.items[i]);
        if (atom->kind != ATOM_CONDITION)
            continue;
        add_key(theory, &keys, atom->key);
        if (atom->variables)
            add_key(theory, ret_with_variables, atom->key);
    }
    for (size_t i = 0; i < keys.list.count; i++) {
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

/* Names of the variables in a text, without defaults and the escapes ${*} ${?} ${$}. */
static void names_in(const struct theory *theory, struct str text, struct keys *names) {
    for (size_t at = str_find(text, STR("${"), 0); at != SIZE_MAX; at = str_find(text, STR("${"), at + 2)) {
        size_t end = str_find(text, STR("}"), at);
        if (end == SIZE_MAX)
            return;
        struct str name = str_slice(text, at + 2, end), rest;
        str_cut(name, ',', &name, &rest);
        name = str_trim(name);
        if (name.size > 1)
            add_key(theory, names, name);
    }
}

/* A variable that some atom needs gets a value, if it has none: one that is easy to recognise. */
static bool choose_variable(struct theory *theory, struct str name, size_t number) {
    if (iam_context_get(&theory->context, name))
        return true;
    struct buf key;
    buf_init(&key, theory->arena);
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        buf_add_char(&key, c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c);
    }
    struct literals on_key = literals_on(theory, ATOM_CONDITION, buf_str(&key));
    struct key_values values = {0};
    if (on_key.list.count) {
        struct key_problem problem = {
            .encoding = theory->encoding, .key = buf_str(&key), .literals = &on_key, .must_be_there = true};
        if (key_solve(&problem, &values) != THEORY_FITS)
            return false;
    } else {
        vec_push(theory->arena, &values.list, str_format(theory->arena, "v%zu", number));
    }
    put_values(theory, name, &values);
    return true;
}

/* Only atoms that must be true need their variables: a false one may have them absent. */
static void choose_variables(struct theory *theory) {
    struct keys names = {0};
    for (size_t i = 0; i < theory->literals->list.count; i++) {
        const struct literal *literal = &theory->literals->list.items[i];
        const struct atom *atom = atom_of(theory, literal);
        if (!atom->variables)
            continue;
        bool wanted = atom->kind == ATOM_CONDITION ? literal->positive != atom->operator.negated : literal->positive;
        for (size_t j = 0; wanted && atom->condition && j < atom->condition->values.count; j++)
            names_in(theory, atom->condition->values.items[j].text, &names);
        if (wanted && atom->text)
            names_in(theory, atom->text->text, &names);
    }
    for (size_t i = 0; i < names.list.count; i++)
        choose_variable(theory, names.list.items[i], i + 1);
}

static enum theory_result solve_with_variables(struct theory *theory, const struct keys *keys,
                                               const struct literals *on_resource, struct str *resource) {
    bool any = keys->list.count > 0;
    for (size_t i = 0; i < on_resource->list.count; i++)
        any = any || atom_of(theory, &on_resource->list.items[i])->variables;
    if (!any)
        return THEORY_FITS;
    choose_variables(theory);
    for (size_t i = 0; i < keys->list.count; i++) {
        struct literals on_key = literals_on(theory, ATOM_CONDITION, keys->list.items[i]);
        struct key_problem problem = {
            .encoding = theory->encoding, .key = keys->list.items[i], .literals = &on_key, .context = &theory->context};
        struct key_values values = {0};
        if (key_solve(&problem, &values) != THEORY_FITS)
            return THEORY_GAVE_UP;
        put_values(theory, keys->list.items[i], &values);
    }
    if (theory->encoding->question->resource.size)
        return THEORY_FITS;
    return solve_text(theory, ATOM_RESOURCE, on_resource, true, resource) == THEORY_FITS ? THEORY_FITS : THEORY_GAVE_UP;
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
        if (entry->values.count)
            *iam_context_add(&ret_request->context, entry->key) = *entry;
    }
    iam_request_derive(ret_request);
}

enum theory_result theory_realize(struct encoding *encoding, const struct literals *literals, bool explain,
                                  struct iam_request *ret_request, struct literals *ret_core) {
    struct theory theory = {.encoding = encoding, .arena = encoding->arena, .literals = literals, .explain = explain};
    theory.context.arena = encoding->arena;
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
    struct keys with_variables = {0};
    result = solve_keys(&theory, &with_variables, ret_core);
    if (result == THEORY_FITS)
        result = solve_with_variables(&theory, &with_variables, &on_resource, &resource);
    if (result == THEORY_FITS)
        build_request(&theory, action, resource, ret_request);
    return result;
}
