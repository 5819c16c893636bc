/* What the translator rejects in APIs beyond the names, kinds and values of properties (sam_check.c,
 * sam_check_shapes.c): bodies that it has to change, authorizers, CORS.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-httpapi.html */
#include "analyzer/dialect/sam_expander.h"

#include <ctype.h>
#include <string.h>

static bool is_filled(const struct node *node) {
    return !sam_is_empty(node) && !sam_is_no_value(node) && !sam_is_false(node);
}

/* -- DefinitionBody ------------------------------------------------------------------------------------------------ */

/* 3, 3.0, 3.0.1 */
static bool is_version_3(struct str version) {
    size_t size = version.size;
    bool shaped = size == 3 || (size == 5 && version.data[3] == '.' && isdigit((unsigned char)version.data[4]));
    return str_is(version, "3") || (shaped && str_starts(version, "3.") && isdigit((unsigned char)version.data[2]));
}

/* Whether SAM can change it. Text that AWS::Include puts there comes before SAM. */
static bool is_definition(const struct node *body, bool http) {
    const struct node *paths = sam_get(body, "paths"), *openapi = sam_get(body, "openapi");
    if (node_member(body, "Fn::Transform") || call_of(body).kind == CALL_TRANSFORM || call_of(body).kind == CALL_REF)
        return true;
    if (!sam_is_map(body) || !paths || paths->kind != NODE_MAP)
        return false;
    if (!http && sam_get(body, "swagger"))
        return true;
    return openapi && (!sam_is_text(openapi) || is_version_3(openapi->text));
}

/* A property that SAM writes into the body; NULL when there is none. */
static const struct node *body_property(const struct sam_resource *api, bool http) {
    static const char *const REST[] = {"Auth", "Cors", "GatewayResponses", "Models", NULL};
    static const char *const HTTP[] = {"Auth", "CorsConfiguration", "Tags", NULL};
    for (const char *const *name = http ? HTTP : REST; *name; name++) {
        const struct node *property = sam_get(api->properties, *name);
        if (is_filled(property))
            return property;
    }
    return sam_get(api->properties, "DisableExecuteApiEndpoint");
}

/* Members of a path that are no methods. */
static bool is_method(struct str key) {
    return !str_is(key, "summary") && !str_is(key, "description") && !str_is(key, "parameters") &&
           !str_starts(key, "Fn::");
}

static void check_security(struct sam *sam, const struct node *operation) {
    const struct node *security = node_member(operation, "security");
    if (security && !sam_is_list(security))
        sam_reject(sam, security, "the security of '%.*s' is no list", STR_ARG(operation->key));
    else
        node_each(item, security) if (item->kind != NODE_MAP)
            sam_reject(sam, item, "an item in the security of '%.*s' is no map", STR_ARG(operation->key));
}

/* SAM looks for operations of HTTP APIs by the name that API Gateway has for them. */
static bool is_operation_name(struct str key) {
    bool lower = true;
    for (size_t i = 0; i < key.size; i++)
        lower = lower && !isupper((unsigned char)key.data[i]);
    return lower && !str_is(key, "any");
}

static void check_operations(struct sam *sam, const struct node *path, bool http) {
    if (call_of(path).kind == CALL_IF && call_of(path).argument->kind != NODE_LIST)
        sam_reject(sam, path, "Fn::If takes a list");
    if (!sam_is_map(path))
        return;
    node_each(operation, path) {
        if (!is_method(operation->key) || call_of(operation).kind != CALL_NONE)
            continue;
        if (operation->kind != NODE_MAP)
            sam_reject(sam, operation, "the operation '%.*s' of path '%.*s' is no map", STR_ARG(operation->key),
                       STR_ARG(path->key));
        else if (http && !is_operation_name(operation->key))
            sam_reject(sam, operation, "SAM finds no operation '%.*s': write it in lower case, and any method as %s",
                       STR_ARG(operation->key), "x-amazon-apigateway-any-method");
        else
            check_security(sam, operation);
    }
}

static void check_body_shape(struct sam *sam, const struct sam_resource *api, const struct node *body, bool http) {
    const struct node *auth = sam_get(api->properties, "Auth"), *paths = sam_get(body, "paths");
    const struct node *cors = http ? NULL : sam_get(api->properties, "Cors");
    bool secures = is_filled(sam_get(auth, "DefaultAuthorizer")) || is_filled(sam_get(auth, "ApiKeyRequired"));
    struct str name = STR("DefinitionBody");
    if (secures || is_filled(cors) || (!http && !sam_get(body, "swagger")))
        sam_check_shapes(sam, STR("changed body"), name, body, body);
    if (secures || is_filled(sam_get(auth, "Authorizers")))
        sam_check_shapes(sam, STR("secured body"), name, body, body);
    if (!http && !sam_get(body, "swagger"))
        sam_check_shapes(sam, STR("body of version 3"), name, body, body);
    if (sam_get(api->properties, "DisableExecuteApiEndpoint"))
        sam_check_shapes(sam, STR("body without default endpoint"), name, body, body);
    if (http) /* SAM tags them all */
        sam_check_shapes(sam, STR("tagged body"), name, body, body);
    if (secures)
        node_each(path, paths) check_operations(sam, path, http);
}

