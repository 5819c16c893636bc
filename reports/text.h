/* The parts of the text report (text.c puts them together). */
#ifndef LL_REPORTS_TEXT_H
#define LL_REPORTS_TEXT_H

#include "reports/mask.h"
#include "reports/report.h"

struct text_report {
    const struct report *report;
    const struct report_options *options;
    struct buf *out;
    struct masks masks;
};

/* text_finding.c: one finding with its frame and notes; an empty line behind it. */
void text_finding(struct text_report *text, const struct finding *finding);

/* text_diagnostic.c: what we could not do: what does not parse with its frame, the rest one line each. */
void text_diagnostics(struct text_report *text);

/* text_summary.c */
/* The undecided places one by one. */
void text_undecided(struct text_report *text);
/* How often each rule fired. */
void text_statistics(struct text_report *text);
/* "Found 2 problems (1 high, 1 medium) in 3 files; 1 ignored" and what was undecided. */
void text_summary(struct text_report *text);

#endif
