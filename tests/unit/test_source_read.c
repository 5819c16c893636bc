/* What the readers accept, refuse and say about it. */
#include "analyzer/source/document.h"

#include "analyzer/base/limits.h"
#include "tests/unit/test.h"

#include <string.h>

struct fixture {
    struct arena arena;
    struct diags diags;
    struct document *document;
};

static void read_bytes(struct fixture *fixture, const char *name, struct str bytes) {
    arena_init(&fixture->arena);
    diags_init(&fixture->diags, &fixture->arena);
    fixture->document = document_read(1, str_from(name), bytes, &fixture->diags);
}

static void read_text(struct fixture *fixture, const char *name, const char *text) {
    read_bytes(fixture, name, str_from(text));
}

static void done(struct fixture *fixture) {
    document_free(fixture->document);
    arena_done(&fixture->arena);
}

/* Exactly one diagnostic, LL001, at that place. */
static void check_refused(const char *name, struct str bytes, enum diag_kind kind, uint32_t line, uint32_t column) {
    struct fixture f;
    read_bytes(&f, name, bytes);
    CHECK(f.document->root == NULL);
    CHECK(f.diags.list.count == 1);
    if (f.diags.list.count == 1) {
        const struct diag *diag = &f.diags.list.items[0];
        CHECK(diag->kind == kind);
        CHECK(diag->id && strcmp(diag->id, "LL001") == 0);
        CHECK(diag->document == f.document);
        struct position at = document_position(f.document, diag->span.start);
        if (at.line != line || at.column != column)
            CHECK_STR(str_format(&f.arena, "%u:%u %.*s", at.line, at.column, STR_ARG(diag->message)),
                      str_z(&f.arena, str_format(&f.arena, "%u:%u", line, column)));
    }
    done(&f);
}

static void check_syntax(const char *name, const char *text, uint32_t line, uint32_t column) {
    check_refused(name, str_from(text), DIAG_SYNTAX, line, column);
}

TEST(read, refuses_broken_json_at_the_place) {
    check_syntax("a.json", "{\"a\": {\n  \"b\": [1, 2\n", 3, 1);
    check_syntax("a.json", "", 1, 1);
    check_syntax("a.json", "  \"text\"", 1, 3);
    check_syntax("a.json", "{\"a\": 1,}", 1, 9);
    check_syntax("a.json", "[1,]", 1, 4);
    check_syntax("a.json", "[1 2]", 1, 4);
    check_syntax("a.json", "[01]", 1, 2);
    check_syntax("a.json", "[1.]", 1, 4);
    check_syntax("a.json", "[-]", 1, 3);
    check_syntax("a.json", "[1e+]", 1, 5);
    check_syntax("a.json", "[+1]", 1, 2);
    check_syntax("a.json", "[tru]", 1, 2);
    check_syntax("a.json", "{a: 1}", 1, 2);
    check_syntax("a.json", "{\"a\" 1}", 1, 6);
    check_syntax("a.json", "[\"a\nb\"]", 1, 4);
    check_syntax("a.json", "[\"open]", 1, 2);
    check_syntax("a.json", "[\"\\x\"]", 1, 3);
    check_syntax("a.json", "[\"\\u12g4\"]", 1, 3);
    check_syntax("a.json", "[\"\\u0000\"]", 1, 3);
    check_syntax("a.json", "[\"\\ud83d\"]", 1, 3);
    check_syntax("a.json", "[\"\\ude00\"]", 1, 3);
    check_syntax("a.json", "[] []", 1, 4);
    check_syntax("a.json", "// comment\n{}", 1, 1);
    check_syntax("noname", "{\"a\": 1", 1, 8);
}

TEST(read, refuses_broken_yaml_at_the_place) {
    check_syntax("a.yaml", "a: b: c\n", 1, 5);
    check_syntax("a.yaml", "\xEF\xBB\xBF\xC3\xA9: \xF0\x9F\x98\x80\nb: 'open\n", 2, 4);
    check_syntax("a.yaml", "a:\n\t- b\n", 2, 1);
    check_syntax("a.yaml", "a: [1, 2\nb: c\n", 2, 2);
    check_syntax("a.yaml", "a: 1\n  b: 2\n", 2, 4);
    check_syntax("a.yaml", "a: *nobody\n", 1, 4);
    check_syntax("a.yaml", "a: &x [*x]\n", 1, 8);
    check_syntax("a.yaml", "a: {{ name }}\n", 1, 5);
    check_syntax("a.yaml", "a: \"\\q\"\n", 1, 5);
    check_syntax("a.yaml", "a: @x\n", 1, 4);
    check_syntax("a.yaml", "ok: 1\n---\nb: [\n", 4, 1);
}

