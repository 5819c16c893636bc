/* The verbs, one file each. */
#ifndef LL_CLI_VERBS_H
#define LL_CLI_VERBS_H

#include "analyzer/cli/flags.h"

/* Says that a word is no verb, and gives EXIT_USAGE (help.c). */
int verbs_refuse(struct str word);

extern const struct verb VERB_SCAN;        /* scan.c */
extern const struct verb VERB_EXPLAIN;     /* rules.c */
extern const struct verb VERB_RULES;       /* rules.c */
extern const struct verb VERB_QUERY;       /* query.c */
extern const struct verb VERB_BASELINE;    /* baseline.c */
extern const struct verb VERB_CONFIG;      /* config.c */
extern const struct verb VERB_POLICY;      /* policy.c */
extern const struct verb VERB_COMPLETIONS; /* completions.c */
extern const struct verb VERB_VERSION;     /* version.c */
extern const struct verb VERB_HELP;        /* help.c */

#endif
