/* One pattern of a positive group is chosen in turn (the answer is the union over the choices): patterns that share no
 * text with it cannot matter any more, which leaves few of even a large policy's.
 *
 * A state is one position set for each pattern left, and how many colons the text has so far (up to five: the borders
 * of an ARN). Letters that no pattern expects next all behave like one fresh letter, so only those are followed. A
 * state is given up when a positive group has no position left, or a pattern of a negated group can no longer fail. */
#include "policies/search.h"

#include "analyzer/base/vec.h"

#include <string.h>

enum { BORDERS = 5 };

struct pattern {
    const struct glob *glob;
    size_t group;
    size_t word; /* where its position set begins in a state */
};

struct state {
    uint64_t *sets;
    uint32_t parent; /* number of the state before */
    uint32_t letter;
    uint32_t colons;
};

struct search {
    struct arena *arena;
    const struct search_group *groups;
    size_t group_count;
    VEC(struct pattern) patterns;
    size_t words;
    VEC(struct state) states;
    uint32_t *slots; /* hash table: number of a state + 1 */
    size_t slot_count;
    uint32_t fresh;
};

static bool has(const uint64_t *set, size_t position) {
    return set[position / 64] >> (position % 64) & 1;
}

/* The first position at or after `from` that is in the set; count when there is none below it. */
static size_t next_position(const uint64_t *set, size_t from, size_t count) {
    while (from < count) {
        uint64_t rest = set[from / 64] >> (from % 64);
        if (rest)
            return from + (size_t)__builtin_ctzll(rest);
        from = (from / 64 + 1) * 64;
    }
    return count;
}

static bool is_star(uint32_t token) {
    return token == GLOB_STAR || token == GLOB_STAR_PART;
}

/* A position and those that stars reach from it without a letter. */
static void add_position(const struct glob *glob, uint64_t *set, size_t position) {
    for (;; position++) {
        set[position / 64] |= UINT64_C(1) << (position % 64);
        if (position == glob->count || !is_star(glob->tokens[position]))
            return;
    }
}

static void step_pattern(const struct glob *glob, const uint64_t *from, uint64_t *to, uint32_t letter, bool border) {
    for (size_t i = next_position(from, 0, glob->count); i < glob->count; i = next_position(from, i + 1, glob->count)) {
        uint32_t token = glob->tokens[i];
        bool takes = token == GLOB_STAR || token == GLOB_ANY ||
                     (token >= GLOB_WILDCARDS ? !border : token == (glob->fold ? glob_folded(letter) : letter));
        if (takes)
            add_position(glob, to, is_star(token) ? i : i + 1);
    }
}

static bool accepts(const struct glob *glob, const uint64_t *set, uint32_t colons) {
    return has(set, glob->count) && (!glob->parts || colons == BORDERS);
}

static bool is_goal(const struct search *search, const struct state *state) {
    struct arena_mark mark = arena_mark(search->arena);
    bool *matched = arena_alloc_array(search->arena, search->group_count, sizeof *matched);
    for (size_t i = 0; i < search->patterns.count; i++) {
        const struct pattern *pattern = &search->patterns.items[i];
        if (accepts(pattern->glob, state->sets + pattern->word, state->colons))
            matched[pattern->group] = true;
    }
    bool goal = true;
    for (size_t i = 0; goal && i < search->group_count; i++)
        goal = matched[i] != search->groups[i].negated;
    arena_reset(search->arena, mark);
    return goal;
}

/* Whatever follows, the pattern matches: it has reached a last star. */
static bool cannot_fail(const struct glob *glob, const uint64_t *set) {
    return glob->count && !glob->parts && glob->tokens[glob->count - 1] == GLOB_STAR && has(set, glob->count - 1);
}

static bool is_hopeless(const struct search *search, const struct state *state) {
    struct arena_mark mark = arena_mark(search->arena);
    bool *alive = arena_alloc_array(search->arena, search->group_count, sizeof *alive);
    bool hopeless = false;
    for (size_t i = 0; i < search->patterns.count && !hopeless; i++) {
        const struct pattern *pattern = &search->patterns.items[i];
        const uint64_t *set = state->sets + pattern->word;
        if (search->groups[pattern->group].negated)
            hopeless = cannot_fail(pattern->glob, set);
        for (size_t word = 0; word <= pattern->glob->count / 64; word++)
            alive[pattern->group] = alive[pattern->group] || set[word];
    }
    for (size_t i = 0; i < search->group_count && !hopeless; i++)
        hopeless = !search->groups[i].negated && !alive[i];
    arena_reset(search->arena, mark);
    return hopeless;
}

