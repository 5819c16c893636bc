#include "reports/files.h"

#include "analyzer/source/document.h"

struct segments {
    VEC(struct str) list;
};

/* Appends the segments of a path: "." vanishes, ".." takes the segment before it away where there is one. */
static void add_segments(struct arena *arena, struct segments *segments, struct str path) {
    while (path.size) {
        struct str segment = path;
        struct str rest = STR_NONE;
        str_cut(path, '/', &segment, &rest);
        bool up = str_is(segment, "..");
        if (up && segments->list.count && !str_is(segments->list.items[segments->list.count - 1], ".."))
            segments->list.count--;
        else if (segment.size && !str_is(segment, "."))
            vec_push(arena, &segments->list, segment);
        path = rest;
    }
}

static struct str join(struct arena *arena, const struct segments *segments, size_t from) {
    struct buf out;
    buf_init(&out, arena);
    for (size_t i = from; i < segments->list.count; i++) {
        if (i > from)
            buf_add_char(&out, '/');
        buf_add(&out, segments->list.items[i]);
    }
    return buf_str(&out);
}

struct str files_shown(struct arena *arena, struct str path) {
    struct segments segments = {0};
    add_segments(arena, &segments, path);
    struct str shown = join(arena, &segments, 0);
    return str_starts(path, "/") ? str_format(arena, "/%.*s", STR_ARG(shown)) : shown;
}

/* Whether the path lies at or below the folder. */
static bool starts_with(const struct segments *path, const struct segments *folder) {
    if (folder->list.count > path->list.count)
        return false;
    for (size_t i = 0; i < folder->list.count; i++)
        if (!str_equal(folder->list.items[i], path->list.items[i]))
            return false;
    return true;
}

/* Code scanning cannot show a file by the name of a link to it. */
static void resolve_link(struct arena *arena, const struct report *report, struct segments *path) {
    for (size_t i = 0; i < report->links.count; i++) {
        struct segments given = {0};
        add_segments(arena, &given, report->links.items[i].given);
        if (!starts_with(path, &given))
            continue;
        struct segments real = {0};
        add_segments(arena, &real, report->links.items[i].real);
        for (size_t k = given.list.count; k < path->list.count; k++)
            vec_push(arena, &real.list, path->list.items[k]);
        *path = real;
        return;
    }
}

struct str files_from_root(struct arena *arena, const struct report *report, struct str path) {
    struct segments segments = {0};
    struct segments root = {0};
    if (!str_starts(path, "/"))
        add_segments(arena, &segments, report->cwd);
    add_segments(arena, &segments, path);
    add_segments(arena, &root, report->root);
    resolve_link(arena, report, &segments);
    bool inside = report->root.size && starts_with(&segments, &root) && root.list.count < segments.list.count;
    return inside ? join(arena, &segments, root.list.count) : files_shown(arena, path);
}

struct str report_file(struct arena *arena, const struct report *report, const struct document *document) {
    return files_from_root(arena, report, document->path);
}

/* unreserved and sub-delims of RFC 3986, without ":" (a first segment with one would read as a scheme), and "/". */
static bool stays_in_uri(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           str_find(STR("-._~!$&'()*+,;=@/"), (struct str){&c, 1}, 0) != SIZE_MAX;
}

struct str files_uri(struct arena *arena, const struct report *report, struct str path) {
    struct segments segments = {0};
    add_segments(arena, &segments, files_from_root(arena, report, path));
    size_t from = 0;
    while (from < segments.list.count && str_is(segments.list.items[from], ".."))
        from++;
    struct str plain = join(arena, &segments, from);
    struct buf out;
    buf_init(&out, arena);
    for (size_t i = 0; i < plain.size; i++) {
        if (stays_in_uri(plain.data[i]))
            buf_add_char(&out, plain.data[i]);
        else
            buf_printf(&out, "%%%02X", (unsigned)(unsigned char)plain.data[i]);
    }
    return buf_str(&out);
}
