/* Which configuration is whose: the nearest file upward from an input, or the one that was named. */
#include "analyzer/scan/config.h"

#include "analyzer/scan/files.h"

#include <unistd.h>

static const char *const NAMES[] = {"lambdalint.yml",  ".lambdalint.yml",  ".github/lambdalint.yml",
                                    "lambdalint.yaml", ".lambdalint.yaml", ".github/lambdalint.yaml"};

void configs_init(struct configs *configs, const struct config_sources *sources, struct arena *arena,
                  struct diags *diags) {
    *configs = (struct configs){.arena = arena, .diags = diags, .sources = sources};
    map_init(&configs->by_file, arena);
    map_init(&configs->by_folder, arena);
    map_init(&configs->file_in_folder, arena);
    map_init(&configs->git_roots, arena);
}

void configs_done(struct configs *configs) {
    for (size_t i = 0; i < configs->documents.count; i++)
        document_free(configs->documents.items[i]);
    configs->documents.count = 0;
}

/* Not above the git root. Without one not above the working directory, and when that does not hold the folder, nowhere
 * above the folder itself: a file that somebody left in /tmp must not decide what is reported. */
static struct str highest_folder(struct configs *configs, struct str folder) {
    struct str git = path_git_root(folder, &configs->git_roots, configs->arena);
    if (git.size)
        return git;
    struct str here = path_working_directory(configs->arena);
    bool below =
        folder.size > here.size && folder.data[here.size] == '/' && str_equal(str_slice(folder, 0, here.size), here);
    return below ? here : folder;
}

/* The configuration file in that very folder, empty when there is none. Folders share their parents, so what was looked
 * for once is remembered. */
static struct str file_in(struct configs *configs, struct str folder) {
    const struct str *known = map_get(&configs->file_in_folder, folder);
    if (known)
        return *known;
    struct str *found = ARENA_NEW(configs->arena, struct str);
    map_put(&configs->file_in_folder, folder, found);
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES && !found->size; i++) {
        struct arena_mark mark = arena_mark(configs->arena);
        struct str path = str_format(configs->arena, "%.*s/%s", STR_ARG(folder), NAMES[i]);
        if (access(path.data, F_OK) == 0)
            *found = path;
        else
            arena_reset(configs->arena, mark);
    }
    return *found;
}

static struct str find_file(struct configs *configs, struct str folder) {
    struct str highest = highest_folder(configs, folder);
    for (;;) {
        struct str path = file_in(configs, folder);
        if (path.size || folder.size <= highest.size)
            return path;
        folder = path_folder(folder);
    }
}

/* Globs count from the folder that the file speaks for. One that was named may lie anywhere: from the working directory
 * then. */
static struct str folder_of_globs(const struct configs *configs, struct str path) {
    if (configs->sources->file.size)
        return path_working_directory(configs->arena);
    struct str folder = path_folder(path);
    return str_ends(folder, "/.github") ? path_folder(folder) : folder;
}

static struct config *read_config(struct configs *configs, struct str path) {
    struct config *config = map_get(&configs->by_file, path);
    if (config)
        return config;
    config = ARENA_NEW(configs->arena, struct config);
    map_put(&configs->by_file, path, config);
    if (path.size)
        config_read_file(configs, path, folder_of_globs(configs, path), config);
    for (size_t i = 0; i < configs->sources->sets.count; i++)
        config_read_set(configs, configs->sources->sets.items[i], config);
    return config;
}

struct config *configs_for_folder(struct configs *configs, struct str folder) {
    struct config *config = map_get(&configs->by_folder, folder);
    if (config)
        return config;
    struct str path = STR_NONE;
    if (configs->sources->file.size)
        path = path_real(configs->sources->file, configs->arena);
    else if (!configs->sources->none)
        path = find_file(configs, folder);
    config = read_config(configs, path);
    map_put(&configs->by_folder, folder, config);
    return config;
}
