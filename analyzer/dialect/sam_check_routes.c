/* What the translator rejects in the events of an API, once all events of the template have found theirs. It writes
 * each into the body of the API: a path and method can be there once, and what an event names the API has to have.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-api.html
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-httpapi.html */
#include "analyzer/dialect/sam_expander.h"

#include <string.h>

struct routes {
    struct sam *sam;
    const struct sam_resource *api;
    const struct node *auth; /* of the API */
    bool http;
    bool managed; /* SAM makes the body */
};

static const struct node *property(const struct sam_route *route, const char *name) {
    return sam_get(sam_get(route->event, "Properties"), name);
}

/* -- authorizers --------------------------------------------------------------------------------------------------- */

static bool has_iam(const struct routes *routes) {
    const struct node *enabled = sam_get(routes->auth, "EnableIamAuthorizer");
    return !routes->http || (enabled && !sam_is_false(enabled));
}

static void check_name(const struct routes *routes, const struct node *name) {
    const struct node *authorizers = sam_get(routes->auth, "Authorizers");
    const struct node *fallback = sam_get(routes->auth, "DefaultAuthorizer");
    if (!node_is_scalar(name)) {
        if (call_of(name).kind == CALL_NONE)
            sam_reject(routes->sam, name, "the Authorizer of an event is the name of one");
        return;
    }
    if (call_of(name).kind != CALL_NONE || (node_is_text(name, "AWS_IAM") && has_iam(routes)))
        return;
    if (node_is_text(name, "NONE")) {
        if (!fallback)
            sam_reject(routes->sam, name, "the Authorizer NONE undoes a DefaultAuthorizer, and the API '%.*s' has none",
                       STR_ARG(routes->api->id));
        return;
    }
    if ((!authorizers || sam_is_map(authorizers)) && !sam_get(authorizers, str_z(routes->sam->arena, name->text)))
        sam_reject(routes->sam, name, "the API '%.*s' has no authorizer '%.*s'", STR_ARG(routes->api->id),
                   STR_ARG(name->text));
}

static void check_auth(const struct routes *routes, const struct sam_route *route) {
    struct sam *sam = routes->sam;
    const struct node *name = sam_get(route->auth, "Authorizer"), *key = sam_get(route->auth, "ApiKeyRequired");
    const struct node *scopes = sam_get(route->auth, "AuthorizationScopes"),
                      *own = sam_get(routes->auth, "ApiKeyRequired");
    if (!sam_is_map(route->auth) || (routes->auth && !sam_is_map(routes->auth)))
        return;
    if (name)
        check_name(routes, name);
    if (scopes && !name && !(routes->http && sam_get(routes->auth, "DefaultAuthorizer")))
        sam_reject(sam, scopes, "AuthorizationScopes needs an Authorizer beside it");
    else if (routes->http && !name && route->auth->child_count > 0 && !sam_get(routes->auth, "DefaultAuthorizer"))
        sam_reject(sam, route->auth, "Auth needs an Authorizer, here or as DefaultAuthorizer of the API '%.*s'",
                   STR_ARG(routes->api->id));
    if (!routes->http && sam_is_false(key) && (!own || sam_is_false(own)))
        sam_reject(sam, key, "ApiKeyRequired false undoes that of the API, and '%.*s' does not require one",
                   STR_ARG(routes->api->id));
}

/* -- requests ------------------------------------------------------------------------------------------------------ */

static void check_model(const struct routes *routes, const struct sam_route *route) {
    const struct node *model = sam_get(property(route, "RequestModel"), "Model");
    const struct node *models = sam_get(routes->api->properties, "Models");
    if (!sam_is_text(model) || (models && !sam_is_map(models)))
        return;
    if (!sam_get(models, str_z(routes->sam->arena, model->text)))
        sam_reject(routes->sam, model, "the API '%.*s' has no model '%.*s' in Models", STR_ARG(routes->api->id),
                   STR_ARG(model->text));
}

static bool is_parameter_name(struct str name) {
    static const char *const STARTS[] = {"method.request.querystring.", "method.request.path.",
                                         "method.request.header."};
    for (size_t i = 0; i < sizeof STARTS / sizeof *STARTS; i++)
        if (str_starts(name, STARTS[i]))
            return true;
    return false;
}

static void check_parameters(const struct routes *routes, const struct sam_route *route) {
    const struct node *list = property(route, "RequestParameters");
    if (!sam_is_list(list))
        return;
    node_each(item, list) {
        const struct node *settings = item->kind == NODE_MAP ? item->first_child : NULL;
        struct str name = settings ? settings->key : item->kind == NODE_TEXT ? item->text : STR_NONE;
        if (call_of(item).kind != CALL_NONE)
            continue;
        if (!is_parameter_name(name))
            sam_reject(routes->sam, item,
                       "a request parameter is named method.request.querystring.X, method.request.path.X or "
                       "method.request.header.X");
        else if (settings && settings->kind != NODE_MAP)
            sam_reject(routes->sam, settings, "'%.*s' is a map with Required and Caching", STR_ARG(name));
        else if (settings)
            sam_check_shapes(routes->sam, STR("request parameter"), name, settings, settings);
    }
}

/* -- routes -------------------------------------------------------------------------------------------------------- */

static void check_twice(const struct routes *routes, size_t number) {
    const struct sam_route *route = &routes->api->routes.items[number];
    for (size_t i = 0; i < number; i++) {
        const struct sam_route *other = &routes->api->routes.items[i];
        if (!str_equal(other->path, route->path) || !str_equal(other->method, route->method))
            continue;
        sam_reject(routes->sam, route->event, "event '%.*s' of '%.*s' has this path and method already",
                   STR_ARG(other->event->key), STR_ARG(other->target.owner->id));
        return;
    }
}

static void check_override(const struct routes *routes, const struct sam_route *route) {
    const struct node *override = sam_get(route->auth, "OverrideApiAuth");
    if (routes->http || !sam_is_map(route->auth) || !sam_is_true(override))
        return;
    if (!sam_get(route->auth, "Authorizer") && !sam_get(route->auth, "ApiKeyRequired") &&
        !sam_get(route->auth, "ResourcePolicy"))
        sam_reject(routes->sam, override,
                   "OverrideApiAuth needs an Authorizer, ApiKeyRequired or ResourcePolicy beside it");
    else if (!routes->managed)
        check_auth(routes, route);
}

static void check_route(const struct routes *routes, size_t number) {
    const struct sam_route *route = &routes->api->routes.items[number];
    bool merged = sam_is_true(sam_get(routes->api->properties, "MergeDefinitions")) && !route->machine;
    check_override(routes, route);
    if (routes->managed)
        check_twice(routes, number);
    if (!routes->managed && !routes->http && !merged)
        return;
    check_auth(routes, route);
    if (routes->http || route->machine)
        return;
    sam_check_shapes(routes->sam, STR("route of a REST API"), STR_NONE, route->event,
                     sam_get(route->event, "Properties"));
    check_model(routes, route);
    check_parameters(routes, route);
}

void sam_check_routes(struct sam *sam, const struct sam_resource *api, bool http) {
    bool body = sam_get(api->properties, "DefinitionBody") != NULL;
    struct routes routes = {sam, api, sam_get(api->properties, "Auth"), http, !body};
    if (sam_get(api->properties, "DefinitionUri"))
        return;
    for (size_t i = 0; i < api->routes.count; i++)
        check_route(&routes, i);
}
