/* The map is made by walking over the source and the decoded text side by side. The decoded text is the reader's, so
 * the walk need not know every rule of YAML: it says how far the source moves while the text does. Where the two do
 * not fit (line breaks beyond CR and LF), the rest becomes one piece: still true, only less exact. */
#include "analyzer/source/text_map.h"

#include "analyzer/base/utf8.h"
#include "analyzer/source/document.h"

struct walk {
    struct arena *arena;
    struct text_map *map;
    struct str text;
    struct str source;
    size_t at_text;
    size_t at_source;
    size_t end; /* of the scalar in the source */
};

/* The next bytes of text were written as the next bytes of the source. */
static void take(struct walk *walk, size_t text_size, size_t source_size, bool verbatim) {
    if (text_size > walk->text.size - walk->at_text)
        text_size = walk->text.size - walk->at_text;
    if (source_size > walk->source.size - walk->at_source)
        source_size = walk->source.size - walk->at_source;
    struct text_piece piece = {(uint32_t)walk->at_text, (uint32_t)text_size, (uint32_t)walk->at_source,
                               (uint32_t)source_size, verbatim};
    walk->at_text += text_size;
    walk->at_source += source_size;
    struct text_piece *last = walk->map->pieces.count ? &walk->map->pieces.items[walk->map->pieces.count - 1] : NULL;
    if (last && verbatim && last->verbatim && last->source + last->source_size == piece.source) {
        last->text_size += piece.text_size;
        last->source_size += piece.source_size;
    } else if (text_size) {
        vec_push(walk->arena, &walk->map->pieces, piece);
    }
}

static void take_rest(struct walk *walk) {
    size_t end = walk->end > walk->at_source ? walk->end : walk->at_source;
    take(walk, walk->text.size - walk->at_text, end - walk->at_source, false);
}

static bool is_done(const struct walk *walk) {
    return walk->at_text >= walk->text.size || walk->at_source >= walk->source.size;
}

/* Takes one byte that stands for itself; when it does not, the walk ends. */
static void take_same(struct walk *walk) {
    if (walk->source.data[walk->at_source] == walk->text.data[walk->at_text])
        take(walk, 1, 1, true);
    else
        take_rest(walk);
}

static char source_at(const struct walk *walk, size_t at) {
    return at < walk->source.size ? walk->source.data[at] : 0;
}

static size_t skip_blanks(const struct walk *walk, size_t at) {
    while (source_at(walk, at) == ' ' || source_at(walk, at) == '\t')
        at++;
    return at;
}

/* Width of the line break at a place: 0 when there is none. */
static size_t break_width(const struct walk *walk, size_t at) {
    if (source_at(walk, at) == '\r')
        return source_at(walk, at + 1) == '\n' ? 2 : 1;
    return source_at(walk, at) == '\n';
}

/* Moves over blanks and line breaks; the result is the number of breaks. */
static size_t skip_breaks(const struct walk *walk, size_t *at) {
    size_t count = 0;
    *at = skip_blanks(walk, *at);
    for (size_t width; (width = break_width(walk, *at)); count++)
        *at = skip_blanks(walk, *at + width);
    return count;
}

/* A run of white space with line breaks in a plain or quoted scalar: one break is a space, n are n - 1 line feeds. */
static void take_fold(struct walk *walk) {
    size_t end = walk->at_source;
    size_t breaks = skip_breaks(walk, &end);
    take(walk, breaks > 1 ? breaks - 1 : 1, end - walk->at_source, false);
}

static bool is_surrogate(const struct walk *walk, size_t at) {
    char third = source_at(walk, at + 3);
    return source_at(walk, at) == '\\' && source_at(walk, at + 1) == 'u' && (source_at(walk, at + 2) | 32) == 'd' &&
           (third == '8' || third == '9' || (third | 32) == 'a' || (third | 32) == 'b');
}

