#include "tests/unit/sam_template.h"
#include "tests/unit/test.h"

#define FUNCTION "Resources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n"
#define AWS "arn:aws:iam::aws:policy/service-role/"

#define CHECK_JSON(path, expected) CHECK_STR(sam_template_json(&t, path), expected)

TEST(sam_mappings, a_queue_is_polled_with_a_managed_policy) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "        Jobs:\n"
                                   "          Type: SQS\n"
                                   "          Properties: {Queue: !GetAtt Q.Arn, BatchSize: 5, Enabled: false}\n"
                                   "        Again: {Type: SQS, Properties: {Queue: !GetAtt R.Arn}}\n");
    CHECK_JSON("Resources/FnJobs/Type", "'AWS::Lambda::EventSourceMapping'");
    CHECK_JSON("Resources/FnJobs/Properties",
               "{'FunctionName':{'Ref':'Fn'},'EventSourceArn':{'Fn::GetAtt':'Q.Arn'},'BatchSize':5,'Enabled':false}");
    CHECK_JSON("Resources/FnRole/Properties/ManagedPolicyArns",
               "['" AWS "AWSLambdaBasicExecutionRole','" AWS "AWSLambdaSQSQueueExecutionRole']");
    CHECK(sam_template_line(&t, "Resources/FnJobs") == 6);
    CHECK(sam_template_line(&t, "Resources/FnRole/Properties/ManagedPolicyArns/1") == 6);
    sam_template_done(&t);
}

TEST(sam_mappings, a_failure_destination_with_a_type_needs_a_policy) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "        S:\n"
                                   "          Type: Kinesis\n"
                                   "          Properties:\n"
                                   "            Stream: stream\n"
                                   "            StartingPosition: LATEST\n"
                                   "            DestinationConfig: {OnFailure: {Type: SQS, Destination: arn}}\n");
    CHECK_JSON("Resources/FnS/Properties/DestinationConfig", "{'OnFailure':{'Destination':'arn'}}");
    CHECK_JSON("Resources/FnRole/Properties/Policies",
               "[{'PolicyName':'FnSSQSPolicy','PolicyDocument':{'Statement':[{'Action':'sqs:SendMessage',"
               "'Effect':'Allow','Resource':'arn'}]}}]");
    sam_template_done(&t);
}

TEST(sam_mappings, brokers_and_clusters_need_their_secrets) {
    struct sam_template t;
    sam_template_init(
        &t,
        FUNCTION "        M:\n"
                 "          Type: MQ\n"
                 "          Properties: {Broker: b, SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: secret}]}\n"
                 "        K:\n"
                 "          Type: SelfManagedKafka\n"
                 "          Properties:\n"
                 "            KafkaBootstrapServers: [h]\n"
                 "            Topics: [t]\n"
                 "            SourceAccessConfigurations:\n"
                 "              - {Type: VPC_SUBNET, URI: s}\n"
                 "              - {Type: VPC_SECURITY_GROUP, URI: g}\n");
    CHECK_JSON("Resources/FnRole/Properties/Policies/0/PolicyDocument/Statement",
               "[{'Action':['secretsmanager:GetSecretValue'],'Effect':'Allow','Resource':'secret'},"
               "{'Action':['mq:DescribeBroker'],'Effect':'Allow','Resource':'b'}]");
    CHECK_JSON("Resources/FnRole/Properties/Policies/1/PolicyDocument/Statement/0/Action/0",
               "'ec2:CreateNetworkInterface'");
    CHECK_JSON("Resources/FnK/Properties/SelfManagedEventSource", "{'Endpoints':{'KafkaBootstrapServers':['h']}}");
    sam_template_done(&t);
}

TEST(sam_mappings, streams_and_clusters_bring_a_managed_policy_each) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "        K: {Type: Kinesis, Properties: {Stream: k, StartingPosition: LATEST}}\n"
                                   "        D: {Type: DynamoDB, Properties: {Stream: d, StartingPosition: LATEST}}\n"
                                   "        M: {Type: MSK, Properties: {Stream: m, StartingPosition: LATEST}}\n");
    CHECK_JSON("Resources/FnRole/Properties/ManagedPolicyArns",
               "['" AWS "AWSLambdaBasicExecutionRole','" AWS "AWSLambdaKinesisExecutionRole','" AWS
               "AWSLambdaDynamoDBExecutionRole','" AWS "AWSLambdaMSKExecutionRole']");
    CHECK_JSON("Resources/FnD/Properties/EventSourceArn", "'d'");
    CHECK_JSON("Resources/FnM/Properties/EventSourceArn", "'m'");
    sam_template_done(&t);
}

