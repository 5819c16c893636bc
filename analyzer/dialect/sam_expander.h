/* SAM expansion from the inside: what the sam*.c files share and no other file sees.
 *
 *   sam.c              sections, order of work, the result
 *   sam_build.c        making nodes and resources
 *   sam_read.c         questions about nodes
 *   sam_names.c        references to generated resources: Function.Alias
 *   sam_check.c        names and kinds of properties
 *   sam_check_shapes.c the same inside properties
 *   sam_check_template.c sections of the template
 *   sam_check_function.c code, alias and tenants of functions
 *   sam_check_events.c what events may not say
 *   sam_check_apis.c   bodies, authorizers and CORS of APIs
 *   sam_check_routes.c events against the API that they name
 *   sam_globals.c      Globals merged into properties
 *   sam_function.c     AWS::Serverless::Function without its role and events
 *   sam_role.c         implied roles
 *   sam_policies.c     the forms of Policies
 *   sam_mappings.c     events that Lambda polls
 *   sam_events.c       events that services push
 *   sam_topic.c        SNS events, with a queue between or without
 *   sam_schedule.c     rules and schedules, for functions and state machines
 *   sam_routes.c       events of APIs
 *   sam_api.c          AWS::Serverless::Api and HttpApi: their bodies and stages
 *   sam_authorizers.c  who may call a route
 *   sam_machine.c      AWS::Serverless::StateMachine
 *   sam_simple.c       the types that are renamed more than expanded
 *   sam_microvm.c      AWS::Serverless::MicrovmImage and NetworkConnector
 *   sam_web_function.c AWS::Serverless::WebFunction
 *   sam_websocket.c    AWS::Serverless::WebSocketApi
 *   sam_graphql.c      AWS::Serverless::GraphQLApi
 *   sam_deployment.c   DeploymentPreference
 *   sam_connector.c    AWS::Serverless::Connector
 *
 * The facts come from the translator of github.com/aws/serverless-application-model (version 1.115) and from
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html .
 * tools/compare-sam compares with its pairs of inputs and outputs.
 * Names that the translator ends in a hash (versions, layer versions, deployments) end without it here.
 *
 * Every node that is copied from the template keeps its place; every other one has as origin the property that made
 * it. What the translator rejects is expanded as far as it makes sense and reported as a diagnostic. */
#ifndef LL_DIALECT_SAM_EXPANDER_H
#define LL_DIALECT_SAM_EXPANDER_H

#include "analyzer/base/map.h"
#include "analyzer/base/vec.h"
#include "analyzer/dialect/sam.h"
#include "analyzer/dialect/template.h"

/* What an event invokes: the function, or its alias when there is one; a state machine. */
struct sam_target {
    struct sam_resource *owner;
    struct str id;     /* logical id of the function, alias or state machine */
    bool by_ref;       /* Ref yields the ARN: an alias, a state machine */
    struct node *role; /* the implied role (it may end unused); NULL for state machines */
};

/* One event of type Api or HttpApi. */
struct sam_route {
    struct sam_target target;
    const struct node *event; /* the member of Events */
    const struct node *auth;  /* its Auth, or NULL */
    struct str path;
    struct str method; /* lower case; "x-amazon-apigateway-any-method" for any */
    bool machine;
};

struct sam_resource {
    struct str id;
    struct str type;         /* empty when there is none */
    const struct node *node; /* the member of Resources */
    struct node *properties; /* of SAM types: merged with Globals, never NULL */
    struct node *result;     /* what stands in its place */
    VEC(struct node *) made; /* what stands after it */
    VEC(struct sam_route) routes;
    bool implicit;          /* an API that nobody wrote */
    struct node *generated; /* of an implicit one: node, which may be changed */
};

struct sam {
    struct document *document;
    struct arena *arena;
    struct diags *diags;
    uint32_t diag_count;
    uint32_t item_count; /* LIMIT_SAM_ITEMS */
    const struct node *root;
    bool extended; /* AWS::LanguageExtensions resolves functions before SAM reads the template */
    struct node *result;
    VEC(struct sam_resource *) resources;
    struct map by_id;        /* → struct sam_resource *: what the template has, and implicit APIs */
    struct map made;         /* → struct node *: generated resources by logical id */
    struct map references;   /* "Function.Alias" → struct str *: the logical id that it stands for */
    struct node *conditions; /* Conditions of the result, once one is added */
    struct sam_resource *rest_api;
    struct sam_resource *http_api;
};

