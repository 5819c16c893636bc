/* Globs of a configuration file: relative to a folder, with the pattern language of .gitignore. A glob that matches a
 * folder matches all that is in it. */
#ifndef LL_SCAN_PATH_GLOBS_H
#define LL_SCAN_PATH_GLOBS_H

#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"

struct path_glob {
    struct str folder; /* absolute, without a slash at its end (but for "/") */
    struct str pattern;
};

struct path_globs {
    VEC(struct path_glob) list;
};

/* The path is absolute, with links resolved (path_real). */
bool path_glob_matches(const struct path_glob *glob, struct str path);
bool path_globs_match(const struct path_globs *globs, struct str path);

#endif
