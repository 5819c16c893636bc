/* What the atoms mean for values: is there a request in which these atoms are true and those false? Each part of a
 * request (action, resource, each condition key) is decided on its own; what ties two parts together, a policy
 * variable, is decided by choosing the variable's value first. */
#ifndef LL_POLICIES_SMT_THEORY_H
#define LL_POLICIES_SMT_THEORY_H

#include "policies/smt/encode.h"

enum theory_result {
    THEORY_FITS,     /* a request was found; it is still to be confirmed */
    THEORY_CONFLICT, /* no request: the core is a minimal part of the literals that no request satisfies */
    THEORY_GAVE_UP,  /* neither found nor refuted */
};

/* explain: a conflict's core is wanted, which costs some more searches. */
enum theory_result theory_realize(struct encoding *encoding, const struct literals *literals, bool explain,
                                  struct iam_request *ret_request, struct literals *ret_core);

/* policies/smt/key.c: values for one condition key. */
struct key_problem {
    struct encoding *encoding;
    struct str key;
    const struct literals *literals;   /* all on this key */
    const struct iam_context *context; /* the other keys so far: for conditions with policy variables; else NULL, which
                                          leaves those conditions out */
    bool must_be_there;                /* a policy variable needs it */
};
struct key_values {
    VEC(struct str) list; /* empty: absent */
};
enum theory_result key_solve(const struct key_problem *problem, struct key_values *ret_values);
/* Are these values certainly right? */
bool key_fits(const struct key_problem *problem, const struct key_values *values);
/* Are they certainly wrong? */
bool key_excludes(const struct key_problem *problem, const struct key_values *values);
/* Is there no text that a single value could be? The conditions may be on several keys, which are equal then. */
bool key_has_no_text(const struct key_problem *problem);

#endif
