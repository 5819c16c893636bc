/* Functions and what is around them. */
#include "tests/unit/load_fixture.h"

#define FUNCTION                                                                                                       \
    "Resources:\n"                                                                                                     \
    "  Fn:\n"                                                                                                          \
    "    Type: AWS::Lambda::Function\n"                                                                                \
    "    Properties:\n"

#define VARIABLES "SELECT name, value, origin, label(parameter) FROM environment_variable WHERE declared ORDER BY id"

TEST(facts_load_function, variables_tell_where_their_value_comes_from) {
    loaded_check("Parameters:\n  Password:\n    Type: String\n    Default: changeme\n" FUNCTION
                 "      Environment:\n        Variables:\n"
                 "          A: text\n"
                 "          B: !Ref Password\n"
                 "          C: !Sub 'x-${Password}'\n"
                 "          D: '{{resolve:secretsmanager:db:SecretString:password}}'\n"
                 "          E: !GetAtt Queue.Arn\n"
                 "  Queue:\n    Type: AWS::SQS::Queue\n",
                 VARIABLES,
                 "A text literal (none); B changeme parameter Password; C x-changeme literal (none); "
                 "D NULL secret (none); E NULL attribute (none)");
}

TEST(facts_load_function, a_variable_stands_at_its_key_and_its_value) {
    struct loaded loaded;
    loaded_open(&loaded, FUNCTION "      Environment: {Variables: {TOKEN: abc}}\n", NULL);
    CHECK_PLACE(&loaded, "SELECT id FROM environment_variable WHERE declared", "value", "abc");
    CHECK_LOADED(&loaded, "SELECT label(id) FROM environment_variable WHERE declared", "TOKEN");
    loaded_close(&loaded);
}

#define CODE_PATH "SELECT code_path FROM function WHERE declared"

TEST(facts_load_function, the_path_of_code_is_seen_from_the_template) {
    loaded_check(FUNCTION "      Code: src/orders\n", CODE_PATH, "src/orders");
    loaded_check(FUNCTION "      Code: {S3Bucket: b, S3Key: k}\n", CODE_PATH, "''");
    loaded_check(FUNCTION "      Code: !Sub '${AWS::StackName}/src'\n", CODE_PATH, "NULL");
    loaded_check(FUNCTION "      Code: {S3Bucket: b, S3Key: k}\n"
                          "    Metadata: {'aws:asset:path': asset.1, 'aws:asset:property': Code}\n",
                 CODE_PATH, "asset.1");
    loaded_check("Transform: AWS::Serverless-2016-10-31\nResources:\n  Fn:\n    Type: AWS::Serverless::Function\n"
                 "    Properties: {CodeUri: ./src, Handler: a.b, Runtime: python3.13}\n",
                 CODE_PATH, "./src");
}

TEST(facts_load_function, unknown_variables_are_a_phantom) {
    loaded_check("Parameters:\n  P:\n    Type: String\n" FUNCTION "      Environment: {Variables: !Ref P}\n", VARIABLES,
                 "NULL NULL NULL (unknown)");
}

TEST(facts_load_function, runtimes_are_known_or_external) {
    loaded_check(FUNCTION "      Runtime: python3.9\n",
                 "SELECT runtime, deprecated_on FROM function JOIN runtime ON runtime.id = function.runtime_facts "
                 "WHERE function.declared",
                 "python3.9 2025-12-15");
    loaded_check(FUNCTION "      Runtime: cobol1.x\n",
                 "SELECT runtime.name, deprecated_on FROM function JOIN runtime ON runtime.id = function.runtime_facts "
                 "WHERE function.declared",
                 "cobol1.x NULL");
    loaded_check(FUNCTION "      PackageType: Image\n      Code: {ImageUri: 'x:1'}\n",
                 "SELECT runtime, runtime_facts, image_uri FROM function WHERE declared", "'' 0 x:1");
}

/* -- layers -------------------------------------------------------------------------------------------------------- */

#define LAYERS                                                                                                         \
    "SELECT layer.declared, account, layer.name, version, has_version FROM function_layer "                            \
    "JOIN layer_version AS layer ON layer.id = function_layer.layer_version WHERE function_layer.declared "            \
    "ORDER BY function_layer.id"

TEST(facts_load_function, a_layer_tells_its_account_and_version) {
    loaded_check(FUNCTION "      Layers:\n"
                          "        - !Sub arn:aws:lambda:${AWS::Region}:580247275435:layer:LambdaInsightsExtension:14\n"
                          "        - !Sub arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:layer:own:3\n"
                          "        - !Ref Mine\n"
                          "  Mine:\n    Type: AWS::Lambda::LayerVersion\n    Properties: {LayerName: mine}\n",
                 LAYERS, "0 580247275435 LambdaInsightsExtension 14 1; 0 '' own 3 1; 1 '' mine 0 1");
}

