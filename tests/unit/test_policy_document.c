/* Files that are one IAM policy: what they are recognised as, and what rules see of them. */
#include "tests/unit/load_fixture.h"

static const char *kind_of(const char *text) {
    struct diags diags;
    struct arena arena;
    const char *why;
    arena_init(&arena);
    diags_init(&diags, &arena);
    struct document *document = document_read(1, STR("p.json"), str_from(text), &diags);
    enum document_kind kind = dialect_recognise(document, &why);
    document_free(document);
    arena_done(&arena);
    return document_kind_name(kind);
}

#define STATEMENT(members) "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", " members "}]}"

TEST(policy_document, recognised_by_effect_and_action) {
    CHECK_STR(str_from(kind_of(STATEMENT("\"Action\": \"*\""))), "policy");
    CHECK_STR(str_from(kind_of("{\"Statement\": {\"Effect\": \"Deny\", \"NotAction\": []}}")), "policy");
    CHECK_STR(str_from(kind_of("{\"Statement\": []}")), "none");
    CHECK_STR(str_from(kind_of("{\"Statement\": [1, {\"Effect\": \"maybe\", \"Action\": \"*\"}]}")), "none");
    CHECK_STR(str_from(kind_of("{\"Statement\": \"Effect Action\"}")), "none");
    CHECK_STR(str_from(kind_of("{\"Resources\": {\"Q\": {\"Type\": \"AWS::SQS::Queue\"}}, "
                               "\"Statement\": "
                               "[{\"Effect\": \"Allow\", \"Action\": \"*\"}]}")),
              "cloudformation");
    CHECK(dialect_smells(STR(STATEMENT("\"Action\": \"*\""))));
    CHECK(!dialect_smells_of_template(STR(STATEMENT("\"Action\": \"*\""))));
}

TEST(policy_document, without_a_principal_it_is_of_an_identity) {
    const char *text = STATEMENT("\"Action\": [\"s3:GetObject\", \"*\"], \"Resource\": \"*\"");
    const char *sql =
        "SELECT policy.kind, action.action FROM role_policy JOIN policy ON policy.id = role_policy.policy "
        "JOIN statement ON statement.policy = policy.id "
        "JOIN statement_action AS action ON action.statement = statement.id ORDER BY action.id";
    loaded_check(text, sql, "inline s3:GetObject; inline *");
    struct loaded loaded;
    loaded_open(&loaded, text, NULL);
    CHECK_PLACE(&loaded, "SELECT id FROM statement_action WHERE action = '*'", "action", "\"*\"");
    loaded_close(&loaded);
}

TEST(policy_document, of_sts_to_a_principal_it_is_a_trust_policy) {
    loaded_check(STATEMENT("\"Action\": \"sts:AssumeRole\", \"Principal\": {\"AWS\": \"*\"}"),
                 "SELECT policy.kind, p.principal FROM role JOIN policy ON policy.id = role.trust JOIN statement ON "
                 "statement.policy = policy.id JOIN statement_principal AS p ON p.statement = statement.id",
                 "trust *");
}

TEST(policy_document, of_a_function_it_grants) {
    loaded_check(STATEMENT("\"Action\": \"lambda:InvokeFunction\", \"Principal\": \"*\", \"Resource\": "
                           "\"arn:aws:lambda:eu-west-1:123456789012:function:fn\""),
                 "SELECT action, principal, has_source_arn FROM permission WHERE declared",
                 "lambda:InvokeFunction * 0");
}

TEST(policy_document, of_an_unknown_resource_it_is_still_read) {
    loaded_check(STATEMENT("\"Action\": \"kms:*\", \"Principal\": \"*\", \"Resource\": \"*\""),
                 "SELECT kind FROM policy", "resource");
}

TEST(policy_document, nothing_in_it_is_a_function) {
    loaded_check(
        STATEMENT("\"Action\": \"s3:*\", \"Resource\": [\"arn:aws:s3:::b/${aws:username}\", {\"Ref\": \"X\"}]"),
        "SELECT resource FROM statement_resource WHERE resource <> ''", "arn:aws:s3:::b/${aws:username}");
}

/* The text of the node at a path of the embedded document, as it stands in the file. */
TEST(policy_document, percent_encoded_text_keeps_exact_places) {
    struct diags diags;
    struct arena arena;
    arena_init(&arena);
    diags_init(&diags, &arena);
    struct str bytes = STR("{\"D\": \"%7B%22A%22%3A%20%22s3%3A%2A%22%7D\", \"E\": \"%7B%2\", \"F\": \"%7B%FF%7D\"}");
    struct document *document = document_read(1, STR("p.json"), bytes, &diags);
    const struct node *root = document_embedded(document, node_member(document->root, "D"), NULL);
    const struct node *action = node_member(root, "A");
    CHECK(action != NULL);
    CHECK_STR(action->text, "s3:*");
    CHECK_STR(str_slice(document->bytes, action->span.start, action->span.end), "%22s3%3A%2A%22");
    struct span star = document_text_span(document, action, 3, 4);
    CHECK_STR(str_slice(document->bytes, star.start, star.end), "%2A");
    CHECK_STR(node_path(&arena, action), "D/A");
    CHECK(!document_embedded(document, node_member(document->root, "E"), NULL));
    CHECK(!document_embedded(document, node_member(document->root, "F"), NULL));
    document_free(document);
    arena_done(&arena);
}
