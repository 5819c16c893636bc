/* Laws that say a part of the evaluation in terms of simpler evaluations: what a boundary, a session policy, a level of
 * SCPs, a Deny, a Not… element, a negated operator, IfExists and a second policy do to a set of requests. An evaluator
 * that gets one of them wrong contradicts itself. */
#ifndef LL_TESTS_ALGEBRA_H
#define LL_TESTS_ALGEBRA_H

#include "tests/property/universe.h"

struct algebra {
    struct arena *arena;
    struct policy_random *random;
    const struct universe *universe;
    const struct iam_bundle *bundle; /* only its identity policies count */
};

/* Is the caller one whose own account's identity policies decide? Else none of this holds. */
bool algebra_applies(const struct universe *universe);

/* The name of a law that does not hold, with the number of a request; NULL: all that were tried do. */
const char *algebra_broken(const struct algebra *algebra, size_t *ret_request);

/* The number of a request that shows what the question about the statement asks for; SIZE_MAX: none does. */
size_t statement_shown(struct arena *arena, const struct universe *universe, const struct iam_policy *policy,
                       size_t statement, enum prove_statement what);

#endif
