/* APIs: a body (OpenAPI) with a path for each event, a deployment and a stage.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html
 * Left out, because nothing about access hangs on it: models, gateway responses, usage plans, domain names. */
#include "analyzer/dialect/sam_expander.h"

#define ANY "x-amazon-apigateway-any-method"
#define INTEGRATION "x-amazon-apigateway-integration"

struct api {
    struct sam *sam;
    struct sam_resource *resource;
    const struct node *properties;
    const struct node *auth; /* NULL when there is none */
    struct node *body;
    struct node *paths;
    bool http;
};

/* -- routes -------------------------------------------------------------------------------------------------------- */

/* What a report about the authorization of a route points at. */
static const struct node *route_place(const struct sam_route *route) {
    const struct node *own = sam_get(route->auth, "Authorizer");
    if (own)
        return own;
    return route->auth ? route->auth : route->event;
}

static struct node *machine_integration(struct api *api, const struct sam_route *route, const struct node *origin) {
    struct str role =
        str_format(api->sam->arena, "%.*s%.*sRole", STR_ARG(route->target.owner->id), STR_ARG(route->event->key));
    return sam_make(api->sam, origin,
                    "{'type':'aws','httpMethod':'POST','uri':{'Fn::Sub':"
                    "'arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution'},"
                    "'credentials':{'Fn::GetAtt':['%s','Arn']}}",
                    role);
}

static struct node *function_integration(struct api *api, const struct sam_route *route, const struct node *origin) {
    struct sam *sam = api->sam;
    const struct node *condition = sam_get(route->target.owner->node, "Condition");
    bool stream = node_is_text(sam_at(route->event, "Properties.ResponseTransferMode"), "RESPONSE_STREAM");
    struct node *uri =
        sam_make(sam, origin, "{'Fn::Sub':'arn:%z:apigateway:${AWS::Region}:lambda:path/%z/functions/${%s%z}/%z'}",
                 api->http ? "${AWS::Partition}" : "aws", stream ? "2021-11-15" : "2015-03-31", route->target.id,
                 route->target.by_ref ? "" : ".Arn", stream ? "response-streaming-invocations" : "invocations");
    if (condition)
        uri = sam_make(sam, origin, "{'Fn::If':[%n,%n,{'Ref':'AWS::NoValue'}]}", condition, uri);
    return sam_make(sam, origin, "{'type':'aws_proxy','httpMethod':'POST','payloadFormatVersion':%n,'uri':%n}",
                    api->http ? sam_make(sam, origin, "'2.0'") : NULL, uri);
}

static struct node *operation(struct api *api, const struct sam_route *route) {
    struct sam *sam = api->sam;
    const struct node *origin = route_place(route);
    const struct node *condition = sam_get(route->target.owner->node, "Condition");
    struct node *security = sam_route_security(sam, api->auth, route, api->http);
    struct node *integration =
        route->machine ? machine_integration(api, route, origin) : function_integration(api, route, origin);
    struct node *result = sam_make(sam, origin, "{'" INTEGRATION "':%n,'security':%n,'responses':{}}", integration,
                                   security->child_count ? security : NULL);
    if (condition)
        result = sam_make(sam, origin, "{'Fn::If':[%n,%n,{'Ref':'AWS::NoValue'}]}", condition, result);
    return result;
}

/* The path in the body, ready to be changed; NULL when it is written as something that we cannot add to. */
static struct node *open_path(struct api *api, const struct sam_route *route) {
    const struct node *path = node_member_str(api->paths, route->path);
    if (path && path->kind != NODE_NULL && !sam_is_map(path))
        return NULL;
    return sam_open_map(api->sam, api->paths, str_z(api->sam->arena, route->path), route->event);
}

