/* One line each, as gcc prints them: editors and problem matchers read it. */
#include "reports/diagnostics.h"
#include "reports/files.h"
#include "reports/message.h"
#include "reports/paint.h"
#include "reports/report.h"
#include "reports/width.h"

#include <string.h>

/* FILE:LINE:COL: , or FILE: where there is no place. Colours as gcc has them. */
static void print_place(struct str file, const struct position *at, const struct report_options *options,
                        struct buf *out) {
    struct str place = at ? str_format(out->arena, "%.*s:%u:%u:", STR_ARG(file), at->line, at->column)
                          : str_format(out->arena, "%.*s:", STR_ARG(file));
    paint(out, options, INK_STRONG, place);
    buf_add_char(out, ' ');
}

static void print_level(const char *level, struct str id, enum ink ink, const struct report_options *options,
                        struct buf *out) {
    paint(out, options, ink, str_format(out->arena, "%s[%.*s]", level, STR_ARG(id)));
    buf_add_char(out, ' ');
}

/* What no program may miss: inputs that could not be read, suppressions that do not suppress. */
static void print_diagnostic(const struct diag *diag, const struct masks *masks, const struct report_options *options,
                             struct buf *out) {
    struct str file =
        text_clean(out->arena, files_shown(out->arena, diag->document ? diag->document->path : diag->file));
    struct str message = text_clean(out->arena, masks_text(masks, diag->message));
    struct position at = {0};
    if (diag->document)
        at = document_position(diag->document, diag->span.start);
    enum ink ink = strcmp(diagnostic_level(diag), "error") == 0 ? INK_ERROR : INK_WARNING;
    print_place(file, diag->document ? &at : NULL, options, out);
    print_level(diagnostic_level(diag), str_from(diag->id), ink, options, out);
    buf_add(out, message);
    buf_add_char(out, '\n');
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
        print_place(file, &at, options, out);
        print_level(finding->suppressed ? "ignored" : severity_level(finding->severity), finding->rule->id,
                    finding->suppressed ? INK_DIM : paint_ink(finding->severity), options, out);
        buf_add(out, message);
        buf_add_char(out, '\n');
    }
    struct diagnostics diagnostics = diagnostics_sorted(out->arena, report->diags);
    for (size_t i = 0; i < diagnostics.list.count; i++)
        if (diagnostics.list.items[i]->id)
            print_diagnostic(diagnostics.list.items[i], &masks, options, out);
}
