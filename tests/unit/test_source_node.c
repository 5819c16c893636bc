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

TEST(source, generated_nodes_stand_for_their_origin) {
    struct arena arena;
    arena_init(&arena);
    struct diags diags;
    diags_init(&diags, &arena);
    struct document *document = document_read(7, STR("a.yaml"), STR("Fn:\n  Type: X\n"), &diags);
    REQUIRE(document->root != NULL);
    const struct node *fn = node_only_member(document->root);
    REQUIRE(fn != NULL);
    struct node *role = node_new_map(document, fn);
    struct node *list = node_new_list(document, role);
    node_set(role, STR("Policies"), list);
    node_append(list, node_new_boolean(document, list, true));
    node_append(list, node_new_number(document, list, -3));
    node_append(list, node_new_text(document, list, STR("x")));
    CHECK(node_source(list) == fn && node_place(node_child(list, 2)).start == 0);
    CHECK(list->child_count == 3 && node_child(list, 3) == NULL);
    CHECK(node_child(list, 0)->kind == NODE_BOOLEAN && node_is_text(node_child(list, 0), "true"));
    CHECK(node_child(list, 1)->kind == NODE_NUMBER && node_is_text(node_child(list, 1), "-3"));
    CHECK_STR(node_path(&arena, node_child(list, 2)), "Policies/2");
    CHECK(node_id(fn) >> 32 == 7 && document_node(document, (uint32_t)node_id(list)) == list);
    CHECK(node_only_member(list) == NULL && node_member(list, "x") == NULL && node_member(NULL, "x") == NULL);
    CHECK(!node_is_text(NULL, "x"));
    document_free(document);
    arena_done(&arena);
}
