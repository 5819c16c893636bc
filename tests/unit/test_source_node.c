#include "analyzer/source/document.h"
#include "tests/unit/test.h"

TEST(source, reads_yaml_into_nodes) {
    struct arena arena;
    arena_init(&arena);
    struct diags diags;
    diags_init(&diags, &arena);
    struct document *document =
        document_read(1, STR("a.yaml"), STR("A:\n  B: [1, !Ref x]\n  C: yes # why\n# end\n"), &diags);
    REQUIRE(document->root != NULL);
    const struct node *a = node_member(document->root, "A");
    const struct node *b = node_member(a, "B");
    CHECK(b->kind == NODE_LIST && b->child_count == 2);
    CHECK(node_child(b, 0)->kind == NODE_NUMBER);
    CHECK_STR(node_child(b, 1)->tag, "!Ref");
    CHECK(node_child(b, 1)->span.start == 17 && node_child(b, 1)->span.end == 18);
    CHECK(node_is_text(node_member(a, "C"), "yes") && node_member(a, "C")->kind == NODE_TEXT);
    CHECK_STR(node_path(&arena, node_child(b, 1)), "A/B/1");
    REQUIRE(document->comments.count == 2);
    CHECK(!document->comments.items[0].own_line && document->comments.items[1].own_line);
    CHECK(diags.list.count == 0);
    document_free(document);
    arena_done(&arena);
}

TEST(source, a_set_on_a_copy_spares_the_original) {
    struct arena arena;
    arena_init(&arena);
    struct diags diags;
    diags_init(&diags, &arena);
    struct document *document = document_read(1, STR("a.json"), STR("{\"a\": {\"b\": 1}}"), &diags);
    REQUIRE(document->root != NULL);
    struct node *a = node_member(document->root, "a");
    struct node *copy = node_new_copy(document, a);
    node_set(copy, STR("c"), node_new_text(document, a, STR("x")));
    node_set(copy, STR("b"), node_new_text(document, a, STR("y")));
    CHECK(a->child_count == 1 && !node_member(a, "c"));
    CHECK(node_is_text(node_member(a, "b"), "1"));
    CHECK(copy->child_count == 2 && node_is_text(node_member(copy, "b"), "y"));
    CHECK(node_place(node_member(copy, "c")).start == 1);
    document_free(document);
    arena_done(&arena);
}