static uint64_t hash_state(const struct search *search, const struct state *state) {
    struct str bytes = {(const char *)state->sets, search->words * sizeof *state->sets};
    return str_hash(bytes) * 31 + state->colons;
}

static void rehash(struct search *search) {
    search->slot_count = search->slot_count ? search->slot_count * 4 : 256;
    search->slots = arena_alloc_array(search->arena, search->slot_count, sizeof *search->slots);
    for (size_t i = 0; i < search->states.count; i++) {
        size_t slot = hash_state(search, &search->states.items[i]) % search->slot_count;
        while (search->slots[slot])
            slot = (slot + 1) % search->slot_count;
        search->slots[slot] = (uint32_t)i + 1;
    }
}

/* Adds the state unless it is known. */
static void visit(struct search *search, struct state state) {
    if (search->states.count * 2 >= search->slot_count)
        rehash(search);
    size_t slot = hash_state(search, &state) % search->slot_count;
    for (; search->slots[slot]; slot = (slot + 1) % search->slot_count) {
        const struct state *other = &search->states.items[search->slots[slot] - 1];
        if (other->colons == state.colons && memcmp(other->sets, state.sets, search->words * sizeof *state.sets) == 0)
            return;
    }
    search->slots[slot] = (uint32_t)search->states.count + 1;
    vec_push(search->arena, &search->states, state);
}

static void follow(struct search *search, size_t from, uint32_t letter) {
    const struct state *state = &search->states.items[from];
    bool border = letter == ':' && state->colons < BORDERS;
    struct state next = {.parent = (uint32_t)from, .letter = letter, .colons = state->colons + border};
    next.sets = arena_alloc_array(search->arena, search->words, sizeof *next.sets);
    for (size_t i = 0; i < search->patterns.count; i++) {
        const struct pattern *pattern = &search->patterns.items[i];
        step_pattern(pattern->glob, state->sets + pattern->word, next.sets + pattern->word, letter, border);
    }
    if (!is_hopeless(search, &next))
        visit(search, next);
}

struct letters {
    VEC(uint32_t) list;
};

static void add_letter(struct search *search, struct letters *letters, uint32_t letter) {
    for (size_t i = 0; i < letters->list.count; i++)
        if (letters->list.items[i] == letter)
            return;
    vec_push(search->arena, &letters->list, letter);
}

/* Letters that some pattern expects next; folded ones in both cases, because an exact pattern may tell them apart. */
static struct letters next_letters(struct search *search, size_t from) {
    struct letters letters = {0};
    for (size_t i = 0; i < search->patterns.count; i++) {
        const struct pattern *pattern = &search->patterns.items[i];
        const uint64_t *set = search->states.items[from].sets + pattern->word;
        size_t count = pattern->glob->count;
        for (size_t at = next_position(set, 0, count); at < count; at = next_position(set, at + 1, count)) {
            uint32_t token = pattern->glob->tokens[at];
            if (token >= GLOB_WILDCARDS)
                continue;
            add_letter(search, &letters, token);
            if (pattern->glob->fold && token >= 'a' && token <= 'z')
                add_letter(search, &letters, token - ('a' - 'A'));
        }
    }
    add_letter(search, &letters, search->fresh);
    add_letter(search, &letters, ':');
    return letters;
}

static bool is_used(const struct search *search, uint32_t letter) {
    for (size_t i = 0; i < search->patterns.count; i++) {
        const struct glob *glob = search->patterns.items[i].glob;
        for (size_t at = 0; at < glob->count; at++)
            if (glob_folded(glob->tokens[at]) == glob_folded(letter))
                return true;
    }
    return false;
}

/* One that is easy to read; and when all of those occur, one that is not. */
static uint32_t fresh_letter(const struct search *search) {
    static const char READABLE[] = "xyzwqvkjuthngmfpbdlc1234567890";
    for (size_t i = 0; READABLE[i]; i++)
        if (!is_used(search, (unsigned char)READABLE[i]))
            return (unsigned char)READABLE[i];
    uint32_t letter = 0xE0;
    while (is_used(search, letter))
        letter++;
    return letter;
}

