#include "tests/unit/sam_template.h"
#include "tests/unit/test.h"

#define CHECK_JSON(path, expected) CHECK_STR(sam_template_json(&t, path), expected)

TEST(sam_websocket, only_connect_is_authorized) {
    struct sam_template t;
    sam_template_init(&t, "Resources:\n"
                          "  Chat:\n"
                          "    Type: AWS::Serverless::WebSocketApi\n"
                          "    Properties:\n"
                          "      Auth: {AuthType: CUSTOM, AuthArn: !GetAtt A.Arn}\n"
                          "      Routes:\n"
                          "        $connect: {FunctionArn: !GetAtt C.Arn}\n"
                          "        send: {FunctionArn: !GetAtt S.Arn}\n");
    CHECK_JSON("Resources/ChatConnectRoute/Properties/AuthorizationType", "'CUSTOM'");
    CHECK_JSON("Resources/ChatSendRoute/Properties/AuthorizationType", "absent");
    CHECK_JSON("Resources/ChatSendPermission/Properties/SourceArn",
               "{'Fn::Sub':'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Chat.ApiId}/default/"
               "send'}");
    CHECK_JSON("Resources/ChatAuthorizerPermission/Properties/FunctionName", "{'Fn::GetAtt':'A.Arn'}");
    CHECK_JSON("Resources/ChatDefaultStage/Properties/StageName", "'default'");
    CHECK(sam_template_line(&t, "Resources/ChatSendRoute") == 8);
    CHECK(sam_template_line(&t, "Resources/ChatConnectRoute/Properties/AuthorizationType") == 5);
    sam_template_done(&t);
}

TEST(sam_graphql, data_sources_get_roles) {
    struct sam_template t;
    sam_template_init(&t, "Resources:\n"
                          "  Api:\n"
                          "    Type: AWS::Serverless::GraphQLApi\n"
                          "    Properties:\n"
                          "      Auth: {Type: AWS_LAMBDA, LambdaAuthorizer: {AuthorizerUri: !GetAtt A.Arn}}\n"
                          "      Logging: false\n"
                          "      DataSources:\n"
                          "        Lambda: {Fn: {FunctionArn: !GetAtt F.Arn}}\n"
                          "        DynamoDb: {T: {TableName: t, ServiceRoleArn: given}}\n");
    CHECK_JSON("Resources/Api/Properties/AuthenticationType", "'AWS_LAMBDA'");
    CHECK_JSON("Resources/ApiCloudWatchRole", "absent");
    CHECK_JSON("Resources/ApiFnLambdaDataSourceRole/Properties/AssumeRolePolicyDocument/Statement/0/Principal",
               "{'Service':['appsync.amazonaws.com']}");
    CHECK_JSON("Resources/ApiFnLambdaDataSourceToLambdaConnectorPolicy/Properties/Roles",
               "[{'Ref':'ApiFnLambdaDataSourceRole'}]");
    CHECK_JSON("Resources/ApiTDynamoDBDataSource/Properties/ServiceRoleArn", "'given'");
    CHECK_JSON("Resources/ApiTDynamoDBDataSourceRole", "absent");
    CHECK_JSON("Resources/ApiToLambdaAuthConnector1WriteLambdaPermission/Properties/Principal",
               "'appsync.amazonaws.com'");
    sam_template_done(&t);
}

TEST(sam_deployment, functions_share_a_role_unless_they_bring_one) {
    struct sam_template t;
    sam_template_init(&t, "Globals: {Function: {AutoPublishAlias: live}}\n"
                          "Mappings: {On: {yes: {v: false}}}\n"
                          "Resources:\n"
                          "  A:\n"
                          "    Type: AWS::Serverless::Function\n"
                          "    Condition: C\n"
                          "    Properties: {DeploymentPreference: {Type: Canary10Percent5Minutes, "
                          "PassthroughCondition: true}}\n"
                          "  B:\n"
                          "    Type: AWS::Serverless::Function\n"
                          "    Properties: {DeploymentPreference: {Enabled: !FindInMap [On, yes, v]}}\n");
    CHECK_JSON("Resources/CodeDeployServiceRole/Condition", "'C'");
    CHECK_JSON("Resources/CodeDeployServiceRole/Properties/ManagedPolicyArns",
               "['arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda']");
    CHECK_JSON("Resources/ADeploymentGroup/Condition", "'C'");
    CHECK_JSON("Resources/BDeploymentGroup", "absent");
    sam_template_done(&t);
    sam_template_init(&t, "Resources:\n"
                          "  A:\n"
                          "    Type: AWS::Serverless::Function\n"
                          "    Properties: {DeploymentPreference: {Type: Linear, Role: !GetAtt R.Arn}}\n");
    CHECK_JSON("Resources/CodeDeployServiceRole", "absent");
    CHECK_JSON("Resources/ADeploymentGroup/Properties/ServiceRoleArn", "{'Fn::GetAtt':'R.Arn'}");
    sam_template_done(&t);
}

