/* libyaml's events become nodes. The nodes' places need care, because libyaml counts code points, ends a block list or
 * map at the next token and includes tags and anchors in a scalar: byte_at, add and skip_properties mend that. What is
 * between scalars is searched for comments on the way. */
#include "analyzer/base/limits.h"
#include "analyzer/base/map.h"
#include "analyzer/base/utf8.h"
#include "analyzer/source/reader.h"
#include "analyzer/source/yaml_problem.h"

#include <string.h>
#include <yaml.h>

struct anchor {
    struct node *node;
    uint32_t size;  /* nodes in it, were all aliases written out */
    uint32_t depth; /* levels of lists and maps in it, were all aliases written out */
    bool open;      /* its node is not complete */
};

/* An open list or map; the lowest frame stands for the file, its children are the roots. */
struct frame {
    struct node *node;
    struct node *last;
    struct anchor *anchor;
    struct str key;
    struct span key_span;
    bool has_key;    /* a key was read, its value comes next */
    bool key_merges; /* that key is << */
    bool merges;
    uint32_t end; /* where the last child ends */
    uint32_t size;
    uint32_t depth;
};

struct yaml_reader {
    struct document *document;
    struct diags *diags;
    struct read_failure *failure;
    uint32_t from;
    struct {
        size_t index;
        uint32_t byte;
    } cursor;          /* a code point and where it begins */
    uint32_t searched; /* up to here comments were looked for */
    struct map anchors;
    struct frame frames[LIMIT_DEPTH + 1];
    unsigned top;
    uint32_t expanded; /* nodes so far, were all aliases written out */
};

/* What stands before a node's content. */
struct properties {
    struct str tag;
    uint32_t content;
};

static bool fail(struct yaml_reader *reader, enum diag_kind kind, struct span span, const char *message) {
    *reader->failure = (struct read_failure){kind, span, str_from(message)};
    return false;
}

/* libyaml counts code points, without the byte order mark. Marks come in the order of the file or nearly so, which
 * makes walking from the last one linear over the file. */
static uint32_t byte_at(struct yaml_reader *reader, yaml_mark_t mark) {
    struct str bytes = reader->document->bytes;
    if (reader->document->ascii)
        return reader->from + (uint32_t)mark.index;
    for (; reader->cursor.index < mark.index && reader->cursor.byte < bytes.size; reader->cursor.index++)
        reader->cursor.byte += (uint32_t)utf8_width(bytes.data[reader->cursor.byte]);
    for (; reader->cursor.index > mark.index; reader->cursor.index--)
        do
            reader->cursor.byte--;
        while (((unsigned char)bytes.data[reader->cursor.byte] & 0xC0) == 0x80);
    return reader->cursor.byte;
}

static char char_at(const struct yaml_reader *reader, uint32_t at) {
    return at < reader->document->bytes.size ? reader->document->bytes.data[at] : '\n';
}

static bool is_break(char c) {
    return c == '\n' || c == '\r';
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || is_break(c);
}

static uint32_t line_end(const struct yaml_reader *reader, uint32_t at) {
    while (!is_break(char_at(reader, at)))
        at++;
    return at;
}

static bool starts_line(const struct yaml_reader *reader, uint32_t at) {
    while (at > reader->from && (char_at(reader, at - 1) == ' ' || char_at(reader, at - 1) == '\t'))
        at--;
    return at == reader->from || is_break(char_at(reader, at - 1));
}

/* Notes the comments in a part of the file that holds no content. */
static void search_comments(struct yaml_reader *reader, uint32_t end) {
    const char *data = reader->document->bytes.data;
    uint32_t at = reader->searched;
    while (at < end) {
        const char *found = memchr(data + at, '#', end - at);
        if (!found)
            break;
        at = (uint32_t)(found - data);
        if (at > reader->from && !is_space(data[at - 1])) {
            at++;
            continue;
        }
        struct comment comment = {{at, line_end(reader, at)}, starts_line(reader, at)};
        vec_push(&reader->document->arena, &reader->document->comments, comment);
        at = comment.span.end;
    }
    if (end > reader->searched)
        reader->searched = end;
}

