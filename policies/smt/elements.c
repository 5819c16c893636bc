#include "policies/smt/elements.h"

#include "policies/pattern.h"
#include "policies/search.h"

/* ---- reading ---- */

bool has_free_variable(const struct iam_context *known, struct str text) {
    for (size_t at = str_find(text, STR("${"), 0); at != SIZE_MAX; at = str_find(text, STR("${"), at + 2)) {
        size_t end = str_find(text, STR("}"), at);
        struct str name = str_slice(text, at + 2, end), rest;
        str_cut(name, ',', &name, &rest);
        if (end == SIZE_MAX || (name.size > 1 && !iam_context_has(known, str_trim(name))))
            return true;
    }
    return false;
}

static bool is_star(const struct glob *glob) {
    return glob->count == 1 && glob->tokens[0] == GLOB_STAR;
}

/* When the question fixes the part, few elements are left. */
static struct reached_list start_list(const struct element_reader *reader, const struct iam_list *list) {
    struct reached_list all = {.open = list->open, .negated = list->negated};
    size_t count = reader->fixed.size ? 0 : list->items.count;
    vec_reserve(reader->arena, &all.items, count);
    vec_reserve(reader->arena, &all.heads, count);
    return all;
}

/* Every reading matches less than the plain one without letter case. */
static bool is_out(const struct element_reader *reader, const struct iam_text *text, bool variables) {
    return reader->fixed.size && text->known && !(variables && str_contains(text->text, "${")) &&
           !pattern_matches_nocase(text->text, reader->fixed);
}

/* The bit of the service that stands behind so many colons; all where a wildcard leaves it open. */
static uint64_t service_bit(const struct glob *glob, size_t colons) {
    uint64_t hash = 0;
    for (size_t i = 0; i < glob->count && glob->tokens[i] < GLOB_WILDCARDS; i++) {
        if (glob->tokens[i] != ':')
            hash = hash * 31 + glob->tokens[i];
        else if (colons-- > 0)
            hash = 0;
        else
            return UINT64_C(1) << (hash * UINT64_C(0x9E3779B97F4A7C15) >> 58);
    }
    return UINT64_MAX;
}

static void add_reached(const struct element_reader *reader, struct reached_list *list, struct reached *reached,
                        size_t colons) {
    list->services |= reached->odd_case ? UINT64_MAX : service_bit(&reached->glob, colons);
    list->odd_case |= reached->odd_case;
    vec_push(reader->arena, &list->items, *reached);
    vec_push(reader->arena, &list->heads, glob_head_of(reached->glob.tokens, reached->glob.count));
}

struct reached_list reach_actions(const struct element_reader *reader, const struct iam_list *list) {
    struct reached_list all = start_list(reader, list);
    for (size_t i = 0; i < list->items.count; i++) {
        const struct iam_text *text = &list->items.items[i];
        if (is_out(reader, text, false))
            continue;
        struct reach reach = action_reach(reader->arena, text, reader->known, reader->layer);
        struct reached reached = {.text = text, .plain = reach.glob, .glob = reach.glob, .why = reach.why};
        reached.everything = !reach.why && is_star(&reach.glob);
        if (!reach.never)
            add_reached(reader, &all, &reached, 0);
    }
    return all;
}

static void reach_resource(const struct element_reader *reader, struct reached_list *list,
                           const struct iam_text *text) {
    struct reached reached = {.text = text};
    reached.interpolated = reader->variables && (!text->known || str_contains(text->text, "${"));
    reached.variable = text->known && reached.interpolated && has_free_variable(reader->known, text->text);
    struct element_options options = {.wildcards = true, .variables = reader->variables, .open = reached.variable};
    struct reach reach = resource_reach(reader->arena, text, reader->known, options, reader->layer);
    if (reach.never)
        return;
    reached.plain = reached.glob = reach.glob;
    if (!reached.variable)
        reached.why = reach.why;
    reached.everything = !reach.why && is_star(&reach.glob);
    reached.odd_case = reach.odd_case;
    reached.holes = reach.holes;
    if (!reach.holes || reached.variable)
        list->readings_matter |= arn_pattern_needs_reading(&reach.glob);
    bool in_reading = !reach.holes || (reached.variable && reach.tail_holes);
    if (in_reading && !arn_pattern_in_reading(reader->arena, &reach.glob, reader->reading, &reached.glob))
        return;
    reached.borders = glob_has_borders(&reached.glob);
    add_reached(reader, list, &reached, 2);
}

