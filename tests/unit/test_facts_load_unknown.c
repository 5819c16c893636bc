/* Known, absent, unknown: every line of the table "How each case is written" (docs/semantics.md). */
#include "tests/unit/load_fixture.h"

#define FUNCTION                                                                                                       \
    "Resources:\n"                                                                                                     \
    "  Fn:\n"                                                                                                          \
    "    Type: AWS::Lambda::Function\n"                                                                                \
    "    Properties:\n"

TEST(facts_load_unknown, an_absent_link_is_0) {
    loaded_check(FUNCTION "      Timeout: 5\n",
                 "SELECT has_kms_key, kms_key, timeout, memory_size FROM function WHERE declared", "0 0 5 128");
}

TEST(facts_load_unknown, a_parameter_is_an_external_row) {
    struct loaded loaded;
    loaded_open(&loaded, "Parameters:\n  Key:\n    Type: String\n" FUNCTION "      KmsKeyArn: !Ref Key\n", NULL);
    CHECK_LOADED(&loaded,
                 "SELECT has_kms_key, kms_key.declared, kms_key.present, kms_key.rotation "
                 "FROM function JOIN kms_key ON kms_key.id = function.kms_key WHERE function.declared",
                 "1 0 1 NULL");
    CHECK_LOADED(&loaded, "SELECT identity, label FROM entity WHERE kind = 'kms_key' AND world > 0", "param:Key Key");
    loaded_close(&loaded);
}

TEST(facts_load_unknown, an_unknown_function_is_an_anonymous_row) {
    loaded_check(FUNCTION "      KmsKeyArn: !Transform {Name: Magic}\n",
                 "SELECT has_kms_key, kms_key.declared, kms_key.present, kms_key.rotation "
                 "FROM function JOIN kms_key ON kms_key.id = function.kms_key WHERE function.declared",
                 "NULL 0 NULL NULL");
}

TEST(facts_load_unknown, no_value_is_decided_by_the_world) {
    loaded_check("Parameters:\n  Env:\n    Type: String\n    Default: dev\n"
                 "Conditions:\n  Prod: !Equals [!Ref Env, prod]\n" FUNCTION
                 "      KmsKeyArn: !If [Prod, alias/own, !Ref AWS::NoValue]\n",
                 "SELECT has_kms_key, kms_key <> 0 FROM function WHERE declared ORDER BY world", "0 0; 1 1");
}

TEST(facts_load_unknown, no_value_takes_an_element_out_of_a_list) {
    loaded_check("Parameters:\n  Env:\n    Type: String\n    Default: dev\n"
                 "Conditions:\n  Prod: !Equals [!Ref Env, prod]\n" FUNCTION "      Layers:\n"
                 "        - arn:aws:lambda:eu-west-1:123456789012:layer:one:1\n"
                 "        - !If [Prod, 'arn:aws:lambda:eu-west-1:123456789012:layer:two:2', !Ref AWS::NoValue]\n",
                 "SELECT count(*) FROM function_layer WHERE declared GROUP BY world ORDER BY world", "1; 2");
}

TEST(facts_load_unknown, an_unknown_list_has_one_phantom) {
    loaded_check("Parameters:\n  Ids:\n    Type: CommaDelimitedList\n" FUNCTION
                 "      VpcConfig: {SubnetIds: !Ref Ids, SecurityGroupIds: [sg-1]}\n",
                 "SELECT declared, present, subnet <> 0 FROM function_subnet WHERE world > 0", "1 NULL 1");
}

TEST(facts_load_unknown, the_length_of_a_list_of_unknowns_is_known) {
    struct loaded loaded;
    loaded_open(&loaded,
                "Parameters:\n  A:\n    Type: String\n" FUNCTION
                "      VpcConfig: {SubnetIds: [!Ref A, subnet-1], SecurityGroupIds: [sg-1]}\n",
                NULL);
    CHECK_LOADED(&loaded,
                 "SELECT label(member.subnet), subnet.declared, member.present FROM function_subnet AS member "
                 "JOIN subnet ON subnet.id = member.subnet WHERE member.world > 0 ORDER BY member.id",
                 "A 0 1; subnet-1 0 1");
    CHECK_LOADED(&loaded, "SELECT has_vpc FROM function WHERE declared", "1");
    loaded_close(&loaded);
}

