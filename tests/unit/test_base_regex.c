#include "analyzer/base/regex.h"

#include "analyzer/base/arena.h"
#include "tests/unit/test.h"

TEST(base, regex_finds_the_place) {
    struct regex *regex = regex_new(STR("AKIA[0-9A-Z]{16}"), false, NULL, NULL);
    REQUIRE(regex != NULL);
    struct regex_match match;
    CHECK(regex_find(regex, STR("key=AKIAIOSFODNN7EXAMPLE;"), 0, &match) == 1 && match.from == 4 && match.to == 24);
    CHECK(regex_find(regex, STR("key=AKIAIOSFODNN7EXAMPLE;"), 5, &match) == 0);
    CHECK(regex_find(regex, STR("akiaiosfodnn7example"), 0, NULL) == 0);
    CHECK(regex_find(regex, STR("\xFF AKIAIOSFODNN7EXAMPLE"), 0, &match) == 1 && match.from == 2);
    regex_free(regex);
    regex = regex_new(STR("akia"), true, NULL, NULL);
    REQUIRE(regex != NULL);
    CHECK(regex_find(regex, STR("AKIA"), 0, NULL) == 1);
    CHECK(regex_find(regex, STR_NONE, 0, NULL) == 0);
    regex_free(regex);
}

TEST(base, regex_says_what_is_wrong_with_a_pattern) {
    struct arena arena;
    arena_init(&arena);
    struct str error = STR_NONE;
    CHECK(regex_new(STR("a(b"), false, &arena, &error) == NULL);
    CHECK_STR(error, "missing closing parenthesis at offset 3");
    arena_done(&arena);
}

TEST(base, regex_gives_up_instead_of_hanging) {
    struct regex *regex = regex_new(STR("^(a+)+$"), false, NULL, NULL);
    REQUIRE(regex != NULL);
    CHECK(regex_find(regex, STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), 0, NULL) == -1);
    regex_free(regex);
}
