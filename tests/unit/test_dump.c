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
        "{\"resourceType\": 1, \"configuration\": \"[\"}",
        "{\"SecurityGroups\": [{\"GroupId\": null, \"IpPermissions\": [1, {\"IpRanges\": [1, {\"CidrIp\": {}}]}]}]}",
    };
    for (size_t i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++)
        loaded_check(BROKEN[i], "SELECT count(*) >= 0 FROM function", "1");
}
