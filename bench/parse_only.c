/* Reads and parses the files named on standard input, one a line, once each, and nothing else: what bench/run divides
 * by. */
#include "analyzer/base/limits.h"
#include "analyzer/scan/files.h"
#include "analyzer/source/document.h"

#include <stdio.h>
#include <string.h>

int main(void) {
    char line[4096];
    size_t bytes_read = 0, parsed = 0;
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        struct arena arena;
        struct diags diags;
        struct str bytes;
        arena_init(&arena);
        diags_init(&diags, &arena);
        if (file_read(str_from(line), LIMIT_FILE_BYTES, &arena, &bytes, NULL)) {
            struct document *document = document_read(1, str_from(line), bytes, &diags);
            bytes_read += bytes.size;
            parsed += document->root != NULL;
            document_free(document);
        }
        arena_done(&arena);
    }
    printf("%zu files parsed, %zu bytes\n", parsed, bytes_read);
    return 0;
}