/* Tag and anchor may come in either order, with white space, line breaks and comments around. */
static struct properties skip_properties(const struct yaml_reader *reader, uint32_t at, uint32_t end) {
    struct properties properties = {STR_NONE, at};
    bool has_anchor = false;
    while (at < end) {
        char c = char_at(reader, at);
        uint32_t start = at;
        if ((c == '!' && properties.tag.size) || (c == '&' && has_anchor))
            break; /* those of the first child */
        if (c == '!' && char_at(reader, at + 1) == '<')
            while (at < end && char_at(reader, at++) != '>')
                ;
        else if (c == '!')
            while (at < end && !is_space(char_at(reader, at)) && !strchr(",[]{}", char_at(reader, at)))
                at++;
        else if (c == '&')
            while (at < end && !is_space(char_at(reader, at)))
                at++;
        else
            break;
        has_anchor |= c == '&';
        if (c == '!')
            properties.tag = str_slice(reader->document->bytes, start, at);
        properties.content = at;
        while (at < end && (is_space(char_at(reader, at)) || char_at(reader, at) == '#'))
            at = char_at(reader, at) == '#' ? line_end(reader, at) : at + 1;
    }
    if (at < end)
        properties.content = at;
    return properties;
}

static struct anchor *new_anchor(struct yaml_reader *reader, const yaml_char_t *name, struct node *node) {
    if (!name)
        return NULL;
    struct arena *arena = &reader->document->arena;
    struct anchor *anchor = ARENA_NEW(arena, struct anchor);
    *anchor = (struct anchor){node, 1, 0, false};
    map_put(&reader->anchors, str_copy(arena, str_from((const char *)name)), anchor);
    return anchor;
}

/* Counts nodes as if aliases were written out. */
static bool spend(struct yaml_reader *reader, struct span span, uint32_t size) {
    reader->frames[reader->top].size += size;
    reader->expanded += size;
    if (reader->expanded <= LIMIT_EXPANDED_NODES)
        return true;
    return fail(reader, DIAG_LIMIT, span, "the file has too many nodes when its aliases are written out");
}

/* Puts a node into the open list or map (or among the roots). */
static bool add(struct yaml_reader *reader, struct node *node, uint32_t end) {
    struct frame *frame = &reader->frames[reader->top];
    if (frame->node && frame->node->kind == NODE_MAP) {
        if (!frame->has_key)
            return fail(reader, DIAG_SYNTAX, node->span, "a list or map cannot be a key");
        node->key = frame->key;
        node->key_span = frame->key_span;
        frame->has_key = false;
        frame->merges |= frame->key_merges;
    }
    node->parent = frame->node;
    if (frame->last)
        frame->last->next = node;
    else if (frame->node)
        frame->node->first_child = node;
    frame->last = node;
    if (frame->node)
        frame->node->child_count++;
    else if (!reader->document->root)
        reader->document->root = node;
    frame->end = end;
    return true;
}

static bool expects_key(const struct yaml_reader *reader) {
    const struct frame *frame = &reader->frames[reader->top];
    return frame->node && frame->node->kind == NODE_MAP && !frame->has_key;
}

static void take_key(struct yaml_reader *reader, struct str key, struct span span, bool merges) {
    struct frame *frame = &reader->frames[reader->top];
    frame->key = key;
    frame->key_span = span;
    frame->has_key = true;
    frame->key_merges = merges;
    frame->end = span.end;
}

/* The decoded text: a slice of the file where it stands there letter by letter, else a copy. */
static struct str text_of(struct yaml_reader *reader, const yaml_event_t *event, uint32_t content) {
    struct str text = {(const char *)event->data.scalar.value, event->data.scalar.length};
    bool quoted = event->data.scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
                  event->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    uint32_t start = content + quoted;
    struct str source = str_slice(reader->document->bytes, start, start + text.size);
    return str_equal(text, source) ? source : str_copy(&reader->document->arena, text);
}

