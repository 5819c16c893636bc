/* SAM: tree to tree, once per unit and before worlds. Intrinsics stay as they are; the CloudFormation mapper reads the
 * result. sam_expander.h says how the work is divided and where the facts come from. */
#ifndef LL_DIALECT_SAM_H
#define LL_DIALECT_SAM_H

#include "analyzer/base/diag.h"
#include "analyzer/source/document.h"

/* Returns a generated template map (Parameters, Mappings, Conditions, Outputs… shared; Resources expanded) for the root
 * of a SAM document. Every generated node points at the SAM property that made it. A generated resource has, beside
 * Type and Properties, the generated member "lambdalint:owner" (logical id of the SAM resource that made it) and, when
 * nobody wrote it, "lambdalint:implied": true. A function or state machine whose Policies are ignored because it has a
 * Role keeps them as the member "lambdalint:ignored". Never fails. */
const struct node *sam_expand(struct document *document, const struct node *root, struct diags *diags);

#endif
