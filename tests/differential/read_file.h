/* Shared by the programs of this folder. */
#ifndef LL_TESTS_READ_FILE_H
#define LL_TESTS_READ_FILE_H

#include "analyzer/base/arena.h"
#include "analyzer/base/str.h"

#include <stdio.h>

static inline bool read_file(const char *path, struct arena *arena, struct str *ret_bytes) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    struct buf buf;
    buf_init(&buf, arena);
    char chunk[65536];
    for (size_t size; (size = fread(chunk, 1, sizeof chunk, file)) > 0;)
        buf_add(&buf, (struct str){chunk, size});
    fclose(file);
    *ret_bytes = buf_str(&buf);
    return true;
}

#endif
