#include "analyzer/source/text_map.h"

#include "analyzer/source/document.h"

const struct text_map *text_map_new(struct arena *arena, const struct node *scalar) {
    struct text_map *map = ARENA_NEW(arena, struct text_map);
    const struct node *source = node_source(scalar);
    map->whole = node_place(source);
    struct str bytes = source->document->bytes;
    bool same = source->text.data >= bytes.data && source->text.data < bytes.data + bytes.size;
    struct text_piece piece = {0, (uint32_t)scalar->text.size, map->whole.start, map->whole.end - map->whole.start,
                               false};
    if (same && str_equal(scalar->text, source->text)) {
        piece.source = (uint32_t)(source->text.data - bytes.data);
        piece.source_size = piece.text_size;
        piece.verbatim = true;
    }
    if (scalar->text.size)
        vec_push(arena, &map->pieces, piece);
    return map;
}

static const struct text_piece *piece_at(const struct text_map *map, size_t offset) {
    size_t low = 0;
    size_t high = map->pieces.count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (map->pieces.items[middle].text <= offset)
            low = middle;
        else
            high = middle;
    }
    return &map->pieces.items[low];
}

static uint32_t start_of(const struct text_map *map, size_t offset) {
    const struct text_piece *piece = piece_at(map, offset);
    return piece->source + (piece->verbatim ? (uint32_t)offset - piece->text : 0);
}

static uint32_t end_of(const struct text_map *map, size_t offset) {
    const struct text_piece *piece = piece_at(map, offset - 1);
    return piece->source + (piece->verbatim ? (uint32_t)offset - piece->text : piece->source_size);
}

struct span text_map_span(const struct text_map *map, size_t from, size_t to) {
    struct span span = map->whole;
    if (map->pieces.count) {
        const struct text_piece *last = &map->pieces.items[map->pieces.count - 1];
        size_t size = last->text + last->text_size;
        to = to < size ? to : size;
        from = from < to ? from : to;
        if (from < to)
            span = (struct span){start_of(map, from), end_of(map, to)};
        else
            span.start = span.end = from < size ? start_of(map, from) : end_of(map, from);
    }
    return map->outer ? text_map_span(map->outer, span.start, span.end) : span;
}