static void add_utf8(struct buf *buf, uint32_t letter) {
    if (letter >= GLOB_BAD_BYTE) {
        buf_add_char(buf, (char)(letter - GLOB_BAD_BYTE));
    } else if (letter < 0x80) {
        buf_add_char(buf, (char)letter);
    } else {
        int more = letter < 0x800 ? 1 : letter < 0x10000 ? 2 : 3;
        buf_add_char(buf, (char)((0xFF00u >> (more + 1) & 0xFF) | letter >> 6 * more));
        while (more-- > 0)
            buf_add_char(buf, (char)(0x80u | (letter >> 6 * more & 0x3F)));
    }
}

static struct str text_of(const struct search *search, size_t number) {
    VEC(uint32_t) letters = {0};
    for (; number; number = search->states.items[number].parent)
        vec_push(search->arena, &letters, search->states.items[number].letter);
    struct buf buf;
    buf_init(&buf, search->arena);
    while (letters.count)
        add_utf8(&buf, letters.items[--letters.count]);
    return buf_str(&buf);
}

static enum search_result run(struct search *search, struct str *ret_text) {
    struct state start = {0};
    start.sets = arena_alloc_array(search->arena, search->words, sizeof *start.sets);
    for (size_t i = 0; i < search->patterns.count; i++)
        add_position(search->patterns.items[i].glob, start.sets + search->patterns.items[i].word, 0);
    search->fresh = fresh_letter(search);
    if (!is_hopeless(search, &start))
        visit(search, start);
    for (size_t at = 0; at < search->states.count; at++) {
        if (is_goal(search, &search->states.items[at])) {
            *ret_text = text_of(search, at);
            return SEARCH_FOUND;
        }
        if (search->states.count > SEARCH_STATES)
            return SEARCH_BUDGET;
        struct letters letters = next_letters(search, at);
        for (size_t i = 0; i < letters.list.count; i++)
            follow(search, at, letters.list.items[i]);
    }
    return SEARCH_EMPTY;
}

/* ---- the groups ---- */

/* The patterns of a large group by what a word needs to know: those without wildcards by their text, and the rest. */
struct texts {
    uint32_t *slots; /* hash table: number of a pattern + 1; NULL: not made */
    size_t slot_count;
    VEC(uint32_t) with_wildcards;
};

struct question {
    const struct search_group *groups;
    size_t count;
    struct glob_head *const *heads; /* of each group's patterns */
    struct texts *texts;            /* of each group */
    bool all_fold;                  /* no pattern tells letter case apart */
};

static struct question prepare(struct arena *arena, const struct search_group *groups, size_t count) {
    struct glob_head **heads = arena_alloc_array(arena, count, sizeof(struct glob_head *));
    struct texts *texts = arena_alloc_array(arena, count, sizeof *texts);
    struct question question = {groups, count, heads, texts, true};
    for (size_t i = 0; i < count; i++) {
        heads[i] = arena_alloc_array(arena, groups[i].count, sizeof **heads);
        for (size_t j = 0; j < groups[i].count; j++) {
            const struct glob *glob = &groups[i].globs[j];
            heads[i][j] = glob_head_of(glob->tokens, glob->count);
            question.all_fold = question.all_fold && glob->fold;
        }
    }
    return question;
}

/* ---- the search ---- */

static void add_pattern(struct search *search, const struct glob *glob, size_t group) {
    vec_push(search->arena, &search->patterns, (struct pattern){glob, group, search->words});
    search->words += glob->count / 64 + 1;
}

/* A pattern of the positive group with that number, or NULL: there is no positive group. */
struct choice {
    size_t group;
    const struct glob *glob;
    struct glob_head head;
};

