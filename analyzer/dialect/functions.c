/* The intrinsic functions. What a function makes of unknown arguments is unknown too, but equal calls of equal
 * arguments are equal: the result's identity is written from theirs, "Select(0, param:Subnets)".
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */
#include "analyzer/dialect/template.h"

#include <inttypes.h>

/* Bytes of a derived identity; a longer one is anonymous. */
enum { MAX_IDENTITY = 4096 };

static struct str plain_name(struct call call) {
    return str_starts(call.name, "Fn::") ? str_slice(call.name, 4, call.name.size) : call.name;
}

static const struct value *anonymous(struct resolver *resolver, const struct node *node, struct str reason) {
    return value_new_unknown(resolver->arena, node, STR_NONE, reason);
}

static const struct value *misused(struct resolver *resolver, struct call call, const struct node *node) {
    struct str name = plain_name(call);
    return anonymous(resolver, node,
                     str_format(resolver->arena, "%.*s is not written as its documentation asks", STR_ARG(name)));
}

/* -- identities of unknown results --------------------------------------------------------------------------------- */

/* Writes what identifies a value; false when something in it is anonymous. */
static bool add_identity(struct buf *buf, const struct value *value) {
    switch (value->kind) {
    case VALUE_ABSENT:
        return true;
    case VALUE_TEXT:
    case VALUE_NUMBER:
    case VALUE_BOOLEAN:
        buf_add(buf, value->text);
        return true;
    case VALUE_REFERENCE:
    case VALUE_UNKNOWN:
        buf_add(buf, value->identity);
        return value->identity.size > 0;
    case VALUE_CONCAT:
        for (size_t i = 0; i < value->count; i++)
            if (!add_identity(buf, value->parts[i]))
                return false;
        return true;
    case VALUE_LIST:
    case VALUE_MAP:
        break;
    }
    buf_add_char(buf, '[');
    for (size_t i = 0; i < value->count; i++) {
        buf_add_z(buf, i ? ", " : "");
        if (!add_identity(buf, value->members[i].value))
            return false;
    }
    buf_add_char(buf, ']');
    return !value->open;
}

/* The unknown result of a function over some arguments. */
static const struct value *derived(struct resolver *resolver, struct call call, const struct node *node,
                                   const struct value *const *arguments, size_t count) {
    struct buf identity;
    buf_init(&identity, resolver->arena);
    struct str name = plain_name(call);
    struct str reason = STR_NONE;
    bool identified = true;
    buf_printf(&identity, "%.*s(", STR_ARG(name));
    for (size_t i = 0; i < count; i++) {
        buf_add_z(&identity, i ? ", " : "");
        identified = identified && add_identity(&identity, arguments[i]);
        if (reason.size == 0)
            reason = value_reason(arguments[i]);
    }
    buf_add_char(&identity, ')');
    if (reason.size == 0)
        reason = str_format(resolver->arena, "%.*s is decided at deployment", STR_ARG(name));
    identified = identified && identity.size <= MAX_IDENTITY;
    return value_new_unknown(resolver->arena, node, identified ? buf_str(&identity) : STR_NONE, reason);
}

/* -- references ---------------------------------------------------------------------------------------------------- */

/* With AWS::LanguageExtensions the name may be computed.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-languageextensions.html */
static const struct value *apply_ref(struct resolver *resolver, struct call call, const struct node *node) {
    if (call.argument->kind == NODE_TEXT && (call.tagged || call_of(call.argument).kind == CALL_NONE))
        return intrinsic_named(resolver, call.argument->text, node);
    const struct value *name = intrinsic_argument(resolver, call);
    if (name->kind == VALUE_TEXT)
        return intrinsic_named(resolver, name->text, node);
    return name->kind == VALUE_LIST ? misused(resolver, call, node) : derived(resolver, call, node, &name, 1);
}

