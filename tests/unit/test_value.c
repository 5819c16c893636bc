#include "analyzer/base/limits.h"
#include "analyzer/source/value.h"
#include "tests/unit/test.h"

#include <string.h>

static const struct value *text(struct arena *arena, const char *bytes) {
    return value_new_text(arena, NULL, str_from(bytes));
}

static const struct value *unknown(struct arena *arena, const char *identity, const char *reason) {
    return value_new_unknown(arena, NULL, str_from(identity), str_from(reason));
}

static const struct value *map_of(struct arena *arena, const char *key, const struct value *member, bool open) {
    struct value_member *members = arena_alloc(arena, sizeof *members);
    members[0] = (struct value_member){.key = str_from(key), .value = member};
    return value_new_members(arena, NULL, VALUE_MAP, members, 1, open, STR("a macro"));
}

TEST(value, members_of_known_open_and_unknown) {
    struct arena arena;
    arena_init(&arena);
    const struct value *closed = map_of(&arena, "A", text(&arena, "1"), false);
    CHECK(value_is_text(value_member(closed, "A"), "1"));
    CHECK(value_member(closed, "B")->kind == VALUE_ABSENT);
    const struct value *open = map_of(&arena, "A", text(&arena, "1"), true);
    CHECK(value_is_text(value_member(open, "A"), "1"));
    CHECK(value_member(open, "B")->kind == VALUE_UNKNOWN);
    CHECK_STR(value_member(open, "B")->reason, "a macro");
    const struct value *parameter = unknown(&arena, "param:P", "no default");
    const struct value *member = value_member(parameter, "X");
    CHECK(member->kind == VALUE_UNKNOWN && member->identity.size == 0);
    CHECK_STR(member->reason, "no default");
    CHECK(value_member(text(&arena, "x"), "X")->kind == VALUE_ABSENT);
    CHECK(value_member(&VALUE_NOTHING, "X")->kind == VALUE_ABSENT);
    arena_done(&arena);
}

TEST(value, path_through_maps) {
    struct arena arena;
    arena_init(&arena);
    const struct value *value = map_of(&arena, "A", map_of(&arena, "B", text(&arena, "x"), false), false);
    CHECK(value_is_text(value_at(value, "A.B"), "x"));
    CHECK(value_at(value, "A.C")->kind == VALUE_ABSENT);
    CHECK(value_at(value, "C.B")->kind == VALUE_ABSENT);
    CHECK(value_at(map_of(&arena, "A", unknown(&arena, "", "why"), false), "A.B.C")->kind == VALUE_UNKNOWN);
    arena_done(&arena);
}

TEST(value, presence_is_three_valued) {
    struct arena arena;
    arena_init(&arena);
    CHECK(value_presence(&VALUE_NOTHING) == 0 && !value_is_present(&VALUE_NOTHING));
    CHECK(value_presence(text(&arena, "")) == 1);
    CHECK(value_presence(unknown(&arena, "param:P", "")) == 1);
    CHECK(value_presence(unknown(&arena, "", "")) == -1 && !value_is_present(unknown(&arena, "", "")));
    CHECK(value_presence(value_new_reference(&arena, NULL, STR("Q"), STR_NONE)) == 1);
    arena_done(&arena);
}

TEST(value, concat_merges_flattens_and_collapses) {
    struct arena arena;
    arena_init(&arena);
    const struct value *inner[] = {text(&arena, "a"), unknown(&arena, "param:P", "no default"), text(&arena, "b")};
    const struct value *concat = value_new_concat(&arena, NULL, inner, 3);
    REQUIRE(concat->kind == VALUE_CONCAT && concat->count == 3);
    const struct value *outer[] = {text(&arena, "{"), concat, text(&arena, "c"), text(&arena, "d")};
    concat = value_new_concat(&arena, NULL, outer, 4);
    REQUIRE(concat->kind == VALUE_CONCAT && concat->count == 3);
    CHECK_STR(concat->parts[2]->text, "bcd");
    CHECK_STR(value_partial(&arena, concat), "{{a{param:P}bcd");
    CHECK_STR(value_reason(concat), "no default");
    const struct value *known[] = {text(&arena, "a"), &VALUE_NOTHING, text(&arena, "b")};
    CHECK(value_is_text(value_new_concat(&arena, NULL, known, 3), "ab"));
    CHECK(value_new_concat(&arena, NULL, &inner[1], 1)->kind == VALUE_UNKNOWN);
    CHECK(value_is_text(value_new_concat(&arena, NULL, NULL, 0), ""));
    arena_done(&arena);
}

TEST(value, identities_with_braces_stay_one_hole) {
    struct arena arena;
    arena_init(&arena);
    CHECK_STR(value_partial(&arena, unknown(&arena, "import:{param:Env}-x", "")), "{import:(param:Env)-x}");
    CHECK_STR(value_partial(&arena, value_new_reference(&arena, NULL, STR("Q"), STR("Arn"))), "{attr:Q.Arn}");
    arena_done(&arena);
}

TEST(value, text_has_a_bound) {
    struct arena arena;
    arena_init(&arena);
    char *bytes = arena_alloc(&arena, LIMIT_TEXT_BYTES);
    memset(bytes, 'x', LIMIT_TEXT_BYTES);
    const struct value *half = value_new_text(&arena, NULL, (struct str){bytes, LIMIT_TEXT_BYTES / 2 + 1});
    const struct value *parts[] = {half, half};
    CHECK(value_new_concat(&arena, NULL, parts, 2)->kind == VALUE_UNKNOWN);
    arena_done(&arena);
}

TEST(value, numbers_and_booleans) {
    struct arena arena;
    arena_init(&arena);
    int64_t number = 0;
    CHECK(value_integer(text(&arena, "30"), &number) && number == 30);
    CHECK(value_integer(text(&arena, "30.0"), &number) && number == 30);
    CHECK(!value_integer(text(&arena, "30.5"), &number) && !value_integer(text(&arena, ".0"), &number));
    CHECK(!value_integer(unknown(&arena, "", ""), &number));
    CHECK(value_boolean(text(&arena, "True")) == 1 && value_boolean(text(&arena, "false")) == 0);
    CHECK(value_boolean(text(&arena, "yes")) == -1 && value_boolean(&VALUE_NOTHING) == -1);
    arena_done(&arena);
}