/* An operation of an HTTP API that has an integration keeps it; the event says only who may call, too. */
static struct node *kept_operation(struct api *api, const struct sam_route *route, const struct node *written) {
    struct node *kept = node_new_copy(api->sam->document, written);
    const struct node *own = route->auth ? sam_route_security(api->sam, api->auth, route, true) : NULL;
    struct node *security = own && own->child_count ? sam_open_list(api->sam, kept, "security", route->auth) : NULL;
    if (security)
        node_each(requirement, own) node_append(security, node_new_copy(api->sam->document, requirement));
    return security ? kept : NULL;
}

/* What the user wrote of an operation stays, but for what the event says; NULL: all of it. */
static struct node *merged_operation(struct api *api, const struct sam_route *route, const struct node *written) {
    if (api->http && sam_get(written, INTEGRATION))
        return kept_operation(api, route, written);
    struct node *generated = operation(api, route);
    if (!sam_is_map(written) || !sam_is_map(generated))
        return generated;
    struct node *merged = node_new_copy(api->sam->document, written);
    bool keeps_security = api->http && !route->auth && node_member(written, "security");
    node_each(member, generated) {
        if (!str_is(member->key, "security") || !keeps_security)
            node_set(merged, member->key, node_new_copy(api->sam->document, member));
    }
    return merged;
}

static void add_route(struct api *api, const struct sam_route *route) {
    struct sam *sam = api->sam;
    struct node *path = open_path(api, route);
    const struct node *written = node_member_str(path, route->method);
    struct node *operation = path ? merged_operation(api, route, written) : NULL;
    if (operation)
        node_set(path, route->method, operation);
    struct str in_arn = sam_route_in_arn(sam, route->method, route->path);
    sam_resource_policy(sam, api->body, sam_get(route->auth, "ResourcePolicy"),
                        str_format(sam->arena, "execute-api:/*%.*s", STR_ARG(in_arn)));
}

/* OverrideApiAuth: the event says who may call an operation that stands in DefinitionBody. */
static void override_route(struct api *api, const struct sam_route *route) {
    struct sam *sam = api->sam;
    if (!sam_is_true(sam_get(route->auth, "OverrideApiAuth")) || !node_member_str(api->paths, route->path))
        return;
    struct node *path = open_path(api, route);
    const char *method = str_z(sam->arena, route->method);
    struct node *operation = sam_get(path, method) ? sam_open_map(sam, path, method, route->event) : NULL;
    if (operation)
        node_set(operation, STR("security"), sam_route_security(sam, api->auth, route, api->http));
}

/* -- what the user wrote in DefinitionBody ------------------------------------------------------------------------- */

static struct node *secured_operation(struct api *api, const struct node *operation);
static struct node *secured_path(struct api *api, const struct node *path);

/* Both branches of an Fn::If, which may stand for a path or an operation. */
static struct node *secured_if(struct api *api, const struct node *node,
                               struct node *(*secure)(struct api *api, const struct node *node)) {
    const struct node *condition, *yes, *no;
    if (!sam_is_if(node, &condition, &yes, &no))
        return node_new_copy(api->sam->document, node);
    struct node *results[2] = {secure(api, yes), secure(api, no)};
    results[0]->key = results[1]->key = node->key;
    return sam_make(api->sam, node, "{'Fn::If':[%n,%n,%n]}", condition, results[0], results[1]);
}

static struct node *secured_operation(struct api *api, const struct node *operation) {
    struct sam *sam = api->sam;
    struct node *copy = node_new_copy(sam->document, operation);
    if (operation->style == STYLE_GENERATED && operation->parent)
        return copy;
    if (!sam_is_map(operation))
        return secured_if(api, operation, secured_operation);
    if (node_member(operation, INTEGRATION))
        sam_default_security(sam, api->auth, copy, str_equal_nocase(operation->key, STR("options")), api->http);
    return copy;
}

/* A copy of a map with each member changed. */
static struct node *with_each(struct api *api, const struct node *map,
                              struct node *(*change)(struct api *api, const struct node *member)) {
    struct node *copy = node_new_copy(api->sam->document, map), **link = &copy->first_child;
    copy->first_child = NULL;
    copy->child_count = 0;
    node_each(member, map) node_put(copy, &link, member->key, change(api, member));
    return copy;
}

