/* allows_some, allows_all, anyone_may, statement_verdict: the prover on rows of a template. */
#include "tests/unit/load_fixture.h"

#define ROLE(name, statements)                                                                                         \
    "  " name ":\n    Type: AWS::IAM::Role\n    Properties:\n"                                                         \
    "      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: []}\n"                                         \
    "      Policies:\n        - PolicyName: p\n          PolicyDocument:\n            Version: '2012-10-17'\n"         \
    "            Statement:\n" statements
#define STATEMENT(text) "              - " text "\n"
#define QUEUE "  Q: {Type: AWS::SQS::Queue}\n"

static const char ASK_Q[] = "SELECT allows_some(role.id, 'sqs:SendMessage', queue.id), "
                            "allows_all(role.id, 'sqs:SendMessage', queue.id) "
                            "FROM role JOIN queue ON queue.world = role.world WHERE role.declared AND queue.declared";

static void check_queue(const char *statements, const char *expected, const char *file, int line) {
    struct arena arena;
    arena_init(&arena);
    struct str template = str_format(&arena,
                                     "Parameters: {P: {Type: String}}\nResources:\n" QUEUE
                                     "  Other: {Type: AWS::SQS::Queue}\n" ROLE("R", "%s"),
                                     statements);
    struct str sql = str_format(&arena, "%s AND queue.name_partial = '' AND label(queue.id) = 'Q'", ASK_Q);
    loaded_check_at(str_z(&arena, template), str_z(&arena, sql), expected, file, line);
    arena_done(&arena);
}
#define CHECK_QUEUE(statements, expected) check_queue((statements), (expected), __FILE__, __LINE__)

TEST(facts_prover, references_mean_their_resource) {
    CHECK_QUEUE(STATEMENT("{Effect: Allow, Action: 'sqs:*', Resource: !GetAtt Q.Arn}"), "1 1");
    CHECK_QUEUE(STATEMENT("{Effect: Allow, Action: 'sqs:*', Resource: !GetAtt Other.Arn}"), "0 0");
    CHECK_QUEUE(STATEMENT("{Effect: Allow, Action: 'SQS:sendmessage', Resource: !Sub "
                          "'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Q.QueueName}'}"),
                "1 1");
    CHECK_QUEUE(STATEMENT("{Effect: Allow, Action: 'sqs:Send*', Resource: 'arn:aws:sqs:*:*:*'}"), "1 1");
    CHECK_QUEUE(STATEMENT("{Effect: Allow, Action: 'sqs:ReceiveMessage', Resource: '*'}"), "0 0");
}

TEST(facts_prover, names_that_are_made_up_are_nobody_elses) {
    CHECK_QUEUE(STATEMENT("{Effect: Allow, Action: 'sqs:*', Resource: 'arn:aws:sqs:*:*:orders'}"), "0 0");
    CHECK_QUEUE(STATEMENT("{Effect: Allow, Action: 'sqs:*', Resource: 'arn:aws:sqs:*:*:shop-*'}"), "NULL NULL");
    CHECK_QUEUE(STATEMENT("{Effect: Allow, Action: 'sqs:*', Resource: !Ref P}"), "NULL NULL");
}

TEST(facts_prover, denies_and_conditions_are_decided) {
    CHECK_QUEUE(STATEMENT("{Effect: Allow, Action: '*', Resource: '*'}")
                    STATEMENT("{Effect: Deny, Action: 'sqs:Send*', Resource: !GetAtt Q.Arn}"),
                "0 0");
    CHECK_QUEUE(STATEMENT("{Effect: Allow, Action: '*', Resource: '*'}")
                    STATEMENT("{Effect: Deny, Action: 'sqs:Send*', Resource: !GetAtt Other.Arn}"),
                "1 1");
    CHECK_QUEUE(STATEMENT("{Effect: Allow, Action: '*', Resource: '*'}")
                    STATEMENT("{Effect: Deny, NotAction: 'sqs:*', Resource: '*'}"),
                "1 1");
    CHECK_QUEUE(STATEMENT("{Effect: Allow, Action: '*', Resource: '*', "
                          "Condition: {StringEquals: {'aws:RequestedRegion': eu-west-1}}}"),
                "1 NULL");
    CHECK_QUEUE(STATEMENT("{Effect: Allow, Action: '*', Resource: '*', "
                          "Condition: {StringEquals: {'aws:RequestedRegion': eu-west-1}}}")
                    STATEMENT("{Effect: Deny, Action: '*', Resource: '*', "
                              "Condition: {StringEquals: {'aws:RequestedRegion': eu-west-1}}}"),
                "0 0");
}

