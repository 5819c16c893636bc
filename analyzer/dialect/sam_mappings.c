/* Events that Lambda polls: an event source mapping, and what the role needs to read the source.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html */
#include "analyzer/dialect/sam_expander.h"

static const struct source {
    const char *type;
    const char *arn;     /* the property that holds EventSourceArn */
    const char *managed; /* AWS managed policy for the role */
    const char *config;  /* where ConsumerGroupId and SchemaRegistryConfig go */
} SOURCES[] = {
    {"SQS", "Queue", "service-role/AWSLambdaSQSQueueExecutionRole", NULL},
    {"Kinesis", "Stream", "service-role/AWSLambdaKinesisExecutionRole", NULL},
    {"DynamoDB", "Stream", "service-role/AWSLambdaDynamoDBExecutionRole", NULL},
    {"MSK", "Stream", "service-role/AWSLambdaMSKExecutionRole", "AmazonManagedKafkaEventSourceConfig"},
    {"MQ", "Broker", NULL, NULL},
    {"DocumentDB", "Cluster", NULL, NULL},
    {"SelfManagedKafka", NULL, NULL, "SelfManagedKafkaEventSourceConfig"},
};

#define NETWORK_STATEMENT                                                                                              \
    "{'Action':['ec2:CreateNetworkInterface','ec2:DescribeNetworkInterfaces','ec2:DeleteNetworkInterface',"            \
    "'ec2:DescribeVpcs','ec2:DescribeSubnets','ec2:DescribeSecurityGroups'],'Effect':'Allow','Resource':'*'}"

static struct node *secret_statement(struct sam *sam, const struct node *origin, const struct node *secret) {
    return secret ? sam_make(sam, origin, "{'Action':['secretsmanager:GetSecretValue'],'Effect':'Allow','Resource':%n}",
                             secret)
                  : NULL;
}

static void add_statement(struct node *statements, struct node *statement) {
    if (statement)
        node_append(statements, statement);
}

/* The entry of SourceAccessConfigurations whose type is (or, with a prefix "*", ends like) one of these. */
static const struct node *access_entry(const struct node *properties, const char *const *types, size_t count) {
    const struct node *entries = sam_get(properties, "SourceAccessConfigurations");
    if (sam_is_list(entries))
        node_each(entry, entries) for (size_t i = 0; i < count;
                                       i++) if (node_is_text(node_member(entry, "Type"), types[i])) return entry;
    return NULL;
}

static struct node *access_secret(struct sam *sam, const struct node *properties, const char *type) {
    const struct node *entry = access_entry(properties, &type, 1);
    return entry ? secret_statement(sam, entry, sam_get(entry, "URI")) : NULL;
}

static struct node *key_statement(struct sam *sam, const struct node *properties, bool list) {
    const struct node *key = sam_get(properties, "SecretsManagerKmsKeyId");
    if (!sam_is_text(key))
        return NULL;
    struct node *action = sam_make(sam, key, list ? "['kms:Decrypt']" : "'kms:Decrypt'");
    return sam_make(sam, key,
                    "{'Action':%n,'Effect':'Allow','Resource':{'Fn::Sub':"
                    "'arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/%s'}}",
                    action, key->text);
}

/* The name in arn:…:glue:…:registry/NAME, also within Fn::Sub. */
static struct str registry_name(const struct node *uri) {
    const struct node *variables;
    struct call call = call_of(uri);
    const struct node *text = call.kind == CALL_SUB ? sub_template(call, &variables) : uri;
    if (!text || !node_is_scalar(text) || !str_starts(text->text, "arn"))
        return STR_NONE;
    size_t at = str_find(text->text, STR(":registry/"), 0);
    return at == SIZE_MAX ? STR_NONE : str_slice(text->text, at + 10, text->text.size);
}

static void add_registry_statements(struct sam *sam, const struct node *properties, struct node *statements) {
    const struct node *config = sam_get(properties, "SchemaRegistryConfig");
    const struct node *secrets = sam_get(config, "AccessConfigs");
    const struct node *uri = sam_get(config, "SchemaRegistryURI");
    if (sam_is_list(secrets))
        node_each(entry, secrets) add_statement(statements, secret_statement(sam, entry, sam_get(entry, "URI")));
    struct str name = uri ? registry_name(sam_known(sam, uri)) : STR_NONE;
    if (name.size == 0)
        return;
    node_append(statements, sam_make(sam, uri, "{'Action':['glue:GetRegistry'],'Effect':'Allow','Resource':%n}", uri));
    node_append(statements, sam_make(sam, uri,
                                     "{'Action':['glue:GetSchemaVersion'],'Effect':'Allow','Resource':[{'Fn::Sub':"
                                     "'arn:${AWS::Partition}:glue:${AWS::Region}:${AWS::AccountId}:schema/%s/*'}]}",
                                     name));
}

