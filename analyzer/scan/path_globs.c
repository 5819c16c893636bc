#include "analyzer/scan/path_globs.h"

#include "analyzer/scan/gitignore.h"

static bool cut_folder(struct str folder, struct str path, struct str *ret_below) {
    size_t length = str_is(folder, "/") ? 0 : folder.size;
    if (path.size <= length + 1 || !str_equal(str_slice(path, 0, length), str_slice(folder, 0, length)) ||
        path.data[length] != '/')
        return false;
    *ret_below = str_slice(path, length + 1, path.size);
    return true;
}

static struct str tidy(struct str pattern, bool *ret_anchored) {
    if (str_ends(pattern, "/"))
        pattern.size--;
    *ret_anchored = str_contains(pattern, "/");
    if (str_starts(pattern, "./"))
        return str_slice(pattern, 2, pattern.size);
    return str_starts(pattern, "/") ? str_slice(pattern, 1, pattern.size) : pattern;
}

bool path_glob_matches(const struct path_glob *glob, struct str path) {
    struct str below;
    bool anchored;
    struct str pattern = tidy(glob->pattern, &anchored);
    if (!cut_folder(glob->folder, path, &below))
        return false;
    size_t part = 0;
    for (size_t i = 1; i <= below.size; i++) {
        if (i < below.size && below.data[i] != '/')
            continue;
        if (ignore_glob_matches(pattern, str_slice(below, anchored ? 0 : part, i)))
            return true;
        part = i + 1;
    }
    return false;
}

bool path_globs_match(const struct path_globs *globs, struct str path) {
    for (size_t i = 0; i < globs->list.count; i++)
        if (path_glob_matches(&globs->list.items[i], path))
            return true;
    return false;
}