/* The search for a text that the chosen pattern matches. */
static enum search_result find_with(struct arena *arena, const struct question *question, const struct choice *chosen,
                                    struct str *ret_text) {
    struct search search = {.arena = arena, .groups = question->groups, .group_count = question->count};
    for (size_t i = 0; i < question->count; i++) {
        const struct search_group *group = &question->groups[i];
        if (chosen->glob && i == chosen->group) {
            add_pattern(&search, chosen->glob, i);
            continue;
        }
        bool any = false;
        for (size_t j = 0; j < group->count; j++) {
            const struct glob *glob = &group->globs[j];
            if (chosen->glob &&
                !(glob_heads_meet(&chosen->head, &question->heads[i][j]) && glob_meets(chosen->glob, glob)))
                continue;
            add_pattern(&search, glob, i);
            any = true;
        }
        if (!any && !group->negated)
            return SEARCH_EMPTY;
    }
    return run(&search, ret_text);
}

/* ---- one word ---- */

struct word {
    VEC(uint32_t) letters;
};

static bool takes_word(struct arena *arena, const struct glob *glob, const struct word *word) {
    if (!glob_has_borders(glob))
        return glob_takes(glob, word->letters.items, word->letters.count);
    struct arena_mark mark = arena_mark(arena);
    size_t words = glob->count / 64 + 1;
    uint64_t *now = arena_alloc_array(arena, words, sizeof *now), *next = arena_alloc_array(arena, words, sizeof *next);
    uint32_t colons = 0;
    bool alive = true;
    add_position(glob, now, 0);
    for (size_t i = 0; alive && i < word->letters.count; i++) {
        uint32_t letter = word->letters.items[i];
        bool border = letter == ':' && colons < BORDERS;
        memset(next, 0, words * sizeof *next);
        step_pattern(glob, now, next, letter, border);
        colons += border;
        uint64_t *swap = now;
        now = next;
        next = swap;
        alive = false;
        for (size_t j = 0; j < words; j++)
            alive = alive || now[j];
    }
    bool takes = alive && accepts(glob, now, colons);
    arena_reset(arena, mark);
    return takes;
}

/* Without letter case, as some patterns have none. */
static size_t first_slot(const struct texts *texts, const uint32_t *letters, size_t count) {
    uint64_t hash = count;
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ glob_folded(letters[i])) * UINT64_C(0x9E3779B97F4A7C15);
    return (size_t)(hash >> 32) & (texts->slot_count - 1);
}

static void index_texts(struct arena *arena, const struct search_group *group, struct texts *texts) {
    texts->slot_count = 64;
    while (texts->slot_count < 2 * group->count)
        texts->slot_count *= 2;
    texts->slots = arena_alloc_array(arena, texts->slot_count, sizeof *texts->slots);
    for (uint32_t i = 0; i < group->count; i++) {
        const struct glob *glob = &group->globs[i];
        if (glob_has_wildcard(glob)) {
            vec_push(arena, &texts->with_wildcards, i);
            continue;
        }
        size_t slot = first_slot(texts, glob->tokens, glob->count);
        while (texts->slots[slot])
            slot = (slot + 1) & (texts->slot_count - 1);
        texts->slots[slot] = i + 1;
    }
}

/* Hardly worth it before. */
enum { CHOICES_BEFORE_INDEX = 4, INDEXED_PATTERNS = 16 };

static void index_large_groups(struct arena *arena, const struct question *question) {
    for (size_t i = 0; i < question->count; i++)
        if (question->groups[i].count >= INDEXED_PATTERNS)
            index_texts(arena, &question->groups[i], &question->texts[i]);
}

struct asked_word {
    struct arena *arena;
    const struct word *word;
    struct glob_head head;
};

static bool takes(const struct asked_word *asked, const struct question *question, size_t group, size_t pattern) {
    return glob_heads_meet(&asked->head, &question->heads[group][pattern]) &&
           takes_word(asked->arena, &question->groups[group].globs[pattern], asked->word);
}

static bool some_takes(const struct asked_word *asked, const struct question *question, size_t group) {
    const struct texts *texts = &question->texts[group];
    bool any = false;
    if (!texts->slots) {
        for (size_t i = 0; i < question->groups[group].count && !any; i++)
            any = takes(asked, question, group, i);
        return any;
    }
    size_t slot = first_slot(texts, asked->word->letters.items, asked->word->letters.count);
    for (; texts->slots[slot] && !any; slot = (slot + 1) & (texts->slot_count - 1))
        any = takes(asked, question, group, texts->slots[slot] - 1);
    for (size_t i = 0; i < texts->with_wildcards.count && !any; i++)
        any = takes(asked, question, group, texts->with_wildcards.items[i]);
    return any;
}

