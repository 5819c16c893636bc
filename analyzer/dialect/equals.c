/* Fn::Equals → a test of one variable, where the values at which it may hold can be told; else a free Boolean. In a
 * nested stack a parameter is what the parent gives, so the test becomes one of the parent's: of a variable of its, or
 * of one branch of its Fn::If or the other. */
#include "analyzer/dialect/template.h"

/* -- terms --------------------------------------------------------------------------------------------------------- */

const struct value *equals_side(struct term term, const struct variable *variable, const struct level *level) {
    struct supposition supposition = {variable, level};
    struct resolver resolver = {.unit = term.template->unit,
                                .arena = term.template->arena,
                                .scope = term.template,
                                .private = variable ? &supposition : NULL};
    return intrinsic_resolve(&resolver, term.node);
}

static bool is_no_value(const struct node *node) {
    struct call call = call_of(node);
    return call.kind == CALL_REF && node_is_text(call.argument, "AWS::NoValue");
}

/* A parameter of a nested stack is what the parent gives, where that is one value. */
static struct term follow(struct term term) {
    for (uint32_t step = 0; step <= LIMIT_STACK_DEPTH; step++) {
        struct call call = call_of(term.node);
        if (is_no_value(term.node) && term.parameter && term.parameter->default_node)
            return (struct term){term.parameter->template, term.parameter->default_node, NULL};
        if (call.kind != CALL_REF || call.argument->kind != NODE_TEXT)
            break;
        const struct variable *variable = template_find_variable(term.template, call.argument->text);
        if (!variable || !variable->given || variable->list)
            break;
        term = (struct term){variable->giver, variable->given, variable};
    }
    return term;
}

/* -- values at which a test may hold ------------------------------------------------------------------------------- */

static bool add_allowed_values(struct variable *variable) {
    node_each(value, variable->allowed) if (node_is_scalar(value))
        conditions_add_constant(variable, scalar_text(value));
    return variable->allowed != NULL;
}

static bool is_ref_of(struct template *template, const struct node *node, const struct variable *variable) {
    struct call call = node ? call_of(node) : (struct call){0};
    return call.kind == CALL_REF && call.argument->kind == NODE_TEXT &&
           variable_decider(template_variable(template, call.argument->text)) == variable;
}

/* FindInMap [Map, Ref V, K] or [Map, K, Ref V]: each key is a constant of V. */
static bool add_map_keys(struct variable *variable, struct term term) {
    struct call call = call_of(term.node);
    for (size_t number = 1; number <= 2 && call_argument(call, 2); number++) {
        struct key_use use = {call, number, call_argument(call, number), term.template->base, term.template, variable};
        struct dependencies dependencies = {0};
        conditions_dependencies(term.template, use.key, &dependencies);
        if (dependencies.count && lookups_add_keys(variable, &use))
            return true;
    }
    return false;
}

/* "${V}-suffix" equals "prod-suffix" when V is prod. */
enum solution equals_solve(const struct variable *variable, struct term term, struct str text, struct str *ret_value) {
    const struct value *value = equals_side(term, variable, &LEVEL_UNDECIDED);
    if (variable_behind(term.template, value) == variable) {
        *ret_value = text;
        return SOLUTION_ONE;
    }
    if (value->kind != VALUE_CONCAT)
        return SOLUTION_UNTOLD;
    struct str before = STR_NONE, after = STR_NONE;
    const struct value *hole = NULL;
    for (size_t i = 0; i < value->count; i++) {
        if (value->parts[i]->kind == VALUE_TEXT)
            *(hole ? &after : &before) = value->parts[i]->text;
        else if (hole || variable_behind(term.template, value->parts[i]) != variable)
            return SOLUTION_UNTOLD;
        else
            hole = value->parts[i];
    }
    size_t fixed = before.size + after.size;
    if (text.size < fixed || !str_equal(str_slice(text, 0, before.size), before) ||
        !str_equal(str_slice(text, text.size - after.size, text.size), after))
        return SOLUTION_NEVER;
    *ret_value = str_slice(text, before.size, text.size - after.size);
    return SOLUTION_ONE;
}

static bool add_middle(struct variable *variable, struct term term, struct str constant) {
    struct str value;
    enum solution solution = equals_solve(variable, term, constant, &value);
    if (solution == SOLUTION_ONE)
        conditions_add_constant(variable, value);
    return solution != SOLUTION_UNTOLD; /* never equal: no constant is needed */
}

/* The usual tests whether a list is empty: Join of it, or its first element, equals "". */
static bool add_list_text(struct variable *variable, struct term term, struct str constant) {
    struct call call = call_of(term.node);
    const struct node *first = call_argument(call, 0);
    if (!variable->list || !first || !node_is_scalar(first) ||
        !is_ref_of(term.template, call_argument(call, 1), variable))
        return false;
    bool whole = constant.size == 0 || (call.kind == CALL_JOIN && str_is(first->text, ","));
    if (!whole || (call.kind == CALL_SELECT && !str_is(first->text, "0")))
        return false;
    conditions_add_constant(variable, constant);
    return true;
}

