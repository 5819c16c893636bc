/* Answers of the AWS CLI: one view, whose resources rules see as those of a template. */
#include "tests/unit/load_fixture.h"

#define ARN "arn:aws:lambda:eu-west-1:123456789012:function:fn"
#define FUNCTION                                                                                                       \
    "{\"FunctionName\": \"fn\", \"FunctionArn\": \"" ARN "\", \"Role\": \"arn:aws:iam::123456789012:role/r\", "        \
    "\"Runtime\": \"python3.12\", \"Timeout\": 7, \"KMSKeyArn\": \"arn:aws:kms:eu-west-1:123456789012:key/1\", "       \
    "\"VpcConfig\": {\"SubnetIds\": [\"subnet-1\"], \"SecurityGroupIds\": [\"sg-1\"]}, "                               \
    "\"Layers\": [{\"Arn\": \"arn:aws:lambda:eu-west-1:999999999999:layer:l:3\"}]}"
#define ROLE                                                                                                           \
    "{\"Role\": {\"RoleName\": \"r\", \"Arn\": \"arn:aws:iam::123456789012:role/r\", \"AssumeRolePolicyDocument\": "   \
    "\"%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22AWS%22%3A%22*%22%7D%2C%22Action"   \
    "%22%3A%22sts%3AAssumeRole%22%7D%7D\"}}"
#define POLICY                                                                                                         \
    "{\"RoleName\": \"r\", \"PolicyName\": \"p\", \"PolicyDocument\": {\"Statement\": [{\"Effect\": \"Allow\", "       \
    "\"Action\": \"s3:*\", \"Resource\": \"*\"}]}}"
#define GRANT                                                                                                          \
    "{\"Policy\": \"{\\\"Statement\\\": [{\\\"Effect\\\": \\\"Allow\\\", \\\"Principal\\\": \\\"*\\\", "               \
    "\\\"Action\\\": \\\"lambda:InvokeFunction\\\", \\\"Resource\\\": \\\"" ARN "\\\"}]}\", \"RevisionId\": \"1\"}"
#define DETAILS                                                                                                        \
    "{\"RoleDetailList\": [{\"RoleName\": \"r\", \"Arn\": \"arn:aws:iam::123456789012:role/r\", "                      \
    "\"AssumeRolePolicyDocument\": {}, \"RolePolicyList\": [], \"AttachedManagedPolicies\": [{\"PolicyArn\": "         \
    "\"arn:aws:iam::123456789012:policy/c\"}]}], \"Policies\": [{\"PolicyName\": \"c\", \"Arn\": "                     \
    "\"arn:aws:iam::123456789012:policy/c\", \"PolicyVersionList\": [{\"VersionId\": \"v1\", \"IsDefaultVersion\": "   \
    "false, \"Document\": {\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"a:old\"}}}, {\"VersionId\": \"v2\", "  \
    "\"IsDefaultVersion\": true, \"Document\": {\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"a:new\"}}}]}]}"
#define NETWORK                                                                                                        \
    "{\"Vpcs\": [{\"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.0.0.0/16\"}]}, "                                           \
    "{\"Subnets\": [{\"SubnetId\": \"subnet-1\", \"VpcId\": \"vpc-1\"}, {\"SubnetId\": \"subnet-2\", \"VpcId\": "      \
    "\"vpc-1\"}]}, "                                                                                                   \
    "{\"RouteTables\": [{\"RouteTableId\": \"rtb-1\", \"VpcId\": \"vpc-1\", \"Associations\": [{\"Main\": true}], "    \
    "\"Routes\": [{\"DestinationCidrBlock\": \"0.0.0.0/0\", \"GatewayId\": \"igw-1\"}, {\"GatewayId\": \"local\"}]}]}"
#define GROUPS                                                                                                         \
    "{\"SecurityGroups\": [{\"GroupId\": \"sg-1\", \"GroupName\": \"web\", \"IpPermissions\": [{\"IpProtocol\": "      \
    "\"tcp\", \"FromPort\": 22, \"ToPort\": 22, \"IpRanges\": [{\"CidrIp\": \"0.0.0.0/0\"}], \"Ipv6Ranges\": "         \
    "[{\"CidrIpv6\": \"::/0\"}]}], \"IpPermissionsEgress\": []}]}"

#define ACTIONS                                                                                                        \
    "SELECT policy.kind, action.action FROM role JOIN role_policy AS rp ON rp.role = role.id "                         \
    "JOIN policy ON policy.id = rp.policy JOIN statement ON statement.policy = policy.id "                             \
    "JOIN statement_action AS action ON action.statement = statement.id WHERE role.declared AND action.declared"

