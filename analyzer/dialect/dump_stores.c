#include "analyzer/dialect/dump.h"

static const char QUEUE[] = "AWS::SQS::Queue";
static const char KEY[] = "AWS::KMS::Key";

static void put_policy(struct dump_view *view, const struct node *policy, const struct node *arn) {
    if (!policy_document_root(policy) || !arn || dump_is_shown(view, "policy", arn->text))
        return;
    policy_document_add_to_resource(view->unit, policy, arn,
                                    str_format(view->arena, "policy of %.*s", STR_ARG(dump_last_part(arn->text))));
    dump_set_shown(view, "policy", arn->text);
}

/* -- queues and topics --------------------------------------------------------------------------------------------- */

/* Only whoever asks for all attributes gets CreatedTimestamp.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
void dump_queue(struct dump_view *view, const struct node *attributes) {
    static const char *const SAME[] = {"VisibilityTimeout",
                                       "MessageRetentionPeriod",
                                       "KmsMasterKeyId",
                                       "SqsManagedSseEnabled",
                                       "RedrivePolicy",
                                       "FifoQueue",
                                       NULL};
    const struct node *arn = node_member(attributes, "QueueArn");
    if (!arn || arn->kind != NODE_TEXT)
        return;
    struct str name = dump_last_part(arn->text);
    struct node *queue = dump_thing(view, QUEUE, arn->text, name, attributes);
    if (!node_member(queue, "QueueName"))
        literal_text(queue, "QueueName", arn, name);
    dump_copy(queue, attributes, SAME);
    for (size_t i = 0; !node_member(attributes, "CreatedTimestamp") && SAME[i]; i++)
        dump_unknown(queue, SAME[i], "the answer does not show all attributes of the queue");
    put_policy(view, node_member(attributes, "Policy"), arn);
}

void dump_topic(struct dump_view *view, const struct node *attributes) {
    static const char *const SAME[] = {"KmsMasterKeyId", "FifoTopic", NULL};
    const struct node *arn = node_member(attributes, "TopicArn");
    if (!arn || arn->kind != NODE_TEXT)
        return;
    struct str name = dump_last_part(arn->text);
    struct node *topic = dump_thing(view, "AWS::SNS::Topic", arn->text, name, attributes);
    if (!node_member(topic, "TopicName"))
        literal_text(topic, "TopicName", arn, name);
    dump_copy(topic, attributes, SAME);
    put_policy(view, node_member(attributes, "Policy"), arn);
}

/* get-queue-attributes and get-topic-attributes: the ARN says which. */
void dump_attributes(struct dump_view *view, const struct node *node) {
    dump_queue(view, node_member(node, "Attributes"));
    dump_topic(view, node_member(node, "Attributes"));
}

/* -- secrets ------------------------------------------------------------------------------------------------------- */

/* https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetResourcePolicy.html: there is none when nobody
 * put one there. */
void dump_secret_policy(struct dump_view *view, const struct node *node) {
    const struct node *arn = node_member(node, "ARN");
    if (arn->kind == NODE_TEXT)
        put_policy(view, node_member(node, "ResourcePolicy"), arn);
}

/* -- keys ---------------------------------------------------------------------------------------------------------- */

/* What refers to a key names its ARN, so that is its address. */
static struct node *key_of(struct dump_view *view, const struct node *node, const char *arn_key) {
    struct str arn = dump_text(node, arn_key);
    return str_starts(arn, "arn:") ? dump_thing(view, KEY, arn, arn, node) : NULL;
}

void dump_key(struct dump_view *view, const struct node *metadata) {
    static const char *const SAME[] = {"Enabled", "KeyManager", NULL};
    struct node *key = key_of(view, metadata, "Arn");
    if (key)
        dump_copy(key, metadata, SAME);
}

void dump_described_key(struct dump_view *view, const struct node *node) {
    dump_key(view, node_member(node, "KeyMetadata"));
}

