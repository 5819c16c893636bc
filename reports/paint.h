/* Colours and links of the text report. Everything is a plain copy of the text unless the options ask for more. */
#ifndef LL_REPORTS_PAINT_H
#define LL_REPORTS_PAINT_H

#include "reports/report.h"

enum ink {
    INK_PLAIN,
    INK_STRONG,
    INK_ERROR,
    INK_WARNING,
    INK_NOTE,
    INK_GUTTER, /* line numbers, bars, secondary underlines */
    INK_DIM,
};

void paint(struct buf *out, const struct report_options *options, enum ink ink, struct str text);
/* The same text many times over: "^^^^". */
void paint_repeated(struct buf *out, const struct report_options *options, enum ink ink, char c, uint32_t count);
/* An OSC 8 hyperlink when the options allow links, else the text alone. */
void paint_link(struct buf *out, const struct report_options *options, struct str address, struct str text);
/* The ink of a severity: error, warning or note. */
enum ink paint_ink(enum severity severity);
/* options->width, 80 when it is not set. */
uint32_t paint_columns(const struct report_options *options);

#endif
