/* Evaluation of nodes within a world: scalars, lists, maps, and everything that is reached by a name. Texts and lists
 * that functions build are in functions.c. */
#include "analyzer/dialect/template.h"

#include <string.h>

static const struct value *unknown(struct resolver *resolver, const struct node *node, struct str identity,
                                   struct str reason) {
    return value_new_unknown(resolver->arena, node, identity, reason);
}

/* -- dynamic references: {{resolve:ssm:name}} ---------------------------------------------------------------------- */

/* https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 * The service of "resolve:<service>:…", for the reason. */
static struct str dynamic_reason(struct str identity) {
    if (str_starts(identity, "resolve:secretsmanager:"))
        return STR("a secret is read from Secrets Manager at deployment");
    if (str_starts(identity, "resolve:ssm-secure:"))
        return STR("a secure string is read from SSM Parameter Store at deployment");
    return STR("a value is read from SSM Parameter Store at deployment");
}

/* Parts between "{{resolve:" and "}}" become one hole. The reference may itself have holes:
 * {{resolve:secretsmanager:${Secret}:SecretString:password}}. */
struct dynamic_scan {
    struct resolver *resolver;
    const struct node *node;
    VEC(const struct value *) parts;
    VEC(const struct value *) inner; /* of a reference that is still open */
    bool open;
};

static void emit(struct dynamic_scan *scan, const struct value *part) {
    struct arena *arena = scan->resolver->arena;
    if (scan->open)
        vec_push(arena, &scan->inner, part);
    else
        vec_push(arena, &scan->parts, part);
}

static void emit_text(struct dynamic_scan *scan, struct str text) {
    if (text.size)
        emit(scan, value_new_text(scan->resolver->arena, scan->node, text));
}

static void close_reference(struct dynamic_scan *scan) {
    struct arena *arena = scan->resolver->arena;
    const struct value *inner = value_new_concat(arena, scan->node, scan->inner.items, scan->inner.count);
    struct str identity = value_is_known_scalar(inner) ? inner->text : value_partial(arena, inner);
    scan->open = false;
    scan->inner.count = 0;
    emit(scan, unknown(scan->resolver, scan->node, identity, dynamic_reason(identity)));
}

static void scan_text(struct dynamic_scan *scan, struct str text) {
    size_t at = 0;
    while (at < text.size) {
        size_t mark = str_find(text, scan->open ? STR("}}") : STR("{{resolve:"), at);
        emit_text(scan, str_slice(text, at, mark));
        if (mark == SIZE_MAX)
            return;
        if (scan->open)
            close_reference(scan);
        else
            scan->open = true;
        at = mark + 2;
    }
}

const struct value *intrinsic_dynamic(struct resolver *resolver, const struct value *value) {
    bool found = value->kind == VALUE_TEXT && str_contains(value->text, "{{resolve:");
    for (size_t i = 0; value->kind == VALUE_CONCAT && i < value->count && !found; i++)
        found = value->parts[i]->kind == VALUE_TEXT && str_contains(value->parts[i]->text, "{{resolve:");
    if (!found)
        return value;
    struct dynamic_scan scan = {.resolver = resolver, .node = value->node};
    if (value->kind == VALUE_TEXT)
        scan_text(&scan, value->text);
    for (size_t i = 0; value->kind == VALUE_CONCAT && i < value->count; i++) {
        if (value->parts[i]->kind == VALUE_TEXT)
            scan_text(&scan, value->parts[i]->text);
        else
            emit(&scan, value->parts[i]);
    }
    if (scan.open) /* never closed: text as it stands */
        return value;
    return value_new_concat(resolver->arena, value->node, scan.parts.items, scan.parts.count);
}

/* -- names --------------------------------------------------------------------------------------------------------- */

static const struct value *split_list(struct resolver *resolver, struct str text, const struct node *node) {
    size_t count = 1;
    for (size_t i = 0; i < text.size; i++)
        count += text.data[i] == ',';
    struct value_member *members = arena_alloc_array(resolver->arena, count, sizeof *members);
    struct str rest = text, head;
    for (size_t i = 0; i < count; i++) {
        if (!str_cut(rest, ',', &head, &rest))
            head = rest;
        const struct value *item = value_new_text(resolver->arena, node, str_trim(head));
        members[i].value = intrinsic_dynamic(resolver, item);
    }
    return value_new_members(resolver->arena, node, VALUE_LIST, members, count, false, STR_NONE);
}

/* What the parameter file of this world gives; outside of worlds nothing. */
static const struct level *file_level(const struct resolver *resolver, const struct variable *variable) {
    const struct supposition *supposition = resolver->private;
    const struct variable *file = template_of(resolver)->choices->file;
    if (supposition)
        return supposition->variable == file ? &variable->by_file[supposition->level - file->levels] : &LEVEL_UNDECIDED;
    return resolver->world ? &variable->by_file[resolver->world->levels[file->subject]] : &LEVEL_UNDECIDED;
}

