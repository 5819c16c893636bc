/* Condition operators: the grammar of their names and the comparison of one value with one value.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
#ifndef LL_POLICIES_OPERATOR_H
#define LL_POLICIES_OPERATOR_H

#include "analyzer/base/str.h"
#include "policies/truth.h"

enum iam_family {
    IAM_STRING, /* exact, or a glob when `like` */
    IAM_ARN,    /* Equals and Like are the same */
    IAM_NUMERIC,
    IAM_DATE,
    IAM_BOOL,
    IAM_BINARY,
    IAM_IP,
    IAM_NULL,
};

enum iam_relation { IAM_EQUAL, IAM_LESS, IAM_LESS_EQUAL, IAM_GREATER, IAM_GREATER_EQUAL };

enum iam_set_operator { IAM_PLAIN, IAM_FOR_ALL_VALUES, IAM_FOR_ANY_VALUE };

struct iam_operator {
    enum iam_family family;
    enum iam_relation relation; /* numbers and dates */
    enum iam_set_operator set;
    bool negated; /* StringNotEquals, NotIpAddress … */
    bool if_exists;
    bool like;
    bool fold; /* …IgnoreCase */
};

/* "ForAnyValue:StringNotLikeIfExists" and so on. False when there is no such operator. */
bool iam_operator_parse(struct str text, struct iam_operator *ret_operator);

/* Does the value of the request compare so with the value of the policy, as the family does it? Not for IAM_STRING,
 * IAM_ARN and IAM_NULL. Maybe when one of the two does not parse as the family's type. */
struct verdict iam_compare(const struct iam_operator *operator, struct str request_value, struct str policy_value);

#endif
