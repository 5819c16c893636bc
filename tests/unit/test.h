/* One binary, build/V/unit-tests. A test file needs no list:
 *
 *     TEST(str, finds_text) { CHECK(str_contains(STR("abc"), "b")); }
 */
#ifndef LL_TESTS_TEST_H
#define LL_TESTS_TEST_H

#include <CUnit/CUnit.h>

struct test_case {
    const char *suite;
    const char *name;
    void (*run)(void);
    struct test_case *next;
};

void test_register(struct test_case *test);

#define TEST(suite_name, test_name)                                                                                    \
    static void test_##suite_name##_##test_name(void);                                                                 \
    __attribute__((constructor)) static void register_##suite_name##_##test_name(void) {                               \
        static struct test_case test = {#suite_name, #test_name, test_##suite_name##_##test_name, NULL};               \
        test_register(&test);                                                                                          \
    }                                                                                                                  \
    static void test_##suite_name##_##test_name(void)

#define CHECK(condition) CU_ASSERT(condition)
/* Ends the test when false. */
#define REQUIRE(condition) CU_ASSERT_FATAL(condition)
/* Compares a struct str with a literal and prints both when they differ. */
#define CHECK_STR(actual, expected) test_check_str((actual), (expected), __FILE__, __LINE__)

#include "analyzer/base/str.h"
void test_check_str(struct str actual, const char *expected, const char *file, int line);

#endif
