/* Containment. Let z be a letter that occurs in no pattern. If outer matches every word of inner in which each wildcard
 * of inner is filled with z only, then it matches every word of inner: outer's literals never match z, so each z is
 * matched by a wildcard, which matches any other letter as well. Hence inner is read as a text of letters and "any
 * number of z", and the position sets of outer (a chain automaton with loops) are followed along it. Only the runs of z
 * branch; of the sets that can be reached at one place only the minimal ones matter, because a larger set accepts more.
 *
 * Intersection. Two positions, one in each pattern, can be reached together: a table row by row. */
#include "policies/glob.h"

#include "analyzer/base/vec.h"
#include "analyzer/source/value.h"

#include <string.h>

void glob_init(struct glob *glob, bool fold) {
    *glob = (struct glob){.fold = fold};
}

static void append(struct arena *arena, struct glob *glob, uint32_t token) {
    if (glob->count == glob->capacity) {
        size_t capacity = glob->capacity ? glob->capacity * 2 : 16;
        glob->tokens =
            arena_grow(arena, glob->tokens, glob->capacity * sizeof *glob->tokens, capacity * sizeof *glob->tokens);
        glob->capacity = capacity;
    }
    glob->tokens[glob->count++] = token;
}

void glob_add(struct arena *arena, struct glob *glob, uint32_t token) {
    if (glob->fold)
        token = glob_folded(token);
    bool after_star = glob->count && glob->tokens[glob->count - 1] == GLOB_STAR;
    if (after_star && token == GLOB_STAR)
        return;
    append(arena, glob, token);
    if (after_star && token == GLOB_ANY) {
        glob->tokens[glob->count - 2] = GLOB_ANY;
        glob->tokens[glob->count - 1] = GLOB_STAR;
    }
}

/* One character at *position, which moves behind it. */
static uint32_t next_character(struct str text, size_t *position) {
    const unsigned char *bytes = (const unsigned char *)text.data + *position;
    size_t left = text.size - *position;
    size_t length = bytes[0] < 0x80 ? 1 : bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : bytes[0] >= 0xC2 ? 2 : 0;
    bool good = length > 0 && length <= left && bytes[0] < 0xF5;
    for (size_t i = 1; good && i < length; i++)
        good = (bytes[i] & 0xC0) == 0x80;
    if (!good) {
        *position += 1;
        return GLOB_BAD_BYTE + bytes[0];
    }
    *position += length;
    if (length == 1)
        return bytes[0];
    uint32_t character = bytes[0] & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++)
        character = character << 6 | (bytes[i] & 0x3Fu);
    return character;
}

void glob_add_text(struct arena *arena, struct glob *glob, struct str text) {
    for (size_t i = 0; i < text.size;)
        glob_add(arena, glob, next_character(text, &i));
}

void glob_add_pattern(struct arena *arena, struct glob *glob, struct str pattern) {
    for (size_t i = 0; i < pattern.size;) {
        uint32_t character = next_character(pattern, &i);
        glob_add(arena, glob, character == '*' ? GLOB_STAR : character == '?' ? GLOB_ANY : character);
    }
}

void glob_add_partial(struct arena *arena, struct glob *glob, struct str partial, uint32_t deployed) {
    for (size_t i = 0; i < partial.size;) {
        char c = partial.data[i];
        if ((c == '{' || c == '}') && i + 1 < partial.size && partial.data[i + 1] == c) {
            glob_add(arena, glob, (unsigned char)c);
            i += 2;
        } else if (c == '{') {
            size_t found = str_find(partial, STR("}"), i);
            size_t end = found == SIZE_MAX ? partial.size : found;
            glob_add(arena, glob, value_is_deployed(str_slice(partial, i + 1, end)) ? deployed : GLOB_STAR);
            i = end + 1;
        } else {
            glob_add(arena, glob, next_character(partial, &i));
        }
    }
}

bool glob_has_wildcard(const struct glob *glob) {
    for (size_t i = 0; i < glob->count; i++)
        if (glob->tokens[i] >= GLOB_WILDCARDS)
            return true;
    return false;
}

bool glob_has_borders(const struct glob *glob) {
    bool any = glob->parts;
    for (size_t i = 0; i < glob->count && !any; i++)
        any = glob->tokens[i] == GLOB_STAR_PART || glob->tokens[i] == GLOB_ANY_PART;
    return any;
}

