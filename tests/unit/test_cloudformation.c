#include "tests/unit/test.h"
#include "tests/unit/unit_of.h"

#define HEAD "AWSTemplateFormatVersion: '2010-09-09'\n"

static enum document_kind kind_of(const char *text) {
    struct arena arena;
    struct diags diags;
    arena_init(&arena);
    diags_init(&diags, &arena);
    struct document *document = document_read(1, STR("x.yaml"), str_from(text), &diags);
    const char *why = NULL;
    enum document_kind kind = dialect_recognise(document, &why);
    CHECK(why != NULL);
    document_free(document);
    arena_done(&arena);
    return kind;
}

TEST(cloudformation, recognises_by_content) {
    CHECK(kind_of("Resources: {Q: {Type: 'AWS::SQS::Queue'}}") == KIND_CLOUDFORMATION);
    CHECK(kind_of("Resources: {Q: {Type: 'Custom::Thing'}}") == KIND_CLOUDFORMATION);
    CHECK(kind_of("Resources: {'Fn::ForEach::L': [I, [a], {}]}") == KIND_CLOUDFORMATION);
    CHECK(kind_of("Transform: AWS::Serverless-2016-10-31\nResources: {}") == KIND_SAM);
    CHECK(kind_of("Transform: [M, AWS::Serverless-2016-10-31]") == KIND_SAM);
    CHECK(kind_of("Resources: {F: {Type: 'AWS::Serverless::Function'}}") == KIND_SAM);
    CHECK(kind_of(HEAD "Resources:") == KIND_CLOUDFORMATION);
    CHECK(kind_of("Resources: {A: {Type: Deployment}}") == KIND_NONE);
    CHECK(kind_of("kind: Deployment") == KIND_NONE);
    CHECK(kind_of("- a") == KIND_NONE);
    CHECK(kind_of("a: [") == KIND_NONE);
    CHECK(kind_of("") == KIND_NONE);
}

TEST(cloudformation, templated_files_are_told_apart) {
    CHECK(dialect_is_templated(STR("A:\n  {%- if x %}\n  B: 1\n")));
    CHECK(dialect_is_templated(STR("Runtime: {{ cookiecutter.runtime }}\n")));
    CHECK(!dialect_is_templated(STR("Runtime: \"{{ cookiecutter.runtime }}\"\n")));
    CHECK(!dialect_is_templated(STR("A: '{{resolve:ssm:x}}'\nB: {{resolve:ssm:x}}\nC: {a: 1}")));
    CHECK(dialect_smells(STR("{\"Resources\": {\"A\": {\"Type\": \"AWS::SQS::Queue\"")));
    CHECK(!dialect_smells(STR("{\"Resources\": []}")));
}

TEST(cloudformation, empty_and_odd_sections_survive) {
    static const char *const ODD[] = {
        HEAD "Resources:\nParameters:\nConditions:\nMappings:\nTransform:\n",
        HEAD "Resources: []\nParameters: []\nConditions: []\nMappings: []\nTransform: []\n",
        HEAD "Resources: text\nParameters: 1\nConditions: true\nMappings: x\nTransform: {}\n",
        HEAD "Parameters: {A: , B: [], C: {Type: [x], Default: {a: b}, AllowedValues: x}}\nResources: {R: {Type: "
             "'AWS::X::Y', Condition: [x], Properties: }}",
        HEAD "Resources: {R: {Type: 'AWS::X::Y', Properties: [!If [], !Ref [], !Sub {}, !GetAtt '', !Join [], "
             "!Select [], !Split [x], !FindInMap [], !ImportValue [], !Cidr , !Equals [], !Not [], !Base64 ]}}",
        HEAD
        "Parameters: {P: {Type: String}}\nMappings: {M: {a: {x: 1}, b: {x: 2}, c: text, d: }}\nResources: {R: {Type: "
        "'AWS::X::Y', Properties: {X: !FindInMap [M, !Ref P], Y: !FindInMap [!Ref P, a, x], Z: !FindInMap {a: !Ref P}, "
        "V: !FindInMap [M, !Ref P, y]}}}",
    };
    for (size_t i = 0; i < sizeof ODD / sizeof *ODD; i++) {
        struct unit_of of;
        unit_of_open(&of, ODD[i], NULL);
        CHECK(of.worlds.count == 1);
        if (map_has(&of.unit->resource_by_address, STR("R")))
            unit_of_value(&of, 0, "R", "X");
        unit_of_close(&of);
    }
}

