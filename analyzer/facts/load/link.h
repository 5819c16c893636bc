/* From a value to the row that it names (facts.md 2.2, 2.3):
 *   absent, empty text                       → 0
 *   Ref, GetAtt, name or ARN of a resource   → its row (an alias or version of a function: the function's)
 *   another name or ARN, parameter, import   → an external row, one for each identity and world
 *   what nobody can tell                     → an anonymous row of its own
 *
 * Assumption: a parameter or import never names what the same stack creates, because its value exists before the stack
 * does. It errs where fixed names are passed around. */
#ifndef LL_FACTS_LOAD_LINK_H
#define LL_FACTS_LOAD_LINK_H

#include "analyzer/facts/load/loader.h"

struct target {
    int64_t id;                /* 0 none */
    const struct thing *thing; /* the resource, when it is one of this world */
    bool anonymous;            /* nobody can tell which row */
    struct str qualifier;      /* of a function: alias or version as partial text, else empty */
};

/* What the value of a link column of a table names. */
struct target link_find(struct loader *loader, const struct value *value, const char *table, const char *column);
/* The same for text that was taken out of a value (value gives node and reason). */
struct target link_find_partial(struct loader *loader, struct str partial, const struct value *value, const char *table,
                                const char *column);
/* A link into any table, when more is known about it than its column says: if the target is not in the input, it is in
 * these tables (the list ends with NULL; an empty one is for types without a table). */
int64_t link_among(struct loader *loader, const struct value *value, const char *const *tables);
/* Sets a link column from a property. */
void link_column(struct loader *loader, struct row *row, const char *column, const struct value *value);
/* Sets function and qualifier columns; a Qualifier property (may be absent) goes before one in the function's text. */
void link_function(struct row *row, struct target function, const struct value *value, const struct value *qualifier);
/* The declared resource that a text is built around ("arn:aws:s3:::${Bucket}/…"), of whatever type; else NULL. */
const struct thing *link_mention(struct loader *loader, const struct value *value);

/* Registers the name by which a thing may be spelled. */
void link_register(struct loader *loader, struct thing *thing);

#endif
