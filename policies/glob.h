/* A glob as a sequence of tokens: a character (code point), any one character, any text. The algebra of pattern.h works
 * on these; callers that must tell a literal `*` from the wildcard (policy variables, texts with holes) build them
 * themselves. Canonical form: no two GLOB_STAR in a row, and GLOB_ANY before GLOB_STAR ("*?" is "?*"), so that equal
 * languages of one run of wildcards have equal tokens. */
#ifndef LL_POLICIES_GLOB_H
#define LL_POLICIES_GLOB_H

#include "analyzer/base/arena.h"
#include "analyzer/base/str.h"

/* Beyond every code point. A byte that is no UTF-8 is the character GLOB_BAD_BYTE + byte. The _PART tokens take none of
 * the first five colons of a text (the borders of an ARN's parts); only the search (search.h) and ARN patterns know
 * them, and glob_meets takes them for the plain ones, which errs towards "meets". */
#define GLOB_STAR UINT32_MAX
#define GLOB_ANY (UINT32_MAX - 1)
#define GLOB_STAR_PART (UINT32_MAX - 2)
#define GLOB_ANY_PART (UINT32_MAX - 3)
#define GLOB_WILDCARDS (UINT32_MAX - 3) /* the first of them */
#define GLOB_BAD_BYTE 0x110000u

struct glob {
    uint32_t *tokens;
    size_t count;
    size_t capacity;
    bool fold;  /* letters are compared without case (ASCII): tokens are lower case */
    bool parts; /* only texts of at least five colons match: whole ARNs */
};

/* The first letters in lower case, a byte each, as far as they are written out in ASCII. Where two heads differ no text
 * is in both globs: most pairs are told apart so. */
struct glob_head {
    uint64_t letters;
    uint64_t mask; /* of the bytes that are given */
};
struct glob_head glob_head_of(const uint32_t *tokens, size_t count);

static inline bool glob_heads_meet(const struct glob_head *a, const struct glob_head *b) {
    return !((a->letters ^ b->letters) & a->mask & b->mask);
}

void glob_init(struct glob *glob, bool fold);
/* Appends in canonical form. */
void glob_add(struct arena *arena, struct glob *glob, uint32_t token);
/* The text itself: `*` and `?` are characters. */
void glob_add_text(struct arena *arena, struct glob *glob, struct str text);
/* `*` and `?` are wildcards. */
void glob_add_pattern(struct arena *arena, struct glob *glob, struct str pattern);
/* value_partial's notation: {hole} is any text, {{ and }} are braces, the rest is itself. What deployment puts into a
 * hole holds no wildcard (value_is_deployed): such a hole becomes the token `deployed`, GLOB_STAR for callers that do
 * not care. */
void glob_add_partial(struct arena *arena, struct glob *glob, struct str partial, uint32_t deployed);

bool glob_has_wildcard(const struct glob *glob);
/* `parts` or a _PART token: what glob_matches, glob_covers and glob_meets do not know. */
bool glob_has_borders(const struct glob *glob);
/* Exactly that text, without wildcards? */
bool glob_is_text(const struct glob *glob, struct str text);
/* A letter without its case (ASCII); other tokens are themselves. */
static inline uint32_t glob_folded(uint32_t token) {
    return token >= 'A' && token <= 'Z' ? token + ('a' - 'A') : token;
}

/* Does a text of these characters match? Only for globs without borders. */
bool glob_takes(const struct glob *glob, const uint32_t *letters, size_t count);
/* Does a text without wildcards (made by glob_add_text, same fold) match? */
bool glob_matches(const struct glob *glob, const struct glob *text);
/* Every text of inner is one of outer. Exact, but for patterns that need more than GLOB_COVER_SETS position sets at one
 * place (none known outside of constructions): false then, which errs towards "not covered". */
bool glob_covers(const struct glob *outer, const struct glob *inner);
/* Some text is in both. Exact; `parts` and the _PART tokens are not looked at. */
bool glob_meets(const struct glob *a, const struct glob *b);

#define GLOB_COVER_SETS 4096u

#endif
