/* The root that machine formats name files from: --root, else the git root of the inputs, else their common folder.
 * Never the working directory: the same scan names the same files wherever it is started. */
#include "analyzer/scan/files.h"
#include "analyzer/scan/scan.h"

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

void scan_find_root(struct scan *scan, const struct scan_options *options) {
    struct arena *arena = &scan->arena;
    scan->report.cwd = path_working_directory(arena);
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
