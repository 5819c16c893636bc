#include "policies/ask.h"

#include "policies/kinds.h"

/* ---- documents that say less ---- */

typedef const struct iam_policy *change(struct arena *arena, const struct catalog_resources *kinds,
                                        const struct iam_policy *policy);

static const struct iam_policy *narrowed(struct arena *arena, const struct catalog_resources *kinds,
                                         const struct iam_policy *policy) {
    return kinds_narrow(arena, kinds, kinds_text_glob, policy);
}

/* Each policy changed; true when one is. */
static bool change_all(struct arena *arena, const struct catalog_resources *kinds, change *change_it,
                       struct iam_policies *policies) {
    const struct iam_policy **items = arena_alloc_array(arena, policies->count, sizeof *items);
    bool changed = false;
    for (size_t i = 0; i < policies->count; i++) {
        const struct iam_policy *other = change_it(arena, kinds, policies->items[i]);
        items[i] = other ? other : policies->items[i];
        changed = changed || other;
    }
    *policies = (struct iam_policies){items, policies->count};
    return changed;
}

/* ---- questions ---- */

struct kind_question {
    struct prover *prover;
    struct arena *arena;
    const struct ask_documents *documents;
    const struct ask_request *request;
};

static struct proof ask_of(const struct kind_question *question, const struct catalog_resources *kinds,
                           const char **ret_why_not) {
    struct arena *arena = question->arena;
    struct ask_documents narrow = *question->documents;
    bool less = change_all(arena, kinds, narrowed, &narrow.policies);
    less = change_all(arena, kinds, narrowed, &narrow.identity) || less;
    struct proof proof = ask_allows(question->prover, arena, &narrow, question->request);
    if (less && proof.answer == PROVE_NO &&
        ask_allows(question->prover, arena, question->documents, question->request).answer == PROVE_YES)
        *ret_why_not = KINDS_OTHER;
    if (proof.answer != PROVE_YES || kinds_meet(arena, kinds, proof.request.resource))
        return proof;
    change_all(arena, kinds, kinds_fence, &narrow.policies);
    proof = ask_allows(question->prover, arena, &narrow, question->request);
    if (proof.answer == PROVE_NO)
        *ret_why_not = KINDS_OTHER;
    return proof;
}

static struct proof ask_without_resource(const struct kind_question *question) {
    struct proof proof = ask_allows(question->prover, question->arena, question->documents, question->request);
    if (proof.answer != PROVE_YES || str_is(proof.request.resource, "*"))
        return proof;
    struct ask_request without = *question->request;
    without.resource = STR("*");
    proof = ask_allows(question->prover, question->arena, question->documents, &without);
    return proof.answer == PROVE_NO ? (struct proof){.answer = PROVE_UNKNOWN, .reason = ASK_ONLY_NAMED} : proof;
}

struct proof ask_allows_of_kind(struct prover *prover, struct catalog *catalog, struct arena *arena,
                                const struct ask_documents *documents, const struct ask_request *request,
                                const char **ret_why_not) {
    const struct kind_question question = {prover, arena, documents, request};
    struct catalog_action action;
    struct catalog_resources kinds = {0};
    if (request->resource.size || documents->type == ASK_TRUST || !catalog ||
        !catalog_action(catalog, request->action, arena, &action))
        return ask_allows(prover, arena, documents, request);
    catalog_resources(catalog, action.id, arena, &kinds);
    return kinds.list.count ? ask_of(&question, &kinds, ret_why_not) : ask_without_resource(&question);
}
