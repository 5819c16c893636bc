/* Any bytes as a CASE (policies/case.h): all layers that have a say, one concrete request. What the evaluator decides
 * of the request the prover must not call impossible, whether it is asked about that request, about all actions, about
 * all resources, or about what the bundle allows beyond itself without one of its parts; a witness must be a request
 * that was asked about and that shows what it is for. fuzz_policy.c does it for policies alone. */
#include "analyzer/source/document.h"
#include "policies/case.h"
#include "policies/pattern.h"
#include "policies/prove.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Questions cost time: only small bundles are asked about. */
enum { MOST_STATEMENTS = 8, MOST_BYTES = 3000, MOST_CASES = 4 };

struct trial {
    struct arena *arena;
    struct prover *prover;
    struct iam_bundle bundle;
    struct iam_request request;
    struct iam_context own;    /* all keys of the request */
    struct iam_context global; /* those that tell who calls from where: the prover knows some of them by itself */
};

static size_t statements_of(struct iam_policies policies) {
    size_t count = 0;
    for (size_t i = 0; i < policies.count; i++)
        count += policies.items[i]->statements.count;
    return count;
}

static size_t statements_of_levels(struct iam_levels levels) {
    size_t count = 0;
    for (size_t i = 0; i < levels.count; i++)
        count += statements_of(levels.items[i]);
    return count;
}

static bool is_small(const struct iam_bundle *bundle) {
    size_t count = bundle->resource ? bundle->resource->statements.count : 0;
    count += statements_of(bundle->identity) + statements_of(bundle->boundary) + statements_of(bundle->session);
    count += statements_of(bundle->endpoint) + statements_of_levels(bundle->scp) + statements_of_levels(bundle->rcp);
    return count <= MOST_STATEMENTS;
}

/* Requests have actions with a service, whole ARNs or no resource, and an account. */
static bool is_request(const struct iam_request *request) {
    bool whole = pattern_matches(STR("arn:?*:?*:*:*:?*"), request->resource) || str_is(request->resource, "*");
    return pattern_matches(STR("?*:?*"), request->action) && whole && request->resource_account.size &&
           request->caller.kind != IAM_CALLER_UNKNOWN;
}

/* Keys that no request lacks. */
static void add_always(struct arena *arena, struct iam_context *context) {
    static const struct {
        const char *key, *value;
    } KEYS[] = {
        {"aws:SecureTransport", "true"}, {"aws:CurrentTime", "2026-11-25T00:00:00Z"}, {"aws:EpochTime", "1795564800"}};
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
        struct str key = str_from(KEYS[i].key);
        if (iam_context_get(context, key))
            continue;
        struct iam_context_value *entry = iam_context_add(context, key);
        vec_push(arena, &entry->values, str_from(KEYS[i].value));
    }
}

static void split_context(struct trial *trial) {
    trial->own.arena = trial->global.arena = trial->arena;
    for (size_t i = 0; i < trial->request.context.entries.count; i++) {
        const struct iam_context_value *entry = &trial->request.context.entries.items[i];
        if (entry->derived || entry->unknown)
            continue;
        vec_push(trial->arena, &trial->own.entries, *entry);
        if (pattern_matches_nocase(STR("aws:*"), entry->key))
            vec_push(trial->arena, &trial->global.entries, *entry);
    }
}

static enum iam_decision decide(const struct trial *trial, const struct iam_bundle *bundle,
                                const struct iam_request *request) {
    return iam_evaluate(trial->arena, bundle, request).decision;
}

static bool is_refused(enum iam_decision decision) {
    return decision == IAM_EXPLICITLY_DENIED || decision == IAM_IMPLICITLY_DENIED;
}

/* ---- questions that the request is one of ---- */

enum { QUESTIONS = 3 };

static struct prove_question question_of(const struct trial *trial, int number) {
    const struct iam_request *request = &trial->request;
    struct prove_question question = {.principal = request->caller.text,
                                      .action = request->action,
                                      .resource = request->resource,
                                      .resource_account = request->resource_account,
                                      .context = number ? &trial->global : &trial->own};
    if (number == 1)
        question.action = STR_NONE;
    if (number == 2)
        question.resource = STR_NONE;
    return question;
}

static void check_witness(const struct trial *trial, const struct prove_question *question, const struct proof *proof,
                          const struct iam_bundle *allows, const struct iam_bundle *refuses) {
    const struct iam_request *witness = &proof->request;
    if (proof->answer != PROVE_YES)
        return;
    if ((question->action.size && !str_equal_nocase(question->action, witness->action)) ||
        (question->resource.size && !str_equal(question->resource, witness->resource)))
        abort(); /* a witness of another question */
    if ((allows && decide(trial, allows, witness) != IAM_ALLOWED) ||
        (refuses && !is_refused(decide(trial, refuses, witness))))
        abort(); /* a witness that is none */
}

