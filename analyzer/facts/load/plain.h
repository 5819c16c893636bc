/* Plain columns: what is one property of a resource needs no code, only a line in a table. */
#ifndef LL_FACTS_LOAD_PLAIN_H
#define LL_FACTS_LOAD_PLAIN_H

#include "analyzer/facts/load/loader.h"

enum plain_kind {
    PLAIN_END,
    PLAIN_TEXT,    /* text; `text` when absent; also sets <column>_partial */
    PLAIN_INTEGER, /* `number` when absent */
    PLAIN_BOOLEAN, /* `number` when absent */
    PLAIN_HAS,     /* is the property there? */
    PLAIN_EQUALS,  /* is it `text`? 0 when absent */
    PLAIN_LINK,    /* to the row that it names */
    PLAIN_KEY,     /* the columns has_kms_key and kms_key; a key that AWS manages is linked but does not count */
};

struct plain {
    enum plain_kind kind;
    const char *column; /* NULL for PLAIN_KEY */
    const char *path;   /* of the property: "SSESpecification.KMSMasterKeyId" */
    const char *text;
    int64_t number;
};

/* Sets columns of a row from properties; the list ends with PLAIN_END. NULL: none. */
void plain_set(struct loader *loader, struct row *row, const struct value *properties, const struct plain *columns);
/* PLAIN_KEY, for a property that has no path. */
void plain_set_key(struct loader *loader, struct row *row, const struct value *key);

#endif
