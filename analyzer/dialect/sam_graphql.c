/* https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-graphqlapi.html
 * What matters for access: who may query, the functions that authorize, data sources with the roles that reach them.
 * Left out: schema, resolvers and their functions, cache, domain name. */
#include "analyzer/dialect/sam_expander.h"

struct graphql {
    struct sam *sam;
    struct sam_resource *resource;
    const struct node *properties;
    size_t authorizers; /* functions so far */
};

static struct node *empty_role(struct sam *sam, const struct node *origin) {
    return sam_role_properties(sam, origin, "appsync.amazonaws.com");
}

/* -- authorization ------------------------------------------------------------------------------------------------- */

/* The configuration of one way to authorize, under the name that AppSync has for it; a function gets a permission. */
static void set_authorizer(struct graphql *api, const struct node *auth, struct node *place) {
    static const char *const CONFIGS[][2] = {{"LambdaAuthorizer", "LambdaAuthorizerConfig"},
                                             {"OpenIDConnect", "OpenIDConnectConfig"},
                                             {"UserPool", "UserPoolConfig"}};
    struct sam *sam = api->sam;
    for (size_t i = 0; i < sizeof CONFIGS / sizeof *CONFIGS; i++) {
        const struct node *config = sam_get(auth, CONFIGS[i][0]);
        if (config)
            node_set(place, str_from(CONFIGS[i][1]), node_new_copy(sam->document, config));
    }
    const struct node *function = sam_at(auth, "LambdaAuthorizer.AuthorizerUri");
    if (!function)
        return;
    struct str id =
        str_format(sam->arena, "%.*sToLambdaAuthConnector%zu", STR_ARG(api->resource->id), ++api->authorizers);
    sam_connect(sam, api->resource, auth, id,
                sam_make(sam, auth,
                         "{'Type':'AWS::AppSync::GraphQLApi','Arn':{'Ref':'%s'},"
                         "'ResourceId':{'Fn::GetAtt':['%s','ApiId']}}",
                         api->resource->id, api->resource->id),
                sam_make(sam, auth, "{'Type':'AWS::Lambda::Function','Arn':%n}", function),
                sam_make(sam, auth, "['Write']"));
}

static void set_authorization(struct graphql *api, struct node *result) {
    struct sam *sam = api->sam;
    const struct node *auth = sam_get(api->properties, "Auth"), *others = sam_get(auth, "Additional");
    const struct node *type = sam_get(auth, "Type");
    if (type)
        node_set(result, STR("AuthenticationType"), node_new_copy(sam->document, type));
    set_authorizer(api, auth, result);
    if (!sam_is_list(others))
        return;
    struct node *list = node_new_list(sam->document, others);
    node_each(other, others) {
        if (!sam_count_item(sam, other))
            return;
        struct node *provider = sam_make(sam, other, "{'AuthenticationType':%n}", sam_get(other, "Type"));
        set_authorizer(api, other, provider);
        node_append(list, provider);
    }
    node_set(result, STR("AdditionalAuthenticationProviders"), list);
}

/* -- logging ------------------------------------------------------------------------------------------------------- */

/* Logs are on unless Logging is false; a role is made unless one is given. */
static void set_logging(struct graphql *api, struct node *result) {
    struct sam *sam = api->sam;
    const struct node *logging = sam_get(api->properties, "Logging");
    const struct node *role = sam_get(logging, "CloudWatchLogsRoleArn"), *level = sam_get(logging, "FieldLogLevel");
    const struct node *origin = logging ? logging : api->resource->node;
    if (sam_is_false(logging))
        return;
    struct str id = sam_join(sam, api->resource->id, "CloudWatchRole");
    struct node *arn =
        role ? node_new_copy(sam->document, role) : sam_make(sam, origin, "{'Fn::GetAtt':['%s','Arn']}", id);
    node_set(result, STR("LogConfig"),
             sam_make(sam, origin, "{'FieldLogLevel':%n,'CloudWatchLogsRoleArn':%n,'ExcludeVerboseContent':%n}",
                      level ? level : sam_make(sam, origin, "'ALL'"), arn, sam_get(logging, "ExcludeVerboseContent")));
    if (role)
        return;
    struct node *made = empty_role(sam, origin);
    node_set(made, STR("ManagedPolicyArns"),
             sam_make(sam, origin,
                      "[{'Fn::Sub':'arn:${AWS::Partition}:iam::aws:policy/service-role/"
                      "AWSAppSyncPushToCloudWatchLogs'}]"));
    sam_add(sam, api->resource, origin, id, "AWS::IAM::Role", made);
}