TEST(sam_simple, tables_layers_applications_are_renamed) {
    struct sam_template t;
    sam_template_init(
        &t, "Resources:\n"
            "  T: {Type: AWS::Serverless::SimpleTable, Properties: {PrimaryKey: {Name: k, Type: Number}}}\n"
            "  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer/}}\n"
            "  N: {Type: AWS::Serverless::Application, Properties: {Location: ./n.yaml, Parameters: {P: v}}}\n"
            "  P:\n"
            "    Type: AWS::Serverless::CapacityProvider\n"
            "    Properties: {VpcConfig: {SubnetIds: [s]}}\n");
    CHECK_JSON("Resources/T/Properties/KeySchema", "[{'AttributeName':'k','KeyType':'HASH'}]");
    CHECK_JSON("Resources/T/Properties/AttributeDefinitions", "[{'AttributeName':'k','AttributeType':'N'}]");
    CHECK_JSON("Resources/T/Properties/BillingMode", "'PAY_PER_REQUEST'");
    CHECK_JSON("Resources/L/Type", "'AWS::Lambda::LayerVersion'");
    CHECK_JSON("Resources/L/Properties", "{'LayerName':'L','Content':'layer/'}");
    CHECK_JSON("Resources/L/DeletionPolicy", "'Retain'");
    CHECK_JSON("Resources/N/Type", "'AWS::CloudFormation::Stack'");
    CHECK_JSON("Resources/N/Properties/TemplateURL", "'./n.yaml'");
    CHECK_JSON("Resources/POperatorRole/Properties/ManagedPolicyArns",
               "['arn:aws:iam::aws:policy/AWSLambdaManagedEC2ResourceOperator']");
    sam_template_done(&t);
}

TEST(sam_tags, propagate_to_what_is_made) {
    struct sam_template t;
    sam_template_init(&t, "Resources:\n"
                          "  F: {Type: AWS::Serverless::Function, Properties: {Tags: {a: b}, PropagateTags: true}}\n"
                          "  G: {Type: AWS::Serverless::Function, Properties: {Tags: {}, PropagateTags: true}}\n");
    CHECK_JSON("Resources/FRole/Properties/Tags", "[{'Key':'a','Value':'b'}]");
    CHECK_JSON("Resources/F/Properties/Tags", "[{'Key':'a','Value':'b'}]");
    CHECK_JSON("Resources/GRole/Properties/Tags", "[{'Key':'lambda:createdBy','Value':'SAM'}]");
    sam_template_done(&t);
}

TEST(sam, stops_at_a_bound) {
    struct arena arena;
    arena_init(&arena);
    struct buf text;
    buf_init(&text, &arena);
    buf_add_z(&text, "Resources: {F: {Type: AWS::Serverless::Function, Properties: {Events: {");
    for (int i = 0; i < 10050; i++)
        buf_printf(&text, "E%d: {Type: AlexaSkill}, ", i);
    buf_add_z(&text, "}}}}");
    struct sam_template t;
    sam_template_init(&t, str_z(&arena, buf_str(&text)));
    CHECK(t.diags.list.count == 1 && t.diags.list.items[0].kind == DIAG_LIMIT);
    CHECK_JSON("Resources/FE9999Permission/Type", "'AWS::Lambda::Permission'");
    CHECK_JSON("Resources/FE10000Permission", "absent");
    sam_template_done(&t);
    arena_done(&arena);
}

TEST(sam_web_function, has_a_revision_and_an_endpoint) {
    struct sam_template t;
    sam_template_init(&t, "Resources:\n"
                          "  Web:\n"
                          "    Type: AWS::Serverless::WebFunction\n"
                          "    Properties:\n"
                          "      AuthType: ApplicationManaged\n"
                          "      Runtime: nodejs24.x\n"
                          "      CodeUri: s3://b/k\n"
                          "      EnvironmentVariables: {A: b}\n");
    CHECK_JSON("Resources/Web/Type", "'AWS::Lambda::WebFunction'");
    CHECK_JSON("Resources/WebRevision/Properties/BuildConfig/CodeConfig/S3Object", "{'Bucket':'b','Key':'k'}");
    CHECK_JSON("Resources/WebRevision/Properties/ServiceConfig/ExecutionRoleArn", "{'Fn::GetAtt':['WebRole','Arn']}");
    CHECK_JSON("Resources/WebRevision/Properties/ServiceConfig/EnvironmentVariables", "{'A':'b'}");
    CHECK_JSON("Resources/WebEndpoint/Properties/AuthType", "'ApplicationManaged'");
    CHECK(sam_template_line(&t, "Resources/WebEndpoint") == 5);
    sam_template_done(&t);
}
