/* What the translator rejects in a template as a whole, before it looks at any resource of its own.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */
#include "analyzer/dialect/sam_expander.h"

static void check_section(struct sam *sam, const char *name, bool may_be_empty) {
    const struct node *section = node_member(sam->root, name);
    if (!section || section->kind == NODE_MAP || call_of(section).kind != CALL_NONE)
        return;
    if (section->kind != NODE_NULL || !may_be_empty)
        sam_reject(sam, section, "'%s' has to be a map: leave it out when there is nothing in it", name);
}

static void check_defaults(struct sam *sam) {
    const struct node *parameters = node_member(sam->root, "Parameters");
    if (sam_is_map(parameters))
        node_each(parameter, parameters) {
            const struct node *value = sam_get(parameter, "Default");
            if (value && !node_is_scalar(value))
                sam_reject(sam, value, "the Default of parameter '%.*s' has to be a text", STR_ARG(parameter->key));
        }
}

/* A name, a key and a second key lead to a value. */
static void check_mappings(struct sam *sam) {
    const struct node *mappings = node_member(sam->root, "Mappings");
    if (!sam_is_map(mappings))
        return;
    node_each(mapping, mappings) if (sam_is_map(mapping)) node_each(keys, mapping) {
        if (keys->kind == NODE_LIST || (node_is_scalar(keys) && call_of(keys).kind == CALL_NONE))
            sam_reject(sam, keys, "'%.*s' in mapping '%.*s' has to be a map of keys and values", STR_ARG(keys->key),
                       STR_ARG(mapping->key));
    }
}

static bool is_extended(const struct node *transform) {
    bool extended = node_is_text(transform, "AWS::LanguageExtensions");
    if (sam_is_list(transform))
        node_each(item, transform) extended = extended || node_is_text(item, "AWS::LanguageExtensions");
    return extended;
}

void sam_check_template(struct sam *sam) {
    const struct node *resources = node_member(sam->root, "Resources");
    bool whole = node_member(sam->root, "Transform") != NULL; /* else a part that is merged with others */
    bool made = resources && (call_of(resources).kind != CALL_NONE);
    if ((!sam_is_map(resources) && !made) || (whole && resources && resources->child_count == 0 && !made))
        sam_reject(sam, resources ? resources : sam->root, "a template needs Resources");
    if (sam_is_map(resources))
        node_each(resource, resources) if (resource->kind != NODE_MAP && call_of(resource).kind == CALL_NONE)
            sam_reject(sam, resource, "resource '%.*s' has to be a map with a Type: look at how far it is indented",
                       STR_ARG(resource->key));
    sam->extended = is_extended(node_member(sam->root, "Transform"));
    check_section(sam, "Parameters", true);
    check_section(sam, "Mappings", false);
    check_defaults(sam);
    check_mappings(sam);
}
