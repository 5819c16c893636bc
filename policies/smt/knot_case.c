/* Whether a case of a knot is impossible. */
#include "policies/arn.h"
#include "policies/smt/knot.h"

#include <string.h>

/* The key cannot be as the case says. */
static bool tie_fails(struct knot *knot, size_t number, struct literals *core) {
    const struct tie *tie = &knot->ties.items[number];
    struct literals literals = knot_on_key(knot, tie->key);
    struct key_problem problem = {
        .encoding = knot->encoding, .key = tie->key, .literals = &literals, .context = &knot->open};
    struct key_values values = {0};
    bool fails;
    if (knot_is_open(knot, number)) {
        problem.must_be_there = true;
        fails = key_solve(&problem, &values) == THEORY_CONFLICT;
    } else {
        if (knot->choice[number])
            vec_push(knot->arena, &values.list, tie->values.items[knot->choice[number] - 1]);
        fails = key_excludes(&problem, &values);
    }
    if (fails)
        knot_add_literals(knot, core, &literals);
    return fails;
}

/* A key that is no tie: its conditions mention variables. */
static bool other_key_fails(struct knot *knot, struct str key, struct literals *core) {
    struct literals literals = knot_on_key(knot, key);
    struct key_problem problem = {
        .encoding = knot->encoding, .key = key, .literals = &literals, .context = &knot->open};
    struct key_values values = {0};
    bool fails = encoding_is_fixed(knot->encoding, key) ? knot_holds_now(knot, &literals).truth == TRUTH_NO
                                                        : key_solve(&problem, &values) == THEORY_CONFLICT;
    if (fails)
        knot_add_literals(knot, core, &literals);
    return fails;
}

static bool some_key_fails(struct knot *knot, struct literals *core) {
    for (size_t i = 0; i < knot->ties.count; i++)
        if (tie_fails(knot, i, core))
            return true;
    for (size_t i = 0; i < knot->literals->list.count; i++) {
        const struct atom *atom = knot_atom(knot, &knot->literals->list.items[i]);
        if (atom->kind == ATOM_CONDITION && atom->variables && knot_find_tie(knot, atom->key) == knot->ties.count &&
            other_key_fails(knot, atom->key, core))
            return true;
    }
    return false;
}

/* ---- resources ---- */

/* The element with a variable in one of the contexts. *ret_exact: it matches all that the glob does. */
static bool read_resource(const struct knot *knot, const struct atom *atom, const struct iam_context *context,
                          struct glob *ret_glob, bool *ret_exact) {
    struct element_options options = {.wildcards = true, .variables = true};
    struct reach reach = resource_reach(knot->arena, atom->text, context, options, atom->layer);
    *ret_exact = !reach.holes && !reach.why;
    return !reach.never && arn_pattern_in_reading(knot->arena, &reach.glob,
                                                  reach.holes ? ARN_PLAIN : knot->encoding->reading, ret_glob);
}

static bool has_odd_case(const struct knot *knot, const struct atom *atom) {
    struct element_options options = {.wildcards = true, .variables = true};
    return resource_reach(knot->arena, atom->text, &knot->open, options, atom->layer).odd_case;
}

bool knot_resource_group(const struct knot *knot, const struct literal *literal, struct search_group *ret_group) {
    const struct atom *atom = knot_atom(knot, literal);
    *ret_group = (struct search_group){atom->globs.list.items, atom->globs.list.count, !literal->positive};
    if (!atom->variables)
        return true;
    struct glob *glob = ARENA_NEW(knot->arena, struct glob);
    bool exact, some = read_resource(knot, atom, &knot->open, glob, &exact);
    ret_group->globs = glob;
    ret_group->count = some ? 1 : 0;
    return literal->positive ? !has_odd_case(knot, atom) : exact;
}

struct search_group knot_asked_resource(const struct knot *knot) {
    struct arena *arena = knot->arena;
    struct str fixed = knot->encoding->question->resource;
    struct glob *globs = arena_alloc_array(arena, 2, sizeof *globs);
    glob_init(&globs[0], false);
    glob_init(&globs[1], false);
    glob_add_text(arena, &globs[0], fixed.size ? fixed : STR("*"));
    glob_add_pattern(arena, &globs[1], STR("arn:?*:?*:*:*:?*"));
    return (struct search_group){globs, fixed.size ? 1 : 2, false};
}

