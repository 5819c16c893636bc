/* Typed values: reading them, and finding enough of them to tell apart whatever some conditions can tell apart. */
#ifndef LL_POLICIES_VALUES_H
#define LL_POLICIES_VALUES_H

#include "analyzer/base/vec.h"
#include "policies/operator.h"

/* compare.c */
bool value_is_decimal(struct str text);
bool value_is_bytes(struct str text); /* base64 */
/* Seconds since 1970; fractions are cut off (has_fraction says so). */
bool value_second(struct str text, int64_t *ret_second, bool *ret_has_fraction);
struct value_range {
    unsigned char first[16]; /* bits below the prefix cleared; IPv4 in the first four bytes */
    unsigned bits;           /* 32 or 128 */
    unsigned prefix;
};
bool value_range(struct str text, struct value_range *ret_range);

/* Texts such that every interval between the added values has one of them, as far as `complete` says. */
struct value_candidates {
    struct arena *arena;
    VEC(struct str) list;
    VEC(struct str) named; /* as added */
    bool incomplete;
};

void value_candidates_add(struct value_candidates *candidates, enum iam_family family, struct str text);
/* False when a value was of another type than the family's, or intervals are too small to be told apart here. */
bool value_candidates_finish(struct value_candidates *candidates, enum iam_family family, struct str key);

#endif