static void try_alone(const struct trial *trial, enum iam_decision decision) {
    for (int i = 0; i < QUESTIONS; i++) {
        struct prove_question question = question_of(trial, i);
        struct proof some = prove_allows_some(trial->prover, trial->arena, &trial->bundle, &question);
        struct proof other = prove_denies_some(trial->prover, trial->arena, &trial->bundle, &question);
        if (decision == IAM_ALLOWED && some.answer == PROVE_NO)
            abort(); /* called impossible, and allowed */
        if (is_refused(decision) && other.answer == PROVE_NO)
            abort(); /* called wholly allowed, and refused */
        check_witness(trial, &question, &some, &trial->bundle, NULL);
        check_witness(trial, &question, &other, NULL, &trial->bundle);
    }
}

/* ---- the bundle without a part ---- */

static struct iam_policies without_last(struct iam_policies policies) {
    return (struct iam_policies){policies.items, policies.count ? policies.count - 1 : 0};
}

/* The first policy without its first statement. */
static struct iam_policies without_first_statement(const struct trial *trial, struct iam_policies policies) {
    if (!policies.count || !policies.items[0]->statements.count)
        return policies;
    struct iam_policy *first = ARENA_NEW(trial->arena, struct iam_policy);
    const struct iam_policy **items = arena_alloc_array(trial->arena, policies.count, sizeof *items);
    *first = *policies.items[0];
    first->statements.items++;
    first->statements.count--;
    for (size_t i = 0; i < policies.count; i++)
        items[i] = i ? policies.items[i] : first;
    return (struct iam_policies){items, policies.count};
}

enum { PARTS = 9 };

static struct iam_bundle without(const struct trial *trial, int part) {
    struct iam_bundle bundle = trial->bundle;
    struct iam_policies resource = {&bundle.resource, bundle.resource ? 1 : 0};
    switch (part) {
    case 0:
        bundle.identity = without_last(bundle.identity);
        break;
    case 1:
        bundle.identity = without_first_statement(trial, bundle.identity);
        break;
    case 2:
        bundle.resource = NULL;
        break;
    case 3:
        if (resource.count)
            bundle.resource = without_first_statement(trial, resource).items[0];
        break;
    case 4:
        bundle.boundary = (struct iam_policies){0};
        break;
    case 5:
        bundle.session = (struct iam_policies){0};
        break;
    case 6:
        bundle.scp.count -= bundle.scp.count > 0;
        break;
    case 7:
        bundle.rcp.count -= bundle.rcp.count > 0;
        break;
    default:
        bundle.endpoint = (struct iam_policies){0};
    }
    return bundle;
}

static void try_beyond(const struct trial *trial, const struct iam_bundle *more, const struct iam_bundle *base,
                       const struct prove_question *question) {
    struct proof proof = prove_exceeds(trial->prover, trial->arena, more, base, question);
    bool beyond =
        decide(trial, more, &trial->request) == IAM_ALLOWED && is_refused(decide(trial, base, &trial->request));
    if (beyond && proof.answer == PROVE_NO)
        abort(); /* called impossible, and found */
    check_witness(trial, question, &proof, more, base);
}

static void try_parts(const struct trial *trial) {
    struct prove_question question = question_of(trial, 1);
    if (prove_exceeds(trial->prover, trial->arena, &trial->bundle, &trial->bundle, &question).answer == PROVE_YES)
        abort(); /* a bundle goes beyond itself */
    for (int part = 0; part < PARTS; part++) {
        struct iam_bundle less = without(trial, part);
        try_beyond(trial, &trial->bundle, &less, &question);
        try_beyond(trial, &less, &trial->bundle, &question);
    }
}

static void try_case(struct arena *arena, const struct node *node) {
    static struct prover *prover; /* starting the solver costs more than most questions */
    struct policy_case policy_case;
    struct str error;
    const struct node *where;
    if (!policy_case_read(arena, node, NULL, &policy_case, &error, &where))
        return;
    add_always(arena, &policy_case.request.context);
    enum iam_decision decision = policy_eval_case(arena, &policy_case).decision;
    if (!is_small(&policy_case.bundle) || !is_request(&policy_case.request))
        return;
    if (!prover)
        prover = prover_open();
    struct trial trial = {
        .arena = arena, .prover = prover, .bundle = policy_case.bundle, .request = policy_case.request};
    split_context(&trial);
    try_alone(&trial, decision);
    try_parts(&trial);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena arena;
    struct diags diags;
    arena_init(&arena);
    diags_init(&diags, &arena);
    struct document *document = document_read(1, STR("fuzz.json"), (struct str){(const char *)data, size}, &diags);
    const struct node *root = document->root;
    size_t cases = 0;
    if (root && size <= MOST_BYTES && root->kind == NODE_LIST) {
        node_each(child, root) {
            if (cases++ < MOST_CASES)
                try_case(&arena, child);
        }
    } else if (root && size <= MOST_BYTES) {
        try_case(&arena, root);
    }
    document_free(document);
    arena_done(&arena);
    return 0;
}
