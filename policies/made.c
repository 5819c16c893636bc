#include "policies/made.h"

#include <string.h>

struct iam_text made_text(struct arena *arena, const struct node *node, struct str text) {
    return (struct iam_text){text, value_new_text(arena, node, text), true, node};
}

struct iam_list made_list(struct arena *arena, const struct node *node, struct str text, bool negated) {
    struct iam_list list = {.given = true, .negated = negated, .node = node};
    vec_push(arena, &list.items, made_text(arena, node, text));
    return list;
}

struct iam_statement made_statement(struct arena *arena, const struct node *node, enum iam_effect effect,
                                    struct iam_list actions, struct iam_list resources) {
    return (struct iam_statement){.node = node,
                                  .sid = made_text(arena, node, STR_NONE),
                                  .effect = effect,
                                  .effect_node = node,
                                  .actions = actions,
                                  .resources = resources};
}

void made_principal(struct arena *arena, struct iam_statement *statement, enum iam_principal_kind kind,
                    struct str text) {
    struct iam_principal principal = {kind, made_text(arena, statement->node, text)};
    statement->principal_given = true;
    vec_push(arena, &statement->principals, principal);
}

struct iam_policy *made_policy(struct arena *arena, struct iam_statement statement) {
    struct iam_policy *policy = ARENA_NEW(arena, struct iam_policy);
    *policy = (struct iam_policy){
        .node = statement.node, .version = made_text(arena, statement.node, STR("2012-10-17")), .has_version = true};
    vec_push(arena, &policy->statements, statement);
    return policy;
}

void made_condition(struct arena *arena, struct iam_statement *statement, struct str operator, struct str key,
                    struct str value) {
    struct iam_condition condition = {.operator= made_text(arena, statement->node, operator),
                                      .key = made_text(arena, statement->node, key),
                                      .node = statement->node};
    vec_push(arena, &condition.values, made_text(arena, statement->node, value));
    vec_push(arena, &statement->conditions, condition);
    statement->has_condition = 1;
}

struct iam_policy *made_longer(struct arena *arena, const struct iam_policy *policy, struct iam_statement statement) {
    struct iam_policy *longer = ARENA_NEW(arena, struct iam_policy);
    *longer = *policy;
    memset(&longer->statements, 0, sizeof longer->statements);
    for (size_t i = 0; i < policy->statements.count; i++)
        vec_push(arena, &longer->statements, policy->statements.items[i]);
    vec_push(arena, &longer->statements, statement);
    return longer;
}
