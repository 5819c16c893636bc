#include "policies/glob.h"
#include "policies/pattern.h"
#include "tests/unit/test.h"

TEST(policies_pattern, matches_globs) {
    CHECK(pattern_matches(STR(""), STR("")));
    CHECK(!pattern_matches(STR(""), STR("a")));
    CHECK(pattern_matches(STR("*"), STR("")));
    CHECK(!pattern_matches(STR("?"), STR("")));
    CHECK(pattern_matches(STR("s3:Get*"), STR("s3:GetObject")));
    CHECK(!pattern_matches(STR("s3:get*"), STR("s3:GetObject")));
    CHECK(pattern_matches_nocase(STR("S3:get*"), STR("s3:GetObject")));
    CHECK(pattern_matches(STR("a*b*c"), STR("abbbcabc")));
    CHECK(!pattern_matches(STR("a*b*c"), STR("abbbcab")));
    CHECK(pattern_matches(STR("iam:Pass?ole"), STR("iam:PassRole")));
    CHECK(pattern_matches(STR("?"), STR("\xC3\xA9"))); /* one character, two bytes */
    CHECK(!pattern_matches(STR("??"), STR("\xC3\xA9")));
    CHECK(pattern_matches(STR("*?"), STR("\xC3\xA9")));
    CHECK(pattern_matches(STR("?"), STR("\xFF")));
    CHECK(pattern_matches(STR("a\\b'\"\\u{41}"), STR("a\\b'\"\\u{41}")));
}

TEST(policies_pattern, covers_the_hard_cases) {
    CHECK(pattern_covers(STR("a*b*b*b"), STR("ab*b*b*b")));
    CHECK(!pattern_covers(STR("ab*b*b*b"), STR("a*b*b*b")));
    CHECK(pattern_covers(STR("foo?*bar"), STR("foo*?bar")));
    CHECK(pattern_covers(STR("foo*?bar"), STR("foo?*bar")));
    CHECK(!pattern_covers(STR("*ab*ba*"), STR("*aba*")));
    CHECK(pattern_covers(STR("*ab*ba*"), STR("*abba*")));
    CHECK(!pattern_covers(STR("*abba*"), STR("*ab*ba*")));
    CHECK(pattern_covers(STR("*"), STR("**")));
    CHECK(pattern_covers(STR("**"), STR("*")));
    CHECK(!pattern_covers(STR("?*"), STR("*")));
    CHECK(pattern_covers(STR("*"), STR("")));
    CHECK(!pattern_covers(STR(""), STR("*")));
    CHECK(pattern_covers(STR("*a????????????????"), STR("*aa????????????????")));
    CHECK(!pattern_covers(STR("*aa????????????????"), STR("*a????????????????")));
    CHECK(pattern_covers(STR("*?"), STR("a*")));
    CHECK(!pattern_covers(STR("arn:aws:s3:::b/*"), STR("arn:aws:s3:::b*")));
    CHECK(pattern_covers(STR("arn:aws:s3:::b*"), STR("arn:aws:s3:::b/*")));
}

TEST(policies_pattern, ten_wildcards_against_ten) {
    struct str outer = STR("*a*b*c*d*e*f*g*h*i*j*"), inner = STR("*ab*bc*cd*de*ef*fg*gh*hi*ij*ja*");
    CHECK(pattern_covers(outer, inner));
    CHECK(!pattern_covers(inner, outer));
    CHECK(pattern_meets(outer, inner));
    struct str long_outer = STR("a*?b*??c*?d*??e*?f*??g*?h*??i*?j*??k");
    struct str long_inner = STR("a*x?b*yy?c*x?d*yy?e*x?f*yy?g*x?h*yy?i*x?j*yy?k");
    CHECK(pattern_covers(long_outer, long_inner));
    CHECK(!pattern_covers(long_inner, long_outer));
}

TEST(policies_pattern, meets) {
    CHECK(pattern_meets(STR("a*"), STR("*b")));
    CHECK(!pattern_meets(STR("a*"), STR("b*")));
    CHECK(pattern_meets(STR("a?c"), STR("ab*")));
    CHECK(!pattern_meets(STR("a?c"), STR("ab*d")));
    CHECK(!pattern_meets(STR("??"), STR("?")));
    CHECK(pattern_meets(STR(""), STR("*")));
    CHECK(!pattern_meets(STR(""), STR("?*")));
}

