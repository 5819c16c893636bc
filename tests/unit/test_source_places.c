/* Places of nodes and of the parts of their text, for each way in which a scalar can be written. */
#include "analyzer/source/document.h"

#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

#define EMOJI "\xF0\x9F\x98\x80"
#define E_ACUTE "\xC3\xA9"
#define BOM "\xEF\xBB\xBF"

struct fixture {
    struct arena arena;
    struct diags diags;
    struct document *document;
};

static void read_text(struct fixture *fixture, const char *name, const char *text) {
    arena_init(&fixture->arena);
    diags_init(&fixture->diags, &fixture->arena);
    fixture->document = document_read(1, str_from(name), str_from(text), &fixture->diags);
}

static void done(struct fixture *fixture) {
    document_free(fixture->document);
    arena_done(&fixture->arena);
}

static struct str source_of(const struct fixture *fixture, struct span span) {
    return str_slice(fixture->document->bytes, span.start, span.end);
}

/* The source of the first occurrence of a piece of text in a scalar. */
static struct str source_of_text(const struct fixture *fixture, const struct node *scalar, const char *piece) {
    size_t from = str_find(scalar->text, str_from(piece), 0);
    if (from == SIZE_MAX)
        return STR("(not in the text)");
    struct span span = document_text_span(fixture->document, scalar, from, from + strlen(piece));
    return source_of(fixture, span);
}

static bool is_at(const struct fixture *fixture, uint32_t offset, uint32_t line, uint32_t column) {
    struct position position = document_position(fixture->document, offset);
    if (position.line != line || position.column != column)
        fprintf(stderr, "at %u:%u, expected %u:%u\n", position.line, position.column, line, column);
    return position.line == line && position.column == column && position.byte == offset;
}

TEST(places, count_utf16_units_after_bom_and_crlf) {
    struct fixture f;
    read_text(&f, "a.yaml", BOM "a: " EMOJI E_ACUTE " x # c\r\nb: [" EMOJI ", y]\rc: z\n");
    REQUIRE(f.document->root != NULL);
    const struct node *root = f.document->root;
    CHECK_STR(source_of(&f, node_member(root, "a")->span), EMOJI E_ACUTE " x");
    CHECK_STR(source_of(&f, node_member(root, "a")->key_span), "a");
    CHECK(is_at(&f, node_member(root, "a")->key_span.start, 1, 1));
    CHECK(is_at(&f, node_member(root, "a")->span.end, 1, 9)); /* 3 + 2 + 1 + 2 units before it */
    const struct node *y = node_child(node_member(root, "b"), 1);
    CHECK_STR(source_of(&f, y->span), "y");
    CHECK(is_at(&f, y->span.start, 2, 9));
    CHECK_STR(source_of(&f, node_member(root, "c")->span), "z");
    CHECK(is_at(&f, node_member(root, "c")->span.start, 3, 4));
    CHECK(document_line_count(f.document) == 4);
    CHECK_STR(document_line(f.document, 1), "a: " EMOJI E_ACUTE " x # c");
    CHECK_STR(document_line(f.document, 2), "b: [" EMOJI ", y]");
    CHECK_STR(document_line(f.document, 4), "");
    CHECK_STR(document_line(f.document, 5), "");
    CHECK(document_line_start(f.document, 1) == 3);
    REQUIRE(f.document->comments.count == 1);
    CHECK_STR(source_of(&f, f.document->comments.items[0].span), "# c");
    done(&f);
}

TEST(places, of_json) {
    struct fixture f;
    read_text(&f, "a.json", BOM "{\"k\\u00e9\": [1.5e3, true, null],\r\n \"t\": \"" EMOJI "\\\"\\ud83d\\ude00z\"}");
    REQUIRE(f.document->root != NULL);
    CHECK(f.document->format == FORMAT_JSON);
    const struct node *list = node_member(f.document->root, "k" E_ACUTE);
    REQUIRE(list != NULL);
    CHECK_STR(source_of(&f, list->key_span), "\"k\\u00e9\"");
    CHECK_STR(source_of(&f, list->span), "[1.5e3, true, null]");
    CHECK_STR(source_of(&f, node_child(list, 0)->span), "1.5e3");
    const struct node *text = node_member(f.document->root, "t");
    CHECK_STR(text->text, EMOJI "\"" EMOJI "z");
    CHECK_STR(source_of(&f, text->span), "\"" EMOJI "\\\"\\ud83d\\ude00z\"");
    CHECK(is_at(&f, text->span.start, 2, 7));
    CHECK_STR(source_of_text(&f, text, "z"), "z");
    CHECK_STR(source_of_text(&f, text, "\"" EMOJI), "\\\"\\ud83d\\ude00");
    done(&f);
}

