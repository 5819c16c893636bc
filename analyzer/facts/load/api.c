/* API Gateway. Pages: aws-resource-apigateway-{restapi,resource,method,stage,authorizer}.html,
 * aws-resource-apigatewayv2-{api,route,integration,stage,authorizer}.html */
#include "analyzer/facts/load/api.h"

#include "analyzer/facts/load/arn.h"
#include "analyzer/facts/load/loads.h"
#include "analyzer/facts/load/plain.h"
#include "analyzer/facts/load/resource_policy.h"
#include "analyzer/facts/load/trigger.h"

#include <string.h>

/* -- routes -------------------------------------------------------------------------------------------------------- */

enum answer { NO, YES, MAYBE };

/* "arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/ARN/invocations" → ARN
 * https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-uri */
static enum answer function_in_uri(struct str uri, struct str *ret_function) {
    static const struct str before = {"/functions/", 11};
    static const struct str after = {"/invocations", 12};
    struct arn arn;
    struct str identity;
    *ret_function = uri;
    if (!partial_arn(uri, &arn))
        return partial_is_hole(uri, &identity) ? MAYBE : str_starts(uri, "{") && !str_starts(uri, "{{") ? MAYBE : NO;
    if (str_is(arn.service, "lambda"))
        return YES;
    size_t at = str_find(arn.resource, before, 0);
    if (!str_is(arn.service, "apigateway") || !str_is(arn.account, "lambda") || at == SIZE_MAX)
        return NO;
    struct str function = str_slice(arn.resource, at + before.size, arn.resource.size);
    if (str_ends(function, after.data))
        function = str_slice(function, 0, function.size - after.size);
    *ret_function = function;
    return YES;
}

/* Is the integration a function, and which? */
static enum answer function_behind(struct loader *loader, const struct route *route, struct target *ret_function) {
    const struct value *type = route->type;
    struct str name;
    *ret_function = (struct target){0};
    bool proxy = type->kind == VALUE_TEXT && str_equal_nocase(type->text, STR("AWS_PROXY"));
    if (type->kind == VALUE_TEXT && !proxy && !str_equal_nocase(type->text, STR("AWS")))
        return NO; /* MOCK, HTTP, HTTP_PROXY */
    if (route->uri->kind == VALUE_ABSENT)
        return NO;
    enum answer answer = function_in_uri(value_partial(loader->arena, route->uri), &name);
    if (answer == NO)
        return NO;
    *ret_function = link_find_partial(loader, name, route->uri, "api_route", "function");
    return answer == YES || ret_function->thing || proxy ? YES : MAYBE;
}

static int64_t authorizer_function(struct loader *loader, const struct value *uri) {
    struct str name;
    if (function_in_uri(value_partial(loader->arena, uri), &name) == NO)
        return 0;
    return link_find_partial(loader, name, uri, "authorizer", "function").id;
}

/* EDGE, REGIONAL or PRIVATE; may also stand in the parameters of an imported definition. Absent: EDGE. */
static const struct value *endpoint_type(struct loader *loader, const struct thing *api) {
    const struct value *type = list_first(loader, thing_at(api, "EndpointConfiguration.Types"));
    return type->kind == VALUE_ABSENT ? thing_at(api, "Parameters.endpointConfigurationTypes") : type;
}

/* The route that opens the connections of a WebSocket API, the only one that can have an authorizer: its callers are
 * those of all routes. False when no such route is declared: then anyone connects.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access.html */
static bool find_connect_route(struct loader *loader, const struct thing *api, struct route *ret_connect) {
    loader_each(candidate, loader, "AWS::ApiGatewayV2::Route") {
        const struct value *key = thing_at(candidate, "RouteKey");
        if ((value_is_known_scalar(key) && !str_is(key->text, "$connect")) ||
            link_find(loader, thing_at(candidate, "ApiId"), "api_route", "api").id != api->id)
            continue;
        ret_connect->authorization = value_is_known_scalar(key) ? thing_at(candidate, "AuthorizationType") : key;
        ret_connect->api_key = thing_at(candidate, "ApiKeyRequired");
        return true;
    }
    return false;
}