bool glob_is_text(const struct glob *glob, struct str text) {
    size_t at = 0;
    for (size_t i = 0; i < text.size; at++)
        if (at == glob->count || glob->tokens[at] != next_character(text, &i))
            return false;
    return at == glob->count;
}

bool glob_takes(const struct glob *glob, const uint32_t *letters, size_t count) {
    size_t at = 0;
    size_t star = SIZE_MAX, resume = 0; /* the last star seen, and where its text ends so far */
    for (size_t i = 0; i < count;) {
        uint32_t token = at < glob->count ? glob->tokens[at] : 0;
        if (at < glob->count && token == GLOB_STAR) {
            star = at++;
            resume = i;
        } else if (at < glob->count &&
                   (token == GLOB_ANY || token == (glob->fold ? glob_folded(letters[i]) : letters[i]))) {
            at++;
            i++;
        } else if (star != SIZE_MAX) {
            at = star + 1;
            i = ++resume;
        } else {
            return false;
        }
    }
    while (at < glob->count && glob->tokens[at] == GLOB_STAR)
        at++;
    return at == glob->count;
}

bool glob_matches(const struct glob *glob, const struct glob *text) {
    return glob_takes(glob, text->tokens, text->count);
}

/* ---- most pairs, without automata ---- */

static bool is_star(uint32_t token) {
    return token == GLOB_STAR || token == GLOB_STAR_PART;
}

static bool is_any(uint32_t token) {
    return token == GLOB_ANY || token == GLOB_ANY_PART;
}

struct glob_head glob_head_of(const uint32_t *tokens, size_t count) {
    struct glob_head head = {0};
    for (size_t i = 0; i < count && i < sizeof head.letters && tokens[i] < 0x80; i++) {
        head.letters |= (uint64_t)glob_folded(tokens[i]) << 8 * i;
        head.mask |= UINT64_C(0xFF) << 8 * i;
    }
    return head;
}

static bool tokens_meet(uint32_t a, uint32_t b, bool fold) {
    return a == b || is_any(a) || is_any(b) || (fold && glob_folded(a) == glob_folded(b));
}

/* Most pairs differ before their first wildcard. */
static bool heads_meet(const struct glob *a, const struct glob *b, bool fold) {
    for (size_t i = 0; i < a->count && i < b->count && !is_star(a->tokens[i]) && !is_star(b->tokens[i]); i++)
        if (!tokens_meet(a->tokens[i], b->tokens[i], fold))
            return false;
    return true;
}

static size_t star_count(const struct glob *glob) {
    size_t count = 0;
    for (size_t i = 0; i < glob->count; i++)
        count += is_star(glob->tokens[i]);
    return count;
}

/* Without a star all texts are as long as the glob; with one they have at least its other tokens. */
static bool lengths_meet(const struct glob *a, const struct glob *b) {
    size_t a_stars = star_count(a), b_stars = star_count(b);
    return (a_stars || a->count >= b->count - b_stars) && (b_stars || b->count >= a->count - a_stars);
}

/* ---- containment ---- */

/* Sets of positions 0..count of outer, as bits; `words` each. */
struct cover {
    struct arena arena;
    const struct glob *outer;
    size_t words;
};

struct sets {
    VEC(uint64_t *) list;
};

static bool bit(const uint64_t *set, size_t number) {
    return set[number / 64] >> (number % 64) & 1;
}

/* Adds a position and those that stars reach from it without a letter. */
static void add_position(const struct cover *cover, uint64_t *set, size_t position) {
    for (;; position++) {
        set[position / 64] |= UINT64_C(1) << (position % 64);
        if (position == cover->outer->count || cover->outer->tokens[position] != GLOB_STAR)
            return;
    }
}

/* The positions after one letter; GLOB_ANY as the letter is z, which no literal of outer matches. */
static uint64_t *step(struct cover *cover, const uint64_t *set, uint32_t letter) {
    uint64_t *next = arena_alloc_array(&cover->arena, cover->words, sizeof *next);
    for (size_t i = 0; i < cover->outer->count; i++) {
        if (!bit(set, i))
            continue;
        uint32_t token = cover->outer->tokens[i];
        if (token == GLOB_STAR)
            add_position(cover, next, i);
        else if (token == GLOB_ANY || (token == letter && letter != GLOB_ANY))
            add_position(cover, next, i + 1);
    }
    return next;
}

