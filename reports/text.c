/* The report for people: findings as rustc prints errors, what we could not do, and a summary that never is silence. */
#include "reports/text.h"

void report_text(const struct report *report, const struct report_options *options, struct buf *out) {
    struct text_report text = {.report = report, .options = options, .out = out};
    masks_init(&text.masks, out->arena, report);
    for (size_t i = 0; i < report->findings.count; i++)
        if (!report->findings.items[i]->suppressed || options->show_suppressed)
            text_finding(&text, report->findings.items[i]);
    text_diagnostics(&text);
    if (options->verbose)
        text_undecided(&text);
    if (options->statistics)
        text_statistics(&text);
    if (!options->quiet)
        text_summary(&text);
}
