#include "tests/unit/sam_template.h"
#include "tests/unit/test.h"

#define FUNCTION "Resources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n"
#define AWS "arn:aws:iam::aws:policy/"

#define CHECK_JSON(path, expected) CHECK_STR(sam_template_json(&t, path), expected)

TEST(sam_role, is_implied_with_what_the_wiring_needs) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "      Tracing: Active\n"
                                   "      VpcConfig: {SubnetIds: [s]}\n"
                                   "      PermissionsBoundary: boundary\n"
                                   "      RolePath: /team/\n"
                                   "      DeadLetterQueue: {Type: SNS, TargetArn: topic}\n");
    CHECK_JSON("Resources/FnRole/Properties/AssumeRolePolicyDocument/Statement",
               "[{'Action':['sts:AssumeRole'],'Effect':'Allow','Principal':{'Service':['lambda.amazonaws.com']}}]");
    CHECK_JSON("Resources/FnRole/Properties/ManagedPolicyArns",
               "['" AWS "service-role/AWSLambdaBasicExecutionRole','" AWS "AWSXrayWriteOnlyAccess','" AWS
               "service-role/AWSLambdaVPCAccessExecutionRole']");
    CHECK_JSON("Resources/FnRole/Properties/PermissionsBoundary", "'boundary'");
    CHECK_JSON("Resources/FnRole/Properties/Path", "'/team/'");
    CHECK_JSON("Resources/FnRole/Properties/Policies/0",
               "{'PolicyName':'DeadLetterQueuePolicy','PolicyDocument':{'Version':'2012-10-17','Statement':"
               "[{'Action':'sns:Publish','Resource':'topic','Effect':'Allow'}]}}");
    sam_template_done(&t);
}

TEST(sam_role, disabled_tracing_needs_no_policy) {
    struct sam_template t;
    sam_template_init(&t, "Parameters: {Trace: {Type: String, Default: Disabled}}\n" FUNCTION
                          "      Tracing: !Ref Trace\n");
    CHECK_JSON("Resources/FnRole/Properties/ManagedPolicyArns", "['" AWS "service-role/AWSLambdaBasicExecutionRole']");
    CHECK_JSON("Resources/Fn/Properties/TracingConfig", "absent");
    sam_template_done(&t);
}

TEST(sam_role, of_a_durable_function_has_another_basic_policy) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "      DurableConfig: {ExecutionTimeout: 60}\n");
    CHECK_JSON("Resources/FnRole/Properties/ManagedPolicyArns",
               "['" AWS "service-role/AWSLambdaBasicDurableExecutionRolePolicy']");
    sam_template_done(&t);
}

TEST(sam_role, is_left_out_when_one_is_given) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "      Role: !GetAtt R.Arn\n      Policies: [AdministratorAccess]\n");
    CHECK_JSON("Resources/FnRole", "absent");
    CHECK_JSON("Resources/Fn/Properties/Role", "{'Fn::GetAtt':'R.Arn'}");
    CHECK_JSON("Resources/Fn/lambdalint:ignored", "['AdministratorAccess']");
    sam_template_done(&t);
}

TEST(sam_role, may_be_given_in_one_case_only) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "      Role: !If [Own, !Ref AWS::NoValue, !Ref R]\n");
    CHECK_JSON("Resources/FnRole/Condition", "'Own'");
    CHECK_JSON("Resources/Fn/Properties/Role", "{'Fn::If':['Own',{'Fn::GetAtt':['FnRole','Arn']},{'Ref':'R'}]}");
    sam_template_done(&t);
    sam_template_init(&t, FUNCTION "      Role: !If [Given, !Ref R, !Ref AWS::NoValue]\n");
    CHECK_JSON("Resources/FnRole/Condition", "'NOTGiven'");
    CHECK_JSON("Conditions/NOTGiven", "{'Fn::Not':[{'Condition':'Given'}]}");
    sam_template_done(&t);
}