/* https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyRotationStatus.html: KeyId is the ARN. */
void dump_key_rotation(struct dump_view *view, const struct node *node) {
    struct node *key = key_of(view, node, "KeyId");
    if (key)
        dump_put(key, "EnableKeyRotation", node_member(node, "KeyRotationEnabled"));
}

/* What AWS Config keeps beside the description of a key. */
void dump_key_supplement(struct dump_view *view, const struct node *metadata, const struct node *supplement) {
    struct node *key = key_of(view, metadata, "Arn");
    if (!key)
        return;
    dump_put(key, "EnableKeyRotation", node_member(supplement, "KeyRotationStatus"));
    dump_put(key, "KeyPolicy", node_member(supplement, "Policy"));
}

/* The target is named by its id: the rest of its ARN is that of the alias. */
void dump_key_alias(struct dump_view *view, const struct node *node) {
    struct str arn = dump_text(node, "AliasArn");
    struct str target = dump_text(node, "TargetKeyId");
    size_t at = str_find(arn, STR(":alias/"), 0);
    if (at == SIZE_MAX || !target.size)
        return;
    struct node *alias = dump_thing(view, "AWS::KMS::Alias", arn, dump_text(node, "AliasName"), node);
    dump_put(alias, "AliasName", node_member(node, "AliasName"));
    if (!node_member(alias, "TargetKeyId"))
        literal_text(alias, "TargetKeyId", node_member(node, "TargetKeyId"),
                     str_format(view->arena, "%.*s:key/%.*s", (int)at, arn.data, STR_ARG(target)));
}

/* -- buckets, as AWS Config shows them ----------------------------------------------------------------------------- */

void dump_bucket(struct dump_view *view, const struct node *configuration, const struct node *supplement) {
    const struct node *name = node_member(configuration, "Name");
    if (!name || name->kind != NODE_TEXT)
        return;
    struct node *bucket = dump_thing(view, "AWS::S3::Bucket", name->text, name->text, configuration);
    dump_put(bucket, "BucketName", name);
    dump_put(bucket, "PublicAccessBlockConfiguration", node_member(supplement, "PublicAccessBlockConfiguration"));
    dump_put(bucket, "VersioningConfiguration", node_member(supplement, "BucketVersioningConfiguration"));
    dump_unknown(bucket, "VersioningConfiguration", "the versioning of the bucket is not in the input");
    dump_unknown(bucket, "PublicAccessBlockConfiguration", "the public access block of the bucket is not in the input");
    dump_unknown(bucket, "BucketEncryption", "the encryption of the bucket is not read");
    dump_unknown(bucket, "AccessControl", "the access control list of the bucket is not read");
    const struct node *policy = node_member(node_member(supplement, "BucketPolicy"), "PolicyText");
    const struct node *root = policy_document_root(policy);
    put_policy(view, policy, root ? policy_document_resource(root) : NULL);
}

/* -- events -------------------------------------------------------------------------------------------------------- */

void dump_event_rule(struct dump_view *view, const struct node *node) {
    static const char *const SAME[] = {"Name", "State", "EventBusName", "ScheduleExpression", NULL};
    struct str arn = dump_text(node, "Arn");
    if (arn.size)
        dump_copy(dump_thing(view, "AWS::Events::Rule", arn, dump_text(node, "Name"), node), node, SAME);
}

/* -- what no answer shows ------------------------------------------------------------------------------------------ */

void dump_finish_stores(struct dump_view *view) {
    for (size_t i = 0; i < view->things.count; i++) {
        struct str type, id;
        struct node *properties = view->things.entries[i].value;
        str_cut(view->things.entries[i].key, '\n', &type, &id);
        if (!str_is(type, KEY))
            continue;
        dump_unknown(properties, "EnableKeyRotation", "the rotation of the key is not in the input");
        dump_unknown(properties, "KeyPolicy", "the policy of the key is not in the input");
        dump_unknown(properties, "Enabled", "the state of the key is not in the input");
    }
}
