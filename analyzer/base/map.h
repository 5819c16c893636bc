/* A hash map from text to a pointer, in an arena, that remembers the order of insertion (so that walks over it are
 * deterministic). Keys are not copied: they must live as long as the map. */
#ifndef LL_BASE_MAP_H
#define LL_BASE_MAP_H

#include "analyzer/base/str.h"

struct map_entry {
    struct str key;
    void *value;
};

struct map {
    struct arena *arena;
    struct map_entry *entries; /* in order of insertion */
    size_t count;
    size_t capacity;
    uint32_t *slots; /* entry number + 1; 0 is free */
    size_t slot_count;
};

void map_init(struct map *map, struct arena *arena);
/* NULL when there is no such key (or its value is NULL: see map_has). */
void *map_get(const struct map *map, struct str key);
bool map_has(const struct map *map, struct str key);
/* Adds or replaces; true when the key was new. */
bool map_put(struct map *map, struct str key, void *value);

#endif
