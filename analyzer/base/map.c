#include "analyzer/base/map.h"

#include "analyzer/base/arena.h"

#include <string.h>

void map_init(struct map *map, struct arena *arena) {
    *map = (struct map){.arena = arena};
}

/* Of no meaning outside a run, so eight bytes at a time, as the machine has them. */
static uint64_t hash_of(struct str text) {
    const uint64_t factor = 0x9E3779B97F4A7C15u;
    uint64_t hash = text.size * factor;
    uint64_t word = 0;
    size_t at = 0;
    for (; at + sizeof word <= text.size; at += sizeof word) {
        memcpy(&word, text.data + at, sizeof word);
        hash = (hash ^ word) * factor;
        hash ^= hash >> 32;
    }
    word = 0;
    if (at < text.size)
        memcpy(&word, text.data + at, text.size - at);
    hash = (hash ^ word) * factor;
    return hash ^ hash >> 29;
}

/* The slot that holds the key, or the free one where it belongs. */
static size_t find_slot(const struct map *map, struct str key) {
    size_t slot = (size_t)hash_of(key) & (map->slot_count - 1);
    while (map->slots[slot] && !str_equal(map->entries[map->slots[slot] - 1].key, key))
        slot = (slot + 1) & (map->slot_count - 1);
    return slot;
}

static struct map_entry *find(const struct map *map, struct str key) {
    if (!map->slot_count)
        return NULL;
    uint32_t number = map->slots[find_slot(map, key)];
    return number ? &map->entries[number - 1] : NULL;
}

void *map_get(const struct map *map, struct str key) {
    struct map_entry *entry = find(map, key);
    return entry ? entry->value : NULL;
}

bool map_has(const struct map *map, struct str key) {
    return find(map, key) != NULL;
}

static void grow(struct map *map) {
    size_t capacity = map->capacity ? map->capacity * 2 : 8;
    map->entries =
        arena_grow(map->arena, map->entries, map->capacity * sizeof *map->entries, capacity * sizeof *map->entries);
    map->capacity = capacity;
    map->slot_count = capacity * 2;
    map->slots = arena_alloc_array(map->arena, map->slot_count, sizeof *map->slots);
    for (size_t i = 0; i < map->count; i++)
        map->slots[find_slot(map, map->entries[i].key)] = (uint32_t)i + 1;
}

bool map_put(struct map *map, struct str key, void *value) {
    struct map_entry *entry = find(map, key);
    if (entry) {
        entry->value = value;
        return false;
    }
    if (map->count == map->capacity)
        grow(map);
    map->entries[map->count] = (struct map_entry){key, value};
    map->slots[find_slot(map, key)] = (uint32_t)++map->count;
    return true;
}