TEST(sam_policies, names_and_arns_and_references_are_managed) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "      Policies:\n"
                                   "        - AmazonS3ReadOnlyAccess\n"
                                   "        - AWSLambdaBasicExecutionRole\n"
                                   "        - arn:aws:iam::123456789012:policy/mine\n"
                                   "        - !Ref Policy\n"
                                   "        - !If [Prod, AmazonSQSFullAccess, !Ref AWS::NoValue]\n");
    CHECK_JSON("Resources/FnRole/Properties/ManagedPolicyArns",
               "['" AWS "service-role/AWSLambdaBasicExecutionRole','" AWS "AmazonS3ReadOnlyAccess',"
               "'arn:aws:iam::123456789012:policy/mine',{'Ref':'Policy'},"
               "{'Fn::If':['Prod','" AWS "AmazonSQSFullAccess',{'Ref':'AWS::NoValue'}]}]");
    CHECK(sam_template_line(&t, "Resources/FnRole/Properties/ManagedPolicyArns/1") == 6);
    sam_template_done(&t);
}

TEST(sam_policies, one_item_needs_no_list) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "      Policies: AmazonS3ReadOnlyAccess\n");
    CHECK_JSON("Resources/FnRole/Properties/ManagedPolicyArns/1", "'" AWS "AmazonS3ReadOnlyAccess'");
    sam_template_done(&t);
    sam_template_init(&t, FUNCTION "      Policies: {Statement: {Effect: Allow, Action: s3:*, Resource: '*'}}\n");
    CHECK_JSON("Resources/FnRole/Properties/Policies/0/PolicyName", "'FnRolePolicy0'");
    CHECK_JSON("Resources/FnRole/Properties/Policies/0/PolicyDocument/Statement/Action", "'s3:*'");
    CHECK(sam_template_line(&t, "Resources/FnRole/Properties/Policies/0/PolicyDocument/Statement/Action") == 5);
    sam_template_done(&t);
}

TEST(sam_policies, a_template_is_filled_with_the_users_nodes) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "      Policies:\n"
                                   "        - SQSPollerPolicy:\n"
                                   "            QueueName: !GetAtt Q.QueueName\n");
    const char *statement = "Resources/FnRole/Properties/Policies/0/PolicyDocument/Statement/0";
    CHECK_STR(str_slice(sam_template_json(&t, statement), 0, 54),
              "{'Action':['sqs:ChangeMessageVisibility','sqs:ChangeMe");
    CHECK_JSON("Resources/FnRole/Properties/Policies/0/PolicyDocument/Statement/0/Resource",
               "{'Fn::Sub':['arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${queueName}',"
               "{'queueName':{'Fn::GetAtt':'Q.QueueName'}}]}");
    CHECK(sam_template_line(&t, "Resources/FnRole/Properties/Policies/0/PolicyDocument/Statement/0/Action/0") == 6);
    CHECK(t.diags.list.count == 0);
    sam_template_done(&t);
}

TEST(sam_policies, a_template_without_its_value_is_reported_once) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "      Policies:\n        - S3ReadPolicy: {}\n");
    CHECK(t.diags.list.count == 1 && t.diags.list.items[0].kind == DIAG_REJECTED);
    sam_template_done(&t);
}

TEST(sam_policies, a_choice_between_kinds_keeps_both) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "      Policies:\n"
                                   "        - !If [Read, AmazonS3ReadOnlyAccess, {Statement: [{Effect: Allow}]}]\n");
    CHECK_JSON("Resources/FnRole/Properties/ManagedPolicyArns/1",
               "{'Fn::If':['Read','" AWS "AmazonS3ReadOnlyAccess',{'Ref':'AWS::NoValue'}]}");
    CHECK_JSON("Resources/FnRole/Properties/Policies/0",
               "{'Fn::If':['Read',{'Ref':'AWS::NoValue'},{'PolicyName':'FnRolePolicy0','PolicyDocument':"
               "{'Statement':[{'Effect':'Allow'}]}}]}");
    sam_template_done(&t);
}

TEST(sam_policies, what_is_no_policy_leaves_the_role_open) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "      Policies:\n        - NoSuchPolicy: {A: b}\n");
    CHECK_JSON("Resources/FnRole/Properties/ManagedPolicyArns/1", "{'Fn::Unsupported':{'NoSuchPolicy':{'A':'b'}}}");
    CHECK(t.diags.list.count == 1 && t.diags.list.items[0].kind == DIAG_REJECTED);
    sam_template_done(&t);
}
