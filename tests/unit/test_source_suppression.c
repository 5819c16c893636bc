#include "analyzer/source/suppression.h"

#include "tests/unit/test.h"

struct fixture {
    struct arena arena;
    struct diags diags;
    struct document *document;
    struct suppressions found;
};

static void read_text(struct fixture *fixture, const char *name, const char *text) {
    arena_init(&fixture->arena);
    diags_init(&fixture->diags, &fixture->arena);
    fixture->document = document_read(1, str_from(name), str_from(text), &fixture->diags);
    suppressions_read(fixture->document, &fixture->arena, &fixture->found);
}

static void done(struct fixture *fixture) {
    document_free(fixture->document);
    arena_done(&fixture->arena);
}

static struct str covered(const struct fixture *fixture, size_t number) {
    struct span span = fixture->found.list.items[number].covers;
    return str_slice(fixture->document->bytes, span.start, span.end);
}

TEST(suppression, at_the_end_of_a_line_covers_the_line) {
    struct fixture f;
    read_text(&f, "a.yaml",
              "A:\n  B: x # lambdalint: ignore[IAM001, layer-open(arn:[a,b]:s3)] until=2027-01-31 - why not\n  C: y\n");
    REQUIRE(f.found.list.count == 2);
    const struct suppression *first = &f.found.list.items[0];
    const struct suppression *second = &f.found.list.items[1];
    CHECK_STR(first->verb, "ignore");
    CHECK_STR(first->rule, "IAM001");
    CHECK_STR(first->match, "");
    CHECK_STR(first->reason, "why not");
    CHECK_STR(first->until, "2027-01-31");
    CHECK(first->span.start == 31 && first->span.end == 37);
    CHECK_STR(second->rule, "layer-open");
    CHECK_STR(second->match, "arn:[a,b]:s3");
    CHECK(first->covers.start == 3 && document_position(f.document, first->covers.end).line == 3);
    done(&f);
}

TEST(suppression, alone_on_a_line_covers_the_next_node) {
    struct fixture f;
    read_text(&f, "a.yaml",
              "# lambdalint: ignore[ONE]\n"
              "Top: 1\n"
              "Fn:\n"
              "  # lambdalint: ignore[TWO] reason\n"
              "  # more words\n"
              "\n"
              "  Role:\n"
              "    - a\n"
              "    # lambdalint: ignore[THREE]\n"
              "    - Effect: Allow\n"
              "      Action: b\n"
              "    # lambdalint: ignore[FOUR]\n"
              "  Next: {x: y}\n");
    REQUIRE(f.found.list.count == 4);
    CHECK_STR(covered(&f, 0), "Top: 1");
    CHECK_STR(covered(&f, 1), "Role:\n    - a\n    # lambdalint: ignore[THREE]\n    - Effect: Allow\n      Action: b");
    CHECK_STR(covered(&f, 2), "Effect: Allow\n      Action: b");
    CHECK_STR(covered(&f, 3), "Next: {x: y}");
    done(&f);
}

TEST(suppression, aliases_do_not_disturb_the_order) {
    struct fixture f;
    read_text(&f, "a.yaml", "a: &a {p: 1, q: 2}\nb:\n  - *a\n  # lambdalint: ignore[X]\n  - <<: *a\n    r: 3\n");
    REQUIRE(f.found.list.count == 1);
    CHECK_STR(covered(&f, 0), "<<: *a\n    r: 3");
    done(&f);
}

TEST(suppression, that_is_misspelt_is_noted_with_no_rule) {
    struct fixture f;
    read_text(&f, "a.yaml",
              "A: 1 # lambdalint-ignore: PRM011\n"
              "B: 2 # Lambdalint: ignore[PRM011] x\n"
              "C: 3 # lambdalint ignore[PRM011]\n"
              "D: 4 # lambdalint is run by CI; ignore it\n"
              "E: 5 # see lambdalint-ignore\n");
    REQUIRE(f.found.list.count == 3);
    for (size_t i = 0; i < f.found.list.count; i++)
        CHECK_STR(f.found.list.items[i].rule, "");
    CHECK_STR(f.found.list.items[0].verb, "# lambdalint-ignore: PRM011");
    done(&f);
}

