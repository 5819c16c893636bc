#include "analyzer/dialect/dialect.h"
#include "analyzer/facts/worlds.h"
#include "tests/unit/test.h"

enum { MAX_PARTS = 3 };

/* Templates that are one unit. */
struct linked {
    struct arena arena;
    struct diags diags;
    struct part parts[MAX_PARTS];
    size_t count;
    struct unit *unit;
    struct worlds worlds;
};

static void open_linked(struct linked *linked, const char *const *texts) {
    static const char *const PREFIXES[] = {"a/", "b/", "c/"};
    *linked = (struct linked){0};
    arena_init(&linked->arena);
    diags_init(&linked->diags, &linked->arena);
    for (; linked->count < MAX_PARTS && texts[linked->count]; linked->count++) {
        struct document *document = document_read((uint32_t)linked->count + 1, STR("template.yaml"),
                                                  str_from(texts[linked->count]), &linked->diags);
        linked->parts[linked->count] = (struct part){
            .kind = KIND_CLOUDFORMATION, .document = document, .prefix = str_from(PREFIXES[linked->count])};
    }
    linked->unit = dialect_load_linked(linked->parts, linked->count, &linked->arena, &linked->diags);
    worlds_plan(linked->unit, &linked->arena, &linked->diags, &linked->worlds);
}

static void close_linked(struct linked *linked) {
    for (size_t i = 0; i < linked->count; i++)
        document_free(linked->parts[i].document);
    arena_done(&linked->arena);
}

static struct str text_in(struct linked *linked, size_t world, const char *address, const char *path) {
    const struct resource *resource = map_get(&linked->unit->resource_by_address, str_from(address));
    struct resolver resolver = {.unit = linked->unit, .world = &linked->worlds.items[world], .arena = &linked->arena};
    const struct value *value = resource ? value_at(resolver_properties(&resolver, resource), path) : &VALUE_NOTHING;
    return value_partial(&linked->arena, value);
}

static bool is_there(struct linked *linked, size_t world, const char *address) {
    const struct resource *resource = map_get(&linked->unit->resource_by_address, str_from(address));
    return formula_holds(resource->condition, &linked->worlds.items[world]);
}

#define QUEUE "Resources: {Q: {Type: 'AWS::SQS::Queue'}}\n"
#define USER(name) "Resources: {R: {Type: 'X::Y::Z', Properties: {P: !ImportValue " name "}}}\n"

TEST(exports, an_import_is_what_the_other_template_exports) {
    struct linked of;
    open_linked(
        &of, (const char *const[]){QUEUE "Outputs: {O: {Value: !GetAtt Q.Arn, Export: {Name: q}}}\n", USER("q"), NULL});
    CHECK_STR(text_in(&of, 0, "b/R", "P"), "{attr:a/Q.Arn}");
    CHECK(map_has(&of.unit->resource_by_address, STR("a/Q")));
    close_linked(&of);
}

TEST(exports, a_name_that_two_export_is_nobodys) {
    struct linked of;
    open_linked(&of,
                (const char *const[]){QUEUE "Outputs: {O: {Value: !Ref Q, Export: {Name: q}}}\n",
                                      "Resources: {}\nOutputs: {O: {Value: x, Export: {Name: q}}}\n", USER("q"), NULL});
    CHECK_STR(text_in(&of, 0, "c/R", "P"), "{import:q}");
    close_linked(&of);
}

TEST(exports, exports_that_ask_for_each_other_end) {
    struct linked of;
    open_linked(&of, (const char *const[]){
                         "Resources: {}\nOutputs: {O: {Value: !Join ['', [!ImportValue b, !ImportValue b]], Export: "
                         "{Name: a}}}\n",
                         "Resources: {}\nOutputs: {O: {Value: !Join ['', [!ImportValue a, !ImportValue a]], Export: "
                         "{Name: b}}}\n",
                         USER("a"), NULL});
    CHECK(text_in(&of, 0, "c/R", "P").size > 0);
    close_linked(&of);
}

TEST(exports, parameters_declared_alike_are_one_choice) {
    struct linked of;
    open_linked(&of, (const char *const[]){"Parameters: {Env: {Type: String, Default: dev}}\n"
                                           "Conditions: {IsProd: !Equals [!Ref Env, prod]}\n"
                                           "Resources: {Q: {Type: 'AWS::SQS::Queue', Condition: IsProd}}\n"
                                           "Outputs: {O: {Value: !Ref Q, Condition: IsProd, Export: {Name: !Sub "
                                           "'${Env}-q'}}}\n",
                                           "Parameters: {Env: {Type: String, Default: dev}, Other: {Type: String}}\n"
                                           "Resources: {R: {Type: 'X::Y::Z', Properties: {P: {'Fn::ImportValue': !Sub "
                                           "'${Env}-q'}, Env: !Ref Env}}}\n",
                                           "Parameters: {Env: {Type: String, Default: live}}\n"
                                           "Conditions: {IsProd: !Equals [!Ref Env, prod]}\n"
                                           "Resources: {R: {Type: 'X::Y::Z', Condition: IsProd}}\n",
                                           NULL});
    CHECK(of.unit->factors.count == 2); /* the third has another default */
    CHECK(of.worlds.count == 2);
    CHECK_STR(of.unit->factors.items[0].name, "Env");
    CHECK_STR(of.unit->factors.items[1].name, "c/Env");
    close_linked(&of);
}

TEST(exports, what_imports_a_missing_export_is_not_there) {
    struct linked of;
    open_linked(&of, (const char *const[]){"Parameters: {Env: {Type: String, Default: dev}}\n"
                                           "Conditions: {IsProd: !Equals [!Ref Env, prod]}\n"
                                           "Resources: {Q: {Type: 'AWS::SQS::Queue', Condition: IsProd}}\n"
                                           "Outputs: {O: {Value: !Ref Q, Condition: IsProd, Export: {Name: q}}}\n",
                                           USER("q"), NULL});
    REQUIRE(of.worlds.count == 2);
    CHECK(!is_there(&of, 0, "b/R") && is_there(&of, 1, "b/R"));
    CHECK_STR(text_in(&of, 1, "b/R", "P"), "{ref:a/Q}");
    close_linked(&of);
}
