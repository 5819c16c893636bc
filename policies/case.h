/* A CASE: a request and the policies that have a say, written as one JSON (or YAML) object. What `lambdalint policy
 * eval` reads, what the prover gives as a witness ("request"), and what fixtures/policies are.
 *
 *     {"request": {"principal": ARN | service | "anonymous" | provider, "action": "s3:GetObject", "resource": ARN |
 * "*", "resource_account": "111122223333", "context": {"aws:SourceIp": "192.0.2.1", "aws:TagKeys": ["a"]}}, "identity":
 * [POLICY…], "resource_policy": POLICY, "boundary": [POLICY…], "session": [POLICY…], "scp": [[POLICY…]…], "rcp":
 * [[POLICY…]…], "endpoint": [POLICY…]}
 *
 * A POLICY is an object, or a text that holds one. Every policy list may be absent: no scp, rcp, endpoint means not
 * limited by one. The context is complete (policies/request.h). */
#ifndef LL_POLICIES_CASE_H
#define LL_POLICIES_CASE_H

#include "policies/evaluate.h"

struct policy_case {
    struct iam_request request;
    struct iam_bundle bundle;
};

/* Grammar faults of its policies are reported; NULL: to nobody. False, with *ret_error and the node it is about, when
 * the node is no CASE. Members that are none of the above may be remarks (texts, numbers), not objects or lists: a
 * misspelt one must not be taken for an absent policy. */
bool policy_case_read(struct arena *arena, const struct node *node, iam_fault *fault, struct policy_case *ret,
                      struct str *ret_error, const struct node **ret_node);

struct iam_answer policy_eval_case(struct arena *arena, const struct policy_case *policy_case);

/* "identity[0]", "resource_policy", "scp[1][0]": the place of a deciding statement's policy in its CASE. */
struct str policy_case_place(struct arena *arena, const struct iam_decider *decider);

#endif
