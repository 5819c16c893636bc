/* Values for tests, written as JSON with single quotes: {'Effect': 'Allow', 'Action': ['s3:*', '$A']}; a text
 * that holds one stands in double quotes.
 * A text that starts with $ (but not ${) is unknown and has the rest as its identity; '...' as a list member or a key
 * (with any value) leaves the list or map open. The node of a value has its place in the text as span. */
#ifndef LL_TESTS_POLICY_VALUE_H
#define LL_TESTS_POLICY_VALUE_H

#include "analyzer/base/arena.h"
#include "analyzer/source/value.h"

/* Aborts when the text is not well-formed. */
const struct value *test_value(struct arena *arena, const char *text);

#endif
