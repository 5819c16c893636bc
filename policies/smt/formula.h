/* Formulas over numbered atoms. Constants disappear while a formula is built, so a question that needs no solver shows
 * as ALWAYS or NEVER. */
#ifndef LL_POLICIES_SMT_FORMULA_H
#define LL_POLICIES_SMT_FORMULA_H

#include "analyzer/base/arena.h"
#include "analyzer/base/vec.h"
#include "policies/smt/smt.h"

enum formula_kind { FORMULA_NEVER, FORMULA_ALWAYS, FORMULA_ATOM, FORMULA_NOT, FORMULA_AND, FORMULA_OR };

struct formula {
    enum formula_kind kind;
    size_t atom;
    VEC(const struct formula *) parts; /* NOT has one */
};

extern const struct formula FORMULA_IS_NEVER, FORMULA_IS_ALWAYS;

const struct formula *formula_of(bool value);
const struct formula *formula_atom(struct arena *arena, size_t atom);
const struct formula *formula_not(struct arena *arena, const struct formula *part);
const struct formula *formula_and(struct arena *arena, const struct formula *a, const struct formula *b);
const struct formula *formula_or(struct arena *arena, const struct formula *a, const struct formula *b);

/* Says the same as the formula wherever `truth` holds, of which only whole parts are looked at. */
const struct formula *formula_given(struct arena *arena, const struct formula *formula, const struct formula *truth);

/* variables[i] is the solver's variable of atom i. */
struct smt_term *formula_term(struct smt *smt, const struct formula *formula, struct smt_term *const *variables);

/* A literal: an atom that must be true or false. */
struct literal {
    size_t atom;
    bool positive;
};
struct literals {
    VEC(struct literal) list;
};

/* Literals of the assignment (values[atom]) that are enough to make the formula have that value. */
void formula_justify(struct arena *arena, const struct formula *formula, const bool *values, bool value,
                     struct literals *literals);
bool formula_value(const struct formula *formula, const bool *values);
/* Assigns the atoms of a conjunction so that it holds; of what one part is enough for, the first, unless it has it.
 * What is more than a conjunction may stay false. */
void formula_make_true(const struct formula *formula, bool *values);

#endif
