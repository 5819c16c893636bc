/* Conditions → formulas: what a test depends on, And, Or, Not, and conditions that name each other. A test of one
 * variable (equals.c) is decided level by level in levels.c; every other test is a free Boolean, which binds nothing
 * (facts.md 1.1).
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html */
#include "analyzer/dialect/template.h"

static struct compiled compile(struct template *template, const struct node *node);

/* -- what a text depends on ---------------------------------------------------------------------------------------- */

static void add_dependencies(struct dependencies *to, const struct dependencies *from) {
    to->opaque = to->opaque || from->opaque;
    if (to->count == 0)
        to->variable = from->variable;
    else if (from->count == 1 && to->variable == from->variable)
        return;
    to->count += from->count;
}

/* What the parent of a nested stack gives may lead in a circle; nothing depends on itself. */
static const struct dependencies *behind(struct variable *variable) {
    if (!variable->behind) {
        struct dependencies found = {0};
        variable->behind = ARENA_NEW(variable->template->arena, struct dependencies);
        conditions_dependencies(variable->giver, variable->given, &found);
        *variable->behind = found;
    }
    return variable->behind;
}

static void depend_on(struct template *template, struct str name, struct dependencies *dependencies) {
    if (template_has_resource(template, name) || str_is(name, "AWS::NoValue") ||
        str_find(name, STR("."), 0) != SIZE_MAX) {
        dependencies->opaque = true;
        return;
    }
    struct variable *variable = variable_decider(template_variable(template, name));
    if (variable->given)
        add_dependencies(dependencies, behind(variable));
    else if (!variable->bound)
        add_dependencies(dependencies, &(struct dependencies){variable, 1, false});
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

struct str conditions_describe(struct template *template, const struct node *node) {
    struct buf buf;
    buf_init(&buf, template->arena);
    describe(&buf, node);
    return buf_str(&buf);
}

struct formula *conditions_formula(struct template *template, enum formula_kind kind) {
    struct formula *formula = ARENA_NEW(template->arena, struct formula);
    formula->kind = kind;
    return formula;
}

void conditions_add_subject(struct choices *choices, struct variable *variable) {
    if (variable->is_subject)
        return;
    variable->is_subject = true;
    variable->subject = (uint32_t)choices->subjects.count;
    vec_push(choices->arena, &choices->subjects, variable);
}

void conditions_add_constant(struct variable *variable, struct str text) {
    for (size_t i = 0; i < variable->constants.count; i++)
        if (str_equal(variable->constants.items[i], text))
            return;
    vec_push(variable->template->arena, &variable->constants, text);
}

struct compiled conditions_test(struct template *template, struct variable *variable, struct term left,
                                struct term right) {
    struct choices *choices = template->choices;
    conditions_add_subject(choices, variable);
    struct formula *formula = conditions_formula(template, FORMULA_TEST);
    formula->factor = variable->subject;
    vec_push(choices->arena, &choices->atoms, (struct atom){formula, variable, left, right});
    return (struct compiled){formula, 1};
}

struct compiled conditions_constant(struct template *template, bool truth) {
    return (struct compiled){conditions_formula(template, truth ? FORMULA_TRUE : FORMULA_FALSE), 1};
}

/* The default comes first: level 0 belongs to the world of all defaults. */
struct compiled conditions_free(struct template *template, struct str name, bool by_default) {
    if (template->choices->file) /* nothing is explored beside the files */
        return conditions_constant(template, by_default);
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
    return conditions_test(template, test, (struct term){0}, (struct term){0});
}

/* -- And, Or, Not, Condition --------------------------------------------------------------------------------------- */

static struct compiled too_large(struct template *template, const struct node *node, struct str name) {
    template_diag(template, DIAG_LIMIT, node, "the condition is too large to be followed: both outcomes are examined");
    return conditions_free(template, name, true);
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
        struct formula *formula = conditions_formula(template, kind);
        formula->left = result.formula;
        formula->right = next.formula;
        result = (struct compiled){formula, result.weight + next.weight + 1};
        if (result.weight > LIMIT_COMBINATIONS)
            return too_large(template, node, str_format(template->arena, "condition #%u", node->index));
    }
    return result.formula ? result : conditions_free(template, conditions_describe(template, node), true);
}

static struct compiled compile_not(struct template *template, struct call call, const struct node *node) {
    const struct node *inner = call_argument(call, 0);
    if (!inner && call_inside(call).kind != CALL_NONE)
        inner = call.argument;
    if (!inner)
        return conditions_free(template, conditions_describe(template, node), true);
    struct compiled result = compile(template, inner);
    struct formula *formula = conditions_formula(template, FORMULA_NOT);
    formula->left = result.formula;
    return (struct compiled){formula, result.weight + 1};
}

struct compiled conditions_named(struct template *template, struct str name) {
    const struct named_condition *condition = conditions_compile(template, name);
    return (struct compiled){condition->formula, condition->weight};
}

static struct compiled compile(struct template *template, const struct node *node) {
    const struct node *only = node_only_member(node);
    if (only && str_is(only->key, "Condition") && only->kind == NODE_TEXT)
        return conditions_named(template, only->text);
    struct call call = call_of(node);
    const struct node *left = call.kind == CALL_EQUALS ? call_argument(call, 0) : NULL;
    switch (call.kind) {
    case CALL_CONDITION:
        if (call.argument->kind == NODE_TEXT)
            return conditions_named(template, call.argument->text);
        break;
    case CALL_EQUALS:
        if (left && left->next && !left->next->next)
            return equals_compile(template, left, left->next);
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
    return conditions_free(template, conditions_describe(template, node), true);
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
        return conditions_free(template, condition->name, true);
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
        struct compiled cycle = conditions_free(template, name, true);
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