/* -- sam_build.c --------------------------------------------------------------------------------------------------- */

/* Generates a tree written as JSON with single quotes. Inside: %n a struct node * (copied when it has a place already;
 * NULL leaves the member out), %s a struct str and %z a const char * within quotes. */
struct node *sam_make(struct sam *sam, const struct node *origin, const char *format, ...);
/* Generates a tree from JSON of our own tables; {"Ref": X} becomes the member X of parameters where there is one. */
struct node *sam_make_from_table(struct sam *sam, const struct node *origin, struct str json,
                                 const struct node *parameters);

/* The member when it is there and not null. */
struct node *sam_get(const struct node *map, const char *key);
/* The same along a path: "Auth.Authorizers". */
struct node *sam_at(const struct node *map, const char *path);
/* Its text; empty when it is not written as text. */
struct str sam_text(const struct node *map, const char *key);
/* A list or map as written, no function call; NULL is neither. */
bool sam_is_map(const struct node *node);
bool sam_is_list(const struct node *node);
bool sam_is_text(const struct node *node);
bool sam_is_true(const struct node *node);
bool sam_is_false(const struct node *node);
/* Not there, null, or an empty text, list or map: the translator makes no difference. */
bool sam_is_empty(const struct node *node);
bool sam_is_no_value(const struct node *node);
/* Fn::If with three arguments. */
bool sam_is_if(const struct node *node, const struct node **ret_condition, const struct node **ret_then,
               const struct node **ret_else);
/* The logical id in Ref or GetAtt, or the text itself; empty when there is none. */
struct str sam_referred(struct sam *sam, const struct node *node);
/* The node, or the default of the parameter that it refers to: what the translator knows without --param. */
const struct node *sam_known(struct sam *sam, const struct node *node);
bool sam_same(const struct node *a, const struct node *b);
struct str sam_join(struct sam *sam, struct str a, const char *b);
/* The letters and digits of a text: logical ids are made of them. */
struct str sam_alphanumeric(struct sam *sam, struct str text);

