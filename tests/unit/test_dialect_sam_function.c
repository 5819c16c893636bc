#include "tests/unit/sam_template.h"
#include "tests/unit/test.h"

#define FUNCTION "Resources:\n  Fn:\n    Type: AWS::Serverless::Function\n"

#define CHECK_JSON(path, expected) CHECK_STR(sam_template_json(&t, path), expected)

TEST(sam_function, takes_the_names_of_cloudformation) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "    Condition: Wanted\n"
                                   "    DependsOn: Table\n"
                                   "    Properties:\n"
                                   "      CodeUri: src/\n"
                                   "      Tracing: Active\n"
                                   "      KmsKeyArn: !GetAtt Key.Arn\n"
                                   "      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Dead.Arn}\n"
                                   "      Tags: {team: shop}\n");
    CHECK_JSON("Resources/Fn/Type", "'AWS::Lambda::Function'");
    CHECK_JSON("Resources/Fn/Condition", "'Wanted'");
    CHECK_JSON("Resources/Fn/DependsOn", "'Table'");
    CHECK_JSON("Resources/Fn/Properties/Code", "'src/'");
    CHECK_JSON("Resources/Fn/Properties/TracingConfig", "{'Mode':'Active'}");
    CHECK_JSON("Resources/Fn/Properties/KmsKeyArn", "{'Fn::GetAtt':'Key.Arn'}");
    CHECK_JSON("Resources/Fn/Properties/DeadLetterConfig", "{'TargetArn':{'Fn::GetAtt':'Dead.Arn'}}");
    CHECK_JSON("Resources/Fn/Properties/Tags",
               "[{'Key':'lambda:createdBy','Value':'SAM'},{'Key':'team','Value':'shop'}]");
    CHECK_JSON("Resources/Fn/Properties/Tracing", "absent");
    CHECK_JSON("Resources/Fn/lambdalint:implied", "absent");
    CHECK_JSON("Resources/FnRole/Condition", "'Wanted'");
    CHECK_JSON("Resources/FnRole/DependsOn", "absent");
    CHECK_JSON("Resources/FnRole/lambdalint:owner", "'Fn'");
    CHECK_JSON("Resources/FnRole/lambdalint:implied", "true");
    CHECK(sam_template_line(&t, "Resources/Fn/Properties/TracingConfig") == 8);
    CHECK(sam_template_line(&t, "Resources/Fn/Properties/KmsKeyArn") == 9);
    CHECK(sam_template_line(&t, "Resources/FnRole/Properties/ManagedPolicyArns/1") == 8);
    sam_template_done(&t);
}

TEST(sam_function, code_comes_in_four_forms) {
    struct sam_template t;
    sam_template_init(&t,
                      "Resources:\n"
                      "  A: {Type: AWS::Serverless::Function, Properties: {CodeUri: 's3://b/k/x.zip?versionId=7'}}\n"
                      "  B: {Type: AWS::Serverless::Function, Properties: {CodeUri: {Bucket: b, Key: k}}}\n"
                      "  C: {Type: AWS::Serverless::Function, Properties: {InlineCode: pass}}\n"
                      "  D: {Type: AWS::Serverless::Function, Properties: {PackageType: Image, ImageUri: i}}\n"
                      "  E: {Type: AWS::Serverless::Function}\n");
    CHECK_JSON("Resources/A/Properties/Code", "{'S3Bucket':'b','S3Key':'k/x.zip','S3ObjectVersion':'7'}");
    CHECK_JSON("Resources/B/Properties/Code", "{'S3Bucket':'b','S3Key':'k'}");
    CHECK_JSON("Resources/C/Properties/Code", "{'ZipFile':'pass'}");
    CHECK_JSON("Resources/D/Properties/Code", "{'ImageUri':'i'}");
    CHECK_JSON("Resources/E/Properties/Code", "absent");
    CHECK_JSON("Resources/E/Properties/Role", "{'Fn::GetAtt':['ERole','Arn']}");
    sam_template_done(&t);
}