TEST(facts_load_function, variables_hand_on_a_parameter_inside_a_text) {
    loaded_check("Parameters:\n  User: {Type: String}\n  Password: {Type: String}\n  Port: {Type: String}\n" FUNCTION
                 "      Environment:\n        Variables:\n"
                 "          A: !Sub 'postgres://${User}:${Password}@db:${Port}/app'\n"
                 "          B: !Sub 'user=${User} password=${Password}'\n"
                 "          C: !Sub 'arn:aws:secretsmanager:eu-west-1:1:secret:${Password}'\n"
                 "          D: !Sub 'app/${Password}'\n",
                 "SELECT name, origin, label(parameter) FROM environment_variable WHERE declared ORDER BY id",
                 "A attribute Password; B attribute Password; C attribute (none); D attribute (none)");
}

/* -- log groups ---------------------------------------------------------------------------------------------------- */

#define LOGS                                                                                                           \
    "SELECT g.declared, g.implied, g.present, g.retention_days, g.name_partial FROM function "                         \
    "JOIN log_group AS g ON g.id = function.log_group WHERE function.declared"

TEST(facts_load_function, without_a_declared_log_group_one_is_implied) {
    loaded_check(FUNCTION "      FunctionName: orders\n", LOGS, "1 1 1 0 /aws/lambda/orders");
    loaded_check(FUNCTION "      Timeout: 3\n", LOGS, "1 1 1 0 /aws/lambda/{ref:Fn}");
}

TEST(facts_load_function, the_log_group_with_the_default_name_is_found) {
    loaded_check(FUNCTION "      FunctionName: orders\n"
                          "  Logs:\n    Type: AWS::Logs::LogGroup\n    Properties:\n"
                          "      LogGroupName: /aws/lambda/orders\n      RetentionInDays: 7\n",
                 LOGS, "1 0 1 7 /aws/lambda/orders");
    loaded_check(FUNCTION "      Timeout: 3\n"
                          "  Logs:\n    Type: AWS::Logs::LogGroup\n    Properties:\n"
                          "      LogGroupName: !Sub /aws/lambda/${Fn}\n      RetentionInDays: 7\n",
                 LOGS, "1 0 1 7 /aws/lambda/{ref:Fn}");
    loaded_check("Parameters:\n  Env:\n    Type: String\n" FUNCTION "      FunctionName: !Sub '${Env}-orders'\n"
                 "  Logs:\n    Type: AWS::Logs::LogGroup\n    Properties:\n"
                 "      LogGroupName: !Join ['', [/aws/lambda/, !Ref Env, -orders]]\n      RetentionInDays: 7\n",
                 LOGS, "1 0 1 7 /aws/lambda/{param:Env}-orders");
}

TEST(facts_load_function, the_retention_that_cdk_sets_is_that_of_the_log_group) {
    loaded_check(FUNCTION "      Timeout: 3\n"
                          "  Retention:\n    Type: Custom::LogRetention\n    Properties:\n"
                          "      LogGroupName: !Join ['', [/aws/lambda/, !Ref Fn]]\n      RetentionInDays: 7\n",
                 LOGS, "1 0 1 7 /aws/lambda/{ref:Fn}");
    loaded_check(FUNCTION "      Timeout: 3\n"
                          "  Retention:\n    Type: Custom::LogRetention\n    Properties:\n"
                          "      LogGroupName: /aws/lambda/another\n      RetentionInDays: 7\n",
                 LOGS, "1 1 1 0 /aws/lambda/{ref:Fn}");
}

TEST(facts_load_function, the_configured_log_group_goes_before_the_default_one) {
    loaded_check(FUNCTION
                 "      FunctionName: orders\n      LoggingConfig: {LogGroup: !Ref Own}\n"
                 "  Own:\n    Type: AWS::Logs::LogGroup\n    Properties: {RetentionInDays: 30}\n"
                 "  Logs:\n    Type: AWS::Logs::LogGroup\n    Properties: {LogGroupName: /aws/lambda/orders}\n",
                 LOGS, "1 0 1 30 ''");
}

