/* The parts of the SARIF report (sarif.c puts them together). */
#ifndef LL_REPORTS_SARIF_H
#define LL_REPORTS_SARIF_H

#include "analyzer/base/json_out.h"
#include "analyzer/base/map.h"
#include "reports/mask.h"
#include "reports/report.h"

struct sarif_report {
    const struct report *report;
    const struct report_options *options;
    struct json_out *out;
    struct arena *arena;
    struct masks masks;
    struct map line_hashes; /* path → struct line_hashes * */
};

/* sarif_rules.c: the descriptors of all rules, in the order of report.rules, LL001 … LL004 behind them. */
void sarif_rules(struct sarif_report *sarif);
/* The number of a rule in that list; SIZE_MAX when it is not there. */
size_t sarif_rule_index(const struct sarif_report *sarif, struct str id);

/* sarif_message.c: text of a result. */
/* The message as sentences: the first stands alone in fewer than 150 characters and ends with a period; related places
 * are linked by number from 1. */
struct str sarif_message(struct sarif_report *sarif, const struct finding *finding);
/* One sentence with a capital and a period. */
struct str sarif_sentence(struct arena *arena, struct str text);

/* sarif_result.c */
void sarif_finding(struct sarif_report *sarif, const struct finding *finding);
/* A diagnostic with an id, as a note. */
void sarif_diagnostic(struct sarif_report *sarif, const struct diag *diag);
/* The last result of a file that was cut: how many more there are. It stands at the place of `last`. */
void sarif_cut(struct sarif_report *sarif, const struct finding *last, size_t left_out);

#endif
