#include "policies/smt/knot.h"

#include "policies/condition.h"
#include "policies/smt/variables.h"

static const char LEFT_OPEN[] = "a policy variable is left open";

const struct atom *knot_atom(const struct knot *knot, const struct literal *literal) {
    return &knot->encoding->atoms.items[literal->atom];
}

struct literals knot_on_key(const struct knot *knot, struct str key) {
    struct literals some = {0};
    for (size_t i = 0; i < knot->literals->list.count; i++) {
        const struct atom *atom = knot_atom(knot, &knot->literals->list.items[i]);
        if (atom->kind == ATOM_CONDITION && str_equal(atom->key, key))
            vec_push(knot->arena, &some.list, knot->literals->list.items[i]);
    }
    return some;
}

void knot_add_literal(const struct knot *knot, struct literals *to, const struct literal *literal) {
    for (size_t i = 0; i < to->list.count; i++)
        if (to->list.items[i].atom == literal->atom)
            return;
    vec_push(knot->arena, &to->list, *literal);
}

void knot_add_literals(const struct knot *knot, struct literals *to, const struct literals *from) {
    for (size_t i = 0; i < from->list.count; i++)
        knot_add_literal(knot, to, &from->list.items[i]);
}

/* ---- which keys ---- */

size_t knot_find_tie(const struct knot *knot, struct str key) {
    size_t i = 0;
    while (i < knot->ties.count && !str_equal_nocase(knot->ties.items[i].key, key))
        i++;
    return i;
}

static bool mentions_variables(const struct knot *knot, struct str key) {
    for (size_t i = 0; i < knot->literals->list.count; i++) {
        const struct atom *atom = knot_atom(knot, &knot->literals->list.items[i]);
        if (atom->kind == ATOM_CONDITION && atom->variables && str_equal_nocase(atom->key, key))
            return true;
    }
    return false;
}

/* Those whose own conditions mention variables, or the others. */
static void add_names(const struct knot *knot, const struct atom *atom, bool dependent, struct names *names) {
    struct names all = {0};
    if (atom->text)
        names_add_variables(knot->arena, &all, atom->text->text);
    for (size_t i = 0; atom->condition && i < atom->condition->values.count; i++)
        names_add_variables(knot->arena, &all, atom->condition->values.items[i].text);
    for (size_t i = 0; i < all.list.count; i++)
        if (mentions_variables(knot, all.list.items[i]) == dependent)
            names_add(knot->arena, names, all.list.items[i]);
}

bool knot_says_match(const struct atom *atom, const struct literal *literal) {
    return literal->positive != atom->operator.negated;
}

bool knot_is_plain_text(const struct atom *atom) {
    return atom->kind == ATOM_CONDITION && atom->operator.family == IAM_STRING && atom->operator.set == IAM_PLAIN;
}

/* ---- few values ---- */

static void give_values(struct knot *knot, struct tie *tie, const struct str *values, size_t count,
                        const struct literal *because) {
    if (tie->finite || count > KNOT_VALUES)
        return;
    tie->finite = true;
    for (size_t i = 0; i < count; i++)
        vec_push(knot->arena, &tie->values, values[i]);
    knot_add_literal(knot, &knot->because, because);
}

/* The one text that the value means; false when there are others, or it depends on variables. */
static bool means_one_text(const struct knot *knot, const struct atom *atom, const struct iam_text *value,
                           struct str *ret_text) {
    const struct iam_context *known = &knot->encoding->known.context;
    struct element_options options = {.wildcards = atom->operator.like, .variables = atom->interpolated};
    struct buf buf;
    buf_init(&buf, knot->arena);
    if (!value->known || (atom->interpolated && has_free_variable(known, value->text)))
        return false;
    struct element element = element_read(knot->arena, value, options, known);
    for (size_t i = 0; i < element.glob.count; i++) {
        if (element.glob.tokens[i] > 0x7F)
            return false;
        buf_add_char(&buf, (char)element.glob.tokens[i]);
    }
    *ret_text = buf_str(&buf);
    return !element.unknown && !element.unresolved;
}

/* A condition that lists the values. */
static void values_from_condition(struct knot *knot, const struct literal *literal) {
    const struct atom *atom = knot_atom(knot, literal);
    struct str values[KNOT_VALUES];
    size_t count = 0, tie = knot_find_tie(knot, atom->key);
    if (!knot_is_plain_text(atom) || !knot_says_match(atom, literal) || atom->operator.fold || tie == knot->ties.count)
        return;
    for (size_t i = 0; i < atom->condition->values.count; i++) {
        if (count == KNOT_VALUES || !means_one_text(knot, atom, &atom->condition->values.items[i], &values[count]))
            return;
        count++;
    }
    give_values(knot, &knot->ties.items[tie], values, count, literal);
}

