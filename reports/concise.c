/* One line each, as gcc prints them: editors and problem matchers read it. */
#include "reports/files.h"
#include "reports/message.h"
#include "reports/report.h"
#include "reports/width.h"

void report_concise(const struct report *report, const struct report_options *options, struct buf *out) {
    struct masks masks;
    masks_init(&masks, out->arena, report);
    for (size_t i = 0; i < report->findings.count; i++) {
        const struct finding *finding = report->findings.items[i];
        if (finding->suppressed && !options->show_suppressed)
            continue;
        struct position at = document_position(finding->place.document, finding->place.span.start);
        struct str file = text_clean(out->arena, files_shown(out->arena, finding->place.document->path));
        struct str message = text_clean(out->arena, message_full(&masks, finding));
        buf_printf(out, "%.*s:%u:%u: %s[%.*s] %.*s\n", STR_ARG(file), at.line, at.column,
                   finding->suppressed ? "ignored" : severity_level(finding->severity), STR_ARG(finding->rule->id),
                   STR_ARG(message));
    }
}
