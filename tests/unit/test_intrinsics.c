#include "analyzer/base/limits.h"
#include "tests/unit/test.h"
#include "tests/unit/unit_of.h"

#include <string.h>

/* The partial text of property P of a resource R, with some parameters, mappings and a queue Q around it. */
static const char AROUND[] =
    "Parameters:\n"
    "  Env: {Type: String, Default: dev}\n"
    "  Bare: {Type: String}\n"
    "  Subnets: {Type: CommaDelimitedList, Default: 'a, b,c'}\n"
    "  BareList: {Type: 'List<AWS::EC2::Subnet::Id>'}\n"
    "  Ami: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /ami/latest}\n"
    "  Secret: {Type: String, Default: '{{resolve:secretsmanager:partner:SecretString:config}}'}\n"
    "  Flag: {Type: String, Default: true}\n"
    "Mappings:\n"
    "  M: {dev: {Size: 1, List: [x, y], Same: s}, prod: {Size: 2, List: [z], Same: s}}\n"
    "Resources:\n"
    "  Q: {Type: 'AWS::SQS::Queue'}\n"
    "  R:\n"
    "    Type: AWS::X::Y\n"
    "    Properties:\n";

static void open_around(struct unit_of *of, const char *properties) {
    char text[4096];
    snprintf(text, sizeof text, "%s%s\n", AROUND, properties);
    unit_of_open(of, text, NULL);
}

static void check(const char *property, const char *expected, int line) {
    struct unit_of of;
    char text[1024];
    snprintf(text, sizeof text, "      P: %s", property);
    open_around(&of, text);
    test_check_str(unit_of_text(&of, "R", "P"), expected, __FILE__, line);
    unit_of_close(&of);
}

#define IS(property, expected) check(property, expected, __LINE__)

TEST(intrinsics, references) {
    IS("!Ref Env", "dev");
    IS("{Ref: Env}", "dev");
    IS("!Ref Flag", "true");
    IS("!Ref Bare", "{param:Bare}");
    IS("!Ref Ami", "{param:Ami}");
    IS("!Ref Q", "{ref:Q}");
    IS("!GetAtt Q.Arn", "{attr:Q.Arn}");
    IS("{'Fn::GetAtt': [Q, Arn]}", "{attr:Q.Arn}");
    IS("!GetAtt Q.Outputs.X", "{attr:Q.Outputs.X}");
    IS("!Ref AWS::Region", "{pseudo:AWS::Region}");
    IS("!Ref AWS::Partition", "aws");
    IS("!Ref AWS::URLSuffix", "amazonaws.com");
    IS("!ImportValue x-y", "{import:x-y}");
    IS("{'Fn::ImportValue': !Sub '${Bare}-x'}", "{import:(param:Bare)-x}");
}

TEST(intrinsics, texts) {
    IS("!Sub '${Env}-queue'", "dev-queue");
    IS("!Sub '${Bare}-queue'", "{param:Bare}-queue");
    IS("!Sub 'arn:${AWS::Partition}:${!Literal}:${Q.Arn}:${Q}'", "arn:aws:${{Literal}}:{attr:Q.Arn}:{ref:Q}");
    IS("!Sub ['${A}-${Env}', {A: !Ref Bare}]", "{param:Bare}-dev");
    IS("!Sub ['${Env}', {Env: own}]", "own");
    IS("!Sub 'open ${'", "open ${{");
    IS("!Sub '${Subnets}'", "a,b,c");
    IS("!Join [':', [a, !Ref Env, !Ref 'AWS::NoValue', !Ref Bare]]", "a:dev:{param:Bare}");
    IS("!Join ['-', !Ref Subnets]", "a-b-c");
    IS("!Join ['-', !Ref BareList]", "{Join(-, param:BareList)}");
    IS("!Base64 abcd", "YWJjZA==");
    IS("{'Fn::Base64': !Sub '${Env}'}", "ZGV2");
    IS("!Base64 {'Fn::Sub': '${Env}'}", "ZGV2");
    IS("!Base64 ''", "");
    IS("{'Fn::ToJsonString': {a: [1, true, 'x\"'], b: !Ref Bare}}",
       "{{\"a\":[1,true,\"x\\\"\"],\"b\":\"{param:Bare}\"}}");
}