TEST(sam_mappings, a_document_database_is_described_and_its_secret_read) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "        B:\n"
                                   "          Type: DocumentDB\n"
                                   "          Properties:\n"
                                   "            Cluster: c\n"
                                   "            DatabaseName: d\n"
                                   "            SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: login}]\n");
    const char *statement = "Resources/FnRole/Properties/Policies/0/PolicyDocument/Statement/";
    static const char *const EXPECTED[] = {
        "{'Action':['secretsmanager:GetSecretValue'],'Effect':'Allow','Resource':'login'}",
        "{'Action':['rds:DescribeDBClusterParameters'],'Effect':'Allow','Resource':{'Fn::Sub':"
        "'arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:cluster-pg:*'}}",
        "{'Action':['rds:DescribeDBSubnetGroups'],'Effect':'Allow','Resource':{'Fn::Sub':"
        "'arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:subgrp:*'}}",
        "{'Action':['rds:DescribeDBClusters'],'Effect':'Allow','Resource':'c'}"};
    for (size_t i = 0; i < sizeof EXPECTED / sizeof *EXPECTED; i++)
        CHECK_JSON(str_z(&t.arena, str_format(&t.arena, "%s%zu", statement, i)), EXPECTED[i]);
    sam_template_done(&t);
}

TEST(sam_mappings, a_schema_registry_is_read) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "        M:\n"
                                   "          Type: MSK\n"
                                   "          Properties:\n"
                                   "            Stream: m\n"
                                   "            SchemaRegistryConfig:\n"
                                   "              SchemaRegistryURI: arn:aws:glue:eu-west-1:123456789012:registry/r\n"
                                   "              AccessConfigs: [{Type: BASIC_AUTH, URI: login}]\n");
    CHECK_JSON("Resources/FnRole/Properties/Policies/0/PolicyDocument/Statement",
               "[{'Action':['secretsmanager:GetSecretValue'],'Effect':'Allow','Resource':'login'},"
               "{'Action':['glue:GetRegistry'],'Effect':'Allow','Resource':"
               "'arn:aws:glue:eu-west-1:123456789012:registry/r'},"
               "{'Action':['glue:GetSchemaVersion'],'Effect':'Allow','Resource':[{'Fn::Sub':"
               "'arn:${AWS::Partition}:glue:${AWS::Region}:${AWS::AccountId}:schema/r/*'}]}]");
    sam_template_done(&t);
}

TEST(sam_events, a_topic_calls_directly_or_through_a_queue) {
    struct sam_template t;
    sam_template_init(&t,
                      FUNCTION "        Direct: {Type: SNS, Properties: {Topic: !Ref T}}\n"
                               "        Queued: {Type: SNS, Properties: {Topic: !Ref T, SqsSubscription: true}}\n"
                               "        Given:\n"
                               "          Type: SNS\n"
                               "          Properties: {Topic: !Ref T, SqsSubscription: {QueueArn: a, QueueUrl: u}}\n");
    CHECK_JSON("Resources/FnDirectPermission/Properties",
               "{'Action':'lambda:InvokeFunction','FunctionName':{'Ref':'Fn'},'Principal':'sns.amazonaws.com',"
               "'SourceArn':{'Ref':'T'}}");
    CHECK_JSON("Resources/FnDirect/Properties",
               "{'Protocol':'lambda','Endpoint':{'Fn::GetAtt':['Fn','Arn']},'TopicArn':{'Ref':'T'}}");
    CHECK_JSON("Resources/FnQueuedQueue/Type", "'AWS::SQS::Queue'");
    CHECK_JSON("Resources/FnQueuedQueuePolicy/Properties/PolicyDocument/Statement/0/Condition",
               "{'ArnEquals':{'aws:SourceArn':{'Ref':'T'}}}");
    CHECK_JSON("Resources/FnQueuedEventSourceMapping/Properties/EventSourceArn",
               "{'Fn::GetAtt':['FnQueuedQueue','Arn']}");
    CHECK_JSON("Resources/FnQueuedPermission", "absent");
    CHECK_JSON("Resources/FnGivenQueue", "absent");
    CHECK_JSON("Resources/FnGivenQueuePolicy/Properties/Queues", "['u']");
    sam_template_done(&t);
}