TEST(policies_pattern, texts_with_holes) {
    CHECK(pattern_partial_matches(STR("arn:{pseudo:AWS::Region}:x"), STR("arn:*:x"), false) == 1);
    CHECK(pattern_partial_matches(STR("arn:{a}:x"), STR("arn:eu:x"), false) == -1);
    CHECK(pattern_partial_matches(STR("arn:{a}:x"), STR("*:y"), false) == 0);
    CHECK(pattern_partial_matches(STR("{a}"), STR("*"), false) == 1);
    CHECK(pattern_partial_matches(STR("{a}"), STR("?*"), false) == -1);
    CHECK(pattern_partial_matches(STR("a{{b}}"), STR("a{b}"), false) == 1);
    CHECK(pattern_partial_matches(STR("a*"), STR("ab"), false) == 0); /* the star of the text is a character */
    CHECK(pattern_partial_matches(STR("LAMBDA:{x}"), STR("lambda:*"), true) == 1);
    CHECK(pattern_partial_matches(STR("LAMBDA:Invoke"), STR("lambda:*e"), true) == 1);
    CHECK(pattern_partial_matches(STR("LAMBDA:Invoke"), STR("lambda:*e"), false) == 0);
    CHECK(pattern_partial_matches(STR("a}b"), STR("a}b"), false) == 1);
    CHECK(pattern_partial_matches(STR("{unclosed"), STR("x"), false) == -1);
    CHECK(pattern_partial_matches(STR("{ref:Bucket}/home"), STR("*${*"), false) == 0); /* no name has a variable */
    CHECK(pattern_partial_matches(STR("{attr:Bucket.Arn}/${{aws:username}}"), STR("*${*}*"), false) == 1);
    CHECK(pattern_partial_matches(STR("${{aws:username{ref:Bucket}"), STR("*${*}*"), false) == 0);
    CHECK(pattern_partial_matches(STR("{param:Path}/home"), STR("*${*"), false) == -1);
    CHECK(pattern_partial_matches(STR(""), STR(""), false) == 1);
    CHECK(pattern_partial_matches(STR("[*]"), STR("[?]"), false) == 1); /* brackets are themselves */
}

