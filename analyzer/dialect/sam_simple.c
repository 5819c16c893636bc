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
    const struct node *properties = resource->properties, *uri = sam_get(properties, "ContentUri");
    struct node *content = uri ? node_new_copy(sam->document, uri) : NULL;
    if (sam_is_map(uri)) {
        content = sam_make(sam, uri, "{'S3Bucket':%n,'S3Key':%n,'S3ObjectVersion':%n}", sam_get(uri, "Bucket"),
                           sam_get(uri, "Key"), sam_get(uri, "Version"));
    } else if (sam_is_text(uri) && str_starts(uri->text, "s3://")) {
        struct str bucket, key;
        if (str_cut(str_slice(uri->text, 5, uri->text.size), '/', &bucket, &key))
            content = sam_make(sam, uri, "{'S3Bucket':'%s','S3Key':'%s'}", bucket, key);
    }
    const struct node *name = sam_get(properties, "LayerName");
    struct node *result = sam_make(sam, resource->node, "{'LayerName':%n,'Content':%n}",
                                   name ? name : sam_make(sam, resource->node, "'%s'", resource->id), content);
    SAM_COPY(result, properties, "Description", "CompatibleArchitectures", "CompatibleRuntimes", "LicenseInfo");
    sam_become(sam, resource, "AWS::Lambda::LayerVersion", result);
    const struct node *policy = sam_get(properties, "RetentionPolicy");
    if (policy && !node_member(resource->node, "DeletionPolicy"))
        node_set(resource->result, STR("DeletionPolicy"),
                 sam_is_text(policy) && str_equal_nocase(policy->text, STR("delete"))
                     ? sam_make(sam, policy, "'Delete'")
                     : sam_make(sam, policy, "'Retain'"));
    else if (!policy && !node_member(resource->node, "DeletionPolicy"))
        node_set(resource->result, STR("DeletionPolicy"), sam_make(sam, resource->node, "'Retain'"));
}

/* Location: a path or URL, or an application of the Serverless Application Repository, which nobody can read here. */
void sam_application(struct sam *sam, struct sam_resource *resource) {
    const struct node *properties = resource->properties, *location = sam_get(properties, "Location");
    struct node *result = sam_make(sam, resource->node, "{'TemplateURL':%n,'Tags':%n}", location,
                                   sam_tags(sam, resource->node, sam_get(properties, "Tags"), true));
    SAM_COPY(result, properties, "Parameters", "NotificationARNs", "TimeoutInMinutes");
    sam_become(sam, resource, "AWS::CloudFormation::Stack", result);
}
