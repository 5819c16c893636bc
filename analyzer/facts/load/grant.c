/* Pages: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html for the properties,
 * https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html for the statements. */
#include "analyzer/facts/load/grant.h"

#include "analyzer/facts/prover/prover.h"

#include <string.h>

static const struct property {
    const char *property;
    const char *operator;
    const char *key;
} CONDITIONS[] = {
    {"SourceArn", "ArnLike", "aws:SourceArn"},
    {"SourceAccount", "StringEquals", "aws:SourceAccount"},
    {"PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"},
    {"FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"},
    {"InvokedViaFunctionUrl", "Bool", "lambda:InvokedViaFunctionUrl"},
    {"EventSourceToken", "StringEquals", "lambda:EventSourceToken"},
};

static struct iam_text text_of(struct arena *arena, const struct node *node, struct str text) {
    return (struct iam_text){text, value_new_text(arena, node, text), true, node};
}

/* Stands for what is not known of a text. */
#define OWN "own"

static struct str named_text(struct arena *arena, const struct value *value) {
    struct buf buf;
    if (value_is_known_scalar(value))
        return value->text;
    buf_init(&buf, arena);
    for (size_t i = 0; value->kind == VALUE_CONCAT && i < value->count; i++)
        buf_add(&buf, value->parts[i]->kind == VALUE_TEXT ? value->parts[i]->text : STR(OWN));
    return buf.size ? buf_str(&buf) : STR(OWN);
}

static bool is_false(const struct value *value) {
    return value_is_known_scalar(value) && str_equal_nocase(value->text, STR("false"));
}

static void add_condition(struct arena *arena, const struct property *kind, const struct value *value,
                          struct iam_statement *statement) {
    const struct node *node = value->node ? value->node : statement->node;
    bool is_flag = str_is(STR("Bool"), kind->operator);
    int presence = value_presence(value);
    if (presence == 0 || (is_flag && is_false(value)))
        return;
    if (presence < 0 || (is_flag && !value_is_known_scalar(value))) {
        statement->conditions_open = true;
        statement->has_condition = statement->has_condition == 1 ? 1 : -1;
        return;
    }
    struct iam_condition condition = {.operator= text_of(arena, node, str_from(kind->operator)),
                                      .key = text_of(arena, node, str_from(kind->key)),
                                      .single = true,
                                      .node = node};
    struct iam_text text = text_of(arena, node, named_text(arena, value));
    vec_push(arena, &condition.values, text);
    vec_push(arena, &statement->conditions, condition);
    statement->has_condition = 1;
    statement->condition_node = node;
}

static bool is_service(struct str principal) {
    return str_contains(principal, ".amazonaws.com") || str_ends(principal, ".amazon.com");
}

static struct iam_principal principal_of(struct arena *arena, const struct value *value, const struct node *node) {
    struct str text = named_text(arena, value);
    if (value->kind != VALUE_CONCAT && !value_is_known_scalar(value))
        return (struct iam_principal){IAM_PRINCIPAL_UNKNOWN, {STR_NONE, value, false, node}};
    enum iam_principal_kind kind = str_is(text, "*")  ? IAM_PRINCIPAL_ANY
                                   : is_service(text) ? IAM_PRINCIPAL_SERVICE
                                                      : IAM_PRINCIPAL_AWS;
    return (struct iam_principal){kind, text_of(arena, node, text)};
}

static struct iam_policy *policy_of(struct arena *arena, const struct node *node) {
    struct iam_policy *policy = ARENA_NEW(arena, struct iam_policy);
    *policy =
        (struct iam_policy){.node = node, .version = text_of(arena, node, STR("2012-10-17")), .has_version = true};
    return policy;
}

void grant_keep(struct loader *loader, const struct thing *thing, int64_t permission) {
    struct arena *arena = loader->arena;
    const struct node *node = thing->resource->node;
    const struct value *action = thing_at(thing, "Action");
    struct iam_policy *policy = policy_of(arena, node);
    struct iam_statement statement = {.node = node,
                                      .sid = text_of(arena, node, STR_NONE),
                                      .effect = IAM_ALLOW,
                                      .effect_node = node,
                                      .actions = {.given = true, .node = node},
                                      .principal_given = true,
                                      .principal_node = node};
    bool known = value_is_known_scalar(action);
    struct iam_text action_text = {known ? action->text : STR_NONE, action, known, node};
    struct iam_principal principal = principal_of(arena, thing_at(thing, "Principal"), node);
    vec_push(arena, &statement.actions.items, action_text);
    vec_push(arena, &statement.principals, principal);
    for (size_t i = 0; i < sizeof CONDITIONS / sizeof *CONDITIONS; i++)
        add_condition(arena, &CONDITIONS[i], thing_at(thing, CONDITIONS[i].property), &statement);
    vec_push(arena, &policy->statements, statement);
    facts_keep_policy(loader->facts, permission, policy);
}

void grant_keep_part(struct loader *loader, int64_t permission, const struct iam_policy *policy,
                     const struct iam_statement *statement, const struct iam_text *action,
                     const struct iam_principal *principal) {
    struct iam_policy *part = ARENA_NEW(loader->arena, struct iam_policy);
    struct iam_statement copy = *statement;
    *part = *policy;
    part->open = false; /* what else the policy may hold has rows of its own */
    memset(&part->statements, 0, sizeof part->statements);
    if (action) {
        memset(&copy.actions.items, 0, sizeof copy.actions.items);
        vec_push(loader->arena, &copy.actions.items, *action);
    }
    if (principal) {
        memset(&copy.principals, 0, sizeof copy.principals);
        vec_push(loader->arena, &copy.principals, *principal);
    }
    vec_push(loader->arena, &part->statements, copy);
    facts_keep_policy(loader->facts, permission, part);
}
