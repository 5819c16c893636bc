#include "tests/unit/facts_fixture.h"
#include "tests/unit/load_fixture.h"

TEST(facts_catalog, names_of_actions) {
    struct fixture f;
    fixture_open(&f);
    CHECK_SQL(&f, "SELECT known_service('s3:Nonsense')", "1");
    CHECK_SQL(&f, "SELECT known_service('nonsense:GetObject')", "0");
    CHECK_SQL(&f, "SELECT known_service('*')", "1");
    CHECK_SQL(&f, "SELECT known_action('S3:getobject')", "1");
    CHECK_SQL(&f, "SELECT known_action('s3:Get*')", "1");
    CHECK_SQL(&f, "SELECT known_action('s3:GetObjekt')", "0");
    CHECK_SQL(&f, "SELECT known_action('s3:?')", "0");
    CHECK_SQL(&f, "SELECT known_action(NULL)", "NULL");
    CHECK_SQL(&f, "SELECT nearest_action('s3:GetObjekt')", "s3:GetObject");
    CHECK_SQL(&f, "SELECT nearest_action('s3:listobjects')", "s3:ListBucket");
    CHECK_SQL(&f, "SELECT nearest_action('s3:Nonsense')", "");
    CHECK_SQL(&f, "SELECT action_takes('s3:GetObject')", "arn:aws:s3:::BucketName/ObjectName");
    CHECK_SQL(&f, "SELECT action_takes('s3:ListAllMyBuckets')", "");
    fixture_close(&f);
}

/* Of one statement with the action beside these resources. */
static void check_fits(const char *statement, const char *expected, const char *file, int line) {
    struct arena arena;
    arena_init(&arena);
    struct str template = str_format(
        &arena,
        "Parameters: {P: {Type: String}}\nResources:\n  B: {Type: AWS::S3::Bucket}\n"
        "  N: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref P}}\n  R:\n    Type: AWS::IAM::Role\n"
        "    Properties:\n      AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: []}\n      Policies:\n"
        "        - PolicyName: p\n          PolicyDocument: {Version: '2012-10-17', Statement: [%s]}\n",
        statement);
    loaded_check_at(str_z(&arena, template), "SELECT action_fits(id) FROM statement_action WHERE declared", expected,
                    file, line);
    arena_done(&arena);
}
#define CHECK_FITS(resource, action, expected)                                                                         \
    check_fits("{Effect: Allow, Action: '" action "', Resource: " resource "}", expected, __FILE__, __LINE__)

TEST(facts_catalog, resources_that_fit) {
    CHECK_FITS("'*'", "s3:GetObject", "1");
    CHECK_FITS("'arn:aws:s3:::b'", "s3:GetObject", "0");
    CHECK_FITS("'arn:aws:s3:::b*'", "s3:GetObject", "1");
    CHECK_FITS("'arn:aws:s3:::b/*'", "s3:ListBucket", "0");
    CHECK_FITS("!GetAtt B.Arn", "s3:GetObject", "0");
    CHECK_FITS("!Sub '${B.Arn}/*'", "s3:GetObject", "1");
    CHECK_FITS("!Sub 'arn:aws:s3:::${P}'", "s3:GetObject", "NULL"); /* a name, unless it has a slash */
    CHECK_FITS("!Sub 'arn:aws:s3:::${P}'", "s3:ListBucket", "1");
    CHECK_FITS("!Ref P", "s3:GetObject", "1");
    CHECK_FITS("!Sub 'arn:aws:s3:::${N}'", "s3:GetObject", "0"); /* the name of a bucket has none */
    CHECK_FITS("!Sub '${N.Arn}/*'", "s3:GetObject", "1");
    CHECK_FITS("'arn:aws:s3:::home/${aws:username}'", "s3:GetObject", "1");
    CHECK_FITS("no-arn", "s3:GetObject", "1");
    CHECK_FITS("'arn:aws:sqs:*:*:q'", "s3:Get*", "1"); /* among them are actions without resource types */
    CHECK_FITS("'arn:aws:sqs:*:*:q'", "s3:*Object", "0");
    CHECK_FITS("'arn:aws:kms:eu-west-1:111122223333:alias/a'", "kms:Decrypt", "0");
    CHECK_FITS("'arn:aws:s3:::b'", "nonsense:Get", "1");
}
