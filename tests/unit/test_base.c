#include "analyzer/base/arena.h"
#include "analyzer/base/embedded.h"
#include "analyzer/base/map.h"
#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"
#include "tests/unit/test.h"

TEST(base, vec_grows_and_keeps_its_items) {
    struct arena arena;
    arena_init(&arena);
    VEC(int) numbers = {0};
    for (int i = 0; i < 10000; i++)
        vec_push(&arena, &numbers, i);
    bool all_there = true;
    for (int i = 0; i < 10000; i++)
        all_there = all_there && numbers.items[i] == i;
    CHECK(all_there);
    arena_done(&arena);
}

TEST(base, arena_gives_zeroed_memory_after_reset) {
    struct arena arena;
    arena_init(&arena);
    arena_alloc(&arena, 100);
    struct arena_mark mark = arena_mark(&arena);
    for (int i = 0; i < 100; i++) {
        char *text = arena_alloc(&arena, 5000);
        CHECK(text[0] == 0 && text[4999] == 0);
        text[0] = text[4999] = 'x';
    }
    arena_reset(&arena, mark);
    char *again = arena_alloc(&arena, 5000);
    CHECK(again[0] == 0 && again[4999] == 0);
    arena_done(&arena);
}

TEST(base, map_keeps_order_and_replaces) {
    struct arena arena;
    arena_init(&arena);
    struct map map;
    map_init(&map, &arena);
    static int values[1000];
    for (int i = 0; i < 1000; i++)
        CHECK(map_put(&map, str_format(&arena, "key %d", i), &values[i]));
    CHECK(!map_put(&map, STR("key 7"), &values[8]));
    CHECK(map_get(&map, STR("key 7")) == &values[8]);
    CHECK(map_get(&map, STR("key 999")) == &values[999]);
    CHECK(!map_has(&map, STR("key 1000")));
    CHECK(map.count == 1000 && str_is(map.entries[7].key, "key 7"));
    arena_done(&arena);
}

TEST(base, text_helpers) {
    struct str head, rest;
    CHECK(str_cut(STR("a=b=c"), '=', &head, &rest) && str_is(head, "a") && str_is(rest, "b=c"));
    CHECK(!str_cut(STR("abc"), '=', &head, &rest));
    CHECK(str_is(str_trim(STR(" \t x y\r\n")), "x y"));
    CHECK(str_starts(STR("AWS::X"), "AWS::") && !str_starts(STR("AW"), "AWS"));
    CHECK(str_ends(STR("a.yaml"), ".yaml"));
    CHECK(str_equal_nocase(STR("S3:GetObject"), STR("s3:getobject")));
    CHECK(str_compare(STR("a"), STR("ab")) < 0 && str_compare(STR("b"), STR("ab")) > 0);
    int64_t number;
    CHECK(str_integer(STR("-30"), &number) && number == -30);
    CHECK(!str_integer(STR("3.5"), &number) && !str_integer(STR(""), &number) && !str_integer(STR("-"), &number));
}

TEST(base, tables_are_sorted_and_found_by_key) {
    static const char *const tables[] = {
        "analyzer/dialect/data/aws-managed-policies.tsv", "analyzer/dialect/data/sam-connector-profiles.tsv",
        "analyzer/dialect/data/sam-policy-templates.tsv", "analyzer/dialect/data/sam-properties.tsv",
        "analyzer/dialect/data/sam-shapes.tsv",           "analyzer/dialect/data/sam-models.tsv"};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct str rest = embedded_get(tables[i]), line, last = STR_NONE, key, last_key = STR_NONE, columns, found;
        while (str_cut(rest, '\n', &line, &rest)) {
            if (str_starts(line, "#") || !str_cut(line, '\t', &key, &columns))
                continue;
            CHECK(str_compare(last, line) < 0);
            CHECK(embedded_line(tables[i], key, &found) && (str_equal(key, last_key) || str_equal(found, columns)));
            last = line;
            last_key = key;
        }
        CHECK(!embedded_line(tables[i], STR("Zzz"), &found) && !embedded_line(tables[i], STR(""), &found));
        CHECK(embedded_lines(tables[i], STR("Zzz")).size == 0);
    }
    struct str lines = embedded_lines("analyzer/dialect/data/sam-properties.tsv", STR("AWS::Serverless::SimpleTable"));
    CHECK(str_starts(lines, "AWS::Serverless::SimpleTable\t") && str_ends(lines, "\n"));
}
