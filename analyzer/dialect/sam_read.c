/* Questions about the nodes of a SAM template. */
#include "analyzer/dialect/sam_expander.h"

#include <ctype.h>

struct node *sam_get(const struct node *map, const char *key) {
    struct node *member = node_member(map, key);
    return member && (member->kind != NODE_NULL || call_of(member).kind != CALL_NONE) ? member : NULL;
}

struct node *sam_at(const struct node *map, const char *path) {
    struct str rest = str_from(path), head;
    const struct node *at = map;
    while (at && str_cut(rest, '.', &head, &rest))
        at = node_member_str(at, head);
    struct node *member = node_member_str(at, rest);
    return member && member->kind != NODE_NULL ? member : NULL;
}

struct str sam_text(const struct node *map, const char *key) {
    const struct node *member = sam_get(map, key);
    return sam_is_text(member) ? member->text : STR_NONE;
}

static bool is_written(const struct node *node, enum node_kind kind) {
    return node && node->kind == kind && call_of(node).kind == CALL_NONE;
}

bool sam_is_map(const struct node *node) {
    return is_written(node, NODE_MAP);
}

bool sam_is_list(const struct node *node) {
    return is_written(node, NODE_LIST);
}

bool sam_is_text(const struct node *node) {
    return node && node_is_scalar(node) && node->kind != NODE_NULL && call_of(node).kind == CALL_NONE;
}

bool sam_is_true(const struct node *node) {
    return is_written(node, NODE_BOOLEAN) && str_is(scalar_text(node), "true");
}

bool sam_is_false(const struct node *node) {
    return is_written(node, NODE_BOOLEAN) && str_is(scalar_text(node), "false");
}

bool sam_is_empty(const struct node *node) {
    return !node ||
           (call_of(node).kind == CALL_NONE && (node_is_scalar(node) ? node->text.size == 0 : node->child_count == 0));
}

bool sam_is_no_value(const struct node *node) {
    struct call call = node ? call_of(node) : (struct call){0};
    return call.kind == CALL_REF && node_is_text(call.argument, "AWS::NoValue");
}

bool sam_is_if(const struct node *node, const struct node **ret_condition, const struct node **ret_then,
               const struct node **ret_else) {
    struct call call = node ? call_of(node) : (struct call){0};
    if (call.kind != CALL_IF || call.argument->kind != NODE_LIST || call.argument->child_count != 3)
        return false;
    *ret_condition = node_child(call.argument, 0);
    *ret_then = node_child(call.argument, 1);
    *ret_else = node_child(call.argument, 2);
    return true;
}

struct str sam_referred(struct sam *sam, const struct node *node) {
    if (!node)
        return STR_NONE;
    struct call call = call_of(node);
    struct str resource, attribute;
    if (call.kind == CALL_NONE)
        return node_is_scalar(node) ? node->text : STR_NONE;
    if (call.kind == CALL_REF && node_is_scalar(call.argument))
        return call.argument->text;
    if (call.kind == CALL_GET_ATT && call_attribute(sam->arena, call, &resource, &attribute))
        return resource;
    return STR_NONE;
}

const struct node *sam_known(struct sam *sam, const struct node *node) {
    struct call call = node ? call_of(node) : (struct call){0};
    if (call.kind != CALL_REF || !node_is_scalar(call.argument))
        return node;
    const struct node *parameter = node_member_str(node_member(sam->root, "Parameters"), call.argument->text);
    const struct node *known = sam_get(parameter, "Default");
    return known ? known : node;
}

bool sam_same(const struct node *a, const struct node *b) {
    if (node_is_scalar(a) || node_is_scalar(b))
        return node_is_scalar(a) && node_is_scalar(b) && str_equal(a->text, b->text) && str_equal(a->tag, b->tag);
    if (a->kind != b->kind || a->child_count != b->child_count || !str_equal(a->tag, b->tag))
        return false;
    const struct node *in_b = b->first_child;
    node_each(child, a) {
        const struct node *other = a->kind == NODE_MAP ? node_member_str(b, child->key) : in_b;
        if (!other || !sam_same(child, other))
            return false;
        in_b = in_b->next;
    }
    return true;
}

struct str sam_join(struct sam *sam, struct str a, const char *b) {
    return str_format(sam->arena, "%.*s%s", STR_ARG(a), b);
}

struct str sam_alphanumeric(struct sam *sam, struct str text) {
    struct buf buf;
    buf_init(&buf, sam->arena);
    for (size_t i = 0; i < text.size; i++)
        if (isalnum((unsigned char)text.data[i]))
            buf_add_char(&buf, text.data[i]);
    return buf_str(&buf);
}
