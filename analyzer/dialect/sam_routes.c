/* Events of APIs: the permission (or role) of API Gateway, and the route that the body of the API gets in sam_api.c.
 * Without RestApiId or ApiId an event belongs to an API that SAM makes, once per template.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-api.html */
#include "analyzer/dialect/sam_expander.h"

#include <ctype.h>
#include <string.h>

#define ANY "x-amazon-apigateway-any-method"

static struct str lower(struct sam *sam, struct str text) {
    struct buf buf;
    buf_init(&buf, sam->arena);
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        buf_add_char(&buf, c >= 'A' && c <= 'Z' ? (char)(c + 32) : c);
    }
    return buf_str(&buf);
}

static struct str upper(struct sam *sam, struct str text) {
    struct buf buf;
    buf_init(&buf, sam->arena);
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        buf_add_char(&buf, c >= 'a' && c <= 'z' ? (char)(c - 32) : c);
    }
    return buf_str(&buf);
}

/* The length of {name} or {name+} at the beginning of a text, 0 when there is none. */
static size_t path_parameter(struct str text) {
    size_t end = text.size && text.data[0] == '{' ? str_find(text, STR("}"), 0) : SIZE_MAX;
    if (end == SIZE_MAX || end == 1)
        return 0;
    size_t last = text.data[end - 1] == '+' ? end - 1 : end;
    for (size_t i = 1; i < last; i++)
        if (!isalnum((unsigned char)text.data[i]) && !strchr("._-", text.data[i]))
            return 0;
    return end + 1;
}

/* As API Gateway writes it in ARNs: no slash at the end, {parameters} are *. */
static struct str arn_path(struct sam *sam, struct str path) {
    struct buf buf;
    buf_init(&buf, sam->arena);
    if (path.size > 1 && path.data[path.size - 1] == '/')
        path.size--;
    for (size_t at = 0; at < path.size;) {
        size_t size = path_parameter(str_slice(path, at, path.size));
        buf_add_char(&buf, size ? '*' : path.data[at]);
        at += size ? size : 1;
    }
    return buf_str(&buf);
}

static bool is_any(struct str method) {
    return method.size == 0 || str_equal_nocase(method, STR("any")) || str_equal_nocase(method, STR(ANY));
}

struct str sam_route_in_arn(struct sam *sam, struct str method, struct str path) {
    struct str verb = is_any(method) ? STR("*") : upper(sam, method);
    return str_format(sam->arena, "/%.*s%.*s", STR_ARG(verb), STR_ARG(arn_path(sam, path)));
}

/* An API that nobody wrote is where the first event without an API is. */
static struct sam_resource *implicit_api(struct sam *sam, const struct sam_event *event, bool http) {
    struct sam_resource **api = http ? &sam->http_api : &sam->rest_api;
    struct str id = http ? STR("ServerlessHttpApi") : STR("ServerlessRestApi");
    if (*api)
        return *api;
    *api = map_get(&sam->by_id, id);
    if (*api && !str_ends((*api)->type, "Api"))
        sam_diag(sam, DIAG_UNSUPPORTED, (*api)->node, "SAM would replace '%.*s' by the API of event '%.*s'",
                 STR_ARG(id), STR_ARG(event->node->key));
    if (*api)
        return *api;
    struct sam_resource *made = ARENA_NEW(sam->arena, struct sam_resource);
    struct node *node = node_new_map(sam->document, event->node);
    node->key = id;
    made->id = id;
    made->node = made->generated = node;
    made->implicit = true;
    made->type = http ? STR("AWS::Serverless::HttpApi") : STR("AWS::Serverless::Api");
    made->properties = sam_merged_properties(sam, node, made->type);
    made->result = node;
    if (!http)
        node_set(made->properties, STR("StageName"), sam_make(sam, event->node, "'Prod'"));
    sam_check_resource(sam, made);
    vec_push(sam->arena, &sam->resources, made);
    map_put(&sam->by_id, id, made);
    return *api = made;
}

/* NULL when the API is not in this template. */
static struct sam_resource *api_of(struct sam *sam, const struct sam_event *event, const char *property, bool http) {
    const struct node *reference = sam_get(event->properties, property);
    if (!reference)
        return implicit_api(sam, event, http);
    struct sam_resource *api = map_get(&sam->by_id, sam_referred(sam, reference));
    enum call_kind kind = call_of(reference).kind;
    bool names = kind == CALL_NONE || kind == CALL_REF || sam->extended;
    bool other = api && !http && str_is(api->type, "AWS::Serverless::HttpApi");
    if (!names || other || (!api && node_member(sam->root, "Transform") && !sam->extended))
        sam_reject(sam, reference, "%s of event '%.*s' has to name an API of that kind in this template", property,
                   STR_ARG(event->node->key));
    else if (!api)
        sam_diag(sam, DIAG_UNRESOLVED, reference, "the API of event '%.*s' is not in this template",
                 STR_ARG(event->node->key));
    return api;
}

