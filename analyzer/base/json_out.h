/* Writing JSON. Values are added in the order in which they shall stand; the text comes at the end, the same bytes for
 * the same calls. Text that is no UTF-8 gets U+FFFD for each bad byte. Calls that do not fit (a value in an object
 * without a key, an end without a begin) are bugs and abort.
 *
 *     struct json_out *out = json_out_new();
 *     json_begin_object(out);
 *     json_member_string(out, "rule", finding->rule);
 *     json_put_key(out, "places");
 *     json_begin_array(out);
 *     …
 *     json_end_array(out);
 *     json_end_object(out);
 *     json_out_text(out, JSON_INDENTED, &buf);
 *     json_out_free(out);
 */
#ifndef LL_BASE_JSON_OUT_H
#define LL_BASE_JSON_OUT_H

#include "analyzer/base/str.h"

struct json_out;

enum json_layout {
    JSON_ONE_LINE, /* no white space at all */
    JSON_INDENTED, /* two spaces a level */
};

struct json_out *json_out_new(void);
void json_out_free(struct json_out *out);
/* Appends the finished value, without a line end. */
void json_out_text(const struct json_out *out, enum json_layout layout, struct buf *buf);

void json_begin_object(struct json_out *out);
void json_end_object(struct json_out *out);
void json_begin_array(struct json_out *out);
void json_end_array(struct json_out *out);
/* The key of the next value. A key given twice keeps its place and takes the later value. Its text must live
 * until the value has come. */
void json_put_key(struct json_out *out, const char *key);
void json_put_key_str(struct json_out *out, struct str key);
void json_put_string(struct json_out *out, struct str text);
void json_put_integer(struct json_out *out, int64_t value);
void json_put_real(struct json_out *out, double value); /* not finite: null */
void json_put_bool(struct json_out *out, bool value);
void json_put_null(struct json_out *out);

/* Key and value at once. */
void json_member_string(struct json_out *out, const char *key, struct str text);
void json_member_z(struct json_out *out, const char *key, const char *text); /* NULL: null */
void json_member_integer(struct json_out *out, const char *key, int64_t value);
void json_member_bool(struct json_out *out, const char *key, bool value);

#endif
