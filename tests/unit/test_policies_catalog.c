#include "analyzer/source/document.h"
#include "policies/catalog.h"
#include "policies/policy.h"
#include "tests/unit/test.h"

#include <stdlib.h>
#include <unistd.h>

struct desk {
    struct arena arena;
    struct catalog *catalog;
};

static void desk_init(struct desk *desk) {
    arena_init(&desk->arena);
    desk->catalog = catalog_open(STR_NONE, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(desk->catalog);
}

static void desk_done(struct desk *desk) {
    catalog_close(desk->catalog);
    arena_done(&desk->arena);
}

static bool has_name(const struct catalog_names *names, const char *name) {
    for (size_t i = 0; i < names->list.count; i++)
        if (str_is(names->list.items[i], name))
            return true;
    return false;
}

TEST(catalog, finds_actions_without_case) {
    struct desk desk;
    desk_init(&desk);
    struct catalog_action action = {0};
    REQUIRE(catalog_action(desk.catalog, STR("S3:getOBJECT"), &desk.arena, &action));
    CHECK_STR(action.name, "s3:GetObject");
    CHECK(action.levels == CATALOG_READ);
    REQUIRE(catalog_action(desk.catalog, STR("s3:PutBucketPolicy"), &desk.arena, &action));
    CHECK(action.levels == (CATALOG_WRITE | CATALOG_PERMISSIONS));
    CHECK(!catalog_action(desk.catalog, STR("s3:Get*"), &desk.arena, &action));
    CHECK(!catalog_action(desk.catalog, STR("s3:NoSuchAction"), &desk.arena, &action));
    CHECK(!catalog_action(desk.catalog, STR_NONE, &desk.arena, &action));
    desk_done(&desk);
}

TEST(catalog, expands_globs) {
    struct desk desk;
    desk_init(&desk);
    struct catalog_actions found = {0};
    catalog_actions(desk.catalog, STR("SQS:*Message"), &desk.arena, &found);
    REQUIRE(found.list.count == 3);
    CHECK_STR(found.list.items[0].name, "sqs:DeleteMessage");
    CHECK_STR(found.list.items[1].name, "sqs:ReceiveMessage");
    CHECK_STR(found.list.items[2].name, "sqs:SendMessage");
    struct catalog_actions one = {0};
    catalog_actions(desk.catalog, STR("sqs:sendmessage"), &desk.arena, &one);
    CHECK(one.list.count == 1);
    struct catalog_actions none = {0};
    catalog_actions(desk.catalog, STR("sqs:Fly*"), &desk.arena, &none);
    CHECK(none.list.count == 0);
    struct catalog_actions all = {0};
    catalog_actions(desk.catalog, STR("*"), &desk.arena, &all);
    CHECK(all.list.count > 20000);
    desk_done(&desk);
}

TEST(catalog, knows_what_belongs_to_an_action) {
    struct desk desk;
    desk_init(&desk);
    struct catalog_action action = {0};
    REQUIRE(catalog_action(desk.catalog, STR("lambda:CreateFunction"), &desk.arena, &action));
    struct catalog_resources resources = {0};
    catalog_resources(desk.catalog, action.id, &desk.arena, &resources);
    REQUIRE(resources.list.count == 1);
    CHECK_STR(resources.list.items[0].service, "lambda");
    CHECK_STR(resources.list.items[0].name, "function");
    CHECK(resources.list.items[0].required);
    CHECK_STR(catalog_arn_glob(resources.list.items[0].arn, &desk.arena), "arn:*:lambda:*:*:function:*");
    struct catalog_names conditions = {0};
    catalog_conditions(desk.catalog, action.id, &desk.arena, &conditions);
    CHECK(has_name(&conditions, "lambda:VpcIds"));
    CHECK(has_name(&conditions, "aws:ResourceTag/${TagKey}")); /* of the type function */
    struct catalog_names dependents = {0};
    catalog_dependents(desk.catalog, action.id, &desk.arena, &dependents);
    CHECK(has_name(&dependents, "iam:PassRole"));
    desk_done(&desk);
}

TEST(catalog, has_each_pattern_of_a_resource_type) {
    struct desk desk;
    desk_init(&desk);
    struct catalog_action action = {0};
    REQUIRE(catalog_action(desk.catalog, STR("s3:GetObject"), &desk.arena, &action));
    struct catalog_resources resources = {0};
    catalog_resources(desk.catalog, action.id, &desk.arena, &resources);
    REQUIRE(resources.list.count == 2);
    CHECK_STR(resources.list.items[0].name, "accesspointobject");
    CHECK(!resources.list.items[0].required);
    CHECK_STR(catalog_arn_glob(resources.list.items[1].arn, &desk.arena), "arn:*:s3:::*/*");
    CHECK_STR(catalog_arn_glob(STR("no holes"), &desk.arena), "no holes");
    CHECK_STR(catalog_arn_glob(STR("${open"), &desk.arena), "*");
    struct catalog_resources none = {0};
    REQUIRE(catalog_action(desk.catalog, STR("s3:ListAllMyBuckets"), &desk.arena, &action));
    catalog_resources(desk.catalog, action.id, &desk.arena, &none);
    CHECK(none.list.count == 0);
    desk_done(&desk);
}

TEST(catalog, knows_condition_keys) {
    struct desk desk;
    desk_init(&desk);
    struct catalog_key key = {0};
    REQUIRE(catalog_key(desk.catalog, STR("AWS:sourceip"), &desk.arena, &key));
    CHECK_STR(key.name, "aws:SourceIp");
    CHECK_STR(key.type, "IPAddress");
    REQUIRE(catalog_key(desk.catalog, STR("aws:requesttag/team"), &desk.arena, &key));
    CHECK_STR(key.name, "aws:RequestTag/${TagKey}");
    REQUIRE(catalog_key(desk.catalog, STR("s3:ExistingObjectTag/class"), &desk.arena, &key));
    CHECK(!catalog_key(desk.catalog, STR("s3:NoSuchKey"), &desk.arena, &key));
    desk_done(&desk);
}

TEST(catalog, names_services) {
    struct desk desk;
    desk_init(&desk);
    struct str name = STR_NONE;
    REQUIRE(catalog_service(desk.catalog, STR("Lambda"), &desk.arena, &name));
    CHECK_STR(name, "AWS Lambda");
    CHECK(!catalog_service(desk.catalog, STR("lamda"), &desk.arena, &name));
    desk_done(&desk);
}

TEST(catalog, holds_managed_policies) {
    struct desk desk;
    desk_init(&desk);
    struct catalog_policy policy = {0};
    REQUIRE(catalog_policy(desk.catalog, STR("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"),
                           &desk.arena, &policy));
    CHECK(str_contains(policy.document, "\"logs:PutLogEvents\""));
    CHECK_STR(policy.version, "v1");
    CHECK_STR(policy.date, "2015-04-09");
    CHECK(catalog_policy(desk.catalog, STR("arn:aws-cn:iam::aws:policy/AdministratorAccess"), &desk.arena, &policy));
    CHECK_STR(policy.arn, "arn:aws:iam::aws:policy/AdministratorAccess");
    CHECK(!catalog_policy(desk.catalog, STR("arn:aws:iam::aws:policy/administratoraccess"), &desk.arena, &policy));
    CHECK(!catalog_policy(desk.catalog, STR("arn:aws:iam::123456789012:policy/AdministratorAccess"), &desk.arena,
                          &policy));
    CHECK(!catalog_policy(desk.catalog, STR("AdministratorAccess"), &desk.arena, &policy));
    struct catalog_policies all = {0};
    catalog_policies(desk.catalog, &desk.arena, &all);
    CHECK(all.list.count > 1500);
    desk_done(&desk);
}

static void count_fault(void *context, const char *code, const struct node *node, struct str message) {
    (void)code;
    (void)node;
    (void)message;
    ++*(size_t *)context;
}

TEST(catalog, managed_policies_are_whole_policies) {
    struct desk desk;
    desk_init(&desk);
    struct diags diags;
    diags_init(&diags, &desk.arena);
    struct catalog_policies all = {0};
    catalog_policies(desk.catalog, &desk.arena, &all);
    size_t faults = 0;
    size_t incomplete = 0;
    for (size_t i = 0; i < all.list.count; i++) {
        const struct catalog_policy *policy = &all.list.items[i];
        struct document *document = document_read(0, policy->arn, policy->document, &diags);
        REQUIRE(document->root != NULL);
        const struct iam_policy *read = iam_policy_read(document->root, &desk.arena, count_fault, &faults);
        incomplete += read->open || read->statements.count == 0;
        document_free(document);
    }
    CHECK(faults == 0);
    CHECK(incomplete == 0);
    CHECK(diags.list.count == 0);
    desk_done(&desk);
}

TEST(catalog, tells_its_date_without_opening) {
    struct desk desk;
    desk_init(&desk);
    CHECK(catalog_built_in_date().size == 10);
    CHECK(str_equal(catalog_date(desk.catalog), catalog_built_in_date()));
    desk_done(&desk);
}

TEST(catalog, refuses_foreign_files) {
    const char *why = NULL;
    CHECK(catalog_open(STR("no/such/file"), &why) == NULL);
    CHECK(why != NULL);
    char name[] = "/tmp/catalog-test-XXXXXX";
    int file = mkstemp(name);
    REQUIRE(file >= 0);
    CHECK(write(file, "not a database, but longer than its header: 0123456789 0123456789 0123456789 0123456789 01234",
                90) == 90);
    close(file);
    why = NULL;
    CHECK(catalog_open(str_from(name), &why) == NULL);
    CHECK(why != NULL);
    unlink(name);
}
