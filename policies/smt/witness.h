/* Witnesses for people: the search makes up texts of the right form; here they become actions and resources that exist,
 * as far as the request still shows the same. */
#ifndef LL_POLICIES_SMT_WITNESS_H
#define LL_POLICIES_SMT_WITNESS_H

#include "policies/prove.h"

struct witness_check {
    bool (*shows)(void *context, const struct iam_request *request); /* the evaluator says that it is a witness */
    void *context;
};

/* Changes only what the question leaves free. */
void witness_improve(struct catalog *catalog, struct arena *arena, const struct prove_question *question,
                     const struct witness_check *check, struct iam_request *request);

#endif
