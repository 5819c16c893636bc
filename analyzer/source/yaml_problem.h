/* Words for what libyaml finds wrong. Private to this room. */
#ifndef LL_SOURCE_YAML_PROBLEM_H
#define LL_SOURCE_YAML_PROBLEM_H

#include "analyzer/base/str.h"

/* What to tell the user about the text that begins with `at` (empty at the end of the file); context may be NULL. */
struct str yaml_problem_words(struct arena *arena, const char *context, const char *problem, struct str at);
/* The place to show is where the broken construct began (an open quote), not where the reader noticed. */
bool yaml_problem_is_at_context(const char *context, const char *problem);

#endif
