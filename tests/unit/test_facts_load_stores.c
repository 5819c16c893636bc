/* Queues, buckets, keys and other stores: what AWS does where nothing is written. */
#include "tests/unit/load_fixture.h"

#define QUEUE "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n"
#define ENCRYPTION "SELECT encrypted, has_kms_key, visibility_timeout FROM queue WHERE declared"

TEST(facts_load_stores, queues_are_encrypted_unless_that_is_switched_off) {
    loaded_check(QUEUE "      QueueName: q\n", ENCRYPTION, "1 0 30");
    loaded_check(QUEUE "      SqsManagedSseEnabled: false\n", ENCRYPTION, "0 0 30");
    loaded_check(QUEUE "      SqsManagedSseEnabled: false\n      KmsMasterKeyId: alias/own\n", ENCRYPTION, "1 1 30");
    loaded_check("Parameters:\n  Sse:\n    Type: String\n" QUEUE "      SqsManagedSseEnabled: !Ref Sse\n", ENCRYPTION,
                 "NULL 0 30");
}

TEST(facts_load_stores, a_key_of_aws_is_linked_but_not_the_customers) {
    loaded_check(QUEUE "      KmsMasterKeyId: alias/aws/sqs\n",
                 "SELECT has_kms_key, customer_managed, rotation FROM queue JOIN kms_key ON kms_key.id = queue.kms_key "
                 "WHERE queue.declared",
                 "0 0 1");
    loaded_check(QUEUE "      KmsMasterKeyId: alias/own\n",
                 "SELECT has_kms_key, customer_managed, rotation FROM queue JOIN kms_key ON kms_key.id = queue.kms_key "
                 "WHERE queue.declared",
                 "1 1 NULL");
}

TEST(facts_load_stores, an_alias_of_the_stack_is_its_key) {
    loaded_check(QUEUE
                 "      KmsMasterKeyId: !Ref Alias\n"
                 "  Key:\n    Type: AWS::KMS::Key\n    Properties: {EnableKeyRotation: true}\n"
                 "  Alias:\n    Type: AWS::KMS::Alias\n    Properties: {AliasName: alias/own, TargetKeyId: !Ref Key}\n",
                 "SELECT label(kms_key.id), rotation FROM queue JOIN kms_key ON kms_key.id = queue.kms_key "
                 "WHERE queue.declared",
                 "Key 1");
}

TEST(facts_load_stores, redrive_leads_to_the_other_queue) {
    loaded_check(QUEUE "      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}\n"
                       "  Dead:\n    Type: AWS::SQS::Queue\n",
                 "SELECT label(id), has_redrive, label(redrive) FROM queue WHERE declared ORDER BY id",
                 "Queue 1 Dead; Dead 0 (none)");
}

#define BUCKET "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n    Properties:\n"
#define PUBLIC "SELECT blocks_public_acl, blocks_public_policy, acl, versioned FROM bucket WHERE declared"

TEST(facts_load_stores, buckets_block_the_public_unless_told_otherwise) {
    loaded_check(BUCKET "      BucketName: b\n", PUBLIC, "1 1 private 0");
    loaded_check(BUCKET "      PublicAccessBlockConfiguration: {IgnorePublicAcls: true}\n"
                        "      AccessControl: PublicReadWrite\n      VersioningConfiguration: {Status: Enabled}\n",
                 PUBLIC, "1 0 public-read-write 1");
}

TEST(facts_load_stores, a_secret_is_rotated_by_a_schedule) {
    loaded_check(
        "Resources:\n  A:\n    Type: AWS::SecretsManager::Secret\n  B:\n    Type: AWS::SecretsManager::Secret\n"
        "  S:\n    Type: AWS::SecretsManager::RotationSchedule\n    Properties: {SecretId: !Ref A}\n",
        "SELECT label(id), rotated FROM secret WHERE declared ORDER BY id", "A 1; B 0");
}

TEST(facts_load_stores, parameters_tell_their_default) {
    loaded_check("Parameters:\n  A: {Type: String, Default: x, NoEcho: true}\n  B: {Type: Number}\n" BUCKET
                 "      BucketName: b\n",
                 "SELECT name, type, has_default, \"default\", no_echo FROM parameter WHERE declared ORDER BY id",
                 "A String 1 x 1; B Number 0 '' 0");
}
