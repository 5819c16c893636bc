#include "policies/smt/variables.h"

void names_add(struct arena *arena, struct names *names, struct str name) {
    for (size_t i = 0; i < names->list.count; i++)
        if (str_equal_nocase(names->list.items[i], name))
            return;
    vec_push(arena, &names->list, name);
}

struct str name_in_lower_case(struct arena *arena, struct str name) {
    struct buf buf;
    buf_init(&buf, arena);
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        buf_add_char(&buf, c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c);
    }
    return buf_str(&buf);
}

/* One `${…}` of a text. */
struct variable {
    size_t start, end; /* from `$` to behind `}` */
    struct str name;
    bool has_default;
    bool escape; /* ${*}, ${?} or ${$}: that character */
};

/* The first one at or after `from`; false when there is none, or it does not end. */
static bool next_variable(struct str text, size_t from, struct variable *ret) {
    struct str rest;
    size_t start = str_find(text, STR("${"), from);
    size_t end = start == SIZE_MAX ? SIZE_MAX : str_find(text, STR("}"), start);
    if (end == SIZE_MAX)
        return false;
    *ret = (struct variable){.start = start, .end = end + 1, .name = str_slice(text, start + 2, end)};
    ret->has_default = str_cut(ret->name, ',', &ret->name, &rest);
    ret->name = str_trim(ret->name);
    ret->escape = str_is(ret->name, "*") || str_is(ret->name, "?") || str_is(ret->name, "$");
    return true;
}

void names_add_variables(struct arena *arena, struct names *names, struct str text) {
    struct variable variable;
    for (size_t at = 0; next_variable(text, at, &variable); at = variable.start + 2)
        if (variable.name.size > 1)
            names_add(arena, names, variable.name);
}

/* ---- values from texts ---- */

/* The pattern with any text for its variables. */
static struct glob opened(struct arena *arena, struct str pattern) {
    struct glob glob;
    struct variable variable;
    size_t at = 0;
    glob_init(&glob, false);
    for (; next_variable(pattern, at, &variable); at = variable.end) {
        glob_add_pattern(arena, &glob, str_slice(pattern, at, variable.start));
        if (variable.escape)
            glob_add_text(arena, &glob, variable.name);
        else
            glob_add(arena, &glob, GLOB_STAR);
    }
    glob_add_pattern(arena, &glob, str_slice(pattern, at, pattern.size));
    return glob;
}

/* Which beginnings (endings) of the text the glob matches: by the number of the byte behind (at) which they end
 * (begin). */
static bool *matched_parts(struct arena *arena, const struct glob *glob, struct str text, bool endings) {
    bool *matched = arena_alloc_array(arena, text.size + 1, sizeof *matched);
    for (size_t i = 0; i <= text.size; i++) {
        struct glob part;
        glob_init(&part, false);
        glob_add_text(arena, &part, endings ? str_slice(text, i, text.size) : str_slice(text, 0, i));
        matched[i] = glob_matches(glob, &part);
    }
    return matched;
}

static bool is_inside_character(struct str text, size_t at) {
    return at < text.size && ((unsigned char)text.data[at] & 0xC0) == 0x80;
}

bool variable_infer(struct arena *arena, struct str pattern, struct str name, struct str text, bool longest,
                    struct str *ret_value) {
    struct variable variable;
    bool found = next_variable(pattern, 0, &variable);
    while (found && !str_equal_nocase(variable.name, name))
        found = next_variable(pattern, variable.end, &variable);
    if (!found || variable.escape)
        return false;
    struct glob head = opened(arena, str_slice(pattern, 0, variable.start));
    struct glob tail = opened(arena, str_slice(pattern, variable.end, pattern.size));
    const bool *starts = matched_parts(arena, &head, text, false), *ends = matched_parts(arena, &tail, text, true);
    struct str best = STR_NONE;
    for (size_t start = 0; start <= text.size; start++)
        for (size_t end = start + 1; starts[start] && end <= text.size; end++)
            if (ends[end] && !is_inside_character(text, start) && !is_inside_character(text, end) &&
                (!best.size || (end - start > best.size) == longest))
                best = str_slice(text, start, end);
    *ret_value = best;
    return best.size > 0;
}

size_t variable_values(struct arena *arena, struct str pattern, struct str name, struct str text,
                       struct str *ret_values, size_t most) {
    struct variable variable;
    size_t count = 0;
    bool found = next_variable(pattern, 0, &variable);
    while (found && !str_equal_nocase(variable.name, name))
        found = next_variable(pattern, variable.end, &variable);
    if (!found || variable.escape)
        return most + 1;
    struct glob head = opened(arena, str_slice(pattern, 0, variable.start));
    struct glob tail = opened(arena, str_slice(pattern, variable.end, pattern.size));
    const bool *starts = matched_parts(arena, &head, text, false), *ends = matched_parts(arena, &tail, text, true);
    for (size_t start = 0; start <= text.size && count <= most; start++)
        for (size_t end = start; starts[start] && end <= text.size && count <= most; end++) {
            if (!ends[end])
                continue;
            struct str value = str_slice(text, start, end);
            bool known = false;
            for (size_t i = 0; i < count; i++)
                known = known || str_equal(ret_values[i], value);
            if (!known && count < most)
                ret_values[count] = value;
            count += !known;
        }
    return count;
}