TEST(sam_globals, maps_merge_lists_append_scalars_yield) {
    struct sam_template t;
    sam_template_init(&t, "Globals:\n"
                          "  Function:\n"
                          "    Timeout: 30\n"
                          "    MemorySize: 512\n"
                          "    Layers: [first]\n"
                          "    Environment: {Variables: {A: one, B: two}}\n"
                          "    VpcConfig: {SubnetIds: [s]}\n"
                          "    Role: ignored\n"
                          "Resources:\n"
                          "  Fn:\n"
                          "    Type: AWS::Serverless::Function\n"
                          "    IgnoreGlobals: [MemorySize]\n"
                          "    Properties:\n"
                          "      Timeout: 5\n"
                          "      Layers: [second]\n"
                          "      Environment: {Variables: {B: three}}\n"
                          "      VpcConfig: !If [InVpc, {SubnetIds: [x]}, !Ref AWS::NoValue]\n"
                          "  Other: {Type: AWS::Serverless::Function, IgnoreGlobals: '*'}\n");
    CHECK_JSON("Resources/Fn/Properties/Timeout", "5");
    CHECK_JSON("Resources/Fn/Properties/MemorySize", "absent");
    CHECK_JSON("Resources/Fn/Properties/Layers", "['first','second']");
    CHECK_JSON("Resources/Fn/Properties/Environment/Variables/A", "'one'");
    CHECK_JSON("Resources/Fn/Properties/Environment/Variables/B", "'three'");
    CHECK_JSON("Resources/Fn/Properties/VpcConfig", "{'Fn::If':['InVpc',{'SubnetIds':['x']},{'Ref':'AWS::NoValue'}]}");
    CHECK_JSON("Resources/Fn/Properties/Role", "{'Fn::GetAtt':['FnRole','Arn']}");
    CHECK_JSON("Resources/Other/Properties/Timeout", "absent");
    CHECK(sam_template_line(&t, "Resources/Fn/Properties/Environment/Variables/A") == 6);
    CHECK(sam_template_line(&t, "Resources/Fn/Properties/Environment/Variables/B") == 16);
    sam_template_done(&t);
}

TEST(sam_function, an_alias_takes_the_events_and_the_url) {
    struct sam_template t;
    sam_template_init(&t, "Parameters: {Stage: {Type: String, Default: live-1}}\n" FUNCTION "    Properties:\n"
                          "      AutoPublishAlias: !Ref Stage\n"
                          "      FunctionUrlConfig: {AuthType: AWS_IAM}\n"
                          "      Events: {Q: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn}}}\n"
                          "Outputs: {Live: {Value: !Ref Fn.Alias}, Text: {Value: !Sub 'v ${Fn.Version}!'}}\n");
    CHECK_JSON(
        "Resources/FnAliasliveD1/Properties",
        "{'Name':'live-1','FunctionName':{'Ref':'Fn'},'FunctionVersion':{'Fn::GetAtt':['FnVersion','Version']}}");
    CHECK_JSON("Resources/FnVersion/DeletionPolicy", "'Retain'");
    CHECK_JSON("Resources/FnUrl/Properties/TargetFunctionArn", "{'Ref':'FnAliasliveD1'}");
    CHECK_JSON("Resources/FnUrlPublicPermissions", "absent");
    CHECK_JSON("Resources/FnQ/Properties/FunctionName", "{'Ref':'FnAliasliveD1'}");
    CHECK_JSON("Outputs/Live/Value", "{'Ref':'FnAliasliveD1'}");
    CHECK_JSON("Outputs/Text/Value", "{'Fn::Sub':'v ${FnVersion}!'}");
    sam_template_done(&t);
}

TEST(sam_function, a_public_url_needs_two_permissions) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION "    Properties:\n"
                                   "      FunctionUrlConfig:\n"
                                   "        # open\n"
                                   "        AuthType: NONE\n"
                                   "        Cors: {AllowOrigins: ['*']}\n");
    CHECK_JSON("Resources/FnUrl/Properties",
               "{'AuthType':'NONE','TargetFunctionArn':{'Ref':'Fn'},'Cors':{'AllowOrigins':['*']}}");
    CHECK_JSON("Resources/FnUrlPublicPermissions/Properties",
               "{'Action':'lambda:InvokeFunctionUrl','FunctionName':{'Ref':'Fn'},'Principal':'*',"
               "'FunctionUrlAuthType':'NONE'}");
    CHECK_JSON("Resources/FnURLInvokeAllowPublicAccess/Properties",
               "{'Action':'lambda:InvokeFunction','Principal':'*','FunctionName':{'Ref':'Fn'},"
               "'InvokedViaFunctionUrl':true}");
    CHECK(sam_template_line(&t, "Resources/FnUrl/Properties/AuthType") == 7);
    CHECK(sam_template_line(&t, "Resources/FnUrlPublicPermissions") == 7);
    CHECK(sam_template_line(&t, "Resources/FnUrl") == 5);
    sam_template_done(&t);
}

