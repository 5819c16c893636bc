#include "analyzer/base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define HAVE_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_ASAN 1
#endif
#endif
#ifdef HAVE_ASAN
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void)(address), (void)(size))
#endif

/* The first chunk is small because most arenas are (one document); later ones double up to the largest. */
enum { FIRST_CHUNK = 8 * 1024, LARGEST_CHUNK = 1024 * 1024 };

struct arena_chunk {
    struct arena_chunk *older;
    size_t size;
    alignas(max_align_t) unsigned char data[];
};

static size_t round_up(size_t size) {
    const size_t alignment = alignof(max_align_t);
    return (size + alignment - 1) / alignment * alignment;
}

void arena_init(struct arena *arena) {
    arena->chunk = NULL;
    arena->used = 0;
}

static void free_chunks_until(struct arena *arena, const struct arena_chunk *keep) {
    while (arena->chunk != keep) {
        struct arena_chunk *older = arena->chunk->older;
        ASAN_UNPOISON_MEMORY_REGION(arena->chunk->data, arena->chunk->size);
        free(arena->chunk);
        arena->chunk = older;
    }
}

void arena_done(struct arena *arena) {
    free_chunks_until(arena, NULL);
    arena->used = 0;
}

static void add_chunk(struct arena *arena, size_t at_least) {
    size_t size = arena->chunk ? arena->chunk->size * 2 : FIRST_CHUNK;
    if (size > LARGEST_CHUNK)
        size = LARGEST_CHUNK;
    if (size < at_least)
        size = at_least;
    struct arena_chunk *chunk = malloc(sizeof *chunk + size);
    if (!chunk) {
        fputs("lambdalint: out of memory\n", stderr);
        abort();
    }
    chunk->older = arena->chunk;
    chunk->size = size;
    ASAN_POISON_MEMORY_REGION(chunk->data, size);
    arena->chunk = chunk;
    arena->used = 0;
}

void *arena_alloc(struct arena *arena, size_t size) {
    size_t rounded = round_up(size ? size : 1);
    if (!arena->chunk || arena->chunk->size - arena->used < rounded)
        add_chunk(arena, rounded);
    unsigned char *memory = arena->chunk->data + arena->used;
    arena->used += rounded;
    ASAN_UNPOISON_MEMORY_REGION(memory, size);
    memset(memory, 0, size);
    return memory;
}

void *arena_alloc_array(struct arena *arena, size_t count, size_t size) {
    if (size && count > SIZE_MAX / 2 / size) {
        fputs("lambdalint: out of memory\n", stderr);
        abort();
    }
    return arena_alloc(arena, count * size);
}

void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size) {
    size_t old_rounded = round_up(old_size ? old_size : 1);
    size_t new_rounded = round_up(new_size);
    if (old && arena->chunk && (unsigned char *)old + old_rounded == arena->chunk->data + arena->used &&
        arena->used - old_rounded + new_rounded <= arena->chunk->size) {
        arena->used = arena->used - old_rounded + new_rounded;
        ASAN_UNPOISON_MEMORY_REGION(old, new_size);
        memset((unsigned char *)old + old_size, 0, new_size - old_size);
        return old;
    }
    void *grown = arena_alloc(arena, new_size);
    if (old_size)
        memcpy(grown, old, old_size);
    return grown;
}

struct arena_mark arena_mark(const struct arena *arena) {
    return (struct arena_mark){arena->chunk, arena->used};
}

void arena_reset(struct arena *arena, struct arena_mark mark) {
    free_chunks_until(arena, mark.chunk);
    arena->used = mark.used;
    if (arena->chunk)
        ASAN_POISON_MEMORY_REGION(arena->chunk->data + arena->used, arena->chunk->size - arena->used);
}
