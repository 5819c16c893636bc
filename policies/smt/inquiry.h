/* What is the same in all encodings of one question: what it fixes of the request, and what the lists of the policies'
 * statements reach, each read once. A question about a large role is encoded hundreds of times. */
#ifndef LL_POLICIES_SMT_INQUIRY_H
#define LL_POLICIES_SMT_INQUIRY_H

#include "analyzer/base/map.h"
#include "policies/prove.h"
#include "policies/smt/elements.h"

struct lists_of_policy;

struct inquiry {
    const struct prove_question *question;
    struct iam_request known;
    struct arena arena; /* the lists */
    struct map policies;
    struct lists_of_policy *last;         /* asked for: most often the next too */
    const struct iam_statement *covering; /* allowed all that an encoding asked about: it may do so for the next */
};

/* What the question fixes; free parts are empty. */
struct iam_request known_request(struct arena *arena, const struct prove_question *question);

/* The arena is for what `known` needs. */
void inquiry_init(struct inquiry *inquiry, struct arena *arena, const struct prove_question *question);
void inquiry_done(struct inquiry *inquiry);

/* The statement must be one of the policy's. The lists live as long as the inquiry. */
const struct reached_list *inquiry_actions(struct inquiry *inquiry, const struct iam_policy *policy,
                                           const struct iam_statement *statement, enum iam_layer layer);
const struct reached_list *inquiry_resources(struct inquiry *inquiry, const struct iam_policy *policy,
                                             const struct iam_statement *statement, enum iam_layer layer,
                                             enum arn_reading reading);

/* Only Version 2012-10-17 has policy variables; without one it is 2008-10-17.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
bool policy_has_variables(const struct iam_policy *policy);

#endif
