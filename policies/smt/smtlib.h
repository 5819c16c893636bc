/* What the solver was given, as a file that anyone can give to an SMT solver again. */
#ifndef LL_POLICIES_SMT_SMTLIB_H
#define LL_POLICIES_SMT_SMTLIB_H

#include "policies/smt/solve.h"

struct smtlib_question {
    const struct goal *goal;
    const struct encoding *encoding;
    struct str assertions;  /* declarations and the formula */
    struct str learned;     /* what was asserted since */
    enum smt_answer answer; /* the solver's last */
    bool guessed;           /* some of what was asserted since nothing proves */
};

/* SMT-LIB with comments: the question, what each variable stands for, what sat and unsat mean, which it was. */
/* The clause of these literals, negated: they do not hold all at once. Proved: by a lemma, for every request. */
void smtlib_put_clause(struct buf *out, const struct literals *literals, bool proved);
struct str smtlib_text(const struct smtlib_question *asked);

#endif
