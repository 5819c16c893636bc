/* Conditions → formulas. A test of one variable (Equals of a Ref with a constant, and what can be turned into that) is
 * decided level by level in levels.c; every other test is a free Boolean, which binds nothing (facts.md 1.1).
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html */
#include "analyzer/dialect/template.h"

/* A formula on its way, with its size as if written out: shared parts could make evaluation exponential. */
struct compiled {
    const struct formula *formula;
    uint32_t weight;
};

static struct compiled compile(struct template *template, const struct node *node);

/* -- what a text depends on ---------------------------------------------------------------------------------------- */

static void depend_on(struct template *template, struct str name, struct dependencies *dependencies) {
    if (template_has_resource(template, name) || str_is(name, "AWS::NoValue") ||
        str_find(name, STR("."), 0) != SIZE_MAX) {
        dependencies->opaque = true;
        return;
    }
    struct variable *variable = variable_decider(template_variable(template, name));
    if (variable->bound || (dependencies->count && dependencies->variable == variable))
        return;
    if (dependencies->count++ == 0)
        dependencies->variable = variable;
}

static void depend_on_sub(struct template *template, struct call call, struct dependencies *dependencies) {
    const struct node *variables;
    const struct node *text = sub_template(call, &variables);
    struct sub_piece piece;
    if (!text)
        dependencies->opaque = true;
    for (size_t at = 0; text && sub_next(text->text, &at, &piece);) {
        if (!piece.hole)
            continue;
        const struct node *own = node_member_str(variables, piece.text);
        if (own)
            conditions_dependencies(template, own, dependencies);
        else
            depend_on(template, piece.text, dependencies);
    }
}

void conditions_dependencies(struct template *template, const struct node *node, struct dependencies *dependencies) {
    struct call call = call_of(node);
    switch (call.kind) {
    case CALL_NONE:
        node_each(child, node) conditions_dependencies(template, child, dependencies);
        return;
    case CALL_REF:
        if (call.argument->kind == NODE_TEXT)
            depend_on(template, call.argument->text, dependencies);
        else
            dependencies->opaque = true;
        return;
    case CALL_SUB:
        depend_on_sub(template, call, dependencies);
        return;
    case CALL_JOIN:
    case CALL_SELECT:
    case CALL_SPLIT:
    case CALL_FIND_IN_MAP:
    case CALL_BASE64:
    case CALL_LENGTH:
    case CALL_TO_JSON_STRING:
        if (call.tagged)
            node_each(child, call.argument) conditions_dependencies(template, child, dependencies);
        else
            conditions_dependencies(template, call.argument, dependencies);
        return;
    case CALL_GET_ATT:
    case CALL_IF:
    case CALL_IMPORT_VALUE:
    case CALL_GET_AZS:
    case CALL_CIDR:
    case CALL_TRANSFORM:
    case CALL_CONDITION:
    case CALL_EQUALS:
    case CALL_AND:
    case CALL_OR:
    case CALL_NOT:
    case CALL_OTHER:
        break;
    }
    dependencies->opaque = true;
}

/* -- free Booleans ------------------------------------------------------------------------------------------------- */

/* "Equals(Ref A, Ref B)": how people read the test, and what makes two of them the same. */
static void describe(struct buf *buf, const struct node *node) {
    struct call call = call_of(node);
    if (call.kind == CALL_REF && call.argument->kind == NODE_TEXT) {
        buf_printf(buf, "Ref %.*s", STR_ARG(call.argument->text));
        return;
    }
    const struct node *content = call.kind == CALL_NONE ? node : call.argument;
    if (call.kind != CALL_NONE)
        buf_add(buf, str_starts(call.name, "Fn::") ? str_slice(call.name, 4, call.name.size) : call.name);
    if (call.kind != CALL_NONE && !call.tagged && call_inside(call).kind != CALL_NONE) {
        buf_add_char(buf, '(');
        describe(buf, content);
        buf_add_char(buf, ')');
        return;
    }
    if (node_is_scalar(content)) {
        buf_printf(buf, call.kind == CALL_NONE ? "%.*s" : "(%.*s)", STR_ARG(scalar_text(content)));
        return;
    }
    buf_add_char(buf, call.kind == CALL_NONE ? '[' : '(');
    node_each(child, content) {
        if (child != content->first_child)
            buf_add_z(buf, ", ");
        if (content->kind == NODE_MAP)
            buf_printf(buf, "%.*s: ", STR_ARG(child->key));
        describe(buf, child);
    }
    buf_add_char(buf, call.kind == CALL_NONE ? ']' : ')');
}

