#include "analyzer/scan/discover.h"

#include "analyzer/base/limits.h"
#include "analyzer/base/map.h"
#include "analyzer/scan/baseline.h"
#include "analyzer/scan/files.h"
#include "analyzer/scan/gitignore.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Folders that hold copies of the source, other people's code or tool state (frontends.md 6). */
static const char *const SKIPPED_FOLDERS[] = {
    ".git",  ".hg",  ".svn",   "node_modules", ".terraform", ".aws-sam", ".serverless", "cdk.out",
    ".venv", "venv", "vendor", "dist",         ".sst",       ".tox",     "__pycache__",
};
static const char *const SKIPPED_FILES[] = {"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "composer.lock",
                                            BASELINE_FILE};
static const char *const TAKEN_ENDINGS[] = {".yml", ".yaml", ".json", ".template", ".jsonl", ".ndjson"};

struct walk {
    const struct discover_options *options;
    struct arena *arena;
    struct diags *diags;
    struct found_files *files;
    struct map seen;  /* path → anything: an input named twice is scanned once */
    size_t input;     /* the one that is walked */
    struct str above; /* path of the input below the root of its repository, with a slash at the end, or empty */
    size_t input_prefix_size; /* of the paths found below the input; what follows stands below `above` */
    struct map git_roots;
    struct map links; /* path of a link that was taken → anything */
    bool full;
    struct str first_app; /* cdk.json of the first CDK app without an assembly */
    size_t app_count;
};

static bool is_one_of(const char *name, const char *const *list, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, list[i]) == 0)
            return true;
    return false;
}
#define IS_ONE_OF(name, list) is_one_of((name), (list), sizeof(list) / sizeof *(list))

static bool has_taken_ending(struct str path) {
    size_t dot = path.size;
    while (dot && path.data[dot - 1] != '.' && path.data[dot - 1] != '/')
        dot--;
    if (!dot || path.data[dot - 1] == '/')
        return false;
    struct str ending = str_slice(path, dot - 1, path.size);
    for (size_t i = 0; i < sizeof TAKEN_ENDINGS / sizeof *TAKEN_ENDINGS; i++)
        if (str_equal_nocase(ending, str_from(TAKEN_ENDINGS[i])))
            return true;
    return false;
}

static bool config_excludes(const struct walk *walk, struct str path) {
    if (!walk->options->input_excludes.count)
        return false;
    const struct path_globs *globs = walk->options->input_excludes.items[walk->input];
    return globs->list.count && path_globs_match(globs, path_real(path, walk->arena));
}

static bool is_excluded(const struct walk *walk, struct str path) {
    struct str from_here = str_starts(path, "./") ? str_slice(path, 2, path.size) : path;
    size_t slash = path.size;
    while (slash && path.data[slash - 1] != '/')
        slash--;
    for (size_t i = 0; i < walk->options->excludes.count; i++) {
        struct str glob = walk->options->excludes.items[i];
        if (str_ends(glob, "/"))
            glob.size--;
        if (ignore_glob_matches(glob, from_here) || ignore_glob_matches(glob, str_slice(path, slash, path.size)))
            return true;
    }
    return config_excludes(walk, path);
}

static void take_file(struct walk *walk, struct str path, bool named) {
    if (!map_put(&walk->seen, path, walk))
        return;
    if (walk->files->list.count >= LIMIT_WALK_FILES) {
        if (!walk->full)
            diag_add(walk->diags, DIAG_LIMIT, NULL, path, NULL, (struct span){0},
                     "more than %u files: the rest is not scanned", LIMIT_WALK_FILES);
        walk->full = true;
        return;
    }
    vec_push(walk->arena, &walk->files->list, (struct found_file){.path = path, .named = named, .input = walk->input});
}

static int compare_names(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names in a folder, sorted; false when it cannot be read. */
static bool read_names(struct walk *walk, struct str path, char ***ret_names, size_t *ret_count) {
    DIR *folder = opendir(str_z(walk->arena, path));
    if (!folder) {
        diag_add(walk->diags, DIAG_UNREADABLE, "LL001", path, NULL, (struct span){0}, "cannot read the folder: %s",
                 strerror(errno));
        return false;
    }
    VEC(char *) names = {0};
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        struct str name = str_copy(walk->arena, str_from(entry->d_name));
        vec_push(walk->arena, &names, (char *)(uintptr_t)name.data);
    }
    closedir(folder);
    if (names.count)
        qsort(names.items, names.count, sizeof *names.items, compare_names);
    *ret_names = names.items;
    *ret_count = names.count;
    return true;
}

/* What a folder and those around it leave out. */
struct ignores {
    const struct ignore_file *git; /* .gitignore */
    const struct ignore_file
        *own; /* .lambdalintignore: of the same form, holds for assemblies and --no-gitignore, too */
};