/* The level that decides the variable here; NULL: none does. */
static const struct level *current_level(const struct resolver *resolver, const struct variable *variable) {
    const struct supposition *supposition = resolver->private;
    if (variable->bound)
        return NULL;
    if (variable->by_file)
        return file_level(resolver, variable);
    variable = variable->same ? variable->same : variable;
    if (supposition)
        return supposition->variable == variable ? supposition->level : NULL;
    if (!resolver->world || !variable->is_subject)
        return NULL;
    return &variable->levels[resolver->world->levels[variable->subject]];
}

static bool current_text(const struct resolver *resolver, const struct variable *variable, struct str *ret_text) {
    const struct level *level = current_level(resolver, variable);
    *ret_text = level ? level->text : variable->text;
    return level ? level->known : variable->has_text;
}

/* NULL: the parent leaves it to the default. */
static const struct value *given_value(struct resolver *resolver, const struct variable *variable,
                                       const struct node *node) {
    const struct value *value = variable->given ? stacks_given(resolver, variable, node) : NULL;
    if (!value || value->kind == VALUE_ABSENT)
        return NULL;
    return variable->list && value_is_known_scalar(value) ? split_list(resolver, value->text, node) : value;
}

const struct value *intrinsic_variable(struct resolver *resolver, const struct variable *variable,
                                       const struct node *node) {
    struct str text;
    const struct value *value = given_value(resolver, variable, node);
    if (value)
        ;
    else if (!current_text(resolver, variable, &text))
        value = unknown(resolver, node, variable->identity, variable->reason);
    else if (variable->list)
        value = split_list(resolver, text, node);
    else
        value = intrinsic_dynamic(resolver, value_new_text(resolver->arena, node, text));
    if (variable->kind != VARIABLE_PARAMETER)
        return value;
    struct value *marked = ARENA_NEW(resolver->arena, struct value);
    *marked = *value;
    marked->parameter = variable->address;
    return marked;
}

const struct value *intrinsic_named(struct resolver *resolver, struct str name, const struct node *node) {
    const struct template *template = template_of(resolver);
    if (str_is(name, "AWS::NoValue"))
        return &VALUE_NOTHING;
    if (template_has_resource(template, name))
        return value_new_reference(resolver->arena, node, template_address(template, name), STR_NONE);
    const struct variable *variable = template_find_variable(template, name);
    if (variable)
        return intrinsic_variable(resolver, variable, node);
    struct str resource, attribute;
    if (str_cut(name, '.', &resource, &attribute) && template_has_resource(template, resource))
        return intrinsic_attribute(resolver, resource, attribute, node);
    return unknown(resolver, node, str_format(resolver->arena, "name:%.*s", STR_ARG(template_address(template, name))),
                   str_format(resolver->arena, "'%.*s' is not defined in this file", STR_ARG(name)));
}

/* -- mappings ------------------------------------------------------------------------------------------------------ */

/* Whether the key is one that an undecided variable may have here. */
static bool may_be(const struct resolver *resolver, const struct variable *variable, struct str key) {
    const struct level *level = current_level(resolver, variable);
    for (size_t i = 0; level && i < level->constant_count; i++)
        if (str_equal(level->constants[i], key))
            return true;
    if (level && !level->other)
        return false;
    for (uint32_t i = 0; level && level != &LEVEL_UNDECIDED && i < variable->level_count; i++)
        for (size_t k = 0; k < variable->levels[i].constant_count; k++)
            if (str_equal(variable->levels[i].constants[k], key))
                return false;
    if (!variable->allowed)
        return true;
    node_each(value, variable->allowed) if (str_equal(scalar_text(value), key)) return true;
    return false;
}

bool intrinsic_same_leaf(const struct node *a, const struct node *b) {
    return a == b || (node_is_scalar(a) && node_is_scalar(b) && str_equal(scalar_text(a), scalar_text(b)));
}

static bool is_candidate(const struct map_cells *cells, size_t number, const struct node *member) {
    const struct value *key = cells->keys[number];
    if (value_is_known_scalar(key))
        return str_equal(member->key, key->text);
    return !cells->variables[number] || may_be(cells->resolver, cells->variables[number], member->key);
}

struct map_cells intrinsic_map_cells(struct resolver *resolver, struct call call, const struct node *const keys[2]) {
    const struct template *template = template_of(resolver);
    struct map_cells cells = {.resolver = resolver};
    const struct value *name = intrinsic_resolve(resolver, call_argument(call, 0));
    for (size_t i = 0; i < 2; i++) {
        cells.keys[i] = intrinsic_resolve(resolver, keys[i]);
        cells.variables[i] = variable_behind(template, cells.keys[i]);
    }
    if (value_is_known_scalar(name))
        cells.mapping = template_mapping(template, name->text);
    return cells;
}

