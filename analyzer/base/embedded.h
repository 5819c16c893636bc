/* Files of the repository that the binary carries: rules, the schema, tables of facts. Made by tools/embed.c. */
#ifndef LL_BASE_EMBEDDED_H
#define LL_BASE_EMBEDDED_H

#include "analyzer/base/str.h"

#include <stddef.h>

struct embedded_file {
    const char *path; /* as in the repository: "rulesets/exposure/function-url-without-auth.yaml" */
    const unsigned char *bytes;
    size_t size;
};

/* Sorted by path; ends with a row whose path is NULL. */
extern const struct embedded_file EMBEDDED_FILES[];

/* The bytes of one file; aborts when it is not there (a bug: the name is ours). */
struct str embedded_get(const char *path);

/* All lines of a table (sorted by bytes, as LC_ALL=C sort does) that begin with that key and a tab. */
struct str embedded_lines(const char *path, struct str key);
/* What follows the key and the tab in the first of them; false when there is none. */
bool embedded_line(const char *path, struct str key, struct str *ret_rest);

#endif
