#include "analyzer/base/distance.h"

#include <string.h>

/* Longer words get no suggestion: no name of ours is that long. */
#define WORD_MAX 64

static size_t min(size_t a, size_t b) {
    return a < b ? a : b;
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Optimal string alignment, three rows at a time. */
static size_t edits(struct str a, struct str b) {
    size_t rows[3][WORD_MAX + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b.size; j++)
        above[j] = j;
    memset(before, 0, sizeof rows[0]);
    for (size_t i = 1; i <= a.size; i++) {
        row[0] = i;
        for (size_t j = 1; j <= b.size; j++) {
            bool equal = lower(a.data[i - 1]) == lower(b.data[j - 1]);
            row[j] = min(min(above[j] + 1, row[j - 1] + 1), above[j - 1] + !equal);
            bool swapped = i > 1 && j > 1 && lower(a.data[i - 1]) == lower(b.data[j - 2]) &&
                           lower(a.data[i - 2]) == lower(b.data[j - 1]);
            if (swapped)
                row[j] = min(row[j], before[j - 2] + 1);
        }
        size_t *free_row = before;
        before = above;
        above = row;
        row = free_row;
    }
    return above[b.size];
}

/* What they begin with alike takes no edit. */
static size_t edits_after_prefix(struct str a, struct str b) {
    size_t same = 0;
    while (same < a.size && same < b.size && lower(a.data[same]) == lower(b.data[same]))
        same++;
    return edits(str_slice(a, same, a.size), str_slice(b, same, b.size));
}

/* More are not near. */
static size_t most_edits(struct str word) {
    return (word.size + 2) / 3;
}

void distance_init(struct distance *distance, struct str word) {
    *distance = (struct distance){.word = word, .best = STR_NONE, .best_edits = SIZE_MAX};
}

void distance_try(struct distance *distance, struct str candidate) {
    if (distance->word.size > WORD_MAX || candidate.size > WORD_MAX)
        return;
    size_t longer = distance->word.size > candidate.size ? distance->word.size - candidate.size
                                                         : candidate.size - distance->word.size;
    if (longer >= distance->best_edits || longer > most_edits(distance->word))
        return; /* it takes as many edits at least */
    size_t count = edits_after_prefix(distance->word, candidate);
    if (count < distance->best_edits) {
        distance->best_edits = count;
        distance->best = candidate;
    }
}

struct str distance_found(const struct distance *distance) {
    bool near = distance->best_edits <= most_edits(distance->word) && distance->best_edits < distance->word.size;
    return near ? distance->best : STR_NONE;
}
