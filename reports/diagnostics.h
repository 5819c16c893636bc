/* What we could not do, as reports show it. */
#ifndef LL_REPORTS_DIAGNOSTICS_H
#define LL_REPORTS_DIAGNOSTICS_H

#include "analyzer/base/diag.h"

/* A diagnostic about a file that users may suppress by its id has a page, like a rule. */
struct diagnostic_rule {
    const char *id;   /* "LL001" */
    const char *name; /* "unreadable-input" */
    const char *summary;
    const char *help;
};

/* LL001 … LL004; ends with a row whose id is NULL. */
extern const struct diagnostic_rule DIAGNOSTIC_RULES[];

struct diagnostics {
    VEC(const struct diag *) list;
};

/* The diagnostics of a run sorted by file, place and message, each once. diags may be NULL. */
struct diagnostics diagnostics_sorted(struct arena *arena, const struct diags *diags);
/* Whether a person wants to see it: a DIAG_NOTE and what could not be resolved (the undecided places say what came of
 * it) only with --verbose. */
bool diagnostic_is_shown(const struct diag *diag, bool verbose);
/* "error", "warning" or "note". */
const char *diagnostic_level(const struct diag *diag);

#endif
