/* Action, resource, principal and conditions of one statement, joined by "and". */
#include "policies/statement.h"

#include "policies/condition.h"
#include "policies/pattern.h"
#include "policies/reach.h"

/* Every reading matches less than the plain one without letter case: most elements are out at once. */
static bool is_out(const struct iam_text *text, bool variables, struct str given) {
    return text->known && !(variables && str_contains(text->text, "${")) && !pattern_matches_nocase(text->text, given);
}

static bool has_wildcard(struct str text) {
    return str_contains(text, "*") || str_contains(text, "?");
}

static struct verdict action_matches(const struct statement_context *context, const struct iam_text *text,
                                     enum iam_layer layer) {
    if (is_out(text, false, context->request->action))
        return verdict_of(false);
    if (text->known && !has_wildcard(text->text) && str_contains(text->text, ":"))
        return verdict_of(true); /* the same but for letter case */
    struct reach reach = action_reach(context->arena, text, &context->request->context, layer);
    struct glob action;
    glob_init(&action, true);
    glob_add_text(context->arena, &action, context->request->action);
    if (reach.never || !glob_matches(&reach.glob, &action))
        return verdict_of(false);
    return reach.why ? verdict_maybe(reach.why) : verdict_of(true);
}

static struct verdict resource_matches(const struct statement_context *context, const struct iam_text *text,
                                       bool variables, enum iam_layer layer) {
    struct arena *arena = context->arena;
    struct element_options options = {.wildcards = true, .variables = variables};
    if (is_out(text, variables, context->request->resource))
        return verdict_of(false);
    if (text->known && str_is(text->text, "*"))
        return verdict_of(true);
    struct reach reach = resource_reach(arena, text, &context->request->context, options, layer);
    struct glob resource;
    glob_init(&resource, false);
    glob_add_text(arena, &resource, context->request->resource);
    if (reach.never)
        return verdict_of(false);
    enum arn_reading reading = reach.holes ? ARN_PLAIN : context->reading;
    if (!reach.holes && arn_pattern_needs_reading(&reach.glob))
        *context->readings_matter = true;
    if (arn_pattern_matches(arena, &reach.glob, &resource, reading))
        return reach.why ? verdict_maybe(reach.why) : verdict_of(true);
    if (!reach.odd_case)
        return verdict_of(false);
    struct glob folded = reach_fold_head(arena, &reach.glob), resource_folded = reach_fold_head(arena, &resource);
    return arn_pattern_matches(arena, &folded, &resource_folded, reading)
               ? verdict_maybe("the letter case of an ARN's first parts is disputed (S17)")
               : verdict_of(false);
}

/* ---- lists ---- */

static struct verdict list_verdict(const struct iam_list *list, struct verdict any) {
    if (list->open)
        any = verdict_or(any, verdict_maybe("the list may have more members"));
    return list->negated ? verdict_not(any) : any;
}

static struct verdict actions_match(const struct statement_context *context, const struct iam_list *list,
                                    enum iam_layer layer) {
    if (!list->given && !list->open)
        return verdict_of(false);
    struct verdict any = verdict_of(false);
    for (size_t i = 0; i < list->items.count && any.truth != TRUTH_YES; i++)
        any = verdict_or(any, action_matches(context, &list->items.items[i], layer));
    return list_verdict(list, any);
}

/* Resource policies may leave Resource out and mean what they are attached to; elsewhere the statement is invalid. */
static struct verdict resources_match(const struct statement_context *context, const struct iam_statement *statement,
                                      bool variables, enum iam_layer layer) {
    const struct iam_list *list = &statement->resources;
    if (!list->given && !list->open) {
        if (layer == IAM_LAYER_RESOURCE)
            return verdict_of(true);
        return statement->effect == IAM_ALLOW ? verdict_of(false)
                                              : verdict_maybe("a statement without Resource is refused here (S2)");
    }
    struct verdict any = verdict_of(false);
    for (size_t i = 0; i < list->items.count && any.truth != TRUTH_YES; i++)
        any = verdict_or(any, resource_matches(context, &list->items.items[i], variables, layer));
    return list_verdict(list, any);
}

