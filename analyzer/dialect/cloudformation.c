/* Loading a template. Sections that are null, lists where maps belong, resources without a Type: each gives at most a
 * diagnostic, and the rest of the file goes on. */
#include "analyzer/dialect/policy_document.h"
#include "analyzer/dialect/sam.h"
#include "analyzer/dialect/template.h"

#include <stdlib.h>

static const struct dialect CLOUDFORMATION = {"cloudformation", intrinsic_resolve, intrinsic_document};
static const struct dialect SAM = {"sam", intrinsic_resolve, intrinsic_document};

void template_diag(struct template *template, enum diag_kind kind, const struct node *node, const char *format, ...) {
    if (template->diag_count++ >= LIMIT_DIAGS_PER_FILE)
        return;
    va_list arguments;
    va_start(arguments, format);
    struct str message = str_format_list(template->diags->arena, format, arguments);
    va_end(arguments);
    const struct node *source = node_source(node);
    const struct document *document = source ? source->document : template->document;
    diag_add(template->diags, kind, NULL, document->path, document, node_place(node), "%.*s", STR_ARG(message));
}

/* -- variables ----------------------------------------------------------------------------------------------------- */

/* https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html */
static bool is_list_type(struct str type) {
    return str_starts(type, "List<") || str_is(type, "CommaDelimitedList") ||
           str_starts(type, "AWS::SSM::Parameter::Value<List<") ||
           str_is(type, "AWS::SSM::Parameter::Value<CommaDelimitedList>");
}

static bool is_ssm_type(struct str type) {
    return str_starts(type, "AWS::SSM::Parameter::Value<");
}

/* Templates that import from each other are deployed into one region of one account. */
static bool is_common(struct str name) {
    return !str_starts(name, "AWS::Stack") && !str_is(name, "AWS::NotificationARNs");
}

static struct variable *add_variable(struct template *template, struct str name, enum variable_kind kind,
                                     const char *prefix) {
    struct variable *variable = ARENA_NEW(template->arena, struct variable);
    variable->name = name;
    variable->template = template;
    variable->address = kind == VARIABLE_PSEUDO && is_common(name) ? name : template_address(template, name);
    variable->kind = kind;
    variable->identity = str_format(template->arena, "%s:%.*s", prefix, STR_ARG(variable->address));
    map_put(&template->variables, name, variable);
    map_put(&template->choices->variables, variable->identity, variable);
    return variable;
}

/* --param speaks of the stacks that are deployed, not of those within them: unless no stack around declares the name.
 */
static bool is_declared_around(const struct template *template, struct str name) {
    for (template = template->parent; template; template = template->parent)
        if (map_has(&template->variables, name))
            return true;
    return false;
}

static bool bind(struct variable *variable, struct bindings *bindings) {
    if (is_declared_around(variable->template, variable->name))
        return false;
    for (size_t i = 0; bindings && i < bindings->list.count; i++) {
        struct binding *binding = &bindings->list.items[i];
        if (!str_equal(binding->name, variable->name))
            continue;
        binding->used = true;
        variable->bound = variable->has_text = true;
        variable->yields = binding->yields;
        variable->text = binding->value;
    }
    return variable->bound;
}

static void add_pseudo(struct template *template, struct bindings *bindings, struct str name, const char *text) {
    struct variable *common = is_common(name) ? map_get(&template->choices->shared, name) : NULL;
    if (common) {
        map_put(&template->variables, name, common);
        return;
    }
    struct variable *variable = add_variable(template, name, VARIABLE_PSEUDO, "pseudo");
    variable->reason = str_format(template->arena, "'%.*s' is known only at deployment", STR_ARG(name));
    if (is_common(name))
        map_put(&template->choices->shared, name, variable);
    variable->list = str_is(name, "AWS::NotificationARNs");
    if (!bind(variable, bindings) && text) {
        variable->has_text = true;
        variable->text = str_from(text);
    }
}

/* Without a partition, "arn:${AWS::Partition}:iam::aws:policy/…" would name no managed policy: the commercial one is
 * taken unless a condition or --param speaks of it (facts.md 1.2). */