static struct str description(struct template *template, const struct node *node) {
    struct buf buf;
    buf_init(&buf, template->arena);
    describe(&buf, node);
    return buf_str(&buf);
}

static struct formula *new_formula(struct template *template, enum formula_kind kind) {
    struct formula *formula = ARENA_NEW(template->arena, struct formula);
    formula->kind = kind;
    return formula;
}

static const struct formula *add_atom(struct template *template, struct variable *variable, const struct node *left,
                                      const struct node *right) {
    struct choices *choices = template->choices;
    if (!variable->is_subject) {
        variable->is_subject = true;
        variable->subject = (uint32_t)choices->subjects.count;
        vec_push(choices->arena, &choices->subjects, variable);
    }
    struct formula *formula = new_formula(template, FORMULA_TEST);
    formula->factor = variable->subject;
    vec_push(choices->arena, &choices->atoms, (struct atom){formula, variable, template, left, right});
    return formula;
}

static struct compiled constant(struct template *template, bool truth) {
    return (struct compiled){new_formula(template, truth ? FORMULA_TRUE : FORMULA_FALSE), 1};
}

/* The default comes first: level 0 belongs to the world of all defaults. */
static struct compiled free_test(struct template *template, struct str name, bool by_default) {
    if (template->choices->file) /* nothing is explored beside the files */
        return constant(template, by_default);
    struct str address = template_address(template, name);
    struct variable *test = map_get(&template->choices->tests, address);
    if (!test) {
        test = ARENA_NEW(template->arena, struct variable);
        test->name = name;
        test->address = address;
        test->kind = VARIABLE_TEST;
        test->levels = arena_alloc_array(template->arena, 2, sizeof *test->levels);
        test->level_count = 2;
        for (size_t i = 0; i < 2; i++)
            test->levels[i] =
                (struct level){.known = true, .text = by_default == (i == 0) ? STR("true") : STR("false")};
        map_put(&template->choices->tests, address, test);
    }
    return (struct compiled){add_atom(template, test, NULL, NULL), 1};
}

/* -- Equals -------------------------------------------------------------------------------------------------------- */

static const struct value *value_at_level(struct template *template, const struct node *node,
                                          const struct variable *variable, const struct level *level) {
    struct supposition supposition = {variable, level};
    struct resolver resolver = {
        .unit = template->unit, .arena = template->arena, .scope = template, .private = variable ? &supposition : NULL};
    return intrinsic_resolve(&resolver, node);
}

static void add_constant(struct template *template, struct variable *variable, struct str text) {
    for (size_t i = 0; i < variable->constants.count; i++)
        if (str_equal(variable->constants.items[i], text))
            return;
    vec_push(template->arena, &variable->constants, text);
}

static bool add_allowed_values(struct template *template, struct variable *variable) {
    node_each(value, variable->allowed) if (node_is_scalar(value)) add_constant(template, variable, scalar_text(value));
    return variable->allowed != NULL;
}

static bool is_ref_of(struct template *template, const struct node *node, const struct variable *variable) {
    struct call call = node ? call_of(node) : (struct call){0};
    return call.kind == CALL_REF && call.argument->kind == NODE_TEXT &&
           variable_decider(template_variable(template, call.argument->text)) == variable;
}

/* FindInMap [Map, Ref V, K] or [Map, K, Ref V]: each key is a constant of V. */
static bool add_map_keys(struct template *template, struct variable *variable, struct call call) {
    const struct node *name = call_argument(call, 0);
    const struct node *mapping = name && name->kind == NODE_TEXT ? template_mapping(template, name->text) : NULL;
    if (!mapping)
        return false;
    bool first = is_ref_of(template, call_argument(call, 1), variable);
    if (!first && !is_ref_of(template, call_argument(call, 2), variable))
        return false;
    node_each(row, mapping) {
        if (first)
            add_constant(template, variable, row->key);
        else
            node_each(cell, row) add_constant(template, variable, cell->key);
    }
    return true;
}

/* "${V}-suffix" equals "prod-suffix" when V is prod. */
static bool add_middle(struct template *template, struct variable *variable, const struct node *term,
                       struct str constant_text) {
    const struct value *value = value_at_level(template, term, variable, &LEVEL_UNDECIDED);
    if (variable_behind(template, value) == variable) {
        add_constant(template, variable, constant_text);
        return true;
    }
    if (value->kind != VALUE_CONCAT)
        return false;
    struct str before = STR_NONE, after = STR_NONE;
    const struct value *hole = NULL;
    for (size_t i = 0; i < value->count; i++) {
        if (value->parts[i]->kind == VALUE_TEXT)
            *(hole ? &after : &before) = value->parts[i]->text;
        else if (hole || variable_behind(template, value->parts[i]) != variable)
            return false;
        else
            hole = value->parts[i];
    }
    size_t fixed = before.size + after.size;
    if (constant_text.size < fixed || !str_equal(str_slice(constant_text, 0, before.size), before) ||
        !str_equal(str_slice(constant_text, constant_text.size - after.size, constant_text.size), after))
        return true; /* never equal: no constant is needed */
    add_constant(template, variable, str_slice(constant_text, before.size, constant_text.size - after.size));
    return true;
}

