/* What one role may do, asked about one request: for the command line. Rules ask in SQL. */
#ifndef LL_FACTS_GRANT_H
#define LL_FACTS_GRANT_H

#include "analyzer/facts/facts.h"

struct iam_context;
struct iam_statement;

struct grant_request {
    struct str action;                 /* one */
    struct str resource;               /* an ARN or "*"; empty: any */
    const struct iam_context *context; /* keys that are fixed; NULL or absent: free */
};

struct grant {
    int truth;                             /* 1 such a request is allowed, 0 none is, -1 unknown */
    struct str reason;                     /* for people */
    const struct iam_statement *statement; /* that allows the witness, or denies; NULL: none decides alone */
    const struct witness *witness;         /* of 1; else NULL */
};

/* Over all policies of the role (a row of `role`) with their Deny, and its boundary. A resource that is an ARN says
 * where the template is taken to be deployed. What is returned lives in the arena, or as long as the facts. */
struct grant facts_grant(struct facts *facts, struct arena *arena, int64_t role, const struct grant_request *request);

#endif
