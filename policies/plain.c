/* Policies in plain JSON or YAML, outside of any dialect: nothing in them is a function. */
#include "analyzer/base/limits.h"
#include "analyzer/source/document.h"
#include "policies/policy.h"

static const struct value *plain_value(struct arena *arena, const struct node *node);

static const struct value *plain_members(struct arena *arena, const struct node *node) {
    struct value_member *members = arena_alloc_array(arena, node->child_count, sizeof *members);
    bool map = node->kind == NODE_MAP;
    size_t count = 0;
    node_each(child, node) {
        const struct value *value = plain_value(arena, child);
        if (value->kind != VALUE_ABSENT)
            members[count++] = (struct value_member){child->key, map ? child : NULL, value};
    }
    return value_new_members(arena, node, map ? VALUE_MAP : VALUE_LIST, members, count, false, STR_NONE);
}

static const struct value *plain_value(struct arena *arena, const struct node *node) {
    enum value_kind kind = VALUE_TEXT;
    switch (node->kind) {
    case NODE_NULL:
        return &VALUE_NOTHING;
    case NODE_LIST:
    case NODE_MAP:
        return plain_members(arena, node);
    case NODE_BOOLEAN:
        kind = VALUE_BOOLEAN;
        break;
    case NODE_NUMBER:
        kind = VALUE_NUMBER;
        break;
    case NODE_TEXT:
        break;
    }
    struct value *value = ARENA_NEW(arena, struct value);
    *value = (struct value){.kind = kind, .node = node, .text = node->text};
    return value;
}

struct iam_policy *iam_policy_read(const struct node *node, struct arena *arena, iam_fault *fault, void *context) {
    if (node->kind == NODE_TEXT) {
        const struct node *embedded = document_embedded(node->document, node, NULL);
        if (embedded)
            node = embedded;
    }
    return iam_policy_parse(plain_value(arena, node), arena, fault, context);
}
