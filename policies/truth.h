/* Three-valued truth with the reason for not knowing. "Maybe" is never rounded to either side; where it does not decide
 * it disappears by itself (no and maybe is no). Of two reasons the first is kept. */
#ifndef LL_POLICIES_TRUTH_H
#define LL_POLICIES_TRUTH_H

#include "analyzer/base/str.h"

enum truth { TRUTH_NO, TRUTH_YES, TRUTH_MAYBE };

struct verdict {
    enum truth truth;
    const char *why; /* of maybe: static text for people; else NULL */
};

static inline struct verdict verdict_of(bool truth) {
    return (struct verdict){truth ? TRUTH_YES : TRUTH_NO, NULL};
}

static inline struct verdict verdict_maybe(const char *why) {
    return (struct verdict){TRUTH_MAYBE, why};
}

static inline struct verdict verdict_and(struct verdict a, struct verdict b) {
    if (a.truth == TRUTH_NO || b.truth == TRUTH_YES)
        return a;
    return b.truth == TRUTH_NO || a.truth == TRUTH_YES ? b : a;
}

static inline struct verdict verdict_not(struct verdict a) {
    return a.truth == TRUTH_MAYBE ? a : verdict_of(a.truth == TRUTH_NO);
}

static inline struct verdict verdict_or(struct verdict a, struct verdict b) {
    if (a.truth == TRUTH_YES || b.truth == TRUTH_NO)
        return a;
    return b.truth == TRUTH_YES || a.truth == TRUTH_NO ? b : a;
}

/* Certain only as a no: "it matches at most". */
static inline struct verdict verdict_at_most(struct verdict a, const char *why) {
    return a.truth == TRUTH_YES ? verdict_maybe(why) : a;
}

#endif
