/* Runs fixtures/policies: every file is a list of CASEs (policies/case.h) with the right decision, the item that it is
 * about and the page of AWS that says so. Items are those of docs/policy.md (S…), each with cases of two decisions at
 * least, and mistakes that other tools make (T…). The prover is asked about the same requests and must say the same.
 * The working directory is the root of the repository. */
#include "analyzer/base/vec.h"
#include "analyzer/source/document.h"
#include "policies/case.h"
#include "policies/prove.h"
#include "tests/unit/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct str read_file(struct arena *arena, const char *path) {
    struct buf buf;
    buf_init(&buf, arena);
    FILE *file = fopen(path, "rb");
    CHECK(file != NULL);
    char space[4096];
    for (size_t size; file && (size = fread(space, 1, sizeof space, file)) > 0;)
        buf_add(&buf, (struct str){space, size});
    if (file)
        fclose(file);
    return buf_str(&buf);
}

static void fail(const char *path, const struct node *node, struct str message) {
    struct position position = document_position(node->document, node->span.start);
    fprintf(stderr, "%s:%u: %.*s\n", path, position.line, STR_ARG(message));
    CU_FAIL("a fixture of fixtures/policies");
}

enum { SEMANTICS = 57, TRAPS = 19 };
/* T18 is an emulator's wrong results without a known cause. */
static bool is_no_semantics(size_t trap) {
    return trap == 18;
}

struct seen {
    struct prover *prover;
    size_t cases;
    unsigned semantics[SEMANTICS + 1]; /* a bit for each decision */
    unsigned traps[TRAPS + 1];
};

static void note_item(struct seen *seen, struct str item, enum iam_decision decision) {
    int64_t number = 0;
    bool good = item.size > 1 && str_integer(str_slice(item, 1, item.size), &number) && number > 0;
    if (good && item.data[0] == 'S' && number <= SEMANTICS)
        seen->semantics[number] |= 1u << decision;
    else if (good && item.data[0] == 'T' && number <= TRAPS)
        seen->traps[number] |= 1u << decision;
    else
        CU_FAIL("a case of an item that there is not");
}

/* ---- the prover about the same request ---- */

/* A key that is not in the request is absent. */
static void fix_key(struct iam_context *context, struct str key) {
    if (!iam_context_has(context, key))
        iam_context_add(context, key);
}

static void fix_variables(struct iam_context *context, struct str text) {
    for (size_t at; (at = str_find(text, STR("${"), 0)) != SIZE_MAX;) {
        size_t end = at + 2;
        while (end < text.size && text.data[end] != '}' && text.data[end] != ',')
            end++;
        fix_key(context, str_slice(text, at + 2, end));
        text = str_slice(text, end, text.size);
    }
}

static void fix_policy(struct iam_context *context, const struct iam_policy *policy) {
    for (size_t i = 0; i < policy->statements.count; i++) {
        const struct iam_statement *statement = &policy->statements.items[i];
        for (size_t j = 0; j < statement->resources.items.count; j++)
            fix_variables(context, statement->resources.items.items[j].text);
        for (size_t j = 0; j < statement->conditions.count; j++) {
            const struct iam_condition *condition = &statement->conditions.items[j];
            fix_key(context, condition->key.text);
            for (size_t k = 0; k < condition->values.count; k++)
                fix_variables(context, condition->values.items[k].text);
        }
    }
}

static void fix_policies(struct iam_context *context, struct iam_policies policies) {
    for (size_t i = 0; i < policies.count; i++)
        fix_policy(context, policies.items[i]);
}

static void fix_levels(struct iam_context *context, struct iam_levels levels) {
    for (size_t i = 0; i < levels.count; i++)
        fix_policies(context, levels.items[i]);
}

/* All keys that the bundle speaks of are as in the request, which leaves nothing open. */
static struct iam_context whole_context(struct arena *arena, const struct policy_case *policy_case) {
    const struct iam_bundle *bundle = &policy_case->bundle;
    struct iam_context context = {.arena = arena};
    for (size_t i = 0; i < policy_case->request.context.entries.count; i++)
        vec_push(arena, &context.entries, policy_case->request.context.entries.items[i]);
    fix_policies(&context, bundle->identity);
    fix_policies(&context, bundle->boundary);
    fix_policies(&context, bundle->session);
    fix_policies(&context, bundle->endpoint);
    fix_levels(&context, bundle->scp);
    fix_levels(&context, bundle->rcp);
    if (bundle->resource)
        fix_policy(&context, bundle->resource);
    return context;
}