/* The resource is given and must match: the value is a part of it. */
static void values_from_resource(struct knot *knot, const struct literal *literal) {
    const struct atom *atom = knot_atom(knot, literal);
    struct str resource = knot->encoding->question->resource;
    if (atom->kind != ATOM_RESOURCE || !atom->variables || !literal->positive || !resource.size)
        return;
    for (size_t i = 0; i < knot->ties.count; i++) {
        struct str values[KNOT_VALUES];
        size_t count =
            variable_values(knot->arena, atom->text->text, knot->ties.items[i].key, resource, values, KNOT_VALUES);
        if (count <= KNOT_VALUES)
            give_values(knot, &knot->ties.items[i], values, count, literal);
    }
}

const struct str *knot_fixed_value(const struct knot *knot, struct str key) {
    const struct iam_context_value *entry = iam_context_get(&knot->encoding->known.context, key);
    return entry && entry->values.count == 1 && !entry->partial ? &entry->values.items[0] : NULL;
}

/* The question gives the value of a key that must match a text with the variable. */
static void values_from_fixed_key(struct knot *knot, const struct literal *literal) {
    const struct atom *atom = knot_atom(knot, literal);
    const struct str *fixed = atom->kind == ATOM_CONDITION ? knot_fixed_value(knot, atom->key) : NULL;
    if (!fixed || !knot_is_plain_text(atom) || !knot_says_match(atom, literal) ||
        atom->operator.fold || !atom->operator.like || atom->condition->values.count != 1)
        return;
    for (size_t i = 0; i < knot->ties.count; i++) {
        struct str values[KNOT_VALUES];
        size_t count = variable_values(knot->arena, atom->condition->values.items[0].text, knot->ties.items[i].key,
                                       *fixed, values, KNOT_VALUES);
        if (count <= KNOT_VALUES)
            give_values(knot, &knot->ties.items[i], values, count, literal);
    }
}

/* "The key equals the variable": which variable; the number of ties if it does not say that. */
static size_t equal_tie(const struct knot *knot, const struct literal *literal) {
    const struct atom *atom = knot_atom(knot, literal);
    struct names names = {0};
    if (!knot_is_plain_text(atom) || !knot_says_match(atom, literal) ||
        atom->operator.fold || !atom->variables || atom->condition->values.count != 1)
        return knot->ties.count;
    struct str text = atom->condition->values.items[0].text;
    names_add_variables(knot->arena, &names, text);
    bool alone = names.list.count == 1 && names.list.items[0].size + 3 == text.size;
    return alone ? knot_find_tie(knot, names.list.items[0]) : knot->ties.count;
}

/* A key that is equal where it is there; without IfExists, both are there. */
static void spread_values(struct knot *knot, const struct literal *literal) {
    const struct atom *atom = knot_atom(knot, literal);
    size_t to = atom->kind == ATOM_CONDITION ? knot_find_tie(knot, atom->key) : knot->ties.count;
    size_t from = equal_tie(knot, literal);
    if (to == knot->ties.count || from == knot->ties.count || to == from)
        return;
    struct tie *ours = &knot->ties.items[to], *theirs = &knot->ties.items[from];
    if (theirs->finite)
        give_values(knot, ours, theirs->values.items, theirs->values.count, literal);
    if (atom->operator.if_exists && literal->positive)
        return;
    if (ours->finite)
        give_values(knot, theirs, ours->values.items, ours->values.count, literal);
    size_t first = ours->same < theirs->same ? ours->same : theirs->same;
    ours->same = theirs->same = first;
    knot_add_literal(knot, &knot->because, literal);
}

static void find_values(struct knot *knot) {
    for (size_t i = 0; i < knot->literals->list.count; i++) {
        values_from_condition(knot, &knot->literals->list.items[i]);
        values_from_resource(knot, &knot->literals->list.items[i]);
        values_from_fixed_key(knot, &knot->literals->list.items[i]);
    }
    for (size_t round = 0; round < knot->ties.count; round++)
        for (size_t i = 0; i < knot->literals->list.count; i++)
            spread_values(knot, &knot->literals->list.items[i]);
}