static void add_pseudos(struct template *template, struct bindings *bindings) {
    add_pseudo(template, bindings, STR("AWS::Partition"), "aws");
    add_pseudo(template, bindings, STR("AWS::URLSuffix"), "amazonaws.com");
    add_pseudo(template, bindings, STR("AWS::Region"), NULL);
    add_pseudo(template, bindings, STR("AWS::AccountId"), NULL);
    add_pseudo(template, bindings, STR("AWS::StackName"), NULL);
    add_pseudo(template, bindings, STR("AWS::StackId"), NULL);
    add_pseudo(template, bindings, STR("AWS::NotificationARNs"), NULL);
}

struct variable *template_variable(struct template *template, struct str name) {
    struct variable *variable = map_get(&template->variables, name);
    if (variable)
        return variable;
    variable = add_variable(template, name, VARIABLE_UNDEFINED, "name");
    variable->reason = str_format(template->arena, "'%.*s' is not defined in this file", STR_ARG(name));
    return variable;
}

const struct variable *template_find_variable(const struct template *template, struct str name) {
    return map_get(&template->variables, name);
}

bool template_has_resource(const struct template *template, struct str name) {
    return map_has(&template->resources, name);
}

struct variable *variable_decider(struct variable *variable) {
    return variable->same ? variable->same : variable;
}

struct variable *variable_behind(const struct template *template, const struct value *value) {
    if (value->kind != VALUE_UNKNOWN)
        return NULL;
    struct variable *variable = map_get(&template->choices->variables, value->identity);
    return variable ? variable_decider(variable) : NULL;
}

struct str template_address(const struct template *template, struct str name) {
    if (!template->prefix.size)
        return name;
    return str_format(template->arena, "%.*s%.*s", STR_ARG(template->prefix), STR_ARG(name));
}

const struct template *template_of(const struct resolver *resolver) {
    return resolver->scope ? resolver->scope : resolver->unit->private;
}

const struct node *template_mapping(const struct template *template, struct str name) {
    return node_member_str(node_member(template->root, "Mappings"), name);
}

/* -- parameters ---------------------------------------------------------------------------------------------------- */

static int no_echo(const struct node *node) {
    const struct node *flag = node_member(node, "NoEcho");
    if (!flag || flag->kind == NODE_NULL)
        return 0;
    if (!node_is_scalar(flag))
        return -1;
    return str_equal_nocase(scalar_text(flag), STR("true"));
}

/* Amplify names a parameter again as its default, where the stack around the template always gives a value.
 * https://github.com/aws-amplify/amplify-cli/tree/dev/packages/amplify-category-function */
static bool is_placeholder(const struct node *given, struct str name) {
    return given && given->kind == NODE_TEXT && str_equal(given->text, name);
}

static bool is_value(const struct node *given, const struct node *parameter, struct str type) {
    return given && node_is_scalar(given) && given->kind != NODE_NULL && !is_ssm_type(type) &&
           !is_placeholder(given, parameter->key);
}

/* The only member of AllowedValues, however often: it is the value, given or not; else NULL. */
static const struct node *only_allowed(const struct variable *variable) {
    const struct node *only = variable->allowed ? variable->allowed->first_child : NULL;
    node_each(value, variable->allowed) if (!node_is_scalar(value) || value->kind == NODE_NULL ||
                                            !str_equal(value->text, only->text)) return NULL;
    return only;
}

static bool same_values(const struct node *a, const struct node *b) {
    const struct node *left = a ? a->first_child : NULL;
    const struct node *right = b ? b->first_child : NULL;
    for (; left && right; left = left->next, right = right->next)
        if (!node_is_scalar(left) || !node_is_scalar(right) || !str_equal(left->text, right->text))
            return false;
    return !left && !right;
}

/* Linked templates that declare a parameter alike are given one value for it: "Environment" is the same in both. */
static void share(struct template *template, struct variable *variable) {
    struct map *shared = &template->choices->shared;
    struct variable *first = map_get(shared, variable->name);
    if (template->parent)
        return;
    if (!first)
        map_put(shared, variable->name, variable);
    else if (first->list == variable->list && first->bound == variable->bound &&
             first->has_text == variable->has_text && str_equal(first->text, variable->text) &&
             same_values(first->allowed, variable->allowed))
        variable->same = first;
}