static struct node *secured_path(struct api *api, const struct node *path) {
    return sam_is_map(path) ? with_each(api, path, secured_operation) : secured_if(api, path, secured_path);
}

static void change_paths(struct api *api, struct node *(*change)(struct api *api, const struct node *path)) {
    api->paths = with_each(api, api->paths, change);
    node_set(api->body, STR("paths"), api->paths);
}

/* -- CORS ---------------------------------------------------------------------------------------------------------- */

/* https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-corsconfiguration.html
 * A mock answers OPTIONS on each path that has none. */
static struct node *with_preflight(struct api *api, const struct node *path) {
    struct sam *sam = api->sam;
    const struct node *cors = sam_get(api->properties, "Cors");
    const struct node *origins = sam_is_map(cors) ? sam_get(cors, "AllowOrigin") : cors;
    struct node *copy = node_new_copy(sam->document, path);
    if (!sam_is_map(path) || node_member(path, "options"))
        return copy;
    struct sam_route route = {.event = cors, .method = STR("options")};
    struct node *security = sam_route_security(sam, api->auth, &route, false);
    node_set(copy, STR("options"),
             sam_make(sam, cors,
                      "{'summary':'CORS support','security':%n,'" INTEGRATION "':{'type':'mock','responses':"
                      "{'default':{'statusCode':'200','responseParameters':{"
                      "'method.response.header.Access-Control-Allow-Origin':%n}}}},'responses':{}}",
                      security->child_count ? security : NULL, origins));
    return copy;
}

static struct str lower_first(struct sam *sam, struct str key) {
    char first = key.size ? key.data[0] : 0;
    if (first < 'A' || first > 'Z')
        return key;
    return str_format(sam->arena, "%c%.*s", first + 32, STR_ARG(str_slice(key, 1, key.size)));
}

static void add_http_cors(struct api *api) {
    struct sam *sam = api->sam;
    const struct node *cors = sam_get(api->properties, "CorsConfiguration");
    if (sam_is_true(cors)) {
        node_set(api->body, STR("x-amazon-apigateway-cors"), sam_make(sam, cors, "{'allowOrigins':['*']}"));
    } else if (sam_is_map(cors)) {
        struct node *result = node_new_map(sam->document, cors), **link = &result->first_child;
        node_each(member, cors)
            node_put(result, &link, lower_first(sam, member->key), node_new_copy(sam->document, member));
        node_set(api->body, STR("x-amazon-apigateway-cors"), result);
    }
}

/* -- the body ------------------------------------------------------------------------------------------------------ */

static struct node *skeleton(struct api *api) {
    const struct node *node = api->resource->node;
    const char *version = api->http ? "{'openapi':'3.0.1'}" : "{'swagger':'2.0'}";
    struct node *body = sam_make(api->sam, node, version);
    node_set(body, STR("info"), sam_make(api->sam, node, "{'version':'1.0','title':{'Ref':'AWS::StackName'}}"));
    return body;
}

/* NULL when the body cannot be followed: it is elsewhere or a macro makes it. */
static bool open_body(struct api *api) {
    struct sam *sam = api->sam;
    const struct node *written = sam_get(api->properties, "DefinitionBody");
    bool elsewhere = sam_get(api->properties, "DefinitionUri") != NULL;
    if ((written && !sam_is_map(written)) || (!written && elsewhere))
        return false;
    api->body = written ? node_new_copy(sam->document, written) : skeleton(api);
    api->paths = sam_open_map(sam, api->body, "paths", api->resource->node);
    return api->paths != NULL;
}

static void add_schemes(struct api *api) {
    struct sam *sam = api->sam;
    bool components = api->http || node_member(api->body, "openapi");
    struct node *place = api->body;
    if (components)
        place = sam_open_map(sam, api->body, "components", api->resource->node);
    struct node *schemes =
        place ? sam_open_map(sam, place, components ? "securitySchemes" : "securityDefinitions", api->resource->node)
              : NULL;
    if (schemes)
        sam_security_schemes(sam, api->auth, schemes, api->http);
}

