#include "reports/paint.h"

/* Select Graphic Rendition parameters (ECMA-48), the eight colours that every theme defines. */
static const char *const SGR[] = {
    [INK_PLAIN] = "",    [INK_STRONG] = "1",    [INK_ERROR] = "1;31", [INK_WARNING] = "1;33",
    [INK_NOTE] = "1;36", [INK_GUTTER] = "1;34", [INK_DIM] = "2",
};

static bool ink_begin(struct buf *out, const struct report_options *options, enum ink ink) {
    bool on = options->color && ink != INK_PLAIN;
    if (on)
        buf_printf(out, "\033[%sm", SGR[ink]);
    return on;
}

static void ink_end(struct buf *out, bool on) {
    if (on)
        buf_add_z(out, "\033[0m");
}

void paint(struct buf *out, const struct report_options *options, enum ink ink, struct str text) {
    if (text.size == 0)
        return;
    bool on = ink_begin(out, options, ink);
    buf_add(out, text);
    ink_end(out, on);
}

void paint_repeated(struct buf *out, const struct report_options *options, enum ink ink, char c, uint32_t count) {
    bool on = ink_begin(out, options, ink);
    for (uint32_t i = 0; i < count; i++)
        buf_add_char(out, c);
    ink_end(out, on);
}

void paint_link(struct buf *out, const struct report_options *options, struct str address, struct str text) {
    if (options->hyperlinks)
        buf_printf(out, "\033]8;;%.*s\033\\%.*s\033]8;;\033\\", STR_ARG(address), STR_ARG(text));
    else
        buf_add(out, text);
}

enum ink paint_ink(enum severity severity) {
    switch (severity) {
    case SEVERITY_CRITICAL:
    case SEVERITY_HIGH:
        return INK_ERROR;
    case SEVERITY_MEDIUM:
        return INK_WARNING;
    case SEVERITY_LOW:
    case SEVERITY_INFO:
        break;
    }
    return INK_NOTE;
}

uint32_t paint_columns(const struct report_options *options) {
    return options->width ? options->width : 80;
}
