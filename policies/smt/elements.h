/* What the elements of one Action or Resource reach, as far as the question and the reading of ARNs settle it. */
#ifndef LL_POLICIES_SMT_ELEMENTS_H
#define LL_POLICIES_SMT_ELEMENTS_H

#include "policies/arn.h"
#include "policies/prove.h"
#include "policies/reach.h"

/* One element. It matches at most what the glob does, and exactly that unless there is a reason why not. */
struct reached {
    const struct iam_text *text;
    struct glob plain; /* as written */
    struct glob glob;  /* in the reading */
    const char *why;   /* the reason */
    bool everything;
    bool holes;        /* `plain` has "any text" for what is not known, a free variable among it: no reading applies */
    bool interpolated; /* it may have a policy variable */
    bool variable;     /* and its value is free: that any text stands for it is no reason by itself */
    bool borders;      /* glob_has_borders of it */
    bool odd_case;     /* beside what the glob matches it may match the same in other letter case (S17) */
};

struct reached_list {
    VEC(struct reached) items;   /* those that can match something */
    VEC(struct glob_head) heads; /* of their globs: by themselves, because most pairs of elements look no further */
    bool open;                   /* there may be more elements */
    bool negated;
    bool odd_case;        /* of some element */
    bool readings_matter; /* the readings of ARNs may differ for an element */
    uint64_t services;    /* a bit for each service that the items name, all for any: where two lists of items have none
                             in common, no item meets another */
};

/* What elements are read with. */
struct element_reader {
    struct arena *arena;
    const struct iam_context *known; /* keys whose values are settled */
    enum arn_reading reading;
    enum iam_layer layer;
    bool variables;   /* the policy's version has them */
    struct str fixed; /* the action or resource that the question fixes: only what may match it is read; empty: all */
};

struct reached_list reach_actions(const struct element_reader *reader, const struct iam_list *list);
struct reached_list reach_resources(const struct element_reader *reader, const struct iam_list *list);

/* A policy variable whose value is not among the known keys; the escapes ${*}, ${?} and ${$} are none. */
bool has_free_variable(const struct iam_context *known, struct str text);

/* What a list says about the requests that another list (of the same kind) applies to. */
enum reached_share { REACHED_SOME, REACHED_ALL, REACHED_NONE };

/* Some only means that neither of the others was shown. */
enum reached_share reached_share(struct arena *arena, const struct reached_list *given,
                                 const struct reached_list *asked);

#endif