struct reached_list reach_resources(const struct element_reader *reader, const struct iam_list *list) {
    struct reached_list all = start_list(reader, list);
    for (size_t i = 0; i < list->items.count; i++)
        if (!is_out(reader, &list->items.items[i], reader->variables))
            reach_resource(reader, &all, &list->items.items[i]);
    return all;
}

/* ---- comparing ---- */

/* Only the search knows wildcards that stop at the borders of an ARN's parts. */
static bool covers_in_reading(struct arena *arena, const struct reached *outer, const struct reached *inner) {
    struct search_group groups[] = {{&inner->glob, 1, false}, {&outer->glob, 1, true}};
    struct str text;
    if (!outer->borders && !inner->borders)
        return glob_covers(&outer->glob, &inner->glob);
    return glob_meets(&outer->glob, &inner->glob) && search_find(arena, groups, 2, &text) == SEARCH_EMPTY;
}

static bool same_text(struct arena *arena, const struct iam_text *a, const struct iam_text *b) {
    if (a->known || b->known)
        return a->known && b->known && str_equal(a->text, b->text);
    struct str partial = value_partial(arena, a->value);
    return a->value == b->value || (!str_contains(partial, "{}") && str_equal(partial, value_partial(arena, b->value)));
}

/* Whatever the inner one matches, the outer one matches as certainly. Their heads meet. */
static bool covers(struct arena *arena, const struct reached *outer, const struct reached *inner) {
    if (outer->everything)
        return true;
    bool as_certain = !outer->why || (inner->why && str_is(str_from(outer->why), inner->why));
    if (as_certain && outer->interpolated == inner->interpolated && same_text(arena, outer->text, inner->text))
        return true;
    return !outer->why && !outer->variable && !inner->odd_case && covers_in_reading(arena, outer, inner);
}

/* An element from `from` to before `to` that covers the inner one; `to` when there is none. */
static size_t find_cover(struct arena *arena, const struct reached_list *outer, size_t from, size_t to,
                         const struct reached_list *inner, size_t number) {
    struct glob_head head = inner->heads.items[number];
    while (from < to && !(glob_heads_meet(&outer->heads.items[from], &head) &&
                          covers(arena, &outer->items.items[from], &inner->items.items[number])))
        from++;
    return from;
}

static bool all_covered(struct arena *arena, const struct reached_list *outer, const struct reached_list *inner) {
    if (inner->open || inner->services & ~outer->services)
        return false;
    size_t count = outer->items.count, next = 0; /* lists are often equal, or in the same order */
    for (size_t i = 0; i < inner->items.count; i++) {
        size_t at = find_cover(arena, outer, next, count, inner, i);
        if (at == count) {
            at = find_cover(arena, outer, 0, next, inner, i);
            if (at == next)
                return false;
        }
        next = at + 1;
    }
    return true;
}

static bool none_meet(const struct reached_list *a, const struct reached_list *b) {
    if (a->open || b->open)
        return false;
    if (!(a->services & b->services))
        return true;
    if ((a->odd_case || b->odd_case) && a->items.count && b->items.count)
        return false;
    for (size_t i = 0; i < a->items.count; i++) {
        struct glob_head head = a->heads.items[i];
        for (size_t j = 0; j < b->items.count; j++)
            if (glob_heads_meet(&head, &b->heads.items[j]) &&
                glob_meets(&a->items.items[i].glob, &b->items.items[j].glob))
                return false;
    }
    return true;
}

static bool has_everything(const struct reached_list *list) {
    for (size_t i = 0; i < list->items.count; i++)
        if (list->items.items[i].everything)
            return true;
    return false;
}

enum reached_share reached_share(struct arena *arena, const struct reached_list *given,
                                 const struct reached_list *asked) {
    if (given == asked && !given->open)
        return REACHED_ALL;
    struct arena_mark mark = arena_mark(arena);
    bool all, none;
    if (given->negated) { /* what is given is none of its elements */
        all = has_everything(asked);
        none = all_covered(arena, given, asked);
    } else {
        all = all_covered(arena, asked, given);
        none = !all && none_meet(given, asked);
    }
    arena_reset(arena, mark);
    if (asked->negated)
        return all ? REACHED_NONE : none ? REACHED_ALL : REACHED_SOME;
    return all ? REACHED_ALL : none ? REACHED_NONE : REACHED_SOME;
}
