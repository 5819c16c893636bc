/* What one element of Action or Resource reaches, as tokens, and what makes that doubtful. The evaluator compares a
 * request with it, the prover reasons about it. */
#ifndef LL_POLICIES_REACH_H
#define LL_POLICIES_REACH_H

#include "policies/element.h"
#include "policies/evaluate.h"

struct reach {
    struct glob glob;
    bool never;      /* it matches nothing */
    bool holes;      /* glob has "any text" for what is not known, which may hold colons: no reading applies */
    bool tail_holes; /* but they are all in the resource part, so readings apply to what is before */
    const char *why; /* not NULL: it matches at most what glob does, because of this */
    bool odd_case;   /* resources: upper case in the first five parts, where the letter case is disputed (S17) */
};

struct reach action_reach(struct arena *arena, const struct iam_text *text, const struct iam_context *context,
                          enum iam_layer layer);
struct reach resource_reach(struct arena *arena, const struct iam_text *text, const struct iam_context *context,
                            struct element_options options, enum iam_layer layer);

/* The same with the first five parts in lower case. */
struct glob reach_fold_head(struct arena *arena, const struct glob *glob);

#endif
