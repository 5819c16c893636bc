/* "Did you mean …?": finds the word nearest to a misspelt one by edit distance (a swap of neighbours is one edit). */
#ifndef LL_BASE_DISTANCE_H
#define LL_BASE_DISTANCE_H

#include "analyzer/base/str.h"

struct distance {
    struct str word;
    struct str best;
    size_t best_edits;
};

void distance_init(struct distance *distance, struct str word);
/* Offers a candidate; it must live as long as the answer. The first of equally near ones stays. */
void distance_try(struct distance *distance, struct str candidate);
/* The nearest candidate, empty when none is near: more than a third of the word would have to change. */
struct str distance_found(const struct distance *distance);

#endif
