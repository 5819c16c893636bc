/* OpenAPI bodies of APIs: which paths call a function, and what authorization they ask for. SAM writes them too.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html */
#include "analyzer/facts/load/api.h"

#include <string.h>

struct body {
    struct loader *loader;
    const struct thing *api;
    const struct value *root;
    const struct value *definitions; /* of security schemes */
};

/* What the security requirements of an operation come to. */
struct security {
    const char *authorization; /* NULL: none asked for */
    int api_key;
    bool unknown;
};

/* -- security ------------------------------------------------------------------------------------------------------ */

/* The kind of one scheme by its definition: "" for an API key, NULL when nobody can tell. */
static const char *scheme_kind(const struct body *body, struct str name) {
    const struct value *scheme = value_member_str(body->definitions, name);
    if (str_is(name, "NONE")) /* SAM writes it for `Authorizer: NONE`, with no definition */
        return "NONE";
    if (scheme->kind == VALUE_ABSENT)
        return str_is(name, "api_key") ? "" : NULL;
    if (scheme->kind != VALUE_MAP)
        return NULL;
    const struct value *type = value_member(scheme, "x-amazon-apigateway-authtype");
    const struct value *authorizer = value_member(scheme, "x-amazon-apigateway-authorizer");
    if (value_is_text(type, "awsSigv4"))
        return "AWS_IAM";
    if (value_is_text(type, "cognito_user_pools"))
        return "COGNITO_USER_POOLS";
    if (value_is_text(value_member(authorizer, "type"), "cognito_user_pools"))
        return "COGNITO_USER_POOLS";
    if (value_is_text(value_member(authorizer, "type"), "jwt"))
        return "JWT";
    if (authorizer->kind != VALUE_ABSENT || type->kind != VALUE_ABSENT)
        return "CUSTOM";
    if (value_is_text(value_member(scheme, "type"), "apiKey"))
        return "";
    return "CUSTOM";
}

static void add_requirement(const struct body *body, struct str name, struct security *security) {
    const char *kind = scheme_kind(body, name);
    if (!kind)
        security->unknown = true;
    else if (*kind == '\0')
        security->api_key = 1;
    else if (strcmp(kind, "NONE") != 0 || !security->authorization)
        security->authorization = kind;
}

/* All requirements count, although a list means "one of": API Gateway applies every one that it knows. An operation
 * without a list has that of the whole body; an empty list asks for nothing. */
static struct security read_security(const struct body *body, const struct value *operation) {
    struct security security = {0};
    const struct value *extension = value_at(operation, "x-amazon-apigateway-auth.type");
    const struct value *given = value_member(operation, "security");
    if (extension->kind == VALUE_TEXT) {
        security.authorization = value_is_text(extension, "AWS_IAM") ? "AWS_IAM" : "NONE";
        return security;
    }
    if (given->kind == VALUE_ABSENT)
        given = value_member(body->root, "security");
    struct list list = list_of(body->loader, given);
    security.unknown = list.open;
    for (size_t i = 0; i < list.count; i++) {
        security.unknown = security.unknown || list.items[i]->kind != VALUE_MAP;
        for (size_t m = 0; list.items[i]->kind == VALUE_MAP && m < list.items[i]->count; m++)
            add_requirement(body, list.items[i]->members[m].key, &security);
    }
    return security;
}

/* -- paths --------------------------------------------------------------------------------------------------------- */

static const char *method_of(struct str key) {
    static const char *const METHODS[][2] = {
        {"get", "GET"},     {"put", "PUT"},         {"post", "POST"}, {"delete", "DELETE"},
        {"patch", "PATCH"}, {"options", "OPTIONS"}, {"head", "HEAD"}, {"x-amazon-apigateway-any-method", "ANY"},
        {"x-any", "ANY"},
    };
    for (size_t i = 0; i < sizeof METHODS / sizeof *METHODS; i++)
        if (str_equal_nocase(key, str_from(METHODS[i][0])))
            return METHODS[i][1];
    return NULL;
}

static const struct value *text_value(const struct body *body, const struct node *node, const char *text) {
    return value_new_text(body->loader->arena, node, str_from(text));
}

static void load_operation(const struct body *body, struct str path, const char *method,
                           const struct value_member *member) {
    struct loader *loader = body->loader;
    const struct value *operation = member->value;
    const struct node *node = member->key_node ? member->key_node : operation->node;
    struct security security = read_security(body, operation);
    struct route route = {
        .thing = body->api,
        .api = body->api->id,
        .method = text_value(body, node, method),
        .path = value_new_text(loader->arena, node, path),
        .type = value_at(operation, "x-amazon-apigateway-integration.type"),
        .uri = value_at(operation, "x-amazon-apigateway-integration.uri"),
        .authorization = text_value(body, node, security.authorization ? security.authorization : "NONE"),
        .api_key = text_value(body, node, security.api_key ? "true" : "false"),
        .node = node,
    };
    if (security.unknown)
        route.authorization = route.api_key =
            value_new_unknown(loader->arena, node, STR_NONE, STR("the security of the operation is not known"));
    route_add(loader, &route);
}

static void phantom_route(const struct body *body, const struct value *value) {
    struct str reason = value_reason(value);
    close_phantom(body->loader->facts, "api_route", body->api->id, value->node,
                  reason.size ? reason : STR("the routes of the API are not known"));
}

static void load_path(const struct body *body, const struct value_member *path) {
    const struct value *operations = path->value;
    for (size_t i = 0; operations->kind == VALUE_MAP && i < operations->count; i++) {
        const struct value_member *member = &operations->members[i];
        const char *method = method_of(member->key);
        if (method && member->value->kind == VALUE_MAP)
            load_operation(body, path->key, method, member);
        else if (method)
            phantom_route(body, member->value);
    }
    if (operations->kind != VALUE_MAP || operations->open)
        phantom_route(body, operations);
}

void openapi_load(struct loader *loader, const struct thing *api, const struct value *root) {
    const struct value *definitions = value_member(root, "securityDefinitions");
    if (definitions->kind == VALUE_ABSENT)
        definitions = value_at(root, "components.securitySchemes");
    struct body body = {loader, api, root, definitions};
    const struct value *paths = value_member(root, "paths");
    for (size_t i = 0; paths->kind == VALUE_MAP && i < paths->count; i++)
        load_path(&body, &paths->members[i]);
    if (paths->open || (paths->kind != VALUE_MAP && paths->kind != VALUE_ABSENT))
        phantom_route(&body, paths);
}