TEST(sam_events, a_bucket_is_told_what_to_notify) {
    struct sam_template t;
    sam_template_init(&t, "Resources:\n"
                          "  B: {Type: AWS::S3::Bucket, Properties: {BucketName: b}}\n"
                          "  Fn:\n"
                          "    Type: AWS::Serverless::Function\n"
                          "    Properties:\n"
                          "      Events:\n"
                          "        Up: {Type: S3, Properties: {Bucket: !Ref B, Events: [a, b]}}\n");
    CHECK_JSON("Resources/FnUpPermission/Properties/SourceAccount", "{'Ref':'AWS::AccountId'}");
    CHECK_JSON("Resources/FnUpPermission/Properties/SourceArn", "absent");
    CHECK_JSON("Resources/B/Properties/BucketName", "'b'");
    CHECK_JSON("Resources/B/Properties/NotificationConfiguration/LambdaConfigurations/1",
               "{'Function':{'Fn::GetAtt':['Fn','Arn']},'Event':'b'}");
    const struct node *written = node_member(node_member(t.document->root, "Resources"), "B");
    CHECK(!node_member(node_member(written, "Properties"), "NotificationConfiguration"));
    CHECK(sam_template_line(&t, "Resources/B/Properties/BucketName") == 2);
    sam_template_done(&t);
}

TEST(sam_events, other_services_get_a_permission_each) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION
                      "        Alexa: {Type: AlexaSkill}\n"
                      "        Bound: {Type: AlexaSkill, Properties: {SkillId: amzn1.skill}}\n"
                      "        Logs: {Type: CloudWatchLogs, Properties: {LogGroupName: g, FilterPattern: ''}}\n"
                      "        Iot: {Type: IoTRule, Properties: {Sql: SELECT 1}}\n"
                      "        Daily:\n"
                      "          Type: Schedule\n"
                      "          Properties: {Schedule: rate(1 day), DeadLetterConfig: {Type: SQS}}\n"
                      "        Bus: {Type: EventBridgeRule, Properties: {Pattern: {source: [x]}}}\n"
                      "        Old: {Type: CloudWatchEvent, Properties: {EventBusName: b, Pattern: {source: [y]}}}\n");
    CHECK_JSON("Resources/FnAlexaPermission/Properties/EventSourceToken", "absent");
    CHECK_JSON("Resources/FnBoundPermission/Properties/EventSourceToken", "'amzn1.skill'");
    CHECK_JSON("Resources/FnLogsPermission/Properties/Principal", "'logs.amazonaws.com'");
    CHECK_JSON("Resources/FnIotPermission/Properties/SourceAccount", "{'Fn::Sub':'${AWS::AccountId}'}");
    CHECK_JSON("Resources/FnDaily/Properties/Targets/0/DeadLetterConfig/Arn", "{'Fn::GetAtt':['FnDailyQueue','Arn']}");
    CHECK_JSON("Resources/FnDailyQueuePolicy/Properties/PolicyDocument/Statement/0/Principal",
               "{'Service':'events.amazonaws.com'}");
    CHECK_JSON("Resources/FnDailyPermission/Properties/SourceArn", "{'Fn::GetAtt':['FnDaily','Arn']}");
    CHECK_JSON("Resources/FnBus/Properties/EventPattern", "{'source':['x']}");
    CHECK_JSON("Resources/FnOld/Properties/EventBusName", "'b'");
    CHECK_JSON("Resources/FnOldPermission/Properties/Principal", "'events.amazonaws.com'");
    sam_template_done(&t);
}

