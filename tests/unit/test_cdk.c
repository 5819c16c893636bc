/* What a CDK cloud assembly says about the user's program. */
#include "analyzer/dialect/cdk.h"
#include "analyzer/source/document.h"
#include "tests/unit/test.h"

/* "path line column", or "none". */
static void check_frame(const char *text, const char *expected) {
    struct arena arena;
    struct cdk_frame frame;
    arena_init(&arena);
    struct str answer = STR("none");
    if (cdk_frame_read(str_from(text), &arena, &frame))
        answer = str_format(&arena, "%.*s %u %u", STR_ARG(frame.path), frame.line, frame.column);
    CHECK_STR(answer, expected);
    arena_done(&arena);
}

TEST(cdk, frames_of_users) {
    check_frame("new MyStack (/home/dev/app/app.js:3:47)", "/home/dev/app/app.js 3 47");
    check_frame("    at <anonymous> (/home/dev/app/app.js:6:25)", "/home/dev/app/app.js 6 25");
    check_frame("at /app/bin/app.ts:3:1", "/app/bin/app.ts 3 1");
    check_frame("at file:///app/app.mjs:3:1", "/app/app.mjs 3 1");
    check_frame("at new X (C:\\app\\lib\\x.ts:12:5)", "C:/app/lib/x.ts 12 5");
    check_frame("at new X (/app (old)/x.ts:12:5)", "/app (old)/x.ts 12 5");
}

TEST(cdk, frames_without_columns) {
    check_frame("ShopStack.__init__ (/home/dev/shop/app.py:12)", "/home/dev/shop/app.py 12 0");
    check_frame("<module> (C:\\shop\\app.py:3)", "C:/shop/app.py 3 0");
    check_frame("com.example.ShopStack.<init> (ShopStack.java:21)", "ShopStack.java 21 0");
    check_frame("wrapped (/home/dev/shop/.venv/lib/python3.13/site-packages/jsii/_runtime.py:118)", "none");
    check_frame("Create (/root/go/pkg/mod/github.com/aws/jsii-runtime-go/runtime.go:40)", "none");
}

TEST(cdk, frames_of_others) {
    static const char *const OTHERS[] = {"...new Vpc2 in aws-cdk-lib...",
                                         "...node internals...",
                                         "at Object.run (node:internal/main:1:1)",
                                         "at new Function (/app/node_modules/aws-cdk-lib/x.js:1:1)",
                                         "(no user code in 10 frames, use --stack-trace-limit to capture more)",
                                         "at f (/app/../../etc/passwd:1:1)",
                                         "/app/x.ts:0:1",
                                         "/app/x.ts:99999999999999999999:1",
                                         ":1:1",
                                         ":",
                                         ""};
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        check_frame(OTHERS[i], "none");
}

TEST(cdk, constructs_of_both_ages) {
    struct arena arena;
    struct diags diags;
    struct cdk_constructs constructs;
    arena_init(&arena);
    diags_init(&diags, &arena);
    map_init(&constructs.by_id, &arena);
    map_init(&constructs.by_path, &arena);
    struct str bytes = STR("{\"/S/New\": [{\"type\": \"aws:cdk:creationStack\", \"data\": [\"new\"]}, {\"type\": "
                           "\"aws:cdk:logicalId\", \"data\": \"New\", \"trace\": [\"old\"]}, {\"type\": "
                           "\"aws:cdk:propertyAssignment\", \"data\": {\"propertyName\": \"Layers\", "
                           "\"stackTrace\": [\"first\"]}}, {\"type\": \"aws:cdk:propertyAssignment\", \"data\": "
                           "{\"propertyName\": \"Layers\", \"stackTrace\": [\"again\"]}}], \"/S/Old\": [{\"type\": "
                           "\"aws:cdk:logicalId\", \"data\": \"Old\", \"trace\": [\"old\"]}], \"/S\": [7, {}], "
                           "\"/T\": 1, \"/S/Bare\": [{\"type\": \"aws:cdk:logicalId\", \"data\": \"Bare\"}], "
                           "\"/S/Nested/Bare\": [{\"type\": \"aws:cdk:logicalId\", \"data\": \"Bare\"}]}");
    struct document *document = document_read(1, STR("S.metadata.json"), bytes, &diags);
    cdk_constructs_add(document->root, &arena, &constructs);
    CHECK(constructs.by_id.count == 3);
    const struct cdk_construct *made = map_get(&constructs.by_id, STR("New"));
    CHECK_STR(made->path, "S/New");
    CHECK_STR(node_child(made->frames, 0)->text, "new");
    CHECK_STR(node_child(cdk_assignment(made, STR("Layers")), 0)->text, "again");
    CHECK(!cdk_assignment(made, STR("Role")));
    made = map_get(&constructs.by_id, STR("Old"));
    CHECK_STR(node_child(made->frames, 0)->text, "old");
    made = map_get(&constructs.by_id, STR("Bare"));
    CHECK(!made->frames && made->shares_id);
    CHECK(map_get(&constructs.by_path, STR("S/Nested/Bare")) != NULL);
    document_free(document);
    arena_done(&arena);
}

