#include "policies/operator.h"

#include <string.h>

static const struct {
    const char *name; /* without "IfExists" */
    struct iam_operator operator;
} OPERATORS[] = {
    {"StringEquals", {.family = IAM_STRING}},
    {"StringNotEquals", {.family = IAM_STRING, .negated = true}},
    {"StringEqualsIgnoreCase", {.family = IAM_STRING, .fold = true}},
    {"StringNotEqualsIgnoreCase", {.family = IAM_STRING, .negated = true, .fold = true}},
    {"StringLike", {.family = IAM_STRING, .like = true}},
    {"StringNotLike", {.family = IAM_STRING, .negated = true, .like = true}},
    {"ArnEquals", {.family = IAM_ARN, .like = true}},
    {"ArnLike", {.family = IAM_ARN, .like = true}},
    {"ArnNotEquals", {.family = IAM_ARN, .negated = true, .like = true}},
    {"ArnNotLike", {.family = IAM_ARN, .negated = true, .like = true}},
    {"NumericEquals", {.family = IAM_NUMERIC}},
    {"NumericNotEquals", {.family = IAM_NUMERIC, .negated = true}},
    {"NumericLessThan", {.family = IAM_NUMERIC, .relation = IAM_LESS}},
    {"NumericLessThanEquals", {.family = IAM_NUMERIC, .relation = IAM_LESS_EQUAL}},
    {"NumericGreaterThan", {.family = IAM_NUMERIC, .relation = IAM_GREATER}},
    {"NumericGreaterThanEquals", {.family = IAM_NUMERIC, .relation = IAM_GREATER_EQUAL}},
    {"DateEquals", {.family = IAM_DATE}},
    {"DateNotEquals", {.family = IAM_DATE, .negated = true}},
    {"DateLessThan", {.family = IAM_DATE, .relation = IAM_LESS}},
    {"DateLessThanEquals", {.family = IAM_DATE, .relation = IAM_LESS_EQUAL}},
    {"DateGreaterThan", {.family = IAM_DATE, .relation = IAM_GREATER}},
    {"DateGreaterThanEquals", {.family = IAM_DATE, .relation = IAM_GREATER_EQUAL}},
    {"Bool", {.family = IAM_BOOL}},
    {"BinaryEquals", {.family = IAM_BINARY}},
    {"IpAddress", {.family = IAM_IP}},
    {"NotIpAddress", {.family = IAM_IP, .negated = true}},
    {"Null", {.family = IAM_NULL}},
};

static bool find(struct str name, struct iam_operator *ret_operator) {
    for (size_t i = 0; i < sizeof OPERATORS / sizeof *OPERATORS; i++)
        if (str_is(name, OPERATORS[i].name)) {
            *ret_operator = OPERATORS[i].operator;
            return true;
        }
    return false;
}

bool iam_operator_parse(struct str text, struct iam_operator *ret_operator) {
    static const struct {
        const char *prefix;
        enum iam_set_operator set;
    } SETS[] = {{"ForAllValues:", IAM_FOR_ALL_VALUES}, {"ForAnyValue:", IAM_FOR_ANY_VALUE}};
    enum iam_set_operator set = IAM_PLAIN;
    for (size_t i = 0; i < sizeof SETS / sizeof *SETS; i++)
        if (str_starts(text, SETS[i].prefix)) {
            set = SETS[i].set;
            text = str_slice(text, strlen(SETS[i].prefix), text.size);
            break;
        }
    struct iam_operator operator;
    bool if_exists = str_ends(text, "IfExists");
    if (!find(if_exists ? str_slice(text, 0, text.size - strlen("IfExists")) : text, &operator))
        return false;
    operator.if_exists = if_exists;
    operator.set = set;
    *ret_operator = operator;
    return true;
}
