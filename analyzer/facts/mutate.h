/* The same facts with less information: one value, one target or the completeness of one list forgotten. With less
 * information a verdict may only become NULL (facts.md 8); tests/property/information_order.c holds every rule to that.
 * Nothing of the program proper uses this. */
#ifndef LL_FACTS_MUTATE_H
#define LL_FACTS_MUTATE_H

#include "analyzer/facts/facts.h"

enum mutant_kind {
    MUTANT_VALUE,    /* a column becomes NULL, its x_partial one hole */
    MUTANT_TARGET,   /* a link leads to a fresh anonymous row; of a member also: a phantom on every candidate */
    MUTANT_COMPLETE, /* there may be one member more */
    MUTANT_SUBTREE,  /* a property of a resource becomes unknown with all that is in it: for setting() */
};

struct mutant {
    enum mutant_kind kind;
    const char *table;  /* of the row, or of the member that there may be */
    const char *column; /* MUTANT_SUBTREE: the property */
    int64_t row;        /* MUTANT_COMPLETE: the parent */
};

struct mutants {
    VEC(struct mutant) list;
};

/* Once, after facts_seal: from here on changes can be taken back. */
void mutate_begin(struct facts *facts);
/* Every mutant that the query could notice, in the order of tables, columns and rows. */
void mutants_list(struct facts *facts, const struct query *query, struct arena *arena, struct mutants *ret_mutants);
void mutant_apply(struct facts *facts, const struct mutant *mutant);
/* Only the rows of this world are left, and those that belong to none. */
void mutate_keep_world(struct facts *facts, int64_t world);
/* Takes back what was done since the last undo. */
void mutate_undo(struct facts *facts);

/* Calls report for each NULL of a declared row that has no reason. Returns their number. */
typedef void missing_reason(void *context, int64_t entity, const char *table, const char *column);
size_t facts_missing_reasons(struct facts *facts, missing_reason *report, void *context);

#endif
