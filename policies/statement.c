/* Action, resource, principal and conditions of one statement, joined by "and". */
#include "policies/statement.h"

#include "policies/condition.h"
#include "policies/element.h"

/* ---- actions ---- */

/* https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
static struct verdict action_matches(const struct statement_context *context, const struct iam_text *text) {
    struct element_options options = {.wildcards = true, .fold = true};
    struct element element = element_read(context->arena, text, options, &context->request->context);
    struct glob action;
    glob_init(&action, true);
    glob_add_text(context->arena, &action, context->request->action);
    bool matches = glob_matches(&element.glob, &action);
    if (element.unknown)
        return matches ? verdict_maybe(element.unknown) : verdict_of(false);
    struct str service, name;
    bool everything = element.glob.count == 1 && element.glob.tokens[0] == GLOB_STAR;
    if (everything || str_is(text->text, "*:*"))
        return verdict_of(true);
    if (!str_cut(text->text, ':', &service, &name))
        return verdict_of(false); /* no colon: no action, whatever the wildcards */
    if (str_contains(service, "*") || str_contains(service, "?"))
        return verdict_at_most(verdict_of(matches), "the service of an action may not hold a wildcard (S8)");
    return verdict_of(matches);
}

/* ---- resources ---- */

/* Services whose resources are "type/name" or "type:name": there a wildcard within the type is disputed. From the
 * resource types of https://docs.aws.amazon.com/service-authorization/latest/reference/. */
static bool has_resource_types(struct str service) {
    static const char *const SERVICES[] = {
        "acm", "athena", "autoscaling", "backup", "batch",   "cloudformation", "cloudwatch", "codebuild", "dynamodb",
        "ec2", "ecr",    "ecs",         "eks",    "events",  "firehose",       "glue",       "iam",       "kinesis",
        "kms", "lambda", "logs",        "rds",    "route53", "secretsmanager", "ssm",        "states",    "sts",
    };
    for (size_t i = 0; i < sizeof SERVICES / sizeof *SERVICES; i++)
        if (str_is(service, SERVICES[i]))
            return true;
    return false;
}

/* "u*" against "user/x": the first wildcard stands before the end of the type, and is not the whole type. */
static bool wildcard_in_type(const struct glob *resource) {
    for (size_t i = 0; i < resource->count; i++) {
        if (resource->tokens[i] == '/' || resource->tokens[i] == ':')
            return false;
        if (resource->tokens[i] >= GLOB_ANY)
            return i > 0 || (resource->count > 1 && resource->tokens[1] != '/' && resource->tokens[1] != ':');
    }
    return false;
}

/* What the pattern's form makes doubtful although it matches. */
static struct verdict doubts(const struct statement_context *context, const struct element *element) {
    struct glob parts[ARN_PARTS];
    size_t count = arn_split_glob(&element->glob, parts);
    if (count == ARN_PARTS && element->variable_at < (size_t)(parts[ARN_RESOURCE].tokens - element->glob.tokens))
        return verdict_maybe("a policy variable stands before the resource part of an ARN (S21)");
    if (count < ARN_PARTS)
        return verdict_of(true);
    struct arn arn = arn_split(context->request->resource);
    if (glob_has_wildcard(&parts[ARN_SERVICE]))
        return verdict_maybe("the service of a resource may not hold a wildcard (S16)");
    if (arn_is_whole(&arn) && has_resource_types(arn.parts[ARN_SERVICE]) && wildcard_in_type(&parts[ARN_RESOURCE]))
        return verdict_maybe("whether a wildcard reaches within the type of a resource is disputed (S16)");
    return verdict_of(true);
}

/* The first five parts in lower case. */
static struct glob fold_head(struct arena *arena, const struct glob *glob) {
    struct glob folded;
    glob_init(&folded, true);
    size_t colons = 0;
    for (size_t i = 0; i < glob->count; i++) {
        if (glob->tokens[i] == ':' && ++colons == ARN_RESOURCE)
            folded.fold = false;
        glob_add(arena, &folded, glob->tokens[i]);
    }
    return folded;
}

/* https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
static struct verdict resource_matches(const struct statement_context *context, const struct iam_text *text,
                                       bool variables, enum iam_layer layer) {
    struct arena *arena = context->arena;
    struct element_options options = {.wildcards = true, .variables = variables};
    struct element element = element_read(arena, text, options, &context->request->context);
    if (element.unresolved)
        return verdict_of(false);
    struct glob resource;
    glob_init(&resource, false);
    glob_add_text(arena, &resource, context->request->resource);
    if (element.unknown)
        return glob_matches(&element.glob, &resource) ? verdict_maybe(element.unknown) : verdict_of(false);
    if (arn_pattern_needs_reading(&element.glob))
        *context->readings_matter = true;
    if (arn_pattern_matches(arena, &element.glob, &resource, context->reading)) {
        struct arn arn = arn_split(text->text);
        if (layer == IAM_LAYER_RCP && arn.count < ARN_PARTS && !str_is(text->text, "*"))
            return verdict_maybe("a resource of an RCP must be a whole ARN (S15)");
        return doubts(context, &element);
    }
    struct glob folded = fold_head(arena, &element.glob), resource_folded = fold_head(arena, &resource);
    if (arn_pattern_matches(arena, &folded, &resource_folded, context->reading))
        return verdict_maybe("the letter case of an ARN's first parts is disputed (S17)");
    return verdict_of(false);
}

/* ---- lists ---- */

static struct verdict list_verdict(const struct iam_list *list, struct verdict any) {
    if (list->open)
        any = verdict_or(any, verdict_maybe("the list may have more members"));
    return list->negated ? verdict_not(any) : any;
}

static struct verdict actions_match(const struct statement_context *context, const struct iam_list *list) {
    if (!list->given && !list->open)
        return verdict_of(false);
    struct verdict any = verdict_of(false);
    for (size_t i = 0; i < list->items.count && any.truth != TRUTH_YES; i++)
        any = verdict_or(any, action_matches(context, &list->items.items[i]));
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

static struct statement_match principals_match(const struct statement_context *context,
                                               const struct iam_statement *statement, enum iam_layer layer) {
    struct statement_match everyone = {{{TRUTH_YES, NULL}, {TRUTH_NO, NULL}, {TRUTH_NO, NULL}}};
    if (has_principals(layer) && (statement->principal_given || statement->principal_open))
        return principal_match(context, statement);
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

struct statement_match statement_match(const struct statement_context *context, const struct iam_policy *policy,
                                       const struct iam_statement *statement, enum iam_layer layer) {
    struct arena_mark mark = arena_mark(context->arena);
    bool variables = has_variables(policy);
    struct verdict all = actions_match(context, &statement->actions);
    if (all.truth != TRUTH_NO)
        all = verdict_and(all, resources_match(context, statement, variables, layer));
    if (all.truth != TRUTH_NO)
        all = verdict_and(all, iam_conditions_hold(context->arena, statement, &context->request->context, variables));
    if (all.truth != TRUTH_NO && !policy->version.known && mentions_variable(statement))
        all = verdict_maybe("the version of the policy is not known (S5)");
    struct statement_match match = {{{TRUTH_NO, NULL}, {TRUTH_NO, NULL}, {TRUTH_NO, NULL}}};
    if (all.truth != TRUTH_NO) {
        match = principals_match(context, statement, layer);
        for (size_t i = 0; i < GRANTS; i++)
            match.by[i] = verdict_and(match.by[i], all);
    }
    arena_reset(context->arena, mark);
    return match;
}
