/* Text is a slice of bytes: UTF-8 by convention, never NUL-terminated by contract, owned by an arena or static. */
#ifndef LL_BASE_STR_H
#define LL_BASE_STR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct str {
    const char *data;
    size_t size;
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_NONE ((struct str){"", 0})
/* For printf: printf("%.*s", STR_ARG(s)) */
#define STR_ARG(s) (int)(s).size, (s).data

struct str str_from(const char *text); /* NULL gives the empty text */
bool str_equal(struct str a, struct str b);
bool str_is(struct str a, const char *b);
bool str_equal_nocase(struct str a, struct str b); /* ASCII */
int str_compare(struct str a, struct str b);       /* bytewise, as qsort wants it */
bool str_starts(struct str text, const char *prefix);
bool str_ends(struct str text, const char *suffix);
/* Offset of the first occurrence at or after from, else SIZE_MAX. */
size_t str_find(struct str text, struct str what, size_t from);
bool str_contains(struct str text, const char *what);
/* The part [from, to), both clamped to the text. */
struct str str_slice(struct str text, size_t from, size_t to);
struct str str_trim(struct str text); /* ASCII white space at both ends */
/* Cuts text at the first separator: *ret_head is before it, the result says whether there was one. */
bool str_cut(struct str text, char separator, struct str *ret_head, struct str *ret_rest);
/* The part behind the last separator; the whole text when there is none. */
struct str str_after_last(struct str text, char separator);
uint64_t str_hash(struct str text); /* FNV-1a; the same on every machine */
/* A whole decimal integer with optional sign, that fits. */
bool str_integer(struct str text, int64_t *ret_value);

/* 0 … 15, or -1. */
int str_hex_digit(char c);

struct str str_copy(struct arena *arena, struct str text);
const char *str_z(struct arena *arena, struct str text); /* NUL-terminated copy */
struct str str_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct str str_format_list(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* Text under construction in an arena. */
struct buf {
    struct arena *arena;
    char *data;
    size_t size;
    size_t capacity;
};

void buf_init(struct buf *buf, struct arena *arena);
void buf_add(struct buf *buf, struct str text);
void buf_add_z(struct buf *buf, const char *text);
void buf_add_char(struct buf *buf, char c);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
struct str buf_str(const struct buf *buf);

#endif