TEST(dump, functions_are_linked_to_their_roles) {
    loaded_check("[" FUNCTION ", " ROLE ", " POLICY "]",
                 "SELECT f.name, f.runtime, f.timeout, f.has_vpc, role.name FROM function AS f JOIN role ON role.id = "
                 "f.role WHERE f.declared",
                 "fn python3.12 7 1 r");
    loaded_check("[" FUNCTION ", " ROLE ", " POLICY "]", ACTIONS, "inline s3:*");
}

TEST(dump, the_same_function_twice_is_one) {
    loaded_check("[" FUNCTION ", {\"Functions\": [" FUNCTION "]}, {\"Configuration\": " FUNCTION ", \"Code\": {}}]",
                 "SELECT count(*) FROM function WHERE declared", "1");
}

TEST(dump, a_role_and_its_function_may_have_one_name) {
    loaded_check("[{\"FunctionName\": \"r\", \"FunctionArn\": \"arn:aws:lambda:eu-west-1:123456789012:function:r\", "
                 "\"Role\": \"arn:aws:iam::123456789012:role/r\", \"Runtime\": \"python3.12\"}, " ROLE "]",
                 "SELECT label(function.id), label(role.id) FROM function JOIN role ON role.id = function.role "
                 "WHERE function.declared",
                 "r r");
}

TEST(dump, what_no_answer_shows_is_unknown) {
    loaded_check(FUNCTION, "SELECT reserved_concurrency, recursive_loop FROM function WHERE declared", "NULL NULL");
    loaded_check("{\"Configuration\": " FUNCTION ", \"Code\": {}}",
                 "SELECT reserved_concurrency FROM function WHERE declared", "-1");
    loaded_check(FUNCTION, "SELECT retention_days FROM log_group WHERE declared", "NULL");
    /* Beside the policy that is shown there may be others. */
    loaded_check("[" ROLE ", " POLICY "]",
                 "SELECT count(*) FROM role_policy JOIN role ON role.id = role_policy.role WHERE role.declared AND "
                 "role_policy.present IS NULL",
                 "2");
    loaded_check(DETAILS,
                 "SELECT count(*) FROM role_policy JOIN role ON role.id = role_policy.role WHERE role.declared AND "
                 "role_policy.present IS NULL",
                 "0");
}

TEST(dump, percent_encoded_trust_policy) {
    loaded_check(ROLE,
                 "SELECT p.principal FROM role JOIN statement ON statement.policy = role.trust JOIN "
                 "statement_principal AS p ON p.statement = statement.id WHERE p.declared",
                 "*");
}

TEST(dump, policy_of_a_function_as_text) {
    struct loaded loaded;
    loaded_open(&loaded, "[" FUNCTION ", " GRANT "]", NULL);
    CHECK_LOADED(&loaded, "SELECT action, principal FROM permission WHERE declared", "lambda:InvokeFunction *");
    CHECK_PLACE(&loaded, "SELECT id FROM permission WHERE declared", "principal", "\\\"*\\\"");
    loaded_close(&loaded);
}

TEST(dump, the_default_version_of_a_managed_policy_counts) {
    loaded_check(DETAILS, ACTIONS, "managed a:new");
}

TEST(dump, ids_of_networks_are_followed) {
    loaded_check("[" FUNCTION ", " NETWORK ", " GROUPS "]",
                 "SELECT route.target_kind FROM function_subnet AS fs JOIN subnet ON subnet.id = fs.subnet "
                 "JOIN route_table AS t ON t.id = subnet.route_table JOIN route ON route.route_table = t.id "
                 "WHERE route.destination = '0.0.0.0/0'",
                 "internet_gateway");
    loaded_check(
        "{\"Subnets\": [{\"SubnetId\": \"subnet-1\", \"VpcId\": \"vpc-1\"}]}",
        "SELECT t.declared FROM subnet JOIN route_table AS t ON t.id = subnet.route_table WHERE subnet.declared", "0");
    loaded_check(
        "[" FUNCTION ", " GROUPS "]",
        "SELECT rule.direction, rule.cidr, rule.from_port FROM function_security_group AS fg "
        "JOIN security_group_rule AS rule ON rule.security_group = fg.security_group WHERE rule.declared ORDER BY "
        "rule.id",
        "ingress 0.0.0.0/0 22; ingress ::/0 22; egress 255.255.255.255/32 -1");
}