/* The first from `member` on that the key may name. */
static const struct node *first_candidate(const struct map_cells *cells, size_t number, const struct node *member) {
    while (member && !is_candidate(cells, number, member))
        member = member->next;
    return member;
}

bool map_cells_next(struct map_cells *cells) {
    if (!cells->mapping)
        return false;
    if (cells->cell)
        cells->cell = first_candidate(cells, 1, cells->cell->next);
    while (!cells->cell) {
        cells->row = first_candidate(cells, 0, cells->row ? cells->row->next : cells->mapping->first_child);
        if (!cells->row)
            return false;
        cells->cell = first_candidate(cells, 1, cells->row->first_child);
    }
    return true;
}

/* -- structure ----------------------------------------------------------------------------------------------------- */

/* Members named by functions stand for content that a macro or a loop will add. */
static bool is_macro_key(const struct node *member) {
    return member->key.size > 4 && str_starts(member->key, "Fn::");
}

static const struct value *resolve_members(struct resolver *resolver, const struct node *node) {
    struct value_member *members = arena_alloc_array(resolver->arena, node->child_count, sizeof *members);
    bool map = node->kind == NODE_MAP;
    bool open = false;
    size_t count = 0;
    node_each(child, node) {
        if (map && is_macro_key(child)) {
            open = true;
            continue;
        }
        const struct value *value = intrinsic_resolve(resolver, child);
        if (value->kind == VALUE_ABSENT)
            continue;
        members[count++] = (struct value_member){child->key, map ? child : NULL, value};
    }
    return value_new_members(resolver->arena, node, map ? VALUE_MAP : VALUE_LIST, members, count, open,
                             STR("a macro or loop adds members"));
}

static const struct value *new_scalar(struct resolver *resolver, const struct node *node, enum value_kind kind) {
    struct value *value = ARENA_NEW(resolver->arena, struct value);
    *value = (struct value){.kind = kind, .node = node, .text = scalar_text(node)};
    return value;
}

static const struct value *resolve_content(struct resolver *resolver, const struct node *node) {
    switch (node->kind) {
    case NODE_NULL:
        break;
    case NODE_BOOLEAN:
        return new_scalar(resolver, node, VALUE_BOOLEAN);
    case NODE_NUMBER:
        return new_scalar(resolver, node, VALUE_NUMBER);
    case NODE_TEXT:
        return intrinsic_dynamic(resolver, new_scalar(resolver, node, VALUE_TEXT));
    case NODE_LIST:
    case NODE_MAP:
        return resolve_members(resolver, node);
    }
    return &VALUE_NOTHING;
}

const struct value *intrinsic_resolve(struct resolver *resolver, const struct node *node) {
    if (resolver->depth >= LIMIT_DEPTH + LIMIT_RESOLVE_DEPTH)
        return unknown(resolver, node, STR_NONE, STR("values refer to each other too deeply"));
    resolver->depth++;
    struct call call = call_of(node);
    const struct value *value =
        call.kind == CALL_NONE ? resolve_content(resolver, node) : function_apply(resolver, call, node);
    resolver->depth--;
    return value;
}

/* The value, and the members of a list, as if they were written at the node. */
static const struct value *moved(struct resolver *resolver, const struct value *value, const struct node *at) {
    if (value->kind != VALUE_LIST)
        return value_at_node(resolver->arena, value, at);
    struct value_member *members = arena_alloc_array(resolver->arena, value->count, sizeof *members);
    for (size_t i = 0; i < value->count; i++)
        members[i].value = value_at_node(resolver->arena, value->members[i].value, at);
    struct value *list = ARENA_NEW(resolver->arena, struct value);
    *list = *value;
    list->node = at;
    list->members = members;
    return list;
}

const struct value *intrinsic_attribute(struct resolver *resolver, struct str resource, struct str attribute,
                                        const struct node *node) {
    const struct template *template = template_of(resolver);
    struct template *child;
    const struct node *output = stacks_output(template, resource, attribute, &child);
    if (output)
        return stacks_output_value(resolver, child, output, node);
    return value_new_reference(resolver->arena, node, template_address(template, resource), attribute);
}

const struct value *intrinsic_elsewhere(struct resolver *resolver, const struct template *template,
                                        const struct node *node, const struct node *at) {
    if (resolver->hops >= LIMIT_RESOLVE_HOPS)
        return unknown(resolver, at, STR_NONE, STR("templates ask each other for too many values"));
    resolver->hops++;
    const void *scope = resolver->scope;
    resolver->scope = template;
    const struct value *value = intrinsic_resolve(resolver, node);
    resolver->scope = scope;
    return moved(resolver, value, at);
}

