#include "policies/smt/formula.h"

const struct formula FORMULA_IS_NEVER = {.kind = FORMULA_NEVER}, FORMULA_IS_ALWAYS = {.kind = FORMULA_ALWAYS};

const struct formula *formula_of(bool value) {
    return value ? &FORMULA_IS_ALWAYS : &FORMULA_IS_NEVER;
}

static struct formula *new_formula(struct arena *arena, enum formula_kind kind) {
    struct formula *formula = ARENA_NEW(arena, struct formula);
    formula->kind = kind;
    return formula;
}

const struct formula *formula_atom(struct arena *arena, size_t atom) {
    struct formula *formula = new_formula(arena, FORMULA_ATOM);
    formula->atom = atom;
    return formula;
}

const struct formula *formula_not(struct arena *arena, const struct formula *part) {
    if (part->kind == FORMULA_NEVER || part->kind == FORMULA_ALWAYS)
        return formula_of(part->kind == FORMULA_NEVER);
    if (part->kind == FORMULA_NOT)
        return part->parts.items[0];
    struct formula *formula = new_formula(arena, FORMULA_NOT);
    vec_push(arena, &formula->parts, part);
    return formula;
}

/* Flattens one level on the left, which is how long chains are built. */
static const struct formula *join(struct arena *arena, enum formula_kind kind, const struct formula *a,
                                  const struct formula *b) {
    enum formula_kind decides = kind == FORMULA_AND ? FORMULA_NEVER : FORMULA_ALWAYS;
    enum formula_kind neutral = kind == FORMULA_AND ? FORMULA_ALWAYS : FORMULA_NEVER;
    if (a->kind == decides || b->kind == neutral)
        return a;
    if (b->kind == decides || a->kind == neutral)
        return b;
    struct formula *formula = new_formula(arena, kind);
    if (a->kind == kind)
        for (size_t i = 0; i < a->parts.count; i++)
            vec_push(arena, &formula->parts, a->parts.items[i]);
    else
        vec_push(arena, &formula->parts, a);
    vec_push(arena, &formula->parts, b);
    return formula;
}

const struct formula *formula_and(struct arena *arena, const struct formula *a, const struct formula *b) {
    return join(arena, FORMULA_AND, a, b);
}

const struct formula *formula_or(struct arena *arena, const struct formula *a, const struct formula *b) {
    return join(arena, FORMULA_OR, a, b);
}

static bool is_equal(const struct formula *a, const struct formula *b) {
    bool equal = a == b || (a->kind == b->kind && a->parts.count == b->parts.count && a->atom == b->atom);
    for (size_t i = 0; equal && a != b && i < a->parts.count; i++)
        equal = is_equal(a->parts.items[i], b->parts.items[i]);
    return equal;
}

static bool has_part(const struct formula *formula, enum formula_kind kind, const struct formula *part) {
    bool has = is_equal(formula, part);
    for (size_t i = 0; !has && formula->kind == kind && i < formula->parts.count; i++)
        has = has_part(formula->parts.items[i], kind, part);
    return has;
}

/* A conjunct says that the formula is false. */
static bool excludes(const struct formula *truth, const struct formula *formula) {
    bool excluded = truth->kind == FORMULA_NOT && has_part(truth->parts.items[0], FORMULA_OR, formula);
    for (size_t i = 0; !excluded && truth->kind == FORMULA_AND && i < truth->parts.count; i++)
        excluded = excludes(truth->parts.items[i], formula);
    return excluded;
}

const struct formula *formula_given(struct arena *arena, const struct formula *formula, const struct formula *truth) {
    if (has_part(truth, FORMULA_AND, formula) || excludes(truth, formula))
        return formula_of(!excludes(truth, formula));
    if (formula->kind == FORMULA_NOT)
        return formula_not(arena, formula_given(arena, formula->parts.items[0], truth));
    if (formula->kind != FORMULA_AND && formula->kind != FORMULA_OR)
        return formula;
    const struct formula *all = formula_of(formula->kind == FORMULA_AND);
    for (size_t i = 0; i < formula->parts.count; i++)
        all = join(arena, formula->kind, all, formula_given(arena, formula->parts.items[i], truth));
    return all;
}

struct smt_term *formula_term(struct smt *smt, const struct formula *formula, struct smt_term *const *variables) {
    struct arena arena;
    struct smt_term *term = NULL;
    switch (formula->kind) {
    case FORMULA_NEVER:
    case FORMULA_ALWAYS:
        return smt_constant(smt, formula->kind == FORMULA_ALWAYS);
    case FORMULA_ATOM:
        return variables[formula->atom];
    case FORMULA_NOT:
        return smt_not(smt, formula_term(smt, formula->parts.items[0], variables));
    case FORMULA_AND:
    case FORMULA_OR:
        break;
    }
    arena_init(&arena);
    size_t count = formula->parts.count;
    struct smt_term **parts = arena_alloc_array(&arena, count, sizeof(struct smt_term *));
    for (size_t i = 0; i < count; i++)
        parts[i] = formula_term(smt, formula->parts.items[i], variables);
    term = formula->kind == FORMULA_AND ? smt_and(smt, parts, count) : smt_or(smt, parts, count);
    arena_done(&arena);
    return term;
}

bool formula_value(const struct formula *formula, const bool *values) {
    switch (formula->kind) {
    case FORMULA_NEVER:
    case FORMULA_ALWAYS:
        return formula->kind == FORMULA_ALWAYS;
    case FORMULA_ATOM:
        return values[formula->atom];
    case FORMULA_NOT:
        return !formula_value(formula->parts.items[0], values);
    case FORMULA_AND:
    case FORMULA_OR:
        break;
    }
    bool decides = formula->kind == FORMULA_OR;
    for (size_t i = 0; i < formula->parts.count; i++)
        if (formula_value(formula->parts.items[i], values) == decides)
            return decides;
    return !decides;
}

static void make_true(const struct formula *formula, bool *values, bool value) {
    if (formula->kind == FORMULA_ATOM)
        values[formula->atom] = value;
    else if (formula->kind == FORMULA_NOT)
        make_true(formula->parts.items[0], values, !value);
    else if ((formula->kind == FORMULA_AND) == value)
        for (size_t i = 0; i < formula->parts.count; i++)
            make_true(formula->parts.items[i], values, value);
    else if (formula->parts.count && formula_value(formula, values) != value)
        make_true(formula->parts.items[0], values, value);
}

void formula_make_true(const struct formula *formula, bool *values) {
    make_true(formula, values, true);
}

static void add_literal(struct arena *arena, struct literals *literals, size_t atom, bool positive) {
    for (size_t i = 0; i < literals->list.count; i++)
        if (literals->list.items[i].atom == atom)
            return;
    vec_push(arena, &literals->list, (struct literal){atom, positive});
}

void formula_justify(struct arena *arena, const struct formula *formula, const bool *values, bool value,
                     struct literals *literals) {
    if (formula->kind == FORMULA_ATOM)
        add_literal(arena, literals, formula->atom, value);
    if (formula->kind == FORMULA_NOT)
        formula_justify(arena, formula->parts.items[0], values, !value, literals);
    if (formula->kind != FORMULA_AND && formula->kind != FORMULA_OR)
        return;
    bool one_is_enough = value == (formula->kind == FORMULA_OR);
    for (size_t i = 0; i < formula->parts.count; i++) {
        const struct formula *part = formula->parts.items[i];
        if (one_is_enough && formula_value(part, values) != value)
            continue;
        formula_justify(arena, part, values, value, literals);
        if (one_is_enough)
            return;
    }
}