static bool includes(const struct cover *cover, const uint64_t *larger, const uint64_t *smaller) {
    for (size_t i = 0; i < cover->words; i++)
        if (smaller[i] & ~larger[i])
            return false;
    return true;
}

/* Keeps the minimal sets only. False when there are too many. */
static bool sets_add(struct cover *cover, struct sets *sets, uint64_t *set) {
    size_t kept = 0;
    for (size_t i = 0; i < sets->list.count; i++) {
        if (includes(cover, set, sets->list.items[i]))
            return true; /* nothing was dropped yet: a dropped one would include this smaller one */
        if (!includes(cover, sets->list.items[i], set))
            sets->list.items[kept++] = sets->list.items[i];
    }
    sets->list.count = kept;
    vec_push(&cover->arena, &sets->list, set);
    return kept < GLOB_COVER_SETS;
}

/* After any number of z: every set on the way until it stays the same. A set that did not come from a star is gone
 * after `count` letters, and what stars reach has grown to its end by then. */
static bool sets_add_run(struct cover *cover, struct sets *sets, uint64_t *set) {
    for (size_t i = 0; i <= cover->outer->count + 1; i++) {
        if (!sets_add(cover, sets, set))
            return false;
        uint64_t *next = step(cover, set, GLOB_ANY);
        if (memcmp(next, set, cover->words * sizeof *set) == 0)
            return true;
        set = next;
    }
    return true;
}

static bool follow(struct cover *cover, const struct glob *inner) {
    struct sets now = {0};
    uint64_t *start = arena_alloc_array(&cover->arena, cover->words, sizeof *start);
    add_position(cover, start, 0);
    vec_push(&cover->arena, &now.list, start);
    for (size_t i = 0; i < inner->count; i++) {
        struct sets next = {0};
        for (size_t j = 0; j < now.list.count; j++) {
            bool fits = inner->tokens[i] == GLOB_STAR
                            ? sets_add_run(cover, &next, now.list.items[j])
                            : sets_add(cover, &next, step(cover, now.list.items[j], inner->tokens[i]));
            if (!fits)
                return false;
        }
        now = next;
    }
    for (size_t j = 0; j < now.list.count; j++)
        if (!bit(now.list.items[j], cover->outer->count))
            return false;
    return true;
}

bool glob_covers(const struct glob *outer, const struct glob *inner) {
    if (outer->count == 1 && outer->tokens[0] == GLOB_STAR)
        return true;
    if (!glob_has_wildcard(inner))
        return glob_matches(outer, inner);
    bool fold = outer->fold || inner->fold;
    if (!heads_meet(outer, inner, fold) || (star_count(inner) && !star_count(outer)))
        return false;
    struct cover cover = {.outer = outer, .words = outer->count / 64 + 1};
    arena_init(&cover.arena);
    bool covers = follow(&cover, inner);
    arena_done(&cover.arena);
    return covers;
}

/* ---- intersection ---- */

bool glob_meets(const struct glob *a, const struct glob *b) {
    bool fold = a->fold || b->fold;
    if (!heads_meet(a, b, fold) || !lengths_meet(a, b))
        return false;
    struct arena arena;
    arena_init(&arena);
    /* row[j]: positions i of a and j of b can be reached by one text; rows for i and i + 1. */
    bool *row = arena_alloc_array(&arena, b->count + 1, sizeof *row);
    bool *below = arena_alloc_array(&arena, b->count + 1, sizeof *below);
    row[0] = true;
    for (size_t i = 0; i <= a->count; i++) {
        memset(below, 0, (b->count + 1) * sizeof *below);
        uint32_t left = i < a->count ? a->tokens[i] : 0;
        for (size_t j = 0; j <= b->count; j++) {
            if (!row[j])
                continue;
            uint32_t right = j < b->count ? b->tokens[j] : 0;
            bool a_star = i < a->count && is_star(left), b_star = j < b->count && is_star(right);
            if (j < b->count && (b_star || a_star))
                row[j + 1] = true; /* b's star is over, or a's star takes b's letter */
            if (i < a->count && (a_star || b_star))
                below[j] = true;
            if (i < a->count && j < b->count && !a_star && !b_star && tokens_meet(left, right, fold))
                below[j + 1] = true;
        }
        if (i == a->count)
            break;
        bool *swap = row;
        row = below;
        below = swap;
    }
    bool meets = row[b->count];
    arena_done(&arena);
    return meets;
}
