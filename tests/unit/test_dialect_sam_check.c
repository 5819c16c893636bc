/* What the translator of SAM rejects is said where it stands. */
#include "tests/unit/sam_template.h"
#include "tests/unit/test.h"

#define FUNCTION                                                                                                       \
    "Transform: AWS::Serverless-2016-10-31\n"                                                                          \
    "Resources:\n"                                                                                                     \
    "  Fn:\n"                                                                                                          \
    "    Type: AWS::Serverless::Function\n"                                                                            \
    "    Properties: {Handler: a.b, Runtime: python3.13, CodeUri: src, "
#define EVENT(type, properties) FUNCTION "Events: {E: {Type: " type ", Properties: {" properties "}}}}\n"

static const struct {
    const char *text;
    const char *message; /* NULL: nothing is wrong */
} CASES[] = {
    {FUNCTION "Timeout: 3}", NULL},
    {FUNCTION "Timout: 3}", "AWS::Serverless::Function has no property 'Timout'"},
    {FUNCTION "Layers: layer}", "'Layers' is written as a text where a list belongs"},
    {FUNCTION "Layers: !Ref Layers}", NULL},
    {FUNCTION "Environment: [a]}", "'Environment' is written as a list where a map belongs"},
    {FUNCTION "Description: ~, FunctionName: 7}", NULL},
    {"Transform: AWS::Serverless-2016-10-31\nResources: {Fn: {Type: 'AWS::Serverless::Function', Properties: {Handler: "
     "a.b}}}",
     "a function whose code is an archive needs the property 'Runtime'"},
    {"Transform: AWS::Serverless-2016-10-31\nResources: {Fn: {Type: 'AWS::Serverless::Function', Properties: "
     "{PackageType: Image}}}",
     "a function whose code is an image needs ImageUri, or Metadata for `sam build`"},
    {"Resources: {Fn: {Type: 'AWS::Serverless::Function', Properties: {Handler: a.b}}}", NULL}, /* a fragment */
    {"Resources: {Fn: {Type: 'AWS::Serverless::Function', Properties: [a]}}", "Properties is no map"},
    {"Resources: {A: {Type: 'AWS::Serverless::Api', Properties: {Name: a}}}",
     "AWS::Serverless::Api needs the property 'StageName'"},
    {"Resources: {A: {Type: 'AWS::Serverless::Application'}}",
     "AWS::Serverless::Application needs the property 'Location'"},

    {FUNCTION "ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}}",
     "ProvisionedConcurrencyConfig needs AutoPublishAlias"},
    {FUNCTION "DeploymentPreference: {Enabled: false}}", NULL},
    {FUNCTION "DeploymentPreference: {Type: AllAtOnce, Enabled: !Ref On}}", NULL},
    {FUNCTION "TenancyConfig: {TenantIsolationMode: PER_TENANT}, FunctionUrlConfig: {AuthType: AWS_IAM}}",
     "a function with TenancyConfig cannot have FunctionUrlConfig"},
    {FUNCTION "TenancyConfig: {TenantIsolationMode: PER_TENANT}, Events: {E: {Type: SQS, Properties: {Queue: q}}}}",
     "a function with TenancyConfig cannot have events of type SQS"},

    {EVENT("SQS", "Queue: q, BatchSize: 7"), NULL},
    {EVENT("S3", "Events: x"), "an event of type S3 needs the property 'Bucket'"},
    {EVENT("SQS", "Queue: q, Size: 7"), "an event of type SQS has no property 'Size'"},
    {EVENT("Schedule", "Schedule: rate(1 day), DeadLetterConfig: {Arn: a, Type: SQS}"),
     "DeadLetterConfig has both Arn and Type: only one of them may be there"},
    {EVENT("Schedule", "Schedule: rate(1 day), DeadLetterConfig: {RetryPolicy: x}"),
     "DeadLetterConfig has neither Arn nor Type"},
    {EVENT("Schedule", "Schedule: rate(1 day), DeadLetterConfig: {Type: SNS}"),
     "the Type of DeadLetterConfig can only be SQS"},
    {EVENT("EventBridgeRule", "Pattern: {source: [a]}, DeadLetterConfig: {Type: SQS, QueueLogicalId: [q]}"),
     "QueueLogicalId must be written as text"},
    {EVENT("MQ", "Broker: b, Queues: [q], SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: u}]"), NULL},
    {EVENT("MQ", "Broker: b, Queues: [q]"), "SourceAccessConfigurations needs an item of type BASIC_AUTH"},
    {EVENT("MQ", "Broker: b, Queues: [q], SourceAccessConfigurations: [{Type: BASIC_AUTH}]"), "BASIC_AUTH needs a URI"},
    {EVENT("MQ", "Broker: b, Queues: [q], SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: u}, {Type: VPC_SUBNET, "
                 "URI: u}]"),
     "'VPC_SUBNET' is no way to authenticate at this source"},
    {EVENT("SelfManagedKafka", "KafkaBootstrapServers: [k], Topics: [a, b], SourceAccessConfigurations: [{Type: "
                               "SASL_SCRAM_512_AUTH, URI: u}]"),
     "the event can have one topic only"},
    {EVENT("SelfManagedKafka", "KafkaBootstrapServers: [k], Topics: [a]"),
     "the event needs SourceAccessConfigurations"},

    /* Inside properties, a rule each: kind, written, required, one-of, only, not-with, needs, any, filled. */
    {FUNCTION "FunctionUrlConfig: {AuthType: NONE, Cors: '*'}}",
     "'FunctionUrlConfig.Cors' is written as a text where a map belongs"},
    {FUNCTION "FunctionUrlConfig: {AuthType: NONE, Cors: {AllowOrigins: !Split [',', a], MaxAge: 7}}}", NULL},
    {FUNCTION "FunctionUrlConfig: {AuthType: NONE, Cors: {MaxAge: long}}}",
     "'FunctionUrlConfig.Cors.MaxAge' is written as a text where a number belongs"},
    {FUNCTION "AutoPublishAlias: !Sub live}", "'AutoPublishAlias' has to be written out: SAM takes no Sub here"},
    {FUNCTION "AutoPublishAlias: !Ref Stage}", NULL},
    {"Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\nResources: {Fn: {Type: "
     "'AWS::Serverless::Function', Properties: {Handler: a.b, Runtime: python3.13, CodeUri: src, AutoPublishAlias: "
     "!Sub "
     "live}}}",
     NULL},
    {FUNCTION "FunctionUrlConfig: {InvokeMode: BUFFERED}}",
     "the property 'FunctionUrlConfig.AuthType' is missing or empty"},
    {FUNCTION "FunctionUrlConfig: {AuthType: !Ref Auth}}", NULL},
    {FUNCTION "DeadLetterQueue: {Type: Kafka, TargetArn: a}}",
     "'DeadLetterQueue.Type' is 'Kafka': it has to be SQS or SNS"},
    {FUNCTION "FunctionUrlConfig: {AuthType: NONE, Cors: {AllowOrigin: ['*']}}}",
     "'FunctionUrlConfig.Cors' has no property 'AllowOrigin': it can have AllowCredentials, AllowHeaders, "
     "AllowMethods, "
     "AllowOrigins, ExposeHeaders or MaxAge"},
    {EVENT("Schedule", "Schedule: rate(1 day), Enabled: false, State: ENABLED"),
     "'Enabled' and 'State' exclude each other: keep one of them"},
    {EVENT("Schedule", "Schedule: rate(1 day), Enabled: false"), NULL},
    {"Resources: {M: {Type: 'AWS::Serverless::StateMachine', Properties: {DefinitionUri: m.json, DeploymentPreference: "
     "{Type: ALL_AT_ONCE}}}}",
     "'DeploymentPreference' needs AutoPublishAlias beside it"},
    {"Resources: {A: {Type: 'AWS::Serverless::Api', Properties: {StageName: p, Domain: {DomainName: d, CertificateArn: "
     "c, Route53: {IpV6: true}}}}}",
     "'Domain.Route53' needs the property HostedZoneId or HostedZoneName"},
    {"Resources: {A: {Type: 'AWS::Serverless::Api', Properties: {StageName: p, Domain: {DomainName: d, CertificateArn: "
     "c, BasePath: [a, [b]], Route53: {HostedZoneId: z}}}}}",
     "'Domain.BasePath[1]' is written as a list where a string belongs"},
    {"Resources: {A: {Type: 'AWS::Serverless::Api', Properties: {StageName: ''}}}", "'StageName' cannot be empty"},

    /* Functions. */
    {FUNCTION "PackageType: Image, ImageUri: i}", "a function whose code is an image cannot have 'Handler'"},
    {FUNCTION "ImageUri: i}", "'ImageUri' needs PackageType Image"},
    {FUNCTION "AutoPublishAlias: '7'}", "the alias '7' has to be letters, digits, - and _, and no number"},
    {FUNCTION "AutoPublishAlias: live-7, AutoPublishCodeSha256: !Ref Hash}", NULL},
    {FUNCTION "AutoPublishAlias: live, AutoPublishCodeSha256: !Sub a}",
     "'AutoPublishCodeSha256' has to be written out: SAM takes no Sub here"},
    {FUNCTION "Role: !If [A, b]}", "Fn::If takes a condition and two values"},
    {FUNCTION "Policies: [SQSPolerPolicy: {QueueName: q}]}",
     "this is no policy, policy name or policy template that SAM knows"},
    {FUNCTION "Policies: [SQSPollerPolicy: {Queue: q}]}",
     "policy template 'SQSPollerPolicy' needs a value for 'QueueName'"},
    {FUNCTION "Policies: [!If [A, AmazonS3ReadOnlyAccess, {Statement: []}]]}",
     "this Fn::If chooses between kinds of policies: write one for each kind"},
    {FUNCTION "Policies: [!If [A, AmazonS3ReadOnlyAccess, !Ref 'AWS::NoValue']]}", NULL},
    {"Resources: {M: {Type: 'AWS::Serverless::StateMachine', Properties: {Definition: {States: {}}, Events: {E: {Type: "
     "ScheduleV2, Properties: {ScheduleExpression: rate(1 day), Enabled: true}}}}}}",
     "an event of type ScheduleV2 has no property 'Enabled'"},
    {"Resources: {S: {Type: 'AWS::Serverless::Connector', Properties: {Source: {Type: 'AWS::SNS::Topic', Arn: a}, "
     "Destination: {Type: 'AWS::Lambda::Function'}, Permissions: [Write]}}}",
     "the connector 'S' has to name the function by Id or Arn"},
    {FUNCTION "Events: {E: {Type: Timer}}}", "a function has no events of type 'Timer'"},
    {FUNCTION "Events: {E: {Properties: {a: b}}}}", "event 'E' has to be written as Type and Properties"},
    {FUNCTION "Events: [E]}", "'Events' is written as a list where a map belongs"},
    {FUNCTION "}\n    Condition: [A]\n", "the Condition of a resource is the name of one"},
    {FUNCTION "}\n    IgnoreGlobals: Timeout\n", "IgnoreGlobals is '*' or a list of properties"},
    {FUNCTION "}\n    IgnoreGlobals: [Timeout]\nGlobals: {Function: {Timeout: 3}}\n", NULL},
    {FUNCTION "}\n    IgnoreGlobals: [Timout]\nGlobals: {Function: {Timeout: 3}}\n",
     "IgnoreGlobals names 'Timout', which Globals does not set"},
    {FUNCTION "}\n  FnRole: {Type: AWS::IAM::Role}\n",
     "SAM makes a resource 'FnRole', which the template has already: rename that"},

    /* What events change. */
    {EVENT("S3", "Bucket: !Ref B, Events: x") "  B: {Type: AWS::S3::Bucket}\n", NULL},
    {EVENT("S3", "Bucket: b, Events: x"), "Bucket of event 'E' has to be a Ref to a resource of this template"},
    {EVENT("S3", "Bucket: !Ref B, Events: !Ref C") "  B: {Type: AWS::S3::Bucket}\n",
     "'Events' has to be written out: SAM takes no Ref here"},
    {EVENT("S3", "Bucket: !Ref B, Events: x") "  B: {Type: AWS::S3::Bucket, DependsOn: {a: b}}\n",
     "'DependsOn' is written as a map where a text or list belongs"},
    {EVENT("S3", "Bucket: !Ref B, Events: x") "  B: {Type: AWS::S3::Bucket, Properties: {NotificationConfiguration: "
                                              "{LambdaConfigurations: {a: b}}}}\n",
     "'NotificationConfiguration.LambdaConfigurations' is written as a map where a list belongs"},
    {EVENT("Cognito", "UserPool: !Ref P, Trigger: PreSignUp") "  P: {Type: AWS::Cognito::UserPool, Properties: "
                                                              "{LambdaConfig: {PreSignUp: a}}}\n",
     "the user pool has the trigger 'PreSignUp' already"},
    {EVENT("Kinesis",
           "Stream: s, StartingPosition: LATEST, DestinationConfig: {OnFailure: {Type: Mail, Destination: d}}"),
     "'DestinationConfig.OnFailure.Type' is 'Mail': it has to be SQS, SNS, S3 or Kafka"},
    {FUNCTION "AutoPublishAlias: live, DeploymentPreference: {Alarms: []}}", "DeploymentPreference needs a Type"},
    {FUNCTION "FunctionUrlConfig: {}, DeadLetterQueue: {}, Policies: {}}", NULL}, /* as if they were not there */
    {FUNCTION "Events: !If [A, {E: {Type: SQS}}, !Ref 'AWS::NoValue']}", "Events has to be written out, as a map"},
    {"Resources: {M: {Type: 'AWS::Serverless::StateMachine', Properties: {Name: m}}}",
     "the property Definition or DefinitionUri is missing"},
    {"Resources: {G: {Type: 'AWS::Serverless::GraphQLApi', Properties: {SchemaUri: s, Auth: {Type: COGNITO}}}}",
     "'Auth.Type' is 'COGNITO': it has to be AWS_IAM, API_KEY, AWS_LAMBDA, OPENID_CONNECT or "
     "AMAZON_COGNITO_USER_POOLS"},
    {"Resources: {G: {Type: 'AWS::Serverless::GraphQLApi', Properties: {SchemaUri: s, Auth: {Type: AWS_IAM}, "
     "Functions: {F: {DataSource: NONE, CodeUri: c, Runtime: {Name: APPSYNC_JS}}}}}}",
     "the property 'Functions.F.Runtime.Version' is missing or empty"},
    {EVENT("SNS", "Topic: t, SqsSubscription: {BatchSize: 3, QueueArn: a}"),
     "the property 'SqsSubscription.QueueUrl' is missing or empty"},
    {EVENT("SelfManagedKafka", "KafkaBootstrapServers: [k], Topics: [a], SourceAccessConfigurations: [{Type: "
                               "BASIC_AUTH, URI: u}, {Type: IAM_AUTH}]"),
     "there is a way to authenticate already: 'IAM_AUTH' is too many"},
    {EVENT("SelfManagedKafka", "KafkaBootstrapServers: [k], Topics: [a], SourceAccessConfigurations: [{Type: "
                               "VPC_SUBNET, URI: u}]"),
     "VPC_SUBNET and VPC_SECURITY_GROUP need each other"},

    /* Connectors, applications, the template. */
    {FUNCTION "}\n    Connectors: {C: {Properties: {Destination: {Id: Q}, Permissions: [Write]}}}\n"
              "  Q: {Type: AWS::SQS::Queue}\n",
     NULL},
    {FUNCTION "}\n    Connectors: {C: {Properties: {Destination: {Id: Q}, Permissions: []}}}\n"
              "  Q: {Type: AWS::SQS::Queue}\n",
     "'C.Properties.Permissions' cannot be empty"},
    {FUNCTION "}\n    Connectors: {C: {Properties: {SourceReference: {Id: Fn}, Destination: {Id: Q}, Permissions: "
              "[Write]}}}\n  Q: {Type: AWS::SQS::Queue}\n",
     "'C.Properties.SourceReference' cannot have the property 'Id'"},
    {FUNCTION "}\n    Connectors: {C: {Properties: {Destination: {Id: B}, Permissions: [Write]}}}\n"
              "  B: {Type: AWS::Batch::JobQueue}\n",
     "a connector cannot give 'Write' from 'AWS::Lambda::Function' to 'AWS::Batch::JobQueue'"},
    {FUNCTION "}\n    Connectors: {C: {Properties: {Destination: {Id: Q}, Permissions: [Write]}}}\n",
     "the Destination of connector 'FnC' names no resource of this template and no Type"},
    {FUNCTION "}\n    Connectors: {C: {Properties: {Destination: {Id: Q}, Permissions: [Own]}}}\n"
              "  Q: {Type: AWS::SQS::Queue}\n",
     "a connector cannot give 'Own' from 'AWS::Lambda::Function' to 'AWS::SQS::Queue'"},
    {"Resources: {A: {Type: 'AWS::Serverless::Application', Properties: {Location: {ApplicationId: "
     "'{{resolve:ssm:a}}', SemanticVersion: 1.0.0}}}}",
     "ApplicationId cannot hold a dynamic reference"},
    {"Resources: {A: {Type: 'AWS::Serverless::Application', Properties: {Location: {ApplicationId: a}}}}",
     "the property 'Location.SemanticVersion' is missing or empty"},
    {"Transform: AWS::Serverless-2016-10-31\nResources: ~", "a template needs Resources"},
    {FUNCTION "}\n  B: text\n", "resource 'B' has to be a map with a Type: look at how far it is indented"},
    {FUNCTION "}\nMappings: ~\n", "'Mappings' has to be a map: leave it out when there is nothing in it"},
    {FUNCTION "}\nMappings: {M: {a: [b]}}\n", "'a' in mapping 'M' has to be a map of keys and values"},
    {FUNCTION "}\nMappings: {M: {a: {k: [b]}}}\n", NULL},
    {FUNCTION "}\nParameters: {P: {Type: CommaDelimitedList, Default: [a]}}\n",
     "the Default of parameter 'P' has to be a text"},

    {"Globals: [a]\nResources: {}", "Globals is no map"},
    {"Globals: {Functions: {Timeout: 3}}\nResources: {}", "Globals has no section 'Functions'"},
    {"Globals: {Function: [Timeout]}\nResources: {}", "'Function' of Globals is no map"},
    {"Globals: {Function: {Policies: x}}\nResources: {}", "'Policies' has no effect in Globals"},
};

TEST(sam_check, says_what_is_rejected) {
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct sam_template t;
        sam_template_init(&t, CASES[i].text);
        CHECK((t.diags.list.count > 0) == (CASES[i].message != NULL));
        CHECK(t.diags.list.count == 0 || t.diags.list.items[0].kind == DIAG_REJECTED);
        CHECK_STR(t.diags.list.count ? t.diags.list.items[0].message : STR("nothing"),
                  CASES[i].message ? CASES[i].message : "nothing");
        sam_template_done(&t);
    }
}
