/* Triggers: the ways by which functions are started. Wiring (a notification, a subscription, a route) adds them as it
 * is loaded; a permission adds one too, which is dropped when the wiring itself is in the input. */
#ifndef LL_FACTS_LOAD_TRIGGER_H
#define LL_FACTS_LOAD_TRIGGER_H

#include "analyzer/facts/load/link.h"

struct trigger {
    struct target function;
    const char *kind; /* as in schema.sql; NULL: not known */
    int64_t source;
    int synchronous;     /* 1, 0, -1 unknown */
    int unauthenticated; /* 1, 0, -1 unknown */
    const struct node *node;
    bool grant;                /* a permission says so */
    const struct thing *thing; /* set by trigger_add */
};

/* A function that is none (another service's ARN) or unnamed is left out. */
void trigger_add(struct loader *loader, const struct thing *thing, const struct trigger *trigger);
/* The same, the function named by a value; a function that nobody can tell may be every one. */
void trigger_from(struct loader *loader, const struct thing *thing, const struct value *function, const char *kind,
                  int64_t source, int synchronous);
/* After all things of a world. */
void triggers_write(struct loader *loader);

#endif
