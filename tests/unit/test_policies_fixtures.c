/* Runs fixtures/policies: every file is a list of CASEs (policies/case.h) with the right decision, the item of
 * docs/semantics.md and the page of AWS that says so. The working directory is the root of the repository. */
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

static void run_case(struct arena *arena, const char *path, const struct node *node) {
    struct policy_case policy_case;
    struct str error;
    const struct node *where;
    if (!policy_case_read(arena, node, &policy_case, &error, &where)) {
        fail(path, where, error);
        return;
    }
    const struct node *expected = node_member(node, "decision"), *source = node_member(node, "source");
    if (!expected || !source || !str_starts(source->text, "https://") || !node_member(node, "item")) {
        fail(path, node, STR("needs decision, item and source"));
        return;
    }
    struct iam_answer answer = policy_eval_case(arena, &policy_case);
    if (!node_is_text(expected, iam_decision_name(answer.decision)))
        fail(path, expected,
             str_format(arena, "expected %.*s, got %s: %s", STR_ARG(expected->text), iam_decision_name(answer.decision),
                        answer.reason));
}

static size_t run_file(const char *path) {
    struct arena arena;
    arena_init(&arena);
    struct diags diags;
    diags_init(&diags, &arena);
    struct document *document = document_read(1, str_from(path), read_file(&arena, path), &diags);
    size_t cases = 0;
    CHECK(document->root && document->root->kind == NODE_LIST && diags.list.count == 0);
    node_each(node, document->root) {
        run_case(&arena, path, node);
        cases++;
    }
    document_free(document);
    arena_done(&arena);
    return cases;
}

TEST(policies_fixtures, every_case_has_the_right_decision) {
    struct dirent **entries;
    int count = scandir("fixtures/policies", &entries, NULL, alphasort);
    REQUIRE(count > 0);
    size_t cases = 0;
    for (int i = 0; i < count; i++) {
        char path[400];
        snprintf(path, sizeof path, "fixtures/policies/%s", entries[i]->d_name);
        if (str_ends(str_from(path), ".json"))
            cases += run_file(path);
        free(entries[i]);
    }
    free(entries);
    CHECK(cases > 100);
}
