/* Questions about a role and a resource whose own policy has to agree: a key, whose policy must delegate to the account
 * or name the role, or else nothing that the role has counts.
 * https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html */
#include "analyzer/facts/prover/prover.h"

#include "policies/ask.h"

#include <string.h>

/* All statements as one policy, filled in; without any policy the resource is left to its account, as a key is. */
static const struct iam_policy *policy_of_resource(struct arena *arena, const struct prover_policies *hung,
                                                   const struct request_target *target, const struct node *node) {
    if (hung->list.count == 0)
        return ask_allow_all(arena, node, STR(ASK_ACCOUNT));
    struct iam_policy *all = ARENA_NEW(arena, struct iam_policy);
    for (size_t i = 0; i < hung->list.count; i++) {
        const struct iam_policy *filled = prover_fill_policy(arena, hung->list.items[i], target);
        if (i == 0) {
            *all = *filled;
            memset(&all->statements, 0, sizeof all->statements);
        }
        all->open = all->open || filled->open;
        for (size_t j = 0; j < filled->statements.count; j++)
            vec_push(arena, &all->statements, filled->statements.items[j]);
    }
    return all;
}

/* The policies of the lists, filled in, and one more if there is one. */
static struct iam_policies filled_list(struct arena *arena, const struct prover_policies *one,
                                       const struct prover_policies *two, const struct request_target *target,
                                       const struct iam_policy *more) {
    size_t count = 0;
    const struct iam_policy **items =
        arena_alloc_array(arena, one->list.count + (two ? two->list.count : 0) + 1, sizeof *items);
    for (size_t i = 0; i < one->list.count; i++)
        items[count++] = prover_fill_policy(arena, one->list.items[i], target);
    for (size_t i = 0; two && i < two->list.count; i++)
        items[count++] = prover_fill_policy(arena, two->list.items[i], target);
    if (more)
        items[count++] = more;
    return (struct iam_policies){items, count};
}

static struct str reason_of(const struct prover_question *question, const struct prover_policies *hung,
                            const char *reason) {
    const struct prover_policies *all[] = {question->identity, question->boundary, hung};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (size_t j = 0; j < all[i]->list.count; j++)
            if (all[i]->list.items[j]->open)
                return all[i]->list.items[j]->reason;
    return str_from(reason);
}

static struct proof ask_bundle_about(struct prover *prover, struct arena *arena, const struct iam_bundle *bundle,
                                     const struct prover_question *question, struct str caller) {
    struct prove_question asks = {.principal = caller,
                                  .action = question->action,
                                  .resource = question->target.glob,
                                  .resource_account = STR(ASK_ACCOUNT)};
    return prove_allows_some(prover, arena, bundle, &asks);
}

struct prover_answer prover_may_use(struct prover *prover, struct arena *arena, const struct prover_question *question,
                                    const struct prover_policies *hung, struct str caller, const struct node *node) {
    const struct request_target *target = &question->target;
    struct iam_bundle bundle = {.identity = filled_list(arena, question->identity, NULL, target, NULL),
                                .boundary = filled_list(arena, question->boundary, NULL, target, NULL),
                                .resource = policy_of_resource(arena, hung, target, node)};
    struct proof proof = ask_bundle_about(prover, arena, &bundle, question, caller);
    if (proof.answer == PROVE_UNKNOWN)
        return (struct prover_answer){-1, reason_of(question, hung, proof.reason)};
    return (struct prover_answer){proof.answer == PROVE_YES, STR_NONE};
}

struct prover_answer prover_is_denied(struct prover *prover, struct arena *arena,
                                      const struct prover_question *question, const struct prover_policies *hung,
                                      struct str caller, const struct node *node) {
    const struct request_target *target = &question->target;
    struct iam_policy *resource = ARENA_NEW(arena, struct iam_policy);
    *resource = *ask_allow_all(arena, node, STR("*"));
    const struct iam_policy *own = policy_of_resource(arena, hung, target, node);
    resource->open = own->open;
    for (size_t i = 0; i < own->statements.count; i++)
        vec_push(arena, &resource->statements, own->statements.items[i]);
    struct iam_bundle bundle = {.identity = filled_list(arena, question->identity, question->boundary, target,
                                                        ask_allow_all(arena, node, STR_NONE)),
                                .resource = resource};
    struct proof proof = ask_bundle_about(prover, arena, &bundle, question, caller);
    if (proof.answer == PROVE_UNKNOWN)
        return (struct prover_answer){-1, reason_of(question, hung, proof.reason)};
    return (struct prover_answer){proof.answer == PROVE_NO, STR_NONE};
}
