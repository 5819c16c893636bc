#include "analyzer/source/document.h"

#include "analyzer/base/limits.h"
#include "analyzer/base/utf8.h"
#include "analyzer/source/encoding.h"
#include "analyzer/source/reader.h"
#include "analyzer/source/text_map.h"

#include <stdlib.h>
#include <string.h>

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static char first_char(struct str text, size_t from) {
    while (from < text.size && is_blank(text.data[from]))
        from++;
    return from < text.size ? text.data[from] : 0;
}

/* The byte order mark belongs to no line: the first one begins after it. */
static void read_lines(struct document *document, uint32_t start) {
    const char *data = document->bytes.data;
    size_t size = document->bytes.size;
    vec_push(&document->arena, &document->line_starts, start);
    const char *end = data + size;
    bool has_return = size && memchr(data, '\r', size);
    for (const char *at = data; at < end; at++) {
        if (has_return)
            while (at < end && *at != '\n' && *at != '\r')
                at++;
        else
            at = memchr(at, '\n', (size_t)(end - at));
        if (!at || at == end)
            return;
        if (*at == '\r' && at + 1 < end && at[1] == '\n')
            at++;
        vec_push(&document->arena, &document->line_starts, (uint32_t)(at + 1 - data));
    }
}

static void report(struct document *document, struct diags *diags, const struct read_failure *failure) {
    diag_add(diags, failure->kind, "LL001", document->path, document, failure->span, "%.*s", STR_ARG(failure->message));
}

/* Only text goes to the readers. */
static bool check_text(struct document *document, struct read_failure *ret_failure) {
    struct str bytes = document->bytes;
    const char *zero = bytes.size ? memchr(bytes.data, 0, bytes.size) : NULL;
    if (zero) {
        uint32_t at = (uint32_t)(zero - bytes.data);
        *ret_failure = (struct read_failure){DIAG_UNREADABLE, {at, at + 1}, STR("binary file: it holds a zero byte")};
        return false;
    }
    size_t good = utf8_check(bytes, &document->ascii);
    if (good < bytes.size) {
        *ret_failure = (struct read_failure){
            DIAG_UNREADABLE,
            {(uint32_t)good, (uint32_t)good + 1},
            str_format(&document->arena, "not UTF-8: unexpected byte 0x%02X", (unsigned char)bytes.data[good])};
        return false;
    }
    return true;
}

/* JSON in a file whose name says YAML is YAML when it is no strict JSON. */
static struct node *read_json_or_yaml(struct document *document, size_t from, struct diags *diags,
                                      struct read_failure *ret_failure) {
    struct arena_mark mark = arena_mark(&document->arena);
    size_t told = diags->list.count;
    document->format = FORMAT_JSON;
    struct node *root = json_read(document, document->bytes, from, NULL, diags, ret_failure);
    if (root)
        return root;
    arena_reset(&document->arena, mark);
    document->node_blocks.items = NULL;
    document->node_blocks.count = document->node_blocks.capacity = 0;
    document->node_count = 0;
    diags->list.count = told;
    document->duplicate_keys = 0;
    document->repeated.items = NULL;
    document->repeated.count = document->repeated.capacity = 0;
    document->format = FORMAT_YAML;
    return yaml_read(document, from, diags, ret_failure);
}

static struct node *read_values(struct document *document, size_t from, struct diags *diags,
                                struct read_failure *ret_failure) {
    document->format = FORMAT_JSON;
    return json_read_values(document, from, diags, ret_failure);
}

static struct node *read_tree(struct document *document, size_t from, struct diags *diags,
                              struct read_failure *ret_failure) {
    if (str_ends(document->path, ".jsonl") || str_ends(document->path, ".ndjson"))
        return read_values(document, from, diags, ret_failure);
    char first = first_char(document->bytes, from);
    bool like_json = first == '{' || first == '[';
    bool named_yaml = str_ends(document->path, ".yaml") || str_ends(document->path, ".yml");
    if (named_yaml && like_json)
        return read_json_or_yaml(document, from, diags, ret_failure);
    if (like_json || str_ends(document->path, ".json")) {
        document->format = FORMAT_JSON;
        return json_read(document, document->bytes, from, NULL, diags, ret_failure);
    }
    document->format = FORMAT_YAML;
    return yaml_read(document, from, diags, ret_failure);
}

