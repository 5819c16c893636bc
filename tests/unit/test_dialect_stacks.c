#include "analyzer/dialect/dialect.h"
#include "analyzer/facts/worlds.h"
#include "tests/unit/test.h"

#include <string.h>

enum { MAX_FILES = 4 };

/* Templates beside each other; the first is the root. */
struct stacks {
    struct arena arena;
    struct diags diags;
    struct nesting nesting;
    struct bindings bindings;
    struct document *documents[MAX_FILES];
    size_t count;
    struct unit *unit;
    struct worlds worlds;
};

/* "1" is the second file. */
static struct document *open_file(void *context, const struct document *from, struct str location,
                                  enum document_kind *ret_kind, bool *ret_several, struct str *ret_why) {
    (void)from;
    const struct stacks *stacks = context;
    int64_t number;
    *ret_kind = KIND_CLOUDFORMATION;
    *ret_several = false;
    if (str_integer(location, &number) && number >= 0 && (size_t)number < stacks->count)
        return stacks->documents[number];
    *ret_why = STR("no such file");
    return NULL;
}

static void open_stacks(struct stacks *stacks, const char *parameter, const char *const *texts) {
    *stacks = (struct stacks){0};
    arena_init(&stacks->arena);
    diags_init(&stacks->diags, &stacks->arena);
    stacks->nesting = (struct nesting){open_file, stacks};
    stacks->bindings.nesting = &stacks->nesting;
    struct binding binding = {0};
    if (parameter && str_cut(str_from(parameter), '=', &binding.name, &binding.value))
        vec_push(&stacks->arena, &stacks->bindings.list, binding);
    for (; stacks->count < MAX_FILES && texts[stacks->count]; stacks->count++)
        stacks->documents[stacks->count] = document_read((uint32_t)stacks->count + 1, STR("template.yaml"),
                                                         str_from(texts[stacks->count]), &stacks->diags);
    stacks->unit =
        dialect_load(KIND_CLOUDFORMATION, stacks->documents[0], &stacks->bindings, &stacks->arena, &stacks->diags);
    worlds_plan(stacks->unit, &stacks->arena, &stacks->diags, &stacks->worlds);
}

static void close_stacks(struct stacks *stacks) {
    for (size_t i = 0; i < stacks->count; i++)
        document_free(stacks->documents[i]);
    arena_done(&stacks->arena);
}

static struct str text_at(struct stacks *stacks, size_t world, const char *address, const char *path) {
    const struct resource *resource = map_get(&stacks->unit->resource_by_address, str_from(address));
    struct resolver resolver = {.unit = stacks->unit, .world = &stacks->worlds.items[world], .arena = &stacks->arena};
    const struct value *value = resource ? value_at(resolver_properties(&resolver, resource), path) : &VALUE_NOTHING;
    if (value->kind != VALUE_LIST)
        return value_partial(&stacks->arena, value);
    struct buf buf;
    buf_init(&buf, &stacks->arena);
    for (size_t i = 0; i < value->count; i++)
        buf_printf(&buf, "%s%.*s", i ? " " : "", STR_ARG(value_partial(&stacks->arena, value->members[i].value)));
    return buf_str(&buf);
}

static bool is_there(struct stacks *stacks, size_t world, const char *address) {
    const struct resource *resource = map_get(&stacks->unit->resource_by_address, str_from(address));
    return formula_holds(resource->condition, &stacks->worlds.items[world]);
}

static const char *said(const struct stacks *stacks, size_t number) {
    return number < stacks->diags.list.count ? str_z(stacks->diags.arena, stacks->diags.list.items[number].message)
                                             : "";
}

#define STACK(name, file, parameters)                                                                                  \
    "  " name ": {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: '" file "', Parameters: {" parameters  \
    "}}}\n"
#define CHILD(type)                                                                                                    \
    "Parameters: {P: {Type: " type ", Default: own}}\n"                                                                \
    "Resources: {R: {Type: 'X::Y::Z', Properties: {P: !Ref P}}}\n"                                                     \
    "Outputs: {O: {Value: !GetAtt R.Arn}}\n"

TEST(stacks, parameters_are_what_the_parent_gives) {
    struct stacks of;
    open_stacks(&of, NULL,
                (const char *const[]){"Resources:\n  Q: {Type: 'AWS::SQS::Queue'}\n" STACK("A", "1", "P: x")
                                          STACK("B", "1", "P: !Ref Q") STACK("C", "1", "")
                                              STACK("D", "1", "P: !GetAtt A.Outputs.O"),
                                      CHILD("String"), NULL});
    CHECK_STR(text_at(&of, 0, "A/R", "P"), "x");
    CHECK_STR(text_at(&of, 0, "B/R", "P"), "{ref:Q}");
    CHECK_STR(text_at(&of, 0, "C/R", "P"), "own");
    CHECK_STR(text_at(&of, 0, "D/R", "P"), "{attr:A/R.Arn}");
    CHECK(of.unit->parameters.count == 4 && !of.unit->more && of.unit->more_documents.count == 1);
    close_stacks(&of);
}

