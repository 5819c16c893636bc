/* The request behind a verdict of the prover, as data: what SQL functions prove, findings carry and reports print. It
 * depends on nothing, so that all of them may know it. */
#ifndef LL_FACTS_WITNESS_H
#define LL_FACTS_WITNESS_H

#include "analyzer/base/arena.h"
#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"

/* What the request shows. */
enum witness_kind {
    WITNESS_ALLOWED,   /* it is allowed */
    WITNESS_MISSING,   /* no request of this action on this resource is, whatever its context */
    WITNESS_REPEATED,  /* the statement is about it, and another one says the same */
    WITNESS_DENIED,    /* the statement allows it, and a Deny takes it back */
    WITNESS_UNGRANTED, /* the statement denies it, and nothing allows it */
};

struct witness_key {
    struct str key;
    VEC(struct str) values;
    bool is_list; /* of a CASE: a key that may have several values */
};

struct witness {
    enum witness_kind kind;
    bool of_role; /* the principal is an example of a session of the role that the finding is about */
    /* The members of a CASE's request (policies/case.h), without what is derived. */
    struct str principal;
    struct str action;
    struct str resource;
    struct str resource_account;
    VEC(struct witness_key) context;
};

struct iam_request;
/* A copy in the arena. */
struct witness *witness_of_request(struct arena *arena, enum witness_kind kind, const struct iam_request *request);

#endif