/* The path as .gitignore files see it: from the root of the repository, or from the input when there is none. */
static struct str place_of(const struct walk *walk, struct str path) {
    struct str below = str_slice(path, walk->input_prefix_size, path.size);
    return walk->above.size ? str_format(walk->arena, "%.*s%.*s", STR_ARG(walk->above), STR_ARG(below)) : below;
}

static const struct ignore_file *read_ignore_file(struct walk *walk, struct str path, size_t folder_size,
                                                  const struct ignore_file *outer) {
    struct str bytes;
    if (!file_read(path, LIMIT_FILE_BYTES, walk->arena, &bytes, NULL))
        return outer;
    struct ignore_file *file = ARENA_NEW(walk->arena, struct ignore_file);
    file->folder_size = folder_size;
    file->outer = outer;
    ignore_file_parse(file, bytes, walk->arena);
    return file;
}

/* `folder` ends with a slash, or is empty; its size as .gitignore files see it is `folder_size`. */
static void read_ignores(struct walk *walk, struct str folder, size_t folder_size, struct ignores *ignores) {
    if (!walk->options->no_gitignore)
        ignores->git = read_ignore_file(walk, str_format(walk->arena, "%.*s.gitignore", STR_ARG(folder)), folder_size,
                                        ignores->git);
    ignores->own = read_ignore_file(walk, str_format(walk->arena, "%.*s.lambdalintignore", STR_ARG(folder)),
                                    folder_size, ignores->own);
}

/* What the repository says above the input: .git/info/exclude and the files of every folder on the way to it. What the
 * user's own git is told elsewhere (core.excludesFile) does not count: a scan finds the same on every machine. */
static struct ignores read_outer(struct walk *walk, struct str input) {
    struct ignores ignores = {0};
    struct str folder = path_real(input, walk->arena);
    struct str root = path_git_root(folder, &walk->git_roots, walk->arena);
    walk->input_prefix_size = str_is(input, ".") ? 0 : input.size + !str_ends(input, "/");
    walk->above = STR_NONE;
    if (!root.size)
        return ignores;
    size_t root_size = root.size + !str_ends(root, "/");
    if (folder.size > root_size)
        walk->above = str_format(walk->arena, "%.*s/", STR_ARG(str_slice(folder, root_size, folder.size)));
    if (!walk->options->no_gitignore)
        ignores.git = read_ignore_file(walk, str_format(walk->arena, "%.*s/.git/info/exclude", STR_ARG(root)), 0, NULL);
    for (size_t i = 0; i < walk->above.size; i++)
        if (i == 0 || walk->above.data[i - 1] == '/')
            read_ignores(walk,
                         str_format(walk->arena, "%.*s/%.*s", STR_ARG(root), STR_ARG(str_slice(walk->above, 0, i))), i,
                         &ignores);
    return ignores;
}

static void walk_folder(struct walk *walk, struct str path, struct ignores ignores, unsigned depth);

static bool has_manifest(struct walk *walk, struct str folder) {
    struct stat status;
    return stat(str_z(walk->arena, str_format(walk->arena, "%.*s/manifest.json", STR_ARG(folder))), &status) == 0;
}

/* What `cdk synth` wrote stands for the CDK app, which no scan can read, although tools keep it where git and we look
 * for nothing else: https://docs.amplify.aws/react/deploy-and-host/sandbox-environments,
 * https://v2.sst.dev/packages/sst. */
static struct str find_assembly(struct walk *walk, struct str folder, const char *name) {
    static const struct {
        const char *name, *below;
    } PLACES[] = {{"cdk.out", ""}, {".amplify", "/artifacts/cdk.out"}, {".sst", "/dist"}};
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
        struct str assembly = str_format(walk->arena, "%.*s%s", STR_ARG(folder), PLACES[i].below);
        if (strcmp(name, PLACES[i].name) == 0 && has_manifest(walk, assembly))
            return assembly;
    }
    return STR_NONE;
}

static void note_app(struct walk *walk, struct str prefix, struct str path) {
    if (has_manifest(walk, str_format(walk->arena, "%.*scdk.out", STR_ARG(prefix))))
        return;
    if (walk->app_count++ == 0)
        walk->first_app = path;
}

static void report_apps(struct walk *walk) {
    if (walk->app_count == 1)
        diag_add(walk->diags, DIAG_UNSUPPORTED, NULL, walk->first_app, NULL, (struct span){0},
                 "a CDK app is not scanned: run 'cdk synth' first");
    else if (walk->app_count)
        diag_add(walk->diags, DIAG_UNSUPPORTED, NULL, walk->first_app, NULL, (struct span){0},
                 "%zu CDK apps are not scanned, this is the first: run 'cdk synth' first", walk->app_count);
}

