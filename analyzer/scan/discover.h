/* Which files a scan looks at. A named file is always taken; a folder is walked in the order of the names, without the
 * folders that hold copies or other people's code, without what .gitignore and --exclude leave out, and without
 * following links to folders. */
#ifndef LL_SCAN_DISCOVER_H
#define LL_SCAN_DISCOVER_H

#include "analyzer/base/arena.h"
#include "analyzer/base/diag.h"
#include "analyzer/base/vec.h"
#include "analyzer/scan/path_globs.h"

struct discover_options {
    VEC(struct str) inputs;   /* paths as given; "-" is not one of them */
    VEC(struct str) excludes; /* globs of --exclude, matched against the path as found and against its last part */
    VEC(const struct path_globs *) input_excludes; /* of the configurations: one for each input, or none at all */
    bool no_gitignore;
    bool force_exclude; /* excludes also apply to named files */
};

struct found_file {
    struct str path; /* as the user would write it: relative to the working directory unless given as absolute */
    bool named;      /* given on the command line itself */
    size_t input;    /* the number of the input it was found by */
};

struct found_files {
    VEC(struct found_file) list; /* each file once, in the order of the inputs, folders sorted by name */
    bool walked_a_directory;
};

/* A path that does not exist or cannot be read adds an LL001 diagnostic. Reaching LIMIT_WALK_* adds one too. */
void discover(const struct discover_options *options, struct arena *arena, struct diags *diags,
              struct found_files *ret_files);

#endif