static struct document *new_document(uint32_t number, struct str path) {
    struct document *document = calloc(1, sizeof *document);
    if (!document)
        abort();
    arena_init(&document->arena);
    document->number = number;
    document->path = str_copy(&document->arena, path);
    map_init(&document->embedded, &document->arena);
    return document;
}

struct document *document_read_text(uint32_t number, struct str path, struct str bytes) {
    struct document *document = new_document(number, path);
    struct read_failure failure;
    document->bytes = str_copy(&document->arena, bytes);
    read_lines(document, (uint32_t)encoding_bom(document->bytes));
    if (check_text(document, &failure))
        return document;
    document_free(document);
    return NULL;
}

typedef struct node *read_format(struct document *document, size_t from, struct diags *diags,
                                 struct read_failure *ret_failure);

static struct document *read_as(uint32_t number, struct str path, struct str bytes, read_format *read,
                                struct diags *diags) {
    struct document *document = new_document(number, path);
    struct read_failure failure = {0};
    if (bytes.size > LIMIT_FILE_BYTES) {
        document->bytes = STR_NONE;
        read_lines(document, 0);
        failure.kind = DIAG_LIMIT;
        failure.message = str_format(&document->arena, "the file is larger than %u MB", LIMIT_FILE_BYTES >> 20);
        report(document, diags, &failure);
        return document;
    }
    if (!encoding_from_utf16(&document->arena, bytes, &document->bytes))
        document->bytes = str_copy(&document->arena, bytes);
    size_t from = encoding_bom(document->bytes);
    read_lines(document, (uint32_t)from);
    if (check_text(document, &failure))
        document->root = read(document, from, diags, &failure);
    if (!document->root)
        report(document, diags, &failure);
    return document;
}

struct document *document_read(uint32_t number, struct str path, struct str bytes, struct diags *diags) {
    return read_as(number, path, bytes, read_tree, diags);
}

struct document *document_read_values(uint32_t number, struct str path, struct str bytes, struct diags *diags) {
    return read_as(number, path, bytes, read_values, diags);
}

void document_free(struct document *document) {
    if (!document)
        return;
    arena_done(&document->arena);
    free(document);
}

struct node *document_new_node(struct document *document) {
    if (document->node_count == document->node_blocks.count * DOCUMENT_NODE_BLOCK) {
        struct node *block = arena_alloc_array(&document->arena, DOCUMENT_NODE_BLOCK, sizeof *block);
        vec_push(&document->arena, &document->node_blocks, block);
    }
    uint32_t index = document->node_count++;
    struct node *node = document_node(document, index);
    *node = (struct node){.index = index, .document = document};
    return node;
}

struct node *document_node(const struct document *document, uint32_t index) {
    return &document->node_blocks.items[index / DOCUMENT_NODE_BLOCK][index % DOCUMENT_NODE_BLOCK];
}

/* The IAM API answers with policies that are percent-encoded; most tools hand them on like that.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html */
static bool is_percent_encoded(struct str text) {
    return str_starts(text, "%7B") || str_starts(text, "%7b");
}

static const struct node *percent_decoded(struct document *document, const struct node *scalar) {
    struct buf text;
    buf_init(&text, &document->arena);
    for (size_t i = 0; i < scalar->text.size; i++) {
        const char *at = scalar->text.data + i;
        int high = i + 2 < scalar->text.size && *at == '%' ? str_hex_digit(at[1]) : -1;
        int low = high < 0 ? -1 : str_hex_digit(at[2]);
        if (*at == '%' && low < 0)
            return NULL;
        if (*at != '%') {
            buf_add_char(&text, *at);
            continue;
        }
        buf_add_char(&text, (char)(high << 4 | low));
        i += 2;
    }
    bool ascii;
    if (utf8_check(buf_str(&text), &ascii) < text.size)
        return NULL;
    struct node *decoded = document_new_node(document);
    decoded->kind = NODE_TEXT;
    decoded->style = STYLE_PERCENT;
    decoded->text = buf_str(&text);
    decoded->span = node_source(scalar)->span;
    decoded->parent = document_node(document, scalar->index);
    return decoded;
}