TEST(sam_function, destinations_make_queues_and_policies) {
    struct sam_template t;
    sam_template_init(&t, FUNCTION
                      "    Properties:\n"
                      "      EventInvokeConfig:\n"
                      "        MaximumRetryAttempts: 1\n"
                      "        DestinationConfig:\n"
                      "          OnSuccess: {Type: SQS}\n"
                      "          OnFailure: {Type: SNS, Destination: !If [Given, !Ref T, !Ref AWS::NoValue]}\n");
    CHECK_JSON("Resources/FnEventInvokeConfigOnSuccessQueue/Type", "'AWS::SQS::Queue'");
    CHECK_JSON("Resources/FnEventInvokeConfigOnFailureTopic/Condition", "'NOTGiven'");
    CHECK_JSON("Conditions/NOTGiven", "{'Fn::Not':[{'Condition':'Given'}]}");
    CHECK_JSON("Resources/FnEventInvokeConfig/Properties/DestinationConfig/OnFailure/Destination",
               "{'Fn::If':['NOTGiven',{'Ref':'FnEventInvokeConfigOnFailureTopic'},{'Ref':'T'}]}");
    CHECK_JSON("Resources/FnRole/Properties/Policies/0/PolicyDocument/Statement",
               "[{'Action':'sqs:SendMessage','Effect':'Allow','Resource':{'Fn::GetAtt':"
               "['FnEventInvokeConfigOnSuccessQueue','Arn']}}]");
    CHECK_JSON("Resources/FnRole/Properties/Policies/1/PolicyDocument/Statement/0/Action", "'sns:publish'");
    sam_template_done(&t);
}

TEST(sam, survives_everything_in_the_wrong_place) {
    static const char *const BROKEN[] = {
        "Resources: [a]",
        "Resources: {Fn: AWS::Serverless::Function}",
        "Resources: {Fn: {Type: [AWS::Serverless::Function]}}",
        "Globals: [x]\nResources: {Fn: {Type: AWS::Serverless::Function, Properties: [1]}}",
        "Resources: {Fn: {Type: AWS::Serverless::Function, Properties: {Events: !If [a, b, c], Policies: !If [x]}}}",
        "Resources: {Fn: {Type: AWS::Serverless::Function, Properties: {Events: {A: null, B: {Type: Api}, C: {Type: "
        "S3}, "
        "D: {Type: SNS}, E: {Type: Cognito}, F: {Type: Nothing}, G: [1], H: {Type: HttpApi}}}}}",
        "Resources: {Fn: {Type: AWS::Serverless::Function, Properties: {Tags: 1, Layers: x, DeadLetterQueue: y, "
        "EventInvokeConfig: z, FunctionUrlConfig: u, Policies: [[a], null, 7, {}], AutoPublishAlias: {Fn::Sub: x}}}}",
        "Resources: {A: {Type: AWS::Serverless::Api, Properties: {DefinitionBody: {paths: {/: 1, /b: {get: null}}}, "
        "Auth: {DefaultAuthorizer: X, Authorizers: [a]}, Cors: true}}}",
        "Resources: {A: {Type: AWS::Serverless::Connector, Properties: {Source: 1, Destination: [x], Permissions: "
        "{}}}}",
        "Resources: {S: {Type: AWS::Serverless::StateMachine, Properties: {Events: [1], Policies: {x: y}}}}",
        "Resources: {A: {Type: AWS::Serverless::Unheard, Properties: null}, B: null}",
    };
    for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++) {
        struct sam_template t;
        sam_template_init(&t, BROKEN[i]);
        CHECK(t.root != NULL);
        sam_template_done(&t);
    }
}

TEST(sam, unknown_types_and_plain_resources_stay) {
    struct sam_template t;
    sam_template_init(&t, "Parameters: {P: {Type: String}}\n"
                          "Resources:\n"
                          "  A: {Type: AWS::Serverless::Unheard, Properties: {X: 1}}\n"
                          "  B: {Type: AWS::SQS::Queue}\n");
    CHECK_JSON("Parameters/P/Type", "'String'");
    CHECK_JSON("Resources/A", "{'Type':'AWS::Serverless::Unheard','Properties':{'X':1}}");
    CHECK_JSON("Resources/B", "{'Type':'AWS::SQS::Queue'}");
    sam_template_done(&t);
}
