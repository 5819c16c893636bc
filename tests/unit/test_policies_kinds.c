/* Which elements of Resource may name a resource of a kind, as the catalogue writes kinds. */
#include "policies/kinds.h"
#include "tests/unit/test.h"

#define BUCKET "arn:${Partition}:s3:::${BucketName}"
#define OBJECT "arn:${Partition}:s3:::${BucketName}/${ObjectName}"
#define KEY "arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}"
#define GROUP "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}"
#define STREAM "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}:log-stream:${LogStreamName}"

TEST(policies_kinds, meets) {
    static const struct {
        const char *kind, *glob;
        bool meets;
    } CASES[] = {
        {BUCKET, "*", true},
        {BUCKET, "arn:aws:s3:::shop", true},
        {BUCKET, "arn:aws:s3:::sh*", true},
        {BUCKET, "arn:aws:s3:::shop/*", false},
        {BUCKET, "arn:aws:s3:::*/*", false},
        {OBJECT, "arn:aws:s3:::shop", false},
        {OBJECT, "arn:aws:s3:::sh*", true},
        {OBJECT, "arn:aws-cn:s3:::shop/a:b/*", true},
        {OBJECT, "arn:aws:sqs:::shop/*", false},
        {OBJECT, "arn:aws:sqs:*:*:*", false},
        {OBJECT, "arn:aws:*", true},
        {OBJECT, "arn:aws:s*", true},
        {OBJECT, "shop/*", false},
        {KEY, "arn:aws:kms:us-east-1:111122223333:key/*", true},
        {KEY, "arn:aws:kms:us-east-1:111122223333:alias/x", false},
        {KEY, "arn:aws:kms:*:*:alias/x", false},
        {KEY, "arn:aws:kms:*:*:k*", true},
        {KEY, "arn:aws:kms:*", true},
        {STREAM, "arn:aws:logs:*:*:log-group:x", false},
        {GROUP, "arn:aws:logs:*:*:log-group:x:*", true},
        {GROUP, "arn:aws:logs:*:*:log-group:x:log-stream:", true},
        {STREAM, "arn:aws:logs:*:*:log-group:x*", true},
        {STREAM, "arn:aws:logs:*:*:log-group:x:log-stream:y", true},
        {STREAM, "arn:aws:logs:*:*:*", true},
    };
    struct arena arena;
    arena_init(&arena);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        CHECK(kind_meets(&arena, str_from(CASES[i].kind), str_from(CASES[i].glob)) == CASES[i].meets);
    arena_done(&arena);
}