/* NONE lets anyone in, unless a key is asked for, the API is private, or its policy may say otherwise. */
static int is_unauthenticated(struct loader *loader, const struct route *asked) {
    const struct entity *api = facts_entity(loader->facts, asked->api);
    const struct thing *thing = api && api->declared ? map_get(&loader->thing_by_address, api->identity) : NULL;
    struct route connect = *asked;
    const struct route *route = asked;
    if (thing && value_is_text(thing_at(thing, "ProtocolType"), "WEBSOCKET") &&
        find_connect_route(loader, thing, &connect))
        route = &connect;
    if (route->authorization->kind != VALUE_ABSENT && !value_is_known_scalar(route->authorization))
        return -1;
    if (route->authorization->kind != VALUE_ABSENT && !value_is_text(route->authorization, "NONE"))
        return 0;
    int key = route->api_key->kind == VALUE_ABSENT ? 0 : value_boolean(route->api_key);
    if (key != 0)
        return key == 1 ? 0 : -1;
    if (!thing)
        return -1;
    const struct value *type = endpoint_type(loader, thing);
    if (value_is_text(type, "PRIVATE"))
        return 0;
    bool open = (type->kind == VALUE_ABSENT || value_is_known_scalar(type)) &&
                thing_at(thing, "Policy")->kind == VALUE_ABSENT &&
                value_at(thing_at(thing, "Body"), "x-amazon-apigateway-policy")->kind == VALUE_ABSENT;
    return open ? 1 : -1;
}

void route_add(struct loader *loader, const struct route *route) {
    struct target function;
    enum answer calls = function_behind(loader, route, &function);
    if (calls == MAYBE)
        close_phantom(loader->facts, "api_route", route->api, route->node,
                      STR("whether the integration is a function is not known"));
    if (calls != YES)
        return;
    struct str label = label_of(loader, route->method);
    if (route->path != route->method)
        label = str_format(loader->arena, "%.*s %.*s", STR_ARG(label), STR_ARG(label_of(loader, route->path)));
    struct row *row = member_row(loader, "api_route", route->thing, route->api, route->node, label);
    row_value_text(row, "method", route->method, STR_NONE);
    row_value_text(row, "path", route->path, STR_NONE);
    row_link(row, "function", function.id, route->uri->node);
    row_value_text(row, "authorization", route->authorization, STR("NONE"));
    row_value_boolean(row, "api_key", route->api_key, 0);
    row_link(row, "authorizer", route->authorizer, NULL);
    row_write(row);
    struct trigger trigger = {
        .function = function,
        .kind = "api",
        .source = route->api,
        .synchronous = 1,
        .unauthenticated = is_unauthenticated(loader, route),
        .node = route->node,
    };
    if (!function.anonymous)
        trigger_add(loader, route->thing, &trigger);
}

/* -- REST APIs ----------------------------------------------------------------------------------------------------- */

void rest_api_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    row_text(row, "kind", STR("rest"), NULL);
    row_value_text(row, "name", thing_at(thing, "Name"), STR_NONE);
    row_value_text(row, "endpoint", endpoint_type(loader, thing), STR("EDGE"));
    const struct value *policy = thing_at(thing, "Policy");
    if (policy->kind == VALUE_ABSENT && thing_at(thing, "Body")->kind == VALUE_MAP)
        policy = thing_at(thing, "Body.x-amazon-apigateway-policy");
    row_value_has(row, "has_policy", policy);
    row_link(row, "policy", resource_policy_add(loader, thing, thing->id, policy), policy->node);
    row_integer(row, "implied", thing->resource->implied, NULL);
}

static void load_body(struct loader *loader, const struct thing *thing) {
    const struct value *body = resolver_document(&loader->resolver, thing_at(thing, "Body"));
    const struct value *elsewhere = thing_at(thing, "BodyS3Location");
    if (elsewhere->kind == VALUE_ABSENT)
        elsewhere = thing_at(thing, "CloneFrom");
    if (body->kind != VALUE_ABSENT)
        openapi_load(loader, thing, body);
    else if (elsewhere->kind != VALUE_ABSENT)
        close_phantom(loader->facts, "api_route", thing->id, elsewhere->node, STR("the routes are not in the input"));
}

void rest_api_members(struct loader *loader, const struct thing *thing) {
    load_body(loader, thing);
}

