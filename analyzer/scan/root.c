/* The root that machine formats name files from: --root, else the git root of the inputs, else their common folder.
 * Never the working directory: the same scan names the same files wherever it is started. */
#include "analyzer/scan/files.h"
#include "analyzer/scan/scan.h"
#include "reports/files.h"

static struct str common_folder(struct str a, struct str b) {
    size_t shared = 0;
    for (size_t i = 0; i <= a.size && i <= b.size; i++) {
        bool a_ends = i == a.size || a.data[i] == '/';
        bool b_ends = i == b.size || b.data[i] == '/';
        if (a_ends && b_ends)
            shared = i;
        if (i == a.size || i == b.size || a.data[i] != b.data[i])
            break;
    }
    return shared ? str_slice(a, 0, shared) : STR("/");
}

/* Notes the inputs below the root that are named by way of links. */
static void find_links(struct scan *scan, const struct scan_options *options) {
    struct arena *arena = &scan->arena;
    struct report *report = &scan->report;
    for (size_t i = 0; i < options->discover.inputs.count; i++) {
        struct str input = options->discover.inputs.items[i];
        struct str given =
            str_starts(input, "/") ? input : str_format(arena, "%.*s/%.*s", STR_ARG(report->cwd), STR_ARG(input));
        given = files_shown(arena, given);
        struct linked_input link = {given, path_real(input, arena)};
        bool below = str_equal(link.real, report->root) || path_is_below(link.real, report->root);
        if (below && !str_equal(given, link.real))
            vec_push(arena, &report->links, link);
    }
}

static void find_root(struct scan *scan, const struct scan_options *options) {
    struct arena *arena = &scan->arena;
    if (options->root.size) {
        scan->report.root = path_real(options->root, arena);
        return;
    }
    struct str common = STR_NONE;
    for (size_t i = 0; i < options->discover.inputs.count; i++) {
        struct str folder = path_folder_of_input(options->discover.inputs.items[i], arena);
        common = i ? common_folder(common, folder) : folder;
    }
    if (!common.size)
        common = scan->report.cwd;
    struct str git = path_git_root(common, &scan->configs.git_roots, arena);
    scan->report.root = git.size ? git : common;
}

void scan_find_root(struct scan *scan, const struct scan_options *options) {
    scan->report.cwd = path_working_directory(&scan->arena);
    find_root(scan, options);
    find_links(scan, options);
}
