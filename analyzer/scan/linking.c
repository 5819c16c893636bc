#include "analyzer/scan/linking.h"

#include "analyzer/base/limits.h"
#include "analyzer/scan/files.h"

/* Who exports a name. */
struct exporter {
    size_t draft;
    bool several;
};

void linking_init(struct linking *linking, struct imports *imports, struct arena *arena) {
    map_init(&imports->several, arena);
    *linking = (struct linking){.imports = imports};
}

/* -- groups -------------------------------------------------------------------------------------------------------- */

static size_t leader_of(const struct linking *linking, size_t number) {
    while (linking->drafts.items[number].leader != number)
        number = linking->drafts.items[number].leader;
    return number;
}

/* A parameter file is a world of the templates that it speaks of: those of others would be worlds without values. */
static bool same_files(const struct unit *a, const struct unit *b) {
    if (!a->worlds.count || !b->worlds.count)
        return true;
    if (a->worlds.count != b->worlds.count)
        return false;
    for (size_t i = 0; i < a->worlds.count; i++)
        if (!str_equal(a->worlds.items[i].name, b->worlds.items[i].name))
            return false;
    return true;
}

static void join(struct linking *linking, size_t a, size_t b, struct diags *diags) {
    size_t first = leader_of(linking, a), second = leader_of(linking, b);
    struct draft *leader = &linking->drafts.items[first < second ? first : second];
    struct draft *other = &linking->drafts.items[first < second ? second : first];
    if (leader == other || !same_files(leader->unit, other->unit))
        return;
    if (leader->size + other->size > LIMIT_LINKED) {
        const struct document *document = linking->drafts.items[a].part.document;
        diag_add(diags, DIAG_LIMIT, NULL, document->path, document, (struct span){0, 0},
                 "more than %u templates import from each other: what this one imports is not known", LIMIT_LINKED);
        return;
    }
    leader->size += other->size;
    other->size = 0;
    other->leader = first < second ? first : second;
}

static void find_exporters(struct linking *linking, struct arena *arena, struct map *exporters) {
    for (size_t i = 0; i < linking->drafts.count; i++) {
        const struct linkage *linkage = &linking->drafts.items[i].linkage;
        for (size_t e = 0; e < linkage->exports.count; e++) {
            struct str name = linkage->exports.items[e];
            struct exporter *known = map_get(exporters, name);
            if (known) {
                known->several = true;
                continue;
            }
            struct exporter *exporter = ARENA_NEW(arena, struct exporter);
            exporter->draft = i;
            map_put(exporters, name, exporter);
        }
    }
}

void linking_find(struct linking *linking, struct arena *arena, struct diags *diags) {
    struct map exporters;
    map_init(&exporters, arena);
    for (size_t i = 0; i < linking->drafts.count; i++) {
        struct draft *draft = &linking->drafts.items[i];
        draft->leader = i;
        draft->size = 1;
        dialect_linkage(draft->unit, arena, &draft->linkage);
    }
    find_exporters(linking, arena, &exporters);
    for (size_t i = 0; i < linking->drafts.count; i++)
        for (size_t n = 0; n < linking->drafts.items[i].linkage.imports.count; n++) {
            struct str name = linking->drafts.items[i].linkage.imports.items[n];
            const struct exporter *exporter = map_get(&exporters, name);
            if (exporter && exporter->several)
                map_put(&linking->imports->several, name, linking);
            else if (exporter)
                join(linking, i, exporter->draft, diags);
        }
}

/* -- the unit of a group ------------------------------------------------------------------------------------------- */

static bool is_plain(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
}

/* "services/network.yaml" → "network/". An address has nothing in it that means something in a partial text or in the
 * name of an attribute, and names one thing. */
static struct str prefix_of(struct arena *arena, struct map *taken, struct str path) {
    struct str file = path, folder, rest;
    while (str_cut(file, '/', &folder, &rest))
        file = rest;
    struct buf stem;
    buf_init(&stem, arena);
    for (size_t i = 0; i < file.size && file.data[i] != '.'; i++)
        buf_add_char(&stem, is_plain(file.data[i]) ? file.data[i] : '-');
    struct str name = buf_str(&stem);
    struct str prefix = str_format(arena, "%.*s/", STR_ARG(name));
    for (size_t number = 2; !map_put(taken, prefix, taken); number++)
        prefix = str_format(arena, "%.*s-%zu/", STR_ARG(name), number);
    return prefix;
}

struct unit *linking_load(struct linking *linking, size_t leader, struct arena *arena, struct diags *diags) {
    struct part *parts = arena_alloc_array(arena, linking->drafts.items[leader].size, sizeof *parts);
    struct map taken;
    size_t count = 0;
    map_init(&taken, arena);
    for (size_t i = leader; i < linking->drafts.count; i++) {
        const struct draft *draft = &linking->drafts.items[i];
        if (leader_of(linking, i) != leader)
            continue;
        parts[count] = draft->part;
        parts[count++].prefix = prefix_of(arena, &taken, draft->part.document->path);
    }
    return dialect_load_linked(parts, count, arena, diags);
}
