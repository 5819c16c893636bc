#include "policies/arn.h"
#include "policies/search.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>

enum { MOST_GROUPS = 24, MOST_PATTERNS = 24 };

struct problem {
    struct arena arena;
    struct glob globs[MOST_GROUPS][MOST_PATTERNS];
    struct search_group groups[MOST_GROUPS];
    size_t count;
};

/* "!a|b": negated, patterns a and b; a leading ~ ignores case. */
static void add_group(struct problem *problem, const char *text) {
    struct search_group *group = &problem->groups[problem->count];
    struct glob *globs = problem->globs[problem->count++];
    bool fold = false;
    *group = (struct search_group){.globs = globs};
    for (; *text == '!' || *text == '~'; text++) {
        group->negated = group->negated || *text == '!';
        fold = fold || *text == '~';
    }
    struct str rest = str_from(text), head;
    for (bool more = true; more;) {
        more = str_cut(rest, '|', &head, &rest);
        glob_init(&globs[group->count], fold);
        glob_add_pattern(&problem->arena, &globs[group->count++], more ? head : rest);
    }
}

static enum search_result solve(struct str *ret_text, const char *const *groups, struct arena *arena) {
    static struct problem problem;
    problem.count = 0;
    arena_init(&problem.arena);
    for (; *groups; groups++)
        add_group(&problem, *groups);
    enum search_result result = search_find(arena, problem.groups, problem.count, ret_text);
    arena_done(&problem.arena);
    return result;
}

#define EMPTY(...) CHECK(solve(&text, (const char *const[]){__VA_ARGS__, NULL}, &arena) == SEARCH_EMPTY)
#define FOUND(expected, ...)                                                                                           \
    do {                                                                                                               \
        CHECK(solve(&text, (const char *const[]){__VA_ARGS__, NULL}, &arena) == SEARCH_FOUND);                         \
        CHECK_STR(text, expected);                                                                                     \
    } while (0)

TEST(policies_search, decides_the_hard_cases) {
    struct arena arena;
    struct str text = STR_NONE;
    arena_init(&arena);
    EMPTY("foo*?bar", "!foo?*bar");
    EMPTY("ab*b*b*b", "!a*b*b*b");
    FOUND("abbb", "a*b*b*b", "!ab*b*b*b*b");
    EMPTY("*abba*", "!*ab*ba*");
    FOUND("aba", "*aba*", "!*ab*ba*");
    EMPTY("a*", "*b", "??", "!ab");
    EMPTY("x*", "!x|x?*");
    EMPTY("b/*", "!b/|b/?*");
    EMPTY("*", "!|?*");
    FOUND("", "*");
    FOUND("x", "?*", "!a*");
    FOUND("y", "?", "!x|:"); /* a letter that no pattern names */
    EMPTY("s3:G???", "!s3:G*");
    FOUND("s3:G", "s3:G*", "!s3:G???");
    FOUND("s3:Gexample", "s3:G*", "!s3:G???", "!s3:G|s3:G?|s3:G??");
    FOUND("A", "~a", "!a");
    EMPTY("~a", "!a|A");
    FOUND("\xC3\xA9", "\xC3\xA9|\xC3\xA8", "!\xC3\xA8");
    arena_done(&arena);
}

/* Enough of them that texts are looked up: the first that is left is the last, and letter case counts where it should.
 */
#define MANY "a:1|a:2|a:3|a:4|a:5|a:6|a:7|a:8|a:9|b:1|b:2|b:3|b:4|b:5|b:6|b:7|b:8|b:9|c:1"

TEST(policies_search, large_groups_of_texts) {
    struct arena arena;
    struct str text = STR_NONE;
    arena_init(&arena);
    EMPTY(MANY, "!" MANY);
    EMPTY("~" MANY, "!~" MANY);
    FOUND("d:Name", MANY "|d:Name", "!" MANY "|d:name");
    EMPTY("~" MANY "|d:Name", "!~" MANY "|D:nAME");
    EMPTY(MANY "|d:Name", "!~" MANY "|D:nAME");
    FOUND("A:1", "~" MANY "|d:Name", "!" MANY "|d:Name");
    EMPTY(MANY "|d:Name", "!" MANY "|d:N*");
    EMPTY(MANY "|d:Name", MANY "|d:other", "!" MANY);
    FOUND("c:1", MANY, "!a:?|b:1|b:2|b:3|b:4|b:5|b:6|b:7|b:8|b:9|a:10|a:11|a:12|a:13|a:14|a:15|a:16");
    arena_done(&arena);
}