static struct node *api_reference(struct sam *sam, const struct sam_event *event, const char *property,
                                  const struct sam_resource *api) {
    struct node *reference = sam_get(event->properties, property);
    return reference ? reference : sam_make(sam, event->node, "{'Ref':'%s'}", api->id);
}

static void add_route(struct sam *sam, const struct sam_event *event, struct sam_resource *api, struct str path,
                      struct str method, bool machine) {
    bool any = method.size == 0 || str_is(method, "any");
    struct sam_route route = {.target = *event->target,
                              .event = event->node,
                              .auth = sam_get(event->properties, "Auth"),
                              .path = path,
                              .method = any ? STR(ANY) : method,
                              .machine = machine};
    if (api)
        vec_push(sam->arena, &api->routes, route);
}

/* The permission is for all stages; its name tells which one was meant. */
static struct str stage_suffix(struct sam *sam, const struct sam_resource *api) {
    if (!api)
        return STR("AllStages");
    const struct node *properties = api->properties ? api->properties : node_member(api->node, "Properties");
    const struct node *stage = sam_get(properties, "StageName");
    if (!sam_is_text(stage))
        return STR("Stage");
    return str_equal(sam_alphanumeric(sam, stage->text), stage->text) ? stage->text : STR_NONE;
}

static void add_permission(struct sam *sam, const struct sam_event *event, struct str suffix, struct str resource,
                           const char *partition, struct node *reference) {
    struct str id = str_format(sam->arena, "%.*sPermission%.*s", STR_ARG(event->id), STR_ARG(suffix));
    struct node *arn = sam_make(sam, event->node,
                                "{'Fn::Sub':['arn:%z:execute-api:${AWS::Region}:${AWS::AccountId}:"
                                "${__ApiId__}/${__Stage__}%s',{'__ApiId__':%n,'__Stage__':'*'}]}",
                                partition, resource, reference);
    sam_permission(sam, event, id, "apigateway.amazonaws.com", arn, NULL, NULL);
}

void sam_api_event(struct sam *sam, const struct sam_event *event, bool machine) {
    struct str path = sam_text(event->properties, "Path");
    struct str method = lower(sam, sam_text(event->properties, "Method"));
    if (path.size == 0 || method.size == 0) {
        bool empty =
            sam_is_empty(sam_get(event->properties, "Path")) || sam_is_empty(sam_get(event->properties, "Method"));
        enum diag_kind kind = empty ? DIAG_UNSUPPORTED : DIAG_REJECTED; /* SAM makes something of an empty text */
        sam_diag(sam, kind, event->node, "event '%.*s' has to have its Path and Method written out",
                 STR_ARG(event->node->key));
        return;
    }
    struct sam_resource *api = api_of(sam, event, "RestApiId", false);
    add_route(sam, event, api, path, method, machine);
    if (machine) {
        sam_starter_role(sam, event, "apigateway.amazonaws.com");
        return;
    }
    struct str resource = sam_route_in_arn(sam, method, path);
    add_permission(sam, event, stage_suffix(sam, api), resource, "aws", api_reference(sam, event, "RestApiId", api));
}

static bool is_default(const struct node *properties) {
    struct str path = sam_text(properties, "Path");
    return str_is(path, "$default") || (path.size == 0 && sam_text(properties, "Method").size == 0);
}

/* A permission for any method of the default route covers the other routes of the function. */
static bool has_default(struct sam *sam, const struct sam_event *event) {
    const struct node *own = sam_get(event->properties, "ApiId");
    node_each(other, event->node->parent) {
        const struct node *properties = sam_get(other, "Properties");
        const struct node *api = sam_get(properties, "ApiId");
        if (other != event->node && str_is(sam_text(other, "Type"), "HttpApi") && is_default(properties) &&
            is_any(sam_text(properties, "Method")) && str_equal(sam_referred(sam, own), sam_referred(sam, api)))
            return true;
    }
    return false;
}

void sam_http_api_event(struct sam *sam, const struct sam_event *event) {
    bool fallback = is_default(event->properties);
    const struct node *written = sam_get(event->properties, "Path"),
                      *verb_written = sam_get(event->properties, "Method");
    if ((written || verb_written) && !(sam_is_text(written) && sam_is_text(verb_written)))
        sam_reject(sam, event->node, "event '%.*s' has to have its Path and Method written out, or neither of them",
                   STR_ARG(event->node->key));
    struct str path = fallback ? STR("$default") : sam_text(event->properties, "Path");
    struct str method = lower(sam, sam_text(event->properties, "Method"));
    struct sam_resource *api = api_of(sam, event, "ApiId", true);
    add_route(sam, event, api, path, method, false);
    if (!fallback && has_default(sam, event))
        return;
    struct str resource = sam_route_in_arn(sam, method, fallback ? STR_NONE : path);
    if (str_is(path, "/$default") && str_starts(resource, "/*")) /* the translator leaves the method out here */
        resource = path;
    add_permission(sam, event, STR_NONE, resource, "${AWS::Partition}", api_reference(sam, event, "ApiId", api));
}
