#include "analyzer/dialect/sam_expander.h"

/* AWS managed policies live in the partition of the stack; the commercial one is taken, as everywhere where nothing
 * speaks of another. */
#define MANAGED "arn:aws:iam::aws:policy/"

struct node *sam_role_properties(struct sam *sam, const struct node *origin, const char *service) {
    return sam_make(sam, origin,
                    "{'AssumeRolePolicyDocument':{'Version':'2012-10-17','Statement':[{'Action':['sts:AssumeRole'],"
                    "'Effect':'Allow','Principal':{'Service':['%z']}}]}}",
                    service);
}

static bool has_same(const struct node *list, const struct node *wanted) {
    node_each(item, list) if (sam_same(item, wanted)) return true;
    return false;
}

void sam_role_attach(struct sam *sam, struct node *role, const struct node *origin, const char *policy) {
    struct node *list = sam_open_list(sam, role, "ManagedPolicyArns", origin);
    struct node *arn = sam_make(sam, origin, "'" MANAGED "%z'", policy);
    if (list && !has_same(list, arn))
        node_append(list, arn);
}

void sam_role_inline(struct sam *sam, struct node *role, struct node *policy) {
    struct node *list = sam_open_list(sam, role, "Policies", policy);
    const struct node *document = node_member(policy, "PolicyDocument");
    node_each(item, list) {
        const struct node *other = node_member(item, "PolicyDocument");
        if (document && other && sam_same(document, other))
            return;
    }
    if (list)
        node_append(list, policy);
}

static struct node *bucket_policy(struct sam *sam, const struct node *origin, struct str name, const struct node *arn) {
    return sam_make(sam, origin,
                    "{'PolicyName':'%sS3Policy','PolicyDocument':{'Statement':["
                    "{'Action':'s3:PutObject','Effect':'Allow','Resource':{'Fn::Join':['/',[%n,'*']]}},"
                    "{'Action':'s3:ListBucket','Effect':'Allow','Resource':%n}]}}",
                    name, arn, arn);
}

struct node *sam_destination_policy(struct sam *sam, const struct node *origin, struct str kind, struct str name,
                                    const struct node *arn) {
    static const struct {
        const char *kind;
        const char *action;
    } ACTIONS[] = {
        {"SQS", "sqs:SendMessage"},
        {"SNS", "sns:publish"},
        {"Lambda", "lambda:InvokeFunction"},
        {"EventBridge", "events:PutEvents"},
        {"StartExecution", "states:StartExecution"},
    };
    if (str_is(kind, "S3") || str_is(kind, "S3Bucket"))
        return bucket_policy(sam, origin, name, arn);
    for (size_t i = 0; i < sizeof ACTIONS / sizeof *ACTIONS; i++)
        if (str_is(kind, ACTIONS[i].kind))
            return sam_make(sam, origin,
                            "{'PolicyName':'%s%sPolicy','PolicyDocument':{'Statement':"
                            "[{'Action':'%z','Effect':'Allow','Resource':%n}]}}",
                            name, kind, ACTIONS[i].action, arn);
    return NULL;
}

static void attach_defaults(struct sam *sam, struct sam_resource *function, struct node *role) {
    const struct node *properties = function->properties;
    const struct node *durable = sam_get(properties, "DurableConfig");
    const struct node *tracing = sam_get(properties, "Tracing");
    const struct node *network = sam_get(properties, "VpcConfig");
    if (durable)
        sam_role_attach(sam, role, durable, "service-role/AWSLambdaBasicDurableExecutionRolePolicy");
    else
        sam_role_attach(sam, role, function->node, "service-role/AWSLambdaBasicExecutionRole");
    if (tracing && !node_is_text(sam_known(sam, tracing), "Disabled"))
        sam_role_attach(sam, role, tracing, "AWSXrayWriteOnlyAccess");
    if (network && !(sam_is_map(network) && network->child_count == 0))
        sam_role_attach(sam, role, network, "service-role/AWSLambdaVPCAccessExecutionRole");
}

static void add_dead_letter_policy(struct sam *sam, const struct node *queue, struct node *role) {
    const struct node *target = sam_get(queue, "TargetArn");
    if (!target)
        return;
    const char *action = node_is_text(node_member(queue, "Type"), "SNS") ? "sns:Publish" : "sqs:SendMessage";
    sam_role_inline(sam, role,
                    sam_make(sam, queue,
                             "{'PolicyName':'DeadLetterQueuePolicy','PolicyDocument':{'Version':'2012-10-17',"
                             "'Statement':[{'Action':'%z','Resource':%n,'Effect':'Allow'}]}}",
                             action, target));
}

struct node *sam_function_role(struct sam *sam, struct sam_resource *function, const struct node *policies) {
    const struct node *properties = function->properties;
    struct node *role = sam_role_properties(sam, function->node, "lambda.amazonaws.com");
    SAM_COPY(role, properties, "AssumeRolePolicyDocument", "PermissionsBoundary");
    const struct node *path = sam_get(properties, "RolePath");
    if (path)
        node_set(role, STR("Path"), node_new_copy(sam->document, path));
    attach_defaults(sam, function, role);
    add_dead_letter_policy(sam, sam_get(properties, "DeadLetterQueue"), role);
    struct node *inline_policies = policies ? sam_open_list(sam, role, "Policies", policies) : NULL;
    if (inline_policies)
        node_each(policy, policies) node_append(inline_policies, node_new_copy(sam->document, policy));
    sam_policies(sam, role, sam_join(sam, function->id, "Role"), sam_get(properties, "Policies"));
    struct node *tags = sam_tags(sam, function->node, sam_get(properties, "Tags"), false);
    if (tags)
        node_set(role, STR("Tags"), tags);
    return role;
}