/* The usual tests whether a list is empty: Join of it, or its first element, equals "". */
static bool add_list_text(struct template *template, struct variable *variable, struct call call,
                          struct str constant_text) {
    const struct node *first = call_argument(call, 0);
    if (!variable->list || !first || !node_is_scalar(first) || !is_ref_of(template, call_argument(call, 1), variable))
        return false;
    bool whole = constant_text.size == 0 || (call.kind == CALL_JOIN && str_is(first->text, ","));
    if (!whole || (call.kind == CALL_SELECT && !str_is(first->text, "0")))
        return false;
    add_constant(template, variable, constant_text);
    return true;
}

/* Finds values of the variable at which `term` may equal the constant. false when we cannot tell all of them. */
static bool add_constants(struct template *template, struct variable *variable, const struct node *term,
                          const struct node *other_side) {
    const struct value *other = value_at_level(template, other_side, NULL, NULL);
    if (!value_is_known_scalar(other))
        return false;
    struct call call = call_of(term);
    if (call.kind == CALL_FIND_IN_MAP && add_map_keys(template, variable, call))
        return true;
    if ((call.kind == CALL_JOIN || call.kind == CALL_SELECT) && add_list_text(template, variable, call, other->text))
        return true;
    if (!variable->list && add_middle(template, variable, term, other->text))
        return true;
    return add_allowed_values(template, variable);
}

static bool equal_by_default(struct template *template, const struct node *left, const struct node *right,
                             bool unknown) {
    const struct value *a = value_at_level(template, left, NULL, NULL);
    const struct value *b = value_at_level(template, right, NULL, NULL);
    return value_is_known_scalar(a) && value_is_known_scalar(b) ? str_equal(a->text, b->text) : unknown;
}

static struct compiled free_equals(struct template *template, const struct node *left, const struct node *right) {
    struct str a = description(template, left);
    struct str b = description(template, right);
    if (str_equal(a, b))
        return constant(template, true);
    bool swap = str_compare(a, b) > 0; /* Equals is symmetric */
    struct str name = str_format(template->arena, "Equals(%.*s, %.*s)", STR_ARG(swap ? b : a), STR_ARG(swap ? a : b));
    return free_test(template, name, equal_by_default(template, left, right, true));
}

static struct compiled compile_equals(struct template *template, const struct node *left, const struct node *right) {
    struct dependencies of_left = {0}, of_right = {0};
    conditions_dependencies(template, left, &of_left);
    conditions_dependencies(template, right, &of_right);
    if (template->choices->file && !of_left.opaque && !of_right.opaque)
        return (struct compiled){add_atom(template, template->choices->file, left, right), 1};
    if (of_left.opaque || of_right.opaque || of_left.count + of_right.count > 1)
        return free_equals(template, left, right);
    if (of_left.count + of_right.count == 0) {
        bool truth = equal_by_default(template, left, right, false);
        if (truth == equal_by_default(template, left, right, true))
            return constant(template, truth);
        return free_equals(template, left, right);
    }
    struct variable *variable = of_left.count ? of_left.variable : of_right.variable;
    if (!add_constants(template, variable, of_left.count ? left : right, of_left.count ? right : left))
        return free_equals(template, left, right);
    return (struct compiled){add_atom(template, variable, left, right), 1};
}

/* -- And, Or, Not, Condition --------------------------------------------------------------------------------------- */

static struct compiled too_large(struct template *template, const struct node *node, struct str name) {
    template_diag(template, DIAG_LIMIT, node, "the condition is too large to be followed: both outcomes are examined");
    return free_test(template, name, true);
}

static struct compiled compile_list(struct template *template, struct call call, const struct node *node) {
    enum formula_kind kind = call.kind == CALL_AND ? FORMULA_AND : FORMULA_OR;
    struct compiled result = {0};
    for (const struct node *child = call_argument(call, 0); child; child = child->next) {
        struct compiled next = compile(template, child);
        if (!result.formula) {
            result = next;
            continue;
        }
        struct formula *formula = new_formula(template, kind);
        formula->left = result.formula;
        formula->right = next.formula;
        result = (struct compiled){formula, result.weight + next.weight + 1};
        if (result.weight > LIMIT_COMBINATIONS)
            return too_large(template, node, str_format(template->arena, "condition #%u", node->index));
    }
    return result.formula ? result : free_test(template, description(template, node), true);
}