TEST(facts_load_unknown, a_parameter_without_default_is_unknown) {
    loaded_check("Parameters:\n  T:\n    Type: Number\n" FUNCTION "      Timeout: !Ref T\n",
                 "SELECT timeout FROM function WHERE declared", "NULL");
    loaded_check("Parameters:\n  T:\n    Type: Number\n    Default: 7\n" FUNCTION "      Timeout: !Ref T\n",
                 "SELECT timeout FROM function WHERE declared", "7");
}

TEST(facts_load_unknown, a_text_with_holes_keeps_its_pieces) {
    loaded_check("Parameters:\n  Env:\n    Type: String\n"
                 "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n"
                 "      QueueName: !Sub ${Env}-queue\n",
                 "SELECT name, name_partial FROM queue", "NULL {param:Env}-queue");
}

TEST(facts_load_unknown, a_policy_resource_is_built_around_a_bucket) {
    loaded_check("Resources:\n"
                 "  Bucket:\n    Type: AWS::S3::Bucket\n"
                 "  Policy:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n"
                 "        Statement:\n"
                 "          - {Effect: Allow, Action: 's3:*', Resource: !Sub 'arn:aws:s3:::${Bucket}/*'}\n",
                 "SELECT resource, resource_partial, label(target) FROM statement_resource WHERE world > 0",
                 "NULL arn:aws:s3:::{ref:Bucket}/* Bucket");
}

#define QUEUE_AND_MAPPING(source)                                                                                      \
    "Resources:\n"                                                                                                     \
    "  Queue:\n    Type: AWS::SQS::Queue\n    Properties: {QueueName: orders}\n"                                       \
    "  Fn:\n    Type: AWS::Lambda::Function\n"                                                                         \
    "  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n"                                         \
    "      FunctionName: !Ref Fn\n"                                                                                    \
    "      EventSourceArn: " source "\n"

#define MAPPED                                                                                                         \
    "SELECT label(queue.id), label(function), batch_size FROM event_source_mapping AS mapping "                        \
    "JOIN queue ON queue.id = mapping.source WHERE mapping.world > 0"

TEST(facts_load_unknown, a_resource_is_found_however_it_is_spelled) {
    loaded_check(QUEUE_AND_MAPPING("!GetAtt Queue.Arn"), MAPPED, "Queue Fn 10");
    loaded_check(QUEUE_AND_MAPPING("!Sub arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:orders"), MAPPED, "Queue Fn 10");
    loaded_check(QUEUE_AND_MAPPING("!Sub arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:${Queue.QueueName}"), MAPPED,
                 "Queue Fn 10");
    loaded_check(QUEUE_AND_MAPPING("!Join [':', [arn:aws:sqs, !Ref AWS::Region, !Ref AWS::AccountId, orders]]"), MAPPED,
                 "Queue Fn 10");
    loaded_check(QUEUE_AND_MAPPING("arn:aws:sqs:eu-west-1:123456789012:other"), MAPPED,
                 "arn:aws:sqs:eu-west-1:123456789012:other Fn 10");
}

TEST(facts_load_unknown, a_source_of_unknown_service_is_in_each_table) {
    struct loaded loaded;
    loaded_open(&loaded, "Parameters:\n  Arn:\n    Type: String\n" QUEUE_AND_MAPPING("!Ref Arn"), NULL);
    CHECK_LOADED(&loaded, MAPPED, "Arn Fn NULL");
    CHECK_LOADED(&loaded,
                 "SELECT count(*) FROM event_source_mapping AS mapping JOIN stream ON stream.id = mapping.source "
                 "JOIN dynamodb_table ON dynamodb_table.id = mapping.source WHERE mapping.world > 0",
                 "1");
    CHECK_LOADED(&loaded, "SELECT kind, synchronous FROM trigger WHERE world > 0", "NULL 1");
    loaded_close(&loaded);
}

TEST(facts_load_unknown, a_source_without_a_table_is_in_none) {
    struct loaded loaded;
    loaded_open(&loaded, QUEUE_AND_MAPPING("arn:aws:kafka:eu-west-1:123456789012:cluster/c/1"), NULL);
    CHECK_LOADED(&loaded, MAPPED, "");
    CHECK_LOADED(&loaded, "SELECT batch_size, label(source) FROM event_source_mapping WHERE declared",
                 "100 arn:aws:kafka:eu-west-1:123456789012:cluster/c/1");
    loaded_close(&loaded);
}

