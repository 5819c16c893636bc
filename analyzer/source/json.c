/* Recursive descent over bytes that are known to be UTF-8; LIMIT_DEPTH bounds the recursion. Texts without escapes are
 * slices of what is read. The first failure is kept; every function returns at once when one has happened. */
#include "analyzer/base/limits.h"
#include "analyzer/base/utf8.h"
#include "analyzer/source/reader.h"
#include "analyzer/source/text_map.h"

#include <string.h>

struct json_reader {
    struct document *document;
    struct str text;
    size_t at;
    unsigned depth;
    unsigned nodes;
    const struct text_map *map;
    struct diags *diags;
    struct read_failure *failure;
};

static struct node *read_value(struct json_reader *reader);

static struct span span_of(const struct json_reader *reader, size_t from, size_t to) {
    if (reader->map)
        return text_map_span(reader->map, from, to);
    return (struct span){(uint32_t)from, (uint32_t)to};
}

static bool fail_as(struct json_reader *reader, enum diag_kind kind, size_t at, const char *message) {
    size_t end = at < reader->text.size ? at + utf8_width(reader->text.data[at]) : at;
    *reader->failure = (struct read_failure){kind, span_of(reader, at, end), str_from(message)};
    return false;
}

static bool fail(struct json_reader *reader, size_t at, const char *message) {
    return fail_as(reader, DIAG_SYNTAX, at, at < reader->text.size ? message : "the JSON ends too early");
}

/* The next byte that is no white space, or 0 at the end of the text (which holds no zero byte outside of strings that
 * would be read otherwise). */
static char peek(struct json_reader *reader) {
    const char *data = reader->text.data;
    while (reader->at < reader->text.size) {
        char c = data[reader->at];
        if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
            return c;
        reader->at++;
    }
    return 0;
}

/* The four digits of a \u whose backslash stands at `at`; false when there are none. */
static bool read_unit(const struct json_reader *reader, size_t at, uint32_t *ret_unit) {
    if (reader->text.size - at < 6 || reader->text.data[at] != '\\' || reader->text.data[at + 1] != 'u')
        return false;
    uint32_t unit = 0;
    for (size_t i = at + 2; i < at + 6; i++) {
        int digit = str_hex_digit(reader->text.data[i]);
        if (digit < 0)
            return false;
        unit = unit << 4 | (uint32_t)digit;
    }
    *ret_unit = unit;
    return true;
}

/* Decodes the \u escape (one or a surrogate pair) at reader->at and moves behind it. */
static bool decode_unicode(struct json_reader *reader, struct buf *text) {
    uint32_t code_point;
    uint32_t low;
    size_t start = reader->at;
    if (!read_unit(reader, start, &code_point))
        return fail(reader, start, "\\u must be followed by four hexadecimal digits");
    reader->at += 6;
    if (code_point == 0)
        return fail(reader, start, "\\u0000 is not supported");
    if (code_point >= 0xDC00 && code_point < 0xE000)
        return fail(reader, start, "this is half a surrogate pair");
    if (code_point >= 0xD800 && code_point < 0xDC00) {
        if (!read_unit(reader, reader->at, &low) || low < 0xDC00 || low >= 0xE000)
            return fail(reader, start, "this is half a surrogate pair");
        code_point = 0x10000 + ((code_point - 0xD800) << 10) + (low - 0xDC00);
        reader->at += 6;
    }
    char utf8[4];
    buf_add(text, (struct str){utf8, utf8_put(code_point, utf8)});
    return true;
}

/* Decodes the escape at reader->at and moves behind it. */
static bool decode_escape(struct json_reader *reader, struct buf *text) {
    static const char LETTERS[] = "\"\\/bfnrt";
    static const char DECODED[] = "\"\\/\b\f\n\r\t";
    char letter = reader->at + 1 < reader->text.size ? reader->text.data[reader->at + 1] : 0;
    if (letter == 'u')
        return decode_unicode(reader, text);
    const char *found = letter ? strchr(LETTERS, letter) : NULL;
    if (!found)
        return fail(reader, reader->at, "this escape is not known in JSON");
    buf_add_char(text, DECODED[found - LETTERS]);
    reader->at += 2;
    return true;
}