/* A computed resource or attribute. */
static const struct value *apply_computed_get_att(struct resolver *resolver, struct call call,
                                                  const struct node *node) {
    const struct node *resource = call_argument(call, 0);
    if (!resource || !resource->next || resource->next->next)
        return misused(resolver, call, node);
    const struct value *parts[] = {intrinsic_resolve(resolver, resource), intrinsic_resolve(resolver, resource->next)};
    if (parts[0]->kind != VALUE_TEXT || parts[1]->kind != VALUE_TEXT ||
        !template_has_resource(template_of(resolver), parts[0]->text))
        return derived(resolver, call, node, parts, 2);
    return intrinsic_attribute(resolver, parts[0]->text, parts[1]->text, node);
}

static const struct value *apply_get_att(struct resolver *resolver, struct call call, const struct node *node) {
    struct str resource, attribute;
    if (!call_attribute(resolver->arena, call, &resource, &attribute))
        return apply_computed_get_att(resolver, call, node);
    if (template_has_resource(template_of(resolver), resource))
        return intrinsic_attribute(resolver, resource, attribute, node);
    struct str address = template_address(template_of(resolver), resource);
    return value_new_unknown(resolver->arena, node,
                             str_format(resolver->arena, "name:%.*s.%.*s", STR_ARG(address), STR_ARG(attribute)),
                             str_format(resolver->arena, "'%.*s' is not defined in this file", STR_ARG(resource)));
}

static const struct value *given_import(struct resolver *resolver, struct str name, const struct node *node) {
    const struct bindings *bindings = template_of(resolver)->bindings;
    struct imports *imports = bindings ? bindings->imports : NULL;
    const struct binding *given = NULL;
    for (size_t i = 0; imports && i < imports->list.count; i++) {
        struct binding *binding = &imports->list.items[i];
        if (!str_equal(binding->name, name))
            continue;
        binding->used = true;
        given = binding;
    }
    return given ? value_new_text(resolver->arena, node, given->value) : NULL;
}

static bool exported_by_several(const struct resolver *resolver, struct str name) {
    const struct bindings *bindings = template_of(resolver)->bindings;
    const struct imports *imports = bindings ? bindings->imports : NULL;
    return imports && map_has(&imports->several, name);
}

static const struct value *apply_import(struct resolver *resolver, struct call call, const struct node *node) {
    const struct value *name = intrinsic_argument(resolver, call);
    const struct value *given = value_is_known_scalar(name) ? given_import(resolver, name->text, node) : NULL;
    if (given)
        return given;
    const struct export *export = value_is_known_scalar(name) ? exports_find(resolver, name->text) : NULL;
    if (export)
        return intrinsic_elsewhere(resolver, export->template, export->value, node);
    if (!value_is_known_scalar(name) && name->kind != VALUE_CONCAT && !name->identity.size)
        return anonymous(resolver, node, STR("the name of the import is not known"));
    struct str partial = value_is_known_scalar(name) ? name->text : value_partial(resolver->arena, name);
    bool several = exported_by_several(resolver, partial);
    return value_new_unknown(resolver->arena, node,
                             str_format(resolver->arena, several ? "exports:%.*s" : "import:%.*s", STR_ARG(partial)),
                             str_format(resolver->arena, "'%.*s' is exported by %s", STR_ARG(partial),
                                        several ? "several of the templates" : "another stack"));
}