TEST(dump, wrappers_are_taken_off) {
    loaded_check("{\"status_code\": 200, \"data\": {\"Functions\": [" FUNCTION "]}}",
                 "SELECT name FROM function WHERE declared", "fn");
    loaded_check("{\"configurationItems\": [{\"resourceType\": \"AWS::Lambda::Function\", \"configuration\": "
                 "{\"functionName\": \"fn\", \"functionArn\": \"" ARN "\", \"timeout\": 9, \"environment\": "
                 "{\"variables\": {\"stage\": \"x\"}}}}, {\"resourceType\": \"AWS::S3::Bucket\", \"configuration\": "
                 "\"{}\"}]}",
                 "SELECT f.timeout, v.name FROM function AS f JOIN environment_variable AS v ON v.function = f.id "
                 "WHERE v.declared",
                 "9 stage");
}

#define QUEUE                                                                                                          \
    "{\"Attributes\": {\"QueueArn\": \"arn:aws:sqs:eu-west-1:123456789012:orders\", \"VisibilityTimeout\": \"45\", "   \
    "\"SqsManagedSseEnabled\": \"false\", \"CreatedTimestamp\": \"1\", \"Policy\": \"{\\\"Statement\\\": "             \
    "[{\\\"Effect\\\": \\\"Allow\\\", \\\"Principal\\\": \\\"*\\\", \\\"Action\\\": \\\"sqs:SendMessage\\\", "         \
    "\\\"Resource\\\": \\\"arn:aws:sqs:eu-west-1:123456789012:orders\\\"}]}\", \"RedrivePolicy\": "                    \
    "\"{\\\"deadLetterTargetArn\\\": \\\"arn:aws:sqs:eu-west-1:123456789012:dead\\\"}\"}}"

TEST(dump, attributes_of_queues_and_topics) {
    loaded_check(QUEUE, "SELECT name, visibility_timeout, encrypted, has_redrive FROM queue WHERE declared",
                 "orders 45 0 1");
    loaded_check(QUEUE,
                 "SELECT action.action, principal.principal FROM queue JOIN resource_policy AS rp ON rp.resource = "
                 "queue.id JOIN statement ON statement.policy = rp.policy JOIN statement_action AS action ON "
                 "action.statement = statement.id JOIN statement_principal AS principal ON principal.statement = "
                 "statement.id WHERE queue.declared",
                 "sqs:SendMessage *");
    struct loaded loaded;
    loaded_open(&loaded, QUEUE, NULL);
    CHECK_PLACE(&loaded, "SELECT id FROM statement_action WHERE action = 'sqs:SendMessage'", "action",
                "\\\"sqs:SendMessage\\\"");
    loaded_close(&loaded);
    /* --attribute-names QueueArn: the others are not absent. */
    loaded_check("{\"Attributes\": {\"QueueArn\": \"arn:aws:sqs:eu-west-1:123456789012:orders\"}}",
                 "SELECT visibility_timeout, encrypted FROM queue WHERE declared", "NULL NULL");
    loaded_check(
        "{\"Attributes\": {\"TopicArn\": \"arn:aws:sns:eu-west-1:123456789012:news\", \"KmsMasterKeyId\": "
        "\"alias/news\", \"Policy\": \"{\\\"Statement\\\": {\\\"Effect\\\": \\\"Allow\\\", "
        "\\\"Principal\\\": \\\"*\\\", \\\"Action\\\": \\\"sns:Publish\\\", \\\"Resource\\\": "
        "\\\"*\\\"}}\"}}",
        "SELECT topic.name, topic.has_kms_key, count(*) FROM topic JOIN resource_policy AS rp ON rp.resource = "
        "topic.id WHERE topic.declared",
        "news 1 1");
}

#define KMS "arn:aws:kms:eu-west-1:123456789012:"