static void walk_entry(struct walk *walk, struct str path, const char *name, struct ignores ignores, unsigned depth) {
    struct stat status;
    if (lstat(str_z(walk->arena, path), &status) != 0)
        return; /* removed since the folder was read */
    bool is_link = S_ISLNK(status.st_mode);
    if (is_link && stat(str_z(walk->arena, path), &status) != 0)
        return; /* dangling */
    bool is_folder = S_ISDIR(status.st_mode);
    struct str assembly = is_folder && !is_link ? find_assembly(walk, path, name) : STR_NONE;
    if (is_excluded(walk, path) || ignore_file_matches(ignores.own, place_of(walk, path), is_folder) ||
        (!assembly.size && ignore_file_matches(ignores.git, place_of(walk, path), is_folder)))
        return;
    if (assembly.size) {
        if (!is_excluded(walk, assembly))
            walk_folder(walk, assembly, (struct ignores){.own = ignores.own}, depth + 1);
    } else if (is_folder) {
        if (!is_link && !IS_ONE_OF(name, SKIPPED_FOLDERS) && strncmp(name, "asset.", 6) != 0)
            walk_folder(walk, path, ignores, depth + 1);
    } else if (S_ISREG(status.st_mode) && has_taken_ending(path) && !IS_ONE_OF(name, SKIPPED_FILES)) {
        if (is_link)
            map_put(&walk->links, path, walk);
        take_file(walk, path, false);
    }
}

static void walk_folder(struct walk *walk, struct str path, struct ignores ignores, unsigned depth) {
    if (depth > LIMIT_WALK_DEPTH) {
        diag_add(walk->diags, DIAG_LIMIT, NULL, path, NULL, (struct span){0},
                 "more than %u folders deep: not scanned further", LIMIT_WALK_DEPTH);
        return;
    }
    char **names = NULL;
    size_t count = 0;
    if (!read_names(walk, path, &names, &count))
        return;
    struct str prefix = str_is(path, ".")     ? STR_NONE
                        : str_ends(path, "/") ? path
                                              : str_format(walk->arena, "%.*s/", STR_ARG(path));
    read_ignores(walk, prefix, place_of(walk, prefix).size, &ignores);
    for (size_t i = 0; i < count; i++) {
        struct str entry = str_format(walk->arena, "%.*s%s", STR_ARG(prefix), names[i]);
        if (strcmp(names[i], "cdk.json") == 0 && !is_excluded(walk, entry))
            note_app(walk, prefix, entry);
        walk_entry(walk, entry, names[i], ignores, depth);
    }
}

/* A file that is found by its own name and by links, or by several links, is scanned once. */
static void drop_links(struct walk *walk) {
    struct map real;
    map_init(&real, walk->arena);
    for (size_t i = 0; i < walk->files->list.count; i++) {
        struct str path = walk->files->list.items[i].path;
        if (!map_has(&walk->links, path))
            map_put(&real, path_real(path, walk->arena), walk);
    }
    size_t kept = 0;
    for (size_t i = 0; i < walk->files->list.count; i++) {
        struct found_file file = walk->files->list.items[i];
        if (file.named || !map_has(&walk->links, file.path) || map_put(&real, path_real(file.path, walk->arena), walk))
            walk->files->list.items[kept++] = file;
    }
    walk->files->list.count = kept;
}

/* "./infra//" and "infra" are the same folder and shall print the same. */
static struct str tidy(struct str path) {
    while (path.size > 2 && str_starts(path, "./")) {
        path = str_slice(path, 2, path.size);
        while (path.size > 1 && path.data[0] == '/')
            path = str_slice(path, 1, path.size);
    }
    while (path.size > 1 && path.data[path.size - 1] == '/')
        path.size--;
    return path.size ? path : STR(".");
}

void discover(const struct discover_options *options, struct arena *arena, struct diags *diags,
              struct found_files *ret_files) {
    struct walk walk = {.options = options, .arena = arena, .diags = diags, .files = ret_files};
    map_init(&walk.seen, arena);
    map_init(&walk.git_roots, arena);
    map_init(&walk.links, arena);
    *ret_files = (struct found_files){0};
    for (size_t i = 0; i < options->inputs.count; i++) {
        struct str path = tidy(options->inputs.items[i]);
        walk.input = i;
        struct stat status;
        if (stat(str_z(arena, path), &status) != 0) {
            diag_add(diags, DIAG_UNREADABLE, "LL001", path, NULL, (struct span){0}, "cannot read: %s", strerror(errno));
        } else if (S_ISDIR(status.st_mode)) {
            ret_files->walked_a_directory = true;
            walk_folder(&walk, path, read_outer(&walk, path), 0);
        } else if (!options->force_exclude || !is_excluded(&walk, path)) {
            take_file(&walk, path, true);
        }
    }
    if (walk.links.count)
        drop_links(&walk);
    report_apps(&walk);
}
