/* Runs rules over facts: rows → place → worlds → covers (design.md: order of the pipeline). Suppressions, baseline and
 * fingerprints are analyzer/scan's. */
#ifndef LL_RULESETS_ENGINE_H
#define LL_RULESETS_ENGINE_H

#include "analyzer/facts/facts.h"
#include "rulesets/finding.h"
#include "rulesets/rule.h"

/* Runs each selected rule; appends findings and undecided places to *report, sorted by file, place and rule. A rule
 * whose query is broken adds a DIAG_RULE diagnostic and loses nothing else. */
void engine_run(struct facts *facts, const struct rules *selected, struct arena *arena, struct diags *diags,
                struct report *report);

/* Sorts a report that was put together from several. */
void engine_sort(struct report *report);

#endif
