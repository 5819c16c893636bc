/* Bump allocation. An arena owns all that was allocated from it; nothing is freed alone. Memory is zeroed.
 * Running out of memory aborts: there is no way to report anything then. */
#ifndef LL_BASE_ARENA_H
#define LL_BASE_ARENA_H

#include <stddef.h>

struct arena_chunk;

struct arena {
    struct arena_chunk *chunk; /* newest first */
    size_t used;               /* bytes used in the newest chunk */
};

/* A place to return to: everything allocated after the mark is given back by arena_reset. */
struct arena_mark {
    struct arena_chunk *chunk;
    size_t used;
};

void arena_init(struct arena *arena);
void arena_done(struct arena *arena);

/* Zeroed memory, aligned for every type. Never NULL; size 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);

/* Grows an array in place when it is the newest allocation, else copies it. The new part is zeroed. */
void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size);

struct arena_mark arena_mark(const struct arena *arena);
void arena_reset(struct arena *arena, struct arena_mark mark);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))

#endif
