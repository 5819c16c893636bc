/* https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-websocketapi.html
 * Each route is a route, an integration and a permission; authorization is that of $connect. */
#include "analyzer/dialect/sam_expander.h"

#define FUNCTION_PATH "lambda:path/2015-03-31/functions/"

struct websocket {
    struct sam *sam;
    struct sam_resource *resource;
    const struct node *properties;
    const struct node *auth;
};

static struct str logical_id(struct websocket *api, struct str key, const char *suffix) {
    struct str name = sam_alphanumeric(api->sam, key);
    struct buf buf;
    buf_init(&buf, api->sam->arena);
    buf_add(&buf, api->resource->id);
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        if (i == 0 && c >= 'a' && c <= 'z')
            c = (char)(c - 32);
        else if (i > 0 && c >= 'A' && c <= 'Z')
            c = (char)(c + 32);
        buf_add_char(&buf, c);
    }
    buf_add_z(&buf, suffix);
    return buf_str(&buf);
}

static void add(struct websocket *api, const struct node *origin, struct str id, const char *type,
                struct node *properties) {
    sam_add(api->sam, api->resource, origin, id, type, properties);
}

/* A custom authorizer needs a permission unless it is invoked by a role. */
static void add_authorizer(struct websocket *api) {
    struct sam *sam = api->sam;
    const struct node *function = sam_get(api->auth, "AuthArn"), *role = sam_get(api->auth, "InvokeRole");
    const struct node *name = sam_get(api->auth, "Name");
    struct str id = sam_join(sam, api->resource->id, "ConnectAuthorizer");
    add(api, api->auth, id, "AWS::ApiGatewayV2::Authorizer",
        sam_make(sam, api->auth,
                 "{'ApiId':{'Ref':'%s'},'AuthorizerType':'REQUEST','AuthorizerUri':{'Fn::Sub':['arn:${AWS::Partition}:"
                 "apigateway:${AWS::Region}:" FUNCTION_PATH "${AuthArn}/invocations',{'AuthArn':%n}]},"
                 "'AuthorizerCredentialsArn':%n,'IdentitySource':%n,'Name':%n}",
                 api->resource->id, function, role, sam_get(api->auth, "IdentitySource"),
                 name ? name : sam_make(sam, api->auth, "'%s'", id)));
    if (role || !function)
        return;
    add(api, api->auth, sam_join(sam, api->resource->id, "AuthorizerPermission"), "AWS::Lambda::Permission",
        sam_make(sam, api->auth,
                 "{'Action':'lambda:InvokeFunction','FunctionName':%n,'Principal':'apigateway.amazonaws.com',"
                 "'SourceArn':{'Fn::Sub':['arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:"
                 "${__ApiId__}/authorizers/*',{'__ApiId__':{'Ref':'%s'}}]}}",
                 function, api->resource->id));
}

static struct node *permission_source(struct websocket *api, const struct node *route) {
    const struct node *stage = sam_get(api->properties, "StageName");
    if (stage && !sam_is_text(stage))
        return sam_make(api->sam, route,
                        "{'Fn::Sub':['arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:"
                        "${%s.ApiId}/${__StageName__}/%s',{'__StageName__':%n}]}",
                        api->resource->id, route->key, stage);
    return sam_make(api->sam, route,
                    "{'Fn::Sub':'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:"
                    "${%s.ApiId}/%s/%s'}",
                    api->resource->id, stage ? stage->text : STR("default"), route->key);
}

static void add_route(struct websocket *api, const struct node *route) {
    struct sam *sam = api->sam;
    const struct node *function = sam_get(route, "FunctionArn");
    const struct node *type = str_is(route->key, "$connect") ? sam_get(api->auth, "AuthType") : NULL;
    bool custom = node_is_text(type, "CUSTOM");
    struct str integration = logical_id(api, route->key, "Integration");
    struct node *result = sam_make(
        sam, type ? type : route,
        "{'ApiId':{'Ref':'%s'},'RouteKey':'%s','AuthorizationType':%n,'AuthorizerId':%n,"
        "'Target':{'Fn::Join':['/',['integrations',{'Ref':'%s'}]]}}",
        api->resource->id, route->key, type,
        custom ? sam_make(sam, api->auth, "{'Ref':'%sConnectAuthorizer'}", api->resource->id) : NULL, integration);
    SAM_COPY(result, route, "ApiKeyRequired", "ModelSelectionExpression", "OperationName", "RequestModels",
             "RequestParameters", "RouteResponseSelectionExpression");
    add(api, route, logical_id(api, route->key, "Route"), "AWS::ApiGatewayV2::Route", result);
    if (!function) {
        sam_diag(sam, DIAG_UNSUPPORTED, route, "route '%.*s' names no FunctionArn", STR_ARG(route->key));
        return;
    }
    add(api, route, integration, "AWS::ApiGatewayV2::Integration",
        sam_make(sam, route,
                 "{'ApiId':{'Ref':'%s'},'IntegrationType':'AWS_PROXY','IntegrationUri':{'Fn::Sub':["
                 "'arn:${AWS::Partition}:apigateway:${AWS::Region}:" FUNCTION_PATH "${FunctionArn}/invocations',"
                 "{'FunctionArn':%n}]}}",
                 api->resource->id, function));
    add(api, route, logical_id(api, route->key, "Permission"), "AWS::Lambda::Permission",
        sam_make(sam, route,
                 "{'Action':'lambda:InvokeFunction','FunctionName':%n,'Principal':'apigateway.amazonaws.com',"
                 "'SourceArn':%n}",
                 function, permission_source(api, route)));
    if (custom)
        add_authorizer(api);
}

static void add_stage(struct websocket *api) {
    struct sam *sam = api->sam;
    const struct node *name = sam_get(api->properties, "StageName"), *origin = name ? name : api->resource->node;
    bool fallback = !name || node_is_text(name, "default");
    struct str suffix = fallback ? STR("Default") : sam_is_text(name) ? name->text : STR_NONE;
    struct str id = str_format(sam->arena, "%.*s%.*sStage", STR_ARG(api->resource->id), STR_ARG(suffix));
    struct node *stage = sam_make(sam, origin, "{'ApiId':{'Ref':'%s'},'StageName':%n,'AutoDeploy':true}",
                                  api->resource->id, name ? name : sam_make(sam, origin, "'default'"));
    SAM_COPY(stage, api->properties, "AccessLogSettings", "StageVariables", "DefaultRouteSettings", "RouteSettings");
    add(api, origin, id, "AWS::ApiGatewayV2::Stage", stage);
    sam_name(sam, api->resource, "Stage", id);
}

void sam_websocket_api(struct sam *sam, struct sam_resource *resource) {
    const struct node *properties = resource->properties, *routes = sam_get(properties, "Routes");
    struct websocket api = {sam, resource, properties, sam_get(properties, "Auth")};
    struct node *result = sam_make(sam, resource->node, "{'Name':'%s','ProtocolType':'WEBSOCKET'}", resource->id);
    SAM_COPY(result, properties, "Name", "Description", "RouteSelectionExpression", "ApiKeySelectionExpression",
             "DisableExecuteApiEndpoint", "DisableSchemaValidation", "IpAddressType");
    sam_become(sam, resource, "AWS::ApiGatewayV2::Api", result);
    if (sam_is_map(routes)) {
        node_each(route, routes) if (sam_count_item(sam, route)) add_route(&api, route);
    } else {
        sam_diag(sam, DIAG_UNSUPPORTED, routes ? routes : resource->node, "the routes of '%.*s' are not written here",
                 STR_ARG(resource->id));
    }
    add_stage(&api);
}
