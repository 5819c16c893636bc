/* Rows for what is named but not in the input, with what the name or ARN itself tells. */
#ifndef LL_FACTS_LOAD_EXTERNAL_H
#define LL_FACTS_LOAD_EXTERNAL_H

#include "analyzer/facts/load/loader.h"

struct outside {
    struct str identity; /* never empty: "param:RoleArn", an ARN, a name */
    struct str partial;  /* the same as text with holes */
    const struct node *node;
    const char *table; /* the link that leads there */
    const char *column;
};

/* Behind a link into one table. */
int64_t external_one(struct loader *loader, const struct outside *what, const char *table);
/* Behind a link into any: the table that the ARN tells, else every one that is possible. */
int64_t external_any(struct loader *loader, const struct outside *what);

/* In each of these tables, under one id; an empty list is for types without a table. */
int64_t external_among(struct loader *loader, const struct outside *what, const char *const *tables);

#endif