static bool resource_fails(struct knot *knot, struct literals *core) {
    struct knot_groups groups = {0};
    struct literals used = {0};
    struct str text;
    vec_push(knot->arena, &groups.list, knot_asked_resource(knot));
    for (size_t i = 0; i < knot->literals->list.count; i++) {
        const struct literal *literal = &knot->literals->list.items[i];
        struct search_group group;
        if (knot_atom(knot, literal)->kind != ATOM_RESOURCE || !knot_resource_group(knot, literal, &group))
            continue;
        vec_push(knot->arena, &groups.list, group);
        knot_add_literal(knot, &used, literal);
    }
    if (search_find(knot->arena, groups.list.items, groups.list.count, &text) != SEARCH_EMPTY)
        return false;
    knot_add_literals(knot, core, &used);
    return true;
}

/* ---- letters: what holds whatever the open values are ---- */

/* Patterns of a literal on the key (or, without one, on the resource), with letters. False: none that count. */
static bool letter_group(const struct knot *knot, const struct literal *literal, struct str key,
                         struct search_group *ret_group) {
    const struct atom *atom = knot_atom(knot, literal);
    if (!key.size) {
        struct glob *glob = ARENA_NEW(knot->arena, struct glob);
        bool exact = true, some = true;
        *ret_group = (struct search_group){atom->globs.list.items, atom->globs.list.count, !literal->positive};
        if (atom->kind != ATOM_RESOURCE || !atom->variables)
            return atom->kind == ATOM_RESOURCE;
        some = read_resource(knot, atom, &knot->letters, glob, &exact);
        *ret_group = (struct search_group){glob, some ? 1 : 0, !literal->positive};
        return exact && !has_odd_case(knot, atom);
    }
    if (!knot_is_plain_text(atom) || !str_equal(atom->key, key))
        return false;
    const struct iam_condition *condition = atom->condition;
    struct glob *globs = arena_alloc_array(knot->arena, condition->values.count, sizeof *globs);
    struct element_options options = {
        .wildcards = atom->operator.like, .variables = atom->interpolated, .fold = atom->operator.fold };
    size_t count = 0;
    for (size_t i = 0; i < condition->values.count; i++) {
        struct element element = element_read(knot->arena, &condition->values.items[i], options, &knot->letters);
        if (element.unknown)
            return false;
        if (!element.unresolved)
            globs[count++] = element.glob;
    }
    *ret_group = (struct search_group){globs, count, !knot_says_match(atom, literal)};
    return condition->values.count > 0;
}

/* A `?` takes one character, not a letter's value. */
static bool takes_letters(const struct glob *glob) {
    for (size_t i = 0; i < glob->count; i++)
        if (glob->tokens[i] == GLOB_ANY)
            return false;
    return !glob_has_borders(glob);
}

static bool has_letters(const struct glob *glob) {
    for (size_t i = 0; i < glob->count; i++)
        if (glob->tokens[i] >= KNOT_LETTER && glob->tokens[i] < KNOT_LETTER + KNOT_TIES)
            return true;
    return false;
}

/* One text would be of two lengths: they differ by the same letters in number, and not in the rest. */
static bool lengths_differ(const struct glob *a, const struct glob *b) {
    size_t rest[2] = {0, 0}, letters[2][KNOT_TIES] = {{0}};
    for (int side = 0; side < 2; side++) {
        const struct glob *glob = side ? b : a;
        for (size_t i = 0; i < glob->count; i++) {
            uint32_t token = glob->tokens[i];
            if (token == GLOB_STAR || token == GLOB_STAR_PART)
                return false;
            if (token >= KNOT_LETTER && token < KNOT_LETTER + KNOT_TIES)
                letters[side][token - KNOT_LETTER]++;
            else
                rest[side]++;
        }
    }
    return rest[0] != rest[1] && memcmp(letters[0], letters[1], sizeof letters[0]) == 0;
}

