/* What queries and the SQL functions share. */
#ifndef LL_FACTS_QUERY_INTERNAL_H
#define LL_FACTS_QUERY_INTERNAL_H

#include "analyzer/facts/facts_internal.h"

/* Sets limits, the authorizer and the progress handler; registers functions and virtual tables. Once, at open. */
void query_prepare_database(struct facts *facts);
/* Called by SQL functions that give NULL: the reason belongs to the row of the running step. */
void query_note(struct facts *facts, struct str reason, const struct node *node);

/* An answer of the prover that a finding may rest on: enough to ask again for the request behind it. */
struct claim {
    char kind;       /* of prover/call.h */
    bool missing;    /* a permission, else something is granted or a statement has that verdict */
    int64_t subject; /* role, resource or statement */
    int64_t resource;
    struct str what; /* the action that decided, or the verdict */
    struct str condition;
};
/* Belongs to the row of the running step. */
void query_claim(struct facts *facts, struct claim claim);
/* NULL when there is none to show. The witness lives as long as the facts. */
const struct witness *facts_witness(struct facts *facts, const struct claim *claim);

/* Whether the statement calls setting() or has_setting(). */
bool query_reads_settings(const struct query *query);

void functions_register(struct facts *facts);
void tables_register(struct facts *facts); /* virtual tables: entity, unknown, node, resource, property */

#endif