/* An unknown key decides the leaf when all cells that it may name agree. */
static const struct value *apply_find_in_map(struct resolver *resolver, struct call call, const struct node *node) {
    const struct node *arguments[3];
    for (size_t i = 0; i < 3; i++)
        if (!(arguments[i] = call_argument(call, i)))
            return misused(resolver, call, node);
    struct map_cells cells = intrinsic_map_cells(resolver, call, &arguments[1]);
    const struct value *keys[3] = {intrinsic_resolve(resolver, arguments[0]), cells.keys[0], cells.keys[1]};
    if (value_is_known_scalar(keys[0]) && !cells.mapping)
        return anonymous(
            resolver, node,
            str_format(resolver->arena, "mapping '%.*s' is not defined in this file", STR_ARG(keys[0]->text)));
    if (!cells.mapping)
        return derived(resolver, call, node, keys, 3);
    bool known = value_is_known_scalar(keys[1]) && value_is_known_scalar(keys[2]);
    const struct node *fallback = node_member(call_argument(call, 3), "DefaultValue");
    const struct node *leaf = NULL;
    for (; map_cells_next(&cells); leaf = cells.cell)
        if (leaf && !intrinsic_same_leaf(leaf, cells.cell))
            return derived(resolver, call, node, keys, 3);
    if (!leaf)
        return fallback ? intrinsic_resolve(resolver, fallback)
                        : anonymous(resolver, node, STR("the mapping has no such key"));
    /* A key that is not known may be one that is not there. */
    if (!known && fallback && !intrinsic_same_leaf(leaf, fallback))
        return derived(resolver, call, node, keys, 3);
    return value_at_node(resolver->arena, intrinsic_literal(resolver, leaf), node);
}

/* -- conditions ---------------------------------------------------------------------------------------------------- */

static const struct value *new_boolean(struct resolver *resolver, const struct node *node, bool truth) {
    struct value *value = ARENA_NEW(resolver->arena, struct value);
    *value = (struct value){.kind = VALUE_BOOLEAN, .node = node, .text = truth ? STR("true") : STR("false")};
    return value;
}

/* 1, 0, or -1 outside worlds. */
static int condition_truth(const struct resolver *resolver, struct str name) {
    const struct named_condition *condition = conditions_find(template_of(resolver), name);
    if (!condition || !condition->used || !resolver->world)
        return -1;
    return formula_holds(condition->formula, resolver->world);
}

static const struct value *apply_if(struct resolver *resolver, struct call call, const struct node *node) {
    const struct node *name = call_argument(call, 0);
    if (!name || name->kind != NODE_TEXT || !name->next || !name->next->next)
        return misused(resolver, call, node);
    int truth = condition_truth(resolver, name->text);
    if (truth < 0)
        return anonymous(resolver, node,
                         str_format(resolver->arena, "condition '%.*s' is not decided", STR_ARG(name->text)));
    return intrinsic_resolve(resolver, truth ? name->next : name->next->next);
}

/* Condition functions where a value stands: rare, and three-valued. */
static const struct value *apply_logic(struct resolver *resolver, struct call call, const struct node *node) {
    int truth = call.kind == CALL_AND;
    for (const struct node *child = call_argument(call, 0); child; child = child->next) {
        int next = value_boolean(intrinsic_resolve(resolver, child));
        if (call.kind == CALL_NOT && next >= 0)
            return new_boolean(resolver, node, !next);
        if (next == (call.kind == CALL_OR))
            return new_boolean(resolver, node, next);
        if (next < 0)
            truth = -1;
    }
    if (truth < 0 || call.kind == CALL_NOT)
        return anonymous(resolver, node, STR("a condition stands where a value is expected"));
    return new_boolean(resolver, node, truth);
}

static const struct value *apply_equals(struct resolver *resolver, struct call call, const struct node *node) {
    const struct node *left = call_argument(call, 0);
    if (!left || !left->next)
        return misused(resolver, call, node);
    const struct value *a = intrinsic_resolve(resolver, left);
    const struct value *b = intrinsic_resolve(resolver, left->next);
    if (value_is_known_scalar(a) && value_is_known_scalar(b))
        return new_boolean(resolver, node, str_equal(a->text, b->text));
    return anonymous(resolver, node, STR("a condition stands where a value is expected"));
}

static const struct value *apply_condition(struct resolver *resolver, struct call call, const struct node *node) {
    int truth = call.argument->kind == NODE_TEXT ? condition_truth(resolver, call.argument->text) : -1;
    if (truth < 0)
        return anonymous(resolver, node, STR("a condition stands where a value is expected"));
    return new_boolean(resolver, node, truth);
}

/* -- texts --------------------------------------------------------------------------------------------------------- */

struct parts {
    VEC(const struct value *) items;
};

