/* Runs fixtures/policies: every file is a list of CASEs (policies/case.h) with the right decision, the item that it is
 * about and the page of AWS that says so. Items are those of docs/policy.md (S…), each with cases of two decisions at
 * least, and mistakes that other tools make (T…). The working directory is the root of the repository. */
#include "analyzer/base/vec.h"
#include "analyzer/source/document.h"
#include "policies/case.h"
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
    struct seen seen = {0};
    for (int i = 0; i < count; i++) {
        char path[400];
        snprintf(path, sizeof path, "fixtures/policies/%s", entries[i]->d_name);
        if (str_ends(str_from(path), ".json"))
            run_file(path, &seen);
        free(entries[i]);
    }
    free(entries);
    CHECK(seen.cases > 250);
    for (size_t i = 1; i <= SEMANTICS; i++)
        if (!tells_apart(seen.semantics[i])) {
            fprintf(stderr, "fixtures/policies: nothing tells right from wrong in S%zu\n", i);
            CU_FAIL("an item without a contrast");
        }
    for (size_t i = 1; i <= TRAPS; i++)
        CHECK(seen.traps[i] || is_no_semantics(i));
}
