/* One operator and key ("atom") is lifted from the comparison of single values in this order: is the key there, which
 * set operator, which values of the policy (ORed), is the operator negated. S-numbers in reasons name the items of
 * docs/policy.md.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
#include "policies/condition.h"

#include "policies/arn.h"
#include "policies/element.h"
#include "policies/operator.h"

struct atom {
    struct arena *arena;
    const struct iam_condition *condition;
    struct iam_operator operator;
    const struct iam_context *context;
    const struct iam_context_value *entry; /* NULL: the key is absent */
    bool variables;
};

static struct glob value_glob(const struct atom *atom, struct str value) {
    struct glob glob;
    glob_init(&glob, atom->operator.fold);
    if (atom->entry->partial)
        glob_add_partial(atom->arena, &glob, value, GLOB_STAR);
    else
        glob_add_text(atom->arena, &glob, value);
    return glob;
}

/* Holes in the request's value: every filling, none, or some. */
static struct verdict glob_verdict(const struct glob *pattern, const struct glob *value) {
    if (glob_covers(pattern, value))
        return verdict_of(true);
    if (glob_meets(pattern, value))
        return verdict_maybe("the value of a condition key is only known in part (S25)");
    return verdict_of(false);
}

/* Part by part; the first five have no colons, the last one may. A value that is no ARN matches nothing; what a policy
 * value that is none does is disputed when it is negated, or cut off by a star as resources may be. */
static struct verdict arns_match(const struct atom *atom, const struct glob *pattern, const struct glob *value) {
    struct glob ours[ARN_PARTS], theirs[ARN_PARTS];
    if (arn_split_glob(value, theirs) < ARN_PARTS)
        return verdict_of(false);
    if (arn_split_glob(pattern, ours) < ARN_PARTS) {
        bool cut_off = pattern->count && pattern->tokens[pattern->count - 1] == GLOB_STAR;
        return atom->operator.negated ||(cut_off && glob_meets(pattern, value))
                   ? verdict_maybe("a value of an ARN operator is no whole ARN (S38)")
                   : verdict_of(false);
    }
    struct verdict all = verdict_of(true);
    for (size_t i = 0; i < ARN_PARTS; i++)
        all = verdict_and(all, glob_verdict(&ours[i], &theirs[i]));
    return all;
}

static struct verdict texts_match(const struct atom *atom, const struct iam_text *wanted, struct str value) {
    struct element_options options = {
        .wildcards = atom->operator.like, .variables = atom->variables, .fold = atom->operator.fold };
    struct element element = element_read(atom->arena, wanted, options, atom->context);
    if (element.unresolved)
        return verdict_of(false);
    struct glob given = value_glob(atom, value);
    if (element.unknown)
        return glob_meets(&element.glob, &given) ? verdict_maybe(element.unknown) : verdict_of(false);
    return atom->operator.family == IAM_ARN ? arns_match(atom, &element.glob, &given)
                                            : glob_verdict(&element.glob, &given);
}

/* One value of the request with one of the policy, before negation. */
static struct verdict value_matches(const struct atom *atom, const struct iam_text *wanted, struct str value) {
    enum iam_family family = atom->operator.family;
    if (family == IAM_STRING || family == IAM_ARN)
        return texts_match(atom, wanted, value);
    if (!wanted->known)
        return verdict_maybe("a value of a condition is not known");
    if (atom->entry->partial)
        return verdict_maybe("the value of a condition key is only known in part (S25)");
    if (atom->variables && str_contains(wanted->text, "${"))
        return verdict_maybe("policy variables work in string and ARN operators only (S42)");
    return iam_compare(&atom->operator, value, wanted->text);
}

/* One value of the request with all of the policy, with negation. */
static struct verdict value_passes(const struct atom *atom, struct str value) {
    struct verdict any = verdict_of(false);
    for (size_t i = 0; i < atom->condition->values.count && any.truth != TRUTH_YES; i++)
        any = verdict_or(any, value_matches(atom, &atom->condition->values.items[i], value));
    if (atom->condition->values_open)
        any = verdict_or(any, verdict_maybe("the condition may have more values"));
    return atom->operator.negated ? verdict_not(any) : any;
}

