/* The pattern language of .gitignore files (gitignore(5)): `**`, `!`, trailing and leading slashes, character classes.
 */
#ifndef LL_SCAN_GITIGNORE_H
#define LL_SCAN_GITIGNORE_H

#include "analyzer/base/arena.h"
#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"

struct ignore_pattern {
    struct str text;
    bool negated;
    bool folders_only;
    bool anchored; /* matched against the whole path below the file's folder, not only against the last part */
};

/* The patterns of one folder's .gitignore; outer folders hang on `outer`. */
struct ignore_file {
    VEC(struct ignore_pattern) patterns;
    size_t folder_size; /* of the prefix that a path below its folder has, the slash included */
    const struct ignore_file *outer;
};

void ignore_file_parse(struct ignore_file *file, struct str bytes, struct arena *arena);
/* Whether the path (all files on the way cut their prefixes from it) is ignored; the last pattern that matches decides,
 * the innermost file first. */
bool ignore_file_matches(const struct ignore_file *file, struct str path, bool is_folder);
/* One glob with the rules of gitignore: `*` stops at a slash, `**` does not. */
bool ignore_glob_matches(struct str pattern, struct str path);

#endif
