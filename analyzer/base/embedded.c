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

/* How the text at the beginning of a line compares with the key and a tab. */
static int compare_line(struct str line, struct str key) {
    int order = str_compare(str_slice(line, 0, key.size < line.size ? key.size : line.size), key);
    if (order)
        return order;
    int next = line.size > key.size ? (unsigned char)line.data[key.size] : '\n';
    return (next > '\t') - (next < '\t');
}

/* The end of the line, behind its line feed. */
static size_t line_end(struct str text, size_t at) {
    size_t feed = str_find(text, STR("\n"), at);
    return feed == SIZE_MAX ? text.size : feed + 1;
}

/* Where the first line begins that comes not before the key's, or with `behind` the first that comes after them. */
static size_t search(struct str text, struct str key, bool behind) {
    size_t low = 0, high = text.size; /* beginnings of lines */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        while (middle > low && text.data[middle - 1] != '\n')
            middle--;
        int order = compare_line(str_slice(text, middle, text.size), key);
        if (order < 0 || (behind && order == 0))
            low = line_end(text, middle);
        else
            high = middle;
    }
    return low;
}

struct str embedded_lines(const char *path, struct str key) {
    struct str text = embedded_get(path);
    return str_slice(text, search(text, key, false), search(text, key, true));
}

bool embedded_line(const char *path, struct str key, struct str *ret_rest) {
    struct str text = embedded_get(path);
    size_t at = search(text, key, false);
    struct str line = str_slice(text, at, line_end(text, at));
    if (line.size == 0 || compare_line(line, key) != 0)
        return false;
    *ret_rest = str_slice(line, key.size + 1, line.size - str_ends(line, "\n"));
    return true;
}