/* The path of a resource of a REST API: its part behind those of its parents. */
static const struct value *resource_path(struct loader *loader, const struct value *resource, const struct node *node) {
    struct str path = STR_NONE;
    for (unsigned steps = 0; steps < 64; steps++) {
        if (resource->kind == VALUE_REFERENCE && str_is(resource->attribute, "RootResourceId"))
            return value_new_text(loader->arena, node, path.size ? path : STR("/"));
        const struct thing *thing = resource->kind == VALUE_REFERENCE ? link_mention(loader, resource) : NULL;
        if (!thing || !str_is(thing->resource->type, "AWS::ApiGateway::Resource"))
            break;
        const struct value *part = thing_at(thing, "PathPart");
        if (!value_is_known_scalar(part))
            return part;
        path = str_format(loader->arena, "/%.*s%.*s", STR_ARG(part->text), STR_ARG(path));
        resource = thing_at(thing, "ParentId");
    }
    return value_new_unknown(loader->arena, node, STR_NONE, STR("the parent of the path is not in the input"));
}

void method_members(struct loader *loader, const struct thing *thing) {
    const struct value *resource = thing_at(thing, "ResourceId");
    struct route route = {
        .thing = thing,
        .api = link_find(loader, thing_at(thing, "RestApiId"), "api_route", "api").id,
        .method = thing_at(thing, "HttpMethod"),
        .path = resource_path(loader, resource, resource->node ? resource->node : thing_node(thing)),
        .type = thing_at(thing, "Integration.Type"),
        .uri = thing_at(thing, "Integration.Uri"),
        .authorization = thing_at(thing, "AuthorizationType"),
        .api_key = thing_at(thing, "ApiKeyRequired"),
        .authorizer = link_find(loader, thing_at(thing, "AuthorizerId"), "api_route", "authorizer").id,
        .node = thing_node(thing),
    };
    route_add(loader, &route);
}

/* 1 when some web ACL is associated with the API, whatever the stage: errs towards protected. */
static int has_firewall(struct loader *loader, int64_t api) {
    int found = 0;
    loader_each(association, loader, "AWS::WAFv2::WebACLAssociation") {
        struct target target = link_find(loader, thing_at(association, "ResourceArn"), "trigger", "source");
        if (target.id == api)
            return 1;
        if (target.anonymous)
            found = -1;
    }
    return found;
}

static int has_throttle(struct loader *loader, const struct value *settings) {
    struct list list = list_of(loader, settings);
    int found = list.open ? -1 : 0;
    for (size_t i = 0; i < list.count; i++) {
        int rate = value_presence(value_member(list.items[i], "ThrottlingRateLimit"));
        if (rate == 1)
            return 1;
        found = rate < 0 ? -1 : found;
    }
    return found;
}

static void set_stage(struct loader *loader, const struct thing *thing, struct row *row, const char *api,
                      const char *settings) {
    link_column(loader, row, "api", thing_at(thing, api));
    row_value_text(row, "name", thing_at(thing, "StageName"), STR_NONE);
    const struct value *throttle = thing_at(thing, settings);
    row_truth(row, "throttled", has_throttle(loader, throttle), STR("the throttling is not known"), throttle->node);
    row_truth(row, "waf", has_firewall(loader, link_find(loader, thing_at(thing, api), "api_stage", "api").id),
              STR("a web ACL whose resource is not known"), NULL);
}

void rest_stage_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    set_stage(loader, thing, row, "RestApiId", "MethodSettings");
    row_value_has(row, "access_log", thing_at(thing, "AccessLogSetting"));
    row_value_boolean(row, "tracing", thing_at(thing, "TracingEnabled"), 0);
}

void rest_authorizer_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    link_column(loader, row, "api", thing_at(thing, "RestApiId"));
    row_value_text(row, "kind", thing_at(thing, "Type"), STR_NONE);
    row_value_integer(row, "ttl", thing_at(thing, "AuthorizerResultTtlInSeconds"), 300);
    row_value_text(row, "identity_source", thing_at(thing, "IdentitySource"), STR_NONE);
    const struct value *uri = thing_at(thing, "AuthorizerUri");
    row_link(row, "function", authorizer_function(loader, uri), uri->node);
}

/* -- HTTP and WebSocket APIs --------------------------------------------------------------------------------------- */

static void set_protocol(struct row *row, const struct value *protocol) {
    if (protocol->kind == VALUE_ABSENT || value_is_text(protocol, "HTTP"))
        row_text(row, "kind", STR("http"), protocol->node);
    else if (value_is_text(protocol, "WEBSOCKET"))
        row_text(row, "kind", STR("websocket"), protocol->node);
    else
        row_unknown(row, "kind", STR("the protocol is not known"), protocol->node);
}

void http_api_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    (void)loader;
    set_protocol(row, thing_at(thing, "ProtocolType"));
    row_value_text(row, "name", thing_at(thing, "Name"), STR_NONE);
    row_text(row, "endpoint", STR("REGIONAL"), NULL);
    row_integer(row, "implied", thing->resource->implied, NULL);
}

