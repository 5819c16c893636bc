#include "analyzer/scan/gitignore.h"

static void add_pattern(struct ignore_file *file, struct str line, struct arena *arena) {
    struct ignore_pattern pattern = {0};
    if (str_ends(line, "\r"))
        line.size--;
    while (str_ends(line, " ") && !str_ends(line, "\\ "))
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

bool ignore_file_matches(const struct ignore_file *file, struct str path, bool is_folder) {
    for (; file; file = file->outer) {
        struct str below = str_slice(path, file->folder_size, path.size);
        for (size_t i = file->patterns.count; i-- > 0;) {
            const struct ignore_pattern *pattern = &file->patterns.items[i];
            if (pattern->folders_only && !is_folder)
                continue;
            if (ignore_glob_matches(pattern->text, pattern->anchored ? below : str_after_last(below, '/')))
                return !pattern->negated;
        }
    }
    return false;
}