/* Events add routes to a body that SAM makes. A body that the user wrote gets them from HTTP APIs and with
 * MergeDefinitions only; else it says everything itself, but for the authorizer that an event overrides. */
static void fill_body(struct api *api) {
    struct sam *sam = api->sam;
    bool written = sam_get(api->properties, "DefinitionBody") != NULL;
    bool merged = !written || api->http || sam_is_true(sam_get(api->properties, "MergeDefinitions"));
    for (size_t i = 0; i < api->resource->routes.count; i++)
        (merged ? add_route : override_route)(api, &api->resource->routes.items[i]);
    /* The default authorizer of the API counts for what the user wrote, too. */
    if (written && (sam_get(api->auth, "DefaultAuthorizer") || sam_get(api->auth, "ApiKeyRequired")))
        change_paths(api, secured_path);
    const struct node *cors = sam_get(api->properties, "Cors");
    if (api->http)
        add_http_cors(api);
    else if (cors && !sam_is_no_value(cors))
        change_paths(api, with_preflight);
    sam_resource_policy(sam, api->body, sam_get(api->auth, "ResourcePolicy"), STR("execute-api:/*"));
    add_schemes(api);
}

static void set_body(struct api *api, struct node *result) {
    struct sam *sam = api->sam;
    const struct node *written = sam_get(api->properties, "DefinitionBody");
    if (open_body(api)) {
        fill_body(api);
        node_set(result, STR("Body"), api->body);
    } else if (written) {
        node_set(result, STR("Body"), node_new_copy(sam->document, written));
    } else {
        node_set(result, STR("BodyS3Location"),
                 sam_location(sam, sam_get(api->properties, "DefinitionUri"), "", "Version"));
    }
}

/* -- the API itself ------------------------------------------------------------------------------------------------ */

/* An API that nobody wrote is there when one of its functions is. */
static void set_implicit_condition(struct sam *sam, struct sam_resource *api, const char *name) {
    VEC(const struct node *) conditions = {0};
    for (size_t i = 0; i < api->routes.count; i++) {
        const struct node *condition = sam_get(api->routes.items[i].target.owner->node, "Condition");
        if (!sam_is_text(condition))
            return;
        vec_push(sam->arena, &conditions, condition);
    }
    if (conditions.count == 0)
        return;
    struct node *condition = sam_either(sam, conditions.items, conditions.count, name);
    node_set(api->generated, STR("Condition"), condition);
    node_set(api->result, STR("Condition"), node_new_copy(sam->document, condition));
}

static struct node *endpoint(struct sam *sam, const struct node *configuration) {
    if (!configuration)
        return NULL;
    if (!sam_is_map(configuration))
        return sam_make(sam, configuration, "{'Types':[%n]}", configuration);
    const struct node *type = sam_get(configuration, "Type");
    return sam_make(sam, configuration, "{'Types':%n,'VpcEndpointIds':%n,'IpAddressType':%n}",
                    type ? sam_make(sam, type, "[%n]", type) : NULL, sam_get(configuration, "VPCEndpointIds"),
                    sam_get(configuration, "IpAddressType"));
}

/* What of its name stands in the logical id of a stage. */
static struct str stage_suffix(struct sam *sam, const struct node *name) {
    bool kept = sam_is_text(name) && str_equal(sam_alphanumeric(sam, name->text), name->text);
    return kept ? name->text : STR_NONE;
}

