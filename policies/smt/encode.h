/* Policies as formulas. Atoms are whole elements of statements ("one of these actions", "one of these resources", "this
 * condition holds"), equal ones once; what they mean for values is the business of theory.h. The request is free but
 * for what the question fixes.
 *
 * What the evaluator would call undecided is an atom of its own that nothing constrains ("vague"): the formula is true
 * whenever the evaluator could say allowed. So no model means that no request is allowed; a model is only a suggestion,
 * which the evaluator then confirms or not. */
#ifndef LL_POLICIES_SMT_ENCODE_H
#define LL_POLICIES_SMT_ENCODE_H

#include "policies/operator.h"
#include "policies/prove.h"
#include "policies/smt/formula.h"
#include "policies/smt/inquiry.h"
#include "policies/statement.h"

enum assumed { ASSUMED_NOTHING, ASSUMED_TRUE, ASSUMED_FALSE };

enum atom_kind { ATOM_ACTION, ATOM_RESOURCE, ATOM_CONDITION, ATOM_VAGUE };

struct atom {
    enum atom_kind kind;
    /* ACTION and RESOURCE: one of these patterns. */
    struct {
        VEC(struct glob) list;
    } globs;
    /* RESOURCE with a policy variable: that element. */
    const struct iam_text *text;
    enum iam_layer layer;
    /* CONDITION */
    const struct iam_condition *condition;
    struct iam_operator operator;
    struct str key;    /* lower case */
    bool interpolated; /* CONDITION: its values may hold ${…} that mean something */
    bool variables;    /* a policy variable whose value is free, in the resource or in a value of the condition */
    const char *why;   /* VAGUE */
    enum assumed assumed;
};

struct encoding {
    struct arena *arena;
    struct inquiry *inquiry;
    const struct prove_question *question;
    enum arn_reading reading;
    bool readings_matter;
    struct iam_request known; /* what the question fixes; free parts are empty */
    struct map index;         /* canonical text → number of the atom + 1 */
    VEC(struct atom) atoms;
    struct {
        const struct iam_statement *statement; /* NULL: none */
        enum iam_layer layer;
        const struct reached_list *actions, *resources; /* NULL: nothing is known */
    } focus;
};

void encoding_init(struct encoding *encoding, struct arena *arena, struct inquiry *inquiry, enum arn_reading reading);
/* Is the key's value (or absence) given by the question or the caller? */
bool encoding_is_fixed(const struct encoding *encoding, struct str key);
/* The atom of that name, which says all that it means; made if there is none yet. */
const struct formula *atom_named(struct encoding *encoding, struct str name, const struct atom *atom);
/* The bundle allows the request. */
const struct formula *encode_allowed(struct encoding *encoding, const struct iam_bundle *bundle);
/* One statement applies to a caller without permissions boundary. */
const struct formula *encode_statement(struct encoding *encoding, const struct iam_policy *policy,
                                       const struct iam_statement *statement, enum iam_layer layer);
/* The same; and what is encoded from now on is encoded under the assumption that this statement applies, so it says the
 * same only together with this formula. Most of what other statements say is plain then: their actions or resources are
 * others, or cover those of this one, and equal conditions hold. Once for an encoding, before anything else. */
const struct formula *encode_focus(struct encoding *encoding, const struct iam_policy *policy,
                                   const struct iam_statement *statement, enum iam_layer layer);

#endif
