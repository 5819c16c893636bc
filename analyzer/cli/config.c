/* lambdalint config check|show|schema [PATH…]. */
#include "analyzer/scan/config.h"

#include "analyzer/base/embedded.h"
#include "analyzer/base/json_out.h"
#include "analyzer/cli/options.h"
#include "analyzer/cli/problems.h"
#include "analyzer/cli/verbs.h"
#include "analyzer/scan/files.h"
#include "analyzer/scan/profile.h"

#include <stdio.h>

#define SCHEMA_FILE "analyzer/scan/data/config.schema.json"

/* -- show --------------------------------------------------------------------------------------------------------- */

/* A JSON string is a YAML string, whatever is in it. */
static void print_quoted(struct str text, struct arena *arena) {
    struct json_out *json = json_out_new();
    struct buf out;
    buf_init(&out, arena);
    json_put_string(json, text);
    json_out_text(json, JSON_ONE_LINE, &out);
    json_out_free(json);
    printf("%.*s", STR_ARG(buf_str(&out)));
}

static void print_rules(const struct config *config, const struct rules *rules) {
    bool any = false;
    for (size_t i = 0; i < rules->list.count; i++) {
        const struct rule *rule = rules->list.items[i];
        struct rule_settings settings = config_rule_settings(config, rule);
        bool switched = settings.run == CONFIG_RUN_OFF || settings.run == CONFIG_RUN_ON;
        if (!switched && !settings.has_severity && !settings.locked)
            continue;
        printf("%s", any ? "" : "rules:\n");
        any = true;
        printf("  %.*s: ", STR_ARG(rule->id));
        if (settings.run == CONFIG_RUN_ON && !settings.has_severity && !settings.locked) {
            printf("on\n");
            continue;
        }
        printf("{off: %s", settings.run == CONFIG_RUN_OFF ? "true" : "false");
        if (settings.has_severity)
            printf(", severity: %s", severity_name(settings.severity));
        printf("%s}\n", settings.locked ? ", locked: true" : "");
    }
}

static void print_allows(const struct config *config, struct arena *arena) {
    for (size_t i = 0; i < config->rules.count; i++)
        for (size_t a = 0; a < config->rules.items[i].allows.count; a++) {
            const struct config_allow *allow = &config->rules.items[i].allows.items[a];
            printf("# %.*s may find ", STR_ARG(config->rules.items[i].word));
            print_quoted(allow->pattern, arena);
            printf("%s%.*s\n", allow->reason.size ? ": " : "", STR_ARG(allow->reason));
        }
}

static void print_paths(const struct config *config, struct arena *arena) {
    if (config->exclude.list.count)
        printf("exclude:\n");
    for (size_t i = 0; i < config->exclude.list.count; i++) {
        printf("  - ");
        print_quoted(config->exclude.list.items[i].pattern, arena);
        printf("\n");
    }
    if (config->per_path.count)
        printf("per-path:\n");
    for (size_t i = 0; i < config->per_path.count; i++) {
        const struct config_path *path = &config->per_path.items[i];
        printf("  ");
        print_quoted(path->glob.pattern, arena);
        printf(":\n");
        if (path->has_persona)
            printf("    persona: %s\n", persona_name(path->persona));
        if (path->has_fail_on)
            printf("    fail-on: %s\n", severity_name(path->fail_on));
    }
}

static void print_parameters(const struct config *config, struct arena *arena) {
    if (config->parameters.list.count)
        printf("parameters:\n");
    for (size_t i = 0; i < config->parameters.list.count; i++) {
        const struct binding *binding = &config->parameters.list.items[i];
        printf("  ");
        print_quoted(binding->name, arena);
        printf(": ");
        print_quoted(binding->value, arena);
        printf("\n");
    }
}

static void show(const struct config *config, const struct options *options, const struct rules *rules) {
    for (size_t i = 0; i < config->files.count; i++)
        printf("# %.*s\n", STR_ARG(config->files.items[i]));
    if (!config->files.count)
        printf("# no file: defaults\n");
    printf("version: 1\n");
    printf("persona: %s\n", persona_name(config->has_persona ? config->persona : PERSONA_REGULAR));
    printf("fail-on: %s\n", severity_name(config->has_fail_on ? config->fail_on : options->scan.fail_on));
    if (config->account.size)
        printf("account: \"%.*s\"\n", STR_ARG(config->account));
    if (config->guardrail.size)
        printf("guardrail: %.*s\n", STR_ARG(config->guardrail));
    printf("suppressions:\n  require-reason: %s\n", config->require_reason ? "true" : "false");
    if (config->max_age_days)
        printf("  max-age-days: %lld\n", (long long)config->max_age_days);
    print_rules(config, rules);
    print_allows(config, options->arena);
    print_paths(config, options->arena);
    print_parameters(config, options->arena);
}

/* -- actions ------------------------------------------------------------------------------------------------------ */

static int print_schema(void) {
    struct str schema = embedded_get(SCHEMA_FILE);
    fwrite(schema.data, 1, schema.size, stdout);
    return EXIT_CLEAN;
}

static void say_fine(const struct scan *scan) {
    size_t files = 0;
    for (size_t i = 0; i < scan->configs.by_file.count; i++) {
        const struct config *config = scan->configs.by_file.entries[i].value;
        for (size_t f = 0; f < config->files.count; f++)
            printf("%.*s: fine\n", STR_ARG(config->files.items[f]));
        files += config->files.count;
    }
    if (!files)
        printf("There is no configuration for these inputs: the defaults hold.\n");
}

static int read_and_act(struct options *options, bool shows) {
    struct scan scan = {0};
    arena_init(&scan.arena);
    diags_init(&scan.diags, &scan.arena);
    bool fine = profiles_read(&scan, &options->scan) && scan_read_rules(&scan, &options->scan);
    problems_print(options, &scan.diags);
    if (fine && shows)
        for (size_t i = 0; i < scan.configs.by_file.count; i++) {
            printf("%s", i ? "---\n" : "");
            show(scan.configs.by_file.entries[i].value, options, &scan.rules);
        }
    else if (fine)
        say_fine(&scan);
    scan_done(&scan);
    return fine ? EXIT_CLEAN : EXIT_USAGE;
}

/* `config check ci/strict.yml` means that file, not the one that is nearest to it. */
static void take_named_file(struct options *options) {
    const struct discover_options *named = &options->scan.discover;
    if (named->inputs.count == 1 && !options->scan.config.file.size &&
        path_is_file(named->inputs.items[0], options->arena))
        options->scan.config.file = named->inputs.items[0];
}

static int act(struct str action, struct options *options) {
    if (str_is(action, "schema"))
        return print_schema();
    if (str_is(action, "check"))
        take_named_file(options);
    if (str_is(action, "check") || str_is(action, "show"))
        return read_and_act(options, str_is(action, "show"));
    return verb_refuse(&VERB_CONFIG, action);
}

static int take_action(struct options *options, const struct str_list *words) {
    options_take_inputs(options, words, 1);
    return act(words->list.count ? words->list.items[0] : STR_NONE, options);
}

static int run(const struct verb *verb, int argc, char **argv) {
    return options_run(verb, argc, argv, take_action);
}

static const char *const ACTIONS[] = {"check", "show", "schema", NULL};

const struct verb VERB_CONFIG = {.name = "config",
                                 .choices = ACTIONS,
                                 .arguments = "check|show|schema [PATH...]",
                                 .summary = "Checks or shows the configuration of inputs, or prints its JSON Schema.",
                                 .flags = CONFIG_VERB_FLAGS,
                                 .run = run};