/* Such a key is no variable (S44). */
static bool has_many_values(const struct knot *knot, struct str key) {
    bool many = iam_key_is_multivalued(key);
    struct literals literals = knot_on_key(knot, key);
    for (size_t i = 0; i < literals.list.count; i++)
        many = many || knot_atom(knot, &literals.list.items[i])->operator.set != IAM_PLAIN;
    return many;
}

bool knot_gather(struct knot *knot) {
    struct names names = {0};
    for (int dependent = 0; dependent < 2; dependent++)
        for (size_t i = 0; i < knot->literals->list.count; i++) {
            const struct atom *atom = knot_atom(knot, &knot->literals->list.items[i]);
            if (!atom->variables)
                continue;
            add_names(knot, atom, dependent, &names);
            if (dependent && knot_is_plain_text(atom) && !iam_key_is_multivalued(atom->key))
                names_add(knot->arena, &names, atom->key);
        }
    for (size_t i = 0; i < names.list.count; i++) {
        struct tie tie = {.key = name_in_lower_case(knot->arena, names.list.items[i]), .same = knot->ties.count};
        if (encoding_is_fixed(knot->encoding, tie.key))
            continue;
        if (has_many_values(knot, tie.key))
            return false;
        vec_push(knot->arena, &knot->ties, tie);
    }
    if (knot->ties.count > KNOT_TIES)
        return false;
    find_values(knot);
    return knot->ties.count > 0;
}

/* ---- one case ---- */

bool knot_is_open(const struct knot *knot, size_t tie) {
    return knot->choice[tie] > 0 && !knot->ties.items[tie].finite;
}

static struct str letter_of(const struct knot *knot, size_t tie) {
    uint32_t letter = KNOT_LETTER + (uint32_t)knot->ties.items[tie].same;
    char bytes[] = {(char)(0xF0 | letter >> 18), (char)(0x80 | (letter >> 12 & 0x3F)),
                    (char)(0x80 | (letter >> 6 & 0x3F)), (char)(0x80 | (letter & 0x3F))};
    return str_copy(knot->arena, (struct str){bytes, sizeof bytes});
}

void knot_begin_case(struct knot *knot) {
    knot->open = knot->letters = (struct iam_context){.arena = knot->arena};
    const struct iam_context *known = &knot->encoding->known.context;
    for (size_t i = 0; i < known->entries.count; i++) {
        vec_push(knot->arena, &knot->open.entries, known->entries.items[i]);
        vec_push(knot->arena, &knot->letters.entries, known->entries.items[i]);
    }
    for (size_t i = 0; i < knot->ties.count; i++) {
        const struct tie *tie = &knot->ties.items[i];
        if (!knot->choice[i])
            continue;
        struct iam_context_value *open = iam_context_add(&knot->open, tie->key);
        struct iam_context_value *letter = iam_context_add(&knot->letters, tie->key);
        struct str value = tie->finite ? tie->values.items[knot->choice[i] - 1] : letter_of(knot, i);
        vec_push(knot->arena, &letter->values, value);
        if (tie->finite)
            vec_push(knot->arena, &open->values, value);
        else
            open->unknown = LEFT_OPEN;
    }
}

void knot_set_value(struct knot *knot, size_t tie, struct str value) {
    struct iam_context_value *entry = iam_context_add(&knot->open, knot->ties.items[tie].key);
    vec_push(knot->arena, &entry->values, value);
}

void knot_leave_open(struct knot *knot, size_t tie) {
    iam_context_add(&knot->open, knot->ties.items[tie].key)->unknown = LEFT_OPEN;
}

struct key_values knot_values_now(const struct knot *knot, struct str key) {
    const struct iam_context_value *entry = iam_context_get(&knot->open, key);
    struct key_values values = {0};
    for (size_t i = 0; entry && i < entry->values.count; i++)
        vec_push(knot->arena, &values.list, entry->values.items[i]);
    return values;
}

struct verdict knot_holds_now(const struct knot *knot, const struct literals *conditions) {
    struct verdict all = verdict_of(true);
    for (size_t i = 0; i < conditions->list.count; i++) {
        const struct literal *literal = &conditions->list.items[i];
        const struct atom *atom = knot_atom(knot, literal);
        struct verdict holds = iam_condition_holds(knot->arena, atom->condition, &knot->open, atom->interpolated);
        all = verdict_and(all, literal->positive ? holds : verdict_not(holds));
    }
    return all;
}

size_t knot_choices(const struct tie *tie) {
    return tie->finite ? tie->values.count + 1 : 2;
}