/* The policy of a key or role has to agree; that it leaves everything to the account is taken for granted. */
TEST(facts_prover, keys_and_roles_are_left_to_the_account) {
    const char *condition = "Condition: {StringEquals: {'aws:PrincipalTag/team': a}}}";
    struct arena arena;
    arena_init(&arena);
    struct str template =
        str_format(&arena,
                   "Resources:\n" ROLE(
                       "R", STATEMENT("{Effect: Allow, Action: 'kms:*', Resource: 'arn:aws:kms:*:*:key/*', %s")
                                STATEMENT("{Effect: Allow, Action: 'sts:*', Resource: 'arn:aws:iam::*:role/x', %s")),
                   condition, condition);
    loaded_check(
        str_z(&arena, template),
        "SELECT allows_some(id, 'kms:Decrypt', any_resource()), allows_some(id, 'sts:AssumeRole', any_resource()) "
        "FROM role WHERE declared",
        "1 1");
    arena_done(&arena);
}

TEST(facts_prover, nothing_is_asked_when_given_is_0) {
    const char *template = "Resources:\n" QUEUE ROLE("R", STATEMENT("{Effect: Allow, Action: '*', Resource: '*'}"));
    loaded_check(template,
                 "SELECT allows_some(id, 'sqs:SendMessage', any_resource(), 0), "
                 "allows_some(id, 'sqs:SendMessage', any_resource(), 1), "
                 "allows_some(id, 'sqs:SendMessage', any_resource(), NULL), "
                 "allows_some(id, 'no_such_set', any_resource()) FROM role WHERE declared",
                 "0 1 NULL NULL");
}

TEST(facts_prover, messages_name_the_action) {
    loaded_check("Resources:\n" ROLE("R", STATEMENT("{Effect: Allow, Action: 'iam:Put*', Resource: '*'}")),
                 "SELECT allowed_action(id, 'dangerous', any_resource()), "
                 "allowed_action(id, 's3:GetObject', any_resource()), "
                 "allowed_action(id, 'dangerous', any_resource(), 0) FROM role WHERE declared",
                 "iam:PutRolePolicy '' NULL");
}

TEST(facts_prover, wildcards_stand_for_what_nobody_names) {
    const char *sql = "SELECT allows_some(id, 's3:Tomorrow', any_resource()), allows_some(id, 's3:*', any_resource()), "
                      "allows_all(id, 's3:*', any_resource()) FROM role WHERE declared";
    loaded_check("Resources:\n" ROLE("R", STATEMENT("{Effect: Allow, Action: 's3:*', Resource: '*'}")
                                              STATEMENT("{Effect: Deny, Action: 's3:Delete*', Resource: '*'}")),
                 sql, "1 1 0");
    loaded_check("Resources:\n" ROLE("R", STATEMENT("{Effect: Allow, Action: 's3:*', Resource: '*'}")
                                              STATEMENT("{Effect: Deny, NotAction: 's3:GetObject', Resource: '*'}")),
                 sql, "0 1 0");
    loaded_check("Resources:\n" ROLE("R", STATEMENT("{Effect: Allow, Action: 's3:*', Resource: '*'}")
                                              STATEMENT("{Effect: Deny, Action: ['s3:*', 'iam:*'], Resource: '*'}")),
                 sql, "0 0 0");
}

TEST(facts_prover, boundaries_limit) {
    loaded_check(
        "Resources:\n" QUEUE "  B:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n"
        "      PolicyDocument: {Version: '2012-10-17', Statement: [{Effect: Allow, Action: 's3:*', Resource: '*'}]}\n"
        "  R:\n    Type: AWS::IAM::Role\n    Properties:\n      PermissionsBoundary: !Ref B\n"
        "      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: []}\n"
        "      Policies: [{PolicyName: p, PolicyDocument: {Version: '2012-10-17', Statement: "
        "[{Effect: Allow, Action: '*', Resource: '*'}]}}]\n",
        "SELECT allows_some(id, 'sqs:SendMessage', any_resource()), "
        "allows_some(id, 's3:GetObject', any_resource()) FROM role WHERE declared",
        "0 1");
}

