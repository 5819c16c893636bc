#include "analyzer/facts/prover/reach.h"

#include "policies/pattern.h"

struct str reach_glob(struct arena *arena, const struct iam_text *text, bool *ret_exact) {
    const struct value *value = text->value;
    *ret_exact = text->known && !str_contains(text->text, "${");
    if (*ret_exact)
        return text->text;
    struct buf buf;
    buf_init(&buf, arena);
    if (!text->known && value->kind != VALUE_CONCAT)
        return STR("*");
    for (size_t i = 0; i < (text->known ? 1 : value->count); i++) {
        const struct value *part = text->known ? value : value->parts[i];
        struct str rest = part->text;
        size_t start;
        if (part->kind != VALUE_TEXT) {
            buf_add_char(&buf, '*');
            continue;
        }
        while ((start = str_find(rest, STR("${"), 0)) != SIZE_MAX) {
            size_t end = str_find(rest, STR("}"), start);
            buf_add(&buf, str_slice(rest, 0, start));
            buf_add_char(&buf, '*');
            rest = end == SIZE_MAX ? STR_NONE : str_slice(rest, end + 1, rest.size);
        }
        buf_add(&buf, rest);
    }
    return buf_str(&buf);
}

struct str reach_lower(struct arena *arena, struct str text) {
    char *copy = arena_alloc(arena, text.size);
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        copy[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return (struct str){copy, text.size};
}

bool reach_has_wildcard(struct str text) {
    return str_contains(text, "*") || str_contains(text, "?");
}

/* A wildcard cannot be read differently there: the whole text, or each part of the ARN has its own. */
static bool is_plain_arn(struct str glob) {
    size_t colons = 0;
    if (str_is(glob, "*"))
        return true;
    for (size_t i = 0; i < glob.size; i++)
        colons += glob.data[i] == ':';
    return colons >= 5;
}

/* How much of `wanted` (a glob; an action in lower case) the pattern means. */
static enum reach pattern_reach(struct arena *arena, struct str glob, struct str wanted, bool resource) {
    if (!reach_has_wildcard(wanted)) {
        bool matches = resource ? pattern_matches(glob, wanted) : pattern_matches_nocase(glob, wanted);
        return !matches ? REACH_NONE : !resource || is_plain_arn(glob) ? REACH_ALL : REACH_SOME;
    }
    if (!resource)
        glob = reach_lower(arena, glob);
    if (pattern_covers(glob, wanted) && (!resource || is_plain_arn(glob)))
        return REACH_ALL;
    return pattern_meets(glob, wanted) ? REACH_SOME : REACH_NONE;
}

enum reach reach_list(struct arena *arena, const struct iam_list *list, struct str wanted, bool resource) {
    enum reach reach = REACH_NONE;
    bool exact;
    if (list->open || !list->given)
        reach = REACH_SOME;
    for (size_t i = 0; i < list->items.count; i++) {
        struct str glob = reach_glob(arena, &list->items.items[i], &exact);
        enum reach one = exact ? pattern_reach(arena, glob, wanted, resource) : REACH_SOME;
        if (one == REACH_ALL)
            return list->negated ? REACH_NONE : REACH_ALL;
        if (one == REACH_SOME)
            reach = REACH_SOME;
    }
    if (!list->negated)
        return reach;
    return reach == REACH_NONE ? REACH_ALL : REACH_SOME;
}

bool reach_lists_meet(struct arena *arena, const struct iam_list *a, const struct iam_list *b, bool resource) {
    bool exact;
    if (a->open || !a->given || a->negated)
        return true;
    for (size_t i = 0; i < a->items.count; i++) {
        struct str glob = reach_glob(arena, &a->items.items[i], &exact);
        if (reach_list(arena, b, resource ? glob : reach_lower(arena, glob), resource) != REACH_NONE)
            return true;
    }
    return false;
}
