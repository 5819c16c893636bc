/* Policies that nobody wrote: what a question needs around the policies that it is about. node stands for their places.
 */
#ifndef LL_POLICIES_MADE_H
#define LL_POLICIES_MADE_H

#include "policies/policy.h"

struct iam_text made_text(struct arena *arena, const struct node *node, struct str text);
/* One element; negated: NotAction, NotResource. */
struct iam_list made_list(struct arena *arena, const struct node *node, struct str text, bool negated);
/* Without a principal. */
struct iam_statement made_statement(struct arena *arena, const struct node *node, enum iam_effect effect,
                                    struct iam_list actions, struct iam_list resources);
void made_principal(struct arena *arena, struct iam_statement *statement, enum iam_principal_kind kind,
                    struct str text);
void made_condition(struct arena *arena, struct iam_statement *statement, struct str operator, struct str key,
                    struct str value);
/* Of Version 2012-10-17, with that statement. */
struct iam_policy *made_policy(struct arena *arena, struct iam_statement statement);

/* The policy with one statement more at its end. */
struct iam_policy *made_longer(struct arena *arena, const struct iam_policy *policy, struct iam_statement statement);

#endif
