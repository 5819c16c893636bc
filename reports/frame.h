/* A code frame: lines of one document with places underlined and labelled, as rustc draws it.
 *
 *      |
 *   17 |             - Sid: Deploy
 *      |               ----------- granted by this statement
 *  ...
 *   20 |                 - iam:PassRole
 *      |                   ^^^^^^^^^^^^ may pass any role
 *
 * A line that is wider than the terminal is cut around what is underlined; lines between far places are left out. */
#ifndef LL_REPORTS_FRAME_H
#define LL_REPORTS_FRAME_H

#include "analyzer/source/document.h"
#include "reports/paint.h"

enum mark_kind {
    MARK_CONTEXT, /* its first line is shown, nothing underlined */
    MARK_RELATED, /* ---- */
    MARK_PRIMARY, /* ^^^^ */
};

struct mark {
    enum mark_kind kind;
    struct span span;
    struct str label; /* one line, or empty */
};

struct frame {
    const struct document *document;
    struct str bytes; /* the document's, secrets masked: same offsets */
    const struct mark *marks;
    size_t mark_count;
    uint32_t gutter; /* columns of the line numbers */
    enum ink ink;    /* of primary marks and their labels */
};

/* Columns that the line numbers of the marks need. */
uint32_t frame_gutter(const struct document *document, const struct mark *marks, size_t mark_count);
/* The empty gutter of a frame: "   |" and what follows on the line is the caller's. */
void frame_bar(struct buf *out, const struct report_options *options, uint32_t gutter);
/* Prints the lines of the frame; the caller prints what names the file above it and the bars around it. */
void frame_print(struct buf *out, const struct report_options *options, const struct frame *frame);

#endif