/* Copies members that are there and not null. */
void sam_copy(struct node *map, const struct node *from, const char *const *keys, size_t count);
#define SAM_COPY(map, from, ...)                                                                                       \
    sam_copy((map), (from), (const char *const[]){__VA_ARGS__},                                                        \
             sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* Replaces the resource by one of another type with these properties; attributes such as Condition stay. */
void sam_become(struct sam *sam, struct sam_resource *resource, const char *type, struct node *properties);
/* Adds a resource that the owner implies; it shares the owner's Condition. A generated resource of the same id is
 * replaced. NULL, with a diagnostic, when the template has one of its own. */
struct node *sam_add(struct sam *sam, struct sam_resource *owner, const struct node *origin, struct str id,
                     const char *type, struct node *properties);
/* Something that another resource of the template takes on: its properties, ready to be changed; NULL when it has none
 * that can be. */
struct node *sam_change(struct sam *sam, struct sam_resource *resource);
/* The map or list at a key of a map that may be changed; made when absent; NULL when something else is there. */
struct node *sam_open_map(struct sam *sam, struct node *map, const char *key, const struct node *origin);
struct node *sam_open_list(struct sam *sam, struct node *map, const char *key, const struct node *origin);
/* Where code or a definition lies: {Bucket, Key, Version} or s3://bucket/key as {<prefix>Bucket, <prefix>Key,
 * <version>}; a local path stays a text, as `aws cloudformation package` accepts it. */
struct node *sam_location(struct sam *sam, const struct node *uri, const char *prefix, const char *version);
/* Tags: a map in SAM, a list in CloudFormation; with the tag that SAM adds unless plain. */
struct node *sam_tags(struct sam *sam, const struct node *origin, const struct node *tags, bool plain);
/* PropagateTags: the tags of a resource on all that it makes, and nothing but them. */
void sam_propagate_tags(struct sam *sam, struct sam_resource *resource);
void sam_condition(struct sam *sam, struct str name, struct node *definition);

/* Defines, if need be, a condition of that name: one of these holds. The text of a resource's Condition. */
struct node *sam_either(struct sam *sam, const struct node *const *names, size_t count, const char *name);
/* Lets the template say Ref "owner.name" for a generated resource. */
void sam_name(struct sam *sam, const struct sam_resource *owner, const char *name, struct str id);
/* Replaces such references in a tree; the tree itself when there are none. */
struct node *sam_rename(struct sam *sam, struct node *tree);

/* Counts an event, policy or connection; false, with one diagnostic, when there are too many. */
bool sam_count_item(struct sam *sam, const struct node *item);
void sam_diag(struct sam *sam, enum diag_kind kind, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same for what the translator rejects (DIAG_REJECTED): what is wrong, and how to mend it. */
void sam_reject(struct sam *sam, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Ref and GetAtt of what an event invokes. */
struct node *sam_target_name(struct sam *sam, const struct sam_target *target, const struct node *origin);
struct node *sam_target_arn(struct sam *sam, const struct sam_target *target, const struct node *origin);

/* -- sam_globals.c ------------------------------------------------------------------------------------------------- */

/* The properties of a resource with those of Globals; never NULL. */
struct node *sam_merged_properties(struct sam *sam, const struct node *resource, struct str type);
/* Reports what Globals may not say. */
void sam_check_globals(struct sam *sam);

/* -- sam_check.c --------------------------------------------------------------------------------------------------- */

/* Reports properties that a type of SAM does not have, has to have, or has in another form. */
void sam_check_resource(struct sam *sam, const struct sam_resource *resource);
/* The same for an owner of analyzer/dialect/data/sam-properties.tsv ("function event S3"); `place` is where something
 * is missing. */
void sam_check_properties(struct sam *sam, struct str owner, const struct node *place, const struct node *properties);
/* "list", "map", "text" */
const char *sam_kind_name(const struct node *node);
/* Whether it is written as one of these kinds ("text,map", "any"), or is a function call. */
bool sam_has_kind(const struct node *node, struct str kinds);

/* -- sam_check_function.c, sam_check_template.c ---------------------------------------------------------------------
 */

void sam_check_function(struct sam *sam, const struct sam_resource *function);
/* The sections of the template. */
void sam_check_template(struct sam *sam);

/* -- sam_check_shapes.c -------------------------------------------------------------------------------------------- */

/* Reports what an owner of analyzer/dialect/data/sam-shapes.tsv or sam-models.tsv says inside its properties and may
 * not. `name` is what messages call the node; empty for properties. */
void sam_check_shapes(struct sam *sam, struct str owner, struct str name, const struct node *place,
                      const struct node *node);

/* -- sam_check_apis.c, sam_check_routes.c -------------------------------------------------------------------------- */

/* Reports what is wrong in APIs and in the events that they have routes of: after all events. */
void sam_check_apis(struct sam *sam);
void sam_check_routes(struct sam *sam, const struct sam_resource *api, bool http);

/* -- sam_function.c and its parts ---------------------------------------------------------------------------------- */

void sam_function(struct sam *sam, struct sam_resource *function);

/* -- sam_role.c ---------------------------------------------------------------------------------------------------- */

/* The properties of a role that a service may assume. */
struct node *sam_role_properties(struct sam *sam, const struct node *origin, const char *service);
/* Managed policy by the name of its path and name: "service-role/AWSLambdaBasicExecutionRole"; once only. */
void sam_role_attach(struct sam *sam, struct node *role, const struct node *origin, const char *policy);
/* An inline policy {PolicyName, PolicyDocument}, unless its document is there already. */
void sam_role_inline(struct sam *sam, struct node *role, struct node *policy);
/* The inline policy that lets a role send to a destination: kind SQS, SNS, Lambda, EventBridge, S3, S3Bucket. NULL for
 * other kinds. */
struct node *sam_destination_policy(struct sam *sam, const struct node *origin, struct str kind, struct str name,
                                    const struct node *arn);
/* The role of a function; other inline policies (a list or NULL) come before those of Policies. */
struct node *sam_function_role(struct sam *sam, struct sam_resource *function, const struct node *policies);

/* -- sam_policies.c ------------------------------------------------------------------------------------------------ */

/* Adds what Policies says to the properties of a role with that logical id. */
void sam_policies(struct sam *sam, struct node *role, struct str role_id, const struct node *policies);
/* Policies of a resource that has a role already: kept beside what it becomes. */
void sam_ignore_policies(struct sam *sam, struct sam_resource *resource);

/* -- events -------------------------------------------------------------------------------------------------------- */

struct sam_event {
    const struct sam_target *target;
    const struct node *node;       /* the member of Events */
    const struct node *properties; /* NULL when there are none */
    struct str type;
    struct str id; /* logical id of the owner and name of the event */
};

/* Walks Events: calls expand for each that is written as an event, reports the others. */
void sam_each_event(struct sam *sam, const struct sam_target *target, const struct node *events,
                    void (*expand)(struct sam *sam, const struct sam_event *event));
void sam_function_event(struct sam *sam, const struct sam_event *event);
void sam_machine_event(struct sam *sam, const struct sam_event *event);

/* sam_check_events.c: reports what an event may not say. */
void sam_check_event(struct sam *sam, const struct sam_event *event, bool machine);

/* The permission of a service; NULL arguments are left out. */
struct node *sam_permission(struct sam *sam, const struct sam_event *event, struct str id, const char *principal,
                            struct node *source_arn, struct node *source_account, const struct node *token);
/* false when the type is none that Lambda polls. */
bool sam_mapping_event(struct sam *sam, const struct sam_event *event);
/* An event source mapping of a queue, with the managed policy that it needs. */
void sam_queue_mapping(struct sam *sam, const struct sam_event *event, struct str id, struct node *properties);
void sam_topic_event(struct sam *sam, const struct sam_event *event);
/* Schedule, CloudWatchEvent, EventBridgeRule; ScheduleV2. */
void sam_rule_event(struct sam *sam, const struct sam_event *event, bool machine);
void sam_schedule_event(struct sam *sam, const struct sam_event *event, bool machine);
/* The ARN of a role that lets a service start the state machine: the one that is given, or one that is made. */
struct node *sam_starter_role(struct sam *sam, const struct sam_event *event, const char *service);
void sam_api_event(struct sam *sam, const struct sam_event *event, bool machine);
void sam_http_api_event(struct sam *sam, const struct sam_event *event);
/* A route as ARNs name it: method and path, in which any method and each parameter is a star. */
struct str sam_route_in_arn(struct sam *sam, struct str method, struct str path);

/* -- sam_authorizers.c --------------------------------------------------------------------------------------------- */

/* The list `security` of a route; empty when nothing is asked for. auth is that of the API. */
struct node *sam_route_security(struct sam *sam, const struct node *auth, const struct sam_route *route, bool http);
/* Adds the defaults of the API to an operation that the user wrote, unless it says otherwise. */
void sam_default_security(struct sam *sam, const struct node *auth, struct node *operation, bool options, bool http);
/* Fills the map of security schemes. */
void sam_security_schemes(struct sam *sam, const struct node *auth, struct node *schemes, bool http);
void sam_authorizer_permissions(struct sam *sam, struct sam_resource *api, const struct node *auth, bool http);
/* Adds what ResourcePolicy says about these resources ("execute-api:/…") to the body. */
void sam_resource_policy(struct sam *sam, struct node *body, const struct node *policy, struct str resource);

/* -- other types --------------------------------------------------------------------------------------------------- */

void sam_api(struct sam *sam, struct sam_resource *api);
void sam_http_api(struct sam *sam, struct sam_resource *api);
void sam_machine(struct sam *sam, struct sam_resource *machine);
void sam_simple_table(struct sam *sam, struct sam_resource *resource);
void sam_layer_version(struct sam *sam, struct sam_resource *resource);
void sam_capacity_provider(struct sam *sam, struct sam_resource *resource);
void sam_network_connector(struct sam *sam, struct sam_resource *resource);
void sam_machine_image(struct sam *sam, struct sam_resource *resource);
void sam_application(struct sam *sam, struct sam_resource *resource);
void sam_web_function(struct sam *sam, struct sam_resource *resource);
void sam_websocket_api(struct sam *sam, struct sam_resource *resource);
void sam_graphql_api(struct sam *sam, struct sam_resource *resource);
/* What DeploymentPreference asks for, over all functions. */
void sam_deployments(struct sam *sam);
/* All connectors of the template. */
void sam_connectors(struct sam *sam);
/* Grants as a connector of that logical id does, between sides as Source and Destination are written. */
void sam_connect(struct sam *sam, struct sam_resource *owner, const struct node *origin, struct str id,
                 const struct node *source, const struct node *destination, const struct node *permissions);

#endif
