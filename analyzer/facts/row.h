/* Writing rows: used by the loader only. A row is built column by column, each with the node it was read from, and is
 * written once. Columns that were not set get what schema.sql's DEFAULT says, or NULL.
 *
 * Ids are unique over all tables and can be allotted before the row is written (row_reserve), so that links may go both
 * ways. Every NULL needs a reason: the functions below take it from the value. */
#ifndef LL_FACTS_ROW_H
#define LL_FACTS_ROW_H

#include "analyzer/facts/facts.h"

struct row;

struct row_origin {
    int64_t world;
    bool declared;
    int present; /* 1, or -1: NULL, there may be such a thing */
    int64_t parent;
    const struct node *node;
    struct str label;
    struct str identity;
    const struct resource *resource;
};

/* "entity" as the table: an entity of a type without a table, which has no row. */
int64_t row_reserve(struct facts *facts, const char *table, const struct row_origin *origin);
/* Starts a reserved row, or a new one. One row at a time is open per table is not required: any number may be open. */
struct row *row_open(struct facts *facts, int64_t id);
struct row *row_new(struct facts *facts, const char *table, const struct row_origin *origin);
int64_t row_id(const struct row *row);
void row_write(struct row *row); /* inserts and frees it */

void row_integer(struct row *row, const char *column, int64_t number, const struct node *node);
void row_text(struct row *row, const char *column, struct str text, const struct node *node);
void row_link(struct row *row, const char *column, int64_t id, const struct node *node);
void row_unknown(struct row *row, const char *column, struct str reason, const struct node *node);

/* From values. Unknown gives NULL and the value's reason; absent gives what is passed for it. _text also sets
 * `<column>_partial` when the table has such a column. */
void row_value_text(struct row *row, const char *column, const struct value *value, struct str absent);
void row_value_integer(struct row *row, const char *column, const struct value *value, int64_t absent);
void row_value_boolean(struct row *row, const char *column, const struct value *value, int absent);
/* has_x: 1, 0 or NULL by value_presence. */
void row_value_has(struct row *row, const char *column, const struct value *value);

#endif
