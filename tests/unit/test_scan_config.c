#include "analyzer/base/embedded.h"
#include "analyzer/scan/config.h"
#include "analyzer/scan/config_keys.h"
#include "tests/unit/test.h"

static bool matches(const char *folder, const char *pattern, const char *path) {
    const struct path_glob glob = {str_from(folder), str_from(pattern)};
    return path_glob_matches(&glob, str_from(path));
}

TEST(path_globs, are_relative_to_their_folder) {
    CHECK(matches("/repo", "infra/*.yaml", "/repo/infra/a.yaml"));
    CHECK(!matches("/repo", "infra/*.yaml", "/repo/x/infra/a.yaml"));
    CHECK(!matches("/repo", "infra/*.yaml", "/infra/a.yaml"));
    CHECK(!matches("/repo", "*.yaml", "/repository/a.yaml"));
    CHECK(matches("/", "infra/*.yaml", "/infra/a.yaml"));
    CHECK(!matches("/repo", "**", "/repo"));
}

TEST(path_globs, of_a_folder_cover_what_is_in_it) {
    CHECK(matches("/repo", "infra", "/repo/infra/deep/a.yaml"));
    CHECK(matches("/repo", "infra/", "/repo/infra/deep/a.yaml"));
    CHECK(matches("/repo", "infra/**", "/repo/infra/deep/a.yaml"));
    CHECK(!matches("/repo", "infra/**", "/repo/infra"));
    CHECK(!matches("/repo", "infra", "/repo/infrastructure/a.yaml"));
}

TEST(path_globs, without_a_slash_match_at_every_depth) {
    CHECK(matches("/repo", "node_modules", "/repo/a/b/node_modules/c/d.yaml"));
    CHECK(matches("/repo", "*.yaml", "/repo/a/b.yaml"));
    CHECK(!matches("/repo", "/b.yaml", "/repo/a/b.yaml"));
    CHECK(matches("/repo", "/b.yaml", "/repo/b.yaml"));
    CHECK(matches("/repo", "./a/b.yaml", "/repo/a/b.yaml"));
    CHECK(matches("/repo", "**/node_modules/**", "/repo/node_modules/a.yaml"));
}

TEST(config, schema_and_reader_know_the_same_keys) {
    struct arena arena;
    struct diags diags;
    arena_init(&arena);
    diags_init(&diags, &arena);
    struct document *schema =
        document_read(1, STR("config.schema.json"), embedded_get("analyzer/scan/data/config.schema.json"), &diags);
    REQUIRE(schema->root != NULL);
    const struct node *properties = node_member(schema->root, "properties");
    size_t keys = 0;
    for (; config_key_name(keys); keys++)
        CHECK(node_member(properties, config_key_name(keys)) != NULL);
    CHECK(properties->child_count == keys);
    document_free(schema);
    arena_done(&arena);
}

struct bench {
    struct arena arena;
    struct diags diags;
    struct config_sources sources;
    struct configs configs;
};

static const struct config *read_sets(struct bench *bench, const char *const *sets) {
    arena_init(&bench->arena);
    diags_init(&bench->diags, &bench->arena);
    bench->sources = (struct config_sources){.none = true};
    for (; *sets; sets++)
        vec_push(&bench->arena, &bench->sources.sets, str_from(*sets));
    configs_init(&bench->configs, &bench->sources, &bench->arena, &bench->diags);
    return configs_for_folder(&bench->configs, STR("/"));
}

static void done(struct bench *bench) {
    configs_done(&bench->configs);
    arena_done(&bench->arena);
}

TEST(config, rule_settings_come_together) {
    struct bench bench;
    const struct config *config =
        read_sets(&bench, (const char *const[]){"rules.PRM011.severity=low", "rules.PRM={severity: high, locked: true}",
                                                "rules.function-url-without-auth=off", "rules.PRM011.off=false", NULL});
    const struct rule rule = {.id = STR("PRM011"), .name = STR("function-url-without-auth")};
    const struct rule other = {.id = STR("PRM012"), .name = STR("other")};
    const struct rule stranger = {.id = STR("NET001"), .name = STR("stranger")};
    CHECK(!bench.configs.broken);
    struct rule_settings settings = config_rule_settings(config, &rule);
    CHECK(settings.severity == SEVERITY_LOW && settings.locked && settings.run == CONFIG_RUN_DEFAULT);
    settings = config_rule_settings(config, &other);
    CHECK(settings.severity == SEVERITY_HIGH && settings.locked && settings.run == CONFIG_RUN_UNSET);
    settings = config_rule_settings(config, &stranger);
    CHECK(!settings.has_severity && !settings.locked && settings.run == CONFIG_RUN_UNSET);
    done(&bench);
}

TEST(config, lists_of_parameters_are_joined) {
    struct bench bench;
    const struct config *config =
        read_sets(&bench, (const char *const[]){"parameters.Names=[a, \"b c\", 007]", "parameters.Flag=true", NULL});
    REQUIRE(config->parameters.list.count == 2);
    CHECK_STR(config->parameters.list.items[0].value, "a,b c,007");
    CHECK_STR(config->parameters.list.items[1].value, "true");
    done(&bench);
}

TEST(config, every_mistake_is_told) {
    static const char *const MISTAKES[] = {"persona=x",
                                           "rules=[]",
                                           "rules.A={severity: x}",
                                           "exclude=a",
                                           "exclude=[[a]]",
                                           "account=1",
                                           "suppressions=1",
                                           "suppressions.max-age-days=0",
                                           "per-path.a.b=1",
                                           "parameters.A={}",
                                           "version=1.0",
                                           "extends=a.yml",
                                           "nope=1",
                                           "persona=[",
                                           "fail-on=",
                                           "rules.A.off=maybe",
                                           "parameters=[a]",
                                           "parameters.A=!Ref B",
                                           "=1",
                                           "persona=~"};
    for (size_t i = 0; i < sizeof MISTAKES / sizeof *MISTAKES; i++) {
        struct bench bench;
        read_sets(&bench, (const char *const[]){MISTAKES[i], NULL});
        CHECK(bench.configs.broken && bench.diags.list.count == 1);
        done(&bench);
    }
}
