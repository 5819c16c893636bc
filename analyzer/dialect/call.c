#include "analyzer/dialect/template.h"

#include <string.h>

static const struct {
    const char *name; /* without "Fn::", as in a tag */
    enum call_kind kind;
} CALLS[] = {
    {"Ref", CALL_REF},
    {"Sub", CALL_SUB},
    {"GetAtt", CALL_GET_ATT},
    {"If", CALL_IF},
    {"Join", CALL_JOIN},
    {"FindInMap", CALL_FIND_IN_MAP},
    {"ImportValue", CALL_IMPORT_VALUE},
    {"Select", CALL_SELECT},
    {"Split", CALL_SPLIT},
    {"Equals", CALL_EQUALS},
    {"Not", CALL_NOT},
    {"Or", CALL_OR},
    {"And", CALL_AND},
    {"Base64", CALL_BASE64},
    {"GetAZs", CALL_GET_AZS},
    {"Cidr", CALL_CIDR},
    {"Length", CALL_LENGTH},
    {"ToJsonString", CALL_TO_JSON_STRING},
    {"Transform", CALL_TRANSFORM},
};

static enum call_kind kind_of(struct str name) {
    for (size_t i = 0; i < sizeof CALLS / sizeof *CALLS; i++)
        if (str_is(name, CALLS[i].name))
            return CALLS[i].kind;
    return CALL_OTHER;
}

/* "!" alone and "!!str" are YAML's own. */
static bool has_tag(const struct node *node) {
    return node->tag.size > 1 && node->tag.data[0] == '!' && node->tag.data[1] != '!';
}

static struct call call_by_key(const struct node *node) {
    const struct node *member = node_only_member(node);
    if (!member)
        return (struct call){0};
    if (str_is(member->key, "Ref"))
        return (struct call){CALL_REF, member->key, member, false};
    if (!str_starts(member->key, "Fn::"))
        return (struct call){0};
    return (struct call){kind_of(str_slice(member->key, 4, member->key.size)), member->key, member, false};
}

struct call call_of(const struct node *node) {
    if (!has_tag(node))
        return call_by_key(node);
    struct str name = str_slice(node->tag, 1, node->tag.size);
    enum call_kind kind = str_is(name, "Condition") ? CALL_CONDITION : kind_of(name);
    return (struct call){kind, name, node, true};
}

struct call call_inside(struct call call) {
    return call.tagged ? call_by_key(call.argument) : call_of(call.argument);
}

const struct node *call_argument(struct call call, size_t number) {
    if (call_inside(call).kind != CALL_NONE || call.argument->kind != NODE_LIST)
        return NULL;
    return node_child(call.argument, number);
}

struct str scalar_text(const struct node *node) {
    if (node->kind != NODE_BOOLEAN)
        return node->text;
    /* YAML 1.1 writes Booleans in several ways: true, yes, on, y. */
    struct str text = node->text;
    bool on = text.size && (strchr("tTyY", text.data[0]) || str_equal_nocase(text, STR("on")));
    return on ? STR("true") : STR("false");
}

bool call_attribute(struct arena *arena, struct call call, struct str *ret_resource, struct str *ret_attribute) {
    if (call_inside(call).kind != CALL_NONE)
        return false;
    if (call.argument->kind == NODE_TEXT)
        return str_cut(call.argument->text, '.', ret_resource, ret_attribute);
    const struct node *resource = call_argument(call, 0);
    if (!resource || resource->kind != NODE_TEXT || call_of(resource).kind != CALL_NONE || !resource->next)
        return false;
    struct buf attribute;
    buf_init(&attribute, arena);
    for (const struct node *part = resource->next; part; part = part->next) {
        if (!node_is_scalar(part) || call_of(part).kind != CALL_NONE)
            return false;
        if (attribute.size)
            buf_add_char(&attribute, '.');
        buf_add(&attribute, part->text);
    }
    *ret_resource = resource->text;
    *ret_attribute = buf_str(&attribute);
    return true;
}

bool sub_next(struct str text, size_t *at, struct sub_piece *ret_piece) {
    if (*at >= text.size)
        return false;
    size_t open = str_find(text, STR("${"), *at);
    size_t close = open == SIZE_MAX ? SIZE_MAX : str_find(text, STR("}"), open);
    if (close == SIZE_MAX) { /* no hole any more; an unclosed one is literal text */
        *ret_piece = (struct sub_piece){false, str_slice(text, *at, text.size)};
        *at = text.size;
    } else if (open > *at) {
        *ret_piece = (struct sub_piece){false, str_slice(text, *at, open)};
        *at = open;
    } else if (text.data[open + 2] == '!') {
        *ret_piece = (struct sub_piece){false, STR("${")};
        *at = open + 3;
    } else {
        *ret_piece = (struct sub_piece){true, str_trim(str_slice(text, open + 2, close))};
        *at = close + 1;
    }
    return true;
}

const struct node *sub_template(struct call call, const struct node **ret_variables) {
    *ret_variables = NULL;
    if (call_inside(call).kind != CALL_NONE)
        return NULL;
    if (node_is_scalar(call.argument))
        return call.argument;
    const struct node *text = call_argument(call, 0);
    *ret_variables = call_argument(call, 1);
    return text && node_is_scalar(text) && call_of(text).kind == CALL_NONE ? text : NULL;
}
