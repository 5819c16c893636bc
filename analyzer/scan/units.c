/* Documents → units: a template is one, all answers of AWS in a folder are one, and so are templates of which some
 * import what others export. */
#include "analyzer/base/limits.h"
#include "analyzer/scan/files.h"
#include "analyzer/scan/linking.h"
#include "analyzer/scan/merging.h"
#include "analyzer/scan/nested.h"
#include "analyzer/scan/profile.h"
#include "analyzer/scan/scan.h"

/* -- the answers of AWS in one folder ------------------------------------------------------------------------------ */

struct view_files {
    VEC(struct document *) documents;
};

static void group_views(struct scan *scan, struct map *views) {
    map_init(views, &scan->arena);
    for (size_t i = 0; i < scan->files.count; i++) {
        const struct scanned_file *file = &scan->files.items[i];
        if (file->kind != KIND_DUMP || !file->document)
            continue;
        struct str folder = path_folder(file->path);
        struct view_files *files = map_get(views, folder);
        if (!files) {
            files = ARENA_NEW(&scan->arena, struct view_files);
            map_put(views, folder, files);
        }
        vec_push(&scan->arena, &files->documents, file->document);
    }
}

/* NULL for all files of a view but the first, where the unit stands. */
static struct unit *load_view(struct scan *scan, const struct map *views, const struct scanned_file *file) {
    const struct view_files *files = map_get(views, path_folder(file->path));
    if (files->documents.items[0] != file->document)
        return NULL;
    return dialect_load_view(files->documents.items, files->documents.count, &scan->arena);
}

/* -- templates ----------------------------------------------------------------------------------------------------- */

/* What is said about a unit is kept when the unit is. */
static void keep(struct scan *scan, struct unit *unit, const struct diags *diags) {
    vec_push(&scan->arena, &scan->units, unit);
    for (size_t i = 0; diags && i < diags->list.count; i++)
        vec_push(&scan->arena, &scan->diags.list, diags->list.items[i]);
}

static void keep_linked(struct scan *scan, struct linking *linking, size_t leader) {
    struct diags diags;
    diags_init(&diags, &scan->arena);
    keep(scan, linking_load(linking, leader, &scan->arena, &diags), &diags);
}

void scan_build_units(struct scan *scan, struct scan_options *options) {
    struct map views;
    struct nested *nested = ARENA_NEW(&scan->arena, struct nested);
    struct linking linking;
    group_views(scan, &views);
    nested_find(scan, nested);
    linking_init(&linking, &options->imports, &scan->arena);
    for (size_t i = 0; i < scan->files.count; i++) {
        const struct scanned_file *file = &scan->files.items[i];
        if (file->kind == KIND_NONE || !file->document || !file->document->root || nested_is_inner(nested, file))
            continue;
        if (options->progress)
            options->progress(options->progress_context, "resolving", i, scan->files.count);
        struct draft draft = {.part = {.kind = file->kind, .document = file->document}};
        diags_init(&draft.diags, &scan->arena);
        if (file->kind == KIND_DUMP) {
            draft.unit = load_view(scan, &views, file);
        } else if (file->kind == KIND_POLICY) {
            draft.unit = dialect_load_policy(file->document, options->policies, &scan->arena);
        } else {
            struct bindings *given = profile_bindings(scan, options, file->profile->config);
            draft.part.bindings = nested_bindings(nested, file, given);
            draft.unit = dialect_load(file->kind, file->document, draft.part.bindings, &scan->arena, &draft.diags);
            nested_note_used(draft.part.bindings, given);
        }
        if (draft.unit)
            vec_push(&scan->arena, &linking.drafts, draft);
    }
    merging_apply(&linking, &scan->arena);
    linking_find(&linking, &scan->arena, &scan->diags);
    for (size_t i = 0; i < linking.drafts.count; i++) {
        const struct draft *draft = &linking.drafts.items[i];
        if (draft->size > 1)
            keep_linked(scan, &linking, i);
        else if (draft->size == 1)
            keep(scan, draft->unit, &draft->diags);
    }
}