TEST(read, refuses_what_is_no_text) {
    check_refused("a.json", STR("{\"a\": \"\xC3(\"}"), DIAG_UNREADABLE, 1, 8);
    check_refused("a.yaml", STR("a: b\nc: \xFF\n"), DIAG_UNREADABLE, 2, 4);
    check_refused("a.yaml", STR("a: b\nc: \0\n"), DIAG_UNREADABLE, 2, 4);
    check_refused("a.yaml", STR("a: b\nc: \x01\n"), DIAG_SYNTAX, 2, 4);
}

TEST(read, bounds_the_depth) {
    char deep[2 * LIMIT_DEPTH + 3];
    for (uint32_t levels = LIMIT_DEPTH; levels <= LIMIT_DEPTH + 1; levels++) {
        memset(deep, '[', levels);
        memset(deep + levels, ']', levels);
        struct str text = {deep, 2 * (size_t)levels};
        struct fixture f;
        read_bytes(&f, "a.json", text);
        CHECK((f.document->root != NULL) == (levels <= LIMIT_DEPTH));
        done(&f);
        read_bytes(&f, "a.yaml", text);
        CHECK((f.document->root != NULL) == (levels <= LIMIT_DEPTH));
        done(&f);
    }
    check_refused("a.json", (struct str){deep, sizeof deep - 1}, DIAG_LIMIT, 1, LIMIT_DEPTH + 1);
    check_refused("a.yaml", (struct str){deep, sizeof deep - 1}, DIAG_LIMIT, 1, LIMIT_DEPTH + 1);
}

/* Each line holds the one before ten times. */
static struct str alias_bomb(struct arena *arena, unsigned lines) {
    struct buf buf;
    buf_init(&buf, arena);
    buf_add_z(&buf, "l0: &l0 x\n");
    for (unsigned i = 1; i <= lines; i++) {
        buf_printf(&buf, "l%u: &l%u [", i, i);
        for (unsigned k = 0; k < 10; k++)
            buf_printf(&buf, "%s*l%u", k ? ", " : "", i - 1);
        buf_add_z(&buf, "]\n");
    }
    return buf_str(&buf);
}

TEST(read, bounds_what_aliases_make) {
    struct arena arena;
    arena_init(&arena);
    struct fixture f;
    read_bytes(&f, "a.yaml", alias_bomb(&arena, 4));
    CHECK(f.document->root != NULL);
    CHECK(f.document->node_count < 100);
    done(&f);
    check_refused("a.yaml", alias_bomb(&arena, 9), DIAG_LIMIT, 7, 45);
    /* A chain: each level holds the one before, so that walks would go deep. */
    struct buf buf;
    buf_init(&buf, &arena);
    buf_add_z(&buf, "l0: &l0 [x]\n");
    for (unsigned i = 1; i < 2 * LIMIT_DEPTH; i++)
        buf_printf(&buf, "l%u: &l%u [*l%u]\n", i, i, i - 1);
    read_bytes(&f, "a.yaml", buf_str(&buf));
    CHECK(f.document->root == NULL && f.diags.list.count == 1 && f.diags.list.items[0].kind == DIAG_LIMIT);
    done(&f);
    arena_done(&arena);
}

TEST(read, reads_the_json_of_aliases_once) {
    struct fixture f;
    read_text(&f, "a.yaml", "a: &a '[1, 2]'\nb: *a\nc: '[1, 2]'\n");
    REQUIRE(f.document->root != NULL);
    const struct node *one = document_embedded(f.document, node_member(f.document->root, "a"), NULL);
    CHECK(one && document_embedded(f.document, node_member(f.document->root, "b"), NULL) == one);
    const struct node *other = document_embedded(f.document, node_member(f.document->root, "c"), NULL);
    CHECK(other && other != one);
    done(&f);
}

TEST(read, bounds_the_size_of_files) {
    struct arena arena;
    arena_init(&arena);
    char *bytes = arena_alloc(&arena, LIMIT_FILE_BYTES + 1);
    memset(bytes, ' ', LIMIT_FILE_BYTES + 1);
    check_refused("a.yaml", (struct str){bytes, LIMIT_FILE_BYTES + 1}, DIAG_LIMIT, 1, 1);
    for (size_t i = 0; i < LIMIT_FILE_BYTES; i++)
        bytes[i] = i % 2 ? '1' : ',';
    bytes[0] = '[';
    struct fixture f;
    read_bytes(&f, "a.json", (struct str){bytes, LIMIT_FILE_BYTES});
    CHECK(f.document->root == NULL && f.diags.list.count == 1 && f.diags.list.items[0].kind == DIAG_LIMIT);
    done(&f);
    arena_done(&arena);
}

