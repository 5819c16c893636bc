/* Glob patterns: `*` any text, `?` one character; everything else is itself. Also texts with holes ({identity}, braces
 * doubled: value_partial's notation), where a hole stands for any text, one that deployment fills in
 * (value_is_deployed) for any without `*`, `?`, `$`, `{` and `}`, and equal identities for equal texts. */
#ifndef LL_POLICIES_PATTERN_H
#define LL_POLICIES_PATTERN_H

#include "analyzer/base/str.h"

/* Does the text match the pattern? Linear in practice, O(text · pattern) at worst, no recursion. */
bool pattern_matches(struct str pattern, struct str text);
bool pattern_matches_nocase(struct str pattern, struct str text);
/* Every text that inner matches is matched by outer (exact). */
bool pattern_covers(struct str outer, struct str inner);
/* Some text matches both (exact). */
bool pattern_meets(struct str a, struct str b);
/* 1 if every filling of the holes of partial matches the glob, 0 if none does, -1 else. Holes are taken as independent:
 * errs towards -1. */
int pattern_partial_matches(struct str partial, struct str glob, bool nocase);
/* The same for a glob in which [*] and [?] are the characters. */
int pattern_partial_matches_escaped(struct str partial, struct str glob, bool nocase);

#endif
