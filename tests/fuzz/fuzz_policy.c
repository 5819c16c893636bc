/* Any bytes as a CASE and as a policy: read, decided, asked about. The prover must agree with the evaluator: a policy
 * does not go beyond itself, a witness is one, and what the prover calls impossible is not allowed to any request made
 * of the policy's own words, neither by the policy nor by it and not by itself without one statement; see
 * docs/policy.md. */
#include "analyzer/source/document.h"
#include "policies/ask.h"
#include "policies/case.h"
#include "policies/pattern.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Questions cost time: only small policies are asked about. */
enum { MOST_STATEMENTS = 4, MOST_BYTES = 1500, MOST_WORDS = 3 };

/* A text that the element matches; of an element that leaves out (NotAction), one that it probably does not. */
static struct str word_of(struct arena *arena, const struct iam_list *list, size_t number, struct str otherwise) {
    if (list->negated || number >= list->items.count)
        return otherwise;
    struct str pattern = list->items.items[number].text;
    struct buf buf;
    buf_init(&buf, arena);
    for (size_t i = 0; i < pattern.size; i++)
        buf_add_char(&buf, pattern.data[i] == '*' || pattern.data[i] == '?' ? 'x' : pattern.data[i]);
    return buf_str(&buf);
}

/* Each key that the statement asks about has the first value that stands there; some keys are in every request. */
static void add_context(struct arena *arena, const struct iam_statement *statement, struct iam_request *request) {
    static const struct {
        const char *key, *value;
    } ALWAYS[] = {
        {"aws:SecureTransport", "true"}, {"aws:CurrentTime", "2026-11-25T00:00:00Z"}, {"aws:EpochTime", "1795564800"}};
    for (size_t i = 0; i < sizeof ALWAYS / sizeof *ALWAYS; i++) {
        struct iam_context_value *entry = iam_context_add(&request->context, str_from(ALWAYS[i].key));
        vec_push(arena, &entry->values, str_from(ALWAYS[i].value));
    }
    for (size_t i = 0; i < statement->conditions.count; i++) {
        const struct iam_condition *condition = &statement->conditions.items[i];
        if (!condition->values.count || !condition->key.known || str_is(condition->operator.text, "Null"))
            continue;
        struct iam_context_value *entry = iam_context_add(&request->context, condition->key.text);
        vec_push(arena, &entry->values, condition->values.items[0].text);
    }
}

/* A request of a statement's own words, by someone that the documents are about. */
static void make_request(struct arena *arena, const struct iam_statement *statement, const struct prove_question *way,
                         struct iam_request *ret_request) {
    iam_request_init(ret_request, arena, way->principal, way->action, way->resource, way->resource_account);
    add_context(arena, statement, ret_request);
    iam_request_derive(ret_request);
}

/* Requests have actions with a service and whole ARNs, or no resource. */
static bool is_request(struct str action, struct str resource) {
    return pattern_matches(STR("?*:?*"), action) &&
           (str_is(resource, "*") || pattern_matches(STR("arn:?*:?*:*:*:?*"), resource));
}

static void try_request(struct prover *prover, struct arena *arena, const struct ask_documents *documents,
                        const struct iam_statement *statement, struct str action, struct str resource) {
    struct ask_request question = {.action = action, .resource = resource};
    if (!action.size || !resource.size || ask_allows(prover, arena, documents, &question).answer != PROVE_NO)
        return;
    struct ask_ways ways = ask_ways_of(arena, documents, &question);
    for (size_t i = 0; i < ways.list.count; i++) {
        struct iam_request request;
        struct iam_bundle bundle = ask_bundle(arena, documents, &ways.list.items[i]);
        make_request(arena, statement, &ways.list.items[i], &request);
        if (iam_evaluate(arena, &bundle, &request).decision == IAM_ALLOWED)
            abort(); /* called impossible, and allowed */
    }
}