TEST(dump, the_policy_of_a_secret) {
    loaded_check(
        "{\"ARN\": \"arn:aws:secretsmanager:eu-west-1:123456789012:secret:s-AbCdEf\", \"Name\": \"s\", "
        "\"ResourcePolicy\": \"{\\\"Statement\\\": {\\\"Effect\\\": \\\"Allow\\\", \\\"Principal\\\": "
        "\\\"*\\\", \\\"Action\\\": \\\"secretsmanager:GetSecretValue\\\", \\\"Resource\\\": \\\"*\\\"}}\"}",
        "SELECT label(secret.id), action.action FROM secret JOIN resource_policy AS rp ON rp.resource = secret.id JOIN "
        "statement ON statement.policy = rp.policy JOIN statement_action AS action ON action.statement = "
        "statement.id WHERE rp.declared AND action.declared",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:s-AbCdEf secretsmanager:GetSecretValue");
}

TEST(dump, keys_are_linked_by_their_arns) {
    static const char KEYS[] =
        "[" FUNCTION ", {\"KeyMetadata\": {\"KeyId\": \"1\", \"Arn\": \"" KMS "key/1\", \"Enabled\": true, "
        "\"KeyManager\": \"CUSTOMER\"}}, {\"KeyRotationEnabled\": false, \"KeyId\": \"" KMS "key/1\"}, "
        "{\"Aliases\": [{\"AliasName\": \"alias/data\", \"AliasArn\": \"" KMS "alias/data\", \"TargetKeyId\": "
        "\"1\"}, {\"AliasName\": \"alias/aws/s3\", \"AliasArn\": \"" KMS "alias/aws/s3\"}]}]";
    loaded_check(KEYS,
                 "SELECT key.declared, key.rotation, key.enabled, key.customer_managed FROM function JOIN kms_key AS "
                 "key ON key.id = function.kms_key WHERE function.declared",
                 "1 0 1 1");
    loaded_check("{\"KeyMetadata\": {\"KeyId\": \"2\", \"Arn\": \"" KMS "key/2\", \"KeyManager\": \"AWS\"}}",
                 "SELECT rotation, enabled, customer_managed FROM kms_key WHERE declared", "NULL NULL 0");
}

TEST(dump, policies_of_users_and_groups) {
    static const char DETAIL[] =
        "{\"UserDetailList\": [{\"UserName\": \"ann\", \"UserPolicyList\": [{\"PolicyName\": \"own\", "
        "\"PolicyDocument\": {\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"iam:*\", \"Resource\": \"*\"}}}]}], "
        "\"GroupDetailList\": [{\"GroupName\": \"ops\", \"GroupPolicyList\": [{\"PolicyName\": \"all\", "
        "\"PolicyDocument\": \"%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22ec2%3A*%22%2C"
        "%22Resource%22%3A%22*%22%7D%7D\"}]}], \"RoleDetailList\": [], \"Policies\": []}";
    static const char ASK[] = "SELECT action FROM statement_action WHERE declared ORDER BY action";
    loaded_check(DETAIL, ASK, "ec2:*; iam:*");
    loaded_check("[{\"UserName\": \"ann\", \"PolicyName\": \"p\", \"PolicyDocument\": {\"Statement\": {\"Effect\": "
                 "\"Allow\", \"Action\": \"s3:*\", \"Resource\": \"*\"}}}, {\"GroupName\": \"ops\", \"PolicyName\": "
                 "\"p\", \"PolicyDocument\": {\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"sns:*\", "
                 "\"Resource\": \"*\"}}}]",
                 ASK, "s3:*; sns:*");
}

#define SIGNING "arn:aws:lambda:eu-west-1:123456789012:code-signing-config:csc-1"

TEST(dump, what_lambda_says_in_further_answers) {
    loaded_check(
        "[" FUNCTION ", {\"CodeSigningConfigArn\": \"" SIGNING "\", \"FunctionName\": \"fn\"}, "
        "{\"CodeSigningConfig\": {\"CodeSigningConfigArn\": \"" SIGNING "\", \"CodeSigningPolicies\": "
        "{\"UntrustedArtifactOnDeployment\": \"Enforce\"}}}]",
        "SELECT f.has_code_signing, c.declared, c.on_untrusted FROM function AS f JOIN code_signing_config AS c "
        "ON c.id = f.code_signing WHERE f.declared",
        "1 1 Enforce");
    loaded_check("{\"CodeSigningConfigs\": [{\"CodeSigningConfigArn\": \"" SIGNING "\"}]}",
                 "SELECT count(*) FROM code_signing_config WHERE declared", "1");
    loaded_check("{\"Versions\": [" FUNCTION "]}", "SELECT name FROM function WHERE declared", "fn");
    loaded_check("{\"LayerVersions\": [{\"LayerVersionArn\": \"arn:aws:lambda:eu-west-1:123456789012:layer:l:3\"}]}",
                 "SELECT name FROM layer_version WHERE declared", "l");
    loaded_check("{\"UpdateRuntimeOn\": \"Manual\", \"FunctionArn\": \"" ARN "\"}",
                 "SELECT update_runtime_on FROM function WHERE declared", "Manual");
    loaded_check(
        "{\"Rules\": [{\"Name\": \"nightly\", \"Arn\": \"arn:aws:events:eu-west-1:123456789012:rule/nightly\", "
        "\"State\": \"DISABLED\", \"ScheduleExpression\": \"rate(1 day)\"}]}",
        "SELECT enabled, has_schedule FROM event_rule WHERE declared", "0 1");
    loaded_check("[{\"FlowLogs\": [{\"FlowLogId\": \"fl-1\", \"ResourceId\": \"vpc-1\"}]}, {\"Vpcs\": [{\"VpcId\": "
                 "\"vpc-1\"}]}]",
                 "SELECT vpc.declared FROM flow_log JOIN vpc ON vpc.id = flow_log.resource WHERE flow_log.declared",
                 "1");
}

TEST(dump, items_of_aws_config) {
    /* An advanced query writes items as texts; a snapshot lists them; a batch names them otherwise. */
    static const char ITEM[] =
        "{\"resourceType\": \"AWS::Lambda::Function\", \"configuration\": {\"functionArn\": \"" ARN
        "\", \"timeout\": 9}}";
    char text[2048];
    snprintf(text, sizeof text, "{\"fileVersion\": \"1.0\", \"configurationItems\": [%s]}", ITEM);
    loaded_check(text, "SELECT timeout FROM function WHERE declared", "9");
    snprintf(text, sizeof text, "{\"baseConfigurationItems\": [%s]}", ITEM);
    loaded_check(text, "SELECT timeout FROM function WHERE declared", "9");
    loaded_check("{\"Results\": [\"{\\\"resourceType\\\": \\\"AWS::Lambda::Function\\\", \\\"configuration\\\": "
                 "{\\\"functionArn\\\": \\\"" ARN "\\\", \\\"timeout\\\": 11}}\"], \"QueryInfo\": {\"SelectFields\": "
                 "[]}}",
                 "SELECT timeout FROM function WHERE declared", "11");
    loaded_check("{\"configurationItem\": {\"resourceType\": \"AWS::S3::Bucket\", \"configuration\": {\"name\": "
                 "\"data\"}, \"supplementaryConfiguration\": {\"PublicAccessBlockConfiguration\": "
                 "{\"blockPublicAcls\": false, \"ignorePublicAcls\": false, \"blockPublicPolicy\": true, "
                 "\"restrictPublicBuckets\": true}, \"BucketPolicy\": \"{\\\"policyText\\\": null}\"}}}",
                 "SELECT name, blocks_public_acl, blocks_public_policy, versioned FROM bucket WHERE declared",
                 "data 0 1 NULL");
    loaded_check("{\"resourceType\": \"AWS::KMS::Key\", \"configuration\": {\"arn\": \"" KMS "key/1\"}, "
                 "\"supplementaryConfiguration\": {\"KeyRotationStatus\": \"true\", \"Policy\": "
                 "\"{\\\"Statement\\\": []}\"}}",
                 "SELECT rotation FROM kms_key WHERE declared", "1");
}

TEST(dump, aliases_of_keys_are_none_of_functions) {
    loaded_check("{\"Aliases\": [{\"AliasArn\": \"" ARN ":live\", \"Name\": \"live\", \"FunctionVersion\": \"3\"}]}",
                 "SELECT name FROM alias WHERE declared", "live");
    loaded_check("{\"Aliases\": [{\"AliasArn\": \"" KMS "alias/x\", \"AliasName\": \"alias/x\"}]}",
                 "SELECT count(*) FROM alias WHERE declared", "0");
}

TEST(dump, what_resembles_an_answer_is_named) {
    struct unit_of of;
    const char *why;
    unit_of_open(&of, "{\"Clusters\": [{\"Name\": \"a\", \"ClusterArn\": \"arn:aws:ecs:eu-west-1:123456789012:a\"}]}",
                 NULL);
    CHECK(dialect_recognise(of.document, &why) == KIND_NONE);
    CHECK_STR(str_from(why), "like an answer of AWS, but of no command that is read");
    unit_of_close(&of);
}

TEST(dump, recognised_by_keys) {
    static const char *const NONE[] = {"{\"Functions\": [1]}",        "{\"Policy\": \"text\"}", "{\"Role\": \"admin\"}",
                                       "{\"Subnets\": \"subnet-1\"}", "{\"Layers\": {}}",       "[[[[]]]]",
                                       "[null, {\"data\": {}}]"};
    for (size_t i = 0; i < sizeof NONE / sizeof *NONE; i++) {
        struct unit_of of;
        const char *why;
        unit_of_open(&of, NONE[i], NULL);
        CHECK(dialect_recognise(of.document, &why) == KIND_NONE);
        unit_of_close(&of);
    }
}

TEST(dump, members_of_wrong_kinds_are_survived) {
    static const char *const BROKEN[] = {
        "{\"Functions\": [{\"FunctionArn\": 1}, 2, {\"FunctionArn\": \"arn\", \"Layers\": [1, {}], \"Tags\": []}]}",
        "{\"RoleDetailList\": [1, {\"Arn\": []}, {\"RolePolicyList\": [0], \"PermissionsBoundary\": 3}], \"Policies\": "
        "1}",
        "{\"RouteTables\": [{\"RouteTableId\": {}, \"Routes\": [1]}, {\"RouteTableId\": \"r\", \"Routes\": [1], "
        "\"Associations\": [2]}]}",
        "{\"RoleName\": 1, \"PolicyDocument\": 2}",
        "{\"Statement\": \"[]\"}",
        "{\"configurationItems\": [{\"configuration\": {}}, {}, 1, {\"resourceType\": \"AWS::IAM::Role\"}]}",
        "{\"Layers\": [{\"LayerArn\": 1}, {}, []]}",
        "{\"Aliases\": [{\"AliasArn\": 1}, {}]}",
        "{\"FunctionUrlConfigs\": [{\"AuthType\": 1}, {}]}",
        "{\"EventSourceMappings\": [{\"UUID\": 1}, {}]}",
        "{\"FunctionEventInvokeConfigs\": [{\"FunctionArn\": 1}, {}]}",
        "{\"logGroups\": [{\"logGroupName\": 1}, {}]}",
        "{\"Roles\": [{\"AssumeRolePolicyDocument\": 1}, {}]}",
        "{\"Policies\": [{\"Arn\": 1}, {}]}",
        "{\"SecurityGroupRules\": [{\"SecurityGroupRuleId\": 1}, {}]}",
        "{\"Subnets\": [{\"SubnetId\": 1}, {}]}",
        "{\"Vpcs\": [{\"VpcId\": 1}, {}]}",
        "{\"VpcEndpoints\": [{\"VpcEndpointId\": 1}, {}]}",
        "{\"Statement\": \"{}\"}",
        "{\"Attributes\": {\"QueueArn\": 1, \"TopicArn\": []}}",
        "{\"Attributes\": {\"QueueArn\": \"arn\", \"Policy\": \"{}\", \"RedrivePolicy\": 1}}",
        "{\"KeyMetadata\": {\"KeyId\": 1, \"Arn\": 2}}",
        "{\"KeyRotationEnabled\": 1, \"KeyId\": {}}",
        "{\"Aliases\": [{\"AliasName\": 1, \"AliasArn\": \":alias/\", \"TargetKeyId\": \"x\"}, {}]}",
        "{\"UserDetailList\": [1, {\"UserName\": 2, \"UserPolicyList\": [3, {}]}], \"Policies\": []}",
        "{\"UserName\": [], \"PolicyDocument\": 1}",
        "{\"CodeSigningConfigArn\": 1, \"FunctionName\": {}}",
        "{\"CodeSigningConfig\": {\"CodeSigningConfigArn\": []}}",
        "{\"Rules\": [{\"Arn\": \":events:\"}, 1, {\"Arn\": {}}]}",
        "{\"FlowLogs\": [{\"FlowLogId\": 1}, 2]}",
        "{\"QueryInfo\": 1, \"Results\": [1, \"[\", \"[[[[[]]]]]\", {}]}",
        "{\"resourceType\": \"AWS::S3::Bucket\", \"configuration\": {\"name\": 1}, \"supplementaryConfiguration\": "
        "[1]}",
        "{\"UpdateRuntimeOn\": {}, \"FunctionArn\": 1}",
        "{\"resourceType\": 1, \"configuration\": \"[\"}",
        "{\"SecurityGroups\": [{\"GroupId\": null, \"IpPermissions\": [1, {\"IpRanges\": [1, {\"CidrIp\": {}}]}]}]}",
    };
    for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++)
        loaded_check(BROKEN[i], "SELECT count(*) >= 0 FROM function", "1");
}
