#include "policies/pattern.h"

#include "policies/glob.h"

static size_t character_size(struct str text, size_t at) {
    size_t size = 1;
    if ((unsigned char)text.data[at] >= 0xC2)
        while (size < 4 && at + size < text.size && ((unsigned char)text.data[at + size] & 0xC0) == 0x80)
            size++;
    return size;
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool is_wildcard(char c) {
    return c == '*' || c == '?';
}

/* Without allocation, because this is what large scans call most: on a mismatch only the last star is tried again,
 * one character further (an earlier one cannot do better). */
static bool matches(struct str pattern, struct str text, bool fold) {
    size_t same = 0; /* what they begin with alike, before the first wildcard */
    while (same < pattern.size && same < text.size && pattern.data[same] == text.data[same] &&
           !is_wildcard(pattern.data[same]))
        same++;
    size_t at = same, star = SIZE_MAX, resume = 0;
    for (size_t i = same; i < text.size;) {
        char token = at < pattern.size ? pattern.data[at] : '\0';
        if (at < pattern.size && token == '*') {
            star = at++;
            resume = i;
        } else if (at < pattern.size && token == '?') {
            at++;
            i += character_size(text, i);
        } else if (at < pattern.size && (token == text.data[i] || (fold && lower(token) == lower(text.data[i])))) {
            at++;
            i++;
        } else if (star != SIZE_MAX) {
            at = star + 1;
            resume += character_size(text, resume);
            i = resume;
        } else {
            return false;
        }
    }
    while (at < pattern.size && pattern.data[at] == '*')
        at++;
    return at == pattern.size;
}

bool pattern_matches(struct str pattern, struct str text) {
    return matches(pattern, text, false);
}

bool pattern_matches_nocase(struct str pattern, struct str text) {
    return matches(pattern, text, true);
}

/* Automata are for what has wildcards on both sides. */
static bool has_wildcard(struct str text) {
    return str_contains(text, "*") || str_contains(text, "?");
}

/* They differ before the first wildcard of either: nothing matches both. */
static bool begin_differently(struct str a, struct str b) {
    size_t i = 0;
    while (i < a.size && i < b.size && a.data[i] == b.data[i] && !is_wildcard(a.data[i]))
        i++;
    return i < a.size && i < b.size && !is_wildcard(a.data[i]) && !is_wildcard(b.data[i]);
}

bool pattern_covers(struct str outer, struct str inner) {
    if (!has_wildcard(inner))
        return matches(outer, inner, false);
    if (str_is(outer, "*"))
        return true;
    if (begin_differently(outer, inner))
        return false;
    struct arena arena;
    arena_init(&arena);
    struct glob a, b;
    glob_init(&a, false);
    glob_init(&b, false);
    glob_add_pattern(&arena, &a, outer);
    glob_add_pattern(&arena, &b, inner);
    bool covers = glob_covers(&a, &b);
    arena_done(&arena);
    return covers;
}

bool pattern_meets(struct str a, struct str b) {
    if (!has_wildcard(b))
        return matches(a, b, false);
    if (!has_wildcard(a))
        return matches(b, a, false);
    if (begin_differently(a, b))
        return false;
    struct arena arena;
    arena_init(&arena);
    struct glob left, right;
    glob_init(&left, false);
    glob_init(&right, false);
    glob_add_pattern(&arena, &left, a);
    glob_add_pattern(&arena, &right, b);
    bool meets = glob_meets(&left, &right);
    arena_done(&arena);
    return meets;
}

/* -- texts with holes ---------------------------------------------------------------------------------------------- */

/* In a text: a hole of any text without the signs of policies. No character, and no wildcard of the algebra. */
#define DEPLOYED (GLOB_BAD_BYTE + 0x100u)

static bool is_character(uint32_t token) {
    return token < GLOB_WILDCARDS && token != DEPLOYED;
}

/* What policies mean by wildcards and variables, and no name, ARN, account or region has. */
static bool is_sign(uint32_t character) {
    return character == '*' || character == '?' || character == '$' || character == '{' || character == '}';
}

/* A character of the pattern in a hole. */
static bool may_hold(uint32_t hole, uint32_t character) {
    return hole == GLOB_STAR || !is_sign(character);
}

static bool meets_character(uint32_t token, uint32_t character) {
    return token == GLOB_ANY || token == character;
}

/* Some filling of the holes of the text matches. row[j]: the text up to here may match j tokens of the pattern. */
static bool some_filling_matches(struct arena *arena, const struct glob *pattern, const struct glob *text) {
    bool *row = arena_alloc_array(arena, pattern->count + 1, sizeof *row);
    row[0] = true;
    for (size_t i = 0; i <= text->count; i++) {
        bool *next = arena_alloc_array(arena, pattern->count + 1, sizeof *next);
        uint32_t piece = i < text->count ? text->tokens[i] : 0;
        bool is_hole = i < text->count && !is_character(piece);
        for (size_t j = 0; j <= pattern->count; j++) {
            uint32_t token = j < pattern->count ? pattern->tokens[j] : 0;
            bool is_star = j < pattern->count && token == GLOB_STAR;
            if (!row[j])
                continue;
            if (is_star || (is_hole && j < pattern->count && (token == GLOB_ANY || may_hold(piece, token))))
                row[j + 1] = true; /* the star is over, or the hole holds it */
            if (is_hole || is_star)
                next[j] = true; /* the hole is over, or the star takes the character */
            else if (j < pattern->count && i < text->count && meets_character(token, piece))
                next[j + 1] = true;
        }
        if (i < text->count)
            row = next;
    }
    return row[pattern->count];
}

static int partial_matches(struct arena *arena, struct str partial, const struct glob *pattern, bool nocase) {
    struct glob text, any;
    glob_init(&text, nocase);
    glob_init(&any, nocase);
    glob_add_partial(arena, &text, partial, DEPLOYED);
    glob_add_partial(arena, &any, partial, GLOB_STAR);
    return glob_covers(pattern, &any) ? 1 : some_filling_matches(arena, pattern, &text) ? -1 : 0;
}

int pattern_partial_matches(struct str partial, struct str glob, bool nocase) {
    bool has_holes = str_contains(partial, "{") || str_contains(partial, "}");
    if (!has_holes)
        return matches(glob, partial, nocase);
    struct arena arena;
    arena_init(&arena);
    struct glob pattern;
    glob_init(&pattern, nocase);
    glob_add_pattern(&arena, &pattern, glob);
    int answer = partial_matches(&arena, partial, &pattern, nocase);
    arena_done(&arena);
    return answer;
}

int pattern_partial_matches_escaped(struct str partial, struct str glob, bool nocase) {
    if (!str_contains(glob, "["))
        return pattern_partial_matches(partial, glob, nocase);
    struct arena arena;
    arena_init(&arena);
    struct glob pattern;
    glob_init(&pattern, nocase);
    for (size_t i = 0; i < glob.size;) {
        struct str rest = str_slice(glob, i, glob.size);
        if (str_starts(rest, "[*]") || str_starts(rest, "[?]")) {
            glob_add_text(&arena, &pattern, str_slice(rest, 1, 2));
            i += 3;
        } else {
            size_t next = str_find(glob, STR("["), i + 1);
            struct str plain = str_slice(glob, i, next == SIZE_MAX ? glob.size : next);
            glob_add_pattern(&arena, &pattern, plain);
            i += plain.size;
        }
    }
    int answer = partial_matches(&arena, partial, &pattern, nocase);
    arena_done(&arena);
    return answer;
}
