/* Reads every file named on standard input (one path a line) as a document and checks what must hold for any input:
 * spans lie in the file, children in order, the text of scalars comes back from its map. Prints counts. */
#include "analyzer/source/document.h"
#include "analyzer/source/suppression.h"
#include "analyzer/source/text_map.h"
#include "tests/differential/read_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t files;
static size_t unreadable;
static size_t bytes_read;
static size_t nodes;
static size_t scalars;
static size_t inexact; /* pieces of text maps that cover more than a code point */
static size_t embedded;
static size_t comments;

static void require(bool condition, const struct document *document, uint32_t at, const char *what) {
    if (condition)
        return;
    struct position place = document_position(document, at);
    printf("%.*s:%u:%u: %s\n", STR_ARG(document->path), place.line, place.column, what);
    exit(1);
}

/* Verbatim pieces are the same bytes; the others decode to one code point or to line feeds. */
static void check_map(const struct document *document, const struct node *scalar) {
    struct arena arena;
    arena_init(&arena);
    const struct text_map *map = text_map_new(&arena, scalar);
    size_t at = 0;
    for (size_t i = 0; i < map->pieces.count; i++) {
        const struct text_piece *piece = &map->pieces.items[i];
        struct str text = str_slice(scalar->text, piece->text, piece->text + piece->text_size);
        require(piece->text == at, document, scalar->span.start, "text map has a gap");
        if (piece->verbatim && !map->outer)
            require(str_equal(text, str_slice(document->bytes, piece->source, piece->source + piece->source_size)),
                    document, scalar->span.start, "text map is wrong");
        size_t feeds = 0;
        while (feeds < text.size && text.data[feeds] == '\n')
            feeds++;
        if (!piece->verbatim && feeds < text.size && text.size > 4)
            inexact++;
        at += piece->text_size;
    }
    require(at == scalar->text.size, document, scalar->span.start, "text map is short");
    arena_done(&arena);
}

static size_t check_tree(struct document *document, const struct node *node) {
    size_t count = 1;
    require(node->span.start <= node->span.end && node->span.end <= document->bytes.size, document, node->span.start,
            "span is out of the file");
    if (node_is_scalar(node)) {
        struct span span = document_text_span(document, node, 0, node->text.size);
        require(span.start <= span.end && span.end <= document->bytes.size, document, node->span.start, "text span");
        check_map(document, node);
        scalars++;
        const struct node *root = document_embedded(document, node, NULL);
        if (root) {
            embedded++;
            count += check_tree(document, root);
        }
    }
    size_t children = 0;
    node_each(child, node) {
        children++;
        count += check_tree(document, child);
    }
    require(children == node->child_count, document, node->span.start, "child count");
    return count;
}

static void check_file(void *context, const char *path, struct str bytes, struct arena *arena) {
    (void)context;
    struct diags diags;
    struct suppressions suppressions;
    diags_init(&diags, arena);
    struct document *document = document_read(1, str_from(path), bytes, &diags);
    for (const struct node *root = document->root; root; root = root->next)
        nodes += check_tree(document, root);
    suppressions_read(document, arena, &suppressions);
    comments += document->comments.count;
    files++;
    bytes_read += bytes.size;
    unreadable += !document->root;
    for (size_t i = 0; i < diags.list.count; i++) {
        const struct diag *diag = &diags.list.items[i];
        struct position place = document_position(document, diag->span.start);
        printf("%s:%u:%u: %.*s\n", path, place.line, place.column, STR_ARG(diag->message));
    }
    document_free(document);
}

int main(void) {
    each_named_file(check_file, NULL);
    printf("%zu files, %zu bytes, %zu nodes, %zu cannot be read\n", files, bytes_read, nodes, unreadable);
    printf("%zu scalars, %zu hold JSON, %zu inexact pieces, %zu comments\n", scalars, embedded, inexact, comments);
    return 0;
}