static void attach_document(struct sam *sam, const struct sam_event *event, struct str name, struct node *statements,
                            bool version) {
    if (statements->child_count == 0)
        return;
    struct node *policy =
        sam_make(sam, event->node, "{'PolicyName':'%s','PolicyDocument':{'Statement':%n}}", name, statements);
    if (version)
        node_set(node_member(policy, "PolicyDocument"), STR("Version"), sam_make(sam, event->node, "'2012-10-17'"));
    sam_role_inline(sam, event->target->role, policy);
}

static void attach_broker(struct sam *sam, const struct sam_event *event, struct node *statements) {
    const struct node *properties = event->properties;
    add_statement(statements, access_secret(sam, properties, "BASIC_AUTH"));
    add_statement(statements,
                  sam_make(sam, event->node, "{'Action':['mq:DescribeBroker'],'Effect':'Allow','Resource':%n}",
                           sam_get(properties, "Broker")));
    add_statement(statements, key_statement(sam, properties, false));
    bool dynamic = sam_is_true(sam_get(properties, "DynamicPolicyName"));
    attach_document(sam, event, dynamic ? sam_join(sam, event->id, "AMQPolicy") : STR("SamAutoGeneratedAMQPolicy"),
                    statements, false);
}

static void attach_document_db(struct sam *sam, const struct sam_event *event, struct node *statements) {
    static const char *const LISTS[][2] = {{"rds:DescribeDBClusterParameters", "cluster-pg"},
                                           {"rds:DescribeDBSubnetGroups", "subgrp"}};
    add_statement(statements, access_secret(sam, event->properties, "BASIC_AUTH"));
    for (size_t i = 0; i < 2; i++)
        node_append(statements, sam_make(sam, event->node,
                                         "{'Action':['%z'],'Effect':'Allow','Resource':{'Fn::Sub':"
                                         "'arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:%z:*'}}",
                                         LISTS[i][0], LISTS[i][1]));
    node_append(statements,
                sam_make(sam, event->node, "{'Action':['rds:DescribeDBClusters'],'Effect':'Allow','Resource':%n}",
                         sam_get(event->properties, "Cluster")));
    node_append(statements, sam_make(sam, event->node, NETWORK_STATEMENT));
    add_statement(statements, key_statement(sam, event->properties, true));
    attach_document(sam, event, STR("SamAutoGeneratedDocumentDBPolicy"), statements, false);
}

static void attach_kafka(struct sam *sam, const struct sam_event *event, struct node *statements) {
    static const char *const WITH_SECRET[] = {"SASL_SCRAM_256_AUTH", "SASL_SCRAM_512_AUTH", "BASIC_AUTH",
                                              "CLIENT_CERTIFICATE_TLS_AUTH", "OAUTHBEARER_AUTH"};
    static const char *const SUBNET[] = {"VPC_SUBNET"}, *const GROUP[] = {"VPC_SECURITY_GROUP"};
    const struct node *properties = event->properties;
    const struct node *entry = access_entry(properties, WITH_SECRET, sizeof WITH_SECRET / sizeof *WITH_SECRET);
    if (entry)
        add_statement(statements, secret_statement(sam, entry, sam_get(entry, "URI")));
    add_statement(statements, access_secret(sam, properties, "SERVER_ROOT_CA_CERTIFICATE"));
    entry = access_entry(properties, SUBNET, 1);
    if (entry && access_entry(properties, GROUP, 1))
        node_append(statements, sam_make(sam, entry, NETWORK_STATEMENT));
    add_statement(statements, key_statement(sam, properties, true));
    add_registry_statements(sam, properties, statements);
    attach_document(sam, event, STR("SelfManagedKafkaExecutionRolePolicy"), statements, true);
}

static void attach_policies(struct sam *sam, const struct sam_event *event, const struct source *source) {
    struct node *statements = node_new_list(sam->document, event->node);
    if (source->managed)
        sam_role_attach(sam, event->target->role, event->node, source->managed);
    if (str_is(event->type, "MQ")) {
        attach_broker(sam, event, statements);
    } else if (str_is(event->type, "DocumentDB")) {
        attach_document_db(sam, event, statements);
    } else if (str_is(event->type, "SelfManagedKafka")) {
        attach_kafka(sam, event, statements);
    } else if (str_is(event->type, "MSK")) {
        add_registry_statements(sam, event->properties, statements);
        add_statement(statements, access_secret(sam, event->properties, "CLIENT_CERTIFICATE_TLS_AUTH"));
        attach_document(sam, event, STR("MSKExecutionRolePolicy"), statements, false);
    }
}

