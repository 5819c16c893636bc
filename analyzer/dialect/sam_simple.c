/* Types that are renamed more than expanded. */
#include "analyzer/dialect/sam_expander.h"

/* https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-simpletable.html:
 * the key is a text "id" unless PrimaryKey says otherwise. */
void sam_simple_table(struct sam *sam, struct sam_resource *resource) {
    const struct node *properties = resource->properties, *key = sam_get(properties, "PrimaryKey");
    const struct node *origin = key ? key : resource->node, *name = sam_get(key, "Name");
    struct str type = sam_text(key, "Type");
    const char *letter = str_is(type, "Number") ? "N" : str_is(type, "Binary") ? "B" : "S";
    struct node *text = name ? node_new_copy(sam->document, name) : sam_make(sam, origin, "'id'");
    const struct node *throughput = sam_get(properties, "ProvisionedThroughput");
    struct node *result =
        sam_make(sam, resource->node,
                 "{'KeySchema':[{'AttributeName':%n,'KeyType':'HASH'}],"
                 "'AttributeDefinitions':[{'AttributeName':%n,'AttributeType':'%z'}],'BillingMode':%n,'Tags':%n}",
                 text, node_new_copy(sam->document, text), letter,
                 throughput ? NULL : sam_make(sam, resource->node, "'PAY_PER_REQUEST'"),
                 sam_tags(sam, resource->node, sam_get(properties, "Tags"), true));
    SAM_COPY(result, properties, "TableName", "ProvisionedThroughput", "SSESpecification",
             "PointInTimeRecoverySpecification");
    sam_become(sam, resource, "AWS::DynamoDB::Table", result);
}

void sam_layer_version(struct sam *sam, struct sam_resource *resource) {
    const struct node *properties = resource->properties;
    struct node *content = sam_location(sam, sam_get(properties, "ContentUri"), "S3", "S3ObjectVersion");
    const struct node *name = sam_get(properties, "LayerName");
    struct node *result = sam_make(sam, resource->node, "{'LayerName':%n,'Content':%n}",
                                   name ? name : sam_make(sam, resource->node, "'%s'", resource->id), content);
    SAM_COPY(result, properties, "Description", "CompatibleArchitectures", "CompatibleRuntimes", "LicenseInfo");
    sam_become(sam, resource, "AWS::Lambda::LayerVersion", result);
    const struct node *policy = sam_get(properties, "RetentionPolicy"), *known = sam_known(sam, policy);
    if (sam_is_text(known))
        node_set(resource->result, STR("DeletionPolicy"),
                 sam_make(sam, policy, "'%z'", str_equal_nocase(known->text, STR("delete")) ? "Delete" : "Retain"));
    else if (!node_member(resource->node, "DeletionPolicy"))
        node_set(resource->result, STR("DeletionPolicy"), sam_make(sam, resource->node, "'Retain'"));
}

/* https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-capacityprovider.html:
 * a role lets Lambda run instances in the user's network, unless OperatorRole gives one. */
void sam_capacity_provider(struct sam *sam, struct sam_resource *resource) {
    const struct node *properties = resource->properties, *role = sam_get(properties, "OperatorRole");
    const struct node *needs = sam_get(properties, "InstanceRequirements");
    const struct node *scaling = sam_get(properties, "ScalingConfig");
    struct str id = sam_join(sam, resource->id, "OperatorRole");
    struct node *arn =
        role ? node_new_copy(sam->document, role) : sam_make(sam, resource->node, "{'Fn::GetAtt':['%s','Arn']}", id);
    struct node *vpc =
        sam_make(sam, resource->node, "{'SubnetIds':%n,'SecurityGroupIds':%n}",
                 sam_at(properties, "VpcConfig.SubnetIds"), sam_at(properties, "VpcConfig.SecurityGroupIds"));
    struct node *result = sam_make(
        sam, resource->node, "{'VpcConfig':%n,'PermissionsConfig':{'CapacityProviderOperatorRoleArn':%n},'Tags':%n}",
        vpc, arn, sam_tags(sam, resource->node, sam_get(properties, "Tags"), false));
    SAM_COPY(result, properties, "CapacityProviderName", "KmsKeyArn", "LoggingConfig");
    if (needs)
        node_set(result, STR("InstanceRequirements"),
                 sam_make(sam, needs, "{'Architectures':%n,'AllowedInstanceTypes':%n,'ExcludedInstanceTypes':%n}",
                          sam_get(needs, "Architectures"), sam_get(needs, "AllowedTypes"),
                          sam_get(needs, "ExcludedTypes")));
    if (scaling) {
        const struct node *usage = sam_get(scaling, "AverageCPUUtilization");
        struct node *policies = usage
                                    ? sam_make(sam, usage,
                                               "[{'PredefinedMetricType':'LambdaCapacityProviderAverageCPUUtilization',"
                                               "'TargetValue':%n}]",
                                               usage)
                                    : NULL;
        node_set(result, STR("CapacityProviderScalingConfig"),
                 sam_make(sam, scaling, "{'MaxVCpuCount':%n,'ScalingMode':'%z','ScalingPolicies':%n}",
                          sam_get(scaling, "MaxVCpuCount"), usage ? "Manual" : "Auto", policies));
    }
    sam_become(sam, resource, "AWS::Lambda::CapacityProvider", result);
    if (role)
        return;
    struct node *made = sam_role_properties(sam, resource->node, "lambda.amazonaws.com");
    sam_role_attach(sam, made, resource->node, "AWSLambdaManagedEC2ResourceOperator");
    struct node *tags = sam_is_true(sam_get(properties, "PropagateTags")) ? sam_get(properties, "Tags") : NULL;
    node_set(made, STR("Tags"), sam_tags(sam, resource->node, tags, false));
    sam_add(sam, resource, resource->node, id, "AWS::IAM::Role", made);
}

/* Location: a path or URL, or an application of the Serverless Application Repository, which nobody can read here. */
void sam_application(struct sam *sam, struct sam_resource *resource) {
    const struct node *properties = resource->properties, *location = sam_get(properties, "Location");
    const struct node *id = sam_get(location, "ApplicationId");
    if (sam_is_text(id) && str_contains(id->text, "{{resolve:"))
        sam_reject(sam, id, "ApplicationId cannot hold a dynamic reference");
    struct node *result = sam_make(sam, resource->node, "{'TemplateURL':%n,'Tags':%n}", location,
                                   sam_tags(sam, resource->node, sam_get(properties, "Tags"), true));
    SAM_COPY(result, properties, "Parameters", "NotificationARNs", "TimeoutInMinutes");
    sam_become(sam, resource, "AWS::CloudFormation::Stack", result);
}