/* Finds values of the variable at which `term` may equal the constant. false when we cannot tell all of them. */
static bool add_constants(struct variable *variable, struct term term, struct term constant) {
    const struct value *other = equals_side(constant, NULL, NULL);
    if (!value_is_known_scalar(other))
        return false;
    enum call_kind kind = call_of(term.node).kind;
    if (kind == CALL_FIND_IN_MAP && add_map_keys(variable, term))
        return true;
    if ((kind == CALL_JOIN || kind == CALL_SELECT) && add_list_text(variable, term, other->text))
        return true;
    if (!variable->list && add_middle(variable, term, other->text))
        return true;
    return add_allowed_values(variable);
}

/* -- tests --------------------------------------------------------------------------------------------------------- */

static bool equal_by_default(struct term left, struct term right, bool unknown) {
    const struct value *a = equals_side(left, NULL, NULL);
    const struct value *b = equals_side(right, NULL, NULL);
    return value_is_known_scalar(a) && value_is_known_scalar(b) ? str_equal(a->text, b->text) : unknown;
}

/* The name or ARN of a resource is not empty. */
static bool is_never(struct term left, struct term right) {
    const struct value *a = equals_side(left, NULL, NULL);
    const struct value *b = equals_side(right, NULL, NULL);
    return (a->kind == VALUE_REFERENCE && value_is_text(b, "")) || (b->kind == VALUE_REFERENCE && value_is_text(a, ""));
}

/* Tests are the same when their texts are, and the template whose names they use. */
static struct compiled free_equals(struct term left, struct term right) {
    struct template *template = node_is_scalar(left.node) && !left.node->tag.size ? right.template : left.template;
    struct str a = conditions_describe(left.template, left.node);
    struct str b = conditions_describe(right.template, right.node);
    if (str_equal(a, b) && left.template == right.template)
        return conditions_constant(template, true);
    bool swap = str_compare(a, b) > 0; /* Equals is symmetric */
    struct str name = str_format(template->arena, "Equals(%.*s, %.*s)", STR_ARG(swap ? b : a), STR_ARG(swap ? a : b));
    return conditions_free(template, name, equal_by_default(left, right, true));
}

static struct compiled compile_test(struct term left, struct term right) {
    struct dependencies of_left = {0}, of_right = {0};
    struct variable *file = left.template->choices->file;
    conditions_dependencies(left.template, left.node, &of_left);
    conditions_dependencies(right.template, right.node, &of_right);
    if (file && !of_left.opaque && !of_right.opaque)
        return conditions_test(left.template, file, left, right);
    if (is_never(left, right))
        return conditions_constant(left.template, false);
    if (of_left.opaque || of_right.opaque || of_left.count + of_right.count > 1)
        return free_equals(left, right);
    if (of_left.count + of_right.count == 0) {
        bool truth = equal_by_default(left, right, false);
        if (truth == equal_by_default(left, right, true))
            return conditions_constant(left.template, truth);
        return free_equals(left, right);
    }
    struct variable *variable = of_left.count ? of_left.variable : of_right.variable;
    if (!add_constants(variable, of_left.count ? left : right, of_left.count ? right : left))
        return free_equals(left, right);
    return conditions_test(left.template, variable, left, right);
}

/* -- branches ------------------------------------------------------------------------------------------------------ */

static struct compiled compile_terms(struct term left, struct term right, uint32_t *steps);

static const struct formula *both(struct template *template, const struct formula *left, const struct formula *right) {
    struct formula *formula = conditions_formula(template, FORMULA_AND);
    formula->left = left;
    formula->right = right;
    return formula;
}

/* (condition and the test of the one branch) or (not condition and that of the other). */
static struct compiled compile_branches(struct term choice, struct term other, uint32_t *steps) {
    struct template *template = choice.template;
    const struct node *name = call_argument(call_of(choice.node), 0);
    struct compiled condition = conditions_named(template, name->text);
    struct term first = choice, second = choice;
    first.node = name->next;
    second.node = name->next->next;
    struct compiled yes = compile_terms(first, other, steps);
    struct compiled no = compile_terms(second, other, steps);
    struct formula *negation = conditions_formula(template, FORMULA_NOT);
    struct formula *either = conditions_formula(template, FORMULA_OR);
    negation->left = condition.formula;
    either->left = both(template, condition.formula, yes.formula);
    either->right = both(template, negation, no.formula);
    return (struct compiled){either, 2 * condition.weight + yes.weight + no.weight + 4};
}

static bool is_choice(struct term term) {
    struct call call = call_of(term.node);
    const struct node *name = call.kind == CALL_IF ? call_argument(call, 0) : NULL;
    return name && name->kind == NODE_TEXT && name->next && name->next->next;
}

/* steps: of choices that may still be followed. */
static struct compiled compile_terms(struct term left, struct term right, uint32_t *steps) {
    left = follow(left);
    right = follow(right);
    if ((!is_choice(left) && !is_choice(right)) || *steps == 0)
        return compile_test(left, right);
    --*steps;
    struct compiled result =
        is_choice(left) ? compile_branches(left, right, steps) : compile_branches(right, left, steps);
    return result.weight <= LIMIT_COMBINATIONS ? result : free_equals(left, right);
}

struct compiled equals_compile(struct template *template, const struct node *left, const struct node *right) {
    enum { MAX_CHOICES = 64 };
    uint32_t steps = MAX_CHOICES;
    return compile_terms((struct term){template, left, NULL}, (struct term){template, right, NULL}, &steps);
}