TEST(policies_pattern, characters_that_are_wildcards_elsewhere) {
    static const struct {
        const char *partial, *glob;
        int answer;
    } CASES[] = {
        {"*", "[*]", 1},
        {"a", "[*]", 0},
        {"*", "[?]", 0},
        {"a*b", "*[*]*", 1},
        {"ab", "*[*]*", 0},
        {"{param:X}", "*[*]*", -1},
        {"{ref:X}", "*[*]*", 0},
        {"{attr:X.Arn}", "[*]", 0},
        {"{attr:X.Arn}*", "*[*]*", 1},
        {"{attr:X.Arn}", "?*", -1},
        {"{attr:X.Arn}/?", "*/[?]", 1},
        {"arn:{pseudo:AWS::Partition}:x:{param:Y}", "arn:*:x:*[*]", -1},
        {"arn:{pseudo:AWS::Partition}:x:{ref:Y}", "arn:*:x:*[*]", 0},
        {"arn:{pseudo:AWS::Partition}:iam::{pseudo:AWS::AccountId}:role/*", "arn:*:iam::*:role/[*]", 1},
        {"[", "[", 1},
        {"[x]", "[?]", 0},
        {"[x]", "[x]", 1},
        {"", "[*]", 0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        CHECK(pattern_partial_matches_escaped(str_from(CASES[i].partial), str_from(CASES[i].glob), false) ==
              CASES[i].answer);
}

/* Every text over {a, b} of up to six letters: enough to tell apart all patterns of up to four tokens over the same
 * letters (a third letter is needed where only wildcards match: c). */
enum { TEXTS = 1 + 3 + 9 + 27 + 81 + 243 + 729, LONGEST = 6, PATTERN_TOKENS = 4 };

struct texts {
    char bytes[TEXTS][LONGEST + 1];
    size_t sizes[TEXTS];
};

static void all_texts(struct texts *texts) {
    size_t count = 1;
    texts->sizes[0] = 0;
    for (size_t from = 0, to = 1, length = 1; length <= LONGEST; length++) {
        for (size_t i = from; i < to; i++)
            for (char c = 'a'; c <= 'c'; c++, count++) {
                for (size_t k = 0; k < texts->sizes[i]; k++)
                    texts->bytes[count][k] = texts->bytes[i][k];
                texts->bytes[count][length - 1] = c;
                texts->sizes[count] = length;
            }
        from = to;
        to = count;
    }
}

static struct str number_to_pattern(size_t number, char *space) {
    static const char ALPHABET[] = "ab*?";
    size_t size = 0;
    for (; number; number = (number - 1) / 4)
        space[size++] = ALPHABET[(number - 1) % 4];
    return (struct str){space, size};
}

static void check_pair(const struct texts *texts, struct str outer, struct str inner, size_t *ret_wrong) {
    bool covered = true, meets = false;
    for (size_t i = 0; i < TEXTS; i++) {
        struct str text = {texts->bytes[i], texts->sizes[i]};
        bool in_inner = pattern_matches(inner, text), in_outer = pattern_matches(outer, text);
        covered = covered && (!in_inner || in_outer);
        meets = meets || (in_inner && in_outer);
    }
    if (covered != pattern_covers(outer, inner) || meets != pattern_meets(outer, inner))
        ++*ret_wrong;
}

TEST(policies_pattern, agrees_with_enumeration) {
    static struct texts texts;
    all_texts(&texts);
    size_t patterns = 1 + 4 + 16 + 64 + 256, wrong = 0;
    /* All pairs would be 116,000; a stride that is coprime with the count visits a spread of them. */
    for (size_t i = 0; i < patterns; i++)
        for (size_t j = i % 29; j < patterns; j += 29) {
            char a[PATTERN_TOKENS + 1], b[PATTERN_TOKENS + 1];
            check_pair(&texts, number_to_pattern(i, a), number_to_pattern(j, b), &wrong);
        }
    CHECK(wrong == 0);
}

TEST(policies_pattern, glob_and_pattern_agree_on_random_texts) {
    static const char ALPHABET[] = "aAb*?";
    uint32_t random = 12345;
    for (int round = 0; round < 20000; round++) {
        char pattern[12], text[12];
        size_t sizes[2];
        char *spaces[2] = {pattern, text};
        for (int k = 0; k < 2; k++) {
            random = random * 1664525u + 1013904223u;
            sizes[k] = (random >> 16) % 12;
            for (size_t i = 0; i < sizes[k]; i++) {
                random = random * 1664525u + 1013904223u;
                spaces[k][i] = ALPHABET[(random >> 16) % (k ? 3 : 5)];
            }
        }
        struct arena arena;
        arena_init(&arena);
        bool fold = round % 2;
        struct glob g, t;
        glob_init(&g, fold);
        glob_init(&t, fold);
        struct str p = {pattern, sizes[0]}, x = {text, sizes[1]};
        glob_add_pattern(&arena, &g, p);
        glob_add_text(&arena, &t, x);
        bool expected = fold ? pattern_matches_nocase(p, x) : pattern_matches(p, x);
        CHECK(glob_matches(&g, &t) == expected);
        CHECK(glob_covers(&g, &t) == expected);
        CHECK(glob_meets(&g, &t) == expected);
        arena_done(&arena);
    }
}

/* Patterns of up to seven of the letters. */
static struct str random_pattern(uint32_t *random, char *space) {
    static const char LETTERS[] = "ab:*?";
    size_t size = 0;
    *random = *random * 1664525u + 1013904223u;
    for (size_t wanted = (*random >> 16) % 8; size < wanted; size++) {
        *random = *random * 1664525u + 1013904223u;
        space[size] = LETTERS[(*random >> 16) % 5];
    }
    return (struct str){space, size};
}

TEST(policies_pattern, short_cuts_say_what_automata_say) {
    uint32_t random = 4711;
    for (int round = 0; round < 20000; round++) {
        char left[8], right[8];
        struct str a = random_pattern(&random, left), b = random_pattern(&random, right);
        struct arena arena;
        struct glob x, y;
        arena_init(&arena);
        glob_init(&x, false);
        glob_init(&y, false);
        glob_add_pattern(&arena, &x, a);
        glob_add_pattern(&arena, &y, b);
        CHECK(pattern_covers(a, b) == glob_covers(&x, &y));
        CHECK(pattern_meets(a, b) == glob_meets(&x, &y));
        arena_done(&arena);
    }
}
