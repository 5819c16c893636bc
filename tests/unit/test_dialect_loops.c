/* Fn::ForEach and what else AWS::LanguageExtensions brings. */
#include "analyzer/base/limits.h"
#include "tests/unit/test.h"
#include "tests/unit/unit_of.h"

#define EXTENDED "Transform: AWS::LanguageExtensions\n"

/* The logical ids, separated by blanks. */
static struct str addresses(struct unit_of *of) {
    struct buf buf;
    buf_init(&buf, &of->arena);
    for (size_t i = 0; i < of->unit->resources.count; i++)
        buf_printf(&buf, "%s%.*s", i ? " " : "", STR_ARG(of->unit->resources.items[i].address));
    return buf_str(&buf);
}

static struct str message(const struct unit_of *of, size_t number) {
    return number < of->diags.list.count ? of->diags.list.items[number].message : STR_NONE;
}

TEST(loops, resources) {
    struct unit_of of;
    unit_of_open(&of,
                 EXTENDED "Resources:\n"
                          "  Before: {Type: 'AWS::SQS::Queue'}\n"
                          "  Fn::ForEach::Queues:\n"
                          "    - Name\n"
                          "    - [Orders, 'Re-turns', 3]\n"
                          "    - 'Queue&{Name}':\n"
                          "        Type: AWS::SQS::Queue\n"
                          "        Properties:\n"
                          "          QueueName: !Sub '${AWS::StackName}-${Name}'\n"
                          "          Plain: 'of ${Name} and ${!Name}, ${Names}'\n"
                          "          Value: !Ref Name\n"
                          "          Long: {Ref: Name}\n"
                          "          Target: !GetAtt [!Sub 'Queue&{Name}', Arn]\n"
                          "          'Key${Name}': [{'in ${Name}': x}]\n"
                          "  After: {Type: 'AWS::SQS::Queue', Properties: {Of: !Ref QueueOrders}}\n",
                 NULL);
    CHECK_STR(addresses(&of), "Before QueueOrders QueueReturns Queue3 After");
    CHECK_STR(unit_of_text(&of, "QueueReturns", "QueueName"), "{pseudo:AWS::StackName}-Re-turns");
    CHECK_STR(unit_of_text(&of, "QueueReturns", "Plain"), "of Re-turns and ${{!Name}}, ${{Names}}");
    CHECK_STR(unit_of_text(&of, "QueueReturns", "Value"), "Re-turns");
    CHECK_STR(unit_of_text(&of, "Queue3", "Long"), "3");
    CHECK_STR(unit_of_text(&of, "QueueOrders", "Target"), "{attr:QueueOrders.Arn}");
    const struct value *list = unit_of_value(&of, 0, "QueueOrders", "KeyOrders");
    CHECK(list->kind == VALUE_LIST && value_member(list->members[0].value, "in Orders")->kind == VALUE_TEXT);
    CHECK_STR(unit_of_text(&of, "After", "Of"), "{ref:QueueOrders}");
    CHECK(!of.unit->more && of.diags.list.count == 0);
    unit_of_close(&of);
}

TEST(loops, places_are_those_of_the_body) {
    struct unit_of of;
    unit_of_open(&of,
                 EXTENDED "Resources:\n"
                          "  Fn::ForEach::Queues:\n"
                          "    - Name\n"
                          "    - [A, B]\n"
                          "    - 'Queue${Name}':\n"
                          "        Type: AWS::SQS::Queue\n"
                          "        Properties:\n"
                          "          QueueName: 'a-${Name}'\n"
                          "          KmsMasterKeyId: k\n",
                 NULL);
    const struct resource *second = &of.unit->resources.items[1];
    CHECK_STR(second->address, "QueueB");
    CHECK(document_position(of.document, node_place(second->node).start).line == 6);
    CHECK(document_position(of.document, node_place(unit_of_value(&of, 0, "QueueB", "QueueName")->node).start).line ==
          9);
    CHECK(document_position(of.document, node_place(unit_of_value(&of, 0, "QueueB", "KmsMasterKeyId")->node).start)
              .line == 10);
    struct position element = document_position(of.document, node_place(second->element).start);
    CHECK(element.line == 5 && element.column == 11);
    unit_of_close(&of);
}

