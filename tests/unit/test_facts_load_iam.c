/* Roles, policies, statements. */
#include "tests/unit/load_fixture.h"

#define ROLE                                                                                                           \
    "Resources:\n"                                                                                                     \
    "  Role:\n"                                                                                                        \
    "    Type: AWS::IAM::Role\n"                                                                                       \
    "    Properties:\n"                                                                                                \
    "      AssumeRolePolicyDocument:\n"                                                                                \
    "        Statement:\n"                                                                                             \
    "          - {Effect: Allow, Principal: {Service: [lambda.amazonaws.com]}, Action: 'sts:AssumeRole'}\n"

#define ACTIONS                                                                                                        \
    "SELECT policy.kind, statement.effect, action.action FROM role "                                                   \
    "JOIN role_policy ON role_policy.role = role.id JOIN policy ON policy.id = role_policy.policy "                    \
    "JOIN statement ON statement.policy = policy.id JOIN statement_action AS action ON action.statement = "            \
    "statement.id "                                                                                                    \
    "WHERE role.declared ORDER BY action.id"

TEST(facts_load_iam, trust_is_a_policy_of_its_own) {
    loaded_check(
        ROLE,
        "SELECT policy.kind, p.kind, p.principal, action.action FROM role JOIN policy ON policy.id = role.trust "
        "JOIN statement ON statement.policy = policy.id "
        "JOIN statement_principal AS p ON p.statement = statement.id "
        "JOIN statement_action AS action ON action.statement = statement.id WHERE role.declared",
        "trust service lambda.amazonaws.com sts:AssumeRole");
    loaded_check(ROLE, ACTIONS, "");
}

TEST(facts_load_iam, inline_policies_stand_word_by_word) {
    struct loaded loaded;
    loaded_open(&loaded,
                ROLE "      Policies:\n"
                     "        - PolicyName: p\n          PolicyDocument:\n            Statement:\n"
                     "              - {Effect: Allow, Action: ['s3:GetObject', 's3:*'], Resource: '*'}\n",
                NULL);
    CHECK_LOADED(&loaded, ACTIONS, "inline Allow s3:GetObject; inline Allow s3:*");
    CHECK_PLACE(&loaded, "SELECT id FROM statement_action WHERE action = 's3:*' AND declared", "", "'s3:*'");
    CHECK_PLACE(&loaded, "SELECT id FROM statement_resource WHERE resource = '*' AND declared", "", "'*'");
    loaded_close(&loaded);
}

#define SIDS(...)                                                                                                      \
    "Parameters: {P: {Type: String}}\n" ROLE "      Policies:\n        - PolicyName: p\n          PolicyDocument:\n"   \
    "            Statement: [" __VA_ARGS__ "]\n"
#define TAKEN                                                                                                          \
    "SELECT ifnull(sid_taken, '?') FROM statement WHERE declared AND policy IN (SELECT policy FROM role_policy)"

TEST(facts_load_iam, a_sid_is_taken_by_an_earlier_statement) {
    loaded_check(SIDS("{Sid: A}, {Sid: B}, {Sid: A}, {}, {}"), TAKEN, "0; 0; 1; 0; 0");
    loaded_check(SIDS("{Sid: !Ref P}, {}, {Sid: A}"), TAKEN, "0; 0; ?");
    loaded_check(SIDS("{Sid: A}, {Sid: !Ref P}, {Sid: A}"), TAKEN, "0; ?; 1");
    loaded_check(SIDS("{Sid: A}, {Sid: A}, {}, !Transform {Name: more}"), TAKEN, "?; 1; 0; ?");
}

TEST(facts_load_iam, a_policy_in_a_json_text_has_exact_places) {
    struct loaded loaded;
    loaded_open(&loaded,
                ROLE "      Policies:\n"
                     "        - PolicyName: p\n"
                     "          PolicyDocument: '{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sqs:*\", "
                     "\"Resource\": \"*\"}]}'\n",
                NULL);
    CHECK_LOADED(&loaded, ACTIONS, "inline Allow sqs:*");
    CHECK_PLACE(&loaded, "SELECT id FROM statement_action WHERE action = 'sqs:*' AND declared", "", "\"sqs:*\"");
    loaded_close(&loaded);
}

TEST(facts_load_iam, managed_policies_of_aws_are_known) {
    struct loaded loaded;
    loaded_open(&loaded,
                ROLE "      ManagedPolicyArns:\n"
                     "        - !Sub arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole\n",
                NULL);
    CHECK_LOADED(
        &loaded, ACTIONS,
        "managed Allow logs:CreateLogGroup; managed Allow logs:CreateLogStream; managed Allow logs:PutLogEvents");
    CHECK_LOADED(&loaded, "SELECT name, aws_managed, declared, present FROM policy WHERE aws_managed",
                 "AWSLambdaBasicExecutionRole 1 0 1");
    loaded_close(&loaded);
}

TEST(facts_load_iam, other_managed_policies_may_say_anything) {
    loaded_check(ROLE "      ManagedPolicyArns: ['arn:aws:iam::aws:policy/NewerThanTheCatalogue']\n", ACTIONS,
                 "managed NULL NULL");
    loaded_check(ROLE "      ManagedPolicyArns: ['arn:aws:iam::aws:policy/NewerThanTheCatalogue']\n",
                 "SELECT policy.name, aws_managed FROM role_policy JOIN policy ON policy.id = role_policy.policy "
                 "WHERE role_policy.declared",
                 "NewerThanTheCatalogue 1");
}

TEST(facts_load_iam, separate_policies_hang_on_the_role) {
    loaded_check(ROLE "  Policy:\n    Type: AWS::IAM::Policy\n    Properties:\n      PolicyName: p\n"
                      "      Roles: [!Ref Role]\n      PolicyDocument:\n"
                      "        Statement: {Effect: Deny, NotAction: 'iam:*', Resource: '*'}\n",
                 ACTIONS, "inline Deny iam:*");
    loaded_check(ROLE "      ManagedPolicyArns: [!Ref Policy]\n"
                      "  Policy:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n"
                      "        Statement: {Effect: Allow, Action: 'sqs:*', Resource: '*'}\n",
                 ACTIONS, "managed Allow sqs:*");
}

TEST(facts_load_iam, conditions_are_rows_for_each_value) {
    loaded_check("Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n"
                 "        Statement:\n          Effect: Allow\n          Action: 'sts:*'\n          Resource: '*'\n"
                 "          Condition: {StringLike: {'aws:x': [a, b]}, Bool: {'aws:y': []}}\n",
                 "SELECT operator, key, value, empty FROM statement_condition WHERE declared ORDER BY id",
                 "StringLike aws:x a 0; StringLike aws:x b 0; Bool aws:y '' 1");
}

TEST(facts_load_iam, resource_policies_hang_on_what_they_name) {
    loaded_check("Resources:\n  A:\n    Type: AWS::SQS::Queue\n  B:\n    Type: AWS::SQS::Queue\n"
                 "  P:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n      Queues: [!Ref A, !Ref B]\n"
                 "      PolicyDocument:\n        Statement: {Effect: Allow, Principal: '*', Action: 'sqs:*'}\n",
                 "SELECT label(resource), p.kind FROM resource_policy JOIN statement "
                 "ON statement.policy = resource_policy.policy "
                 "JOIN statement_principal AS p ON p.statement = statement.id WHERE resource_policy.declared "
                 "ORDER BY resource_policy.id",
                 "A any; B any");
}
