#include "tests/unit/facts_fixture.h"

#include "analyzer/dialect/dialect.h"
#include "analyzer/facts/mutate.h"

static const char TEMPLATE[] = "Parameters:\n"
                               "  Size: {Type: Number}\n"
                               "Resources:\n"
                               "  Fn:\n"
                               "    Type: AWS::Lambda::Function\n"
                               "    Properties:\n"
                               "      Runtime: python3.13\n"
                               "      MemorySize: !Ref Size\n"
                               "      Layers: [a, !Sub '${Size}-b']\n"
                               "      Environment: {Variables: {}}\n"
                               "  Other:\n"
                               "    Type: AWS::CloudFront::Distribution\n";

struct loaded {
    struct fixture fixture;
    struct document *document;
};

static void load(struct loaded *loaded) {
    fixture_open(&loaded->fixture);
    struct fixture *f = &loaded->fixture;
    struct bindings bindings = {0};
    loaded->document = document_read(1, STR("template.yaml"), str_from(TEMPLATE), &f->diags);
    facts_load(f->facts, dialect_load(KIND_CLOUDFORMATION, loaded->document, &bindings, &f->arena, &f->diags));
    facts_seal(f->facts);
}

static void unload(struct loaded *loaded) {
    fixture_close(&loaded->fixture);
    document_free(loaded->document);
}

/* `query` mode, where property is allowed. */
static struct str ask(struct loaded *loaded, const char *sql) {
    struct arena *arena = &loaded->fixture.arena;
    struct str error = STR_NONE;
    struct query *query = query_new(loaded->fixture.facts, str_from(sql), QUERY_USER, arena, &error);
    if (!query)
        return error;
    struct str answer = STR("no row");
    struct cell cell;
    if (query_step(query) > 0) {
        cell = query_cell(query, 0);
        answer = cell.kind == CELL_TEXT      ? str_copy(arena, cell.text)
                 : cell.kind == CELL_INTEGER ? str_format(arena, "%lld", (long long)cell.integer)
                                             : STR("NULL");
    }
    query_free(query);
    return answer;
}

TEST(facts_tables, resources_have_properties) {
    struct loaded l;
    load(&l);
    CHECK_STR(ask(&l, "SELECT group_concat(name || ' ' || type) FROM resource"),
              "Fn AWS::Lambda::Function,Other AWS::CloudFront::Distribution");
    CHECK_STR(ask(&l, "SELECT value FROM resource JOIN property ON resource = id WHERE path = 'Runtime'"),
              "python3.13");
    CHECK_STR(ask(&l, "SELECT value FROM property WHERE path = 'MemorySize'"), "NULL");
    CHECK_STR(ask(&l, "SELECT kind FROM property WHERE path = 'MemorySize'"), "unknown");
    CHECK_STR(ask(&l, "SELECT value FROM property WHERE path = 'Layers[0]'"), "a");
    CHECK_STR(ask(&l, "SELECT kind FROM property WHERE path = 'Layers[1]'"), "unknown");
    CHECK_STR(ask(&l, "SELECT kind FROM property WHERE path = 'Environment.Variables'"), "map");
    CHECK_STR(ask(&l, "SELECT count(*) FROM property WHERE resource = 'no id'"), "0");
    unload(&l);
}

TEST(facts_tables, nodes_reasons_and_settings) {
    struct loaded l;
    load(&l);
    CHECK_STR(ask(&l, "SELECT file || ':' || line || ':' || \"column\" FROM function JOIN node ON node.id = "
                      "place(function.id, 'runtime')"),
              "template.yaml:7:16");
    CHECK_STR(
        ask(&l, "SELECT path FROM function JOIN entity ON entity.id = function.id JOIN node ON node.id = entity.node"),
        "Resources/Fn");
    CHECK_STR(ask(&l, "SELECT reason FROM unknown JOIN function ON entity = id WHERE \"column\" = 'memory_size'"),
              "parameter 'Size' has no default");
    CHECK_STR(ask(&l, "SELECT setting(id, 'Runtime') FROM function WHERE declared"), "python3.13");
    CHECK_STR(ask(&l, "SELECT setting(id, 'VpcConfig.SubnetIds') FROM function WHERE declared"), "");
    CHECK_STR(ask(&l, "SELECT setting(id, 'MemorySize') FROM function WHERE declared"), "NULL");
    CHECK_STR(ask(&l, "SELECT has_setting(id, 'MemorySize') FROM function WHERE declared"), "1");
    CHECK_STR(ask(&l, "SELECT has_setting(id, 'KmsKeyArn') FROM function WHERE declared"), "0");
    CHECK_STR(ask(&l, "SELECT setting(id, 'DistributionConfig') FROM resource WHERE type LIKE '%Distribution'"), "");
    unload(&l);
}

TEST(facts_tables, a_property_is_forgotten_and_remembered) {
    struct loaded l;
    load(&l);
    struct fixture *f = &l.fixture;
    static const char sql[] = "SELECT setting(id, 'Environment.Variables.STAGE') FROM function WHERE declared";
    struct str error;
    struct query *query = query_new(f->facts, str_from(sql), QUERY_RULE, &f->arena, &error);
    REQUIRE(query != NULL);
    struct mutants mutants = {0};
    mutate_begin(f->facts);
    mutants_list(f->facts, query, &f->arena, &mutants);
    query_free(query);
    CHECK_SQL(f, sql, "");
    size_t environment = 0;
    for (size_t i = 0; i < mutants.list.count; i++) {
        const struct mutant *mutant = &mutants.list.items[i];
        bool hit = mutant->kind == MUTANT_SUBTREE && str_is(STR("Environment"), mutant->column);
        environment += hit;
        mutant_apply(f->facts, mutant);
        CHECK_SQL(f, sql, hit ? "NULL" : "");
        mutate_undo(f->facts);
        CHECK_SQL(f, sql, "");
    }
    CHECK(environment == 1);
    unload(&l);
}

TEST(facts_tables, rules_may_not_read_properties) {
    struct loaded l;
    load(&l);
    CHECK(str_contains(fixture_ask(&l.fixture, "SELECT value FROM property"), "setting()"));
    CHECK(str_contains(fixture_ask(&l.fixture, "SELECT 1 FROM property"), "setting()"));
    unload(&l);
}
