/* AWS::Include, with files that are texts. */
#include "analyzer/base/limits.h"
#include "tests/unit/test.h"
#include "tests/unit/unit_of.h"

struct file {
    const char *path;
    const char *text;
};

struct files {
    struct file list[8];
    struct document *opened[8];
    struct diags *diags;
};

static struct document *open_file(void *context, const struct document *from, struct str location,
                                  struct str *ret_why) {
    struct files *files = context;
    (void)from;
    for (size_t i = 0; i < sizeof files->list / sizeof *files->list && files->list[i].path; i++) {
        if (!str_is(location, files->list[i].path))
            continue;
        if (!files->opened[i])
            files->opened[i] = document_read((uint32_t)i + 2, location, str_from(files->list[i].text), files->diags);
        return files->opened[i];
    }
    *ret_why = STR("there is no such file");
    return NULL;
}

struct including {
    struct arena arena;
    struct diags diags;
    struct files files;
    struct includer includer;
    struct document *document;
    struct unit *unit;
};

static void open_unit(struct including *of, const char *text, const struct files *files) {
    *of = (struct including){.files = *files};
    arena_init(&of->arena);
    diags_init(&of->diags, &of->arena);
    of->files.diags = &of->diags;
    of->includer = (struct includer){open_file, &of->files};
    struct bindings bindings = {.includer = &of->includer};
    const char *why;
    of->document = document_read(1, STR("template.yaml"), str_from(text), &of->diags);
    enum document_kind kind = dialect_recognise(of->document, &why);
    of->unit = dialect_load(kind, of->document, &bindings, &of->arena, &of->diags);
}

static void close_unit(struct including *of) {
    document_free(of->document);
    for (size_t i = 0; i < sizeof of->files.opened / sizeof *of->files.opened; i++)
        if (of->files.opened[i])
            document_free(of->files.opened[i]);
    arena_done(&of->arena);
}

static const struct value *property(struct including *of, const char *address, const char *path) {
    const struct resource *resource = map_get(&of->unit->resource_by_address, str_from(address));
    struct resolver resolver = {.unit = of->unit, .arena = &of->arena};
    return resource ? value_at(resolver_properties(&resolver, resource), path) : &VALUE_NOTHING;
}

static struct str message(const struct including *of, size_t number) {
    return number < of->diags.list.count ? of->diags.list.items[number].message : STR_NONE;
}

#define INCLUDE(location) "{Name: AWS::Include, Parameters: {Location: " location "}}"

TEST(includes, stand_where_they_are_named) {
    static const struct files FILES = {
        .list = {{"queue.yaml", "QueueName: q\n\nTags:\n  - {Key: a, Value: !Ref Env}\n"},
                 {"list.json", "[1, 2, {\"a\": \"b\"}]"},
                 {"word.yaml", "text"}}};
    struct including of;
    open_unit(
        &of,
        "Parameters: {Env: {Type: String, Default: dev}, Word: {Type: String, Default: word}}\n"
        "Resources:\n"
        "  Q:\n"
        "    Type: AWS::SQS::Queue\n"
        "    Properties:\n"
        "      KmsMasterKeyId: k\n"
        "      Fn::Transform: " INCLUDE(
            "queue.yaml") "\n"
                          "  R:\n"
                          "    Type: AWS::X::Y\n"
                          "    Properties:\n"
                          "      Map: {'Fn::Transform': [" INCLUDE(
                              "queue.yaml") "]}\n"
                                            "      Tagged: !Transform " INCLUDE(
                                                "list.json") "\n"
                                                             "      Word: {'Fn::Transform': " INCLUDE(
                                                                 "!Sub '${Word}.yaml'") "}\n"
                                                                                        "      In: [x, "
                                                                                        "{'Fn::Transform': " INCLUDE(
                                                                                            "list.json") "}, y]\n",
        &FILES);
    CHECK(of.diags.list.count == 0 && !of.unit->more);
    CHECK(value_is_text(property(&of, "Q", "QueueName"), "q"));
    CHECK(value_is_text(property(&of, "Q", "KmsMasterKeyId"), "k"));
    CHECK(property(&of, "Q", "Fn::Transform")->kind == VALUE_ABSENT && !property(&of, "Q", "")->open);
    const struct value *value = value_member(property(&of, "Q", "Tags")->members[0].value, "Value");
    CHECK(value_is_text(value, "dev"));
    const struct node *source = node_source(value->node);
    CHECK_STR(source->document->path, "queue.yaml");
    CHECK(document_position(source->document, node_place(source).start).line == 4);
    CHECK(value_is_text(property(&of, "R", "Map.QueueName"), "q"));
    CHECK(value_is_text(property(&of, "R", "Word"), "text"));
    CHECK(property(&of, "R", "Tagged")->count == 3);
    CHECK(property(&of, "R", "In")->count == 3 && property(&of, "R", "In")->members[1].value->count == 3);
    close_unit(&of);
}

