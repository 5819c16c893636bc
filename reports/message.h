/* Words that several formats share. */
#ifndef LL_REPORTS_MESSAGE_H
#define LL_REPORTS_MESSAGE_H

#include "reports/mask.h"

/* "(when IsProd)", "(in 3 of 8 configurations, …)", or empty. */
struct str message_when(struct arena *arena, const struct finding *finding);
/* The message with that suffix, secrets masked. */
struct str message_full(struct masks *masks, const struct finding *finding);

/* A diagnostic about a file, which users may suppress by its id; NULL id: there is none. */
struct diagnostic_rule {
    const char *id;   /* "LL001" */
    const char *name; /* "unreadable-input" */
    const char *summary;
    const char *help;
};

/* LL001 … LL004; ends with a row whose id is NULL. */
extern const struct diagnostic_rule DIAGNOSTIC_RULES[];

/* Whether a diagnostic is shown: a DIAG_NOTE and what could not be resolved (the undecided places say what came of it)
 * only with --verbose. */
bool diagnostic_is_shown(const struct diag *diag, bool verbose);

#endif