TEST(suppression, of_a_file) {
    struct fixture f;
    read_text(&f, "a.yaml", "# lambdalint: ignore-file[IAM001] generated\r\nA:");
    REQUIRE(f.found.list.count == 1);
    CHECK(f.found.list.items[0].covers.start == 0);
    CHECK(f.found.list.items[0].covers.end > node_member(f.document->root, "A")->span.end);
    CHECK_STR(f.found.list.items[0].reason, "generated");
    done(&f);
}

TEST(suppression, that_makes_no_sense_has_no_rule) {
    struct fixture f;
    read_text(&f, "a.yaml",
              "a: b # lambdalint: ignore\n"
              "c: d # lambdalint: ingore[IAM001]\n"
              "e: f # lambdalint: ignore[IAM001 unclosed\n"
              "g: h # lambdalint: ignore[] reason\n"
              "i: j # lambdalint: ignore[IAM001] until=soon reason\n"
              "k: l # see lambdalint: ignore[IAM001]\n"
              "m: '# lambdalint: ignore[IAM001]'\n"
              "n: |\n  # lambdalint: ignore[IAM001]\n");
    REQUIRE(f.found.list.count == 5);
    for (size_t i = 0; i < 5; i++)
        CHECK_STR(f.found.list.items[i].rule, "");
    CHECK_STR(f.found.list.items[1].verb, "ingore");
    CHECK_STR(f.found.list.items[4].verb, "until=soon");
    done(&f);
}

TEST(suppression, in_metadata) {
    struct fixture f;
    read_text(
        &f, "a.json",
        "{\"Resources\": {\"Fn\": {\"Type\": \"X\", \"Metadata\": {\"lambdalint\": {\"ignore\": [{\"id\": \"IAM001\", "
        "\"match\": \"s3:*\", \"reason\": \"r\", \"until\": \"2030-01-01\"}, \"IAM002\"]}}}},\n"
        " \"Metadata\": {\"lambdalint\": {\"ignore\": {\"id\": \"ALL\"}, \"ingore\": []}}}");
    REQUIRE(f.found.list.count == 4);
    CHECK_STR(f.found.list.items[0].rule, "IAM001");
    CHECK_STR(f.found.list.items[0].match, "s3:*");
    CHECK_STR(f.found.list.items[0].reason, "r");
    CHECK_STR(f.found.list.items[0].until, "2030-01-01");
    CHECK(f.found.list.items[0].covers.start == 15);
    CHECK(f.document->bytes.data[f.found.list.items[0].covers.end - 1] == '}');
    CHECK_STR(f.found.list.items[1].rule, "IAM002");
    CHECK_STR(f.found.list.items[1].reason, "");
    CHECK_STR(f.found.list.items[2].rule, "ALL");
    CHECK(f.found.list.items[2].covers.start == 0);
    CHECK_STR(f.found.list.items[3].verb, "ingore");
    CHECK_STR(f.found.list.items[3].rule, "");
    done(&f);
}

TEST(suppression, many_of_them_take_no_long_time) {
    struct arena arena;
    arena_init(&arena);
    struct buf buf;
    buf_init(&buf, &arena);
    enum { COUNT = 50000 };
    for (unsigned i = 0; i < COUNT; i++)
        buf_printf(&buf, "# lambdalint: ignore[X]\nk%u: v\n", i);
    struct fixture f;
    read_text(&f, "a.yaml", str_z(&arena, buf_str(&buf)));
    REQUIRE(f.found.list.count == COUNT);
    CHECK_STR(covered(&f, COUNT - 1), "k49999: v");
    done(&f);
    arena_done(&arena);
}
