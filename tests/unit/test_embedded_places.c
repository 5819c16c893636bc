/* A policy written as text: each action has its own line and column, however the text is written. In each case the
 * place that a finding about the action points at begins where the @ stands; the @ itself is taken out. */
#include "tests/unit/load_fixture.h"

#include <stdio.h>
#include <string.h>

#define POLICY "Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: "
#define JSON_POLICY                                                                                                    \
    "{\"Resources\": {\"P\": {\"Type\": \"AWS::IAM::ManagedPolicy\", \"Properties\": {\"PolicyDocument\": "
#define DUMP "{\"RoleName\": \"r\", \"PolicyName\": \"p\", \"PolicyDocument\": "
#define STATEMENT "{\"Statement\": [{\"Effect\": \"Allow\", "

static const struct {
    const char *name;
    const char *template;
} CASES[] = {
    {"literal block", POLICY "|\n        {\"Statement\":\n          [{\"Effect\": \"Allow\",\n            \"Action\": "
                             "[\"s3:GetObject\", @\"s3:*\"], \"Resource\": \"*\"}]}\n"},
    {"literal block, its indentation named and its end kept",
     POLICY "|2+\n        {\n\n          \"Statement\": {\"Effect\": \"Allow\", \"Action\": @\"s3:*\", \"Resource\": "
            "\"*\"}}\n\n"},
    {"folded block",
     POLICY ">-\n        {\"Statement\": {\"Effect\": \"Allow\",\n        \"Action\": @\"s3:*\",\n\n        "
            "\"Resource\": \"*\"}}\n"},
    {"folded block with lines that are not folded",
     POLICY ">\n        {\"Statement\":\n            {\"Effect\": \"Allow\",\n             \"Action\": @\"s3:*\", "
            "\"Resource\": "
            "\"*\"}}\n"},
    {"single quotes", POLICY "'" STATEMENT "\"Action\": @\"s3:*\", \"Resource\": \"it''s\"}]}'\n"},
    {"single quotes over lines", POLICY "'" STATEMENT "\"Sid\": \"it''s\",\n          \"Action\": @\"s3:*\"}]}'\n"},
    {"plain words of JSON in double quotes",
     POLICY "\"{\\\"Statement\\\": {\\\"Effect\\\": \\\"Allow\\\",\\n\\\"Action\\\": @\\\"s3:*\\\"}}\"\n"},
    {"code points in double quotes",
     POLICY "\"{\\x22Statement\\x22: {\\u0022Effect\\u0022: \\U00000022Allow\\U00000022, \\\"Action\\\": "
            "@\\u0022s3:*\\u0022}}\"\n"},
    {"double quotes over lines", POLICY
     "\"{\\\"Statement\\\": {\\\"Effect\\\": \\\"Allow\\\",\n        \\\"Action\\\": \\\n        @\\\"s3:*\\\"}}\"\n"},
    {"UTF-16 units before the place", POLICY
     "'{\"Statement\": {\"Sid\": \"\xF0\x9F\x98\x80\xC3\xA9\", \"Effect\": \"Allow\", \"Action\": @\"s3:*\"}}'\n"},
    {"Fn::Sub, variables before the place",
     POLICY "!Sub '{\"Statement\": {\"Sid\": \"${AWS::StackName}${AWS::Region}\", \"Effect\": \"Allow\", \"Action\": "
            "@\"s3:*\", \"Resource\": \"arn:aws:s3:::${AWS::AccountId}\"}}'\n"},
    {"Fn::Sub over lines",
     POLICY "!Sub |\n        {\"Statement\": {\"Resource\": \"arn:${AWS::Partition}:s3:::${B}\",\n        "
            "\"Effect\": \"Allow\", \"Action\": @\"s3:*\"}}\n"},
    {"Fn::Sub with variables of its own",
     POLICY "\n        Fn::Sub:\n          - |\n            {\"Statement\": {\"Resource\": \"${Where}/${!kept}\",\n    "
            "         "
            "\"Effect\": \"Allow\", \"Action\": @\"s3:*\"}}\n          - Where: !Ref AWS::StackName\n"},
    {"Fn::Sub folded",
     POLICY "!Sub >\n        {\"Statement\": {\"Resource\": \"${B}\",\n        \"Effect\": \"Allow\", \"Action\": "
            "@\"s3:*\"}}\n"},
    {"a part of the text of Fn::Sub", POLICY
     "!Sub '{\"Statement\": {\"Effect\": \"Allow\", \"Resource\": \"*\", \"Action\": [\"${A}:*\", @\"s3:*\"]}}'\n"},
    {"JSON in JSON",
     JSON_POLICY "\"{\\\"Statement\\\": {\\\"Effect\\\": \\\"Allow\\\", \\\"Action\\\": @\\\"s3:*\\\"}}\"}}}}\n"},
    {"JSON in JSON with line ends and code points",
     JSON_POLICY "\n  \"{\\n\\t\\\"Statement\\\": {\\u0022Effect\\u0022: \\\"Allow\\\",\\r\\n \\\"Action\\\": "
                 "@\\u0022s3:*\\u0022}}\"}}}}\n"},
    {"Fn::Sub in JSON",
     JSON_POLICY "{\"Fn::Sub\": \"{\\\"Statement\\\": {\\\"Effect\\\": \\\"Allow\\\", \\\"Resource\\\": \\\"${X}\\\", "
                 "\\\"Action\\\": "
                 "@\\\"s3:*\\\"}}\"}}}}}\n"},
    {"the default of a parameter",
     "Parameters:\n  D:\n    Type: String\n    Default: '{\"Statement\": {\"Effect\": \"Allow\", \"Action\": "
     "@\"s3:*\"}}'\n" POLICY "!Ref D\n"},
    {"an answer of the CLI, a text",
     DUMP "\"{\\\"Statement\\\": {\\\"Effect\\\": \\\"Allow\\\", \\\"Action\\\": @\\\"s3:*\\\"}}\"}"},
    {"an answer of the API, percent-encoded",
     DUMP "\"%7B%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A@%22s3%3A*%22%7D%7D\"}"},
};

