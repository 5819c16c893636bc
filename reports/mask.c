#include "reports/mask.h"

#include "reports/width.h"

#include <stdlib.h>
#include <string.h>

enum { SECRET_SEARCHED = 4 /* bytes */, SECRET_SHOWN = 4 /* characters */ };

struct masked_document {
    const struct document *document;
    VEC(struct span) spans;
    struct str bytes; /* made on first use */
};

/* Bytes at the start of a secret that stay readable. */
static size_t shown_bytes(struct str secret) {
    size_t characters = 0;
    for (size_t i = 0; i < secret.size; characters++)
        i += glyph_read(str_slice(secret, i, secret.size)).size;
    size_t shown = characters / 4 < SECRET_SHOWN ? characters / 4 : SECRET_SHOWN;
    size_t size = 0;
    while (shown--)
        size += glyph_read(str_slice(secret, size, secret.size)).size;
    return size;
}

static void mask_bytes(char *bytes, size_t size) {
    for (size_t i = shown_bytes((struct str){bytes, size}); i < size; i++)
        if (bytes[i] != '\n' && bytes[i] != '\r')
            bytes[i] = '*';
}

static char *writable(struct arena *arena, struct str text) {
    char *copy = arena_alloc(arena, text.size + 1);
    if (text.size)
        memcpy(copy, text.data, text.size);
    return copy;
}

static struct span clamp(const struct document *document, struct span span) {
    uint32_t size = (uint32_t)document->bytes.size;
    span.end = span.end < size ? span.end : size;
    span.start = span.start < span.end ? span.start : span.end;
    return span;
}

/* The span without the quotes around a scalar. */
static struct span inside_quotes(const struct document *document, struct span span) {
    const char *bytes = document->bytes.data;
    if (span.end - span.start >= 2 && bytes[span.start] == bytes[span.end - 1] &&
        (bytes[span.start] == '"' || bytes[span.start] == '\''))
        return (struct span){span.start + 1, span.end - 1};
    return span;
}

static struct masked_document *masked_document(struct masks *masks, const struct document *document) {
    struct masked_document *masked = map_get(&masks->documents, document->path);
    if (!masked) {
        masked = ARENA_NEW(masks->arena, struct masked_document);
        masked->document = document;
        map_put(&masks->documents, document->path, masked);
    }
    return masked;
}

static void add_secret(struct masks *masks, struct str secret) {
    if (secret.size >= SECRET_SEARCHED)
        vec_push(masks->arena, &masks->secrets, secret);
}

static void add_span(struct masks *masks, const struct document *document, struct span span) {
    span = inside_quotes(document, clamp(document, span));
    struct masked_document *masked = masked_document(masks, document);
    vec_push(masks->arena, &masked->spans, span);
    add_secret(masks, str_slice(document->bytes, span.start, span.end));
}

static int longest_first(const void *left, const void *right) {
    const struct str *a = left;
    const struct str *b = right;
    return a->size == b->size ? str_compare(*a, *b) : a->size < b->size ? 1 : -1;
}

static void add_finding(struct masks *masks, const struct finding *finding) {
    const struct location *place = &finding->place;
    if (finding->masked) {
        add_span(masks, place->document, place->span);
        /* The decoded text differs from the bytes where there are escapes; messages have the former. */
        if (place->node && node_is_scalar(place->node))
            add_secret(masks, place->node->text);
    }
    for (size_t i = 0; i < finding->secrets.count; i++)
        add_span(masks, place->document, finding->secrets.items[i]);
}

void masks_init(struct masks *masks, struct arena *arena, const struct report *report) {
    *masks = (struct masks){.arena = arena};
    map_init(&masks->documents, arena);
    for (size_t i = 0; i < report->findings.count; i++)
        add_finding(masks, report->findings.items[i]);
    for (size_t i = 0; i < report->hidden.count; i++)
        add_finding(masks, report->hidden.items[i]);
    if (masks->secrets.count)
        qsort(masks->secrets.items, masks->secrets.count, sizeof *masks->secrets.items, longest_first);
}

/* Masks each occurrence of each secret in place. */
static void mask_occurrences(const struct masks *masks, char *bytes, size_t size) {
    struct str text = {bytes, size};
    for (size_t i = 0; i < masks->secrets.count; i++) {
        struct str secret = masks->secrets.items[i];
        for (size_t at = 0; (at = str_find(text, secret, at)) != SIZE_MAX; at += secret.size)
            mask_bytes(bytes + at, secret.size);
    }
}

struct str masks_text(const struct masks *masks, struct str text) {
    bool found = false;
    for (size_t i = 0; i < masks->secrets.count && !found; i++)
        found = str_find(text, masks->secrets.items[i], 0) != SIZE_MAX;
    if (!found)
        return text;
    char *copy = writable(masks->arena, text);
    mask_occurrences(masks, copy, text.size);
    return (struct str){copy, text.size};
}

struct str masks_bytes(struct masks *masks, const struct document *document) {
    if (masks->secrets.count == 0 && !map_has(&masks->documents, document->path))
        return document->bytes;
    struct masked_document *masked = masked_document(masks, document);
    if (masked->bytes.size == document->bytes.size)
        return masked->bytes;
    char *copy = writable(masks->arena, document->bytes);
    mask_occurrences(masks, copy, document->bytes.size);
    for (size_t i = 0; i < masked->spans.count; i++) {
        struct span span = masked->spans.items[i];
        /* From the original: a shorter secret inside may have masked the part that is shown. */
        memcpy(copy + span.start, document->bytes.data + span.start, span.end - span.start);
        mask_bytes(copy + span.start, span.end - span.start);
    }
    masked->bytes = (struct str){copy, document->bytes.size};
    return masked->bytes;
}