static void check_body(struct sam *sam, const struct sam_resource *api, bool http) {
    const struct node *body = sam_get(api->properties, "DefinitionBody"), *changes = body_property(api, http);
    if (sam_is_empty(body))
        return;
    bool routed = http && api->routes.count > 0;
    if (is_definition(body, http)) {
        if (sam_is_map(body))
            check_body_shape(sam, api, body, http);
    } else if (changes || routed) {
        sam_reject(sam, body, "DefinitionBody is no %s with its version and a map of paths: SAM cannot add %.*s",
                   http ? "OpenAPI 3 document" : "Swagger or OpenAPI document",
                   STR_ARG(changes ? changes->key : STR("the paths of events")));
    }
}

/* -- authorizers --------------------------------------------------------------------------------------------------- */

/* https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-lambdarequestauthorizationidentity.html
 * Without a source nothing could be cached. */
static void check_request_authorizer(struct sam *sam, const struct node *authorizer) {
    static const char *const SOURCES[] = {"Headers", "QueryStrings", "StageVariables", "Context"};
    const struct node *identity = sam_get(authorizer, "Identity"), *ttl = sam_get(identity, "ReauthorizeEvery");
    if ((identity && call_of(identity).kind != CALL_NONE) || (ttl && node_is_text(ttl, "0")))
        return;
    bool any = false;
    for (size_t i = 0; i < sizeof SOURCES / sizeof *SOURCES; i++)
        any = any || is_filled(sam_get(identity, SOURCES[i]));
    if (!any)
        sam_reject(sam, identity ? identity : authorizer,
                   "'%.*s' is of type REQUEST: its Identity needs Headers, QueryStrings, StageVariables or Context",
                   STR_ARG(authorizer->key));
    sam_check_shapes(sam, STR("identity of a REST authorizer"), STR("Identity"), authorizer, identity);
}

static void check_http_authorizer(struct sam *sam, const struct node *authorizer) {
    const struct node *jwt = sam_get(authorizer, "JwtConfiguration");
    struct str kind = is_filled(jwt) ? STR("JWT authorizer") : STR("Lambda authorizer");
    sam_check_shapes(sam, kind, authorizer->key, authorizer, authorizer);
}

static void check_default_authorizer(struct sam *sam, const struct node *auth, bool http) {
    const struct node *name = sam_get(auth, "DefaultAuthorizer"), *authorizers = sam_get(auth, "Authorizers");
    const struct node *iam = sam_get(auth, "EnableIamAuthorizer");
    if (!sam_is_text(name) || name->text.size == 0 || (authorizers && !sam_is_map(authorizers)))
        return;
    bool built_in = node_is_text(name, "AWS_IAM") && (!http || (iam && !sam_is_false(iam)));
    bool unused = !http && sam_is_empty(authorizers);
    if (!built_in && !unused && !is_filled(node_member_str(authorizers, name->text)))
        sam_reject(sam, name, "the DefaultAuthorizer '%.*s' is none of the Authorizers", STR_ARG(name->text));
}

static void check_authorizers(struct sam *sam, const struct sam_resource *api, bool http) {
    const struct node *auth = sam_get(api->properties, "Auth"), *authorizers = sam_get(auth, "Authorizers");
    if (!sam_is_map(auth))
        return;
    check_default_authorizer(sam, auth, http);
    if (!sam_is_map(authorizers))
        return;
    node_each(authorizer, authorizers) {
        if (!sam_is_map(authorizer))
            continue;
        if (http)
            check_http_authorizer(sam, authorizer);
        else if (node_is_text(node_member(authorizer, "FunctionPayloadType"), "REQUEST"))
            check_request_authorizer(sam, authorizer);
        else
            sam_check_shapes(sam, STR("token authorizer"), authorizer->key, authorizer, authorizer);
    }
}

/* -- the rest ------------------------------------------------------------------------------------------------------ */

/* The wildcard as each API writes it: the quotes of a header's value, or a list. */
static bool is_wildcard(const struct node *origins, bool http) {
    if (!http)
        return !origins || node_is_text(origins, "'*'");
    return sam_is_list(origins) && origins->child_count == 1 && node_is_text(origins->first_child, "*");
}

