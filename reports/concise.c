/* One line each, as gcc prints them: editors and problem matchers read it. */
#include "reports/diagnostics.h"
#include "reports/files.h"
#include "reports/message.h"
#include "reports/report.h"
#include "reports/width.h"

/* What no program may miss: inputs that could not be read, suppressions that do not suppress. */
static void print_diagnostic(const struct diag *diag, const struct masks *masks, struct buf *out) {
    struct str file =
        text_clean(out->arena, files_shown(out->arena, diag->document ? diag->document->path : diag->file));
    struct str message = text_clean(out->arena, masks_text(masks, diag->message));
    buf_add(out, file);
    if (diag->document) {
        struct position at = document_position(diag->document, diag->span.start);
        buf_printf(out, ":%u:%u", at.line, at.column);
    }
    buf_printf(out, ": %s[%s] %.*s\n", diagnostic_level(diag), diag->id, STR_ARG(message));
}

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
    struct diagnostics diagnostics = diagnostics_sorted(out->arena, report->diags);
    for (size_t i = 0; i < diagnostics.list.count; i++)
        if (diagnostics.list.items[i]->id)
            print_diagnostic(diagnostics.list.items[i], &masks, out);
}