TEST(read, tells_duplicate_keys_and_takes_the_last) {
    static const char *const TEXTS[] = {"{\"a\": 1,\n \"b\": 2, \"a\": 3}", "a: 1\nb: 2\n\"a\": 3\n"};
    for (size_t i = 0; i < 2; i++) {
        struct fixture f;
        read_text(&f, i ? "a.yaml" : "a.json", TEXTS[i]);
        REQUIRE(f.document->root != NULL);
        CHECK(f.document->root->child_count == 2);
        CHECK(node_is_text(node_member(f.document->root, "a"), "3"));
        CHECK_STR(f.document->root->first_child->key, "b");
        REQUIRE(f.diags.list.count == 1);
        CHECK(f.diags.list.items[0].kind == DIAG_DUPLICATE_KEY && f.diags.list.items[0].id == NULL);
        CHECK(f.diags.list.items[0].span.start == node_member(f.document->root, "a")->key_span.start);
        CHECK(str_contains(f.diags.list.items[0].message, i ? "1:1" : "1:2"));
        done(&f);
    }
}

TEST(read, bounds_what_it_tells_of_duplicate_keys) {
    struct arena arena;
    arena_init(&arena);
    struct buf buf;
    buf_init(&buf, &arena);
    for (unsigned i = 0; i < 20000; i++)
        buf_add_z(&buf, "a: 1\n");
    struct fixture f;
    read_bytes(&f, "a.yaml", buf_str(&buf));
    CHECK(f.document->root && f.document->root->child_count == 1);
    CHECK(f.diags.list.count == LIMIT_DIAGS_PER_FILE);
    done(&f);
    arena_done(&arena);
}

TEST(read, plain_scalars_have_the_kinds_that_all_readers_agree_on) {
    static const struct {
        const char *text;
        enum node_kind kind;
    } CASES[] = {
        {"", NODE_NULL},         {"~", NODE_NULL},        {"null", NODE_NULL},         {"nULL", NODE_TEXT},
        {"true", NODE_BOOLEAN},  {"FALSE", NODE_BOOLEAN}, {"yes", NODE_TEXT},          {"on", NODE_TEXT},
        {"0", NODE_NUMBER},      {"-12", NODE_NUMBER},    {"1.5", NODE_NUMBER},        {"1e3", NODE_NUMBER},
        {"0123", NODE_TEXT},     {"1_000", NODE_TEXT},    {"0x1F", NODE_TEXT},         {"2012-10-17", NODE_TEXT},
        {"1.2.3", NODE_TEXT},    {"-", NODE_TEXT},        {"012345678901", NODE_TEXT}, {"'1'", NODE_TEXT},
        {"\"true\"", NODE_TEXT},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct arena arena;
        arena_init(&arena);
        struct fixture f;
        read_bytes(&f, "a.yaml", str_format(&arena, "[a, {k: %s}]", CASES[i].text));
        if (strcmp(CASES[i].text, "-") != 0) {
            REQUIRE(f.document->root != NULL);
            CHECK(node_member(node_child(f.document->root, 1), "k")->kind == CASES[i].kind);
        }
        done(&f);
        arena_done(&arena);
    }
}

TEST(read, merges_maps) {
    struct fixture f;
    read_text(&f, "a.yaml",
              "one: &one {a: 1, b: 1, sub: {x: y}}\ntwo: &two\n  b: 2\n  c: 2\nthree:\n  <<: [*one, *two]\n  a: 3\n"
              "four:\n  \"<<\": *one\nfive:\n  <<: text\nsix: *one\n");
    REQUIRE(f.document->root != NULL);
    const struct node *three = node_member(f.document->root, "three");
    CHECK(three->child_count == 4 && !node_member(three, "<<"));
    CHECK(node_is_text(node_member(three, "a"), "3"));
    CHECK(node_is_text(node_member(three, "b"), "1"));
    CHECK(node_is_text(node_member(three, "c"), "2"));
    const struct node *one = node_member(f.document->root, "one");
    CHECK(node_member(three, "sub")->span.start == node_member(one, "sub")->span.start);
    CHECK(node_member(three, "sub")->first_child == node_member(one, "sub")->first_child);
    CHECK(node_member(three, "sub")->index != node_member(one, "sub")->index);
    CHECK(node_member(node_member(f.document->root, "four"), "<<") != NULL);
    CHECK(node_member(node_member(f.document->root, "five"), "<<") != NULL);
    const struct node *six = node_member(f.document->root, "six");
    CHECK(six->kind == NODE_MAP && six->first_child == one->first_child);
    CHECK_STR(node_path(&f.arena, node_member(six, "sub")), "one/sub");
    CHECK(f.diags.list.count == 0);
    done(&f);
}