/* What is undecided the prover may call unknown or show with a request of its own, but not rule out. */
static void ask_prover(struct seen *seen, struct arena *arena, const char *path, const struct node *node,
                       const struct policy_case *policy_case, enum iam_decision decision) {
    const struct iam_request *request = &policy_case->request;
    if (!request->resource_account.size) /* a question is about a resource of a known account */
        return;
    struct iam_context context = whole_context(arena, policy_case);
    struct prove_question question = {.principal = request->caller.text,
                                      .action = request->action,
                                      .resource = request->resource,
                                      .resource_account = request->resource_account,
                                      .context = &context};
    enum prove_answer allows = prove_allows_some(seen->prover, arena, &policy_case->bundle, &question).answer;
    enum prove_answer denies = prove_denies_some(seen->prover, arena, &policy_case->bundle, &question).answer;
    bool right = decision == IAM_UNDECIDED ? allows != PROVE_NO && denies != PROVE_NO
                 : decision == IAM_ALLOWED ? allows == PROVE_YES && denies == PROVE_NO
                                           : allows == PROVE_NO && denies == PROVE_YES;
    if (!right)
        fail(path, node,
             str_format(arena, "the prover says: %s to \"allowed?\", %s to \"refused?\"", prove_answer_name(allows),
                        prove_answer_name(denies)));
}

static void run_case(struct arena *arena, const char *path, const struct node *node, struct seen *seen) {
    struct policy_case policy_case;
    struct str error;
    const struct node *where;
    if (!policy_case_read(arena, node, NULL, &policy_case, &error, &where)) {
        fail(path, where, error);
        return;
    }
    const struct node *expected = node_member(node, "decision"), *source = node_member(node, "source");
    const struct node *item = node_member(node, "item");
    if (!expected || !source || !str_starts(source->text, "https://docs.aws.amazon.com/") || !item) {
        fail(path, node, STR("needs decision, item and source"));
        return;
    }
    struct iam_answer answer = policy_eval_case(arena, &policy_case);
    seen->cases++;
    note_item(seen, item->text, answer.decision);
    if (!node_is_text(expected, iam_decision_name(answer.decision)))
        fail(path, expected,
             str_format(arena, "expected %.*s, got %s: %s", STR_ARG(expected->text), iam_decision_name(answer.decision),
                        answer.reason));
    ask_prover(seen, arena, path, node, &policy_case, answer.decision);
}

static void run_file(const char *path, struct seen *seen) {
    struct arena arena;
    arena_init(&arena);
    struct diags diags;
    diags_init(&diags, &arena);
    struct document *document = document_read(1, str_from(path), read_file(&arena, path), &diags);
    CHECK(document->root && document->root->kind == NODE_LIST && diags.list.count == 0);
    node_each(node, document->root) run_case(&arena, path, node, seen);
    document_free(document);
    arena_done(&arena);
}

static bool tells_apart(unsigned decisions) {
    return (decisions & (decisions - 1)) != 0;
}

TEST(policies_fixtures, every_case_has_the_right_decision_and_every_item_its_cases) {
    struct dirent **entries;
    int count = scandir("fixtures/policies", &entries, NULL, alphasort);
    REQUIRE(count > 0);
    struct seen seen = {.prover = prover_open()};
    for (int i = 0; i < count; i++) {
        char path[400];
        snprintf(path, sizeof path, "fixtures/policies/%s", entries[i]->d_name);
        if (str_ends(str_from(path), ".json"))
            run_file(path, &seen);
        free(entries[i]);
    }
    free(entries);
    prover_close(seen.prover);
    CHECK(seen.cases > 250);
    for (size_t i = 1; i <= SEMANTICS; i++)
        if (!tells_apart(seen.semantics[i])) {
            fprintf(stderr, "fixtures/policies: nothing tells right from wrong in S%zu\n", i);
            CU_FAIL("an item without a contrast");
        }
    for (size_t i = 1; i <= TRAPS; i++)
        CHECK(seen.traps[i] || is_no_semantics(i));
}