TEST(facts_load_unknown, other_properties_tell_what_a_source_is) {
    static const char tables[] =
        "SELECT batch_size, (SELECT count(*) FROM queue WHERE id = source), "
        "(SELECT count(*) FROM stream WHERE id = source) FROM event_source_mapping WHERE declared";
    loaded_check("Parameters:\n  Arn:\n    Type: String\n" QUEUE_AND_MAPPING("!Ref Arn"), tables, "NULL 1 1");
    loaded_check(
        "Parameters:\n  Arn:\n    Type: String\n" QUEUE_AND_MAPPING("!Ref Arn\n      StartingPosition: LATEST"), tables,
        "100 0 1");
    loaded_check("Parameters:\n  Arn:\n    Type: String\n" QUEUE_AND_MAPPING("!Ref Arn\n      Queues: [q]"), tables,
                 "100 0 0");
}

TEST(facts_load_unknown, an_alias_stands_for_its_function) {
    loaded_check("Resources:\n"
                 "  Fn:\n    Type: AWS::Lambda::Function\n"
                 "  Version:\n    Type: AWS::Lambda::Version\n    Properties: {FunctionName: !Ref Fn}\n"
                 "  Live:\n    Type: AWS::Lambda::Alias\n    Properties:\n"
                 "      FunctionName: !Ref Fn\n      FunctionVersion: !GetAtt Version.Version\n      Name: live\n"
                 "  ByAlias:\n    Type: AWS::Lambda::Permission\n    Properties: {FunctionName: !Ref Live}\n"
                 "  ByText:\n    Type: AWS::Lambda::Permission\n    Properties:\n"
                 "      FunctionName: !Sub '${Fn.Arn}:live'\n"
                 "  ByVersion:\n    Type: AWS::Lambda::Permission\n    Properties: {FunctionName: !Ref Version}\n",
                 "SELECT label(id), label(function), qualifier FROM permission WHERE world > 0 ORDER BY id",
                 "ByAlias Fn live; ByText Fn live; ByVersion Fn NULL");
}

#define ROLE_AND_POLICY(roles)                                                                                         \
    "Parameters:\n  Name:\n    Type: String\n"                                                                         \
    "Resources:\n"                                                                                                     \
    "  Role:\n    Type: AWS::IAM::Role\n"                                                                              \
    "  Policy:\n    Type: AWS::IAM::Policy\n    Properties:\n"                                                         \
    "      PolicyName: p\n      PolicyDocument: {Statement: []}\n      Roles: " roles "\n"

#define ATTACHED                                                                                                       \
    "SELECT label(role.id), role.declared, label(policy), role_policy.present FROM role_policy "                       \
    "JOIN role ON role.id = role_policy.role WHERE role_policy.world > 0 AND role_policy.declared "                    \
    "ORDER BY role_policy.id"

TEST(facts_load_unknown, a_parameter_never_names_a_role_of_the_stack) {
    loaded_check(ROLE_AND_POLICY("[!Ref Name]"), ATTACHED, "Name 0 Policy 1");
    loaded_check(ROLE_AND_POLICY("[!Ref Role]"), ATTACHED, "Role 1 Policy 1");
}

TEST(facts_load_unknown, an_unknown_target_may_be_every_candidate) {
    loaded_check(ROLE_AND_POLICY("[!Transform {Name: Magic}]"), ATTACHED, "Role 1 (unknown) NULL");
    loaded_check("Resources:\n"
                 "  A:\n    Type: AWS::Lambda::Function\n  B:\n    Type: AWS::Lambda::Function\n"
                 "  P:\n    Type: AWS::Lambda::Permission\n    Properties:\n"
                 "      FunctionName: !Transform {Name: Magic}\n      Action: lambda:InvokeFunction\n",
                 "SELECT label(function), action, present FROM permission WHERE world > 0 AND declared ORDER BY id",
                 "(unknown) lambda:InvokeFunction 1; A NULL NULL; B NULL NULL");
}

TEST(facts_load_unknown, a_function_without_a_role_has_an_unknown_one) {
    loaded_check(
        FUNCTION "      Timeout: 5\n",
        "SELECT role.declared, role.present FROM function JOIN role ON role.id = function.role WHERE function.declared",
        "0 NULL");
}

TEST(facts_load_unknown, nothing_unknown_is_without_a_reason) {
    struct loaded loaded;
    loaded_open(&loaded, "Parameters:\n  T:\n    Type: Number\n" FUNCTION "      Timeout: !Ref T\n", NULL);
    CHECK_LOADED(&loaded,
                 "SELECT reason FROM unknown JOIN function ON function.id = entity WHERE \"column\" = 'timeout'",
                 "parameter 'T' has no default");
    loaded_close(&loaded);
}
