#include "tests/unit/test.h"

#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct test_case *tests;

void test_register(struct test_case *test) {
    test->next = tests;
    tests = test;
}

void test_check_str(struct str actual, const char *expected, const char *file, int line) {
    bool equal = str_is(actual, expected);
    if (!equal)
        fprintf(stderr, "%s:%d: got \"%.*s\", expected \"%s\"\n", file, line, STR_ARG(actual), expected);
    CU_assertImplementation(equal, (unsigned)line, "CHECK_STR", file, "", CU_FALSE);
}

static CU_pSuite suite_named(const char *name) {
    CU_pSuite suite = CU_get_suite(name);
    return suite ? suite : CU_add_suite(name, NULL, NULL);
}

/* An argument names a suite: only that one runs. */
int main(int argc, char **argv) {
    if (CU_initialize_registry() != CUE_SUCCESS)
        return 2;
    for (struct test_case *test = tests; test; test = test->next)
        if (argc < 2 || strcmp(argv[1], test->suite) == 0)
            CU_add_test(suite_named(test->suite), test->name, test->run);
    CU_basic_set_mode(CU_BRM_NORMAL);
    CU_basic_run_tests();
    unsigned failed = CU_get_number_of_tests_failed();
    printf("unit: %u passed, %u failed\n", CU_get_number_of_tests_run() - failed, failed);
    CU_cleanup_registry();
    return failed ? 1 : 0;
}
