/* Nested stacks: AWS::CloudFormation::Stack, and what SAM makes of AWS::Serverless::Application. The template of a
 * stack has names of its own; its parameters are what the parent gives, in the parent's terms, and its outputs are what
 * Fn::GetAtt of the stack means in the parent. So conditions of a nested stack become tests of the root's parameters.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html */
#include "analyzer/dialect/template.h"

/* -- loading ------------------------------------------------------------------------------------------------------- */

/* The CDK uploads nested templates, and says in the metadata which file they were.
 * https://docs.aws.amazon.com/cdk/v2/guide/assets.html */
static const struct node *location_of(const struct resource *resource) {
    const struct node *url = resource->properties ? node_member(resource->properties, "TemplateURL") : NULL;
    const struct node *asset = node_member(node_member(resource->node, "Metadata"), "aws:asset:path");
    const struct node *location = url && url->kind == NODE_TEXT ? url : asset;
    return location && location->kind == NODE_TEXT && !location->tag.size ? location : NULL;
}

static bool is_ancestor(const struct template *template, const struct document *document) {
    for (; template; template = template->parent)
        if (template->document == document)
            return true;
    return false;
}

static uint32_t depth_of(const struct template *template) {
    uint32_t depth = 0;
    for (; template->parent; template = template->parent)
        depth++;
    return depth;
}

/* Parameters as a map of names; *ret_open: it is no such map, or a macro adds to it. */
static const struct node *given_to(const struct resource *resource, bool *ret_open) {
    const struct node *given = resource->properties ? node_member(resource->properties, "Parameters") : NULL;
    *ret_open = given && (given->kind != NODE_MAP || call_of(given).kind != CALL_NONE);
    if (!given || *ret_open)
        return NULL;
    node_each(member, given) *ret_open = *ret_open || str_starts(member->key, "Fn::");
    return given;
}

static void add_document(struct unit *unit, struct document *document) {
    for (size_t i = 0; i < unit->more_documents.count; i++)
        if (unit->more_documents.items[i] == document)
            return;
    if (document != unit->document)
        vec_push(unit->arena, &unit->more_documents, document);
}

/* The document of the stack's template; NULL, with a diagnostic, when it cannot be had. */
static struct document *open_template(struct template *template, const struct resource *resource,
                                      enum document_kind *ret_kind, bool *ret_several) {
    const struct nesting *nesting = template->bindings ? template->bindings->nesting : NULL;
    const struct node *location = location_of(resource);
    struct document *document = NULL;
    struct str why = STR_NONE;
    if (nesting && location && !str_contains(location->text, "://"))
        document = nesting->open(nesting->context, node_source(location)->document, location->text, ret_kind,
                                 ret_several, &why);
    if (document && is_ancestor(template, document)) {
        document = NULL;
        why = STR("its template is one of those around it");
    }
    if (!document) {
        template_hides_resources(template, resource->node, "the nested stack", resource->name, why);
        return NULL;
    }
    if (depth_of(template) < LIMIT_STACK_DEPTH && template->choices->templates.count < LIMIT_STACKS)
        return document;
    template->unit->more = true;
    template_diag(template, DIAG_LIMIT, resource->node,
                  "the nested stack '%.*s' is not looked at: there are more than %u, or they are more than %u deep",
                  STR_ARG(resource->name), LIMIT_STACKS, LIMIT_STACK_DEPTH);
    return NULL;
}

static void load_stack(struct template *parent, const struct resource *resource) {
    enum document_kind kind = KIND_CLOUDFORMATION;
    bool several = false;
    struct document *document = open_template(parent, resource, &kind, &several);
    if (!document)
        return;
    struct template *child = template_new(parent->choices, document, parent->diags);
    child->parent = parent;
    child->tree = parent->tree;
    child->bindings = parent->bindings;
    child->stack_name = resource->name;
    child->stack_node = several ? resource->node : NULL;
    child->prefix = str_format(parent->arena, "%.*s/", STR_ARG(resource->address));
    child->given = given_to(resource, &child->given_open);
    map_put(&parent->children, child->stack_name, child);
    add_document(parent->unit, document);
    template_load(child, kind);
}

void stacks_load(struct template *template) {
    for (size_t i = 0; i < template->resource_count; i++) {
        /* A copy: the list grows. */
        const struct resource resource = template->unit->resources.items[template->first_resource + i];
        if (str_is(resource.type, "AWS::CloudFormation::Stack"))
            load_stack(template, &resource);
    }
}

void stacks_guard(struct choices *choices) {
    for (size_t i = 0; i < choices->templates.count; i++) {
        struct template *template = choices->templates.items[i];
        struct template *parent = template->parent;
        if (!parent) /* parents come first */
            continue;
        struct str address = template_address(parent, template->stack_name);
        template->stack = map_get(&choices->unit->resource_by_address, address);
        template->base = survey_guard(parent, parent->base, template->stack->condition_name, template->stack->node);
    }
}