TEST(places, of_tagged_and_anchored_scalars) {
    struct fixture f;
    read_text(&f, "a.yaml",
              "a: !Ref  Name\nb: &x !Sub 'q'\nc: !GetAtt\n  - r\n  - s\nd: !Foo\ne: !Sub # why\n  text\n"
              "f: [!Ref a, !If [c, d]]\ng: !!str 12\nh: !Outer\n  !Inner i: j\n");
    REQUIRE(f.document->root != NULL);
    const struct node *root = f.document->root;
    CHECK_STR(source_of(&f, node_member(root, "a")->span), "Name");
    CHECK_STR(node_member(root, "a")->tag, "!Ref");
    CHECK_STR(source_of(&f, node_member(root, "b")->span), "'q'");
    CHECK_STR(node_member(root, "b")->tag, "!Sub");
    CHECK_STR(source_of(&f, node_member(root, "c")->span), "- r\n  - s");
    CHECK_STR(node_member(root, "c")->tag, "!GetAtt");
    CHECK_STR(node_member(root, "d")->tag, "!Foo");
    CHECK(node_member(root, "d")->kind == NODE_NULL);
    CHECK_STR(source_of(&f, node_member(root, "e")->span), "text");
    CHECK_STR(source_of(&f, node_child(node_member(root, "f"), 0)->span), "a");
    CHECK_STR(source_of(&f, node_child(node_member(root, "f"), 1)->span), "[c, d]");
    CHECK_STR(node_child(node_member(root, "f"), 1)->tag, "!If");
    CHECK(node_member(root, "g")->kind == NODE_TEXT);
    CHECK_STR(node_member(root, "g")->tag, "!!str");
    CHECK_STR(node_member(root, "h")->tag, "!Outer");
    done(&f);
}

TEST(places, of_block_lists_and_maps_end_with_their_last_child) {
    struct fixture f;
    read_text(&f, "a.yaml", "a:\n  b:\n    - c\n    - d: e\n\n# far\n\nf:\n- g\n\nh: |\n  text\n\n# end\n");
    REQUIRE(f.document->root != NULL);
    CHECK_STR(source_of(&f, node_member(f.document->root, "a")->span), "b:\n    - c\n    - d: e");
    CHECK_STR(source_of(&f, node_member(f.document->root, "f")->span), "- g");
    CHECK_STR(source_of(&f, node_member(f.document->root, "h")->span), "|\n  text");
    CHECK(f.document->comments.count == 2);
    done(&f);
}

TEST(places, in_quoted_scalars) {
    struct fixture f;
    read_text(&f, "a.yaml",
              "a: 'it''s\r\n\r\n   far, ''x'''\n"
              "b: \"t\\tu\\x41v\\\n     w \\u00e9\n     \\U0001F600 end\"\n");
    REQUIRE(f.document->root != NULL);
    const struct node *a = node_member(f.document->root, "a");
    CHECK_STR(a->text, "it's\nfar, 'x'");
    CHECK_STR(source_of_text(&f, a, "'s"), "''s");
    CHECK_STR(source_of_text(&f, a, "far"), "far");
    CHECK_STR(source_of_text(&f, a, "'x'"), "''x''");
    const struct node *b = node_member(f.document->root, "b");
    CHECK_STR(b->text, "t\tuAvw " E_ACUTE " " EMOJI " end");
    CHECK_STR(source_of_text(&f, b, "A"), "\\x41");
    CHECK_STR(source_of_text(&f, b, "vw"), "v\\\n     w");
    CHECK_STR(source_of_text(&f, b, "w"), "w");
    CHECK_STR(source_of_text(&f, b, E_ACUTE), "\\u00e9");
    CHECK_STR(source_of_text(&f, b, EMOJI), "\\U0001F600");
    CHECK_STR(source_of_text(&f, b, "end"), "end");
    done(&f);
}