TEST(facts_load_function, a_log_group_of_unknown_name_may_be_the_one) {
    loaded_check("Parameters:\n  Name:\n    Type: String\n" FUNCTION "      FunctionName: orders\n"
                 "  Logs:\n    Type: AWS::Logs::LogGroup\n    Properties: {LogGroupName: !Ref Name}\n",
                 LOGS, "0 NULL NULL NULL NULL");
    loaded_check("Parameters:\n  Name:\n    Type: String\n" FUNCTION "      FunctionName: orders\n"
                 "  Logs:\n    Type: AWS::Logs::LogGroup\n    Properties: {LogGroupName: !Sub '/ecs/${Name}'}\n",
                 LOGS, "1 1 1 0 /aws/lambda/orders");
}

TEST(facts_load_function, a_log_group_of_another_function_is_not_the_one) {
    loaded_check("Parameters:\n  Env:\n    Type: String\n" FUNCTION "      FunctionName: !Sub '${Env}-orders'\n"
                 "  Other:\n    Type: AWS::Lambda::Function\n    Properties: {FunctionName: !Sub 'a-${Env}-orders'}\n"
                 "  Logs:\n    Type: AWS::Logs::LogGroup\n    Properties:\n"
                 "      LogGroupName: !Sub '/aws/lambda/a-${Env}-orders'\n",
                 LOGS " ORDER BY function.id",
                 "1 1 1 0 /aws/lambda/{param:Env}-orders; "
                 "1 0 1 0 /aws/lambda/a-{param:Env}-orders");
}

/* -- destinations -------------------------------------------------------------------------------------------------- */

TEST(facts_load_function, failures_go_to_the_destination_of_the_invoke_configuration) {
    loaded_check(FUNCTION "      Timeout: 3\n"
                          "  Queue:\n    Type: AWS::SQS::Queue\n"
                          "  Config:\n    Type: AWS::Lambda::EventInvokeConfig\n    Properties:\n"
                          "      FunctionName: !Ref Fn\n      Qualifier: $LATEST\n"
                          "      DestinationConfig: {OnFailure: {Destination: !GetAtt Queue.Arn}}\n",
                 "SELECT has_failure_destination, label(failure_destination), has_dead_letter FROM function "
                 "WHERE declared",
                 "1 Queue 0");
}

/* -- URLs, permissions, triggers ----------------------------------------------------------------------------------- */

TEST(facts_load_function, a_url_is_a_trigger) {
    struct loaded loaded;
    loaded_open(&loaded,
                FUNCTION "      Timeout: 3\n"
                         "  Url:\n    Type: AWS::Lambda::Url\n    Properties:\n"
                         "      TargetFunctionArn: !GetAtt Fn.Arn\n      AuthType: NONE\n"
                         "      Cors: {AllowOrigins: ['*', 'https://a.example']}\n",
                NULL);
    CHECK_LOADED(&loaded, "SELECT auth_type, invoke_mode, qualifier, label(function) FROM function_url WHERE declared",
                 "NONE BUFFERED '' Fn");
    CHECK_LOADED(&loaded, "SELECT origin FROM function_url_origin WHERE declared ORDER BY id", "*; https://a.example");
    CHECK_LOADED(&loaded, "SELECT kind, synchronous, unauthenticated, label(source) FROM trigger WHERE declared",
                 "function_url 1 1 Url");
    CHECK_PLACE(&loaded, "SELECT id FROM function_url WHERE declared", "auth_type", "NONE");
    CHECK_PLACE(&loaded, "SELECT id FROM function_url_origin WHERE declared", "origin", "'*'");
    loaded_close(&loaded);
}

#define PERMISSION(text)                                                                                               \
    FUNCTION "      Timeout: 3\n  Grant:\n    Type: AWS::Lambda::Permission\n    Properties:\n"                        \
             "      FunctionName: !Ref Fn\n      Action: lambda:InvokeFunction\n" text

TEST(facts_load_function, a_grant_names_its_source) {
    loaded_check(PERMISSION("      Principal: s3.amazonaws.com\n      SourceArn: !Sub 'arn:aws:s3:::${Bucket}'\n"
                            "  Bucket:\n    Type: AWS::S3::Bucket\n"),
                 "SELECT principal, has_source_arn, source_arn, source_arn_partial, label(source), has_source_account "
                 "FROM permission WHERE declared",
                 "s3.amazonaws.com 1 NULL arn:aws:s3:::{ref:Bucket} Bucket 0");
}

