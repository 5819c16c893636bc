/* Copies of bundles that may be changed, and the changes that laws are about. */
#ifndef LL_TESTS_CHANGE_H
#define LL_TESTS_CHANGE_H

#include "policies/evaluate.h"
#include "tests/unit/policy_random.h"

struct bundle_policy {
    enum iam_layer layer;
    const struct iam_policy *policy;
};
struct bundle_policies {
    VEC(struct bundle_policy) list;
};
/* All policies of a bundle, whatever their layer. */
void bundle_policies_of(struct arena *arena, const struct iam_bundle *bundle, struct bundle_policies *ret_policies);

struct change {
    struct arena *arena;
    struct policy_random *random;
    struct iam_bundle bundle;
    struct iam_policy *policy;       /* one of them, chosen at random */
    enum iam_layer layer;            /* and where it stands */
    struct iam_statement *statement; /* one of its statements, chosen at random */
};

/* A copy of the bundle. */
struct change change_begin(struct arena *arena, struct policy_random *random, const struct iam_bundle *bundle);
bool layer_has_principals(enum iam_layer layer);

/* Each makes one change; false when there is nothing to change. */
bool change_add_deny(struct change *change);
bool change_order(struct change *change);
bool change_letter_case(struct change *change);
bool change_split_actions(struct change *change);
bool change_split_resources(struct change *change);
bool change_split_principals(struct change *change);
bool change_widen(struct change *change);
/* One that may mean anything: for pairs of bundles that are nearly the same. */
bool change_something(struct change *change);

/* A bundle of one identity policy with that statement only. */
struct iam_bundle bundle_of_statement(struct arena *arena, const struct iam_policy *policy,
                                      const struct iam_statement *statement);

#endif
