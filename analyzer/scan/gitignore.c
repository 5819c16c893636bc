#include "analyzer/scan/gitignore.h"

#include <string.h>

static void add_pattern(struct ignore_file *file, struct str line, struct arena *arena) {
    struct ignore_pattern pattern = {0};
    while (line.size && (line.data[line.size - 1] == '\r' ||
                         (line.data[line.size - 1] == ' ' && !(line.size > 1 && line.data[line.size - 2] == '\\'))))
        line.size--;
    if (line.size == 0 || line.data[0] == '#')
        return;
    if (line.data[0] == '!') {
        pattern.negated = true;
        line = str_slice(line, 1, line.size);
    }
    if (str_ends(line, "/")) {
        pattern.folders_only = true;
        line.size--;
    }
    pattern.anchored = str_contains(line, "/");
    if (str_starts(line, "/"))
        line = str_slice(line, 1, line.size);
    if (line.size == 0)
        return;
    pattern.text = line;
    vec_push(arena, &file->patterns, pattern);
}

void ignore_file_parse(struct ignore_file *file, struct str bytes, struct arena *arena) {
    struct str line;
    struct str rest = str_copy(arena, bytes);
    if (str_starts(rest, "\xEF\xBB\xBF"))
        rest = str_slice(rest, 3, rest.size);
    while (str_cut(rest, '\n', &line, &rest))
        add_pattern(file, line, arena);
    add_pattern(file, rest, arena);
}

/* [a-z], [!x], [^x]: whether c is in the class that begins at *at (after the bracket); *at moves behind it. */
static bool class_matches(struct str pattern, size_t *at, char c) {
    size_t i = *at;
    bool negated = i < pattern.size && (pattern.data[i] == '!' || pattern.data[i] == '^');
    bool inside = false;
    i += negated;
    for (size_t first = i; i < pattern.size && (pattern.data[i] != ']' || i == first); i++) {
        char low = pattern.data[i];
        char high = low;
        if (i + 2 < pattern.size && pattern.data[i + 1] == '-' && pattern.data[i + 2] != ']') {
            high = pattern.data[i + 2];
            i += 2;
        }
        inside = inside || (c >= low && c <= high);
    }
    *at = i + 1;
    return inside != negated;
}

/* Matches without recursion: after a mismatch the last star takes one character more. `*` may not take a slash, `**`
 * may; the last `**` is kept as a second place to go back to. */
bool ignore_glob_matches(struct str pattern, struct str path) {
    size_t p = 0, t = 0;
    size_t star_p = SIZE_MAX, star_t = 0, deep_p = SIZE_MAX, deep_t = 0;
    for (;;) {
        if (p < pattern.size && pattern.data[p] == '*') {
            if (p + 1 < pattern.size && pattern.data[p + 1] == '*') {
                p += 2;
                if (p < pattern.size && pattern.data[p] == '/')
                    p++; /* "**" and its slash together may be nothing */
                deep_p = p;
                deep_t = t;
                star_p = SIZE_MAX;
            } else {
                star_p = ++p;
                star_t = t;
            }
            continue;
        }
        if (t == path.size && p == pattern.size)
            return true;
        bool matched = false;
        if (p < pattern.size && t < path.size) {
            size_t next = p + 1;
            char c = pattern.data[p];
            if (c == '?')
                matched = path.data[t] != '/';
            else if (c == '[')
                matched = path.data[t] != '/' && class_matches(pattern, &next, path.data[t]);
            else {
                if (c == '\\' && p + 1 < pattern.size)
                    c = pattern.data[next++];
                matched = c == path.data[t];
            }
            if (matched) {
                p = next;
                t++;
                continue;
            }
        }
        if (star_p != SIZE_MAX && star_t < path.size && path.data[star_t] != '/') {
            p = star_p;
            t = ++star_t;
        } else if (deep_p != SIZE_MAX && deep_t < path.size) {
            p = deep_p;
            t = ++deep_t;
            star_p = SIZE_MAX;
        } else {
            return false;
        }
    }
}

static struct str last_part(struct str path) {
    size_t at = path.size;
    while (at && path.data[at - 1] != '/')
        at--;
    return str_slice(path, at, path.size);
}

bool ignore_file_matches(const struct ignore_file *file, struct str path, bool is_folder) {
    for (; file; file = file->outer) {
        struct str below = str_slice(path, file->folder.size, path.size);
        for (size_t i = file->patterns.count; i-- > 0;) {
            const struct ignore_pattern *pattern = &file->patterns.items[i];
            if (pattern->folders_only && !is_folder)
                continue;
            if (ignore_glob_matches(pattern->text, pattern->anchored ? below : last_part(below)))
                return !pattern->negated;
        }
    }
    return false;
}