TEST(sam_events, the_scheduler_needs_a_role) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "        Tick: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 day)}}\n");
    CHECK_JSON("Resources/FnTickRole/Properties/AssumeRolePolicyDocument/Statement/0/Principal",
               "{'Service':['scheduler.amazonaws.com']}");
    CHECK_JSON("Resources/FnTickRole/Properties/Policies/0/PolicyDocument/Statement/0",
               "{'Action':'lambda:InvokeFunction','Effect':'Allow','Resource':{'Fn::GetAtt':['Fn','Arn']}}");
    CHECK_JSON("Resources/FnTick/Properties/Target/RoleArn", "{'Fn::GetAtt':['FnTickRole','Arn']}");
    CHECK_JSON("Resources/FnTickPermission", "absent");
    sam_template_done(&t);
}

TEST(sam_events, what_cannot_be_followed_is_reported) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "        A: {Type: Telepathy}\n"
                                   "        B: {Type: S3, Properties: {Bucket: elsewhere, Events: x}}\n"
                                   "        C: !If [x, y, z]\n");
    CHECK(t.diags.list.count == 3);
    CHECK_JSON("Resources/FnBPermission/Properties/Principal", "'s3.amazonaws.com'");
    sam_template_done(&t);
}

TEST(sam_machine, has_a_role_and_starters) {
    struct sam_template t;
    sam_template_init(&t, "Resources:\n"
                          "  M:\n"
                          "    Type: AWS::Serverless::StateMachine\n"
                          "    Properties:\n"
                          "      DefinitionUri: m.asl.json\n"
                          "      Policies: [LambdaInvokePolicy: {FunctionName: !Ref F}]\n"
                          "      Tracing: {Enabled: true}\n"
                          "      Events: {Go: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}\n");
    CHECK_JSON("Resources/M/Properties/RoleArn", "{'Fn::GetAtt':['MRole','Arn']}");
    CHECK_JSON("Resources/MRole/Properties/ManagedPolicyArns", "['arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess']");
    CHECK_JSON("Resources/MRole/Properties/Policies/0/PolicyDocument/Statement/0/Action", "['lambda:InvokeFunction']");
    CHECK_JSON("Resources/MGoRole/Properties/Policies/0/PolicyDocument/Statement/0",
               "{'Action':'states:StartExecution','Effect':'Allow','Resource':{'Ref':'M'}}");
    CHECK_JSON("Resources/MGo/Properties/Targets/0/RoleArn", "{'Fn::GetAtt':['MGoRole','Arn']}");
    sam_template_done(&t);
}

TEST(sam_connector, grants_by_the_types_of_its_sides) {
    struct sam_template t;
    sam_template_init(&t, "Resources:\n"
                          "  Fn:\n"
                          "    Type: AWS::Serverless::Function\n"
                          "    Connectors:\n"
                          "      Table: {Properties: {Destination: {Id: T}, Permissions: [Read]}}\n"
                          "  T: {Type: AWS::Serverless::SimpleTable}\n"
                          "  S: {Type: AWS::SNS::Topic}\n"
                          "  C:\n"
                          "    Type: AWS::Serverless::Connector\n"
                          "    Properties: {Source: {Id: S}, Destination: [{Id: Fn}], Permissions: [Write]}\n"
                          "  D:\n"
                          "    Type: AWS::Serverless::Connector\n"
                          "    Properties: {Source: {Id: T}, Destination: {Id: S}, Permissions: [Write]}\n");
    CHECK_JSON("Resources/FnTablePolicy/Properties/Roles", "[{'Ref':'FnRole'}]");
    CHECK_JSON("Resources/FnTablePolicy/Properties/PolicyDocument/Statement/0/Resource",
               "[{'Fn::GetAtt':['T','Arn']},{'Fn::Sub':['${DestinationArn}/index/*',"
               "{'DestinationArn':{'Fn::GetAtt':['T','Arn']}}]}]");
    CHECK_JSON("Resources/CWriteLambdaPermissionDestination0/Properties",
               "{'Action':'lambda:InvokeFunction','Principal':'sns.amazonaws.com','SourceArn':{'Ref':'S'},"
               "'FunctionName':{'Fn::GetAtt':['Fn','Arn']}}");
    CHECK_JSON("Resources/Fn/Connectors", "absent");
    CHECK_JSON("Resources/C", "absent");
    CHECK(t.diags.list.count == 1 && t.diags.list.items[0].kind == DIAG_REJECTED);
    CHECK(sam_template_line(&t, "Resources/FnTablePolicy") == 5);
    sam_template_done(&t);
}
