/* Whether a role may do what another policy does not grant: a guardrail, an upper bound written as a policy. */
#include "analyzer/facts/prover/prover.h"

#include "policies/ask.h"

static struct iam_policies filled(struct arena *arena, const struct prover_policies *policies,
                                  const struct request_target *target) {
    const struct iam_policy **items = arena_alloc_array(arena, policies->list.count + 1, sizeof *items);
    for (size_t i = 0; i < policies->list.count; i++)
        items[i] = prover_fill_policy(arena, policies->list.items[i], target);
    return (struct iam_policies){items, policies->list.count};
}

static struct str reason_of(const struct prover_question *question, const struct prover_policies *base,
                            const char *reason) {
    const struct prover_policies *all[] = {question->identity, question->boundary, base};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (size_t j = 0; j < all[i]->list.count; j++)
            if (all[i]->list.items[j]->open)
                return all[i]->list.items[j]->reason;
    return str_from(reason);
}

struct prover_answer prover_goes_beyond(struct prover *prover, struct arena *arena,
                                        const struct prover_question *question, const struct prover_policies *base) {
    /* A made-up name may turn out to be one that the guardrail means. */
    struct request_target target = {.any = true, .open_names = true, .partial = STR("*"), .glob = STR("*")};
    if (question->identity->list.count == 0)
        return (struct prover_answer){0, STR_NONE};
    const struct iam_policy *delegation =
        ask_allow_all(arena, question->identity->list.items[0]->node, STR(ASK_ACCOUNT));
    struct iam_bundle more = {.identity = filled(arena, question->identity, &target),
                              .boundary = filled(arena, question->boundary, &target),
                              .resource = delegation};
    struct iam_bundle less = {.identity = filled(arena, base, &target), .resource = delegation};
    struct iam_context context = {.arena = arena};
    iam_context_add(&context, STR("aws:username")); /* absent: sessions of roles have none (S48) */
    struct prove_question asks = {.principal = STR(ASK_CALLER),
                                  .action = question->action,
                                  .resource = question->target.none ? STR("*") : STR_NONE,
                                  .resource_account = STR(ASK_ACCOUNT),
                                  .context = &context,
                                  .any_caller = true};
    struct proof proof = prove_exceeds(prover, arena, &more, &less, &asks);
    if (question->ret_witness && proof.has_request)
        *question->ret_witness = proof.request;
    if (proof.answer == PROVE_UNKNOWN)
        return (struct prover_answer){-1, reason_of(question, base, proof.reason)};
    return (struct prover_answer){proof.answer == PROVE_YES, STR_NONE};
}
