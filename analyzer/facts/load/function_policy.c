/* AWS::Lambda::ResourcePolicy: the whole policy of a function, or of one of its versions. Each Allow becomes the rows
 * of `permission` that AWS::Lambda::Permission would have made, one for each action and principal. Condition keys:
 * https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html */
#include "analyzer/facts/load/grant.h"
#include "analyzer/facts/load/link.h"
#include "analyzer/facts/load/loads.h"
#include "analyzer/facts/load/policy.h"
#include "analyzer/facts/load/resource_policy.h"

/* What a condition of an AWS::Lambda::Permission is called in a policy. */
static const struct key {
    const char *key;
    const char *has;   /* column that says whether it is there; NULL: none */
    const char *value; /* column of the value; NULL: none */
    bool boolean;
} KEYS[] = {
    {"aws:SourceArn", "has_source_arn", "source_arn", false},
    {"aws:SourceAccount", "has_source_account", "source_account", false},
    {"aws:PrincipalOrgID", "has_organization", NULL, false},
    {"lambda:FunctionUrlAuthType", NULL, "function_url_auth_type", false},
    {"lambda:InvokedViaFunctionUrl", NULL, "invoked_via_function_url", true},
    {"lambda:EventSourceToken", "has_event_source_token", "event_source_token", false},
};

static const struct key *find_key(const struct iam_condition *condition) {
    for (size_t i = 0; condition->key.known && i < sizeof KEYS / sizeof *KEYS; i++)
        if (str_equal_nocase(condition->key.text, str_from(KEYS[i].key)))
            return &KEYS[i];
    return NULL;
}

/* Operators that let in only what has one of the values. */
static bool is_demand(const struct iam_condition *condition) {
    static const char *const OPERATORS[] = {"StringEquals", "StringLike", "ArnEquals",
                                            "ArnLike",      "Bool",       "StringEqualsIgnoreCase"};
    for (size_t i = 0; condition->operator.known && i<sizeof OPERATORS / sizeof * OPERATORS; i++)
        if (str_equal_nocase(condition->operator.text, str_from(OPERATORS[i])))
            return condition->values.count == 1 && !condition->values_open;
    return false;
}

/* A condition that does not become a column may still narrow the grant: then it is not known whether there is a source.
 */
static void set_conditions(struct loader *loader, struct row *row, const struct iam_statement *statement) {
    bool other = statement->conditions_open || statement->has_condition < 0;
    for (size_t i = 0; i < statement->conditions.count; i++) {
        const struct iam_condition *condition = &statement->conditions.items[i];
        const struct key *key = find_key(condition);
        if (!key || !is_demand(condition)) {
            other = true;
            continue;
        }
        const struct value *value = condition->values.items[0].value;
        if (key->has)
            row_integer(row, key->has, 1, condition->node);
        if (key->boolean)
            row_value_boolean(row, key->value, value, 0);
        else if (key->value)
            row_value_text(row, key->value, value, STR_NONE);
        if (key == &KEYS[0])
            link_column(loader, row, "source", value);
    }
    if (other)
        row_unknown(row, "has_source_arn", STR("a condition may narrow the grant"), statement->condition_node);
}

static void add_grant(struct loader *loader, const struct thing *thing, struct target function,
                      const struct iam_policy *policy, const struct iam_statement *statement,
                      const struct iam_text *action, const struct iam_principal *principal) {
    const struct value *arn = thing_at(thing, "ResourceArn");
    struct row *row = member_row(loader, "permission", thing, function.id, statement->node, thing->resource->name);
    link_function(row, function, arn, &VALUE_NOTHING);
    if (action)
        row_value_text(row, "action", action->value, STR_NONE);
    else
        row_unknown(row, "action", STR("NotAction allows every other action"), statement->actions.node);
    if (!principal || principal->kind == IAM_PRINCIPAL_ANY)
        row_text(row, "principal", STR("*"), statement->principal_node);
    else
        row_value_text(row, "principal", principal->text.value, STR_NONE);
    set_conditions(loader, row, statement);
    grant_keep_part(loader, row_id(row), policy, statement, action, principal);
    row_write(row);
}

/* NotPrincipal lets everyone else in; NotAction every other action. */
static void add_grants(struct loader *loader, const struct thing *thing, struct target function,
                       const struct iam_policy *policy, const struct iam_statement *statement) {
    size_t actions = statement->actions.negated ? 1 : statement->actions.items.count;
    size_t principals = statement->principal_negated ? 1 : statement->principals.count;
    for (size_t a = 0; a < actions; a++)
        for (size_t p = 0; p < principals; p++)
            add_grant(loader, thing, function, policy, statement,
                      statement->actions.negated ? NULL : &statement->actions.items.items[a],
                      statement->principal_negated ? NULL : &statement->principals.items[p]);
    if (statement->actions.open || statement->principal_open)
        close_phantom(loader->facts, "permission", function.id, statement->node,
                      STR("there may be more actions or principals"));
}

void function_policy_members(struct loader *loader, const struct thing *thing) {
    const struct value *arn = thing_at(thing, "ResourceArn");
    const struct value *document = thing_at(thing, "PolicyDocument");
    struct str reason = STR("a policy whose function or statements are not known");
    struct target function = link_find(loader, arn, "permission", "function");
    if (function.anonymous)
        phantom_everywhere(loader, "permission", "function", thing_node(thing), reason);
    if (function.anonymous || function.id == 0)
        return;
    resource_policy_add(loader, thing, function.id, document);
    const struct iam_policy *policy =
        iam_policy_parse(resolver_document(&loader->resolver, document), loader->arena, NULL, NULL);
    for (size_t i = 0; i < policy->statements.count; i++) {
        const struct iam_statement *statement = &policy->statements.items[i];
        if (statement->effect == IAM_ALLOW)
            add_grants(loader, thing, function, policy, statement);
        else if (statement->effect == IAM_EFFECT_UNKNOWN)
            close_phantom(loader->facts, "permission", function.id, statement->node, reason);
    }
    if (policy->open)
        close_phantom(loader->facts, "permission", function.id, policy->node, reason);
}