/* -- outputs ------------------------------------------------------------------------------------------------------- */

const struct node *stacks_output(const struct template *template, struct str stack, struct str attribute,
                                 struct template **ret_child) {
    struct str outputs, name;
    *ret_child = map_get(&template->children, stack);
    if (!*ret_child || !str_cut(attribute, '.', &outputs, &name) || !str_is(outputs, "Outputs"))
        return NULL;
    return node_member_str(node_member((*ret_child)->root, "Outputs"), name);
}

static bool is_missing(const struct resolver *resolver, const struct template *child, const struct node *output) {
    const struct node *name = node_member(output, "Condition");
    const struct named_condition *condition =
        name && name->kind == NODE_TEXT ? conditions_find(child, name->text) : NULL;
    return condition && condition->used && resolver->world && !formula_holds(condition->formula, resolver->world);
}

const struct value *stacks_output_value(struct resolver *resolver, const struct template *child,
                                        const struct node *output, const struct node *at) {
    const struct node *value = node_member(output, "Value");
    if (value && !is_missing(resolver, child, output))
        return intrinsic_elsewhere(resolver, child, value, at);
    return value_new_unknown(
        resolver->arena, at, STR_NONE,
        str_format(resolver->arena, "the nested stack does not put out '%.*s'", STR_ARG(output->key)));
}

void stacks_survey_output(struct template *template, struct str stack, struct str attribute, struct guard *guard) {
    struct template *child;
    const struct node *output = stacks_output(template, stack, attribute, &child);
    if (!output)
        return;
    bool known = map_has(&child->outputs, output->key);
    if (!known)
        map_put(&child->outputs, output->key, NULL); /* before: outputs may lead in a circle */
    const struct named_condition *condition =
        known ? map_get(&child->outputs, output->key) : survey_output(child, output);
    map_put(&child->outputs, output->key, (void *)(uintptr_t)condition);
    if (condition)
        vec_push(template->arena, &template->needs, (struct need){guard, condition});
}

/* -- parameters ---------------------------------------------------------------------------------------------------- */

/* Whether it is surely one element of a list, not a text with commas in it. */
static bool is_one(const struct template *template, const struct value *part) {
    const struct variable *variable = variable_behind(template, part);
    return part->kind == VALUE_REFERENCE || (variable && !variable->list);
}

struct splitting {
    struct resolver *resolver;
    const struct node *node;
    VEC(struct value_member) members;
    VEC(const struct value *) parts; /* of the element at hand */
};

static void end_element(struct splitting *splitting) {
    struct arena *arena = splitting->resolver->arena;
    const struct value *element =
        value_new_concat(arena, splitting->node, splitting->parts.items, splitting->parts.count);
    vec_push(arena, &splitting->members, (struct value_member){.value = element});
    splitting->parts.count = 0;
}

static void split_text(struct splitting *splitting, struct str text) {
    struct arena *arena = splitting->resolver->arena;
    struct str head, rest = text;
    for (bool more = true; more;) {
        more = str_cut(rest, ',', &head, &rest);
        head = str_trim(more ? head : rest);
        if (head.size)
            vec_push(arena, &splitting->parts, value_new_text(arena, splitting->node, head));
        if (more)
            end_element(splitting);
    }
}

/* "${SubnetA},${SubnetB}": a hole is one element, unless it may be a list itself. */
static const struct value *split(struct resolver *resolver, const struct value *text, const struct node *node) {
    struct splitting splitting = {.resolver = resolver, .node = node};
    bool open = false;
    for (size_t i = 0; i < text->count; i++) {
        const struct value *part = text->parts[i];
        if (part->kind == VALUE_TEXT) {
            split_text(&splitting, part->text);
            continue;
        }
        vec_push(resolver->arena, &splitting.parts, part);
        open = open || !is_one(template_of(resolver), part);
    }
    end_element(&splitting);
    return value_new_members(resolver->arena, node, VALUE_LIST, splitting.members.items, splitting.members.count, open,
                             value_reason(text));
}

/* The list in Fn::Join [",", list], which is how lists are given to a nested stack. NULL: it is not written so. */
static const struct node *joined_list(const struct node *given) {
    struct call call = call_of(given);
    const struct node *separator = call.kind == CALL_JOIN ? call_argument(call, 0) : NULL;
    return separator && node_is_text(separator, ",") ? separator->next : NULL;
}

const struct value *stacks_given(struct resolver *resolver, const struct variable *variable, const struct node *node) {
    const struct node *list = variable->list ? joined_list(variable->given) : NULL;
    const struct value *value = list ? intrinsic_elsewhere(resolver, variable->giver, list, node) : NULL;
    if (!value || (value->kind != VALUE_LIST && value->kind != VALUE_UNKNOWN))
        value = intrinsic_elsewhere(resolver, variable->giver, variable->given, node);
    if (variable->list && value->kind == VALUE_CONCAT)
        return split(resolver, value, node);
    return value;
}