/* Whatever the variables are, a text of the pattern does not do for the group. */
static bool is_against(const struct glob *pattern, const struct search_group *group) {
    bool meets = false;
    for (size_t i = 0; i < group->count; i++) {
        const struct glob *other = &group->globs[i];
        if (group->negated && pattern->fold == other->fold && !glob_has_borders(pattern) && takes_letters(other) &&
            glob_covers(other, pattern))
            return true;
        bool apart = lengths_differ(pattern, other) || (!has_letters(pattern) && !has_letters(other) &&
                                                        pattern->fold == other->fold && !glob_meets(other, pattern));
        meets = meets || !apart;
    }
    return !group->negated && !meets;
}

/* Something must match one of some patterns, each of which is taken out by another demand. */
static bool letters_fail(struct knot *knot, struct str key, struct literals *core) {
    struct knot_groups groups = {0};
    struct literals literals = {0};
    const struct iam_context_value *itself = key.size ? iam_context_get(&knot->letters, key) : NULL;
    if (itself) {
        struct glob *glob = ARENA_NEW(knot->arena, struct glob);
        glob_init(glob, false);
        glob_add_text(knot->arena, glob, itself->values.items[0]);
        vec_push(knot->arena, &groups.list, (struct search_group){glob, 1, false});
    }
    for (size_t i = 0; i < knot->literals->list.count; i++) {
        struct search_group group;
        if (!letter_group(knot, &knot->literals->list.items[i], key, &group))
            continue;
        vec_push(knot->arena, &groups.list, group);
        knot_add_literal(knot, &literals, &knot->literals->list.items[i]);
    }
    for (size_t i = 0; i < groups.list.count; i++) {
        bool all = !groups.list.items[i].negated;
        for (size_t j = 0; all && j < groups.list.items[i].count; j++) {
            bool against = false;
            for (size_t k = 0; k < groups.list.count && !against; k++)
                against = k != i && is_against(&groups.list.items[i].globs[j], &groups.list.items[k]);
            all = against;
        }
        if (!all)
            continue;
        knot_add_literals(knot, core, &literals);
        return true;
    }
    return false;
}

/* A value that is its own value and more. */
static bool holds_itself(struct knot *knot, size_t tie, struct literals *core) {
    uint32_t letter = KNOT_LETTER + (uint32_t)knot->ties.items[tie].same;
    for (size_t i = 0; i < knot->literals->list.count; i++) {
        const struct literal *literal = &knot->literals->list.items[i];
        struct search_group group;
        if (!letter_group(knot, literal, knot->ties.items[tie].key, &group) || group.negated || group.count != 1)
            continue;
        size_t own = 0, more = 0;
        for (size_t j = 0; j < group.globs[0].count; j++) {
            own += group.globs[0].tokens[j] == letter;
            more += group.globs[0].tokens[j] != letter && group.globs[0].tokens[j] != GLOB_STAR;
        }
        if (!own || !more)
            continue;
        knot_add_literal(knot, core, literal);
        return true;
    }
    return false;
}

/* No text fits the conditions of all keys that are equal to this one. */
static bool equals_fail(struct knot *knot, size_t tie, struct literals *core) {
    struct literals literals = {0};
    bool several = false;
    for (size_t i = 0; i < knot->ties.count; i++) {
        if (knot->ties.items[i].same != knot->ties.items[tie].same || !knot->choice[i])
            continue;
        struct literals own = knot_on_key(knot, knot->ties.items[i].key);
        several = several || i != tie;
        knot_add_literals(knot, &literals, &own);
    }
    struct key_problem problem = {
        .encoding = knot->encoding, .key = knot->ties.items[tie].key, .literals = &literals, .context = &knot->open};
    if (!several || !key_has_no_text(&problem))
        return false;
    knot_add_literals(knot, core, &literals);
    return true;
}

bool knot_case_fails(struct knot *knot, struct literals *core) {
    knot_begin_case(knot);
    if (some_key_fails(knot, core) || resource_fails(knot, core) || letters_fail(knot, STR_NONE, core))
        return true;
    for (size_t i = 0; i < knot->ties.count; i++)
        if (knot->choice[i] && letters_fail(knot, knot->ties.items[i].key, core))
            return true;
    for (size_t i = 0; i < knot->ties.count; i++)
        if (knot_is_open(knot, i) && (holds_itself(knot, i, core) || equals_fail(knot, i, core)))
            return true;
    return false;
}