static struct verdict null_holds(const struct atom *atom) {
    if (atom->operator.if_exists)
        return verdict_maybe("Null has no IfExists form (S31)");
    if (atom->operator.set != IAM_PLAIN)
        return verdict_of(atom->operator.set == IAM_FOR_ALL_VALUES);
    struct verdict any = verdict_of(false);
    for (size_t i = 0; i < atom->condition->values.count; i++) {
        const struct iam_text *wanted = &atom->condition->values.items[i];
        bool absent = str_equal_nocase(wanted->text, STR("true"));
        if (!wanted->known || (!absent && !str_equal_nocase(wanted->text, STR("false"))))
            any = verdict_or(any, verdict_maybe("a value of Null is neither true nor false (S32)"));
        else
            any = verdict_or(any, verdict_of(absent == !atom->entry));
    }
    return any;
}

static struct verdict all_values_pass(const struct atom *atom) {
    const struct iam_context_value *entry = atom->entry;
    if (!entry)
        return verdict_of(true);
    if (entry->unknown)
        return verdict_maybe(entry->unknown);
    struct verdict all = verdict_of(true);
    for (size_t i = 0; i < entry->values.count; i++)
        all = verdict_and(all, value_passes(atom, entry->values.items[i]));
    if (all.truth != TRUTH_YES && entry->values.count == 1 && entry->values.items[0].size == 0)
        return verdict_maybe("whether ForAllValues takes one empty text for no value is disputed (S33)");
    return all;
}

static struct verdict any_value_passes(const struct atom *atom) {
    const struct iam_context_value *entry = atom->entry;
    if (!entry)
        return verdict_of(atom->operator.if_exists);
    if (entry->unknown)
        return verdict_maybe(entry->unknown);
    struct verdict any = verdict_of(false);
    for (size_t i = 0; i < entry->values.count; i++)
        any = verdict_or(any, value_passes(atom, entry->values.items[i]));
    return any;
}

static struct verdict plain_holds(const struct atom *atom) {
    const struct iam_context_value *entry = atom->entry;
    if (!entry)
        return verdict_of(atom->operator.negated || atom->operator.if_exists);
    if (entry->unknown)
        return verdict_maybe(entry->unknown);
    if (entry->values.count > 1 || iam_key_is_multivalued(entry->key))
        return atom->operator.negated
                   ? verdict_maybe("a negated operator on a key with many values needs a set operator (S35)")
                   : verdict_of(false);
    return value_passes(atom, entry->values.items[0]);
}

static struct verdict atom_holds(const struct atom *atom) {
    if (atom->operator.family == IAM_NULL)
        return null_holds(atom);
    struct verdict holds = atom->operator.set == IAM_FOR_ALL_VALUES  ? all_values_pass(atom)
                           : atom->operator.set == IAM_FOR_ANY_VALUE ? any_value_passes(atom)
                                                                     : plain_holds(atom);
    bool empty = atom->condition->values.count == 0 && !atom->condition->values_open;
    if (empty && holds.truth != TRUTH_YES)
        return verdict_maybe("what an empty list of values means is disputed (S41)");
    return holds;
}

struct verdict iam_condition_holds(struct arena *arena, const struct iam_condition *condition,
                                   const struct iam_context *context, bool variables) {
    struct atom atom = {.arena = arena, .condition = condition, .context = context, .variables = variables};
    if (!condition->operator.known || !condition->key.known)
        return verdict_maybe("an operator or a key of a condition is not known");
    if (!iam_operator_parse(condition->operator.text, &atom.operator))
        return verdict_maybe("there is no such condition operator");
    atom.entry = iam_context_get(context, condition->key.text);
    return atom_holds(&atom);
}

const char *iam_statement_doubt(const struct iam_statement *statement) {
    return statement->refused ? statement->refused : "the statement may have more conditions";
}

struct verdict iam_conditions_hold(struct arena *arena, const struct iam_statement *statement,
                                   const struct iam_context *context, bool variables) {
    struct verdict all = verdict_of(true);
    for (size_t i = 0; i < statement->conditions.count; i++)
        all = verdict_and(all, iam_condition_holds(arena, &statement->conditions.items[i], context, variables));
    if (statement->conditions_open)
        all = verdict_and(all, verdict_maybe(iam_statement_doubt(statement)));
    return all;
}
