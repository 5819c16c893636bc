/* What ties parts of a request together: policy variables. The theory decides each part on its own and then tries the
 * likeliest values of the variables; here the cases are gone through one by one, to find a request after all or to show
 * that there is none.
 *
 * A variable's key is absent or there. There, it has one of a few values when its conditions or the resource leave no
 * others; else its value is open, and then every text that holds it counts as any text where it must match; where it
 * must not match it counts only if the same variable stands on both sides. So what is refuted in every case holds for
 * no value. */
#ifndef LL_POLICIES_SMT_TIES_H
#define LL_POLICIES_SMT_TIES_H

#include "policies/smt/theory.h"

/* FITS: the variables' keys in *context, and those whose conditions mention variables, have other values now, and
 * *resource (unless the question fixes it) is one for them. CONFLICT: no request has these literals, *ret_core is a
 * minimal part of which that is true. */
enum theory_result ties_solve(struct encoding *encoding, const struct literals *literals, struct iam_context *context,
                              struct str *resource, struct literals *ret_core);

#endif