static void check_cors(struct sam *sam, const struct sam_resource *api, bool http) {
    const struct node *cors = sam_get(api->properties, http ? "CorsConfiguration" : "Cors");
    const struct node *credentials = sam_get(cors, "AllowCredentials");
    if (sam_is_map(cors) && sam_is_true(credentials) && credentials->kind == NODE_BOOLEAN &&
        is_wildcard(sam_get(cors, http ? "AllowOrigins" : "AllowOrigin"), http))
        sam_reject(sam, credentials, "AllowCredentials needs origins by name, not all of them");
}

/* 2.0, 3.0, 3.0.1 */
static void check_version(struct sam *sam, const struct node *version) {
    if (!version || call_of(version).kind != CALL_NONE)
        return;
    struct str text = node_is_scalar(version) ? version->text : STR_NONE;
    bool is_2 = text.size == 3 && str_starts(text, "2.") && isdigit((unsigned char)text.data[2]);
    if (!is_2 && !(is_version_3(text) && text.size > 1))
        sam_reject(sam, version, "OpenApiVersion has to be a text such as '3.0.1'");
}

static void check_responses(struct sam *sam, const struct node *responses) {
    if (!sam_is_map(responses))
        return;
    node_each(response, responses) {
        const struct node *code = sam_get(response, "StatusCode");
        int64_t number;
        if (sam_is_text(code) && code->text.size && (!str_integer(code->text, &number) || code->text.size > 3))
            sam_reject(sam, code, "the StatusCode '%.*s' is no number of up to three digits", STR_ARG(code->text));
    }
}

/* https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-websocketapi-websocketapiauthconfiguration.html
 */
static void check_websocket(struct sam *sam, const struct sam_resource *api) {
    const struct node *routes = sam_get(api->properties, "Routes"), *auth = sam_get(api->properties, "Auth");
    const struct node *type = sam_get(auth, "AuthType"), *stage = sam_get(api->properties, "StageName");
    if (is_filled(auth) && sam_is_map(routes) && !sam_get(routes, "$connect"))
        sam_reject(sam, auth, "Auth works at the route $connect, which is not there");
    if (sam_is_map(auth) && auth->child_count > 0 && (!type || sam_is_text(type)))
        sam_check_shapes(sam, str_format(sam->arena, "WebSocket auth %.*s", STR_ARG(type ? type->text : STR_NONE)),
                         STR("Auth"), auth, auth);
    if (node_is_text(stage, "$default"))
        sam_reject(sam, stage, "a stage of a WebSocket API cannot be named $default");
    if (!sam_is_map(routes))
        return;
    node_each(route, routes) {
        bool special =
            str_is(route->key, "$connect") || str_is(route->key, "$disconnect") || str_is(route->key, "$default");
        if (!special && !str_equal(sam_alphanumeric(sam, route->key), route->key))
            sam_reject(sam, route,
                       "the route '%.*s' has to be letters and digits, or $connect, $disconnect or $default",
                       STR_ARG(route->key));
        const struct node *parameters = sam_get(route, "RequestParameters");
        if (is_filled(parameters) && !str_is(route->key, "$connect"))
            sam_reject(sam, parameters, "only the route $connect can have RequestParameters");
    }
}

static void check_api(struct sam *sam, const struct sam_resource *api, bool http) {
    const struct node *uri = sam_get(api->properties, "DefinitionUri");
    const struct node *merge = sam_get(api->properties, "MergeDefinitions");
    check_body(sam, api, http);
    check_authorizers(sam, api, http);
    check_cors(sam, api, http);
    if (http)
        return;
    check_version(sam, sam_get(api->properties, "OpenApiVersion"));
    check_responses(sam, sam_get(api->properties, "GatewayResponses"));
    if (uri && sam_is_true(merge))
        sam_reject(sam, merge, "MergeDefinitions needs DefinitionBody instead of DefinitionUri");
}

void sam_check_apis(struct sam *sam) {
    for (size_t i = 0; i < sam->resources.count; i++) {
        const struct sam_resource *api = sam->resources.items[i];
        bool rest = str_is(api->type, "AWS::Serverless::Api"), http = str_is(api->type, "AWS::Serverless::HttpApi");
        if (str_is(api->type, "AWS::Serverless::WebSocketApi"))
            check_websocket(sam, api);
        if ((!rest && !http) || node_member(api->properties, "Fn::Transform"))
            continue;
        check_api(sam, api, http);
        sam_check_routes(sam, api, http);
    }
}