static void add_rest_stage(struct sam *sam, struct sam_resource *api) {
    const struct node *properties = api->properties, *name = sam_get(properties, "StageName");
    struct str deployment = sam_join(sam, api->id, "Deployment");
    struct str id = str_format(sam->arena, "%.*s%.*sStage", STR_ARG(api->id), STR_ARG(stage_suffix(sam, name)));
    const struct node *origin = name && !api->implicit ? name : api->node;
    sam_add(sam, api, origin, deployment, "AWS::ApiGateway::Deployment",
            sam_make(sam, origin, "{'RestApiId':{'Ref':'%s'}}", api->id));
    struct node *stage =
        sam_make(sam, origin, "{'RestApiId':{'Ref':'%s'},'DeploymentId':{'Ref':'%s'}}", api->id, deployment);
    SAM_COPY(stage, properties, "StageName", "CacheClusterEnabled", "CacheClusterSize", "Variables", "MethodSettings",
             "AccessLogSetting", "CanarySetting", "TracingEnabled");
    struct node *tags = sam_tags(sam, api->node, sam_get(properties, "Tags"), true);
    if (tags)
        node_set(stage, STR("Tags"), tags);
    sam_add(sam, api, origin, id, "AWS::ApiGateway::Stage", stage);
    sam_name(sam, api, "Stage", id);
    sam_name(sam, api, "Deployment", deployment);
}

static void add_http_stage(struct sam *sam, struct sam_resource *api) {
    const struct node *properties = api->properties, *name = sam_get(properties, "StageName");
    const struct node *origin = name ? name : api->node;
    bool fallback = !name || node_is_text(name, "$default");
    struct str suffix = fallback ? STR("ApiGatewayDefault") : stage_suffix(sam, name);
    struct str id = str_format(sam->arena, "%.*s%.*sStage", STR_ARG(api->id), STR_ARG(suffix));
    struct node *stage = sam_make(sam, origin, "{'ApiId':{'Ref':'%s'},'StageName':%n,'AutoDeploy':true}", api->id,
                                  name ? name : sam_make(sam, origin, "'$default'"));
    SAM_COPY(stage, properties, "AccessLogSettings", "StageVariables", "DefaultRouteSettings", "RouteSettings");
    sam_add(sam, api, origin, id, "AWS::ApiGatewayV2::Stage", stage);
    sam_name(sam, api, "Stage", id);
}

void sam_api(struct sam *sam, struct sam_resource *resource) {
    const struct node *properties = resource->properties;
    const struct node *written = node_member(resource->node, "Properties");
    struct node *result = node_new_map(sam->document, written ? written : resource->node);
    struct api api = {.sam = sam, .resource = resource, .properties = properties, .auth = sam_get(properties, "Auth")};
    SAM_COPY(result, properties, "Name", "Description", "BinaryMediaTypes", "MinimumCompressionSize", "Mode",
             "ApiKeySourceType", "FailOnWarnings", "Policy", "SecurityPolicy", "EndpointAccessMode",
             "DisableExecuteApiEndpoint");
    struct node *types = endpoint(sam, sam_get(properties, "EndpointConfiguration"));
    if (types)
        node_set(result, STR("EndpointConfiguration"), types);
    set_body(&api, result);
    sam_become(sam, resource, "AWS::ApiGateway::RestApi", result);
    if (resource->implicit)
        set_implicit_condition(sam, resource, "ServerlessRestApiCondition");
    sam_authorizer_permissions(sam, resource, api.auth, false);
    add_rest_stage(sam, resource);
}

void sam_http_api(struct sam *sam, struct sam_resource *resource) {
    const struct node *properties = resource->properties;
    const struct node *written = node_member(resource->node, "Properties");
    struct node *result = node_new_map(sam->document, written ? written : resource->node);
    struct api api = {
        .sam = sam, .resource = resource, .properties = properties, .auth = sam_get(properties, "Auth"), .http = true};
    SAM_COPY(result, properties, "Name", "Description", "FailOnWarnings", "DisableExecuteApiEndpoint");
    set_body(&api, result);
    sam_become(sam, resource, "AWS::ApiGatewayV2::Api", result);
    if (resource->implicit)
        set_implicit_condition(sam, resource, "ServerlessHttpApiCondition");
    sam_authorizer_permissions(sam, resource, api.auth, true);
    add_http_stage(sam, resource);
}
