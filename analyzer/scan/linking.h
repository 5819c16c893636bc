/* Which templates of a scan are one unit because they import from each other (Fn::ImportValue). Linked are an importer
 * and the only template that exports the name, when parameters have their defaults. A name that several templates
 * export links nothing: the scan then holds several deployments, and nobody says which is meant. */
#ifndef LL_SCAN_LINKING_H
#define LL_SCAN_LINKING_H

#include "analyzer/dialect/dialect.h"

/* A unit as one file gives it, before it is linked. */
struct draft {
    struct part part;
    struct unit *unit;
    struct diags diags;
    struct linkage linkage;
    size_t leader; /* the first of those linked with it */
    size_t size;   /* of a leader: how many are linked, itself included; else 0 */
};

struct linking {
    VEC(struct draft) drafts;
    struct imports *imports; /* takes the names that several export */
};

void linking_init(struct linking *linking, struct imports *imports, struct arena *arena);
/* When all drafts are there: sets leaders and sizes. */
void linking_find(struct linking *linking, struct arena *arena, struct diags *diags);
/* Builds the unit that a leader stands for. */
struct unit *linking_load(struct linking *linking, size_t leader, struct arena *arena, struct diags *diags);

#endif
