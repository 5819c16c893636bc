/* Secrets stay out of every report. A masked finding says where a secret stands; from all of them together comes one
 * set, because the frame of another finding may show the same line.
 *
 * A masked text has the same number of bytes as before, so that offsets into it stay true: each byte becomes `*`, but
 * for the first four characters that let the owner recognise it (a quarter of it, when it is shorter than 16), and line
 * ends. */
#ifndef LL_REPORTS_MASK_H
#define LL_REPORTS_MASK_H

#include "analyzer/base/map.h"
#include "rulesets/finding.h"

struct masks {
    struct arena *arena;
    VEC(struct str) secrets; /* longest first */
    struct map documents;    /* path → struct masked_document * */
};

/* Collects the secrets of all findings of the report, suppressed ones included. */
void masks_init(struct masks *masks, struct arena *arena, const struct report *report);
/* The text with every secret in it masked. Secrets of fewer than four bytes are found by their place only: searching
 * for them would mask ordinary words. */
struct str masks_text(const struct masks *masks, struct str text);
/* The bytes of a document, secrets masked, all offsets unchanged. */
struct str masks_bytes(struct masks *masks, const struct document *document);

#endif
