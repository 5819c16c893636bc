#include "analyzer/base/arena.h"
#include "analyzer/base/json_out.h"
#include "analyzer/base/utf8.h"
#include "tests/unit/test.h"

static struct str written(struct arena *arena, struct json_out *out, enum json_layout layout) {
    struct buf buf;
    buf_init(&buf, arena);
    json_out_text(out, layout, &buf);
    return buf_str(&buf);
}

TEST(base, json_keeps_the_order_of_keys) {
    struct arena arena;
    arena_init(&arena);
    struct json_out *out = json_out_new();
    json_begin_object(out);
    json_member_string(out, "z", STR("1\n\"\xF0\x9F\x98\x80"));
    json_put_key(out, "a");
    json_begin_array(out);
    json_put_integer(out, -5);
    json_put_bool(out, true);
    json_put_null(out);
    json_begin_object(out);
    json_end_object(out);
    json_end_array(out);
    json_member_z(out, "m", NULL);
    json_end_object(out);
    CHECK_STR(written(&arena, out, JSON_ONE_LINE),
              "{\"z\":\"1\\n\\\"\xF0\x9F\x98\x80\",\"a\":[-5,true,null,{}],\"m\":null}");
    CHECK_STR(written(&arena, out, JSON_INDENTED),
              "{\n  \"z\": \"1\\n\\\"\xF0\x9F\x98\x80\",\n  \"a\": [\n    -5,\n    true,\n    null,\n    {}\n  ],\n"
              "  \"m\": null\n}");
    json_out_free(out);
    arena_done(&arena);
}

TEST(base, json_mends_text_that_is_no_utf8) {
    struct arena arena;
    arena_init(&arena);
    struct json_out *out = json_out_new();
    json_begin_object(out);
    json_put_key_str(out, STR("k\xFF"));
    json_put_string(out, STR("\xC3\xA9|\xC3|\xED\xA0\x80|\xF4\x90\x80\x80"));
    json_end_object(out);
#define BAD "\xEF\xBF\xBD"
    CHECK_STR(written(&arena, out, JSON_ONE_LINE),
              "{\"k" BAD "\":\"\xC3\xA9|" BAD "|" BAD BAD BAD "|" BAD BAD BAD BAD "\"}");
#undef BAD
    json_out_free(out);
    arena_done(&arena);
}

TEST(base, utf8_check_finds_the_first_bad_byte) {
    bool ascii;
    CHECK(utf8_check(STR("plain text, long enough"), &ascii) == 23 && ascii);
    CHECK(utf8_check(STR("ab\xC3\xA9"), &ascii) == 4 && !ascii);
    CHECK(utf8_check(STR("ab\xC0\x80"), &ascii) == 2);           /* overlong */
    CHECK(utf8_check(STR("12345678\xED\xA0\x80"), &ascii) == 8); /* surrogate */
    CHECK(utf8_check(STR("\xF4\x90\x80\x80"), &ascii) == 0);     /* beyond U+10FFFF */
    CHECK(utf8_check(STR("a\xE2\x82"), &ascii) == 1);            /* cut off */
    CHECK(utf8_check(STR_NONE, &ascii) == 0 && ascii);
}
