/* Random policies and requests over one small world: few actions, resources, keys and values, so that statements meet.
 */
#ifndef LL_TESTS_POLICY_RANDOM_H
#define LL_TESTS_POLICY_RANDOM_H

#include "policies/evaluate.h"

struct policy_random {
    uint32_t seed; /* the state: print it before a round to repeat the round */
    bool variables;
    bool principals; /* resource policies, boundaries, session policies, SCPs, RCPs and all kinds of callers */
    bool disputed;   /* also what AWS's own pages disagree on, so that nobody can know the answer */
    bool show;       /* prints each policy */
};

uint32_t random_below(struct policy_random *random, uint32_t bound);

/* What requests in this world are made of. Everything that policies in it name tells some of these apart. */
struct random_key {
    const char *key;
    const char *values[5];
};
struct random_world {
    const char *const *actions, *const *resources;
    const struct random_key *keys;
    size_t action_count, resource_count, key_count;
};
extern const struct random_world RANDOM_WORLD;

/* In the notation of policy_value.h. With principals: a statement of a resource policy. */
const char *random_policy_text(struct arena *arena, struct policy_random *random, bool with_principals);
const struct iam_policy *random_policy(struct arena *arena, struct policy_random *random, bool with_principals);
void random_bundle(struct arena *arena, struct policy_random *random, struct iam_bundle *ret_bundle);
struct str random_caller(struct policy_random *random);
void random_request(struct arena *arena, struct policy_random *random, struct str principal,
                    struct iam_request *ret_request);

#define RANDOM_ACCOUNT "111122223333"
#define RANDOM_SESSION "arn:aws:sts::111122223333:assumed-role/app/run"

#endif