TEST(places, in_plain_scalars_over_lines) {
    struct fixture f;
    read_text(&f, "a.yaml", "a: one  \n   two\n\n\n   thr" E_ACUTE "e # no\nb: x\n");
    REQUIRE(f.document->root != NULL);
    const struct node *a = node_member(f.document->root, "a");
    CHECK_STR(a->text, "one two\n\nthr" E_ACUTE "e");
    CHECK_STR(source_of_text(&f, a, "one"), "one");
    CHECK_STR(source_of_text(&f, a, "two"), "two");
    CHECK_STR(source_of_text(&f, a, E_ACUTE "e"), E_ACUTE "e");
    CHECK(is_at(&f, document_text_span(f.document, a, 9, 10).start, 5, 4));
    done(&f);
}

TEST(places, in_literal_scalars) {
    struct fixture f;
    read_text(&f, "a.yaml",
              "a: |  # policy\r\n\r\n    one\r\n      two\r\n\r\n    three\r\n\r\nb: |2-\n    x\n   y\nc: |+\n  k\n\n");
    REQUIRE(f.document->root != NULL);
    const struct node *a = node_member(f.document->root, "a");
    CHECK_STR(a->text, "\none\n  two\n\nthree\n");
    CHECK_STR(source_of(&f, a->span), "|  # policy\r\n\r\n    one\r\n      two\r\n\r\n    three");
    CHECK_STR(source_of_text(&f, a, "one"), "one");
    CHECK_STR(source_of_text(&f, a, "  two"), "  two");
    CHECK(is_at(&f, document_text_span(f.document, a, 5, 10).start, 4, 5));
    CHECK_STR(source_of_text(&f, a, "three"), "three");
    CHECK_STR(source_of_text(&f, a, "three\n"), "three\r\n");
    CHECK(f.document->comments.count == 1);
    const struct node *b = node_member(f.document->root, "b");
    CHECK_STR(b->text, "  x\n y");
    CHECK_STR(source_of_text(&f, b, " y"), " y");
    CHECK_STR(source_of_text(&f, b, "x"), "x");
    CHECK_STR(node_member(f.document->root, "c")->text, "k\n\n");
    done(&f);
}

TEST(places, in_folded_scalars) {
    struct fixture f;
    read_text(&f, "a.yaml",
              "a: >-\n   one\n   two\n\n   three\n\n\n     more\n     lines\n   last\n\nb: >\n\n  x\n  y\n");
    REQUIRE(f.document->root != NULL);
    const struct node *a = node_member(f.document->root, "a");
    CHECK_STR(a->text, "one two\nthree\n\n\n  more\n  lines\nlast");
    CHECK_STR(source_of_text(&f, a, "two"), "two");
    CHECK_STR(source_of_text(&f, a, "three"), "three");
    CHECK_STR(source_of_text(&f, a, "  more"), "  more");
    CHECK_STR(source_of_text(&f, a, "lines"), "lines");
    CHECK_STR(source_of_text(&f, a, "last"), "last");
    CHECK_STR(source_of_text(&f, a, "one two"), "one\n   two");
    const struct node *b = node_member(f.document->root, "b");
    CHECK_STR(b->text, "\nx y\n");
    CHECK_STR(source_of_text(&f, b, "y"), "y");
    done(&f);
}