TEST(cdk, constructs_around_others) {
    struct arena arena;
    struct diags diags;
    struct cdk_constructs constructs;
    arena_init(&arena);
    diags_init(&diags, &arena);
    map_init(&constructs.by_id, &arena);
    map_init(&constructs.by_path, &arena);
    struct str bytes = STR("{\"/S/Fn/Resource\": [{\"type\": \"aws:cdk:logicalId\", \"data\": \"Fn\"}], "
                           "\"/S/Fn/Role/Policy/Resource\": [{\"type\": \"aws:cdk:logicalId\", \"data\": \"P\"}], "
                           "\"/S/Role\": [{\"type\": \"aws:cdk:logicalId\", \"data\": \"Role\"}]}");
    struct document *document = document_read(1, STR("S.metadata.json"), bytes, &diags);
    cdk_constructs_add(document->root, &arena, &constructs);
    const struct cdk_construct *function = cdk_construct_around(&constructs, STR("S/Fn/Role/Policy/Resource"), &arena);
    REQUIRE(function != NULL);
    CHECK_STR(function->path, "S/Fn/Resource");
    CHECK(cdk_construct_around(&constructs, function->path, &arena) == NULL);
    const struct cdk_construct *role = cdk_construct_around(&constructs, STR("S/Role/X"), &arena);
    REQUIRE(role != NULL);
    CHECK_STR(role->path, "S/Role");
    CHECK(cdk_construct_around(&constructs, STR(""), &arena) == NULL);
    document_free(document);
    arena_done(&arena);
}

TEST(cdk, assets_are_found_by_their_keys) {
    struct arena arena;
    struct diags diags;
    struct cdk_asset_files files = {0};
    struct map assets;
    arena_init(&arena);
    diags_init(&diags, &arena);
    map_init(&assets, &arena);
    struct str manifest = STR("{\"artifacts\": {\"A\": {\"type\": \"cdk:asset-manifest\", \"properties\": {\"file\": "
                              "\"S.assets.json\"}}, \"S\": {\"type\": \"aws:cloudformation:stack\"}}}");
    struct str listed = STR("{\"files\": {\"1\": {\"source\": {\"path\": \"asset.1\"}, \"destinations\": {\"d\": "
                            "{\"objectKey\": \"1.zip\"}}}, \"2\": {\"source\": {\"path\": \"In.json\"}, "
                            "\"destinations\": {\"d\": {\"objectKey\": \"2.json\"}}}, \"3\": {\"source\": {}}}}");
    struct str written =
        STR("{\"Resources\": {\"F\": {\"Properties\": {\"Code\": {\"S3Key\": \"1.zip\"}}}, \"N\": {\"Metadata\": {}, "
            "\"Properties\": {\"TemplateURL\": {\"Fn::Join\": [\"\", [\"https://s3/\", \"/2.json\"]]}}}, \"K\": "
            "{\"Metadata\": {\"aws:asset:path\": \"own\"}, \"Properties\": {\"Code\": {\"S3Key\": \"1.zip\"}}}, "
            "\"U\": {\"Properties\": {\"Code\": {\"S3Key\": \"9.zip\"}, \"TemplateURL\": {\"Fn::Join\": [\"\"]}}}}}");
    struct document *documents[] = {document_read(1, STR("manifest.json"), manifest, &diags),
                                    document_read(2, STR("S.assets.json"), listed, &diags),
                                    document_read(3, STR("S.template.json"), written, &diags)};
    cdk_asset_files_of(documents[0]->root, &arena, &files);
    REQUIRE(files.list.count == 1);
    CHECK_STR(files.list.items[0], "S.assets.json");
    cdk_assets_add(documents[1]->root, &arena, &assets);
    cdk_name_assets(documents[2], &assets);
    static const char *const EXPECTED[] = {"F", "asset.1", "N", "In.json", "K", "own", "U", NULL};
    for (size_t i = 0; i < sizeof EXPECTED / sizeof *EXPECTED; i += 2) {
        const struct node *resource = node_member(node_member(documents[2]->root, "Resources"), EXPECTED[i]);
        const struct node *path = node_member(node_member(resource, "Metadata"), "aws:asset:path");
        CHECK(EXPECTED[i + 1] ? node_is_text(path, EXPECTED[i + 1]) : path == NULL);
    }
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++)
        document_free(documents[i]);
    arena_done(&arena);
}
