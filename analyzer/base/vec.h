/* A growing array in an arena. Pointers into it do not survive a push.
 *
 *     VEC(struct thing) things = {0};
 *     vec_push(arena, &things, thing);
 *     for (size_t i = 0; i < things.count; i++) use(things.items[i]);
 */
#ifndef LL_BASE_VEC_H
#define LL_BASE_VEC_H

#include "analyzer/base/arena.h"

#include <stddef.h>

#define VEC(type)                                                                                                      \
    struct {                                                                                                           \
        type *items;                                                                                                   \
        size_t count;                                                                                                  \
        size_t capacity;                                                                                               \
    }

#define vec_push(arena, vec, ...)                                                                                      \
    do {                                                                                                               \
        if ((vec)->count == (vec)->capacity) {                                                                         \
            size_t vec_capacity = (vec)->capacity ? (vec)->capacity * 2 : 1 + 64 / sizeof *(vec)->items;               \
            (vec)->items = arena_grow((arena), (vec)->items, (vec)->capacity * sizeof *(vec)->items,                   \
                                      vec_capacity * sizeof *(vec)->items);                                            \
            (vec)->capacity = vec_capacity;                                                                            \
        }                                                                                                              \
        (vec)->items[(vec)->count++] = (__VA_ARGS__);                                                                  \
    } while (0)

/* Room for exactly so many more, where the count is known beforehand. Once for an array: it does not double. */
#define vec_reserve(arena, vec, more)                                                                                  \
    do {                                                                                                               \
        size_t vec_needed = (vec)->count + (more);                                                                     \
        if (vec_needed > (vec)->capacity) {                                                                            \
            (vec)->items = arena_grow((arena), (vec)->items, (vec)->capacity * sizeof *(vec)->items,                   \
                                      vec_needed * sizeof *(vec)->items);                                              \
            (vec)->capacity = vec_needed;                                                                              \
        }                                                                                                              \
    } while (0)

/* In an array that is sorted by that member: *(at) becomes the number of the first item that is not below the value,
 * count when all are. */
#define vec_search(vec, member, value, at)                                                                             \
    do {                                                                                                               \
        size_t vec_low = 0, vec_high = (vec)->count;                                                                   \
        while (vec_low < vec_high) {                                                                                   \
            size_t vec_middle = vec_low + (vec_high - vec_low) / 2;                                                    \
            if ((vec)->items[vec_middle].member < (value))                                                             \
                vec_low = vec_middle + 1;                                                                              \
            else                                                                                                       \
                vec_high = vec_middle;                                                                                 \
        }                                                                                                              \
        *(at) = vec_low;                                                                                               \
    } while (0)

#endif
