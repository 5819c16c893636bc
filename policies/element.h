/* The text of an element against one request: policy variables are filled in from the context, wildcards become tokens.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
#ifndef LL_POLICIES_ELEMENT_H
#define LL_POLICIES_ELEMENT_H

#include "policies/glob.h"
#include "policies/policy.h"
#include "policies/request.h"

struct element_options {
    bool wildcards; /* `*` and `?` are wildcards; else characters */
    bool variables; /* ${key} is a variable: policies of version 2012-10-17 only */
    bool fold;
    bool open; /* with variables: they are not filled in but left as "any text", and the element is unknown */
};

struct element {
    struct glob glob;
    bool unresolved;     /* a variable has no value and no default: the element matches nothing */
    const char *unknown; /* not NULL: glob stands for more than the element, because of this; it can only rule out */
    size_t variable_at;  /* token where the first filled-in variable begins; SIZE_MAX when there is none */
};

struct element element_read(struct arena *arena, const struct iam_text *text, struct element_options options,
                            const struct iam_context *context);

#endif