const struct value *intrinsic_argument(struct resolver *resolver, struct call call) {
    if (!call.tagged)
        return intrinsic_resolve(resolver, call.argument);
    struct call inside = call_inside(call);
    return inside.kind == CALL_NONE ? resolve_content(resolver, call.argument)
                                    : function_apply(resolver, inside, call.argument);
}

/* -- documents written as text ------------------------------------------------------------------------------------- */

/* What a value's text was written as. */
struct written {
    const struct node *scalar;
    bool sub;
    const struct node *variables;
};

static struct written written_scalar(const struct resolver *resolver, const struct value *value) {
    const struct node *node = value->node;
    struct call call = call_of(node);
    struct written written = {0};
    if (value->parameter.size) {
        struct str identity = str_format(resolver->arena, "param:%.*s", STR_ARG(value->parameter));
        const struct variable *variable = map_get(&template_of(resolver)->choices->variables, identity);
        bool is_default = variable && !variable->bound && variable->has_text && str_equal(variable->text, value->text);
        written.scalar = is_default ? variable->default_node : NULL;
    } else if (call.kind == CALL_SUB) {
        written.sub = true;
        written.scalar = sub_template(call, &written.variables);
    } else if (call.kind == CALL_NONE && node->kind == NODE_TEXT) {
        written.scalar = node;
    }
    return written;
}

/* A generated scalar has no text in the file: the one it was made from has, when it is the same. */
static const struct node *embedded_root(const struct node *scalar) {
    const struct node *source = node_source(scalar);
    bool same = node_is_scalar(source) && str_equal(source->text, scalar->text);
    return same ? document_embedded(source->document, source, NULL) : NULL;
}

static const struct value *resolve_embedded(struct resolver *resolver, const struct node *node,
                                            const struct written *written);

static const struct value *embedded_text(struct resolver *resolver, const struct node *node, struct str text,
                                         const struct written *written) {
    if (!written->sub)
        return intrinsic_dynamic(resolver, value_new_text(resolver->arena, node, text));
    return function_sub(resolver, text, written->variables, node);
}

static const struct value *embedded_members(struct resolver *resolver, const struct node *node,
                                            const struct written *written) {
    struct value_member *members = arena_alloc_array(resolver->arena, node->child_count, sizeof *members);
    bool map = node->kind == NODE_MAP;
    size_t count = 0;
    node_each(child, node) {
        const struct value *value = resolve_embedded(resolver, child, written);
        if (value->kind == VALUE_ABSENT)
            continue;
        struct str key = child->key;
        if (map && str_contains(key, "${")) { /* "${Issuer}:aud" */
            const struct value *filled = embedded_text(resolver, child, key, written);
            key = value_is_known_scalar(filled) ? filled->text : value_partial(resolver->arena, filled);
        }
        members[count++] = (struct value_member){key, map ? child : NULL, value};
    }
    return value_new_members(resolver->arena, node, map ? VALUE_MAP : VALUE_LIST, members, count, false, STR_NONE);
}

/* JSON inside a text: no function is one there, only Fn::Sub's own holes are filled. */
static const struct value *resolve_embedded(struct resolver *resolver, const struct node *node,
                                            const struct written *written) {
    switch (node->kind) {
    case NODE_NULL:
        break;
    case NODE_BOOLEAN:
        return new_scalar(resolver, node, VALUE_BOOLEAN);
    case NODE_NUMBER:
        return new_scalar(resolver, node, VALUE_NUMBER);
    case NODE_TEXT:
        return embedded_text(resolver, node, node->text, written);
    case NODE_LIST:
    case NODE_MAP:
        return embedded_members(resolver, node, written);
    }
    return &VALUE_NOTHING;
}

const struct value *intrinsic_literal(struct resolver *resolver, const struct node *node) {
    static const struct written AS_IT_STANDS = {0};
    return resolve_embedded(resolver, node, &AS_IT_STANDS);
}

const struct value *intrinsic_document(struct resolver *resolver, const struct value *value) {
    if (!value->node || (value->kind != VALUE_TEXT && value->kind != VALUE_CONCAT))
        return value;
    struct call call = call_of(value->node);
    if (call.kind == CALL_TO_JSON_STRING)
        return intrinsic_argument(resolver, call);
    struct written written = written_scalar(resolver, value);
    if (!written.scalar || !str_starts(str_trim(written.scalar->text), "{"))
        return value;
    const struct node *root = embedded_root(written.scalar);
    return root && root->kind == NODE_MAP ? resolve_embedded(resolver, root, &written) : value;
}
