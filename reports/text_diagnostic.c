#include "reports/diagnostics.h"
#include "reports/files.h"
#include "reports/frame.h"
#include "reports/text.h"
#include "reports/width.h"

#include <string.h>

static enum ink ink_of(const struct diag *diag) {
    const char *level = diagnostic_level(diag);
    return strcmp(level, "error") == 0 ? INK_ERROR : strcmp(level, "warning") == 0 ? INK_WARNING : INK_NOTE;
}

/* "error[LL001]" or "note:" */
static void print_level(struct text_report *text, const struct diag *diag) {
    const char *level = diagnostic_level(diag);
    struct arena *arena = text->out->arena;
    struct str shown = diag->id ? str_format(arena, "%s[%s]", level, diag->id) : str_format(arena, "%s:", level);
    paint(text->out, text->options, ink_of(diag), shown);
    buf_add_char(text->out, ' ');
}

static void print_framed(struct text_report *text, const struct diag *diag, struct str message) {
    const struct mark mark = {MARK_PRIMARY, diag->span, STR_NONE};
    struct arena *arena = text->out->arena;
    struct frame frame = {
        .document = diag->document,
        .bytes = masks_bytes(&text->masks, diag->document),
        .marks = &mark,
        .mark_count = 1,
        .gutter = frame_gutter(diag->document, &mark, 1),
        .ink = ink_of(diag),
    };
    struct position at = document_position(diag->document, diag->span.start);
    print_level(text, diag);
    paint(text->out, text->options, INK_STRONG, message);
    buf_add_char(text->out, '\n');
    for (uint32_t i = 0; i < frame.gutter; i++)
        buf_add_char(text->out, ' ');
    paint(text->out, text->options, INK_GUTTER, STR("-->"));
    struct str file = text_clean(arena, files_shown(arena, diag->document->path));
    buf_printf(text->out, " %.*s:%u:%u\n", STR_ARG(file), at.line, at.column);
    frame_bar(text->out, text->options, frame.gutter);
    buf_add_char(text->out, '\n');
    frame_print(text->out, text->options, &frame);
    buf_add_char(text->out, '\n');
}

static void print_line(struct text_report *text, const struct diag *diag, struct str message) {
    struct arena *arena = text->out->arena;
    struct str file = text_clean(arena, files_shown(arena, diag->file));
    print_level(text, diag);
    if (diag->document) {
        struct position at = document_position(diag->document, diag->span.start);
        buf_printf(text->out, "%.*s:%u:%u: ", STR_ARG(file), at.line, at.column);
    } else if (file.size) {
        buf_printf(text->out, "%.*s: ", STR_ARG(file));
    }
    buf_add(text->out, message);
    buf_add_char(text->out, '\n');
}

/* A file that cannot be read and a broken rule stop the run from being whole: shown even when quiet. */
static bool is_shown(const struct text_report *text, const struct diag *diag) {
    if (text->options->quiet)
        return ink_of(diag) == INK_ERROR;
    return diagnostic_is_shown(diag, text->options->verbose);
}

void text_diagnostics(struct text_report *text) {
    struct diagnostics diagnostics = diagnostics_sorted(text->out->arena, text->report->diags);
    bool lines = false;
    for (int framed = 1; framed >= 0; framed--) {
        for (size_t i = 0; i < diagnostics.list.count; i++) {
            const struct diag *diag = diagnostics.list.items[i];
            bool in_frame = diag->kind == DIAG_SYNTAX && diag->document;
            if (in_frame != (framed == 1) || !is_shown(text, diag))
                continue;
            struct str message = text_clean(text->out->arena, masks_text(&text->masks, diag->message));
            if (in_frame)
                print_framed(text, diag, message);
            else
                print_line(text, diag, message);
            lines = lines || !in_frame;
        }
    }
    if (lines)
        buf_add_char(text->out, '\n');
}