TEST(cloudformation, a_broken_resource_does_not_hide_the_others) {
    struct unit_of of;
    unit_of_open(&of, HEAD "Resources:\n  A: {Properties: {}}\n  B: text\n  C: {Type: [x]}\n  D: {Type: AWS::X::Y}\n",
                 NULL);
    CHECK(of.unit->resources.count == 1 && str_is(of.unit->resources.items[0].address, "D"));
    REQUIRE(of.diags.list.count == 3);
    CHECK_STR(of.diags.list.items[0].message, "resource 'A' has no Type");
    CHECK(document_position(of.document, of.diags.list.items[0].span.start).line == 3);
    CHECK_STR(of.diags.list.items[2].message, "the Type of resource 'C' is no text");
    CHECK(!of.unit->more);
    unit_of_close(&of);
}

TEST(cloudformation, loops_macros_and_nested_stacks_hide_resources) {
    static const char *const HIDING[] = {
        HEAD "Transform: AWS::LanguageExtensions\nResources: {'Fn::ForEach::L': [I, !Ref P, {}]}",
        HEAD "Resources: {'Fn::Transform': {Name: M}}",
        HEAD "Transform: [MyMacro]\nResources: {}",
        HEAD "Fn::Transform: {Name: AWS::Include}\nResources: {}",
        HEAD "Resources: {S: {Type: 'AWS::CloudFormation::Stack'}}",
    };
    for (size_t i = 0; i < sizeof HIDING / sizeof *HIDING; i++) {
        struct unit_of of;
        unit_of_open(&of, HIDING[i], NULL);
        CHECK(of.unit->more && of.diags.list.count == 1);
        unit_of_close(&of);
    }
    struct unit_of of;
    unit_of_open(&of, HEAD "Transform: AWS::LanguageExtensions\nResources: {}", NULL);
    CHECK(!of.unit->more && of.diags.list.count == 0);
    unit_of_close(&of);
}

TEST(cloudformation, parameters_keep_what_rules_ask) {
    struct unit_of of;
    unit_of_open(&of,
                 HEAD
                 "Parameters:\n  A: {Type: String, NoEcho: true, Default: x}\n  B: {Type: Number, NoEcho: 'TRUE'}\n"
                 "  C: {Type: String}\nResources:\n",
                 "B=5");
    const struct parameter *a = map_get(&of.unit->parameter_by_address, STR("A"));
    const struct parameter *b = map_get(&of.unit->parameter_by_address, STR("B"));
    const struct parameter *c = map_get(&of.unit->parameter_by_address, STR("C"));
    REQUIRE(a && b && c);
    CHECK(a->no_echo == 1 && node_is_text(a->default_value, "x") && !a->bound);
    CHECK(b->no_echo == 1 && b->bound && str_is(b->value, "5") && of.bindings.list.items[0].used);
    CHECK(c->no_echo == 0 && !c->default_value && str_is(c->type, "String"));
    unit_of_close(&of);
}

TEST(cloudformation, names_not_defined_give_one_diagnostic) {
    struct unit_of of;
    unit_of_open(&of,
                 HEAD "Resources:\n  A: {Type: 'AWS::X::Y', Condition: Gone, Properties: {P: !Ref Gone2, Q: !Sub "
                      "'${Gone3.Arn} ${AWS::Region}', R: !GetAtt Gone4.Arn, S: !Sub ['${V}', {V: 1}]}}\n",
                 NULL);
    REQUIRE(of.diags.list.count == 1);
    CHECK_STR(of.diags.list.items[0].message, "4 names are not defined in this file: 'Gone', 'Gone2', 'Gone3', …");
    CHECK_STR(unit_of_text(&of, "A", "P"), "{name:Gone2}");
    CHECK_STR(unit_of_text(&of, "A", "R"), "{name:Gone4.Arn}");
    unit_of_close(&of);
}
