/* The requests of one small world (tests/unit/policy_random.h), as far as some policies can tell them apart, and what
 * the evaluator says about each. Laws over policies are then laws over arrays of decisions. */
#ifndef LL_TESTS_UNIVERSE_H
#define LL_TESTS_UNIVERSE_H

#include "policies/prove.h"
#include "tests/unit/policy_random.h"

struct universe {
    VEC(struct iam_request) requests;
    bool whole; /* all of them, not a sample */
};

/* Requests that the question leaves open, over the keys that the bundles mention: all, when there are at most `most`,
 * else so many chosen at random. */
void universe_make(struct arena *arena, struct policy_random *random, const struct prove_question *question,
                   const struct iam_bundle *const *bundles, size_t bundle_count, size_t most,
                   struct universe *ret_universe);

/* An enum iam_decision for each request. */
const unsigned char *universe_decide(struct arena *arena, const struct universe *universe,
                                     const struct iam_bundle *bundle);

/* The number of a request that the first certainly allows and the second certainly does not; SIZE_MAX: there is none.
 */
size_t universe_beyond(const struct universe *universe, const unsigned char *more, const unsigned char *base);

#endif
