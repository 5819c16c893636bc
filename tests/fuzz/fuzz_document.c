/* libFuzzer: any bytes, read as JSON and as YAML, with all that can be asked of a document. */
#include "analyzer/source/document.h"
#include "analyzer/source/suppression.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition) {
    if (!condition)
        abort();
}

static void check_span(const struct document *document, struct span span) {
    require(span.start <= span.end && span.end <= document->bytes.size);
}

static void visit(struct document *document, const struct node *node, struct arena *arena, unsigned level,
                  unsigned *budget) {
    if (*budget == 0)
        return;
    --*budget;
    check_span(document, node->span);
    check_span(document, node->key_span);
    check_span(document, node_place(node));
    node_path(arena, node);
    if (node_is_scalar(node)) {
        check_span(document, document_text_span(document, node, 0, node->text.size));
        check_span(document, document_text_span(document, node, node->text.size / 2, node->text.size));
        const struct node *root = level < 4 ? document_embedded(document, node, NULL) : NULL;
        if (root)
            visit(document, root, arena, level + 1, budget);
    }
    uint32_t count = 0;
    node_each(child, node) {
        count++;
        visit(document, child, arena, level, budget);
    }
    require(count == node->child_count);
}

static void read_as(struct str name, struct str bytes) {
    struct arena arena;
    arena_init(&arena);
    struct diags diags;
    diags_init(&diags, &arena);
    struct document *document = document_read(1, name, bytes, &diags);
    require(document->root || diags.list.count == 1 || diags.list.items[diags.list.count - 1].id);
    for (size_t i = 0; i < diags.list.count; i++)
        check_span(document, diags.list.items[i].span);
    unsigned budget = 2000;
    for (const struct node *root = document->root; root; root = root->next)
        visit(document, root, &arena, 0, &budget);
    for (size_t i = 0; i < document->comments.count; i++)
        check_span(document, document->comments.items[i].span);
    struct suppressions suppressions;
    suppressions_read(document, &arena, &suppressions);
    for (size_t i = 0; i < suppressions.list.count; i++) {
        check_span(document, suppressions.list.items[i].span);
        require(suppressions.list.items[i].covers.start <= suppressions.list.items[i].covers.end);
    }
    require(document_line_count(document) >= 1);
    document_free(document);
    arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str bytes = {(const char *)data, size};
    read_as(STR("a.yaml"), bytes);
    read_as(STR("a.json"), bytes);
    return 0;
}