/* "integrations/${Integration}": that integration sets type and URI. */
static void follow_integration(struct loader *loader, const struct value *target, struct route *route) {
    struct str head;
    struct str rest;
    struct str identity;
    route->type = route->uri = &VALUE_NOTHING;
    if (target->kind == VALUE_ABSENT)
        return;
    partial_cut(value_partial(loader->arena, target), '/', &head, &rest);
    if (partial_is_hole(str_is(head, "integrations") ? rest : head, &identity) && str_starts(identity, "ref:")) {
        const struct thing *thing = map_get(&loader->thing_by_address, str_slice(identity, 4, identity.size));
        if (thing && thing_at(thing, "IntegrationSubtype")->kind != VALUE_ABSENT)
            return; /* another service */
        if (thing) {
            route->type = thing_at(thing, "IntegrationType");
            route->uri = thing_at(thing, "IntegrationUri");
            return;
        }
    }
    route->uri = value_new_unknown(loader->arena, target->node, STR_NONE, STR("the integration is not in the input"));
}

/* "GET /orders"; of WebSocket APIs "$connect", "sendMessage"; "$default" of both */
static void split_key(struct loader *loader, const struct value *key, struct route *route) {
    struct str method;
    struct str path;
    route->method = route->path = key;
    if (!value_is_known_scalar(key))
        return;
    if (!str_cut(key->text, ' ', &method, &path)) {
        if (!str_is(key->text, "$default"))
            return;
        path = key->text;
        method = STR("ANY");
    }
    route->method = value_new_text(loader->arena, key->node, method);
    route->path = value_new_text(loader->arena, key->node, path);
}

/* "Quick create": an API with a Target has one route to it, $default unless RouteKey says otherwise, and without
 * authorization unless the route is overridden. */
static void quick_create(struct loader *loader, const struct thing *api, const struct value *target) {
    const struct value *key = thing_at(api, "RouteKey");
    struct route route = {
        .thing = api,
        .api = api->id,
        .type = &VALUE_NOTHING,
        .uri = target,
        .authorization = &VALUE_NOTHING,
        .api_key = &VALUE_NOTHING,
        .node = target->node,
    };
    loader_each(overrides, loader, "AWS::ApiGatewayV2::ApiGatewayManagedOverrides") {
        if (link_find(loader, thing_at(overrides, "ApiId"), "api_route", "api").id == api->id)
            route.authorization = thing_at(overrides, "Route.AuthorizationType");
    }
    if (key->kind == VALUE_ABSENT)
        key = value_new_text(loader->arena, target->node, STR("$default"));
    split_key(loader, key, &route);
    route_add(loader, &route);
}

void http_api_members(struct loader *loader, const struct thing *thing) {
    load_body(loader, thing);
    const struct value *target = thing_at(thing, "Target");
    if (target->kind != VALUE_ABSENT)
        quick_create(loader, thing, target);
}

void http_route_members(struct loader *loader, const struct thing *thing) {
    struct route route = {
        .thing = thing,
        .api = link_find(loader, thing_at(thing, "ApiId"), "api_route", "api").id,
        .authorization = thing_at(thing, "AuthorizationType"),
        .api_key = thing_at(thing, "ApiKeyRequired"),
        .authorizer = link_find(loader, thing_at(thing, "AuthorizerId"), "api_route", "authorizer").id,
        .node = thing_node(thing),
    };
    follow_integration(loader, thing_at(thing, "Target"), &route);
    split_key(loader, thing_at(thing, "RouteKey"), &route);
    route_add(loader, &route);
}

void http_stage_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    set_stage(loader, thing, row, "ApiId", "DefaultRouteSettings");
    row_value_has(row, "access_log", thing_at(thing, "AccessLogSettings"));
}

void http_authorizer_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    link_column(loader, row, "api", thing_at(thing, "ApiId"));
    row_value_text(row, "kind", thing_at(thing, "AuthorizerType"), STR_NONE);
    row_value_integer(row, "ttl", thing_at(thing, "AuthorizerResultTtlInSeconds"), 0);
    row_value_text(row, "identity_source", list_first(loader, thing_at(thing, "IdentitySource")), STR_NONE);
    const struct value *uri = thing_at(thing, "AuthorizerUri");
    row_link(row, "function", authorizer_function(loader, uri), uri->node);
}