/* Moves to the next quote, backslash, control character or end. */
static void skip_plain(struct json_reader *reader) {
    const unsigned char *data = (const unsigned char *)reader->text.data;
    size_t at = reader->at;
    while (at < reader->text.size && data[at] != '"' && data[at] != '\\' && data[at] >= ' ')
        at++;
    reader->at = at;
}

/* Reads the string that begins at reader->at with its quotes. */
static bool read_string(struct json_reader *reader, struct str *ret_text) {
    size_t open = reader->at++;
    size_t start = reader->at;
    bool has_escapes = false;
    struct buf decoded;
    for (;;) {
        skip_plain(reader);
        char c = reader->at < reader->text.size ? reader->text.data[reader->at] : 0;
        if (c != '"' && c != '\\')
            return reader->at < reader->text.size
                       ? fail(reader, reader->at, "a control character or line break must be escaped in a string")
                       : fail_as(reader, DIAG_SYNTAX, open, "this string is not closed");
        if (!has_escapes && c == '"')
            break;
        if (!has_escapes)
            buf_init(&decoded, &reader->document->arena);
        has_escapes = true;
        buf_add(&decoded, str_slice(reader->text, start, reader->at));
        if (c == '"')
            break;
        if (!decode_escape(reader, &decoded))
            return false;
        start = reader->at;
    }
    *ret_text = has_escapes ? buf_str(&decoded) : str_slice(reader->text, start, reader->at);
    reader->at++;
    return true;
}

static size_t digits(const struct json_reader *reader, size_t at) {
    while (at < reader->text.size && reader->text.data[at] >= '0' && reader->text.data[at] <= '9')
        at++;
    return at;
}

static char char_at(const struct json_reader *reader, size_t at) {
    return at < reader->text.size ? reader->text.data[at] : 0;
}

/* Moves behind a number (RFC 8259, section 6). */
static bool skip_number(struct json_reader *reader) {
    size_t at = reader->at + (reader->text.data[reader->at] == '-');
    size_t end = char_at(reader, at) == '0' ? at + 1 : digits(reader, at);
    if (end == at)
        return fail(reader, at, "a digit is expected here");
    if (end < digits(reader, end))
        return fail(reader, at, "a number must not begin with 0");
    if (char_at(reader, end) == '.') {
        at = end + 1;
        end = digits(reader, at);
        if (end == at)
            return fail(reader, at, "a digit is expected here");
    }
    if (char_at(reader, end) == 'e' || char_at(reader, end) == 'E') {
        at = end + 1;
        at += char_at(reader, at) == '-' || char_at(reader, at) == '+';
        end = digits(reader, at);
        if (end == at)
            return fail(reader, at, "a digit is expected here");
    }
    reader->at = end;
    return true;
}

static bool skip_word(struct json_reader *reader, const char *word) {
    struct str rest = str_slice(reader->text, reader->at, reader->text.size);
    if (!str_starts(rest, word))
        return fail(reader, reader->at, "a value is expected here");
    reader->at += strlen(word);
    return true;
}

static struct node *new_scalar(struct json_reader *reader, enum node_kind kind, size_t start) {
    struct node *node = document_new_node(reader->document);
    node->kind = kind;
    node->style = STYLE_PLAIN;
    node->span = span_of(reader, start, reader->at);
    node->text = str_slice(reader->text, start, reader->at);
    return node;
}

static struct node *read_text(struct json_reader *reader) {
    size_t start = reader->at;
    struct str text;
    if (!read_string(reader, &text))
        return NULL;
    struct node *node = new_scalar(reader, NODE_TEXT, start);
    node->style = STYLE_DOUBLE_QUOTED;
    node->text = text;
    return node;
}

static bool read_key(struct json_reader *reader, struct str *ret_key, struct span *ret_span) {
    if (peek(reader) != '"')
        return fail(reader, reader->at, "a key in double quotes is expected here");
    size_t start = reader->at;
    if (!read_string(reader, ret_key))
        return false;
    *ret_span = span_of(reader, start, reader->at);
    if (peek(reader) != ':')
        return fail(reader, reader->at, "a ':' is expected here");
    reader->at++;
    peek(reader);
    return true;
}

