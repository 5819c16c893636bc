#include "analyzer/base/json_out.h"

#include "analyzer/base/arena.h"
#include "analyzer/base/utf8.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Open objects and arrays. No report nests deeper than a dozen. */
enum { DEEPEST = 64 };

struct json_out {
    struct arena arena;
    json_t *root;
    json_t *open[DEEPEST]; /* borrowed: the root owns them */
    size_t depth;
    struct str key;
    bool has_key;
};

static void require(bool condition, const char *what) {
    if (condition)
        return;
    fprintf(stderr, "lambdalint: bug: json_out: %s\n", what);
    abort();
}

struct json_out *json_out_new(void) {
    struct json_out *out = calloc(1, sizeof *out);
    require(out != NULL, "out of memory");
    arena_init(&out->arena);
    return out;
}

void json_out_free(struct json_out *out) {
    if (!out)
        return;
    json_decref(out->root);
    arena_done(&out->arena);
    free(out);
}

static int append(const char *data, size_t size, void *buf) {
    buf_add(buf, (struct str){data, size});
    return 0;
}

void json_out_text(const struct json_out *out, enum json_layout layout, struct buf *buf) {
    require(out->root && out->depth == 0, "the value is not finished");
    size_t flags = JSON_ENCODE_ANY | (layout == JSON_ONE_LINE ? JSON_COMPACT : JSON_INDENT(2));
    require(json_dump_callback(out->root, append, buf, flags) == 0, "dump failed");
}

/* Takes the value over. */
static void add(struct json_out *out, json_t *value) {
    require(value != NULL, "out of memory");
    json_t *parent = out->depth ? out->open[out->depth - 1] : NULL;
    int failed = 0;
    if (!parent) {
        require(!out->root, "a second value");
        out->root = value;
    } else if (json_is_array(parent)) {
        require(!out->has_key, "a key in an array");
        failed = json_array_append_new(parent, value);
    } else {
        require(out->has_key, "a value without a key");
        failed = json_object_setn_new_nocheck(parent, out->key.data, out->key.size, value);
        out->has_key = false;
    }
    require(failed == 0, "out of memory");
}

static void begin(struct json_out *out, json_t *value) {
    require(out->depth < DEEPEST, "nested too deeply");
    add(out, value);
    out->open[out->depth++] = value;
}

void json_begin_object(struct json_out *out) {
    begin(out, json_object());
}

void json_end_object(struct json_out *out) {
    require(out->depth && json_is_object(out->open[out->depth - 1]) && !out->has_key, "no object to end");
    out->depth--;
}

void json_begin_array(struct json_out *out) {
    begin(out, json_array());
}

void json_end_array(struct json_out *out) {
    require(out->depth && json_is_array(out->open[out->depth - 1]), "no array to end");
    out->depth--;
}

/* The text itself when it is UTF-8, else a mended copy. */
static struct str as_utf8(struct json_out *out, struct str text) {
    bool ascii;
    if (utf8_check(text, &ascii) == text.size)
        return text;
    struct buf mended;
    buf_init(&mended, &out->arena);
    for (size_t at = 0; at < text.size;) {
        size_t width = utf8_sequence(str_slice(text, at, text.size));
        buf_add(&mended, width ? str_slice(text, at, at + width) : STR("\xEF\xBF\xBD"));
        at += width ? width : 1;
    }
    return buf_str(&mended);
}

void json_put_key_str(struct json_out *out, struct str key) {
    require(out->depth && json_is_object(out->open[out->depth - 1]) && !out->has_key, "a key outside of an object");
    out->key = as_utf8(out, key);
    out->has_key = true;
}

void json_put_key(struct json_out *out, const char *key) {
    json_put_key_str(out, str_from(key));
}

void json_put_string(struct json_out *out, struct str text) {
    text = as_utf8(out, text);
    add(out, json_stringn_nocheck(text.size ? text.data : "", text.size));
}

void json_put_integer(struct json_out *out, int64_t value) {
    add(out, json_integer(value));
}

void json_put_real(struct json_out *out, double value) {
    add(out, isfinite(value) ? json_real(value) : json_null());
}

void json_put_bool(struct json_out *out, bool value) {
    add(out, json_boolean(value));
}

void json_put_null(struct json_out *out) {
    add(out, json_null());
}

void json_member_string(struct json_out *out, const char *key, struct str text) {
    json_put_key(out, key);
    json_put_string(out, text);
}

void json_member_z(struct json_out *out, const char *key, const char *text) {
    json_put_key(out, key);
    if (text)
        json_put_string(out, str_from(text));
    else
        json_put_null(out);
}

void json_member_integer(struct json_out *out, const char *key, int64_t value) {
    json_put_key(out, key);
    json_put_integer(out, value);
}

void json_member_bool(struct json_out *out, const char *key, bool value) {
    json_put_key(out, key);
    json_put_bool(out, value);
}