TEST(includes, whole_sections) {
    static const struct files FILES = {
        .list = {{"a.yaml", "Resources:\n  A: {Type: 'AWS::SQS::Queue'}\nMappings: {M: {k: {v: 1}}}\n"},
                 {"b.yaml", "B: {Type: 'AWS::SNS::Topic'}\n"},
                 {"f.yaml", "F: {Type: 'AWS::Serverless::Function', Properties: {Runtime: python3.13, Handler: a.b, "
                            "InlineCode: x}}\n"}}};
    struct including of;
    open_unit(
        &of,
        "Transform: [" INCLUDE("a.yaml") ", AWS::Serverless-2016-10-31]\n"
                                         "Resources:\n"
                                         "  Own: {Type: 'AWS::SQS::Queue', Properties: {P: !FindInMap [M, k, v]}}\n"
                                         "  Fn::Transform: " INCLUDE("f.yaml") "\n",
        &FILES);
    CHECK(of.diags.list.count == 0 && !of.unit->more);
    CHECK(of.unit->resources.count == 4 && map_has(&of.unit->resource_by_address, STR("FRole")));
    CHECK(value_is_text(property(&of, "Own", "P"), "1"));
    close_unit(&of);
    open_unit(&of,
              "Transform: " INCLUDE("a.yaml") "\n"
                                              "Resources: {'Fn::Transform': " INCLUDE(
                                                  "b.yaml") ", Own: {Type: 'AWS::SQS::Queue'}}\n",
              &FILES);
    CHECK(of.diags.list.count == 0 && !of.unit->more && of.unit->resources.count == 3);
    close_unit(&of);
}

TEST(includes, of_included_files) {
    static const struct files FILES = {
        .list = {{"outer.yaml", "Tags: {'Fn::Transform': " INCLUDE("inner.yaml") "}\nA: 1\n"},
                 {"inner.yaml", "[{Key: k, Value: v}]"}}};
    struct including of;
    open_unit(&of,
              "Resources: {Q: {Type: 'AWS::SQS::Queue', Properties: {'Fn::Transform': " INCLUDE("outer.yaml") "}}}",
              &FILES);
    CHECK(of.diags.list.count == 0 && property(&of, "Q", "Tags")->count == 1);
    close_unit(&of);
}

TEST(includes, what_cannot_be_read_is_unknown) {
    static const struct files FILES = {.list = {{"cycle.yaml", "A: {'Fn::Transform': " INCLUDE("other.yaml") "}\n"},
                                                {"other.yaml", "B: {'Fn::Transform': " INCLUDE("cycle.yaml") "}\n"},
                                                {"same.yaml", "P: 2\n"}}};
    static const struct {
        const char *location;
        const char *message;
    } CASES[] = {
        {"s3://bucket/key.yaml", "what 's3://bucket/key.yaml' holds is not known: it lies elsewhere"},
        {"nowhere.yaml", "what 'nowhere.yaml' holds is not known: there is no such file"},
        {"!Ref Place", "what is included is not known: parameter 'Place' has no default"},
        {"cycle.yaml", "what 'cycle.yaml' holds is not known: it includes itself"},
        {"same.yaml", "'P' is there already: this one is left out"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        char text[512];
        struct including of;
        snprintf(text, sizeof text,
                 "Parameters: {Place: {Type: String}}\n"
                 "Resources: {Q: {Type: 'AWS::SQS::Queue', Properties: {P: 1, 'Fn::Transform': " INCLUDE("%s") "}}}\n",
                 CASES[i].location);
        open_unit(&of, text, &FILES);
        CHECK(of.diags.list.count == 1);
        CHECK_STR(message(&of, 0), CASES[i].message);
        CHECK(value_is_text(property(&of, "Q", "P"), "1"));
        CHECK(property(&of, "Q", "Other")->kind == (i < 3 ? VALUE_UNKNOWN : VALUE_ABSENT));
        close_unit(&of);
    }
    struct including of;
    open_unit(&of, "Transform: {Name: AWS::Include}\nResources: {Q: {Type: 'AWS::SQS::Queue'}}\n", &FILES);
    CHECK(of.unit->more && of.diags.list.count == 1);
    CHECK_STR(message(&of, 0), "AWS::Include has no Location");
    close_unit(&of);
}

/* Seven files, each of which includes the next one forty times: 40^7 parts. */
TEST(includes, are_bounded) {
    struct arena arena;
    arena_init(&arena);
    static const char *const NAMES[] = {"f0.yaml", "f1.yaml", "f2.yaml", "f3.yaml", "f4.yaml", "f5.yaml", "f6.yaml"};
    struct files files = {0};
    for (size_t i = 0; i < 7; i++) {
        struct buf text;
        buf_init(&text, &arena);
        buf_add_z(&text, "[x");
        for (size_t k = 0; i < 6 && k < 40; k++)
            buf_printf(&text, ", {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: %s}}}", NAMES[i + 1]);
        buf_add_z(&text, "]");
        files.list[i] = (struct file){NAMES[i], str_z(&arena, buf_str(&text))};
    }
    struct including of;
    open_unit(&of,
              "Resources: {Q: {Type: 'AWS::SQS::Queue', Properties: {P: {'Fn::Transform': " INCLUDE("f0.yaml") "}}}}",
              &files);
    CHECK(of.diags.list.count > 0 && of.diags.list.items[0].kind == DIAG_LIMIT);
    close_unit(&of);
    arena_done(&arena);
}
