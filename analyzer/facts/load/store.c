/* Queues, streams, keys, secrets and other stores that need more than plain columns. */
#include "analyzer/facts/load/link.h"
#include "analyzer/facts/load/loads.h"
#include "analyzer/facts/load/plain.h"
#include "analyzer/facts/load/policy.h"
#include "analyzer/facts/load/resource_policy.h"

const struct plain QUEUE_COLUMNS[] = {
    {PLAIN_TEXT, "name", "QueueName", "", 0},
    {PLAIN_BOOLEAN, "fifo", "FifoQueue", NULL, 0},
    {PLAIN_INTEGER, "visibility_timeout", "VisibilityTimeout", NULL, 30},
    {PLAIN_INTEGER, "retention", "MessageRetentionPeriod", NULL, 345600},
    {PLAIN_KEY, NULL, "KmsMasterKeyId", NULL, 0},
    {PLAIN_HAS, "has_redrive", "RedrivePolicy", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

/* Queues are encrypted by SQS unless that is switched off and no key is named.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-sqs-sse-queue.html */
void queue_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    const struct value *managed = thing_at(thing, "SqsManagedSseEnabled");
    const struct value *key = thing_at(thing, "KmsMasterKeyId");
    int encrypted = managed->kind == VALUE_ABSENT ? 1 : value_boolean(managed);
    if (encrypted != 1 && value_presence(key) != 0)
        encrypted = value_presence(key);
    row_truth(row, "encrypted", encrypted, STR("the encryption of the queue is not known"), managed->node);
    const struct value *redrive = resolver_document(&loader->resolver, thing_at(thing, "RedrivePolicy"));
    if (redrive->kind == VALUE_MAP || redrive->kind == VALUE_UNKNOWN)
        link_column(loader, row, "redrive", value_member(redrive, "deadLetterTargetArn"));
    row_integer(row, "implied", thing->resource->implied, NULL);
}

const struct plain STREAM_COLUMNS[] = {
    {PLAIN_TEXT, "name", "Name", "", 0},
    {PLAIN_HAS, "encrypted", "StreamEncryption", NULL, 0},
    {PLAIN_KEY, NULL, "StreamEncryption.KeyId", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

const struct plain KMS_KEY_COLUMNS[] = {
    {PLAIN_BOOLEAN, "rotation", "EnableKeyRotation", NULL, 0},
    {PLAIN_BOOLEAN, "enabled", "Enabled", NULL, 1},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

void kms_key_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    const struct value *policy = thing_at(thing, "KeyPolicy");
    row_link(row, "policy", resource_policy_add(loader, thing, thing->id, policy), policy->node);
    const struct value *manager = thing_at(thing, "KeyManager"); /* what AWS says of a key; templates have no others */
    if (value_is_text(manager, "AWS"))
        row_integer(row, "customer_managed", 0, manager->node);
}

const struct plain SECRET_COLUMNS[] = {
    {PLAIN_TEXT, "name", "Name", "", 0},
    {PLAIN_KEY, NULL, "KmsKeyId", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

void secret_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    loader_each(schedule, loader, "AWS::SecretsManager::RotationSchedule") {
        const struct thing *secret = link_mention(loader, thing_at(schedule, "SecretId"));
        if (secret == thing)
            row_integer(row, "rotated", 1, thing_node(schedule));
    }
}

const struct plain FILE_SYSTEM_COLUMNS[] = {
    {PLAIN_BOOLEAN, "encrypted", "Encrypted", NULL, 0},
    {PLAIN_KEY, NULL, "KmsKeyId", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

void file_system_members(struct loader *loader, const struct thing *thing) {
    resource_policy_add(loader, thing, thing->id, thing_at(thing, "FileSystemPolicy"));
}

const struct plain REPOSITORY_COLUMNS[] = {
    {PLAIN_TEXT, "name", "RepositoryName", "", 0},
    {PLAIN_EQUALS, "immutable", "ImageTagMutability", "IMMUTABLE", 0},
    {PLAIN_BOOLEAN, "scanned", "ImageScanningConfiguration.ScanOnPush", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

void repository_members(struct loader *loader, const struct thing *thing) {
    resource_policy_add(loader, thing, thing->id, thing_at(thing, "RepositoryPolicyText"));
}

void table_members(struct loader *loader, const struct thing *thing) {
    resource_policy_add(loader, thing, thing->id, thing_at(thing, "ResourcePolicy.PolicyDocument"));
}
