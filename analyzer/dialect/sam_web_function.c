/* https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-webfunction.html
 * A web function, one revision of it and an endpoint that everybody reaches: AuthType says who is let in. */
#include "analyzer/dialect/sam_expander.h"

/* The name is shared, and bounded to 64 characters by a part of the id of the stack. */
static struct node *function_name(struct sam *sam, struct sam_resource *function) {
    const struct node *name = sam_get(function->properties, "FunctionName");
    if (name)
        return node_new_copy(sam->document, name);
    return sam_make(sam, function->node,
                    "{'Fn::Sub':['%s-${StackIdSuffix}',{'StackIdSuffix':{'Fn::Select':[0,{'Fn::Split':['-',"
                    "{'Fn::Select':[2,{'Fn::Split':['/',{'Ref':'AWS::StackId'}]}]}]}]}}]}",
                    str_slice(function->id, 0, 55));
}

static struct node *role_arn(struct sam *sam, struct sam_resource *function) {
    const struct node *given = sam_get(function->properties, "ExecutionRoleArn");
    if (given)
        return node_new_copy(sam->document, given);
    struct str id = sam_join(sam, function->id, "Role");
    struct node *role = sam_role_properties(sam, function->node, "lambda.amazonaws.com");
    sam_role_attach(sam, role, function->node, "service-role/AWSLambdaBasicExecutionRole");
    node_set(role, STR("Tags"), sam_tags(sam, function->node, sam_get(function->properties, "Tags"), false));
    sam_add(sam, function, function->node, id, "AWS::IAM::Role", role);
    return sam_make(sam, function->node, "{'Fn::GetAtt':['%s','Arn']}", id);
}

static struct node *service_config(struct sam *sam, struct sam_resource *function) {
    const struct node *properties = function->properties, *timeout = sam_get(properties, "Timeout");
    const struct node *logging = sam_get(properties, "LoggingConfig");
    struct node *config =
        sam_make(sam, function->node, "{'ExecutionRoleArn':%n,'TelemetryConfig':%n,'TimeoutSeconds':%n}",
                 role_arn(sam, function), logging ? sam_make(sam, logging, "{'LoggingConfig':%n}", logging) : NULL,
                 timeout ? timeout : sam_make(sam, function->node, "30"));
    SAM_COPY(config, properties, "EnvironmentVariables", "MaxConcurrencyPerEnvironment", "EgressNetworkConnectorArn");
    const struct node *entry = sam_get(properties, "EntryPoint");
    struct node *variables = entry ? sam_open_map(sam, config, "EnvironmentVariables", entry) : NULL;
    if (variables)
        node_set(variables, STR("AWS_LAMBDA_NODEJS_ENTRYPOINT"), node_new_copy(sam->document, entry));
    return config;
}

static void add_revision(struct sam *sam, struct sam_resource *function, struct str id) {
    const struct node *properties = function->properties;
    struct node *revision =
        sam_make(sam, function->node,
                 "{'FunctionName':%n,'Description':%n,'BuildConfig':{'CodeConfig':{'S3Object':%n},'RuntimeConfig':"
                 "{'Runtime':%n}},'ServiceConfig':%n}",
                 function_name(sam, function), sam_get(properties, "RevisionDescription"),
                 sam_location(sam, sam_get(properties, "CodeUri"), "", "Version"), sam_get(properties, "Runtime"),
                 service_config(sam, function));
    SAM_COPY(revision, properties, "KmsKeyArn");
    sam_add(sam, function, function->node, id, "AWS::Lambda::WebFunctionRevision", revision);
}

static void add_endpoint(struct sam *sam, struct sam_resource *function, struct str revision) {
    const struct node *properties = function->properties, *auth_type = sam_get(properties, "AuthType");
    const struct node *name = sam_get(properties, "EndpointName"), *type = sam_get(properties, "EndpointType");
    const struct node *origin = auth_type ? auth_type : function->node,
                      *weights = sam_get(properties, "RevisionWeights");
    struct node *shares = node_new_list(sam->document, origin), **link = &shares->first_child;
    if (sam_is_map(weights))
        node_each(weight, weights) node_put(
            shares, &link, STR_NONE, sam_make(sam, weight, "{'RevisionId':'%s','Weight':%n}", weight->key, weight));
    else
        node_put(shares, &link, STR_NONE,
                 sam_make(sam, origin, "{'RevisionId':{'Fn::GetAtt':['%s','RevisionId']},'Weight':100}", revision));
    struct node *endpoint = sam_make(
        sam, origin,
        "{'FunctionName':%n,'EndpointName':%n,'EndpointType':%n,'RevisionWeights':%n,'Regions':%n,'Description':%n}",
        function_name(sam, function), name ? name : sam_make(sam, origin, "'prod'"),
        type ? type : sam_make(sam, origin, "'HomeRegion'"), shares, sam_get(properties, "ReplicaRegions"),
        sam_get(properties, "EndpointDescription"));
    SAM_COPY(endpoint, properties, "AuthType", "ScalingConfig", "ThrottleConfig");
    sam_add(sam, function, origin, sam_join(sam, function->id, "Endpoint"), "AWS::Lambda::WebFunctionEndpoint",
            endpoint);
}

void sam_web_function(struct sam *sam, struct sam_resource *resource) {
    struct str revision = sam_join(sam, resource->id, "Revision");
    sam_become(sam, resource, "AWS::Lambda::WebFunction",
               sam_make(sam, resource->node, "{'FunctionName':%n,'Tags':%n}", function_name(sam, resource),
                        sam_tags(sam, resource->node, sam_get(resource->properties, "Tags"), false)));
    add_revision(sam, resource, revision);
    add_endpoint(sam, resource, revision);
}