TEST(facts_load_function, a_whole_policy_is_read_like_grants) {
    loaded_check(FUNCTION
                 "      Timeout: 3\n"
                 "  Policy:\n    Type: AWS::Lambda::ResourcePolicy\n    Properties:\n"
                 "      ResourceArn: !GetAtt Fn.Arn\n      PolicyDocument:\n        Statement:\n"
                 "          - {Effect: Deny, Principal: '*', Action: 'lambda:*'}\n"
                 "          - Effect: Allow\n            Principal: {Service: s3.amazonaws.com, AWS: '*'}\n"
                 "            Action: lambda:InvokeFunction\n"
                 "            Condition: {StringEquals: {'aws:SourceAccount': '123456789012'}}\n"
                 "          - Effect: Allow\n            Principal: '*'\n            Action: lambda:InvokeFunction\n"
                 "            Condition: {IpAddress: {'aws:SourceIp': 10.0.0.0/8}}\n",
                 "SELECT label(function), principal, action, has_source_account, has_source_arn FROM permission "
                 "WHERE declared ORDER BY id",
                 "Fn s3.amazonaws.com lambda:InvokeFunction 1 0; Fn * lambda:InvokeFunction 1 0; "
                 "Fn * lambda:InvokeFunction 0 NULL");
}

TEST(facts_load_function, a_grant_to_a_service_is_a_trigger) {
    loaded_check(PERMISSION("      Principal: sns.amazonaws.com\n"),
                 "SELECT kind, synchronous, unauthenticated, source FROM trigger WHERE declared", "topic 0 0 0");
    loaded_check(PERMISSION("      Principal: !Sub 'logs.${AWS::Region}.amazonaws.com'\n"),
                 "SELECT kind, synchronous, unauthenticated, source FROM trigger WHERE declared", "logs 0 0 0");
    loaded_check(PERMISSION("      Principal: '123456789012'\n"), "SELECT kind FROM trigger WHERE declared", "");
}

TEST(facts_load_function, a_grant_beside_its_wiring_is_one_trigger) {
    loaded_check(PERMISSION("      Principal: sns.amazonaws.com\n      SourceArn: !Ref Topic\n"
                            "  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n"
                            "      Subscription: [{Protocol: lambda, Endpoint: !GetAtt Fn.Arn}]\n"),
                 "SELECT kind, label(source) FROM trigger WHERE declared", "topic Topic");
}

TEST(facts_load_function, services_that_are_told_the_function_are_triggers) {
    loaded_check(FUNCTION "      Timeout: 3\n"
                          "  Bucket:\n    Type: AWS::S3::Bucket\n    Properties:\n"
                          "      NotificationConfiguration:\n        LambdaConfigurations:\n"
                          "          - {Event: 's3:ObjectCreated:*', Function: !GetAtt Fn.Arn}\n"
                          "  Rule:\n    Type: AWS::Events::Rule\n    Properties:\n"
                          "      ScheduleExpression: rate(1 hour)\n      Targets: [{Id: a, Arn: !GetAtt Fn.Arn}]\n"
                          "  Events:\n    Type: AWS::Events::Rule\n    Properties:\n"
                          "      EventPattern: {source: [x]}\n      Targets: [{Id: a, Arn: !GetAtt Fn.Arn}]\n"
                          "  Logs:\n    Type: AWS::Logs::SubscriptionFilter\n    Properties:\n"
                          "      LogGroupName: x\n      DestinationArn: !GetAtt Fn.Arn\n",
                 "SELECT kind, synchronous, label(source) FROM trigger WHERE declared ORDER BY id",
                 "bucket 0 Bucket; schedule 0 Rule; bus 0 Events; logs 0 x");
}

TEST(facts_load_function, a_bus_rule_that_calls_a_queue_is_no_trigger) {
    loaded_check("Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n"
                 "  Rule:\n    Type: AWS::Events::Rule\n    Properties:\n"
                 "      Targets: [{Id: a, Arn: !GetAtt Queue.Arn}]\n",
                 "SELECT (SELECT count(*) FROM trigger WHERE declared), label(target) FROM event_target WHERE declared",
                 "0 Queue");
}

TEST(facts_load_function, edge_functions_are_named_by_a_distribution) {
    loaded_check(FUNCTION "      Timeout: 3\n"
                          "  Version:\n    Type: AWS::Lambda::Version\n    Properties: {FunctionName: !Ref Fn}\n"
                          "  Cdn:\n    Type: AWS::CloudFront::Distribution\n    Properties:\n"
                          "      DistributionConfig:\n        DefaultCacheBehavior:\n"
                          "          LambdaFunctionAssociations:\n"
                          "            - {EventType: viewer-request, LambdaFunctionARN: !Ref Version}\n",
                 "SELECT edge, published FROM function WHERE declared", "1 1");
}
