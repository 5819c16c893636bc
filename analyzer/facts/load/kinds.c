/* Resource types and their tables. Defaults are those of the property's page in the CloudFormation template reference
 * (docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/<type>.html) unless a line says otherwise. */
#include "analyzer/facts/load/loads.h"
#include "analyzer/facts/load/plain.h"

static const struct plain ALIAS[] = {
    {PLAIN_LINK, "function", "FunctionName", NULL, 0},
    {PLAIN_TEXT, "name", "Name", "", 0},
    {PLAIN_TEXT, "version", "FunctionVersion", "", 0},
    {PLAIN_INTEGER, "provisioned_concurrency", "ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

static const struct plain LAYER_VERSION[] = {
    {PLAIN_TEXT, "name", "LayerName", "", 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

static const struct plain MANAGED_POLICY[] = {
    {PLAIN_TEXT, "name", "ManagedPolicyName", "", 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

static const struct plain POLICY[] = {
    {PLAIN_TEXT, "name", "PolicyName", "", 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

static const struct plain FLOW_LOG[] = {
    {PLAIN_LINK, "resource", "ResourceId", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

/* The key of a global table is that of each replica: replicas are not read, so there is none here. */
static const struct plain DYNAMODB_GLOBAL_TABLE[] = {
    {PLAIN_TEXT, "name", "TableName", "", 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

static const struct plain DYNAMODB_TABLE[] = {
    {PLAIN_TEXT, "name", "TableName", "", 0},
    {PLAIN_KEY, NULL, "SSESpecification.KMSMasterKeyId", NULL, 0},
    {PLAIN_BOOLEAN, "point_in_time", "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

static const struct plain EVENT_BUS[] = {
    {PLAIN_TEXT, "name", "Name", "", 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

static const struct plain SSM_PARAMETER[] = {
    {PLAIN_TEXT, "name", "Name", "", 0},
    {PLAIN_TEXT, "type", "Type", "String", 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

static const struct plain LOG_GROUP[] = {
    {PLAIN_TEXT, "name", "LogGroupName", "", 0},
    {PLAIN_INTEGER, "retention_days", "RetentionInDays", NULL, 0},
    {PLAIN_KEY, NULL, "KmsKeyId", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

static const struct plain VPC[] = {
    {PLAIN_TEXT, "cidr", "CidrBlock", "", 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

static const struct plain ACCESS_POINT[] = {
    {PLAIN_LINK, "file_system", "FileSystemId", NULL, 0},
    {PLAIN_TEXT, "root_path", "RootDirectory.Path", "/", 0},
    {PLAIN_HAS, "has_posix_user", "PosixUser", NULL, 0},
    {PLAIN_INTEGER, "uid", "PosixUser.Uid", NULL, -1},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

static const struct plain DATABASE[] = {
    {PLAIN_TEXT, "engine", "Engine", "", 0},
    {PLAIN_BOOLEAN, "public", "PubliclyAccessible", NULL, 0},
    {PLAIN_BOOLEAN, "encrypted", "StorageEncrypted", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

static const struct plain CODE_SIGNING_CONFIG[] = {
    {PLAIN_TEXT, "on_untrusted", "CodeSigningPolicies.UntrustedArtifactOnDeployment", "Warn", 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

static const struct kind KINDS[] = {
    {"AWS::Lambda::Function", "function", "FunctionName", FUNCTION_COLUMNS, function_columns, function_members},
    {"AWS::Lambda::Alias", "alias", NULL, ALIAS, NULL, NULL},
    {"AWS::Lambda::Url", "function_url", NULL, URL_COLUMNS, url_columns, url_members},
    {"AWS::Lambda::Permission", "permission", NULL, PERMISSION_COLUMNS, permission_columns, permission_members},
    {"AWS::Lambda::ResourcePolicy", NULL, NULL, NULL, NULL, function_policy_members},
    {"AWS::Lambda::EventSourceMapping", "event_source_mapping", NULL, MAPPING_COLUMNS, mapping_columns,
     mapping_members},
    {"AWS::Lambda::LayerVersion", "layer_version", "LayerName", LAYER_VERSION, NULL, NULL},
    {"AWS::Lambda::LayerVersionPermission", "layer_permission", NULL, LAYER_PERMISSION_COLUMNS, NULL,
     layer_permission_members},
    {"AWS::Lambda::CodeSigningConfig", "code_signing_config", NULL, CODE_SIGNING_CONFIG, NULL, NULL},

    {"AWS::IAM::Role", "role", "RoleName", ROLE_COLUMNS, role_columns, role_members},
    {"AWS::IAM::ManagedPolicy", "policy", "ManagedPolicyName", MANAGED_POLICY, managed_policy_columns, policy_members},
    {"AWS::IAM::Policy", "policy", NULL, POLICY, attached_policy_columns, policy_members},
    {"AWS::IAM::RolePolicy", "policy", NULL, POLICY, attached_policy_columns, policy_members},
    {"AWS::IAM::UserPolicy", "policy", NULL, POLICY, attached_policy_columns, NULL},
    {"AWS::IAM::GroupPolicy", "policy", NULL, POLICY, attached_policy_columns, NULL},

    {"lambdalint::Policy", NULL, NULL, NULL, NULL, lone_policy_members},
    {"AWS::Organizations::Policy", NULL, NULL, NULL, NULL, organization_policy_members},

    {"AWS::SQS::Queue", "queue", "QueueName", QUEUE_COLUMNS, queue_columns, NULL},
    {"AWS::SQS::QueuePolicy", NULL, NULL, NULL, NULL, queue_policy_members},
    {"AWS::SQS::QueueInlinePolicy", NULL, NULL, NULL, NULL, queue_policy_members},
    {"AWS::SNS::Topic", "topic", "TopicName", TOPIC_COLUMNS, topic_columns, topic_members},
    {"AWS::SNS::TopicPolicy", NULL, NULL, NULL, NULL, topic_policy_members},
    {"AWS::SNS::TopicInlinePolicy", NULL, NULL, NULL, NULL, topic_policy_members},
    {"AWS::SNS::Subscription", "subscription", NULL, NULL, subscription_columns, subscription_members},
    {"AWS::S3::Bucket", "bucket", "BucketName", BUCKET_COLUMNS, bucket_columns, bucket_members},
    {"AWS::S3::BucketPolicy", NULL, NULL, NULL, NULL, bucket_policy_members},
    {"AWS::DynamoDB::Table", "dynamodb_table", "TableName", DYNAMODB_TABLE, NULL, table_members},
    {"AWS::DynamoDB::GlobalTable", "dynamodb_table", "TableName", DYNAMODB_GLOBAL_TABLE, NULL, NULL},
    {"AWS::Kinesis::Stream", "stream", "Name", STREAM_COLUMNS, NULL, NULL},
    {"AWS::Kinesis::ResourcePolicy", NULL, NULL, NULL, NULL, stream_policy_members},
    {"AWS::RDS::DBInstance", "database", "DBInstanceIdentifier", DATABASE, NULL, NULL},
    {"AWS::RDS::DBCluster", "database", "DBClusterIdentifier", DATABASE, NULL, NULL},
    {"AWS::EFS::FileSystem", "file_system", NULL, FILE_SYSTEM_COLUMNS, NULL, file_system_members},
    {"AWS::EFS::AccessPoint", "access_point", NULL, ACCESS_POINT, NULL, NULL},
    {"AWS::ECR::Repository", "repository", "RepositoryName", REPOSITORY_COLUMNS, NULL, repository_members},

    {"AWS::Events::EventBus", "event_bus", "Name", EVENT_BUS, NULL, NULL},
    {"AWS::Events::EventBusPolicy", NULL, NULL, NULL, NULL, event_bus_policy_members},
    {"AWS::Events::Rule", "event_rule", "Name", EVENT_RULE_COLUMNS, event_rule_columns, event_rule_members},
    {"AWS::Scheduler::Schedule", NULL, NULL, NULL, NULL, schedule_members},
    {"AWS::Logs::LogGroup", "log_group", "LogGroupName", LOG_GROUP, NULL, NULL},
    /* What CDK writes for `logRetention` of a function: it makes the group if it is missing, and sets its retention.
     * https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_logs.LogRetention.html */
    {"Custom::LogRetention", "log_group", "LogGroupName", LOG_GROUP, NULL, NULL},
    {"AWS::Logs::SubscriptionFilter", NULL, NULL, NULL, NULL, log_subscription_members},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", NULL, NULL, NULL, NULL, target_group_members},
    {"AWS::IoT::TopicRule", NULL, NULL, NULL, NULL, topic_rule_members},
    {"AWS::Cognito::UserPool", NULL, NULL, NULL, NULL, user_pool_members},
    {"AWS::AppSync::DataSource", NULL, NULL, NULL, NULL, graphql_source_members},
    {"AWS::Config::ConfigRule", NULL, NULL, NULL, NULL, config_rule_members},
    {"AWS::CloudFront::Distribution", NULL, NULL, NULL, NULL, distribution_members},

    {"AWS::KMS::Key", "kms_key", NULL, KMS_KEY_COLUMNS, kms_key_columns, NULL},
    {"AWS::KMS::ReplicaKey", "kms_key", NULL, KMS_KEY_COLUMNS, kms_key_columns, NULL},
    {"AWS::SecretsManager::Secret", "secret", "Name", SECRET_COLUMNS, secret_columns, NULL},
    {"AWS::SecretsManager::ResourcePolicy", NULL, NULL, NULL, NULL, secret_policy_members},
    {"AWS::SSM::Parameter", "ssm_parameter", "Name", SSM_PARAMETER, NULL, NULL},

    {"AWS::EC2::VPC", "vpc", NULL, VPC, NULL, NULL},
    {"AWS::EC2::Subnet", "subnet", NULL, SUBNET_COLUMNS, subnet_columns, NULL},
    {"AWS::EC2::RouteTable", "route_table", NULL, ROUTE_TABLE_COLUMNS, NULL, route_table_members},
    {"AWS::EC2::Route", "route", NULL, ROUTE_COLUMNS, route_columns, route_members},
    {"AWS::EC2::SecurityGroup", "security_group", "GroupName", SECURITY_GROUP_COLUMNS, NULL, security_group_members},
    {"AWS::EC2::SecurityGroupIngress", "security_group_rule", NULL, NULL, security_group_rule_columns,
     security_group_rule_members},
    {"AWS::EC2::SecurityGroupEgress", "security_group_rule", NULL, NULL, security_group_rule_columns,
     security_group_rule_members},
    {"AWS::EC2::VPCEndpoint", "vpc_endpoint", NULL, VPC_ENDPOINT_COLUMNS, vpc_endpoint_columns, NULL},
    {"AWS::EC2::FlowLog", "flow_log", NULL, FLOW_LOG, NULL, NULL},

    {"AWS::ApiGateway::RestApi", "api", NULL, NULL, rest_api_columns, rest_api_members},
    {"AWS::ApiGateway::Method", NULL, NULL, NULL, NULL, method_members},
    {"AWS::ApiGateway::Stage", "api_stage", NULL, NULL, rest_stage_columns, NULL},
    {"AWS::ApiGateway::Authorizer", "authorizer", NULL, NULL, rest_authorizer_columns, NULL},
    {"AWS::ApiGatewayV2::Api", "api", NULL, NULL, http_api_columns, http_api_members},
    {"AWS::ApiGatewayV2::Route", NULL, NULL, NULL, NULL, http_route_members},
    {"AWS::ApiGatewayV2::Stage", "api_stage", NULL, NULL, http_stage_columns, NULL},
    {"AWS::ApiGatewayV2::Authorizer", "authorizer", NULL, NULL, http_authorizer_columns, NULL},
};

const struct kind *kind_of(struct str type) {
    static const struct kind OTHER = {"", NULL, NULL, NULL, NULL, NULL};
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (str_is(type, KINDS[i].type))
            return &KINDS[i];
    return &OTHER;
}

bool facts_reads(struct str type) {
    return kind_of(type)->type[0] != 0;
}
