/* The built-in rules, the user's (--rules DIR), and which of them run. */
#include "analyzer/base/limits.h"
#include "analyzer/scan/files.h"
#include "analyzer/scan/profile.h"
#include "analyzer/scan/scan.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_rule_file(struct str name) {
    return (str_ends(name, ".yaml") || str_ends(name, ".yml")) && !str_starts(name, ".");
}

static int compare_entries(const void *a, const void *b) {
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static void read_rule_file(struct scan *scan, struct str path) {
    struct str bytes, why;
    if (file_read(path, LIMIT_FILE_BYTES, &scan->arena, &bytes, &why))
        registry_add(&scan->arena, path, bytes, &scan->diags, &scan->rules);
    else
        diag_add(&scan->diags, DIAG_RULE, NULL, path, NULL, (struct span){0}, "%.*s", STR_ARG(why));
}

static void read_rule_folder(struct scan *scan, struct str folder) {
    struct arena *arena = &scan->arena;
    DIR *entries = opendir(str_z(arena, folder));
    if (!entries) {
        scan->usage_error = true;
        diag_add(&scan->diags, DIAG_RULE, NULL, folder, NULL, (struct span){0}, "--rules: cannot read the folder: %s",
                 strerror(errno));
        return;
    }
    VEC(struct str) paths = {0};
    for (struct dirent *entry; (entry = readdir(entries));)
        if (is_rule_file(str_from(entry->d_name)))
            vec_push(arena, &paths, str_format(arena, "%.*s/%s", STR_ARG(folder), entry->d_name));
    closedir(entries);
    if (paths.count)
        qsort(paths.items, paths.count, sizeof *paths.items, compare_entries);
    for (size_t i = 0; i < paths.count; i++)
        read_rule_file(scan, paths.items[i]);
}

bool scan_read_rules(struct scan *scan, struct scan_options *options) {
    registry_builtin(&scan->arena, &scan->rules);
    for (size_t i = 0; i < options->rule_folders.count; i++)
        read_rule_folder(scan, options->rule_folders.items[i]);
    return profiles_select(scan, options);
}
