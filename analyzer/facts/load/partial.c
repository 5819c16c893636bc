#include "analyzer/facts/load/partial.h"

/* The length of the piece at offset: a whole hole, a doubled brace, or one byte. */
static size_t piece_size(struct str text, size_t at, bool *ret_hole) {
    *ret_hole = false;
    char c = text.data[at];
    if ((c == '{' || c == '}') && at + 1 < text.size && text.data[at + 1] == c)
        return 2;
    if (c != '{')
        return 1;
    *ret_hole = true;
    size_t end = at + 1;
    while (end < text.size && text.data[end] != '}')
        end++;
    return (end < text.size ? end + 1 : end) - at;
}

bool partial_cut(struct str partial, char separator, struct str *ret_head, struct str *ret_rest) {
    bool hole;
    for (size_t at = 0; at < partial.size; at += piece_size(partial, at, &hole)) {
        if (partial.data[at] == separator) {
            *ret_head = str_slice(partial, 0, at);
            *ret_rest = str_slice(partial, at + 1, partial.size);
            return true;
        }
    }
    *ret_head = partial;
    *ret_rest = STR_NONE;
    return false;
}

bool partial_is_hole(struct str partial, struct str *ret_identity) {
    bool hole;
    if (partial.size < 2 || piece_size(partial, 0, &hole) != partial.size || !hole)
        return false;
    *ret_identity = str_slice(partial, 1, partial.size - 1);
    return true;
}

bool partial_has_hole(struct str partial) {
    bool hole = false;
    for (size_t at = 0; at < partial.size && !hole;)
        at += piece_size(partial, at, &hole);
    return hole;
}

bool partial_known(struct arena *arena, struct str partial, struct str *ret_text) {
    if (partial_has_hole(partial))
        return false;
    struct buf text;
    buf_init(&text, arena);
    bool hole;
    for (size_t at = 0; at < partial.size; at += piece_size(partial, at, &hole))
        buf_add_char(&text, partial.data[at]);
    *ret_text = buf_str(&text);
    return true;
}

struct str partial_glob(struct arena *arena, struct str partial) {
    struct buf glob;
    buf_init(&glob, arena);
    for (size_t at = 0; at < partial.size;) {
        bool hole;
        size_t size = piece_size(partial, at, &hole);
        buf_add_char(&glob, hole ? '*' : partial.data[at]);
        at += size;
    }
    return buf_str(&glob);
}

bool partial_arn(struct str partial, struct arn *ret_arn) {
    struct str head;
    struct str rest;
    struct arn arn;
    if (!partial_cut(partial, ':', &head, &rest) || !str_is(head, "arn"))
        return false;
    if (!partial_cut(rest, ':', &arn.partition, &rest) || !partial_cut(rest, ':', &arn.service, &rest) ||
        !partial_cut(rest, ':', &arn.region, &rest) || !partial_cut(rest, ':', &arn.account, &rest))
        return false;
    arn.resource = rest;
    *ret_arn = arn;
    return true;
}

bool partial_next(struct str *text, bool *ret_hole, struct str *ret_piece) {
    size_t at = 0;
    if (text->size == 0)
        return false;
    *ret_hole = text->data[0] == '{' && (text->size < 2 || text->data[1] != '{');
    if (*ret_hole) {
        size_t end = str_find(*text, STR("}"), 0);
        end = end == SIZE_MAX ? text->size : end;
        *ret_piece = str_slice(*text, 1, end);
        *text = str_slice(*text, end + 1, text->size);
        return true;
    }
    while (at < text->size) {
        bool doubled = at + 1 < text->size && text->data[at + 1] == text->data[at];
        if (text->data[at] == '{' && !doubled)
            break;
        at += (text->data[at] == '{' || text->data[at] == '}') && doubled ? 2 : 1;
    }
    *ret_piece = str_slice(*text, 0, at);
    *text = str_slice(*text, at, text->size);
    return true;
}

void partial_add_text(struct buf *buf, struct str text) {
    for (size_t i = 0; i < text.size; i++) {
        buf_add_char(buf, text.data[i]);
        if ((text.data[i] == '{' || text.data[i] == '}') && i + 1 < text.size && text.data[i + 1] == text.data[i])
            i++;
    }
}
