/* The line hash by which GitHub recognises an alert when lines move (cli-and-reports.md c.3). */
#ifndef LL_REPORTS_LINE_HASH_H
#define LL_REPORTS_LINE_HASH_H

#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"

/* The hashes of all lines of one text: a report asks for many lines of few files. */
struct line_hashes {
    VEC(uint64_t) list;
};

struct line_hashes *line_hashes_new(struct arena *arena, struct str text);
/* "39fa2ee980eb94b0:1": the hash of a line (1-based; the last one beyond the end) and how often it has occurred. */
struct str line_hashes_get(const struct line_hashes *hashes, struct arena *arena, uint32_t line);

#endif