/* OnFailure.Type is SAM's own: it says what the role must be allowed to do. */
static void set_failure_destination(struct sam *sam, const struct sam_event *event, struct node *mapping) {
    const struct node *config = sam_get(event->properties, "DestinationConfig");
    const struct node *failure = sam_get(config, "OnFailure");
    if (!config)
        return;
    struct str kind = sam_text(failure, "Type");
    const struct node *destination = sam_get(failure, "Destination");
    if (!sam_is_map(failure) || kind.size == 0) {
        node_set(mapping, STR("DestinationConfig"), node_new_copy(sam->document, config));
        return;
    }
    node_set(mapping, STR("DestinationConfig"),
             sam_make(sam, config, "{'OnFailure':%n}", sam_make(sam, failure, "{'Destination':%n}", destination)));
    struct node *policy = destination ? sam_destination_policy(sam, failure, kind, event->id, destination) : NULL;
    if (policy)
        sam_role_inline(sam, event->target->role, policy);
}

static void set_kafka_config(struct sam *sam, const struct sam_event *event, const struct source *source,
                             struct node *mapping) {
    const struct node *servers = sam_get(event->properties, "KafkaBootstrapServers");
    const struct node *group = sam_get(event->properties, "ConsumerGroupId");
    const struct node *registry = sam_get(event->properties, "SchemaRegistryConfig");
    if (servers)
        node_set(mapping, STR("SelfManagedEventSource"),
                 sam_make(sam, servers, "{'Endpoints':{'KafkaBootstrapServers':%n}}", servers));
    if (source->config && (group || registry))
        node_set(mapping, str_from(source->config),
                 sam_make(sam, group ? group : registry, "{'ConsumerGroupId':%n,'SchemaRegistryConfig':%n}", group,
                          registry));
}

static void add_mapping(struct sam *sam, const struct sam_event *event, const struct source *source) {
    const struct node *properties = event->properties;
    struct node *mapping = sam_make(sam, event->node, "{'FunctionName':%n,'EventSourceArn':%n}",
                                    sam_target_name(sam, event->target, event->node),
                                    source->arn ? sam_get(properties, source->arn) : NULL);
    SAM_COPY(mapping, properties, "StartingPosition", "StartingPositionTimestamp", "BatchSize", "Enabled",
             "MaximumBatchingWindowInSeconds", "MaximumRetryAttempts", "BisectBatchOnFunctionError",
             "MaximumRecordAgeInSeconds", "ParallelizationFactor", "Topics", "Queues", "SourceAccessConfigurations",
             "TumblingWindowInSeconds", "FunctionResponseTypes", "FilterCriteria", "KmsKeyArn", "ScalingConfig",
             "ProvisionedPollerConfig", "MetricsConfig", "LoggingConfig");
    set_kafka_config(sam, event, source, mapping);
    if (str_is(event->type, "DocumentDB"))
        node_set(mapping, STR("DocumentDBEventSourceConfig"),
                 sam_make(sam, event->node, "{'DatabaseName':%n,'CollectionName':%n,'FullDocument':%n}",
                          sam_get(properties, "DatabaseName"), sam_get(properties, "CollectionName"),
                          sam_get(properties, "FullDocument")));
    set_failure_destination(sam, event, mapping);
    sam_add(sam, event->target->owner, event->node, event->id, "AWS::Lambda::EventSourceMapping", mapping);
}

bool sam_mapping_event(struct sam *sam, const struct sam_event *event) {
    for (size_t i = 0; i < sizeof SOURCES / sizeof *SOURCES; i++) {
        if (!str_is(event->type, SOURCES[i].type))
            continue;
        add_mapping(sam, event, &SOURCES[i]);
        attach_policies(sam, event, &SOURCES[i]);
        return true;
    }
    return false;
}

void sam_queue_mapping(struct sam *sam, const struct sam_event *event, struct str id, struct node *properties) {
    sam_add(sam, event->target->owner, event->node, id, "AWS::Lambda::EventSourceMapping", properties);
    sam_role_attach(sam, event->target->role, event->node, SOURCES[0].managed);
}
