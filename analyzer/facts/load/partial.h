/* Reading texts with holes (value_partial's notation: a hole is {identity}, literal braces are doubled) piece by piece:
 * ARNs and names are taken apart in this form, because a reference inside them is what links rows. */
#ifndef LL_FACTS_LOAD_PARTIAL_H
#define LL_FACTS_LOAD_PARTIAL_H

#include "analyzer/base/arena.h"
#include "analyzer/base/str.h"

/* Cuts at the first separator that stands in no hole; false (and head = all, rest = "") when there is none. */
bool partial_cut(struct str partial, char separator, struct str *ret_head, struct str *ret_rest);
/* True when the text is exactly one hole; its identity ("" for an anonymous one). */
bool partial_is_hole(struct str partial, struct str *ret_identity);
bool partial_has_hole(struct str partial);
/* The text itself when it has no hole (braces halved); false else. */
bool partial_known(struct arena *arena, struct str partial, struct str *ret_text);
/* As a glob: each hole becomes `*`. Literal `*` and `?` stay what they are, so it matches at least what it should. */
struct str partial_glob(struct arena *arena, struct str partial);

/* The six fields of an ARN; resource is all after the fifth colon. */
struct arn {
    struct str partition;
    struct str service;
    struct str region;
    struct str account;
    struct str resource;
};

bool partial_arn(struct str partial, struct arn *ret_arn);

/* The next piece of a partial text, which moves on: a hole (without its braces), or text up to the next one. false at
 * the end. */
bool partial_next(struct str *text, bool *ret_hole, struct str *ret_piece);
/* Adds such a text with its braces halved. */
void partial_add_text(struct buf *buf, struct str piece);

#endif