/* An escape of JSON or of YAML's double quotes: one code point, or a line break that is not there. */
static void take_escape(struct walk *walk) {
    size_t start = walk->at_source;
    size_t width = break_width(walk, start + 1);
    if (width) {
        size_t end = start + 1 + width;
        size_t more = skip_breaks(walk, &end);
        take(walk, more, end - start, false);
        return;
    }
    char letter = source_at(walk, start + 1);
    size_t size = letter == 'x' ? 4 : letter == 'u' ? 6 : letter == 'U' ? 10 : 2;
    if (is_surrogate(walk, start))
        size = 12;
    take(walk, utf8_width(walk->text.data[walk->at_text]), size, false);
}

/* Plain and quoted scalars. */
static void walk_flow(struct walk *walk, enum node_style style) {
    walk->at_source += style != STYLE_PLAIN;
    while (!is_done(walk)) {
        char c = source_at(walk, walk->at_source);
        if (c == '\\' && style == STYLE_DOUBLE_QUOTED)
            take_escape(walk);
        else if (c == '\'' && style == STYLE_SINGLE_QUOTED)
            take(walk, 1, 2, false);
        else if ((c == ' ' || c == '\t' || c == '\n' || c == '\r') &&
                 break_width(walk, skip_blanks(walk, walk->at_source)))
            take_fold(walk);
        else
            take_same(walk);
    }
}

static size_t count_char(struct str text, size_t at, char c) {
    size_t end = at;
    while (end < text.size && text.data[end] == c)
        end++;
    return end - at;
}

static void skip_line(struct walk *walk) {
    while (walk->at_source < walk->source.size && !break_width(walk, walk->at_source))
        walk->at_source++;
    walk->at_source += break_width(walk, walk->at_source);
}

static void skip_indentation(struct walk *walk, size_t indentation) {
    size_t spaces = count_char(walk->source, walk->at_source, ' ');
    walk->at_source += spaces < indentation ? spaces : indentation;
}

/* Empty lines that follow the line break at a place. */
static size_t count_empty_lines(const struct walk *walk, size_t indentation) {
    struct walk ahead = *walk;
    size_t count = 0;
    for (;; count++) {
        ahead.at_source += break_width(&ahead, ahead.at_source);
        skip_indentation(&ahead, indentation);
        if (!break_width(&ahead, ahead.at_source))
            return count;
    }
}

/* A line feed that was written as a line break. */
static void take_feed(struct walk *walk) {
    size_t width = break_width(walk, walk->at_source);
    if (width)
        take(walk, 1, width, false);
    else
        take_rest(walk);
}

/* Line breaks after a line of a block scalar, up to the indentation of its next line that is not empty. A folded one
 * turns a single break into a space and drops the first of several, unless one of the lines around is more indented;
 * which of it happened is read from the text. */
static void take_breaks(struct walk *walk, size_t indentation, bool folded) {
    if (folded && walk->text.data[walk->at_text] == ' ') {
        take(walk, 1, break_width(walk, walk->at_source), false);
        return;
    }
    size_t feeds = count_char(walk->text, walk->at_text, '\n');
    size_t empty = count_empty_lines(walk, indentation);
    bool is_last = walk->at_text + feeds == walk->text.size;
    if (folded && !is_last && feeds == empty) {
        walk->at_source += break_width(walk, walk->at_source);
        skip_indentation(walk, indentation);
    }
    if (!feeds)
        take_rest(walk);
    for (size_t i = 0; i < feeds; i++) {
        if (i)
            skip_indentation(walk, indentation);
        take_feed(walk);
    }
}

