#include "rulesets/message.h"

/* Offset of the next brace that is not doubled, or the size of the text. */
static size_t next_brace(struct str text) {
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] != '{' && text.data[i] != '}')
            continue;
        if (i + 1 < text.size && text.data[i + 1] == text.data[i])
            i++;
        else
            return i;
    }
    return text.size;
}

static bool is_column(struct str text) {
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c != '_' && !(c >= 'a' && c <= 'z') && !(i && c >= '0' && c <= '9'))
            return false;
    }
    return text.size > 0;
}

bool message_next(struct str *rest, struct str *ret_text, struct str *ret_column) {
    if (rest->size == 0)
        return false;
    size_t open = next_brace(*rest);
    *ret_text = str_slice(*rest, 0, open);
    *ret_column = STR_NONE;
    struct str after = str_slice(*rest, open + 1, rest->size);
    struct str column, left;
    if (open < rest->size && str_cut(after, '}', &column, &left)) {
        *ret_column = column;
        after = left;
    }
    *rest = after;
    return true;
}

struct str message_check(struct arena *arena, struct str message) {
    struct str rest = message;
    while (rest.size) {
        size_t open = next_brace(rest);
        if (open == rest.size)
            return STR_NONE;
        struct str column, left;
        bool closed = rest.data[open] == '{' && str_cut(str_slice(rest, open + 1, rest.size), '}', &column, &left);
        if (!closed)
            return STR("a brace of 'message' has no partner; write {{ or }} for a literal one");
        if (!is_column(column))
            return str_format(arena, "'{%.*s}' in 'message' must be the name of a result column", STR_ARG(column));
        rest = left;
    }
    return STR_NONE;
}

static void add_unescaped(struct buf *buf, struct str text) {
    for (size_t i = 0; i < text.size; i++) {
        buf_add_char(buf, text.data[i]);
        if (text.data[i] == '{' || text.data[i] == '}')
            i++;
    }
}

struct str message_fill(struct arena *arena, struct str message, message_value *value, void *context) {
    struct buf buf;
    buf_init(&buf, arena);
    struct str text, column;
    while (message_next(&message, &text, &column)) {
        bool quoted = column.size && str_ends(text, "'") && str_starts(message, "'");
        add_unescaped(&buf, quoted ? str_slice(text, 0, text.size - 1) : text);
        if (quoted)
            message = str_slice(message, 1, message.size);
        if (column.size)
            buf_add(&buf, value(context, column, quoted));
    }
    return buf_str(&buf);
}

/* The name in an identity: "attr:Queue.Arn" is Queue.Arn; "" when it is no identity. */
static struct str name_in(struct str identity) {
    static const char *const kinds[] = {
        "param:", "pseudo:", "ref:", "attr:", "name:", "import:", "exports:", "nested:", "resolve:"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_starts(identity, kinds[i]))
            return str_slice(identity, str_from(kinds[i]).size, identity.size);
    return STR_NONE;
}

struct str message_readable(struct arena *arena, struct str partial) {
    struct buf buf;
    buf_init(&buf, arena);
    struct str rest = partial;
    while (rest.size) {
        size_t open = next_brace(rest);
        add_unescaped(&buf, str_slice(rest, 0, open));
        struct str identity, after;
        if (open == rest.size || !str_cut(str_slice(rest, open + 1, rest.size), '}', &identity, &after))
            break;
        struct str name = name_in(identity);
        if (name.size)
            buf_printf(&buf, "${%.*s}", STR_ARG(name));
        else if (identity.size)
            buf_printf(&buf, "{%.*s}", STR_ARG(identity)); /* no hole: a parameter in the path of a route */
        else
            buf_add_z(&buf, "${…}");
        rest = after;
    }
    return buf_str(&buf);
}
