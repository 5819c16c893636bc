/* How text looks on a terminal: characters, their columns, and what must never reach one. */
#ifndef LL_REPORTS_WIDTH_H
#define LL_REPORTS_WIDTH_H

#include "analyzer/base/str.h"

/* One character of a text. */
struct glyph {
    uint32_t code;  /* U+FFFD when the bytes are no UTF-8 */
    uint32_t size;  /* bytes */
    uint32_t width; /* columns: 0 (combining), 1, 2 (East Asian wide, emoji); a tab counts as WIDTH_TAB */
    bool hostile;   /* a control or bidirectional override: shown as a replacement, or it could fake our output */
};

enum { WIDTH_TAB = 4 };

/* The character at the start of text, which must not be empty. */
struct glyph glyph_read(struct str text);
/* Columns of a text that was cleaned. */
uint32_t text_width(struct str text);
/* The text without line ends, tabs, controls and bidirectional overrides: one line that is safe to print. */
struct str text_clean(struct arena *arena, struct str text);
/* Adds text cut into lines at spaces so that none ends beyond width, the first of which begins at column `indent`; the
 * others get that many spaces, or `margin` and the rest of the spaces. */
void text_wrap(struct buf *out, struct str text, struct str margin, uint32_t indent, uint32_t width);

#endif