static bool word_fits(struct arena *arena, const struct question *question, const struct word *word) {
    struct asked_word asked = {arena, word, glob_head_of(word->letters.items, word->letters.count)};
    for (size_t i = 0; i < question->count; i++)
        if (some_takes(&asked, question, i) == question->groups[i].negated)
            return false;
    return true;
}

static struct str word_text(struct arena *arena, const struct word *word) {
    struct buf buf;
    buf_init(&buf, arena);
    for (size_t i = 0; i < word->letters.count; i++)
        add_utf8(&buf, word->letters.items[i]);
    return buf_str(&buf);
}

/* The pattern with its stars left out, or with a text that hardly any policy names in their place. Most questions that
 * have an answer are answered by one of them. */
static bool guess(struct arena *arena, const struct question *question, const struct glob *chosen,
                  struct str *ret_text) {
    static const char *const FILLINGS[] = {"", "example", "zq7"};
    for (size_t i = 0; i < sizeof FILLINGS / sizeof *FILLINGS; i++) {
        struct word word = {0};
        for (size_t j = 0; j < chosen->count; j++) {
            uint32_t token = chosen->tokens[j];
            for (const char *c = FILLINGS[i]; is_star(token) && *c; c++)
                vec_push(arena, &word.letters, (unsigned char)*c);
            if (!is_star(token))
                vec_push(arena, &word.letters, token >= GLOB_WILDCARDS ? (uint32_t)'x' : token);
        }
        if (word_fits(arena, question, &word)) {
            *ret_text = word_text(arena, &word);
            return true;
        }
        if (!glob_has_wildcard(chosen))
            return false;
    }
    return false;
}

/* Letters before the first wildcard, of the pattern that has fewest. */
static size_t known_head(const struct search_group *group) {
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < group->count; i++) {
        size_t head = 0;
        while (head < group->globs[i].count && group->globs[i].tokens[head] < GLOB_WILDCARDS)
            head++;
        least = head < least ? head : least;
    }
    return least;
}

/* The positive group to choose a pattern from: whose patterns say most, so that few others meet them. */
static size_t best_group(const struct search_group *groups, size_t count) {
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        if (groups[i].negated)
            continue;
        if (best == SIZE_MAX || known_head(&groups[i]) > known_head(&groups[best]))
            best = i;
    }
    return best;
}

static enum search_result find_choosing(struct arena *scratch, const struct question *question,
                                        const struct choice *chosen, struct str *ret_text) {
    if (chosen->glob && guess(scratch, question, chosen->glob, ret_text))
        return SEARCH_FOUND;
    /* Without wildcards it is one text, or several that no other pattern tells apart. */
    if (chosen->glob && (question->all_fold || !chosen->glob->fold) && !glob_has_wildcard(chosen->glob))
        return SEARCH_EMPTY;
    return find_with(scratch, question, chosen, ret_text);
}

enum search_result search_find(struct arena *arena, const struct search_group *groups, size_t count,
                               struct str *ret_text) {
    size_t best = best_group(groups, count);
    size_t choices = best == SIZE_MAX ? 1 : groups[best].count;
    enum search_result result = SEARCH_EMPTY;
    struct arena scratch;
    arena_init(&scratch);
    struct question question = prepare(&scratch, groups, count);
    struct arena_mark mark = arena_mark(&scratch);
    for (size_t i = 0; i < choices && result != SEARCH_FOUND; i++) {
        struct str text = STR_NONE;
        struct choice chosen = {.group = best};
        if (i == CHOICES_BEFORE_INDEX) {
            index_large_groups(&scratch, &question);
            mark = arena_mark(&scratch);
        }
        if (best != SIZE_MAX) {
            chosen.glob = &groups[best].globs[i];
            chosen.head = question.heads[best][i];
        }
        enum search_result one = find_choosing(&scratch, &question, &chosen, &text);
        if (one == SEARCH_FOUND)
            *ret_text = str_copy(arena, text);
        if (one != SEARCH_EMPTY)
            result = one;
        arena_reset(&scratch, mark);
    }
    arena_done(&scratch);
    return result;
}