/* What the parent gives a parameter of a nested stack, or does not: then the default is certain. */
static void take_given(struct template *template, struct variable *variable) {
    variable->given = node_member_str(template->given, variable->name);
    variable->giver = variable->given ? template->parent : NULL;
    variable->bound = !variable->given && !template->given_open && variable->has_text;
}

static void add_parameter(struct template *template, struct bindings *bindings, const struct node *node) {
    if (str_starts(node->key, "Fn::") || node->kind != NODE_MAP) {
        template_diag(template, DIAG_UNSUPPORTED, node, "parameter '%.*s' is not understood", STR_ARG(node->key));
        return;
    }
    const struct node *type = node_member(node, "Type");
    const struct node *given = node_member(node, "Default");
    struct variable *variable = add_variable(template, node->key, VARIABLE_PARAMETER, "param");
    struct str type_text = type && type->kind == NODE_TEXT ? type->text : STR_NONE;
    variable->list = is_list_type(type_text);
    variable->default_node = given;
    const struct node *allowed = node_member(node, "AllowedValues");
    variable->allowed = allowed && allowed->kind == NODE_LIST && allowed->first_child ? allowed : NULL;
    variable->reason =
        str_format(template->arena,
                   is_ssm_type(type_text) ? "parameter '%.*s' is read from SSM Parameter Store at deployment"
                   : is_placeholder(given, node->key) ? "the default of parameter '%.*s' is only its name"
                   : given                            ? "parameter '%.*s' has another value than its default"
                                                      : "parameter '%.*s' has no default",
                   STR_ARG(node->key));
    bool no_defaults = bindings && bindings->no_defaults && !template->parent;
    if (!bind(variable, bindings) && !no_defaults && is_value(given, node, type_text)) {
        variable->has_text = true;
        variable->text = scalar_text(given);
    }
    const struct node *only = variable->has_text || is_ssm_type(type_text) ? NULL : only_allowed(variable);
    if (only) {
        variable->has_text = true;
        variable->text = scalar_text(only);
    }
    if (template->parent && !variable->bound && !is_ssm_type(type_text))
        take_given(template, variable);
    share(template, variable);
    vec_push(template->arena, &template->unit->parameters,
             (struct parameter){.name = node->key,
                                .address = variable->address,
                                .type = type_text,
                                .node = node,
                                .default_value = given,
                                .no_echo = no_echo(node),
                                .bound = variable->bound,
                                .value = variable->bound ? variable->text : STR_NONE});
}

static void load_parameters(struct template *template, struct bindings *bindings) {
    const struct node *section = node_member(template->root, "Parameters");
    if (section && section->kind == NODE_MAP)
        node_each(node, section) add_parameter(template, bindings, node);
}

/* -- resources ----------------------------------------------------------------------------------------------------- */

void template_hides_resources(struct template *template, const struct node *node, const char *what, struct str name,
                              struct str why) {
    template->unit->more = true;
    template_diag(template, DIAG_UNSUPPORTED, node, "%s '%.*s' may add resources that we do not see%s%.*s", what,
                  STR_ARG(name), why.size ? ": " : "", STR_ARG(why));
}

static void hides_resources(struct template *template, const struct node *node, const char *what, struct str name) {
    template_hides_resources(template, node, what, name, STR_NONE);
}

/* Presence of the metadata resource depends on a list of regions that concerns nothing else (facts.md 1.2). */
static bool is_cdk_metadata(struct str type) {
    return str_is(type, "AWS::CDK::Metadata");
}

static struct str text_member(const struct node *node, const char *key) {
    const struct node *member = node_member(node, key);
    return member && member->kind == NODE_TEXT ? member->text : STR_NONE;
}