static struct compiled compile_not(struct template *template, struct call call, const struct node *node) {
    const struct node *inner = call_argument(call, 0);
    if (!inner && call_inside(call).kind != CALL_NONE)
        inner = call.argument;
    if (!inner)
        return free_test(template, description(template, node), true);
    struct compiled result = compile(template, inner);
    struct formula *formula = new_formula(template, FORMULA_NOT);
    formula->left = result.formula;
    return (struct compiled){formula, result.weight + 1};
}

static struct compiled compile_named(struct template *template, struct str name) {
    const struct named_condition *condition = conditions_compile(template, name);
    return (struct compiled){condition->formula, condition->weight};
}

static struct compiled compile(struct template *template, const struct node *node) {
    const struct node *only = node_only_member(node);
    if (only && str_is(only->key, "Condition") && only->kind == NODE_TEXT)
        return compile_named(template, only->text);
    struct call call = call_of(node);
    const struct node *left = call.kind == CALL_EQUALS ? call_argument(call, 0) : NULL;
    switch (call.kind) {
    case CALL_CONDITION:
        if (call.argument->kind == NODE_TEXT)
            return compile_named(template, call.argument->text);
        break;
    case CALL_EQUALS:
        if (left && left->next && !left->next->next)
            return compile_equals(template, left, left->next);
        break;
    case CALL_AND:
    case CALL_OR:
        return compile_list(template, call, node);
    case CALL_NOT:
        return compile_not(template, call, node);
    case CALL_NONE:
    case CALL_REF:
    case CALL_GET_ATT:
    case CALL_SUB:
    case CALL_JOIN:
    case CALL_SELECT:
    case CALL_SPLIT:
    case CALL_IF:
    case CALL_FIND_IN_MAP:
    case CALL_IMPORT_VALUE:
    case CALL_BASE64:
    case CALL_GET_AZS:
    case CALL_CIDR:
    case CALL_LENGTH:
    case CALL_TO_JSON_STRING:
    case CALL_TRANSFORM:
    case CALL_OTHER:
        break;
    }
    return free_test(template, description(template, node), true);
}

const struct named_condition *conditions_find(const struct template *template, struct str name) {
    return map_get(&template->conditions, name);
}

static struct named_condition *add_condition(struct template *template, struct str name, const struct node *node) {
    struct named_condition *condition = ARENA_NEW(template->arena, struct named_condition);
    condition->name = name;
    condition->template = template;
    condition->node = node;
    map_put(&template->conditions, name, condition);
    return condition;
}

void conditions_load(struct template *template) {
    const struct node *section = node_member(template->root, "Conditions");
    if (section && section->kind == NODE_MAP)
        node_each(node, section) add_condition(template, node->key, node);
}

static struct compiled compile_definition(struct template *template, const struct named_condition *condition) {
    if (!condition->node)
        return free_test(template, condition->name, true);
    if (template->depth >= LIMIT_RESOLVE_DEPTH)
        return too_large(template, condition->node, condition->name);
    template->depth++;
    struct compiled result = compile(template, condition->node);
    template->depth--;
    return result;
}

struct named_condition *conditions_compile(struct template *template, struct str name) {
    struct named_condition *condition = map_get(&template->conditions, name);
    if (!condition)
        condition = add_condition(template, name, NULL);
    if (condition->state == CONDITION_OPEN) {
        template_diag(template, DIAG_UNRESOLVED, condition->node, "condition '%.*s' refers to itself", STR_ARG(name));
        struct compiled cycle = free_test(template, name, true);
        condition->formula = cycle.formula;
        condition->weight = cycle.weight;
    }
    if (condition->state != CONDITION_NEW)
        return condition;
    condition->state = CONDITION_OPEN;
    struct compiled result = compile_definition(template, condition);
    condition->formula = result.formula;
    condition->weight = result.weight;
    condition->state = CONDITION_DONE;
    return condition;
}

void conditions_set_free(struct template *template, struct named_condition *condition) {
    struct compiled result = too_large(template, condition->node, condition->name);
    condition->formula = result.formula;
    condition->weight = result.weight;
    struct atom *atom = &template->choices->atoms.items[template->choices->atoms.count - 1];
    atom->formula->levels = 1; /* its first level is "true" */
}