/* The template without its @, and how many bytes stand before that. */
static size_t unmark(const char *template, char *text, size_t size) {
    const char *mark = strchr(template, '@');
    size_t before = (size_t)(mark - template);
    snprintf(text, size, "%.*s%s", (int)before, template, mark + 1);
    return before;
}

/* Line and column (in UTF-16 units) of a byte, counted anew: they must not come from what is tested. */
static struct position position_of(const char *text, size_t byte) {
    struct position position = {1, 1, (uint32_t)byte};
    for (size_t i = 0; i < byte; i++) {
        unsigned char c = (unsigned char)text[i];
        position.column += c < 0x80 || (c >= 0xC0 && c < 0xF0) ? 1 : c >= 0xF0 ? 2 : 0;
        if (c != '\n')
            continue;
        position.line++;
        position.column = 1;
    }
    return position;
}

static void check_case(size_t number) {
    struct loaded loaded;
    char text[4096];
    int64_t id;
    struct position expected = position_of(text, unmark(CASES[number].template, text, sizeof text));
    loaded_open(&loaded, text, NULL);
    struct str found = loaded_ask(&loaded, "SELECT id FROM statement_action WHERE action = 's3:*' AND declared");
    const struct node *node = str_integer(found, &id) ? facts_place(loaded.facts, id, STR("action")) : NULL;
    struct position position = {0};
    if (node)
        position = document_position(loaded.of.document, node_place(node).start);
    bool right = position.byte == expected.byte && position.line == expected.line && position.column == expected.column;
    if (!right)
        fprintf(stderr, "%s: at %u:%u, expected %u:%u\n", CASES[number].name, position.line, position.column,
                expected.line, expected.column);
    CHECK(right);
    loaded_close(&loaded);
}

TEST(embedded_places, are_exact_however_the_text_is_written) {
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        check_case(i);
}
