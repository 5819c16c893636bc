/* Which lines changed since a commit (--since REV), by git: what differs between the working tree and the commit where
 * the branch left REV, and files that git does not track yet. */
#ifndef LL_SCAN_CHANGED_H
#define LL_SCAN_CHANGED_H

#include "analyzer/base/map.h"
#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"

struct line_range {
    uint32_t first; /* from 1 */
    uint32_t last;
};

struct changed_file {
    bool whole;
    VEC(struct line_range) lines; /* in the order of the file */
};

struct changed {
    struct map files; /* absolute path → struct changed_file * */
};

/* root: of the repository, absolute. False: *ret_why says what is wrong, git itself has told more on standard error. */
bool changed_read(struct str root, struct str revision, struct arena *arena, struct changed *ret_changed,
                  struct str *ret_why);
/* The path is absolute, with links resolved. */
bool changed_holds(const struct changed *changed, struct str path, uint32_t first_line, uint32_t last_line);

/* For the tests: what `git diff --unified=0` printed, names relative to root. */
void changed_read_diff(struct changed *changed, struct str root, struct str diff, struct arena *arena);

#endif
