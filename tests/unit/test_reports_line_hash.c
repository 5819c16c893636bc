/* The inputs and values of github/codeql-action, src/fingerprints.test.ts (MIT), and one with characters beyond the
 * Basic Multilingual Plane, checked against a second implementation. */
#include "analyzer/base/arena.h"
#include "reports/line_hash.h"
#include "tests/unit/test.h"

static void check_hashes(const char *text, const char *const *expected, uint32_t count) {
    struct arena arena;
    arena_init(&arena);
    const struct line_hashes *hashes = line_hashes_new(&arena, str_from(text));
    CHECK(hashes->list.count == count);
    for (uint32_t i = 0; i < count; i++)
        CHECK_STR(line_hashes_get(hashes, &arena, i + 1), expected[i]);
    arena_done(&arena);
}

static const char *const GREETINGS[] = {"e9496ae3ebfced30:1", "fb7c023a8b9ccb3f:1", "ce8ba1a563dcdaca:1",
                                        "e20e36e16fcb0cc8:1", "b3edc88f2938467e:1", "c8e28b0b4002a3a0:1",
                                        "c129715d7a2bc9a3:1"};

TEST(line_hash, empty_file) {
    check_hashes("", (const char *const[]){"c129715d7a2bc9a3:1"}, 1);
}

TEST(line_hash, drops_blanks) {
    check_hashes(
        " a\nb\n  \t\tc\n d",
        (const char *const[]){"271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"}, 4);
}

TEST(line_hash, empty_lines_count) {
    check_hashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
                 (const char *const[]){"8b7cf3e952e7aeb2:1", "b1ae1287ec4718d9:1", "bff680108adb0fcc:1",
                                       "c6805c5e1288b612:1", "b86d3392aea1be30:1", "e6ceba753e1a442:1"},
                 6);
}

TEST(line_hash, every_line_end_is_one) {
    check_hashes(" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", GREETINGS, 7);
    check_hashes(" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", GREETINGS, 7);
    check_hashes(" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", GREETINGS, 7);
    check_hashes(" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", GREETINGS, 7);
}

TEST(line_hash, counts_repeated_lines) {
    const char *line = "Lorem ipsum dolor sit amet.\n";
    struct arena arena;
    arena_init(&arena);
    struct buf text;
    buf_init(&text, &arena);
    for (int i = 0; i < 10; i++)
        buf_add_z(&text, line);
    check_hashes(str_z(&arena, buf_str(&text)),
                 (const char *const[]){"a7f2ff13bc495cf2:1", "a7f2ff13bc495cf2:2", "a7f2ff13bc495cf2:3",
                                       "a7f2ff13bc495cf2:4", "a7f2ff13bc495cf2:5", "a7f2ff13bc495cf2:6",
                                       "a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1",
                                       "cc97dc7b1d7d8f7b:1", "c129715d7a2bc9a3:1"},
                 11);
    arena_done(&arena);
}

TEST(line_hash, counts_utf16_units) {
    check_hashes("\xC3\xA9\xF0\x9F\x98\x80 x\n", (const char *const[]){"2c00bfbf0c79d02b:1", "c129715d7a2bc9a3:1"}, 2);
}
