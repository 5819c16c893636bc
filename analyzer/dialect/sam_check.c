/* What the translator rejects by the names and kinds of properties: nothing in the expansion depends on it, it only
 * says where a template is broken. A function call may stand anywhere, and numbers and Booleans stand for texts, as
 * CloudFormation takes them. */
#include "analyzer/base/embedded.h"
#include "analyzer/dialect/sam_expander.h"

static const char TABLE[] = "analyzer/dialect/data/sam-properties.tsv";

/* "an event of type S3", "AWS::Serverless::Api" */
static struct str words(struct sam *sam, struct str owner) {
    struct str kind, rest, type;
    if (!str_cut(owner, ' ', &kind, &rest) || !str_cut(rest, ' ', &rest, &type))
        return owner;
    return str_format(sam->arena, "an event of type %.*s", STR_ARG(type));
}

const char *sam_kind_name(const struct node *node) {
    static const char *const NAMES[] = {[NODE_LIST] = "list",       [NODE_MAP] = "map",   [NODE_NUMBER] = "number",
                                        [NODE_BOOLEAN] = "boolean", [NODE_TEXT] = "text", [NODE_NULL] = "null"};
    return NAMES[node->kind];
}

/* A number or Boolean stands for a text, as CloudFormation takes it; a text for neither. */
static bool is_scalar_of(struct str kinds, const struct node *node) {
    return str_contains(kinds, "text") || (str_contains(kinds, "string") && node->kind == NODE_TEXT) ||
           (str_contains(kinds, "boolean") && node->kind == NODE_BOOLEAN) ||
           (str_contains(kinds, "number") && node->kind == NODE_NUMBER);
}

bool sam_has_kind(const struct node *node, struct str kinds) {
    if (str_is(kinds, "any") || call_of(node).kind != CALL_NONE)
        return true;
    return node_is_scalar(node) ? is_scalar_of(kinds, node) : str_contains(kinds, sam_kind_name(node));
}

static void check_property(struct sam *sam, struct str owner, const struct node *property) {
    struct str rest, need, kinds;
    struct str key = str_format(sam->arena, "%.*s\t%.*s", STR_ARG(owner), STR_ARG(property->key));
    if (str_starts(property->key, "Fn::") || property->kind == NODE_NULL)
        return;
    if (!embedded_line(TABLE, key, &rest)) {
        if (str_is(owner, "AWS::Serverless::GraphQLApi"))
            return; /* passes on what it does not know */
        sam_reject(sam, property, "%.*s has no property '%.*s'", STR_ARG(words(sam, owner)), STR_ARG(property->key));
        return;
    }
    bool looks_like_call = property->kind == NODE_MAP && property->child_count == 1;
    if (!str_cut(rest, '\t', &need, &kinds) || looks_like_call)
        return;
    if (!sam_has_kind(property, kinds))
        sam_reject(sam, property, "'%.*s' is written as a %s where a %.*s belongs", STR_ARG(property->key),
                   sam_kind_name(property), STR_ARG(kinds));
}

static void check_required(struct sam *sam, struct str owner, const struct node *place, const struct node *properties) {
    struct str lines = embedded_lines(TABLE, owner), line, name, rest;
    while (str_cut(lines, '\n', &line, &lines)) {
        line = str_slice(line, owner.size + 1, line.size);
        if (!str_cut(line, '\t', &name, &rest) || !str_starts(rest, "required\t"))
            continue;
        const struct node *member = node_member_str(properties, name);
        if (!member || member->kind == NODE_NULL)
            sam_reject(sam, place, "%.*s needs the property '%.*s'", STR_ARG(words(sam, owner)), STR_ARG(name));
    }
}

void sam_check_properties(struct sam *sam, struct str owner, const struct node *place, const struct node *properties) {
    struct str rest;
    if (!embedded_line(TABLE, owner, &rest))
        return;
    node_each(property, properties) check_property(sam, owner, property);
    if (node_member(properties, "Fn::Transform"))
        return;
    check_required(sam, owner, place, properties);
    sam_check_shapes(sam, owner, STR_NONE, place, properties);
}

static bool is_global(struct sam *sam, struct str type, struct str property) {
    struct str section = str_slice(type, sizeof "AWS::Serverless::" - 1, type.size);
    return node_member_str(node_member_str(node_member(sam->root, "Globals"), section), property) != NULL;
}

/* What stands beside Properties. */
static void check_attributes(struct sam *sam, const struct sam_resource *resource) {
    const struct node *condition = sam_get(resource->node, "Condition");
    const struct node *ignored = sam_get(resource->node, "IgnoreGlobals");
    if (!sam_is_empty(condition) && condition->kind != NODE_TEXT)
        sam_reject(sam, condition, "the Condition of a resource is the name of one");
    if (ignored && !sam_is_list(ignored) && !node_is_text(ignored, "*"))
        sam_reject(sam, ignored, "IgnoreGlobals is '*' or a list of properties");
    if (!sam_is_list(ignored) || !node_member(sam->root, "Globals"))
        return;
    node_each(item, ignored) if (sam_is_text(item) && !is_global(sam, resource->type, item->text))
        sam_reject(sam, item, "IgnoreGlobals names '%.*s', which Globals does not set", STR_ARG(item->text));
}

void sam_check_resource(struct sam *sam, const struct sam_resource *resource) {
    const struct node *written = node_member(resource->node, "Properties");
    if (written && written->kind != NODE_NULL && !sam_is_map(written)) {
        if (call_of(written).kind != CALL_TRANSFORM)
            sam_reject(sam, written, "Properties is no map");
        return;
    }
    sam_check_properties(sam, resource->type, resource->node, resource->properties);
    check_attributes(sam, resource);
    if (str_is(resource->type, "AWS::Serverless::Function") && !node_member(resource->properties, "Fn::Transform"))
        sam_check_function(sam, resource);
}