/* A list in a text is its items with commas, as Fn::Sub of a CommaDelimitedList gives. */
static const struct value *text_of(struct resolver *resolver, const struct value *value) {
    if (value->kind != VALUE_LIST || value->open)
        return value;
    struct parts parts = {0};
    for (size_t i = 0; i < value->count; i++) {
        if (i)
            vec_push(resolver->arena, &parts.items, value_new_text(resolver->arena, value->node, STR(",")));
        vec_push(resolver->arena, &parts.items, value->members[i].value);
    }
    return value_new_concat(resolver->arena, value->node, parts.items.items, parts.items.count);
}

static const struct value *sub_hole(struct resolver *resolver, struct str name, const struct node *variables,
                                    const struct node *node) {
    const struct node *own = node_member_str(variables, name);
    return text_of(resolver, own ? intrinsic_resolve(resolver, own) : intrinsic_named(resolver, name, node));
}

/* Each name is evaluated once: nested templates would double the work at each level. */
static const struct value *sub_hole_once(struct resolver *resolver, struct map *filled, struct str name,
                                         const struct node *variables, const struct node *node) {
    const struct value **slot = map_get(filled, name);
    if (!slot) {
        slot = ARENA_NEW(resolver->arena, const struct value *);
        *slot = sub_hole(resolver, name, variables, node);
        map_put(filled, name, slot);
    }
    return *slot;
}

const struct value *function_sub(struct resolver *resolver, struct str text, const struct node *variables,
                                 const struct node *node) {
    struct parts parts = {0};
    struct map filled;
    map_init(&filled, resolver->arena);
    struct sub_piece piece;
    for (size_t at = 0; sub_next(text, &at, &piece);) {
        const struct value *part;
        if (piece.hole)
            part = sub_hole_once(resolver, &filled, piece.text, variables, node);
        else
            part = value_new_text(resolver->arena, node, piece.text);
        vec_push(resolver->arena, &parts.items, part);
    }
    const struct value *value = value_new_concat(resolver->arena, node, parts.items.items, parts.items.count);
    return intrinsic_dynamic(resolver, value);
}

static const struct value *apply_sub(struct resolver *resolver, struct call call, const struct node *node) {
    const struct node *variables;
    const struct node *text = sub_template(call, &variables);
    if (text)
        return function_sub(resolver, scalar_text(text), variables, node);
    const struct node *written = call_inside(call).kind == CALL_NONE ? call_argument(call, 0) : NULL;
    const struct value *argument = written ? intrinsic_resolve(resolver, written) : intrinsic_argument(resolver, call);
    if (value_is_known_scalar(argument))
        return function_sub(resolver, argument->text, variables, node);
    return derived(resolver, call, node, &argument, 1);
}

static const struct value *apply_join(struct resolver *resolver, struct call call, const struct node *node) {
    const struct node *separator = call_argument(call, 0);
    if (!separator || !separator->next)
        return misused(resolver, call, node);
    const struct value *arguments[] = {intrinsic_resolve(resolver, separator),
                                       intrinsic_resolve(resolver, separator->next)};
    const struct value *list = arguments[1];
    if (!value_is_known_scalar(arguments[0]) || list->kind != VALUE_LIST || list->open)
        return derived(resolver, call, node, arguments, 2);
    struct parts parts = {0};
    for (size_t i = 0; i < list->count; i++) {
        if (i)
            vec_push(resolver->arena, &parts.items, arguments[0]);
        vec_push(resolver->arena, &parts.items, text_of(resolver, list->members[i].value));
    }
    const struct value *value = value_new_concat(resolver->arena, node, parts.items.items, parts.items.count);
    return intrinsic_dynamic(resolver, value);
}

