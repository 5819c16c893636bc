#include "analyzer/base/str.h"

#include "analyzer/base/arena.h"

#include <stdio.h>
#include <string.h>

struct str str_from(const char *text) {
    return text ? (struct str){text, strlen(text)} : STR_NONE;
}

bool str_equal(struct str a, struct str b) {
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool str_is(struct str a, const char *b) {
    return str_equal(a, str_from(b));
}

static unsigned char lower(char c) {
    unsigned char u = (unsigned char)c;
    return u >= 'A' && u <= 'Z' ? (unsigned char)(u + 32) : u;
}

bool str_equal_nocase(struct str a, struct str b) {
    if (a.size != b.size)
        return false;
    for (size_t i = a.size; i > 0; i--) /* names that differ have their heads in common: aws:…, s3:… */
        if (a.data[i - 1] != b.data[i - 1] && lower(a.data[i - 1]) != lower(b.data[i - 1]))
            return false;
    return true;
}

int str_compare(struct str a, struct str b) {
    size_t common = a.size < b.size ? a.size : b.size;
    int order = common ? memcmp(a.data, b.data, common) : 0;
    if (order)
        return order;
    return (a.size > b.size) - (a.size < b.size);
}

bool str_starts(struct str text, const char *prefix) {
    size_t size = strlen(prefix);
    return text.size >= size && memcmp(text.data, prefix, size) == 0;
}

bool str_ends(struct str text, const char *suffix) {
    size_t size = strlen(suffix);
    return text.size >= size && memcmp(text.data + text.size - size, suffix, size) == 0;
}

/* Up to this length memmem() costs more to begin with than it gains. */
enum { SHORT = 4 };

static const char *find_short(const char *text, size_t size, struct str what) {
    const char *end = text + (size - what.size + 1);
    while ((text = memchr(text, what.data[0], (size_t)(end - text))) && memcmp(text, what.data, what.size) != 0)
        if (++text == end)
            return NULL;
    return text;
}

size_t str_find(struct str text, struct str what, size_t from) {
    if (from > text.size || what.size > text.size - from)
        return SIZE_MAX;
    if (what.size == 0)
        return from;
    const char *found = what.size <= SHORT ? find_short(text.data + from, text.size - from, what)
                                           : memmem(text.data + from, text.size - from, what.data, what.size);
    return found ? (size_t)(found - text.data) : SIZE_MAX;
}

bool str_contains(struct str text, const char *what) {
    return str_find(text, str_from(what), 0) != SIZE_MAX;
}

struct str str_slice(struct str text, size_t from, size_t to) {
    if (to > text.size)
        to = text.size;
    if (from > to)
        from = to;
    return (struct str){text.data + from, to - from};
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

struct str str_trim(struct str text) {
    while (text.size && is_space(text.data[0])) {
        text.data++;
        text.size--;
    }
    while (text.size && is_space(text.data[text.size - 1]))
        text.size--;
    return text;
}

bool str_cut(struct str text, char separator, struct str *ret_head, struct str *ret_rest) {
    const char *found = text.size ? memchr(text.data, separator, text.size) : NULL;
    if (!found)
        return false;
    size_t at = (size_t)(found - text.data);
    *ret_head = str_slice(text, 0, at);
    *ret_rest = str_slice(text, at + 1, text.size);
    return true;
}

struct str str_after_last(struct str text, char separator) {
    size_t at = text.size;
    while (at && text.data[at - 1] != separator)
        at--;
    return str_slice(text, at, text.size);
}

uint64_t str_hash(struct str text) {
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * 1099511628211u;
    return hash;
}

bool str_integer(struct str text, int64_t *ret_value) {
    size_t i = text.size && (text.data[0] == '-' || text.data[0] == '+') ? 1 : 0;
    bool negative = i && text.data[0] == '-';
    if (i == text.size || text.size - i > 18)
        return false;
    int64_t value = 0;
    for (; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        value = value * 10 + (text.data[i] - '0');
    }
    *ret_value = negative ? -value : value;
    return true;
}

const char *str_z(struct arena *arena, struct str text) {
    char *copy = arena_alloc(arena, text.size + 1);
    if (text.size)
        memcpy(copy, text.data, text.size);
    return copy;
}

int str_hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

struct str str_copy(struct arena *arena, struct str text) {
    return (struct str){str_z(arena, text), text.size};
}

/* Most texts are short and are formatted once, in the space of the caller; longer ones in the arena. */
enum { FORMAT_SPACE = 256 };

__attribute__((format(printf, 3, 0))) static struct str format_in(char space[FORMAT_SPACE], struct arena *arena,
                                                                  const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(space, FORMAT_SPACE, format, arguments);
    char *data = space;
    if (size >= FORMAT_SPACE) {
        data = arena_alloc(arena, (size_t)size + 1);
        vsnprintf(data, (size_t)size + 1, format, again);
    }
    va_end(again);
    return size < 0 ? STR_NONE : (struct str){data, (size_t)size};
}

struct str str_format_list(struct arena *arena, const char *format, va_list arguments) {
    char space[FORMAT_SPACE];
    struct str text = format_in(space, arena, format, arguments);
    if (text.data != space)
        return text;
    char *data = arena_alloc(arena, text.size + 1);
    memcpy(data, space, text.size);
    return (struct str){data, text.size};
}

struct str str_format(struct arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    struct str text = str_format_list(arena, format, arguments);
    va_end(arguments);
    return text;
}

void buf_init(struct buf *buf, struct arena *arena) {
    *buf = (struct buf){.arena = arena};
}

void buf_add(struct buf *buf, struct str text) {
    if (text.size == 0)
        return;
    if (buf->capacity - buf->size < text.size) {
        size_t capacity = buf->capacity ? buf->capacity * 2 : 32;
        while (capacity - buf->size < text.size)
            capacity *= 2;
        buf->data = arena_grow(buf->arena, buf->data, buf->capacity, capacity);
        buf->capacity = capacity;
    }
    memcpy(buf->data + buf->size, text.data, text.size);
    buf->size += text.size;
}

void buf_add_z(struct buf *buf, const char *text) {
    buf_add(buf, str_from(text));
}

void buf_add_char(struct buf *buf, char c) {
    buf_add(buf, (struct str){&c, 1});
}

void buf_printf(struct buf *buf, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char space[FORMAT_SPACE];
    buf_add(buf, format_in(space, buf->arena, format, arguments));
    va_end(arguments);
}

struct str buf_str(const struct buf *buf) {
    return buf->size ? (struct str){buf->data, buf->size} : STR_NONE;
}