TEST(facts_prover, passing_to_lambda_looks_at_the_condition) {
    loaded_check("Resources:\n" ROLE("R", STATEMENT("{Effect: Allow, Action: 'iam:PassRole', Resource: '*', Condition: "
                                                    "{StringEquals: {'iam:PassedToService': ec2.amazonaws.com}}}")),
                 "SELECT allows_some(id, 'pass_to_lambda', any_resource()), "
                 "allows_some(id, 'iam:PassRole', any_resource()) FROM role WHERE declared",
                 "0 1");
}

static const char QUEUE_POLICY[] = "Resources:\n" QUEUE "  QP:\n    Type: AWS::SQS::QueuePolicy\n    Properties:\n"
                                   "      Queues: [!Ref Q]\n      PolicyDocument:\n        Version: '2012-10-17'\n"
                                   "        Statement: [{Effect: Allow, Principal: '*', Action: 'sqs:SendMessage', "
                                   "Resource: !GetAtt Q.Arn%s}]\n";

static void check_anyone(const char *condition, const char *expected) {
    struct arena arena;
    arena_init(&arena);
    struct str template = str_format(&arena, QUEUE_POLICY, condition);
    loaded_check(str_z(&arena, template),
                 "SELECT anyone_may('sqs:SendMessage', id), anyone_may('sqs:DeleteMessage', id), anyone_may('*', id), "
                 "anyone_may('sqs:Delete*', id) FROM queue WHERE declared",
                 expected);
    arena_done(&arena);
}

TEST(facts_prover, anyone_may_reads_resource_policies) {
    check_anyone("", "1 0 1 0");
    check_anyone(", Condition: {StringEquals: {'aws:PrincipalOrgID': o-example}}", "0 0 0 0");
    /* Unsigned requests have no aws:PrincipalArn, and those of other accounts one of theirs:
     * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
    check_anyone(", Condition: {ArnLike: {'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*'}}", "0 0 0 0");
    check_anyone(", Condition: {StringLike: {'aws:PrincipalArn': '*'}}", "1 0 1 0");
}

static void check_verdict(const char *what, const char *statements, const char *expected, const char *file, int line) {
    struct arena arena;
    arena_init(&arena);
    struct str template = str_format(&arena, "Resources:\n" QUEUE ROLE("R", "%s"), statements);
    struct str sql =
        str_format(&arena,
                   "SELECT statement_verdict(statement.id, '%s') FROM statement "
                   "JOIN policy ON policy.id = statement.policy WHERE policy.kind = 'inline' ORDER BY statement.id",
                   what);
    loaded_check_at(str_z(&arena, template), str_z(&arena, sql), expected, file, line);
    arena_done(&arena);
}
#define CHECK_VERDICT(what, statements, expected) check_verdict((what), (statements), (expected), __FILE__, __LINE__)

TEST(facts_prover, statements_are_judged) {
    CHECK_VERDICT("redundant",
                  STATEMENT("{Effect: Allow, Action: 'sqs:SendMessage', Resource: !GetAtt Q.Arn}")
                      STATEMENT("{Effect: Allow, Action: 'sqs:Send*', Resource: '*'}"),
                  "1; 0");
    CHECK_VERDICT(
        "never_matches",
        STATEMENT("{Effect: Allow, Action: 'sqs:*', Resource: '*', Condition: {StringEquals: {'aws:PrincipalType': "
                  "User}, StringNotEquals: {'aws:PrincipalType': User}}}")
            STATEMENT("{Effect: Allow, Action: 'sqs:*', Resource: '*', Condition: {Bool: "
                      "{'aws:SecureTransport': 'true'}}}"),
        "1; 0");
    CHECK_VERDICT("shadowed",
                  STATEMENT("{Effect: Allow, Action: 'sqs:SendMessage', Resource: !GetAtt Q.Arn}")
                      STATEMENT("{Effect: Allow, Action: 'sqs:*', Resource: '*'}")
                          STATEMENT("{Effect: Deny, Action: 'sqs:Send*', Resource: '*'}"),
                  "1; 0; 0");
    CHECK_VERDICT("dead_deny",
                  STATEMENT("{Effect: Allow, Action: 'sqs:SendMessage', Resource: !GetAtt Q.Arn}")
                      STATEMENT("{Effect: Deny, Action: 's3:*', Resource: '*'}")
                          STATEMENT("{Effect: Deny, Action: 'sqs:*', Resource: '*'}"),
                  "0; 1; 0");
}
