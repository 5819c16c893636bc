/* Reading files and finding folders: the only place of the scan that touches the file system beside discover.c. */
#ifndef LL_SCAN_FILES_H
#define LL_SCAN_FILES_H

#include "analyzer/base/arena.h"
#include "analyzer/base/map.h"
#include "analyzer/base/str.h"

#include <stdio.h>

/* Reads a regular file of at most limit bytes into the arena. On failure *ret_why (may be NULL) says why, for people;
 * of a file above the limit *ret_bytes has the beginning. */
bool file_read(struct str path, size_t limit, struct arena *arena, struct str *ret_bytes, struct str *ret_why);
/* Reads a stream to its end; false when it is longer than limit. */
bool stream_read(FILE *stream, size_t limit, struct arena *arena, struct str *ret_bytes);
/* Writes bytes to a temporary file beside path and renames it, so that a crash never leaves half a file. On failure
 * *ret_why says why. */
bool file_write(struct str path, struct str bytes, struct arena *arena, struct str *ret_why);
/* The path with links resolved, absolute; the path itself made absolute when it does not exist. */
struct str path_real(struct str path, struct arena *arena);
/* The absolute working directory. */
struct str path_working_directory(struct arena *arena);
/* The nearest folder at or above an absolute one that holds .git; empty when there is none. What was found for a folder
 * is remembered in `known`: the folders of one scan share their parents. */
struct str path_git_root(struct str folder, struct map *known, struct arena *arena);
/* The folder of a path: "a/b" → "a", "a" → ".", "/a" → "/". */
struct str path_folder(struct str path);
/* Whether an absolute path lies in an absolute folder or deeper. */
bool path_is_below(struct str path, struct str folder);
/* The absolute folder of an input: itself when it is one. */
struct str path_folder_of_input(struct str input, struct arena *arena);
/* Whether it is a regular file, or a link to one. */
bool path_is_file(struct str path, struct arena *arena);

#endif