TEST(intrinsics, lists) {
    IS("!Select [1, !Ref Subnets]", "b");
    IS("!Select ['0', [!Ref Bare, y]]", "{param:Bare}");
    IS("!Select [7, !Ref Subnets]", "{}");
    IS("!Select [0, !Ref BareList]", "{Select(0, param:BareList)}");
    IS("!Select [1, !Split ['/', a/b/c]]", "b");
    IS("!Select [0, !Split ['', abc]]", "{Select(0, Split(, abc))}");
    IS("!Select [5, !Split [':', !GetAtt Q.Arn]]", "{Select(5, Split(:, attr:Q.Arn))}");
    IS("!Select [0, !GetAZs '']", "{Select(0, GetAZs())}");
    IS("!Length [a, b]", "2");
    IS("{'Fn::Length': !Ref Subnets}", "3");
    IS("!Select [0, !FindInMap [M, !Ref Env, List]]", "x");
}

TEST(intrinsics, mappings) {
    IS("!FindInMap [M, !Ref Env, Size]", "1");
    IS("!FindInMap [M, !Ref Bare, Same]", "s");
    IS("!FindInMap [M, !Ref Bare, Size]", "1"); /* the first of its rows: there is no other */
    IS("!FindInMap [M, !Join ['', !Ref BareList], Size]", "{FindInMap(M, Join(, param:BareList), Size)}");
    IS("!FindInMap [M, nowhere, Size]", "{}");
    IS("!FindInMap [M, nowhere, Size, {DefaultValue: d}]", "d");
    IS("!FindInMap [M, !Ref Bare, Same, {DefaultValue: d}]", "d");
    IS("!FindInMap [M, !Join ['', !Ref BareList], Same, {DefaultValue: d}]",
       "{FindInMap(M, Join(, param:BareList), Same)}");
    IS("!FindInMap [M, !Ref Bare, Same, {DefaultValue: s}]", "s");
    IS("!FindInMap [M, !Ref Env, Same, {DefaultValue: d}]", "s");
    IS("!FindInMap [Nowhere, a, b]", "{}");
    IS("!FindInMap [Nowhere, a, b, {DefaultValue: d}]", "{}");
    IS("!FindInMap [Nowhere, !Ref Bare, b, {DefaultValue: d}]", "{}");
}

TEST(intrinsics, dynamic_references) {
    IS("'{{resolve:ssm:/a/b:1}}'", "{resolve:ssm:/a/b:1}");
    IS("'x{{resolve:ssm-secure:p}}y{{resolve:ssm:q}}'", "x{resolve:ssm-secure:p}y{resolve:ssm:q}");
    IS("!Sub '{{resolve:secretsmanager:${Q}:SecretString:k}}'", "{resolve:secretsmanager:(ref:Q):SecretString:k}");
    IS("!Join ['', ['{{resolve:secretsmanager:', !Ref Q, '}}']]", "{resolve:secretsmanager:(ref:Q)}");
    IS("!Ref Secret", "{resolve:secretsmanager:partner:SecretString:config}");
    IS("'{{resolve:ssm:open'", "{{{{resolve:ssm:open");
}

TEST(intrinsics, unknown_functions_are_unknown) {
    IS("!GetStackOutput [a, b]", "{}");
    IS("{'Fn::GetStackOutput': [a, b]}", "{}");
    IS("!Foo bar", "{}");
    IS("{'Fn::Transform': {Name: M}}", "{}");
    IS("{Ref: Env, Other: x}", "");
    IS("!Ref [x]", "{}");
    IS("!!str 2012-10-17", "2012-10-17");
    struct unit_of of;
    open_around(&of, "      P: !Foo bar");
    CHECK_STR(unit_of_value(&of, 0, "R", "P")->reason, "Foo is a function that we do not know");
    unit_of_close(&of);
}

TEST(intrinsics, parameter_values_say_so) {
    struct unit_of of;
    open_around(&of, "      P: !Ref Secret\n      D: !Ref Env\n      S: !Sub '${Env}'\n      C: !Sub '${Env}-x'\n"
                     "      L: !Ref Subnets\n      U: !Ref BareList");
    CHECK_STR(unit_of_value(&of, 0, "R", "P")->parameter, "Secret");
    CHECK(unit_of_value(&of, 0, "R", "P")->kind == VALUE_UNKNOWN);
    CHECK_STR(unit_of_value(&of, 0, "R", "D")->parameter, "Env");
    CHECK_STR(unit_of_value(&of, 0, "R", "S")->parameter, "Env");
    CHECK_STR(unit_of_value(&of, 0, "R", "C")->parameter, "");
    const struct value *list = unit_of_value(&of, 0, "R", "L");
    CHECK(list->kind == VALUE_LIST && list->count == 3 && value_is_text(list->members[1].value, "b"));
    CHECK_STR(list->parameter, "Subnets");
    CHECK(unit_of_value(&of, 0, "R", "U")->kind == VALUE_UNKNOWN);
    CHECK_STR(unit_of_value(&of, 0, "R", "U")->reason, "parameter 'BareList' has no default");
    unit_of_close(&of);
}