/* https://www.rfc-editor.org/rfc/rfc4648#section-4 */
static struct str base64(struct arena *arena, struct str text) {
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct buf buf;
    buf_init(&buf, arena);
    for (size_t i = 0; i < text.size; i += 3) {
        size_t left = text.size - i;
        uint32_t group = 0;
        for (size_t k = 0; k < 3; k++)
            group = group << 8 | (k < left ? (unsigned char)text.data[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            buf_add_char(&buf, k <= left ? DIGITS[group >> (18 - 6 * k) & 63] : '=');
    }
    return buf_str(&buf);
}

static const struct value *apply_base64(struct resolver *resolver, struct call call, const struct node *node) {
    const struct value *argument = intrinsic_argument(resolver, call);
    if (!value_is_known_scalar(argument) || argument->text.size > LIMIT_TEXT_BYTES)
        return derived(resolver, call, node, &argument, 1);
    return value_new_text(resolver->arena, node, base64(resolver->arena, argument->text));
}

static void add_json_text(struct buf *buf, struct str text) {
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if (c == '"' || c == '\\')
            buf_printf(buf, "\\%c", c);
        else if (c < 0x20)
            buf_printf(buf, "\\u%04x", c);
        else
            buf_add_char(buf, (char)c);
    }
}

static void add_literal(struct resolver *resolver, struct parts *parts, const struct node *node, struct str text) {
    vec_push(resolver->arena, &parts->items, value_new_text(resolver->arena, node, text));
}

static void add_json(struct resolver *resolver, struct parts *parts, const struct value *value,
                     const struct node *node) {
    struct buf buf;
    buf_init(&buf, resolver->arena);
    bool map = value->kind == VALUE_MAP;
    switch (value->kind) {
    case VALUE_NUMBER:
    case VALUE_BOOLEAN:
        add_literal(resolver, parts, node, value->text);
        return;
    case VALUE_ABSENT:
    case VALUE_TEXT:
        add_json_text(&buf, value->text);
        add_literal(resolver, parts, node, str_format(resolver->arena, "\"%.*s\"", STR_ARG(buf_str(&buf))));
        return;
    case VALUE_CONCAT:
    case VALUE_REFERENCE:
    case VALUE_UNKNOWN:
        add_literal(resolver, parts, node, STR("\""));
        vec_push(resolver->arena, &parts->items, value);
        add_literal(resolver, parts, node, STR("\""));
        return;
    case VALUE_LIST:
    case VALUE_MAP:
        break;
    }
    add_literal(resolver, parts, node, map ? STR("{") : STR("["));
    for (size_t i = 0; i < value->count; i++) {
        if (i)
            add_literal(resolver, parts, node, STR(","));
        if (map) {
            buf_init(&buf, resolver->arena);
            add_json_text(&buf, value->members[i].key);
            add_literal(resolver, parts, node, str_format(resolver->arena, "\"%.*s\":", STR_ARG(buf_str(&buf))));
        }
        add_json(resolver, parts, value->members[i].value, node);
    }
    add_literal(resolver, parts, node, map ? STR("}") : STR("]"));
}

static const struct value *apply_to_json_string(struct resolver *resolver, struct call call, const struct node *node) {
    const struct value *argument = intrinsic_argument(resolver, call);
    if ((argument->kind != VALUE_LIST && argument->kind != VALUE_MAP) || argument->open)
        return derived(resolver, call, node, &argument, 1);
    struct parts parts = {0};
    add_json(resolver, &parts, argument, node);
    return value_new_concat(resolver->arena, node, parts.items.items, parts.items.count);
}

/* -- lists --------------------------------------------------------------------------------------------------------- */

static const struct value *apply_select(struct resolver *resolver, struct call call, const struct node *node) {
    const struct node *index = call_argument(call, 0);
    if (!index || !index->next)
        return misused(resolver, call, node);
    const struct value *arguments[] = {intrinsic_resolve(resolver, index), intrinsic_resolve(resolver, index->next)};
    const struct value *list = arguments[1];
    int64_t number;
    if (!value_integer(arguments[0], &number) || list->kind != VALUE_LIST || list->open)
        return derived(resolver, call, node, arguments, 2);
    if (number < 0 || (size_t)number >= list->count)
        return anonymous(resolver, node, STR("the list has no such element"));
    return value_at_node(resolver->arena, list->members[number].value, node);
}

/* An unknown part may hold the separator, so only known text is split. */
static const struct value *apply_split(struct resolver *resolver, struct call call, const struct node *node) {
    const struct node *separator = call_argument(call, 0);
    if (!separator || !separator->next)
        return misused(resolver, call, node);
    const struct value *arguments[] = {intrinsic_resolve(resolver, separator),
                                       intrinsic_resolve(resolver, separator->next)};
    struct str mark = arguments[0]->text;
    struct str text = arguments[1]->text;
    if (!value_is_known_scalar(arguments[0]) || !value_is_known_scalar(arguments[1]) || mark.size == 0)
        return derived(resolver, call, node, arguments, 2);
    VEC(struct value_member) members = {0};
    for (size_t at = 0; at <= text.size;) {
        size_t end = str_find(text, mark, at);
        const struct value *item = value_new_text(resolver->arena, node, str_slice(text, at, end));
        vec_push(resolver->arena, &members, (struct value_member){.value = item});
        if (end == SIZE_MAX)
            break;
        at = end + mark.size;
    }
    return value_new_members(resolver->arena, node, VALUE_LIST, members.items, members.count, false, STR_NONE);
}

static const struct value *apply_length(struct resolver *resolver, struct call call, const struct node *node) {
    const struct value *list = intrinsic_argument(resolver, call);
    if (list->kind != VALUE_LIST || list->open)
        return derived(resolver, call, node, &list, 1);
    struct value *value = ARENA_NEW(resolver->arena, struct value);
    *value =
        (struct value){.kind = VALUE_NUMBER, .node = node, .text = str_format(resolver->arena, "%zu", list->count)};
    return value;
}

static const struct value *apply_opaque(struct resolver *resolver, struct call call, const struct node *node) {
    const struct value *argument = intrinsic_argument(resolver, call);
    return derived(resolver, call, node, &argument, 1);
}

static const struct value *apply_other(struct resolver *resolver, struct call call, const struct node *node) {
    const char *what = call.kind == CALL_TRANSFORM ? "a macro stands here" : "is a function that we do not know";
    struct str name = call.kind == CALL_TRANSFORM ? STR_NONE : call.name;
    return anonymous(resolver, node,
                     str_format(resolver->arena, "%.*s%s%s", STR_ARG(name), name.size ? " " : "", what));
}

const struct value *function_apply(struct resolver *resolver, struct call call, const struct node *node) {
    switch (call.kind) {
    case CALL_REF:
        return apply_ref(resolver, call, node);
    case CALL_GET_ATT:
        return apply_get_att(resolver, call, node);
    case CALL_SUB:
        return apply_sub(resolver, call, node);
    case CALL_JOIN:
        return apply_join(resolver, call, node);
    case CALL_SELECT:
        return apply_select(resolver, call, node);
    case CALL_SPLIT:
        return apply_split(resolver, call, node);
    case CALL_IF:
        return apply_if(resolver, call, node);
    case CALL_FIND_IN_MAP:
        return apply_find_in_map(resolver, call, node);
    case CALL_IMPORT_VALUE:
        return apply_import(resolver, call, node);
    case CALL_BASE64:
        return apply_base64(resolver, call, node);
    case CALL_LENGTH:
        return apply_length(resolver, call, node);
    case CALL_TO_JSON_STRING:
        return apply_to_json_string(resolver, call, node);
    case CALL_GET_AZS:
    case CALL_CIDR:
        return apply_opaque(resolver, call, node);
    case CALL_CONDITION:
        return apply_condition(resolver, call, node);
    case CALL_EQUALS:
        return apply_equals(resolver, call, node);
    case CALL_AND:
    case CALL_OR:
    case CALL_NOT:
        return apply_logic(resolver, call, node);
    case CALL_NONE:
    case CALL_TRANSFORM:
    case CALL_OTHER:
        break;
    }
    return apply_other(resolver, call, node);
}