static bool is_one_of(struct str text, const char *const words[]) {
    for (size_t i = 0; words[i]; i++)
        if (str_is(text, words[i]))
            return true;
    return false;
}

static size_t digits(struct str text, size_t at) {
    while (at < text.size && text.data[at] >= '0' && text.data[at] <= '9')
        at++;
    return at;
}

/* A decimal number as JSON writes it: no leading zeros (account ids), no underscores, no other bases. */
static bool is_number(struct str text) {
    size_t at = text.size && text.data[0] == '-';
    size_t end = digits(text, at);
    if (end == at || (end - at > 1 && text.data[at] == '0'))
        return false;
    if (end < text.size && text.data[end] == '.') {
        at = end + 1;
        end = digits(text, at);
        if (end == at)
            return false;
    }
    if (end < text.size && (text.data[end] == 'e' || text.data[end] == 'E')) {
        at = end + 1;
        at += at < text.size && (text.data[at] == '-' || text.data[at] == '+');
        end = digits(text, at);
        if (end == at)
            return false;
    }
    return end == text.size;
}

/* The kinds on which YAML 1.1 and 1.2 agree; "yes", dates and account ids stay text. */
static enum node_kind plain_kind(struct str text) {
    static const char *const NULLS[] = {"", "~", "null", "Null", "NULL", NULL};
    static const char *const BOOLEANS[] = {"true", "false", "True", "False", "TRUE", "FALSE", NULL};
    if (text.size > 5)
        return is_number(text) ? NODE_NUMBER : NODE_TEXT;
    if (is_one_of(text, NULLS))
        return NODE_NULL;
    if (is_one_of(text, BOOLEANS))
        return NODE_BOOLEAN;
    return is_number(text) ? NODE_NUMBER : NODE_TEXT;
}

static enum node_style scalar_style(const yaml_event_t *event) {
    yaml_scalar_style_t style = event->data.scalar.style;
    if (style == YAML_SINGLE_QUOTED_SCALAR_STYLE)
        return STYLE_SINGLE_QUOTED;
    if (style == YAML_DOUBLE_QUOTED_SCALAR_STYLE)
        return STYLE_DOUBLE_QUOTED;
    if (style == YAML_LITERAL_SCALAR_STYLE)
        return STYLE_LITERAL;
    return style == YAML_FOLDED_SCALAR_STYLE ? STYLE_FOLDED : STYLE_PLAIN;
}

/* libyaml ends a block scalar behind the blank lines that follow it; the place ends with its last line. */
static uint32_t block_scalar_end(const struct yaml_reader *reader, uint32_t start, uint32_t end) {
    while (end > start && is_space(char_at(reader, end - 1)))
        end--;
    return line_end(reader, end);
}

static bool read_scalar(struct yaml_reader *reader, const yaml_event_t *event) {
    struct document *document = reader->document;
    uint32_t start = byte_at(reader, event->start_mark);
    uint32_t end = byte_at(reader, event->end_mark);
    struct properties properties = {STR_NONE, start};
    if (event->data.scalar.tag || event->data.scalar.anchor)
        properties = skip_properties(reader, start, end);
    enum node_style style = scalar_style(event);
    search_comments(reader, properties.content);
    if (style == STYLE_LITERAL || style == STYLE_FOLDED) {
        search_comments(reader, line_end(reader, properties.content));
        end = block_scalar_end(reader, properties.content, end);
    }
    struct span span = {properties.content, end};
    struct str text = text_of(reader, event, properties.content);
    reader->searched = end > reader->searched ? end : reader->searched;
    bool is_key = expects_key(reader);
    if (is_key)
        take_key(reader, text, span, style == STYLE_PLAIN && !properties.tag.size && str_is(text, "<<"));
    if (is_key && !event->data.scalar.anchor)
        return true;
    struct node *node = document_new_node(document);
    node->style = style;
    node->kind = style == STYLE_PLAIN && !str_is(properties.tag, "!!str") && !str_is(properties.tag, "!")
                     ? plain_kind(text)
                     : NODE_TEXT;
    node->span = span;
    node->text = text;
    node->tag = properties.tag;
    new_anchor(reader, event->data.scalar.anchor, node);
    return is_key || (add(reader, node, end) && spend(reader, span, 1));
}

