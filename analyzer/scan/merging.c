#include "analyzer/scan/merging.h"

#include "analyzer/base/limits.h"
#include "analyzer/scan/files.h"

/* A draft among those that may be merged. */
struct member {
    struct names names;
    size_t leader; /* the first of those merged with it */
    size_t size;   /* of a leader: how many are merged, itself included */
};

/* What the files below a folder define. */
struct folder {
    struct map definers; /* name → member number + 1; of a name that SAM makes in several files the first */
    bool twice;          /* a name is written in two files: they are no one template */
};

struct merging {
    struct linking *linking;
    struct arena *arena;
    struct member *members; /* one for each draft */
    struct map folders;     /* path → struct folder * */
};

/* -- folders ------------------------------------------------------------------------------------------------------- */

static struct str path_of(const struct merging *merging, size_t number) {
    return merging->linking->drafts.items[number].part.document->path;
}

static bool is_below(struct str path, struct str folder) {
    return str_is(folder, ".") ? !str_starts(path, "/") && !str_starts(path, "../")
                               : path.size > folder.size && path.data[folder.size] == '/' &&
                                     str_equal(str_slice(path, 0, folder.size), folder);
}

static struct folder *folder_at(struct merging *merging, struct str path) {
    struct folder *folder = map_get(&merging->folders, path);
    if (folder)
        return folder;
    folder = ARENA_NEW(merging->arena, struct folder);
    map_init(&folder->definers, merging->arena);
    map_put(&merging->folders, path, folder);
    size_t count = merging->linking->drafts.count;
    for (size_t i = 0; i < count && !folder->twice; i++) {
        const struct names *names = &merging->members[i].names;
        if (is_below(path_of(merging, i), path))
            for (size_t n = 0; n < names->written.count; n++)
                folder->twice =
                    !map_put(&folder->definers, names->written.items[n], (void *)(uintptr_t)(i + 1)) || folder->twice;
    }
    for (size_t i = 0; i < count; i++) {
        const struct names *names = &merging->members[i].names;
        if (is_below(path_of(merging, i), path))
            for (size_t n = 0; n < names->made.count; n++)
                if (!map_has(&folder->definers, names->made.items[n]))
                    map_put(&folder->definers, names->made.items[n], (void *)(uintptr_t)(i + 1));
    }
    return folder;
}

static bool defines_all(const struct folder *folder, const struct names *names) {
    for (size_t i = 0; i < names->undefined.count; i++)
        if (!map_has(&folder->definers, names->undefined.items[i]))
            return false;
    return true;
}

/* The nearest folder that has what the file needs; NULL: none, or its files are no one template. */
static const struct folder *home_of(struct merging *merging, size_t number) {
    struct str path = path_folder(path_of(merging, number));
    for (uint32_t step = 0; step < LIMIT_WALK_DEPTH; step++) {
        const struct folder *folder = folder_at(merging, path);
        if (folder->twice)
            return NULL;
        if (defines_all(folder, &merging->members[number].names))
            return folder;
        struct str above = path_folder(path);
        if (str_equal(above, path))
            return NULL;
        path = above;
    }
    return NULL;
}

/* -- groups -------------------------------------------------------------------------------------------------------- */

static size_t leader_of(const struct merging *merging, size_t number) {
    while (merging->members[number].leader != number)
        number = merging->members[number].leader;
    return number;
}

static void join(struct merging *merging, size_t a, size_t b) {
    size_t first = leader_of(merging, a), second = leader_of(merging, b);
    merging->members[first < second ? second : first].leader = first < second ? first : second;
}

static void join_definers(struct merging *merging, size_t number) {
    const struct names *names = &merging->members[number].names;
    const struct folder *folder = names->undefined.count ? home_of(merging, number) : NULL;
    for (size_t i = 0; folder && i < names->undefined.count; i++) {
        uintptr_t definer = (uintptr_t)map_get(&folder->definers, names->undefined.items[i]);
        if (definer)
            join(merging, number, definer - 1);
    }
}

static size_t depth_of(struct str path) {
    size_t depth = 0;
    for (size_t i = 0; i < path.size; i++)
        depth += path.data[i] == '/';
    return depth;
}

/* -- the merged template ------------------------------------------------------------------------------------------- */

/* The file that the others are parts of: the one that lies highest. */
static size_t root_of(const struct merging *merging, size_t leader) {
    size_t root = leader;
    for (size_t i = leader; i < merging->linking->drafts.count; i++)
        if (leader_of(merging, i) == leader && depth_of(path_of(merging, i)) < depth_of(path_of(merging, root)))
            root = i;
    return root;
}

static void merge(struct merging *merging, size_t leader, struct draft *ret_draft) {
    struct linking *linking = merging->linking;
    size_t root = root_of(merging, leader);
    struct part part = linking->drafts.items[root].part;
    struct document **merged = arena_alloc_array(merging->arena, linking->drafts.count, sizeof(struct document *));
    for (size_t i = leader; i < linking->drafts.count; i++) {
        const struct part *other = &linking->drafts.items[i].part;
        if (leader_of(merging, i) != leader)
            continue;
        part.kind = other->kind == KIND_SAM ? KIND_SAM : part.kind;
        if (i != root)
            merged[part.merged_count++] = other->document;
    }
    part.merged = merged;
    *ret_draft = (struct draft){.part = part};
    diags_init(&ret_draft->diags, merging->arena);
    diag_add(&ret_draft->diags, DIAG_NOTE, NULL, part.document->path, part.document, (struct span){0, 0},
             "is one template with %zu other file%s that use or define its names", part.merged_count,
             part.merged_count == 1 ? "" : "s");
    ret_draft->unit = dialect_load_linked(&part, 1, merging->arena, &ret_draft->diags);
}

void merging_apply(struct linking *linking, struct arena *arena) {
    struct merging merging = {.linking = linking, .arena = arena};
    size_t count = linking->drafts.count, kept = 0;
    merging.members = arena_alloc_array(arena, count, sizeof *merging.members);
    map_init(&merging.folders, arena);
    for (size_t i = 0; i < count; i++) {
        merging.members[i].leader = i;
        dialect_names(linking->drafts.items[i].unit, arena, &merging.members[i].names);
    }
    for (size_t i = 0; i < count; i++)
        join_definers(&merging, i);
    for (size_t i = 0; i < count; i++)
        merging.members[leader_of(&merging, i)].size++;
    struct draft *merged = arena_alloc_array(arena, count, sizeof *merged);
    for (size_t i = 0; i < count; i++) {
        if (merging.members[i].size == 1)
            merged[kept++] = linking->drafts.items[i];
        else if (merging.members[i].size > 1)
            merge(&merging, i, &merged[kept++]);
    }
    for (size_t i = 0; i < kept; i++)
        linking->drafts.items[i] = merged[i];
    linking->drafts.count = kept;
}
