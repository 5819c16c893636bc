/* Any bytes as a CASE and as a policy: read, decided, asked about. Two questions to the prover must agree with the
 * evaluator and with themselves; see docs/policy.md. */
#include "analyzer/source/document.h"
#include "policies/ask.h"
#include "policies/case.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Questions cost time: only small policies are asked about. */
enum { MOST_STATEMENTS = 4, MOST_BYTES = 1500 };

static void ask_about(struct arena *arena, const struct iam_policy *policy) {
    static struct prover *prover; /* starting the solver costs more than most questions */
    if (!prover)
        prover = prover_open();
    const struct iam_policy *items[] = {policy};
    struct ask_documents documents = {ask_type_of(policy), {items, 1}};
    if (ask_exceeds(prover, arena, &documents, &documents).answer == PROVE_YES)
        abort(); /* a policy goes beyond itself */
    struct ask_request request = {.action = STR("s3:GetObject")};
    struct proof proof = ask_allows(prover, arena, &documents, &request);
    if (proof.answer == PROVE_YES) {
        struct iam_bundle bundle = ask_bundle(arena, &documents, proof.request.caller.text);
        if (iam_evaluate(arena, &bundle, &proof.request).decision != IAM_ALLOWED)
            abort(); /* a witness that is none */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena arena;
    struct diags diags;
    arena_init(&arena);
    diags_init(&diags, &arena);
    struct str bytes = {(const char *)data, size};
    struct document *document = document_read(1, STR("fuzz.json"), bytes, &diags);
    if (document->root) {
        struct policy_case policy_case;
        struct str error;
        const struct node *where;
        if (policy_case_read(&arena, document->root, &policy_case, &error, &where))
            policy_eval_case(&arena, &policy_case);
        const struct iam_policy *policy = iam_policy_read(document->root, &arena, NULL, NULL);
        if (policy->statements.count <= MOST_STATEMENTS && size < MOST_BYTES)
            ask_about(&arena, policy);
    }
    document_free(document);
    arena_done(&arena);
    return 0;
}
