/* One walk over all resources before anything is evaluated: which conditions decide something (sites), which mappings
 * are read under which of them, and which names this file does not define. */
#include "analyzer/dialect/template.h"

static void walk(struct template *template, const struct node *node, struct guard *guard);

static void note_undefined(struct template *template, struct str name, const struct node *node) {
    if (template->undefined.count == 0)
        template->first_undefined = node;
    map_put(&template->undefined, name, NULL);
}

/* "Queue", "Queue.Arn", "Env": a dotted name is defined when its resource is. SAM knows names like "Api.Stage". */
static void check_name(struct template *template, struct str name, const struct node *node, struct guard *guard) {
    struct str resource = name;
    struct str attribute = STR_NONE;
    str_cut(name, '.', &resource, &attribute);
    if (template_has_resource(template, resource))
        stacks_survey_output(template, resource, attribute, guard);
    if (template_has_resource(template, resource) || str_starts(name, "AWS::"))
        return;
    if (template_variable(template, name)->kind == VARIABLE_UNDEFINED)
        note_undefined(template, resource, node);
}

static void check_sub(struct template *template, struct call call, const struct node *node, struct guard *guard) {
    const struct node *variables;
    const struct node *text = sub_template(call, &variables);
    if (!text)
        return;
    struct sub_piece piece;
    for (size_t at = 0; sub_next(text->text, &at, &piece);)
        if (piece.hole && !node_member_str(variables, piece.text))
            check_name(template, piece.text, node, guard);
}

static struct guard *inner_guard(struct template *template, struct guard *outer, struct named_condition *condition,
                                 bool negated) {
    for (struct guard *child = outer->first_child; child; child = child->next)
        if (child->condition == condition && child->negated == negated)
            return child;
    struct guard *child = ARENA_NEW(template->arena, struct guard);
    *child = (struct guard){.outer = outer, .condition = condition, .negated = negated, .next = outer->first_child};
    outer->first_child = child;
    return child;
}

static struct named_condition *use_condition(struct template *template, struct str name, const struct node *node) {
    struct named_condition *condition = conditions_compile(template, name);
    condition->used = true;
    if (!condition->node)
        note_undefined(template, name, node);
    return condition;
}

/* A key that is an Fn::If is one key in each branch. */
static void add_key(struct template *template, struct call call, size_t number, const struct node *key,
                    struct guard *guard) {
    struct call choice = key ? call_of(key) : (struct call){0};
    const struct node *name = choice.kind == CALL_IF ? call_argument(choice, 0) : NULL;
    if (name && name->kind == NODE_TEXT && name->next && name->next->next) {
        struct named_condition *condition = use_condition(template, name->text, name);
        add_key(template, call, number, name->next, inner_guard(template, guard, condition, false));
        add_key(template, call, number, name->next->next, inner_guard(template, guard, condition, true));
    } else if (key) {
        vec_push(template->arena, &template->choices->key_uses,
                 (struct key_use){call, number, key, guard, template, NULL});
    }
}

static void walk_if(struct template *template, struct call call, struct guard *guard) {
    const struct node *name = call_argument(call, 0);
    if (!name || name->kind != NODE_TEXT || !name->next) {
        node_each(child, call.argument) walk(template, child, guard);
        return;
    }
    struct named_condition *condition = use_condition(template, name->text, name);
    walk(template, name->next, inner_guard(template, guard, condition, false));
    if (name->next->next)
        walk(template, name->next->next, inner_guard(template, guard, condition, true));
}

static void walk_call(struct template *template, struct call call, const struct node *node, struct guard *guard) {
    struct str resource, attribute;
    if (call.kind == CALL_IF) {
        walk_if(template, call, guard);
        return;
    }
    if (call.kind == CALL_REF && call.argument->kind == NODE_TEXT)
        check_name(template, call.argument->text, node, guard);
    else if (call.kind == CALL_GET_ATT && call_attribute(template->arena, call, &resource, &attribute))
        check_name(template, str_format(template->arena, "%.*s.%.*s", STR_ARG(resource), STR_ARG(attribute)), node,
                   guard);
    else if (call.kind == CALL_SUB)
        check_sub(template, call, node, guard);
    else if (call.kind == CALL_FIND_IN_MAP && call_argument(call, 2)) /* with one key it finds nothing */
        for (size_t number = 1; number <= 2; number++)
            add_key(template, call, number, call_argument(call, number), guard);
    else if (call.kind == CALL_IMPORT_VALUE)
        vec_push(template->arena, &template->choices->import_uses, (struct import_use){call, guard, template});
    if (call.tagged)
        node_each(child, call.argument) walk(template, child, guard);
    else
        walk(template, call.argument, guard);
}

static void walk(struct template *template, const struct node *node, struct guard *guard) {
    struct call call = call_of(node);
    if (call.kind != CALL_NONE) {
        walk_call(template, call, node, guard);
        return;
    }
    /* The body of a loop uses the names that the loop defines. */
    node_each(child, node) if (!str_starts(child->key, "Fn::ForEach")) walk(template, child, guard);
}

const struct named_condition *survey_output(struct template *template, const struct node *output) {
    const struct node *name = node_member(output, "Condition");
    const struct node *value = node_member(output, "Value");
    const struct node *exported = node_member(node_member(output, "Export"), "Name");
    const struct named_condition *condition = NULL;
    struct guard *guard = template->base;
    if (name && name->kind == NODE_TEXT) {
        guard = survey_guard(template, guard, name->text, name);
        condition = guard->condition;
    }
    if (value)
        walk(template, value, guard);
    if (exported)
        walk(template, exported, guard);
    return condition;
}

struct guard *survey_guard(struct template *template, struct guard *outer, struct str condition,
                           const struct node *node) {
    return condition.size ? inner_guard(template, outer, use_condition(template, condition, node), false) : outer;
}

/* What a nested stack is given may be anything of it. */
static bool is_read(const struct template *template, struct str type) {
    const struct bindings *bindings = template->bindings;
    return !bindings || !bindings->is_read || bindings->is_read(type) || str_is(type, "AWS::CloudFormation::Stack");
}

static void survey_resource(struct template *template, const struct resource *resource) {
    struct guard *guard = survey_guard(template, template->base, resource->condition_name, resource->node);
    size_t keys = template->choices->key_uses.count;
    if (resource->properties)
        walk(template, resource->properties, guard);
    if (resource->ignored_policies)
        walk(template, resource->ignored_policies, guard);
    if (!is_read(template, resource->type))
        template->choices->key_uses.count = keys;
}

void survey_resources(struct choices *choices) {
    for (size_t t = 0; t < choices->templates.count; t++) {
        struct template *template = choices->templates.items[t];
        for (size_t i = 0; i < template->resource_count; i++)
            survey_resource(template, &choices->unit->resources.items[template->first_resource + i]);
    }
    exports_survey(choices);
}
