/* Policies as rows: policy, statement and the statement_* members, each with the node of its own word. */
#ifndef LL_FACTS_LOAD_POLICY_H
#define LL_FACTS_LOAD_POLICY_H

#include "analyzer/facts/load/loader.h"
#include "policies/policy.h"

struct policy_source {
    const struct thing *thing;    /* what it belongs to */
    const char *kind;             /* inline, managed, trust, resource, boundary, session, scp, rcp, endpoint */
    const struct value *name;     /* NULL: it has none */
    const struct value *document; /* a map, a text that holds JSON, or unknown */
    const struct node *node;      /* what stands for the policy in reports */
    struct str label;
    bool alone;   /* what it is the policy of is not in the input */
    bool guessed; /* what kind it is is a guess */
};

/* Writes a policy and its statements; its id. */
int64_t policy_write(struct loader *loader, const struct policy_source *source);
/* Sets the columns of an open policy row that the document tells, and writes its statements. */
const struct iam_policy *policy_columns(struct loader *loader, struct row *row, const char *kind,
                                        const struct value *document);
/* The statements of a policy that has a row. A node, when given, stands for all of them. */
void policy_statements(struct loader *loader, int64_t policy, const struct iam_policy *parsed, const struct node *node);

#endif