static bool read_alias(struct yaml_reader *reader, const yaml_event_t *event) {
    struct span span = {byte_at(reader, event->start_mark), byte_at(reader, event->end_mark)};
    search_comments(reader, span.start);
    const struct anchor *anchor = map_get(&reader->anchors, str_from((const char *)event->data.alias.anchor));
    if (!anchor)
        return fail(reader, DIAG_SYNTAX, span, "no anchor of this name stands before the alias");
    if (anchor->open)
        return fail(reader, DIAG_SYNTAX, span, "the alias stands inside the node that it names");
    if (expects_key(reader)) {
        if (!node_is_scalar(anchor->node))
            return fail(reader, DIAG_SYNTAX, span, "a list or map cannot be a key");
        take_key(reader, anchor->node->text, span, false);
        return true;
    }
    struct frame *frame = &reader->frames[reader->top];
    if (reader->top + anchor->depth > LIMIT_DEPTH)
        return fail(reader, DIAG_LIMIT, span, "lists and maps are nested too deeply");
    if (anchor->depth > frame->depth)
        frame->depth = anchor->depth;
    return spend(reader, span, anchor->size) && add(reader, node_new_copy(reader->document, anchor->node), span.end);
}

static bool open_collection(struct yaml_reader *reader, const yaml_event_t *event, enum node_kind kind, bool flow,
                            const yaml_char_t *anchor, const yaml_char_t *tag) {
    uint32_t start = byte_at(reader, event->start_mark);
    struct properties properties = {STR_NONE, start};
    /* The event ends before the content when there are properties, so the end of the file bounds the search. */
    if (anchor || tag)
        properties = skip_properties(reader, start, (uint32_t)reader->document->bytes.size);
    struct span span = {properties.content, properties.content + flow};
    if (reader->top == LIMIT_DEPTH)
        return fail(reader, DIAG_LIMIT, span, "lists and maps are nested too deeply");
    struct node *node = document_new_node(reader->document);
    node->kind = kind;
    node->style = flow ? STYLE_FLOW : STYLE_BLOCK;
    node->span = span;
    node->tag = properties.tag;
    node->text = STR_NONE;
    if (!add(reader, node, span.end) || !spend(reader, span, 1))
        return false;
    struct frame *frame = &reader->frames[++reader->top];
    *frame = (struct frame){.node = node, .end = span.end, .size = 1};
    frame->anchor = new_anchor(reader, anchor, node);
    if (frame->anchor)
        frame->anchor->open = true;
    return true;
}

/* The value of <<: a map or a list of maps. */
static bool can_merge(const struct node *value) {
    if (value->kind != NODE_LIST)
        return value->kind == NODE_MAP;
    node_each(item, value) if (item->kind != NODE_MAP) return false;
    return true;
}

static void merge_map(struct node *map, struct node ***link, struct map *known, const struct node *from) {
    node_each(member, from) {
        if (map_has(known, member->key))
            continue;
        struct node *copy = node_new_copy(map->document, member);
        copy->parent = map;
        map_put(known, copy->key, copy);
        **link = copy;
        *link = &copy->next;
        map->child_count++;
    }
}

/* Replaces << members by the members that they bring; a map's own members win, then the earlier ones. */
static void resolve_merges(struct node *map) {
    struct arena scratch;
    arena_init(&scratch);
    VEC(struct node *) values = {0};
    struct map known;
    map_init(&known, &scratch);
    struct node **link = &map->first_child;
    while (*link) {
        struct node *member = *link;
        if (str_is(member->key, "<<") && can_merge(member)) {
            vec_push(&scratch, &values, member);
            *link = member->next;
            map->child_count--;
        } else {
            map_put(&known, member->key, member);
            link = &member->next;
        }
    }
    for (size_t i = 0; i < values.count; i++) {
        if (values.items[i]->kind == NODE_MAP)
            merge_map(map, &link, &known, values.items[i]);
        else
            node_each(item, values.items[i]) merge_map(map, &link, &known, item);
    }
    arena_done(&scratch);
}