TEST(intrinsics, no_value_removes_members_and_elements) {
    struct unit_of of;
    open_around(&of, "      A: !Ref AWS::NoValue\n      B: [a, !Ref 'AWS::NoValue', b]\n      C:\n      D: {E: {Ref: "
                     "'AWS::NoValue'}}");
    CHECK(unit_of_value(&of, 0, "R", "A")->kind == VALUE_ABSENT);
    CHECK(unit_of_value(&of, 0, "R", "B")->count == 2);
    CHECK(unit_of_value(&of, 0, "R", "C")->kind == VALUE_ABSENT);
    CHECK(unit_of_value(&of, 0, "R", "D")->kind == VALUE_MAP && unit_of_value(&of, 0, "R", "D")->count == 0);
    unit_of_close(&of);
}

TEST(intrinsics, macros_leave_maps_open) {
    struct unit_of of;
    open_around(&of,
                "      A: 1\n      Fn::Transform: {Name: M}\n      B: {x: 1, 'Fn::ForEach::L': [I, !Ref Bare, {}]}");
    CHECK(value_is_text(unit_of_value(&of, 0, "R", "A"), "1"));
    CHECK(unit_of_value(&of, 0, "R", "Z")->kind == VALUE_UNKNOWN);
    CHECK(unit_of_value(&of, 0, "R", "B")->open && unit_of_value(&of, 0, "R", "B")->count == 1);
    unit_of_close(&of);
}

static struct str bytes_of(const struct unit_of *of, struct span span) {
    return str_slice(of->document->bytes, span.start, span.end);
}

TEST(intrinsics, values_stand_where_they_are_used) {
    struct unit_of of;
    open_around(&of, "      P: !Ref Env\n      M: !FindInMap [M, dev, Size]");
    CHECK(unit_of_value(&of, 0, "R", "P")->node == node_member(of.unit->resources.items[1].properties, "P"));
    CHECK(unit_of_value(&of, 0, "R", "M")->node == node_member(of.unit->resources.items[1].properties, "M"));
    unit_of_close(&of);
}

static const struct value *document_at(struct unit_of *of, const char *path) {
    struct resolver resolver = {.unit = of->unit, .world = &of->worlds.items[0], .arena = &of->arena};
    return resolver_document(&resolver, unit_of_value(of, 0, "R", path));
}

TEST(intrinsics, policy_as_text_has_inner_places) {
    struct unit_of of;
    open_around(&of, "      P: '{\"Action\": \"*\", \"N\": null}'\n"
                     "      S: !Sub '{\"Resource\": \"${Q.Arn}/*\", \"${Bare}:aud\": \"${Env}\"}'\n"
                     "      N: 'no json'\n      B: '{broken'\n"
                     "      J: {'Fn::ToJsonString': {Action: x}}");
    const struct value *plain = document_at(&of, "P");
    REQUIRE(plain->kind == VALUE_MAP && plain->count == 1);
    CHECK(value_is_text(value_member(plain, "Action"), "*"));
    CHECK_STR(bytes_of(&of, value_member(plain, "Action")->node->span), "\"*\"");
    const struct value *sub = document_at(&of, "S");
    REQUIRE(sub->kind == VALUE_MAP);
    CHECK_STR(value_partial(&of.arena, value_member(sub, "Resource")), "{attr:Q.Arn}/*");
    CHECK_STR(bytes_of(&of, value_member(sub, "Resource")->node->span), "\"${Q.Arn}/*\"");
    CHECK(value_is_text(value_member(sub, "{param:Bare}:aud"), "dev"));
    CHECK(document_at(&of, "N")->kind == VALUE_TEXT);
    CHECK(document_at(&of, "B")->kind == VALUE_TEXT);
    CHECK(value_is_text(value_member(document_at(&of, "J"), "Action"), "x"));
    unit_of_close(&of);
}

TEST(intrinsics, nested_templates_cannot_explode) {
    struct unit_of of;
    static char text[60000];
    size_t at = (size_t)snprintf(text, sizeof text, "%s      P: ", AROUND);
    for (int i = 0; i < 60; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "{'Fn::Sub': ['${A}${A}', {A: ");
    at += (size_t)snprintf(text + at, sizeof text - at, "!Ref Bare");
    for (int i = 0; i < 60; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "}]}");
    snprintf(text + at, sizeof text - at, "\n");
    unit_of_open(&of, text, NULL);
    REQUIRE(of.unit->resources.count == 2);
    CHECK(unit_of_value(&of, 0, "R", "P")->count <= LIMIT_TEXT_BYTES / 16);
    unit_of_close(&of);
}