TEST(stacks, lists_are_split_where_they_can_be) {
    struct stacks of;
    open_stacks(&of, NULL,
                (const char *const[]){"Parameters: {L: {Type: 'List<AWS::EC2::Subnet::Id>'}, S: {Type: String}}\n"
                                      "Resources:\n  Q: {Type: 'AWS::SQS::Queue'}\n" STACK("A", "1", "P: 'a, b'")
                                          STACK("B", "1", "P: !Join [',', [!Ref Q, c, !Ref S]]") STACK(
                                              "C", "1", "P: !Sub '${Q},d'") STACK("D", "1", "P: !Join [',', !Ref L]"),
                                      CHILD("CommaDelimitedList"), NULL});
    CHECK_STR(text_at(&of, 0, "A/R", "P"), "a b");
    CHECK_STR(text_at(&of, 0, "B/R", "P"), "{ref:Q} c {param:S}");
    CHECK_STR(text_at(&of, 0, "C/R", "P"), "{ref:Q} d");
    CHECK_STR(text_at(&of, 0, "D/R", "P"), "{param:L}");
    close_stacks(&of);
}

TEST(stacks, conditions_are_tests_of_the_roots_parameters) {
    struct stacks of;
    open_stacks(&of, NULL,
                (const char *const[]){
                    "Parameters: {Env: {Type: String, Default: dev}}\n"
                    "Conditions: {IsProd: !Equals [!Ref Env, prod]}\n"
                    "Resources:\n  Q: {Type: 'AWS::SQS::Queue'}\n" STACK("A", "1", "P: !Ref Env")
                        STACK("B", "1", "P: !If [IsProd, prod, !Ref 'AWS::NoValue']") STACK("C", "1", "P: !Ref Q"),
                    "Parameters: {P: {Type: String, Default: none}}\n"
                    "Conditions: {IsProd: !Equals [!Ref P, prod], IsEmpty: !Equals [!Ref P, '']}\n"
                    "Resources: {R: {Type: 'X::Y::Z', Condition: IsProd}, E: {Type: 'X::Y::Z', Condition: IsEmpty}}\n",
                    NULL});
    CHECK(of.worlds.count >= 3);                                          /* Env is dev, prod or "" */
    CHECK(of.unit->factors.count == 2 && of.unit->factors.items[1].free); /* whether the name of Q is "prod" */
    CHECK(!is_there(&of, 0, "A/R") && !is_there(&of, 0, "B/R"));
    for (size_t i = 0; i < of.worlds.count; i++) {
        CHECK(is_there(&of, i, "A/R") == is_there(&of, i, "B/R"));
        CHECK(!is_there(&of, i, "C/E") && !is_there(&of, i, "B/E"));
    }
    close_stacks(&of);
}

TEST(stacks, a_stack_with_a_condition_takes_its_resources_along) {
    struct stacks of;
    open_stacks(&of, NULL,
                (const char *const[]){"Parameters: {Env: {Type: String, Default: dev}}\n"
                                      "Conditions: {IsProd: !Equals [!Ref Env, prod]}\n"
                                      "Resources:\n  A: {Type: 'AWS::CloudFormation::Stack', Condition: IsProd, "
                                      "Properties: {TemplateURL: '1'}}\n",
                                      "Resources:\n" STACK("B", "2", ""), CHILD("String"), NULL});
    REQUIRE(of.worlds.count == 2);
    CHECK(!is_there(&of, 0, "A/B/R") && is_there(&of, 1, "A/B/R"));
    close_stacks(&of);
}

TEST(stacks, param_speaks_of_the_root) {
    static const char *const TEXTS[] = {"Parameters: {P: {Type: String}}\nResources:\n" STACK("A", "1", "P: x"),
                                        CHILD("String"), NULL};
    static const char *const BARE[] = {"Resources:\n" STACK("A", "1", "P: x"), CHILD("String"), NULL};
    struct stacks of;
    open_stacks(&of, "P=given", TEXTS);
    CHECK_STR(text_at(&of, 0, "A/R", "P"), "x");
    close_stacks(&of);
    open_stacks(&of, "P=given", BARE);
    CHECK_STR(text_at(&of, 0, "A/R", "P"), "given");
    close_stacks(&of);
}

TEST(stacks, circles_and_depths_end) {
    struct stacks of;
    open_stacks(&of, NULL, (const char *const[]){"Resources:\n" STACK("A", "0", "P: x"), NULL});
    CHECK(of.unit->more && of.unit->resources.count == 1);
    CHECK(strstr(said(&of, 0), "its template is one of those around it") != NULL);
    close_stacks(&of);
    /* Two stacks in each of two: 2 + 4 of them; they give each other what they put out. */
    open_stacks(&of, NULL,
                (const char *const[]){
                    "Resources:\n" STACK("A", "1", "P: !GetAtt B.Outputs.O") STACK("B", "1", "P: !GetAtt A.Outputs.O"),
                    "Parameters: {P: {Type: String}}\nResources:\n" STACK("A", "2", "P: !Ref P") STACK(
                        "B", "2", "P: !Join ['', [!Ref P, !Ref P]]") "Outputs: {O: {Value: !Join ['', "
                                                                     "[!GetAtt A.Outputs.O, !GetAtt B.Outputs.O]]}}\n",
                    "Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, x]}\n"
                    "Resources: {R: {Type: 'X::Y::Z', Condition: C, Properties: {P: !Ref P}}}\n"
                    "Outputs: {O: {Value: !Ref P}}\n",
                    NULL});
    CHECK(of.unit->resources.count == 2 + 4 + 4);
    CHECK(text_at(&of, 0, "A/A/R", "P").size > 0);
    close_stacks(&of);
}