/* Reads the members between brackets and moves behind the closing one. */
static bool read_members(struct json_reader *reader, struct node *parent, char close) {
    struct node **link = &parent->first_child;
    reader->at++;
    if (peek(reader) == close) {
        reader->at++;
        return true;
    }
    for (;;) {
        struct str key = STR_NONE;
        struct span key_span = {0, 0};
        if (parent->kind == NODE_MAP && !read_key(reader, &key, &key_span))
            return false;
        struct node *child = read_value(reader);
        if (!child)
            return false;
        child->key = key;
        child->key_span = key_span;
        child->parent = parent;
        parent->child_count++;
        *link = child;
        link = &child->next;
        char c = peek(reader);
        if (c != ',' && c != close)
            return fail(reader, reader->at,
                        close == ']' ? "a ',' or ']' is expected here" : "a ',' or '}' is expected here");
        reader->at++;
        if (c == close)
            return true;
        if (peek(reader) == close)
            return fail(reader, reader->at, "a value is expected after ','");
    }
}

static struct node *read_collection(struct json_reader *reader, enum node_kind kind) {
    if (reader->depth == LIMIT_DEPTH) {
        fail_as(reader, DIAG_LIMIT, reader->at, "lists and maps are nested too deeply");
        return NULL;
    }
    reader->depth++;
    size_t start = reader->at;
    struct node *node = document_new_node(reader->document);
    node->kind = kind;
    node->style = STYLE_FLOW;
    node->text = node->tag = STR_NONE;
    bool good = read_members(reader, node, kind == NODE_LIST ? ']' : '}');
    reader->depth--;
    if (!good)
        return NULL;
    node->span = span_of(reader, start, reader->at);
    if (kind == NODE_MAP)
        reader_drop_duplicates(node, reader->diags);
    return node;
}

static struct node *read_value(struct json_reader *reader) {
    size_t start = reader->at;
    if (++reader->nodes > LIMIT_EXPANDED_NODES) {
        fail_as(reader, DIAG_LIMIT, start, "the JSON has too many values");
        return NULL;
    }
    switch (peek(reader)) {
    case '{':
        return read_collection(reader, NODE_MAP);
    case '[':
        return read_collection(reader, NODE_LIST);
    case '"':
        return read_text(reader);
    case 't':
        return skip_word(reader, "true") ? new_scalar(reader, NODE_BOOLEAN, start) : NULL;
    case 'f':
        return skip_word(reader, "false") ? new_scalar(reader, NODE_BOOLEAN, start) : NULL;
    case 'n':
        return skip_word(reader, "null") ? new_scalar(reader, NODE_NULL, start) : NULL;
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
        return skip_number(reader) ? new_scalar(reader, NODE_NUMBER, start) : NULL;
    default:
        fail(reader, reader->at, "a value is expected here");
        return NULL;
    }
}

static struct node *read_root(struct json_reader *reader) {
    char first = peek(reader);
    if (first == '{' || first == '[')
        return read_value(reader);
    fail(reader, reader->at, "a '{' or '[' is expected here");
    return NULL;
}

struct node *json_read(struct document *document, struct str text, size_t from, const struct text_map *map,
                       struct diags *diags, struct read_failure *ret_failure) {
    struct json_reader reader = {document, text, from, 0, 0, map, diags, ret_failure};
    struct node *root = read_root(&reader);
    if (!root)
        return NULL;
    peek(&reader);
    if (reader.at < text.size) {
        fail(&reader, reader.at, "nothing is expected after the end of the JSON");
        return NULL;
    }
    return root;
}

struct node *json_read_values(struct document *document, size_t from, struct diags *diags,
                              struct read_failure *ret_failure) {
    struct json_reader reader = {document, document->bytes, from, 0, 0, NULL, diags, ret_failure};
    struct node *first = NULL;
    struct node **link = &first;
    do {
        *link = read_root(&reader);
        if (!*link)
            return NULL;
        link = &(*link)->next;
        peek(&reader);
    } while (reader.at < reader.text.size);
    return first;
}