static bool has_principals(enum iam_layer layer) {
    return layer == IAM_LAYER_RESOURCE || layer == IAM_LAYER_RCP || layer == IAM_LAYER_ENDPOINT;
}

/* S3 and DynamoDB have gateway endpoints, too, whose policies mean an account's root user only when they name an
 * account. https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html */
static bool may_pass_gateway(struct str action) {
    return !action.size || pattern_matches_nocase(STR("s3:*"), action) ||
           pattern_matches_nocase(STR("dynamodb:*"), action);
}

struct statement_match statement_names(const struct statement_context *context, const struct iam_statement *statement,
                                       enum iam_layer layer) {
    struct statement_match everyone = {{{TRUTH_YES, NULL}, {TRUTH_NO, NULL}, {TRUTH_NO, NULL}}};
    if (has_principals(layer) && (statement->principal_given || statement->principal_open)) {
        struct statement_match match = principal_match(context, statement);
        const struct iam_request *request = context->request;
        if (layer == IAM_LAYER_ENDPOINT && request->caller.kind != IAM_CALLER_ROOT && may_pass_gateway(request->action))
            match.by[GRANT_ACCOUNT] = verdict_at_most(
                match.by[GRANT_ACCOUNT], "in a gateway endpoint an account stands for its root user only (S24)");
        return match;
    }
    if (has_principals(layer))
        everyone.by[GRANT_DIRECT] = statement->effect == IAM_ALLOW
                                        ? verdict_of(false)
                                        : verdict_maybe("a statement without Principal is refused here (S2)");
    else if (statement->principal_given)
        everyone.by[GRANT_DIRECT] = verdict_maybe("a statement with Principal is refused here (S2)");
    return everyone;
}

/* Version 2012-10-17 has variables; without one it is 2008-10-17.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html */
static bool has_variables(const struct iam_policy *policy) {
    return str_is(policy->version.text, "2012-10-17");
}

static bool mentions_variable(const struct iam_statement *statement) {
    for (size_t i = 0; i < statement->resources.items.count; i++)
        if (str_contains(statement->resources.items.items[i].text, "${"))
            return true;
    for (size_t i = 0; i < statement->conditions.count; i++)
        for (size_t j = 0; j < statement->conditions.items[i].values.count; j++)
            if (str_contains(statement->conditions.items[i].values.items[j].text, "${"))
                return true;
    return false;
}

bool statement_needs_version(const struct iam_policy *policy, const struct iam_statement *statement) {
    struct str version = policy->version.text;
    bool known =
        policy->version.known && (!version.size || str_is(version, "2012-10-17") || str_is(version, "2008-10-17"));
    return !known && mentions_variable(statement);
}

static struct verdict applies(const struct statement_context *context, const struct iam_statement *statement,
                              enum iam_layer layer, bool variables) {
    struct verdict all = actions_match(context, &statement->actions, layer);
    if (all.truth != TRUTH_NO)
        all = verdict_and(all, resources_match(context, statement, variables, layer));
    if (all.truth != TRUTH_NO)
        all = verdict_and(all, iam_conditions_hold(context->arena, statement, &context->request->context, variables));
    return all;
}

struct statement_match statement_match(const struct statement_context *context, const struct iam_policy *policy,
                                       const struct iam_statement *statement, enum iam_layer layer) {
    struct arena_mark mark = arena_mark(context->arena);
    struct verdict all = applies(context, statement, layer, has_variables(policy));
    if (statement_needs_version(policy, statement) && applies(context, statement, layer, true).truth != all.truth)
        all = verdict_maybe(STATEMENT_NEEDS_VERSION);
    struct statement_match match = {{{TRUTH_NO, NULL}, {TRUTH_NO, NULL}, {TRUTH_NO, NULL}}};
    if (all.truth != TRUTH_NO) {
        match = statement_names(context, statement, layer);
        for (size_t i = 0; i < GRANTS; i++)
            match.by[i] = verdict_and(match.by[i], all);
    }
    arena_reset(context->arena, mark);
    return match;
}
