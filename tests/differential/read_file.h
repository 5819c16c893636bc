/* Shared by the programs of this folder. */
#ifndef LL_TESTS_READ_FILE_H
#define LL_TESTS_READ_FILE_H

#include "analyzer/base/arena.h"
#include "analyzer/base/str.h"

#include <stdio.h>
#include <string.h>

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

/* Looks at one file; what is in the arena lives until it returns. */
typedef void look_at_file(void *context, const char *path, struct str bytes, struct arena *arena);

/* Every readable file named on standard input, one path a line. */
static inline void each_named_file(look_at_file *look, void *context) {
    char path[4096];
    while (fgets(path, sizeof path, stdin)) {
        path[strcspn(path, "\n")] = 0;
        struct arena arena;
        struct str bytes;
        arena_init(&arena);
        if (read_file(path, &arena, &bytes))
            look(context, path, bytes, &arena);
        arena_done(&arena);
    }
}

#endif