TEST(loops, collections) {
    static const struct {
        const char *collection;
        const char *expected;
    } CASES[] = {
        {"!Ref Names", "RA RB RC"},
        {"{Ref: Names}", "RA RB RC"},
        {"!Split ['|', 'x|y']", "Rx Ry"},
        {"!FindInMap [M, !Ref Env, List]", "Rd"},
        {"!FindInMap [M, nowhere, List, {DefaultValue: [z]}]", "Rz"},
        {"[!Ref Env, a]", "Rdev Ra"},
        {"[]", ""},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct unit_of of;
        char text[1024];
        snprintf(text, sizeof text,
                 EXTENDED "Parameters:\n"
                          "  Names: {Type: CommaDelimitedList, Default: 'A, B,C'}\n"
                          "  Env: {Type: String, Default: dev}\n"
                          "Mappings: {M: {dev: {List: [d]}, prod: {List: [p, q]}}}\n"
                          "Resources:\n"
                          "  Fn::ForEach::L: [I, %s, {'R${I}': {Type: 'AWS::SQS::Queue'}}]\n",
                 CASES[i].collection);
        unit_of_open(&of, text, NULL);
        CHECK_STR(addresses(&of), CASES[i].expected);
        CHECK(!of.unit->more && of.diags.list.count == 0);
        unit_of_close(&of);
    }
    struct unit_of of;
    unit_of_open(&of,
                 EXTENDED "Parameters: {Names: {Type: CommaDelimitedList}}\n"
                          "Resources: {'Fn::ForEach::L': [I, !Ref Names, {'R${I}': {Type: 'AWS::SQS::Queue'}}]}",
                 "Names=u,v");
    CHECK_STR(addresses(&of), "Ru Rv");
    unit_of_close(&of);
}

TEST(loops, nested) {
    struct unit_of of;
    unit_of_open(&of,
                 EXTENDED "Mappings: {M: {a: {Sizes: [1, 2]}, b: {Sizes: [3]}}}\n"
                          "Resources:\n"
                          "  Fn::ForEach::Outer:\n"
                          "    - Name\n"
                          "    - [a, b]\n"
                          "    - Fn::ForEach::Inner:\n"
                          "        - Size\n"
                          "        - !FindInMap [M, !Ref Name, Sizes]\n"
                          "        - 'R${Name}${Size}':\n"
                          "            Type: AWS::SQS::Queue\n"
                          "            Properties:\n"
                          "              Fn::ForEach::Tags: [T, [x, y], {'${T}${Size}': 'of ${Name}'}]\n"
                          "              Z: 1\n",
                 NULL);
    CHECK_STR(addresses(&of), "Ra1 Ra2 Rb3");
    CHECK_STR(unit_of_text(&of, "Ra2", "y2"), "of a");
    CHECK_STR(unit_of_text(&of, "Ra2", "Z"), "1");
    CHECK(!of.unit->more && of.diags.list.count == 0);
    unit_of_close(&of);
}

TEST(loops, conditions_and_computed_references) {
    struct unit_of of;
    unit_of_open(&of,
                 EXTENDED "Parameters: {EnvA: {Type: String, Default: on}, EnvB: {Type: String, Default: 'off'}}\n"
                          "Conditions:\n"
                          "  Fn::ForEach::Conditions: [I, [A, B], {'Is${I}': !Equals [{Ref: !Sub 'Env${I}'}, on]}]\n"
                          "Mappings: {M: {Names: {Queue: QueueB}}}\n"
                          "Resources:\n"
                          "  Fn::ForEach::Queues:\n"
                          "    - I\n"
                          "    - [A, B]\n"
                          "    - 'Queue${I}':\n"
                          "        Type: AWS::SQS::Queue\n"
                          "        Condition: 'Is${I}'\n"
                          "        DeletionPolicy: !If ['Is${I}', Retain, Delete]\n"
                          "        Properties: {P: !If ['Is${I}', yes, no]}\n"
                          "  Other:\n"
                          "    Type: AWS::SQS::Queue\n"
                          "    Properties:\n"
                          "      Ref: {Ref: !FindInMap [M, Names, Queue]}\n"
                          "      Attribute: !GetAtt [!FindInMap [M, Names, Queue], Arn]\n"
                          "      Missing: {Ref: !Ref 'AWS::Region'}\n",
                 NULL);
    CHECK(of.unit->conditions.count == 2 && of.unit->factors.count == 2);
    CHECK_STR(of.unit->conditions.items[1].name, "IsB");
    CHECK(of.unit->conditions.items[1].node != NULL);
    CHECK_STR(of.unit->resources.items[1].condition_name, "IsB");
    CHECK_STR(unit_of_text(&of, "QueueA", "P"), "yes");
    CHECK_STR(unit_of_text(&of, "Other", "Ref"), "{ref:QueueB}");
    CHECK_STR(unit_of_text(&of, "Other", "Attribute"), "{attr:QueueB.Arn}");
    CHECK_STR(unit_of_text(&of, "Other", "Missing"), "{Ref(pseudo:AWS::Region)}");
    unit_of_close(&of);
}