static void add_resource(struct template *template, const struct node *node) {
    bool told = str_starts(node->key, "Fn::ForEach") || (str_is(node->key, "Fn::Transform") && include_is(node));
    if (told) { /* why it is still there: loops.c or includes.c has said it */
        template->unit->more = true;
        return;
    }
    if (str_starts(node->key, "Fn::")) {
        hides_resources(template, node, "the macro", node->key);
        return;
    }
    if (node->kind != NODE_MAP) {
        template_diag(template, DIAG_UNSUPPORTED, node, "resource '%.*s' is no map", STR_ARG(node->key));
        return;
    }
    const struct node *type = node_member(node, "Type");
    if (!type || type->kind != NODE_TEXT) {
        template_diag(template, DIAG_UNSUPPORTED, type ? type : node,
                      type ? "the Type of resource '%.*s' is no text" : "resource '%.*s' has no Type",
                      STR_ARG(node->key));
        return;
    }
    const struct node *properties = node_member(node, "Properties");
    struct str owner = text_member(node, "lambdalint:owner");
    struct resource resource = {
        .address = template_address(template, node->key),
        .name = node->key,
        .scope = template,
        .type = type->text,
        .node = node,
        .properties = properties && properties->kind != NODE_NULL ? properties : NULL,
        .condition_name = is_cdk_metadata(type->text) ? STR_NONE : text_member(node, "Condition"),
        .owner = owner.size ? template_address(template, owner) : STR_NONE,
        .implied = node_member(node, "lambdalint:implied") != NULL,
        .ignored_policies = node_member(node, "lambdalint:ignored"),
        .stack = template->stack_node,
    };
    resource.element = map_get(&template->looped, owner.size ? owner : resource.name);
    vec_push(template->arena, &template->unit->resources, resource);
    map_put(&template->resources, resource.name, NULL);
}

static void load_resources(struct template *template) {
    const struct node *section = node_member(template->root, "Resources");
    template->first_resource = template->unit->resources.count;
    if (section && section->kind == NODE_MAP)
        node_each(node, section) add_resource(template, node);
    else if (section && section->kind != NODE_NULL)
        template_diag(template, DIAG_UNSUPPORTED, section, "Resources is no map");
    template->resource_count = template->unit->resources.count - template->first_resource;
}

/* -- macros -------------------------------------------------------------------------------------------------------- */

/* Transforms that add no resource: AWS::LanguageExtensions adds functions, CodeDeployBlueGreen a hook.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-reference.html */
static bool adds_nothing(struct str transform) {
    return str_starts(transform, "AWS::Serverless-") || str_is(transform, "AWS::LanguageExtensions") ||
           str_is(transform, "AWS::CodeDeployBlueGreen");
}

/* *extended becomes true for the transform that brings loops. */
static void check_transform(struct template *template, const struct node *node, bool *extended) {
    const struct node *name = node->kind == NODE_MAP ? node_member(node, "Name") : node;
    if (!name || name->kind != NODE_TEXT)
        return;
    *extended = *extended || str_is(name->text, "AWS::LanguageExtensions");
    if (include_is(node))
        template->unit->more = true;
    else if (!adds_nothing(name->text))
        hides_resources(template, node, "the macro", name->text);
}

static void load_transforms(struct template *template, bool *extended) {
    const struct node *transform = node_member(template->root, "Transform");
    *extended = false;
    if (transform && transform->kind == NODE_LIST)
        node_each(node, transform) check_transform(template, node, extended);
    else if (transform)
        check_transform(template, transform, extended);
    const struct node *macro = node_member(template->root, "Fn::Transform");
    template->unit->more = template->unit->more || macro;
    if (macro && !include_is(macro))
        hides_resources(template, macro, "the macro", text_member(macro, "Name"));
}

/* -- the unit ------------------------------------------------------------------------------------------------------ */

static struct unit *new_unit(enum document_kind kind, struct document *document, struct arena *arena) {
    struct unit *unit = ARENA_NEW(arena, struct unit);
    unit->name = document->path;
    unit->dialect = kind == KIND_SAM ? &SAM : &CLOUDFORMATION;
    unit->document = document;
    unit->arena = arena;
    map_init(&unit->resource_by_address, arena);
    map_init(&unit->parameter_by_address, arena);
    return unit;
}

bool dialect_is_template(const struct unit *unit) {
    return unit->dialect == &CLOUDFORMATION || unit->dialect == &SAM;
}

/* The lists do not grow any more: their members stay where they are. */
static void index_unit(struct unit *unit) {
    for (size_t i = 0; i < unit->resources.count; i++)
        map_put(&unit->resource_by_address, unit->resources.items[i].address, &unit->resources.items[i]);
    for (size_t i = 0; i < unit->parameters.count; i++)
        map_put(&unit->parameter_by_address, unit->parameters.items[i].address, &unit->parameters.items[i]);
}