/* Literal and folded scalars. Their indentation is what the first line that is not empty has more than its text. */
static void walk_block(struct walk *walk, bool folded) {
    skip_line(walk);
    while (!is_done(walk) && walk->text.data[walk->at_text] == '\n') {
        walk->at_source = skip_blanks(walk, walk->at_source);
        take_feed(walk);
    }
    size_t spaces = count_char(walk->source, walk->at_source, ' ');
    size_t kept = count_char(walk->text, walk->at_text, ' ');
    size_t indentation = spaces > kept ? spaces - kept : 0;
    while (!is_done(walk)) {
        skip_indentation(walk, indentation);
        while (!is_done(walk) && !break_width(walk, walk->at_source))
            take_same(walk);
        if (!is_done(walk))
            take_breaks(walk, indentation, folded);
    }
}

/* Percent-encoded text: three bytes of the source are one of the text. */
static void walk_percent(struct walk *walk) {
    while (!is_done(walk)) {
        bool encoded = source_at(walk, walk->at_source) == '%';
        take(walk, 1, encoded ? 3 : 1, !encoded);
    }
}

/* The scalar whose text is the JSON in which the node stands, or NULL. */
static const struct node *enclosing_scalar(const struct node *node) {
    node = node->parent;
    while (node && !node_is_scalar(node))
        node = node->parent;
    return node;
}

static const struct text_piece *piece_with(const struct text_map *map, size_t offset, bool in_source) {
    size_t low = 0;
    size_t high = map->pieces.count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        const struct text_piece *piece = &map->pieces.items[middle];
        if ((in_source ? piece->source : piece->text) <= offset)
            low = middle;
        else
            high = middle;
    }
    return &map->pieces.items[low];
}

/* The inverse: where in the decoded text stands what begins at that byte of the file. */
static size_t find_in_text(const struct text_map *map, size_t offset) {
    if (map->outer)
        offset = find_in_text(map->outer, offset);
    if (!map->pieces.count)
        return 0;
    const struct text_piece *piece = piece_with(map, offset, true);
    return piece->text + (piece->verbatim && offset > piece->source ? offset - piece->source : 0);
}

static void walk_scalar(struct walk *walk, const struct node *scalar) {
    uintptr_t begin = (uintptr_t)walk->source.data;
    uintptr_t text = (uintptr_t)scalar->text.data;
    if (text >= begin && text + scalar->text.size <= begin + walk->source.size) {
        walk->at_source = (size_t)(text - begin); /* the reader did not need to decode */
        take(walk, walk->text.size, walk->text.size, true);
    } else if (scalar->style == STYLE_LITERAL || scalar->style == STYLE_FOLDED) {
        walk_block(walk, scalar->style == STYLE_FOLDED);
    } else if (scalar->style == STYLE_PERCENT) {
        walk_percent(walk);
    } else {
        walk_flow(walk, scalar->style);
    }
    if (walk->at_text < walk->text.size)
        take_rest(walk);
}

const struct text_map *text_map_new(struct arena *arena, const struct node *scalar) {
    struct text_map *map = ARENA_NEW(arena, struct text_map);
    const struct node *source = node_source(scalar);
    map->whole = node_place(source);
    struct walk walk = {.arena = arena, .map = map, .text = scalar->text, .source = source->document->bytes};
    walk.at_source = map->whole.start;
    walk.end = map->whole.end;
    if (!node_is_scalar(source) || !str_equal(scalar->text, source->text)) {
        take_rest(&walk);
        return map;
    }
    const struct node *outer = enclosing_scalar(source);
    if (outer) {
        map->outer = text_map_new(arena, outer);
        walk.source = node_source(outer)->text;
        walk.at_source = find_in_text(map->outer, map->whole.start);
        walk.end = walk.source.size;
        map->whole = (struct span){(uint32_t)walk.at_source, (uint32_t)walk.at_source};
    }
    walk_scalar(&walk, source);
    return map;
}

static uint32_t start_of(const struct text_map *map, size_t offset) {
    const struct text_piece *piece = piece_with(map, offset, false);
    return piece->source + (piece->verbatim ? (uint32_t)offset - piece->text : 0);
}

static uint32_t end_of(const struct text_map *map, size_t offset) {
    const struct text_piece *piece = piece_with(map, offset - 1, false);
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
