/* What queries and the SQL functions share. */
#ifndef LL_FACTS_QUERY_INTERNAL_H
#define LL_FACTS_QUERY_INTERNAL_H

#include "analyzer/facts/facts_internal.h"

/* Sets limits, the authorizer and the progress handler; registers functions and virtual tables. Once, at open. */
void query_prepare_database(struct facts *facts);
/* Called by SQL functions that give NULL: the reason belongs to the row of the running step. */
void query_note(struct facts *facts, struct str reason, const struct node *node);

/* Whether the statement calls setting() or has_setting(). */
bool query_reads_settings(const struct query *query);

void functions_register(struct facts *facts);
void tables_register(struct facts *facts); /* virtual tables: entity, unknown, node, resource, property */

#endif
