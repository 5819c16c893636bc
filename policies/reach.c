#include "policies/reach.h"

#include "policies/arn.h"

/* https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html */
static bool rcps_refuse(const struct glob *action) {
    for (size_t i = 0; i + 1 < action->count; i++)
        if (action->tokens[i] >= GLOB_ANY)
            return true;
    return false;
}

/* https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
struct reach action_reach(struct arena *arena, const struct iam_text *text, const struct iam_context *context,
                          enum iam_layer layer) {
    struct element_options options = {.wildcards = true, .fold = true};
    struct element element = element_read(arena, text, options, context);
    struct reach reach = {.glob = element.glob, .why = element.unknown};
    struct str service, name;
    bool everything = element.glob.count == 1 && element.glob.tokens[0] == GLOB_STAR;
    if (element.unknown || everything)
        return reach;
    if (str_is(text->text, "*:*")) {
        glob_init(&reach.glob, true);
        glob_add(arena, &reach.glob, GLOB_STAR);
    } else if (!str_cut(text->text, ':', &service, &name)) {
        reach.never = true; /* no colon: no action, whatever the wildcards */
    } else if (str_contains(service, "*") || str_contains(service, "?")) {
        reach.why = "the service of an action may not hold a wildcard (S8)";
    } else if (layer == IAM_LAYER_RCP && rcps_refuse(&element.glob)) {
        reach.why = "an action of an RCP may hold a wildcard only at its end (S10)";
    }
    return reach;
}

/* Services whose resources are "type/name" or "type:name": there a wildcard within the type is disputed. From the
 * resource types of https://docs.aws.amazon.com/service-authorization/latest/reference/. */
static bool has_resource_types(const struct glob *service) {
    static const char *const SERVICES[] = {
        "acm", "athena", "autoscaling", "backup", "batch",   "cloudformation", "cloudwatch", "codebuild", "dynamodb",
        "ec2", "ecr",    "ecs",         "eks",    "events",  "firehose",       "glue",       "iam",       "kinesis",
        "kms", "lambda", "logs",        "rds",    "route53", "secretsmanager", "ssm",        "states",    "sts",
    };
    for (size_t i = 0; i < sizeof SERVICES / sizeof *SERVICES; i++)
        if (glob_is_text(service, str_from(SERVICES[i])))
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

/* Of a text that is known only variables are holes, or the rest of one that is not closed. */
static bool holes_in_resource_part(const struct element *element, bool known) {
    struct glob parts[ARN_PARTS];
    return known && arn_split_glob(&element->glob, parts) == ARN_PARTS &&
           element->variable_at >= (size_t)(parts[ARN_RESOURCE].tokens - element->glob.tokens);
}

/* What the pattern's form makes doubtful where it matches; NULL: nothing. */
static const char *doubt(const struct element *element, enum iam_layer layer) {
    struct glob parts[ARN_PARTS];
    bool everything = element->glob.count == 1 && element->glob.tokens[0] == GLOB_STAR;
    if (arn_split_glob(&element->glob, parts) < ARN_PARTS)
        return layer == IAM_LAYER_RCP && !everything ? "a resource of an RCP must be a whole ARN (S15)" : NULL;
    if (element->variable_at < (size_t)(parts[ARN_RESOURCE].tokens - element->glob.tokens))
        return "a policy variable stands before the resource part of an ARN (S21)";
    if (glob_has_wildcard(&parts[ARN_SERVICE]))
        return "the service of a resource may not hold a wildcard (S16)";
    if (has_resource_types(&parts[ARN_SERVICE]) && wildcard_in_type(&parts[ARN_RESOURCE]))
        return "whether a wildcard reaches within the type of a resource is disputed (S16)";
    return NULL;
}

static bool has_odd_case(const struct glob *glob) {
    size_t colons = 0;
    for (size_t i = 0; i < glob->count && colons < ARN_RESOURCE; i++) {
        if (glob->tokens[i] == ':')
            colons++;
        if (glob->tokens[i] >= 'A' && glob->tokens[i] <= 'Z')
            return true;
    }
    return false;
}

struct glob reach_fold_head(struct arena *arena, const struct glob *glob) {
    struct glob folded;
    glob_init(&folded, true);
    size_t colons = 0;
    for (size_t i = 0; i < glob->count; i++) {
        if (glob->tokens[i] == ':' && ++colons == ARN_RESOURCE)
            folded.fold = false;
        glob_add(arena, &folded, glob->tokens[i]);
    }
    folded.fold = false;
    return folded;
}

/* https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
struct reach resource_reach(struct arena *arena, const struct iam_text *text, const struct iam_context *context,
                            struct element_options options, enum iam_layer layer) {
    struct element element = element_read(arena, text, options, context);
    struct reach reach = {
        .glob = element.glob, .never = element.unresolved, .holes = element.unknown, .why = element.unknown};
    reach.tail_holes = reach.holes && holes_in_resource_part(&element, text->known);
    if (!reach.why)
        reach.why = doubt(&element, layer);
    reach.odd_case = has_odd_case(&element.glob);
    return reach;
}