TEST(loops, in_sam) {
    struct unit_of of;
    unit_of_open(&of,
                 "Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\n"
                 "Resources:\n"
                 "  Fn::ForEach::Functions:\n"
                 "    - Name\n"
                 "    - [Read, Write]\n"
                 "    - 'Fn${Name}':\n"
                 "        Type: AWS::Serverless::Function\n"
                 "        Properties: {Handler: '${Name}.handler', Runtime: python3.13, CodeUri: src}\n",
                 NULL);
    CHECK_STR(addresses(&of), "FnRead FnReadRole FnWrite FnWriteRole");
    CHECK_STR(unit_of_text(&of, "FnWrite", "Handler"), "Write.handler");
    CHECK(of.unit->resources.items[3].element == of.unit->resources.items[2].element);
    unit_of_close(&of);
}

TEST(loops, what_is_not_known_stays_open) {
    struct unit_of of;
    unit_of_open(&of,
                 EXTENDED
                 "Parameters: {Names: {Type: CommaDelimitedList}}\n"
                 "Resources:\n"
                 "  Fn::ForEach::L: [I, !Ref Names, {'R${I}': {Type: 'AWS::SQS::Queue'}}]\n"
                 "  Fn::ForEach::M: [I, [a, !ImportValue x], {'R${I}': {Type: 'AWS::SQS::Queue'}}]\n"
                 "  Q: {Type: 'AWS::SQS::Queue', Properties: {'Fn::ForEach::T': [I, !Ref Names, {'${I}': 1}]}}\n"
                 "Outputs: {'Fn::ForEach::O': [I, !Ref Names, {'${I}': {Value: 1}}]}\n",
                 NULL);
    CHECK_STR(addresses(&of), "Q");
    CHECK(of.unit->more && of.diags.list.count == 4);
    CHECK_STR(message(&of, 0), "the elements of 'Fn::ForEach::L' are not known: parameter 'Names' has no default");
    CHECK_STR(message(&of, 1), "the elements of 'Fn::ForEach::M' are not known: 'x' is exported by another stack");
    CHECK(unit_of_value(&of, 0, "Q", "a")->kind == VALUE_UNKNOWN);
    unit_of_close(&of);
}

TEST(loops, mistakes) {
    static const struct {
        const char *text;
        const char *message;
    } CASES[] = {
        {"Resources: {'Fn::ForEach::L': [I, [a], {'R${I}': {Type: 'AWS::SQS::Queue'}}]}",
         "Fn::ForEach works only with 'Transform: AWS::LanguageExtensions'"},
        {EXTENDED "Resources: {'Fn::ForEach::L': [I, [a]]}",
         "'Fn::ForEach::L' is no list of an identifier, a collection and a map"},
        {EXTENDED "Resources: {'Fn::ForEach::L': x}",
         "'Fn::ForEach::L' is no list of an identifier, a collection and a map"},
        {EXTENDED "Resources: {'Fn::ForEach::L': [[I], [a], {}]}",
         "'Fn::ForEach::L' is no list of an identifier, a collection and a map"},
        {EXTENDED "Resources: {'Fn::ForEach::L': [I, text, {}]}",
         "the elements of 'Fn::ForEach::L' are not known: they are no list"},
        {EXTENDED "Resources: {'Fn::ForEach::L': [I, [[a]], {}]}",
         "the elements of 'Fn::ForEach::L' are not known: they are no list"},
        {EXTENDED "Resources: {'Fn::ForEach::L': [I, [a, b], {R: {Type: 'AWS::SQS::Queue'}}]}",
         "a loop makes 'R' although it is there"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct unit_of of;
        unit_of_open(&of, CASES[i].text, NULL);
        CHECK(of.diags.list.count == 1);
        CHECK_STR(message(&of, 0), CASES[i].message);
        unit_of_close(&of);
    }
}

/* Eight loops of ten elements in each other make a hundred million resources. */
TEST(loops, are_bounded) {
    struct unit_of of;
    struct arena arena;
    arena_init(&arena);
    struct buf text;
    buf_init(&text, &arena);
    buf_add_z(&text, EXTENDED "Resources: {");
    for (int i = 0; i < 8; i++)
        buf_printf(&text, "'Fn::ForEach::L%d': [I%d, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], {", i, i);
    buf_add_z(&text, "'R${I0}${I1}${I2}${I3}${I4}${I5}${I6}${I7}': {Type: 'AWS::SQS::Queue'}");
    for (int i = 0; i < 8; i++)
        buf_add_z(&text, "}]");
    buf_add_z(&text, "}");
    unit_of_open(&of, str_z(&arena, buf_str(&text)), NULL);
    CHECK(of.unit->more && of.unit->resources.count > 1000 && of.unit->resources.count < LIMIT_LOOP_NODES);
    CHECK(of.diags.list.count == 1 && of.diags.list.items[0].kind == DIAG_LIMIT);
    unit_of_close(&of);
    arena_done(&arena);
}