TEST(read, several_yaml_documents) {
    struct fixture f;
    read_text(&f, "a.yaml", "%YAML 1.1\n---\na: &x 1\n...\n---\nb: 2\n---\n- c\n");
    REQUIRE(f.document->root != NULL);
    const struct node *second = f.document->root->next;
    REQUIRE(second != NULL);
    CHECK(node_is_text(node_member(second, "b"), "2"));
    REQUIRE(second->next != NULL);
    CHECK(second->next->kind == NODE_LIST && !second->next->next);
    done(&f);
    check_syntax("a.yaml", "a: &x 1\n---\nb: *x\n", 3, 4);
}

TEST(read, several_json_values) {
    struct fixture f;
    read_text(&f, "a.jsonl", "{\"a\": 1}\n\n[\n 2\n] {}");
    const struct node *second = f.document->root->next;
    CHECK(second && second->kind == NODE_LIST);
    CHECK(document_position(f.document, second->first_child->span.start).line == 4);
    CHECK(second->next && !second->next->next);
    done(&f);
    check_syntax("a.jsonl", "{} 7", 1, 4);
    check_syntax("a.jsonl", "", 1, 1);
    check_syntax("a.json", "{}\n{}", 2, 1);
    arena_init(&f.arena);
    diags_init(&f.diags, &f.arena);
    f.document = document_read_values(1, STR("a.json"), STR("{}\n{}"), &f.diags);
    CHECK(f.document->root && f.document->root->next);
    done(&f);
}

TEST(read, empty_yaml_has_a_null_root) {
    struct fixture f;
    read_text(&f, "a.yaml", "# nothing\n");
    REQUIRE(f.document->root != NULL);
    CHECK(f.document->root->kind == NODE_NULL && f.document->comments.count == 1 && f.diags.list.count == 0);
    done(&f);
}

TEST(read, chooses_the_format) {
    static const struct {
        const char *name;
        const char *text;
        enum document_format format;
    } CASES[] = {
        {"a.template", " \n{\"a\": 1}", FORMAT_JSON},
        {"a.template", "a: 1", FORMAT_YAML},
        {"a.yaml", "{\"a\": 1}", FORMAT_JSON},
        {"a.yaml", "{a: 1, a: 2}", FORMAT_YAML},
        {"a.yml", "{\"a\": 1, \"a\": 2, b: 3}", FORMAT_YAML},
        {"-", "[1]", FORMAT_JSON},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct fixture f;
        read_text(&f, CASES[i].name, CASES[i].text);
        CHECK(f.document->root != NULL);
        CHECK(f.document->format == CASES[i].format);
        CHECK(f.diags.list.count == (str_contains(str_from(CASES[i].text), "2") ? 1 : 0));
        CHECK(f.document->root && document_node(f.document, 0) == f.document->root);
        done(&f);
    }
}

TEST(read, utf16_by_its_mark) {
    struct fixture f;
    read_bytes(&f, "a.json", STR("\xFF\xFE[\0\"\0\x3D\xD8\x00\xDE\"\0]\0"));
    REQUIRE(f.document->root != NULL);
    CHECK_STR(node_child(f.document->root, 0)->text, "\xF0\x9F\x98\x80");
    done(&f);
    read_bytes(&f, "a.yaml", STR("\xFE\xFF\0a\0:\0 \0b"));
    REQUIRE(f.document->root != NULL);
    CHECK(node_is_text(node_member(f.document->root, "a"), "b"));
    done(&f);
}

TEST(read, comments_are_outside_of_scalars) {
    struct fixture f;
    read_text(&f, "a.yaml",
              "# one\na: b#c # two\nd: '# no' # three\ne: |\n  # no\n # four\nf: [x, # five\n  y]\ng: http://h/#no\n"
              "h: !Sub # six\n  i\nj: \"k\n  # no\"\nl: *m\n");
    CHECK(f.document->root == NULL); /* the alias; what was found before stays */
    done(&f);
    read_text(&f, "a.yaml",
              "# one\na: b#c # two\nd: '# no' # three\ne: |\n  # no\n # four\nf: [x, # five\n  y]\ng: http://h/#no\n"
              "h: !Sub # six\n  i\nj: \"k\n  # no\"\n# seven");
    REQUIRE(f.document->root != NULL);
    static const char *const WORDS[] = {"# one", "# two", "# three", "# four", "# five", "# six", "# seven"};
    REQUIRE(f.document->comments.count == 7);
    for (size_t i = 0; i < 7; i++) {
        const struct comment *comment = &f.document->comments.items[i];
        CHECK_STR(str_slice(f.document->bytes, comment->span.start, comment->span.end), WORDS[i]);
        CHECK(comment->own_line == (i == 0 || i == 3 || i == 6));
    }
    done(&f);
}
