/* The virtual tables: how tables.c (which speaks with SQLite) and tables_rows.c (which knows the rows) fit together. */
#ifndef LL_FACTS_TABLES_INTERNAL_H
#define LL_FACTS_TABLES_INTERNAL_H

#include "analyzer/facts/facts_internal.h"

struct generic_rows {
    struct arena *arena;
    size_t columns;
    VEC(struct cell) cells; /* row by row */
};

#define GENERIC_ALL INT64_MIN /* no key given */
enum { GENERIC_KEYS = 2 };    /* at most */

struct generic_table {
    const char *name;
    const char *declaration; /* CREATE TABLE x(…), the keys first */
    size_t columns;
    size_t keys;
    bool is_function; /* the keys are arguments: all must be given */
    void (*write)(struct facts *facts, const int64_t *key, struct generic_rows *rows);
};

extern const struct generic_table GENERIC_ENTITY;
extern const struct generic_table GENERIC_UNKNOWN;
extern const struct generic_table GENERIC_NODE;
extern const struct generic_table GENERIC_RESOURCE;
extern const struct generic_table GENERIC_PROPERTY;
extern const struct generic_table GENERIC_ESCALATION_WAY;
extern const struct generic_table GENERIC_EFFECTIVE_GRANT; /* tables_grants.c */
extern const struct generic_table GENERIC_EXCESS;          /* tables_grants.c */

#endif
