/* The concrete evaluator: one request against all policies that have a say, by the published order of evaluation
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html). It is the oracle of this
 * room: every witness of the prover is replayed here, and its fixtures (fixtures/policies) state the semantics.
 *
 * With D = some Deny applies (of any policy), I = identity policies, boundary and session policy allow (an absent
 * boundary or session policy does), Org = every level of SCPs allows, and grants of the resource policy told apart by
 * how they name the caller (the user or session itself or `*`; its role; its account):
 *
 *   same account                    not D, Org, I or direct or (role, boundary, session)
 *   trust policies and KMS keys     not D, Org, direct or (role, boundary, session) or (account, I)
 *   another account                 not D, Org, I, direct or role or account
 *   service, provider, anonymous    not D, the resource policy names it or `*`
 *   root of the account             not D, Org; for KMS keys also direct or account; a role it cannot assume
 *
 * Undecided is an answer: where a value is unresolved or AWS's semantics are disputed, and only where that decides. */
#ifndef LL_POLICIES_EVALUATE_H
#define LL_POLICIES_EVALUATE_H

#include "policies/policy.h"
#include "policies/request.h"
#include "policies/truth.h"

enum iam_layer {
    IAM_LAYER_IDENTITY,
    IAM_LAYER_RESOURCE, /* resource policy, trust policy, key policy */
    IAM_LAYER_BOUNDARY,
    IAM_LAYER_SESSION,
    IAM_LAYER_SCP,
    IAM_LAYER_RCP,
    IAM_LAYER_ENDPOINT,
};

struct iam_policies {
    const struct iam_policy *const *items;
    size_t count;
};

struct iam_levels { /* root, organizational units, account */
    const struct iam_policies *items;
    size_t count; /* 0: not limited */
};

struct iam_bundle {
    struct iam_policies identity;
    const struct iam_policy *resource; /* NULL: there is none */
    struct iam_policies boundary;      /* count 0: there is none; the same for session and endpoint */
    struct iam_policies session;
    struct iam_levels scp;
    struct iam_levels rcp; /* RCPFullAWSAccess is implied, so only their Deny statements count */
    struct iam_policies endpoint;
};

enum iam_decision { IAM_ALLOWED, IAM_EXPLICITLY_DENIED, IAM_IMPLICITLY_DENIED, IAM_UNDECIDED };

struct iam_decider {
    enum iam_layer layer;
    size_t level;  /* SCP and RCP */
    size_t policy; /* number in its list */
    size_t statement;
    const struct iam_statement *item;
};

struct iam_answer {
    enum iam_decision decision;
    const char *reason; /* for people, static */
    /* Denied explicitly: the Deny statements that apply. Allowed: the Allow statements that apply. Undecided: those of
     * which it is not known. Denied implicitly: none. */
    VEC(struct iam_decider) decided_by;
};

/* The request must be derived (iam_request_derive). Everything returned lives in the arena. */
struct iam_answer iam_evaluate(struct arena *arena, const struct iam_bundle *bundle, const struct iam_request *request);

/* "allowed", "explicitly_denied", "implicitly_denied", "undecided" */
const char *iam_decision_name(enum iam_decision decision);

#endif
