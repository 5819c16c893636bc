#include "analyzer/base/embedded.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct str embedded_get(const char *path) {
    for (const struct embedded_file *file = EMBEDDED_FILES; file->path; file++)
        if (strcmp(file->path, path) == 0)
            return (struct str){(const char *)file->bytes, file->size};
    fprintf(stderr, "lambdalint: bug: no embedded file %s\n", path);
    abort();
}