/* What some statement's own words show: more allows it, and base does not. */
static void try_excess(struct arena *arena, const struct ask_documents *more, const struct ask_documents *base,
                       const struct iam_policy *words) {
    for (size_t i = 0; i < words->statements.count; i++) {
        const struct iam_statement *statement = &words->statements.items[i];
        struct ask_request question = {.action = word_of(arena, &statement->actions, 0, STR("s3:GetObject")),
                                       .resource = word_of(arena, &statement->resources, 0, STR("arn:aws:s3:::x/y"))};
        struct ask_ways ways = ask_ways_of(arena, more, &question);
        for (size_t j = 0; j < ways.list.count && is_request(question.action, question.resource); j++) {
            const struct prove_question *way = &ways.list.items[j];
            struct iam_bundle ours = ask_bundle(arena, more, way), theirs = ask_bundle(arena, base, way);
            struct iam_request request;
            make_request(arena, statement, way, &request);
            enum iam_decision without = iam_evaluate(arena, &theirs, &request).decision;
            if (iam_evaluate(arena, &ours, &request).decision == IAM_ALLOWED && without != IAM_ALLOWED &&
                without != IAM_UNDECIDED)
                abort(); /* called impossible, and found */
        }
    }
}

/* The policy against itself without one of its statements, both ways. */
static void try_without_one(struct prover *prover, struct arena *arena, const struct ask_documents *documents) {
    const struct iam_policy *policy = documents->policies.items[0];
    for (size_t i = 0; i < policy->statements.count && policy->statements.count > 1; i++) {
        struct iam_policy less = *policy;
        less.statements.items = arena_alloc_array(arena, policy->statements.count, sizeof *less.statements.items);
        less.statements.count = 0;
        for (size_t j = 0; j < policy->statements.count; j++)
            if (j != i)
                less.statements.items[less.statements.count++] = policy->statements.items[j];
        const struct iam_policy *items[] = {&less};
        struct ask_documents without = {.type = documents->type, .policies = {items, 1}};
        if (ask_exceeds(prover, arena, documents, &without).answer == PROVE_NO)
            try_excess(arena, documents, &without, policy);
        if (ask_exceeds(prover, arena, &without, documents).answer == PROVE_NO)
            try_excess(arena, &without, documents, policy);
    }
}

static void try_own_words(struct prover *prover, struct arena *arena, const struct ask_documents *documents) {
    const struct iam_policy *policy = documents->policies.items[0];
    for (size_t i = 0; i < policy->statements.count; i++) {
        const struct iam_statement *statement = &policy->statements.items[i];
        for (size_t j = 0; statement->effect == IAM_ALLOW && j < (size_t)MOST_WORDS * MOST_WORDS; j++)
            try_request(prover, arena, documents, statement,
                        word_of(arena, &statement->actions, j / MOST_WORDS, STR("s3:GetObject")),
                        word_of(arena, &statement->resources, j % MOST_WORDS, STR("arn:aws:s3:::x/y")));
    }
}

static void ask_about(struct arena *arena, const struct iam_policy *policy) {
    static struct prover *prover; /* starting the solver costs more than most questions */
    if (!prover)
        prover = prover_open();
    const struct iam_policy *items[] = {policy};
    struct ask_documents documents = {.type = ask_type_of(policy), .policies = {items, 1}};
    if (ask_exceeds(prover, arena, &documents, &documents).answer == PROVE_YES)
        abort(); /* a policy goes beyond itself */
    struct ask_request request = {.action = STR("s3:GetObject")};
    struct proof proof = ask_allows(prover, arena, &documents, &request);
    if (proof.answer == PROVE_YES) {
        struct prove_question shown = {.principal = proof.request.caller.text,
                                       .action = proof.request.action,
                                       .resource = proof.request.resource,
                                       .resource_account = proof.request.resource_account};
        struct iam_bundle bundle = ask_bundle(arena, &documents, &shown);
        if (iam_evaluate(arena, &bundle, &proof.request).decision != IAM_ALLOWED)
            abort(); /* a witness that is none */
    }
    try_own_words(prover, arena, &documents);
    try_without_one(prover, arena, &documents);
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
        if (policy_case_read(&arena, document->root, NULL, &policy_case, &error, &where))
            policy_eval_case(&arena, &policy_case);
        const struct iam_policy *policy = iam_policy_read(document->root, &arena, NULL, NULL);
        if (policy->statements.count <= MOST_STATEMENTS && size < MOST_BYTES)
            ask_about(&arena, policy);
    }
    document_free(document);
    arena_done(&arena);
    return 0;
}
