#include "analyzer/scan/changed.h"

#include "analyzer/scan/files.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LIMIT_GIT_BYTES = 256 << 20 };

/* -- running git --------------------------------------------------------------------------------------------------- */

static void become_git(const char *const *arguments, int out) {
    dup2(out, STDOUT_FILENO);
    execvp("git", (char *const *)(uintptr_t)arguments);
    _exit(127);
}

/* What git prints; false when it fails. */
static bool git(const char *const *arguments, struct arena *arena, struct str *ret_out) {
    int ends[2];
    if (pipe(ends) != 0)
        return false;
    pid_t child = fork();
    if (child == 0)
        become_git(arguments, ends[1]);
    close(ends[1]);
    FILE *stream = child > 0 ? fdopen(ends[0], "rb") : NULL;
    if (!stream) {
        close(ends[0]);
        return false;
    }
    bool read = stream_read(stream, LIMIT_GIT_BYTES, arena, ret_out);
    fclose(stream);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return read && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* -- what it prints ------------------------------------------------------------------------------------------------ */

static struct changed_file *file_of(struct changed *changed, struct str root, struct str name, struct arena *arena) {
    struct str path = str_format(arena, "%.*s%s%.*s", STR_ARG(root), str_ends(root, "/") ? "" : "/", STR_ARG(name));
    struct changed_file *file = map_get(&changed->files, path);
    if (!file) {
        file = ARENA_NEW(arena, struct changed_file);
        map_put(&changed->files, path, file);
    }
    return file;
}

static char unescaped(struct str text, size_t *at) {
    char c = text.data[(*at)++];
    if (c >= '0' && c <= '3' && *at + 1 < text.size) {
        int value = (c - '0') * 64 + (text.data[*at] - '0') * 8 + (text.data[*at + 1] - '0');
        *at += 2;
        return (char)value;
    }
    static const char ESCAPES[] = "abtnvfr", MEANT[] = "\a\b\t\n\v\f\r";
    const char *found = c ? strchr(ESCAPES, c) : NULL;
    return found ? MEANT[found - ESCAPES] : c;
}

/* A name with odd characters stands in quotes, with escapes as in C. */
static struct str plain_name(struct str name, struct arena *arena) {
    while (str_ends(name, "\t")) /* behind a name with blanks */
        name.size--;
    if (!str_starts(name, "\""))
        return name;
    struct buf plain;
    buf_init(&plain, arena);
    for (size_t i = 1; i < name.size && name.data[i] != '"';) {
        char c = name.data[i++];
        buf_add_char(&plain, c == '\\' && i < name.size ? unescaped(name, &i) : c);
    }
    return buf_str(&plain);
}

/* "@@ -1,2 +3,4 @@": lines 3 to 6 are new. Lines that are gone count for the two that they stood between. */
static bool read_hunk(struct str line, struct line_range *ret_range) {
    struct str before, range, rest, first, count = STR("1");
    int64_t begin, length;
    if (!str_cut(line, '+', &before, &range) || !str_cut(range, ' ', &range, &rest))
        return false;
    if (!str_cut(range, ',', &first, &count))
        first = range;
    if (!str_integer(first, &begin) || !str_integer(count, &length) || begin < 0 || length < 0 ||
        begin + length >= UINT32_MAX)
        return false;
    *ret_range = length ? (struct line_range){(uint32_t)begin, (uint32_t)(begin + length - 1)}
                        : (struct line_range){(uint32_t)begin, (uint32_t)begin + 1};
    return true;
}

void changed_read_diff(struct changed *changed, struct str root, struct str diff, struct arena *arena) {
    struct changed_file *file = NULL;
    bool in_header = false; /* a changed line may look like one of the header */
    for (struct str line; str_cut(diff, '\n', &line, &diff);) {
        struct line_range range;
        if (str_starts(line, "diff --git ")) {
            in_header = true;
            file = NULL;
        } else if (in_header && str_starts(line, "+++ ")) {
            struct str name = plain_name(str_slice(line, 4, line.size), arena);
            file = str_starts(name, "b/") ? file_of(changed, root, str_slice(name, 2, name.size), arena) : NULL;
        } else if (str_starts(line, "@@ ") && file && read_hunk(line, &range)) {
            in_header = false;
            vec_push(arena, &file->lines, range);
        }
    }
}

static void read_untracked(struct changed *changed, struct str root, struct str names, struct arena *arena) {
    for (struct str name; str_cut(names, '\0', &name, &names);)
        file_of(changed, root, name, arena)->whole = true;
}

bool changed_read(struct str root, struct str revision, struct arena *arena, struct changed *ret_changed,
                  struct str *ret_why) {
    map_init(&ret_changed->files, arena);
    if (!revision.size || revision.data[0] == '-') {
        *ret_why = STR("write a commit, a branch or a tag");
        return false;
    }
    const char *folder = str_z(arena, root);
    /* Nothing of the user's or the repository's own settings may change what is printed. */
    const char *const diff[] = {"git",
                                "-C",
                                folder,
                                "-c",
                                "core.quotePath=false",
                                "diff",
                                "--no-color",
                                "--no-ext-diff",
                                "--no-textconv",
                                "--unified=0",
                                "--src-prefix=a/",
                                "--dst-prefix=b/",
                                "--merge-base",
                                str_z(arena, revision),
                                "--",
                                NULL};
    const char *const untracked[] = {"git", "-C", folder, "ls-files", "--others", "--exclude-standard", "-z", NULL};
    struct str out;
    if (!git(diff, arena, &out)) {
        *ret_why = STR("git cannot compare with it");
        return false;
    }
    changed_read_diff(ret_changed, root, out, arena);
    if (!git(untracked, arena, &out)) {
        *ret_why = STR("git cannot list the untracked files");
        return false;
    }
    read_untracked(ret_changed, root, out, arena);
    return true;
}

bool changed_holds(const struct changed *changed, struct str path, uint32_t first_line, uint32_t last_line) {
    const struct changed_file *file = map_get(&changed->files, path);
    if (!file || file->whole)
        return file != NULL;
    for (size_t i = 0; i < file->lines.count; i++)
        if (file->lines.items[i].first <= last_line && file->lines.items[i].last >= first_line)
            return true;
    return false;
}
