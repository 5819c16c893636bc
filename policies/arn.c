#include "policies/arn.h"

struct arn arn_split(struct str text) {
    struct arn arn = {0};
    while (arn.count < ARN_RESOURCE && str_cut(text, ':', &arn.parts[arn.count], &text))
        arn.count++;
    arn.parts[arn.count++] = text;
    return arn;
}

bool arn_is_whole(const struct arn *arn) {
    return arn->count == ARN_PARTS && str_is(arn->parts[ARN_PREFIX], "arn");
}

bool arn_is_account(struct str text) {
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return text.size == 12;
}

struct str arn_last_name(struct str resource) {
    size_t start = resource.size;
    while (start > 0 && resource.data[start - 1] != '/')
        start--;
    return str_slice(resource, start, resource.size);
}

size_t arn_split_glob(const struct glob *glob, struct glob parts[ARN_PARTS]) {
    size_t count = 0, start = 0;
    for (size_t i = 0; i < glob->count && count < ARN_RESOURCE; i++) {
        if (glob->tokens[i] != ':')
            continue;
        parts[count++] = (struct glob){.tokens = glob->tokens + start, .count = i - start, .fold = glob->fold};
        start = i + 1;
    }
    parts[count++] = (struct glob){
        .tokens = glob->count ? glob->tokens + start : NULL, .count = glob->count - start, .fold = glob->fold};
    return count;
}

static bool matches_strictly(const struct glob *pattern, const struct glob *text) {
    struct glob ours[ARN_PARTS], theirs[ARN_PARTS];
    size_t count = arn_split_glob(pattern, ours);
    if (arn_split_glob(text, theirs) != ARN_PARTS)
        return false;
    bool ends_in_star = pattern->count && pattern->tokens[pattern->count - 1] == GLOB_STAR;
    if (count < ARN_PARTS && !ends_in_star)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!glob_matches(&ours[i], &theirs[i]))
            return false;
    return true;
}

/* Marks the first five colons of the text, which only some wildcards may take. */
static bool *borders_of(struct arena *arena, const struct glob *text) {
    bool *borders = arena_alloc_array(arena, text->count + 1, sizeof *borders);
    for (size_t i = 0, colons = 0; i < text->count && colons < ARN_RESOURCE; i++)
        if (text->tokens[i] == ':') {
            borders[i] = true;
            colons++;
        }
    return borders;
}

/* Row by row over the pattern: now[j] says that the pattern so far matches the first j characters. */
static bool matches_as_documented(struct arena *arena, const struct glob *pattern, const struct glob *text) {
    const bool *borders = borders_of(arena, text);
    bool *now = arena_alloc_array(arena, text->count + 1, sizeof *now);
    bool *next = arena_alloc_array(arena, text->count + 1, sizeof *next);
    now[0] = true;
    for (size_t i = 0; i < pattern->count; i++) {
        uint32_t token = pattern->tokens[i];
        bool runs_on = i + 1 == pattern->count || pattern->tokens[i + 1] == ':';
        next[0] = token == GLOB_STAR && now[0];
        for (size_t j = 0; j < text->count; j++) {
            if (token == GLOB_STAR)
                next[j + 1] = now[j + 1] || (next[j] && (runs_on || !borders[j]));
            else
                next[j + 1] = now[j] && (token == text->tokens[j] || (token == GLOB_ANY && !borders[j]));
        }
        bool *swap = now;
        now = next;
        next = swap;
    }
    return now[text->count];
}

bool arn_pattern_matches(struct arena *arena, const struct glob *pattern, const struct glob *text,
                         enum arn_reading reading) {
    bool any = pattern->count == 1 && pattern->tokens[0] == GLOB_STAR;
    if (any || reading == ARN_PLAIN)
        return any || glob_matches(pattern, text);
    if (reading == ARN_STRICT)
        return matches_strictly(pattern, text);
    struct arena_mark mark = arena_mark(arena);
    bool matches = matches_as_documented(arena, pattern, text);
    arena_reset(arena, mark);
    return matches;
}

bool arn_pattern_needs_reading(const struct glob *pattern) {
    if (pattern->count == 1 && pattern->tokens[0] == GLOB_STAR)
        return false;
    for (size_t i = 0, colons = 0; i < pattern->count && colons < ARN_RESOURCE; i++) {
        if (pattern->tokens[i] >= GLOB_ANY)
            return true;
        if (pattern->tokens[i] == ':')
            colons++;
    }
    return false;
}

bool arn_pattern_in_reading(struct arena *arena, const struct glob *pattern, enum arn_reading reading,
                            struct glob *ret_glob) {
    struct glob read = *pattern;
    struct glob parts[ARN_PARTS];
    bool any = pattern->count == 1 && pattern->tokens[0] == GLOB_STAR;
    if (any || reading == ARN_PLAIN || pattern->count == 0) {
        *ret_glob = read;
        return true;
    }
    bool cut_off = arn_split_glob(pattern, parts) < ARN_PARTS;
    bool ends_in_star = pattern->tokens[pattern->count - 1] == GLOB_STAR;
    if (reading == ARN_STRICT && cut_off && !ends_in_star)
        return false;
    read.parts = reading == ARN_STRICT && cut_off;
    read.tokens = arena_alloc_array(arena, pattern->count, sizeof *read.tokens);
    for (size_t i = 0, colons = 0; i < pattern->count; i++) {
        uint32_t token = pattern->tokens[i];
        bool last = i + 1 == pattern->count;
        bool ends_part = last || pattern->tokens[i + 1] == ':';
        bool runs_on = reading == ARN_STRICT ? last : ends_part;
        if (token == ':')
            colons++;
        if (colons < ARN_RESOURCE && token == GLOB_STAR && !runs_on)
            token = GLOB_STAR_PART;
        else if (colons < ARN_RESOURCE && token == GLOB_ANY)
            token = GLOB_ANY_PART;
        read.tokens[i] = token;
    }
    *ret_glob = read;
    return true;
}
