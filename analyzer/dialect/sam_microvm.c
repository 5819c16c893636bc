/* What goes with functions in virtual machines of their own: images, and connectors into the user's network. Each has a
 * role that Lambda acts as, unless one is given.
 * https://github.com/aws/serverless-application-model, samtranslator/model/microvm_image and network_connector. */
#include "analyzer/dialect/sam_expander.h"

/* The ARN of the role that a property gives, or of one that is made: `content` is what it may do. */
static struct node *role_arn(struct sam *sam, struct sam_resource *resource, const char *property, const char *suffix,
                             void (*content)(struct sam *sam, struct sam_resource *resource, struct node *role)) {
    const struct node *given = sam_get(resource->properties, property);
    if (given)
        return node_new_copy(sam->document, given);
    struct str id = sam_join(sam, resource->id, suffix);
    struct node *role = sam_role_properties(sam, resource->node, "lambda.amazonaws.com");
    content(sam, resource, role);
    bool propagated = sam_is_true(sam_get(resource->properties, "PropagateTags"));
    node_set(role, STR("Tags"),
             sam_tags(sam, resource->node, propagated ? sam_get(resource->properties, "Tags") : NULL, false));
    sam_add(sam, resource, resource->node, id, "AWS::IAM::Role", role);
    return sam_make(sam, resource->node, "{'Fn::GetAtt':['%s','Arn']}", id);
}

static void operate(struct sam *sam, struct sam_resource *resource, struct node *role) {
    sam_role_attach(sam, role, resource->node, "AWSLambdaNetworkConnectorOperatorPolicy");
}

void sam_network_connector(struct sam *sam, struct sam_resource *resource) {
    const struct node *properties = resource->properties, *types = sam_get(properties, "ComputeTypes");
    struct node *network = node_new_map(sam->document, resource->node);
    SAM_COPY(network, sam_get(properties, "VpcConfig"), "SubnetIds", "SecurityGroupIds", "NetworkProtocol");
    node_set(network, STR("AssociatedComputeResourceTypes"),
             types ? node_new_copy(sam->document, types) : sam_make(sam, resource->node, "['MicroVm']"));
    sam_become(sam, resource, "AWS::Lambda::NetworkConnector",
               sam_make(sam, resource->node,
                        "{'Name':%n,'Configuration':{'VpcEgressConfiguration':%n},'OperatorRole':%n,'Tags':%n}",
                        sam_get(properties, "Name"), network,
                        role_arn(sam, resource, "OperatorRole", "OperatorRole", operate),
                        sam_tags(sam, resource->node, sam_get(properties, "Tags"), false)));
}

/* What the code lies in: the bucket of s3://bucket/key. */
static struct node *bucket_arn(struct sam *sam, const struct node *uri) {
    const struct node *known = sam_known(sam, uri);
    if (sam_is_text(known) && str_starts(known->text, "s3://")) {
        struct str bucket = str_slice(known->text, sizeof "s3://" - 1, known->text.size), rest;
        str_cut(bucket, '/', &bucket, &rest);
        return sam_make(sam, uri, "{'Fn::Sub':'arn:${AWS::Partition}:s3:::%s/*'}", bucket);
    }
    return sam_make(sam, uri,
                    "{'Fn::Sub':['arn:${AWS::Partition}:s3:::${Bucket}/*',"
                    "{'Bucket':{'Fn::Select':[2,{'Fn::Split':['/',%n]}]}}]}",
                    uri);
}

static void build(struct sam *sam, struct sam_resource *image, struct node *role) {
    const struct node *uri = sam_get(image->properties, "CodeUri");
    struct node *arn = uri ? bucket_arn(sam, uri) : sam_make(sam, image->node, "{'Ref':'AWS::NoValue'}");
    struct node *statements = sam_make(sam, image->node,
                                       "[{'Effect':'Allow','Action':['s3:GetObject'],'Resource':%n},"
                                       "{'Effect':'Allow','Action':['logs:CreateLogGroup','logs:CreateLogStream',"
                                       "'logs:PutLogEvents'],'Resource':'*'}]",
                                       arn);
    sam_role_inline(sam, role,
                    sam_make(sam, image->node,
                             "{'PolicyName':'MicrovmImageBuildPolicy','PolicyDocument':{'Version':'2012-10-17',"
                             "'Statement':%n}}",
                             statements));
}

void sam_machine_image(struct sam *sam, struct sam_resource *resource) {
    const struct node *properties = resource->properties, *variables = sam_get(properties, "EnvironmentVariables");
    struct node *list = node_new_list(sam->document, variables ? variables : resource->node);
    if (sam_is_map(variables))
        node_each(variable, variables)
            node_append(list, sam_make(sam, variable, "{'Key':'%s','Value':%n}", variable->key, variable));
    struct node *image =
        sam_make(sam, resource->node,
                 "{'CodeArtifact':{'Uri':%n},'BuildRoleArn':%n,'Tags':%n,'EnvironmentVariables':%n,"
                 "'Description':'','EgressNetworkConnectors':[],'CpuConfigurations':[],'Resources':[],"
                 "'AdditionalOsCapabilities':[]}",
                 sam_get(properties, "CodeUri"), role_arn(sam, resource, "BuildRoleArn", "BuildRole", build),
                 sam_tags(sam, resource->node, sam_get(properties, "Tags"), false), list);
    SAM_COPY(image, properties, "Name", "BaseImageArn", "BaseImageVersion", "Description", "Logging",
             "EgressNetworkConnectors", "CpuConfigurations", "Resources", "AdditionalOsCapabilities", "Hooks");
    sam_become(sam, resource, "AWS::Lambda::MicrovmImage", image);
}