static struct node *read_embedded(struct document *document, const struct node *scalar, struct diags *diags) {
    if (is_percent_encoded(scalar->text)) {
        const struct node *decoded = percent_decoded(document, scalar);
        return decoded ? read_embedded(document, decoded, diags) : NULL;
    }
    const struct text_map *map = text_map_new(&document->arena, scalar);
    struct read_failure failure = {0};
    uint32_t nodes = document->node_count;
    struct node *root = json_read(document, scalar->text, 0, map, diags, &failure);
    if (root) {
        root->parent = document_node(document, scalar->index);
        return root;
    }
    document->node_count = nodes;
    if (diags)
        report(document, diags, &failure);
    return NULL;
}

struct node *document_embedded(struct document *document, const struct node *scalar, struct diags *diags) {
    if (!node_is_scalar(scalar))
        return NULL;
    char first = first_char(scalar->text, 0);
    if (!diags && first != '{' && first != '[' && !is_percent_encoded(scalar->text))
        return NULL;
    /* Aliases share text and place: a bomb of them is read once. */
    uintptr_t key[2] = {(uintptr_t)scalar->text.data, node_source(scalar)->span.start};
    struct str id = {(const char *)key, sizeof key};
    struct node *known = map_get(&document->embedded, id);
    if (known || (!diags && map_has(&document->embedded, id)))
        return known;
    struct node *root = read_embedded(document, scalar, diags);
    map_put(&document->embedded, str_copy(&document->arena, id), root);
    return root;
}

struct span document_text_span(const struct document *document, const struct node *scalar, size_t from, size_t to) {
    (void)document;
    struct arena scratch;
    arena_init(&scratch);
    struct span span = text_map_span(text_map_new(&scratch, scalar), from, to);
    arena_done(&scratch);
    return span;
}

/* Index of the line that holds the offset. */
static size_t find_line(const struct document *document, uint32_t offset) {
    size_t low = 0;
    size_t high = document->line_starts.count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (document->line_starts.items[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}

struct position document_position(const struct document *document, uint32_t offset) {
    if (offset > document->bytes.size)
        offset = (uint32_t)document->bytes.size;
    size_t line = find_line(document, offset);
    uint32_t start = document->line_starts.items[line];
    struct position position = {(uint32_t)line + 1, 1, offset};
    if (document->ascii && offset > start)
        position.column += offset - start;
    else
        for (uint32_t at = start; at < offset; at++) {
            unsigned char byte = (unsigned char)document->bytes.data[at];
            position.column += (byte & 0xC0) != 0x80; /* one unit a code point … */
            position.column += byte >= 0xF0;          /* … and two beyond U+FFFF */
        }
    return position;
}

uint32_t document_line_count(const struct document *document) {
    return (uint32_t)document->line_starts.count;
}

uint32_t document_line_start(const struct document *document, uint32_t line) {
    if (line == 0)
        line = 1;
    return line <= document->line_starts.count ? document->line_starts.items[line - 1] : (uint32_t)document->bytes.size;
}

struct str document_line(const struct document *document, uint32_t line) {
    if (line == 0 || line > document->line_starts.count)
        return STR_NONE;
    struct str text =
        str_slice(document->bytes, document_line_start(document, line), document_line_start(document, line + 1));
    while (text.size && (text.data[text.size - 1] == '\n' || text.data[text.size - 1] == '\r'))
        text.size--;
    return text;
}

const struct node *document_repeated(const struct node *map) {
    for (size_t i = 0; map && map->document && i < map->document->repeated.count; i++)
        if (map->document->repeated.items[i]->parent == map)
            return map->document->repeated.items[i];
    return NULL;
}
