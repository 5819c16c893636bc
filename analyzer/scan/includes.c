#include "analyzer/scan/includes.h"

#include "analyzer/base/limits.h"
#include "analyzer/scan/files.h"
#include "reports/files.h"

struct including {
    struct includer includer;
    struct scan *scan;
    size_t template; /* number among the files of the scan */
};

/* A file that is scanned itself is not read twice: what it holds has one place. */
static struct document *scanned(const struct scan *scan, struct str path) {
    for (size_t i = 0; i < scan->files.count; i++) {
        struct document *document = scan->files.items[i].document;
        if (document && document->root && str_equal(document->path, path))
            return document;
    }
    return NULL;
}

static struct document *read_included(struct including *including, struct str path, struct str *ret_why) {
    struct scan *scan = including->scan;
    struct arena *arena = &scan->arena;
    struct str bytes;
    if (!path_is_below(path_real(path, arena), scan->report.root)) {
        *ret_why = STR("it lies outside of the root");
        return NULL;
    }
    if (!file_read(path, LIMIT_FILE_BYTES, arena, &bytes, ret_why))
        return NULL;
    uint32_t number = (uint32_t)scan->documents.count + 1;
    struct document *document = document_read(number, files_shown(arena, path), bytes, &scan->diags);
    vec_push(arena, &scan->documents, document);
    vec_push(arena, &scan->document_files, including->template);
    return document;
}

struct str includes_path(struct arena *arena, const struct document *from, struct str location) {
    struct str path = location;
    if (!str_starts(location, "/"))
        path = str_format(arena, "%.*s/%.*s", STR_ARG(path_folder(from->path)), STR_ARG(location));
    return files_shown(arena, path);
}

static struct document *open_included(void *context, const struct document *from, struct str location,
                                      struct str *ret_why) {
    struct including *including = context;
    struct scan *scan = including->scan;
    struct str path = includes_path(&scan->arena, from, location);
    struct document *document = map_get(&scan->included, path);
    if (!document)
        document = scanned(scan, path);
    if (!document)
        document = read_included(including, path, ret_why);
    if (!document)
        return NULL;
    map_put(&scan->included, path, document);
    *ret_why = STR("it cannot be parsed");
    return document->root ? document : NULL;
}

const struct includer *includes_of(struct scan *scan, const struct scanned_file *template) {
    struct including *including = ARENA_NEW(&scan->arena, struct including);
    *including = (struct including){{open_included, including}, scan, (size_t)(template - scan->files.items)};
    return &including->includer;
}
