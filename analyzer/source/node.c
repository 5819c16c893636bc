#include "analyzer/source/node.h"

#include "analyzer/source/document.h"

#include <inttypes.h>
#include <string.h>

struct node *node_member_str(const struct node *node, struct str key) {
    if (!node || node->kind != NODE_MAP)
        return NULL;
    for (struct node *child = node->first_child; child; child = child->next)
        if (str_equal(child->key, key))
            return child;
    return NULL;
}

struct node *node_member(const struct node *node, const char *key) {
    return node_member_str(node, str_from(key));
}

struct node *node_only_member(const struct node *node) {
    return node && node->kind == NODE_MAP && node->child_count == 1 ? node->first_child : NULL;
}

struct node *node_child(const struct node *node, size_t number) {
    if (!node || number >= node->child_count)
        return NULL;
    struct node *child = node->first_child;
    while (child && number--)
        child = child->next;
    return child;
}

bool node_is_scalar(const struct node *node) {
    return node && node->kind != NODE_LIST && node->kind != NODE_MAP;
}

bool node_is_text(const struct node *node, const char *text) {
    return node_is_scalar(node) && str_is(node->text, text);
}

const struct node *node_source(const struct node *node) {
    return node && node->origin ? node->origin : node;
}

static bool is_empty(struct span span) {
    return span.start == span.end;
}

/* Keys come before values in the text, so the first key counts as the first scalar. */
static struct span first_scalar(const struct node *node) {
    while (!node_is_scalar(node) && node->first_child && is_empty(node->first_child->key_span))
        node = node->first_child;
    return node_is_scalar(node) || !node->first_child ? node->span : node->first_child->key_span;
}

struct span node_place(const struct node *node) {
    if (!node)
        return (struct span){0, 0};
    node = node_source(node);
    if (node_is_scalar(node) && !is_empty(node->span))
        return node->span;
    return is_empty(node->key_span) ? first_scalar(node) : node->key_span;
}

/* Copies are found by the place that they share with the member that they were copied from. */
static size_t number_in_list(const struct node *node) {
    size_t number = 0;
    for (const struct node *child = node->parent->first_child; child && child != node; child = child->next) {
        if (!node->origin && child->span.start == node->span.start && child->span.end == node->span.end)
            break;
        number++;
    }
    return number;
}

struct str node_path(struct arena *arena, const struct node *node) {
    VEC(const struct node *) chain = {0};
    for (; node && node->parent; node = node->parent)
        vec_push(arena, &chain, node);
    struct buf path;
    buf_init(&path, arena);
    for (size_t i = chain.count; i-- > 0;) {
        const struct node *step = chain.items[i];
        if (node_is_scalar(step->parent))
            continue; /* the root of a policy written as text */
        if (path.size)
            buf_add_char(&path, '/');
        if (step->parent->kind == NODE_MAP)
            buf_add(&path, step->key);
        else
            buf_printf(&path, "%zu", number_in_list(step));
    }
    return buf_str(&path);
}

uint64_t node_id(const struct node *node) {
    return (uint64_t)node->document->number << 32 | node->index;
}

static struct node *new_generated(struct document *document, const struct node *origin, enum node_kind kind,
                                  struct str text) {
    struct node *node = document_new_node(document);
    node->kind = kind;
    node->style = STYLE_GENERATED;
    node->text = text;
    node->origin = node_source(origin);
    return node;
}

struct node *node_new_map(struct document *document, const struct node *origin) {
    return new_generated(document, origin, NODE_MAP, STR_NONE);
}

struct node *node_new_list(struct document *document, const struct node *origin) {
    return new_generated(document, origin, NODE_LIST, STR_NONE);
}

struct node *node_new_text(struct document *document, const struct node *origin, struct str text) {
    return new_generated(document, origin, NODE_TEXT, text);
}

struct node *node_new_boolean(struct document *document, const struct node *origin, bool value) {
    return new_generated(document, origin, NODE_BOOLEAN, value ? STR("true") : STR("false"));
}

struct node *node_new_number(struct document *document, const struct node *origin, int64_t value) {
    return new_generated(document, origin, NODE_NUMBER, str_format(&document->arena, "%" PRId64, value));
}

struct node *node_new_copy(struct document *document, const struct node *node) {
    struct node *copy = document_new_node(document);
    uint32_t index = copy->index;
    *copy = *node;
    copy->index = index;
    copy->document = document;
    copy->next = NULL;
    if (node->document != document && !node->origin)
        copy->origin = node;
    return copy;
}

/* A copy shares its children with the original: it needs a list of its own before one is added or replaced. */
static void own_children(struct node *node) {
    if (!node->first_child || node->first_child->parent == node)
        return;
    struct node **link = &node->first_child;
    for (const struct node *child = node->first_child; child; child = child->next) {
        struct node *copy = node_new_copy(node->document, child);
        copy->parent = node;
        *link = copy;
        link = &copy->next;
    }
}

void node_set(struct node *map, struct str key, struct node *value) {
    own_children(map);
    value->key = key;
    value->parent = map;
    struct node **link = &map->first_child;
    while (*link && !str_equal((*link)->key, key))
        link = &(*link)->next;
    value->next = *link ? (*link)->next : NULL;
    map->child_count += !*link;
    *link = value;
}

void node_append(struct node *list, struct node *value) {
    own_children(list);
    value->parent = list;
    value->next = NULL;
    struct node **link = &list->first_child;
    while (*link)
        link = &(*link)->next;
    *link = value;
    list->child_count++;
}

void node_put(struct node *parent, struct node ***link, struct str key, struct node *child) {
    child->key = key;
    child->parent = parent;
    child->next = NULL;
    **link = child;
    *link = &child->next;
    parent->child_count++;
}
