/* Grants on functions and layers. Pages: aws-resource-lambda-permission.html,
 * aws-resource-lambda-layerversionpermission.html. */
#include "analyzer/facts/load/grant.h"
#include "analyzer/facts/load/link.h"
#include "analyzer/facts/load/loads.h"
#include "analyzer/facts/load/partial.h"
#include "analyzer/facts/load/plain.h"
#include "analyzer/facts/load/trigger.h"

const struct plain PERMISSION_COLUMNS[] = {
    {PLAIN_TEXT, "action", "Action", "", 0},
    {PLAIN_TEXT, "principal", "Principal", "", 0},
    {PLAIN_HAS, "has_source_arn", "SourceArn", NULL, 0},
    {PLAIN_TEXT, "source_arn", "SourceArn", "", 0},
    {PLAIN_LINK, "source", "SourceArn", NULL, 0},
    {PLAIN_HAS, "has_source_account", "SourceAccount", NULL, 0},
    {PLAIN_TEXT, "source_account", "SourceAccount", "", 0},
    {PLAIN_HAS, "has_organization", "PrincipalOrgID", NULL, 0},
    {PLAIN_TEXT, "function_url_auth_type", "FunctionUrlAuthType", "", 0},
    {PLAIN_BOOLEAN, "invoked_via_function_url", "InvokedViaFunctionUrl", NULL, 0},
    {PLAIN_HAS, "has_event_source_token", "EventSourceToken", NULL, 0},
    {PLAIN_TEXT, "event_source_token", "EventSourceToken", "", 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

/* Services that call functions by a grant, and how: synchronous services wait for the answer.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html */
static const struct caller {
    const char *service; /* the principal's first label */
    const char *kind;
    int synchronous;
    int unauthenticated; /* can anyone on the internet make the service call? */
} CALLERS[] = {
    {"apigateway", "api", 1, -1},
    {"elasticloadbalancing", "load_balancer", 1, -1},
    {"s3", "bucket", 0, 0},
    {"sns", "topic", 0, 0},
    {"events", "bus", 0, 0},
    {"scheduler", "schedule", 0, 0},
    {"logs", "logs", 0, 0},
    {"config", "config", 0, 0},
    {"cognito-idp", "cognito", 1, -1},
    {"iot", "iot", 0, 0},
    {"alexa-appkit", "alexa", 1, 0},
    {"alexa-connectedhome", "alexa", 1, 0},
    {"edgelambda", "edge", 1, -1},
    {"ses", "other", 0, -1},
    {"codecommit", "other", 0, 0},
    {"cloudformation", "other", 0, 0},
    {"lex", "other", 1, -1},
    {"lexv2", "other", 1, -1},
    {"bedrock", "other", 1, -1},
    {"vpc-lattice", "other", 1, -1},
    {"lambda", "other", 0, 0}, /* lambda.alarms.cloudwatch.amazonaws.com */
};

/* The principal as partial text: "logs.{pseudo:AWS::Region}.amazonaws.com" names its service too. */
static const struct caller *find_caller(struct str principal) {
    struct str service;
    struct str rest;
    partial_cut(principal, '.', &service, &rest);
    if (!str_ends(principal, ".amazonaws.com") && !str_ends(principal, ".amazonaws.com.cn") &&
        !str_ends(principal, ".amazon.com"))
        return NULL;
    for (size_t i = 0; i < sizeof CALLERS / sizeof *CALLERS; i++)
        if (str_is(service, CALLERS[i].service))
            return &CALLERS[i];
    static const struct caller OTHER = {"", "other", -1, -1};
    return &OTHER;
}

static void add_trigger(struct loader *loader, const struct thing *thing, struct target function) {
    const struct value *action = thing_at(thing, "Action");
    const struct value *principal = thing_at(thing, "Principal");
    const struct value *arn = thing_at(thing, "SourceArn");
    if (value_is_known_scalar(action) && !str_equal_nocase(action->text, STR("lambda:InvokeFunction")) &&
        !str_equal_nocase(action->text, STR("lambda:*")))
        return;
    struct trigger trigger = {.function = function, .synchronous = -1, .unauthenticated = -1, .grant = true};
    const struct caller *caller = find_caller(label_of(loader, principal));
    if (!caller && value_is_known_scalar(principal))
        return;
    if (caller) {
        trigger.kind = caller->kind;
        trigger.synchronous = caller->synchronous;
        trigger.unauthenticated = caller->unauthenticated;
    }
    struct target source = link_find(loader, arn, "trigger", "source");
    if (source.thing && str_is(source.thing->resource->type, "AWS::Events::Rule") &&
        value_presence(thing_at(source.thing, "ScheduleExpression")) == 1)
        trigger.kind = "schedule";
    trigger.source = source.id;
    trigger.node = principal->node;
    trigger_add(loader, thing, &trigger);
}

void permission_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    const struct value *name = thing_at(thing, "FunctionName");
    link_function(row, link_find(loader, name, "permission", "function"), name, &VALUE_NOTHING);
    row_integer(row, "implied", thing->resource->implied, NULL);
    grant_keep(loader, thing, thing->id);
}

void permission_members(struct loader *loader, const struct thing *thing) {
    struct target function = link_find(loader, thing_at(thing, "FunctionName"), "permission", "function");
    if (function.anonymous) {
        struct str reason = STR("a permission whose function is not known");
        phantom_everywhere(loader, "permission", "function", thing_node(thing), reason);
        phantom_everywhere(loader, "trigger", "function", thing_node(thing), reason);
    } else {
        add_trigger(loader, thing, function);
    }
}

const struct plain LAYER_PERMISSION_COLUMNS[] = {
    {PLAIN_LINK, "layer_version", "LayerVersionArn", NULL, 0},
    {PLAIN_TEXT, "action", "Action", "", 0},
    {PLAIN_TEXT, "principal", "Principal", "", 0},
    {PLAIN_HAS, "has_organization", "OrganizationId", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

void layer_permission_members(struct loader *loader, const struct thing *thing) {
    if (link_find(loader, thing_at(thing, "LayerVersionArn"), "layer_permission", "layer_version").anonymous)
        phantom_everywhere(loader, "layer_permission", "layer_version", thing_node(thing),
                           STR("a permission whose layer is not known"));
}