static struct choices *new_choices(struct unit *unit) {
    struct choices *choices = ARENA_NEW(unit->arena, struct choices);
    choices->unit = unit;
    choices->arena = unit->arena;
    map_init(&choices->variables, unit->arena);
    map_init(&choices->tests, unit->arena);
    map_init(&choices->export_names, unit->arena);
    map_init(&choices->shared, unit->arena);
    return choices;
}

struct template *template_new(struct choices *choices, struct document *document, struct diags *diags) {
    struct unit *unit = choices->unit;
    struct template *template = ARENA_NEW(unit->arena, struct template);
    template->unit = unit;
    template->choices = choices;
    template->document = document;
    template->arena = unit->arena;
    template->diags = diags;
    template->root = document->root;
    map_init(&template->variables, unit->arena);
    map_init(&template->conditions, unit->arena);
    map_init(&template->resources, unit->arena);
    map_init(&template->undefined, unit->arena);
    map_init(&template->looped, unit->arena);
    map_init(&template->children, unit->arena);
    map_init(&template->outputs, unit->arena);
    template->base = &template->always;
    vec_push(unit->arena, &choices->templates, template);
    return template;
}

/* A file that a build step merges with others uses names that it does not define: one diagnostic says so. */
static void report_undefined(struct template *template) {
    const struct map *names = &template->undefined;
    if (names->count == 0)
        return;
    struct buf list;
    buf_init(&list, template->arena);
    for (size_t i = 0; i < names->count && i < 3; i++)
        buf_printf(&list, "%s'%.*s'", i ? ", " : "", STR_ARG(names->entries[i].key));
    template_diag(template, DIAG_UNRESOLVED, template->first_undefined, "%zu name%s not defined in this file: %.*s%s",
                  names->count, names->count == 1 ? " is" : "s are", STR_ARG(buf_str(&list)),
                  names->count > 3 ? ", …" : "");
}

void template_load(struct template *template, enum document_kind kind) {
    struct bindings *bindings = template->bindings;
    bool extended;
    add_pseudos(template, bindings);
    load_parameters(template, bindings);
    given_load(template, bindings);
    includes_expand(template);
    load_transforms(template, &extended);
    loops_expand(template, extended);
    if (kind == KIND_SAM)
        template->root = sam_expand(template->document, template->root, template->diags);
    load_resources(template);
    conditions_load(template);
    exports_load(template);
    stacks_load(template);
}

struct unit *dialect_load(enum document_kind kind, struct document *document, struct bindings *bindings,
                          struct arena *arena, struct diags *diags) {
    if (kind == KIND_DUMP)
        return dialect_load_view(&document, 1, arena);
    if (kind == KIND_POLICY)
        return dialect_load_policy(document, POLICY_OF_ANYTHING, arena);
    return dialect_load_linked(&(struct part){.kind = kind, .document = document, .bindings = bindings}, 1, arena,
                               diags);
}

struct unit *dialect_load_linked(const struct part *parts, size_t count, struct arena *arena, struct diags *diags) {
    struct unit *unit = new_unit(parts[0].kind, parts[0].document, arena);
    struct choices *choices = new_choices(unit);
    for (size_t i = 0; i < count; i++) {
        struct template *template = template_new(choices, parts[i].document, diags);
        template->prefix = parts[i].prefix;
        template->tree = (uint32_t)i;
        if (i == 0)
            unit->private = template;
        else
            vec_push(arena, &unit->more_documents, parts[i].document);
        for (size_t m = 0; m < parts[i].merged_count; m++)
            vec_push(arena, &unit->more_documents, parts[i].merged[m]);
        template->root = fragments_root(&parts[i]);
        template->bindings = parts[i].bindings;
        template_load(template, parts[i].kind);
    }
    index_unit(unit);
    stacks_guard(choices);
    survey_resources(choices);
    levels_finish(choices);
    given_worlds(choices);
    for (size_t i = 0; i < choices->templates.count; i++)
        report_undefined(choices->templates.items[i]);
    return unit;
}
