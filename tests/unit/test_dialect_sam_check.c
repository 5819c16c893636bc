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
     NULL},
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
    {EVENT("S3", "Events: x"), "a function event of type S3 needs the property 'Bucket'"},
    {EVENT("SQS", "Queue: q, Size: 7"), "a function event of type SQS has no property 'Size'"},
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
     "'Domain.BasePath[1]' is written as a list where a text belongs"},
    {"Resources: {A: {Type: 'AWS::Serverless::Api', Properties: {StageName: ''}}}", "'StageName' cannot be empty"},

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