TEST(policies_search, ten_infixes_at_once) {
    struct arena arena;
    struct str text = STR_NONE;
    arena_init(&arena);
    CHECK(solve(&text,
                (const char *const[]){"*a1*", "*b2*", "*c3*", "*d4*", "*e5*", "*f6*", "*g7*", "*h8*", "*i9*", "*j0*",
                                      NULL},
                &arena) == SEARCH_FOUND);
    CHECK(text.size > 0);
    EMPTY("*k1 x*|*k2 x*|*k3 x*", "!*k1 *|*k2 *|*k3 *");
    FOUND("exampley", "*y", "!*0y|*1y|*2y|*3y|*4y|*5y|*6y|*7y|*8y|*9y|y|xy|zy|wy|qy|vy|");
    arena_done(&arena);
}

/* Random Boolean combinations over two letters against all texts up to six letters. */
static uint32_t next_random(uint32_t *random, uint32_t below) {
    *random = *random * 1664525u + 1013904223u;
    return (*random >> 16) % below;
}

static bool holds(const struct problem *problem, struct arena *arena, struct str text) {
    struct glob given;
    glob_init(&given, false);
    glob_add_text(arena, &given, text);
    for (size_t i = 0; i < problem->count; i++) {
        bool any = false;
        for (size_t j = 0; j < problem->groups[i].count; j++)
            any = any || glob_matches(&problem->globs[i][j], &given);
        if (any == problem->groups[i].negated)
            return false;
    }
    return true;
}

TEST(policies_search, agrees_with_enumeration) {
    static const char LETTERS[] = "ab*?", TEXT_LETTERS[] = "abx";
    static struct problem problem;
    uint32_t random = 7;
    size_t wrong = 0;
    for (int round = 0; round < 1500; round++) {
        problem.count = 0;
        arena_init(&problem.arena);
        for (uint32_t groups = 1 + next_random(&random, 4); groups; groups--) {
            char group[40] = "";
            size_t size = 0;
            if (next_random(&random, 2))
                group[size++] = '!';
            for (uint32_t patterns = 1 + next_random(&random, 2); patterns; patterns--) {
                for (uint32_t tokens = next_random(&random, 5); tokens; tokens--)
                    group[size++] = LETTERS[next_random(&random, 4)];
                if (patterns > 1)
                    group[size++] = '|';
            }
            group[size] = '\0';
            add_group(&problem, group);
        }
        struct str text;
        enum search_result result = search_find(&problem.arena, problem.groups, problem.count, &text);
        bool exists = false;
        for (size_t number = 0; number < 1093 && !exists; number++) {
            char space[8];
            size_t size = 0;
            for (size_t rest = number; rest; rest = (rest - 1) / 3)
                space[size++] = TEXT_LETTERS[(rest - 1) % 3];
            exists = holds(&problem, &problem.arena, (struct str){space, size});
        }
        bool right = result == SEARCH_FOUND ? holds(&problem, &problem.arena, text) : !exists;
        wrong += !right || result == SEARCH_BUDGET;
        arena_done(&problem.arena);
    }
    CHECK(wrong == 0);
}

/* The tokens of a reading and the matcher of the reading say the same. */
TEST(policies_search, readings_of_arns_agree_with_the_matcher) {
    static const char *const PATTERNS[] = {"a:*:c:d:e:f", "a:*",       "a:b*c:d:e:f:g", "*:*:*:*:*:*", "a:b:c:d:*:f*",
                                           "a*f",         "a:?:c:*:f", "a:b:c:d:e:*:g", "*",           "a:b:c:d:e?f"};
    static const char *const TEXTS[] = {"a:b:c:d:e:f",   "a:b:c:d:e:f:g", "a:b:c",       "a::c:d:e:f", "a:bxc:d:e:f:g",
                                        "a:b:c:d:e:x:f", "a:b:c:d:x:e:f", "a:b:c:d:e:f", "*",          "a:b:c:d:e:"};
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof PATTERNS / sizeof *PATTERNS; i++)
        for (size_t j = 0; j < sizeof TEXTS / sizeof *TEXTS; j++)
            for (enum arn_reading reading = ARN_PLAIN; reading <= ARN_STRICT; reading++) {
                struct glob pattern, given, read;
                glob_init(&pattern, false);
                glob_init(&given, false);
                glob_add_pattern(&arena, &pattern, str_from(PATTERNS[i]));
                glob_add_text(&arena, &given, str_from(TEXTS[j]));
                bool matches = arn_pattern_matches(&arena, &pattern, &given, reading), found = false;
                if (arn_pattern_in_reading(&arena, &pattern, reading, &read)) {
                    struct str text;
                    struct search_group groups[] = {{&read, 1, false}, {&given, 1, false}};
                    found = search_find(&arena, groups, 2, &text) == SEARCH_FOUND;
                }
                CHECK(matches == found);
            }
    arena_done(&arena);
}