TEST(places, of_json_in_each_style) {
    static const char *const TEMPLATES[] = {
        "p: '{\"Action\": [\"s3:*\"]}'\n",
        "p: \"{\\\"Action\\\":\\n [\\\"s3:*\\\"]}\"\n",
        "p: |\n  {\n    \"Action\":\n      [\"s3:*\"]\n  }\n",
        "p: >-\n  {\n    \"Action\":\n\n    [\"s3:*\"]}\n",
        "# " EMOJI "\r\np: '{\"Action\":\r\n\r\n    [\"s3:*\"]}'\r\n",
    };
    for (size_t i = 0; i < sizeof TEMPLATES / sizeof *TEMPLATES; i++) {
        struct fixture f;
        read_text(&f, "a.yaml", TEMPLATES[i]);
        REQUIRE(f.document->root != NULL);
        const struct node *scalar = node_member(f.document->root, "p");
        const struct node *policy = document_embedded(f.document, scalar, NULL);
        REQUIRE(policy != NULL);
        CHECK(policy->parent == scalar);
        CHECK(document_embedded(f.document, scalar, NULL) == policy);
        const struct node *action = node_child(node_member(policy, "Action"), 0);
        CHECK_STR(action->text, "s3:*");
        CHECK_STR(source_of(&f, document_text_span(f.document, action, 0, 4)), "s3:*");
        CHECK_STR(source_of(&f, document_text_span(f.document, action, 3, 4)), "*");
        CHECK_STR(node_path(&f.arena, action), "p/Action/0");
        done(&f);
    }
}

TEST(places, of_json_in_json_in_json) {
    struct fixture f;
    read_text(&f, "a.json",
              "{\"p\": \"{\\\"q\\\": \\\"{\\\\\\\"r\\\\\\\": \\\\\\\"\\\\u00e9 \\\\\\\\n end\\\\\\\"}\\\"}\"}");
    REQUIRE(f.document->root != NULL);
    const struct node *first = document_embedded(f.document, node_member(f.document->root, "p"), NULL);
    REQUIRE(first != NULL);
    CHECK_STR(source_of(&f, node_member(first, "q")->key_span), "\\\"q\\\"");
    const struct node *second = document_embedded(f.document, node_member(first, "q"), NULL);
    REQUIRE(second != NULL);
    const struct node *r = node_member(second, "r");
    CHECK_STR(r->text, E_ACUTE " \n end");
    CHECK_STR(source_of_text(&f, r, E_ACUTE), "\\\\u00e9");
    CHECK_STR(source_of_text(&f, r, "\n"), "\\\\\\\\n");
    CHECK_STR(source_of_text(&f, r, "end"), "end");
    CHECK_STR(node_path(&f.arena, r), "p/q/r");
    done(&f);
}

TEST(places, of_errors_in_embedded_json) {
    struct fixture f;
    read_text(&f, "a.yaml", "p: |\n  {\n    \"a\": [1,]\n  }\n");
    REQUIRE(f.document->root != NULL);
    const struct node *scalar = node_member(f.document->root, "p");
    CHECK(document_embedded(f.document, scalar, NULL) == NULL);
    CHECK(f.diags.list.count == 0);
    CHECK(document_embedded(f.document, scalar, &f.diags) == NULL);
    REQUIRE(f.diags.list.count == 1);
    CHECK(is_at(&f, f.diags.list.items[0].span.start, 3, 13));
    done(&f);
}

TEST(places, that_reports_underline) {
    struct fixture f;
    read_text(&f, "a.yaml", "a:\n  - b: c\n  - [d, e]\n  - {}\nf:\ng: h\n");
    REQUIRE(f.document->root != NULL);
    const struct node *root = f.document->root;
    const struct node *a = node_member(root, "a");
    CHECK_STR(source_of(&f, node_place(a)), "a");
    CHECK_STR(source_of(&f, node_place(node_child(a, 0))), "b");
    CHECK_STR(source_of(&f, node_place(node_child(a, 1))), "d");
    CHECK_STR(source_of(&f, node_place(node_child(a, 2))), "{}");
    CHECK_STR(source_of(&f, node_place(node_member(root, "f"))), "f");
    CHECK_STR(source_of(&f, node_place(node_member(root, "g"))), "h");
    const struct node *made = node_new_text(f.document, node_member(root, "g"), STR("other"));
    CHECK_STR(source_of(&f, node_place(made)), "h");
    CHECK_STR(source_of(&f, document_text_span(f.document, made, 1, 2)), "h");
    done(&f);
}