/* -- data sources -------------------------------------------------------------------------------------------------- */

static struct node *table_arn(struct sam *sam, const struct node *source) {
    const struct node *arn = sam_get(source, "TableArn"), *region = sam_get(source, "Region");
    if (arn)
        return node_new_copy(sam->document, arn);
    return sam_make(sam, source,
                    "{'Fn::Sub':['arn:${AWS::Partition}:dynamodb:${__Region__}:${AWS::AccountId}:table/"
                    "${__TableName__}',{'__TableName__':%n,'__Region__':%n}]}",
                    sam_get(source, "TableName"), region ? region : sam_make(sam, source, "{'Ref':'AWS::Region'}"));
}

/* A data source and, unless ServiceRoleArn is given, the role with which AppSync reaches it. */
static void add_source(struct graphql *api, const struct node *source, bool table) {
    struct sam *sam = api->sam;
    const struct node *role = sam_get(source, "ServiceRoleArn"), *name = sam_get(source, "Name");
    struct str id = str_format(sam->arena, "%.*s%.*s%sDataSource", STR_ARG(api->resource->id), STR_ARG(source->key),
                               table ? "DynamoDB" : "Lambda");
    struct str role_id = sam_join(sam, id, "Role");
    const struct node *function = sam_get(source, "FunctionArn");
    struct node *config = table ? sam_make(sam, source, "{'TableName':%n,'AwsRegion':%n}", sam_get(source, "TableName"),
                                           sam_get(source, "Region"))
                                : sam_make(sam, source, "{'LambdaFunctionArn':%n}", function);
    struct node *result =
        sam_make(sam, source, "{'ApiId':{'Fn::GetAtt':['%s','ApiId']},'Name':%n,'Type':'%z'}", api->resource->id,
                 name ? name : sam_make(sam, source, "'%s'", source->key), table ? "AMAZON_DYNAMODB" : "AWS_LAMBDA");
    node_set(result, table ? STR("DynamoDBConfig") : STR("LambdaConfig"), config);
    node_set(result, STR("ServiceRoleArn"),
             role ? node_new_copy(sam->document, role) : sam_make(sam, source, "{'Fn::GetAtt':['%s','Arn']}", role_id));
    sam_add(sam, api->resource, source, id, "AWS::AppSync::DataSource", result);
    if (role)
        return;
    sam_add(sam, api->resource, source, role_id, "AWS::IAM::Role", empty_role(sam, source));
    const struct node *permissions = table ? sam_get(source, "Permissions") : NULL;
    struct node *defaults = sam_make(sam, source, table ? "['Read','Write']" : "['Write']");
    sam_connect(sam, api->resource, source, sam_join(sam, id, table ? "ToTableConnector" : "ToLambdaConnector"),
                sam_make(sam, source, "{'Type':'AWS::AppSync::DataSource','RoleName':{'Ref':'%s'}}", role_id),
                table ? sam_make(sam, source, "{'Type':'AWS::DynamoDB::Table','Arn':%n}", table_arn(sam, source))
                      : sam_make(sam, source, "{'Type':'AWS::Lambda::Function','Arn':%n}", function),
                permissions ? permissions : defaults);
}

static void add_sources(struct graphql *api, const char *kind, bool table) {
    const struct node *sources = sam_get(sam_get(api->properties, "DataSources"), kind);
    if (sam_is_map(sources))
        node_each(source, sources) if (sam_count_item(api->sam, source)) add_source(api, source, table);
}

void sam_graphql_api(struct sam *sam, struct sam_resource *resource) {
    struct graphql api = {sam, resource, resource->properties, 0};
    struct node *result = sam_make(sam, resource->node, "{'Name':'%s'}", resource->id);
    SAM_COPY(result, api.properties, "Name", "XrayEnabled", "Visibility", "OwnerContact", "IntrospectionConfig",
             "QueryDepthLimit", "ResolverCountLimit");
    sam_become(sam, resource, "AWS::AppSync::GraphQLApi", result);
    set_authorization(&api, result);
    set_logging(&api, result);
    add_sources(&api, "DynamoDb", true);
    add_sources(&api, "Lambda", false);
}