static void close_collection(struct yaml_reader *reader, const yaml_event_t *event) {
    struct frame *frame = &reader->frames[reader->top--];
    struct frame *outer = &reader->frames[reader->top];
    struct node *node = frame->node;
    node->span.end = node->style == STYLE_FLOW ? byte_at(reader, event->end_mark) : frame->end;
    if (node->kind == NODE_MAP) {
        if (frame->merges)
            resolve_merges(node);
        reader_drop_duplicates(node, reader->diags);
    }
    if (frame->anchor)
        *frame->anchor = (struct anchor){node, frame->size, frame->depth + 1, false};
    outer->end = node->span.end;
    outer->size += frame->size - 1; /* one was counted when it was opened */
    if (frame->depth + 1 > outer->depth)
        outer->depth = frame->depth + 1;
}

static bool read_event(struct yaml_reader *reader, const yaml_event_t *event) {
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return read_scalar(reader, event);
    case YAML_ALIAS_EVENT:
        return read_alias(reader, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_collection(reader, event, NODE_LIST, event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE,
                               event->data.sequence_start.anchor, event->data.sequence_start.tag);
    case YAML_MAPPING_START_EVENT:
        return open_collection(reader, event, NODE_MAP, event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE,
                               event->data.mapping_start.anchor, event->data.mapping_start.tag);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        close_collection(reader, event);
        return true;
    case YAML_DOCUMENT_START_EVENT:
        map_init(&reader->anchors, &reader->document->arena);
        return true;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        return true;
    }
    return true;
}

static bool fail_parser(struct yaml_reader *reader, const yaml_parser_t *parser) {
    uint32_t at = byte_at(reader, parser->problem_mark);
    if (parser->error == YAML_READER_ERROR)
        at = reader->from + (uint32_t)parser->problem_offset;
    else if (yaml_problem_is_at_context(parser->context, parser->problem))
        at = byte_at(reader, parser->context_mark);
    uint32_t size = (uint32_t)reader->document->bytes.size;
    at = at < size ? at : size;
    uint32_t end = at < size ? at + (uint32_t)utf8_width(reader->document->bytes.data[at]) : at;
    *reader->failure =
        (struct read_failure){DIAG_SYNTAX,
                              {at, end},
                              yaml_problem_words(&reader->document->arena, parser->context, parser->problem,
                                                 str_slice(reader->document->bytes, at, size))};
    return false;
}

static bool read_events(struct yaml_reader *reader, yaml_parser_t *parser) {
    bool good = true;
    bool more = true;
    while (good && more) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event))
            return fail_parser(reader, parser);
        more = event.type != YAML_STREAM_END_EVENT;
        good = read_event(reader, &event);
        yaml_event_delete(&event);
    }
    return good;
}

static struct node *null_root(struct document *document) {
    struct node *node = document_new_node(document);
    node->text = node->tag = STR_NONE;
    node->span = (struct span){(uint32_t)document->bytes.size, (uint32_t)document->bytes.size};
    return node;
}

struct node *yaml_read(struct document *document, size_t from, struct diags *diags, struct read_failure *ret_failure) {
    struct yaml_reader reader = {.document = document,
                                 .diags = diags,
                                 .failure = ret_failure,
                                 .from = (uint32_t)from,
                                 .cursor = {0, (uint32_t)from},
                                 .searched = (uint32_t)from};
    map_init(&reader.anchors, &document->arena);
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        fail(&reader, DIAG_UNREADABLE, (struct span){0, 0}, "out of memory");
        return NULL;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)document->bytes.data + from,
                                 document->bytes.size - from);
    bool good = read_events(&reader, &parser);
    yaml_parser_delete(&parser);
    struct node *root = document->root;
    document->root = NULL;
    if (!good)
        return NULL;
    search_comments(&reader, (uint32_t)document->bytes.size);
    return root ? root : null_root(document);
}
