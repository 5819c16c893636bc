/* Regular expressions (PCRE2 syntax, UTF-8). A pattern is compiled once and may be used any number of times. Matching
 * is bounded in steps and memory, so that no pattern and no text can hang a scan. */
#ifndef LL_BASE_REGEX_H
#define LL_BASE_REGEX_H

#include "analyzer/base/str.h"

struct regex;

struct regex_match {
    size_t from;
    size_t to;
};

/* NULL when the pattern is wrong; then *ret_error (in the arena) says why and where. ret_error may be NULL. */
struct regex *regex_new(struct str pattern, bool ignore_case, struct arena *arena, struct str *ret_error);
void regex_free(struct regex *regex);
/* Looks for the first match at or after `from`. 1 and *ret_match (may be NULL) when there is one, 0 when there is none,
 * -1 when the bounds were reached and nobody can tell. */
int regex_find(const struct regex *regex, struct str text, size_t from, struct regex_match *ret_match);

#endif
