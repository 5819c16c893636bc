#include "analyzer/scan/profile.h"

#include "analyzer/scan/files.h"
#include "analyzer/scan/param_file.h"

#include <string.h>

/* -- whose configuration ------------------------------------------------------------------------------------------ */

static void read_for_inputs(struct scan *scan, const struct scan_options *options) {
    for (size_t i = 0; i < options->discover.inputs.count; i++) {
        struct str folder = path_folder_of_input(options->discover.inputs.items[i], &scan->arena);
        vec_push(&scan->arena, &scan->input_configs, configs_for_folder(&scan->configs, folder));
    }
    struct str here = path_working_directory(&scan->arena);
    if (options->read_stdin && options->stdin_name.size)
        here = path_folder(path_real(options->stdin_name, &scan->arena));
    if (options->read_stdin || !options->discover.inputs.count)
        scan->stdin_config = configs_for_folder(&scan->configs, here);
}

/* For --verbose: which files had a say. */
static void note_files(struct scan *scan) {
    for (size_t i = 0; i < scan->configs.by_file.count; i++) {
        const struct config *config = scan->configs.by_file.entries[i].value;
        for (size_t f = 0; f < config->files.count; f++)
            diag_add(&scan->diags, DIAG_NOTE, NULL, config->files.items[f], NULL, (struct span){0, 0},
                     "this configuration was read");
    }
}

static void read_param_files(struct scan *scan, const struct scan_options *options) {
    for (size_t i = 0; i < options->param_files.count; i++) {
        struct document *document;
        struct parameter_file *file = ARENA_NEW(&scan->arena, struct parameter_file);
        if (!param_file_read(options->param_files.items[i], &scan->arena, &scan->diags, file, &document))
            scan->configs.broken = true;
        vec_push(&scan->arena, &scan->parameter_files, file);
        if (document)
            vec_push(&scan->arena, &scan->configs.documents, document);
    }
}

bool profiles_read(struct scan *scan, const struct scan_options *options) {
    configs_init(&scan->configs, &options->config, &scan->arena, &scan->diags);
    read_for_inputs(scan, options);
    note_files(scan);
    read_param_files(scan, options);
    return !scan->configs.broken;
}

/* -- what holds for a file ---------------------------------------------------------------------------------------- */

static struct profile *profile_for(struct scan *scan, const struct config *config, enum persona persona) {
    for (size_t i = 0; i < scan->profiles.count; i++)
        if (scan->profiles.items[i]->config == config && scan->profiles.items[i]->persona == persona)
            return scan->profiles.items[i];
    struct profile *profile = ARENA_NEW(&scan->arena, struct profile);
    *profile = (struct profile){.config = config, .persona = persona};
    vec_push(&scan->arena, &scan->profiles, profile);
    return profile;
}

void profile_assign(struct scan *scan, const struct scan_options *options, size_t input, struct scanned_file *file) {
    const struct config *config = input == SIZE_MAX ? scan->stdin_config : scan->input_configs.items[input];
    enum persona persona = config->has_persona ? config->persona : options->selection.persona;
    file->fail_on = config->has_fail_on ? config->fail_on : options->fail_on;
    struct str path = config->per_path.count ? path_real(file->path, &scan->arena) : STR_NONE;
    for (size_t i = 0; i < config->per_path.count; i++) {
        const struct config_path *said = &config->per_path.items[i];
        if (!path_glob_matches(&said->glob, path))
            continue;
        persona = said->has_persona ? said->persona : persona;
        file->fail_on = said->has_fail_on ? said->fail_on : file->fail_on;
    }
    if (options->has_persona)
        persona = options->selection.persona;
    if (options->has_fail_on)
        file->fail_on = options->fail_on;
    file->profile = profile_for(scan, config, persona);
}

const struct profile *profile_of(const struct scan *scan, const struct document *document) {
    const struct scanned_file *file = scan_file_of(scan, document);
    return file ? file->profile : scan->profiles.items[0];
}

/* -- rules -------------------------------------------------------------------------------------------------------- */

static bool is_named(const struct str *words, size_t count, const struct rule *rule) {
    for (size_t i = 0; i < count; i++)
        if (registry_match(rule, words[i]) == RULE_MATCH_EXACT)
            return true;
    return false;
}

/* The command line beats the configuration: a rule that it names runs, and --select alone says what else does. */
static void apply_config(struct scan *scan, const struct config *config, const struct rule *rule,
                         struct selection *selection) {
    struct rule_settings settings = config_rule_settings(config, rule);
    bool named = is_named(selection->select.items, selection->select.count, rule) ||
                 is_named(selection->extend_select.items, selection->extend_select.count, rule);
    if (settings.has_severity)
        vec_push(&scan->arena, &selection->severities, (struct rule_severity){rule, settings.severity});
    if (settings.run == CONFIG_RUN_OFF && !named)
        vec_push(&scan->arena, &selection->ignore, rule->id);
    if (settings.run == CONFIG_RUN_ON && !selection->select.count)
        vec_push(&scan->arena, &selection->extend_select, rule->id);
}

/* A copy that may grow without changing the options. */
#define COPY_WORDS(arena, to, from)                                                                                    \
    do {                                                                                                               \
        (to).items = NULL;                                                                                             \
        (to).count = (to).capacity = 0;                                                                                \
        for (size_t word = 0; word < (from).count; word++)                                                             \
            vec_push((arena), &(to), (from).items[word]);                                                              \
    } while (0)

static bool select_rules(struct scan *scan, const struct scan_options *options, struct profile *profile) {
    struct selection selection = options->selection;
    selection.persona = profile->persona;
    COPY_WORDS(&scan->arena, selection.ignore, options->selection.ignore);
    COPY_WORDS(&scan->arena, selection.extend_select, options->selection.extend_select);
    if (profile->config->rules.count)
        for (size_t i = 0; i < scan->rules.list.count; i++)
            apply_config(scan, profile->config, scan->rules.list.items[i], &selection);
    if (!registry_select(&scan->rules, &selection, &scan->arena, &scan->diags, &profile->selected))
        return false;
    for (size_t i = 0; i < profile->selected.list.count; i++) {
        struct rule *rule = profile->selected.list.items[i];
        if (is_named(selection.select.items, selection.select.count, rule) ||
            is_named(selection.extend_select.items, selection.extend_select.count, rule))
            vec_push(&scan->arena, &profile->named.list, rule);
    }
    return true;
}

bool profile_same_rules(const struct profile *a, const struct profile *b) {
    size_t count = a->selected.list.count;
    return a == b ||
           (count == b->selected.list.count && (!count || memcmp(a->selected.list.items, b->selected.list.items,
                                                                 count * sizeof *a->selected.list.items) == 0));
}

static bool has_rule(const struct rules *rules, const struct rule *rule) {
    for (size_t i = 0; i < rules->list.count; i++)
        if (rules->list.items[i] == rule)
            return true;
    return false;
}

bool profile_runs(const struct profile *profile, const struct rule *rule) {
    return has_rule(&profile->selected, rule);
}

bool profile_hears(const struct profile *profile, const struct rule *rule, enum persona persona) {
    return persona <= profile->persona || persona <= rule->persona || has_rule(&profile->named, rule);
}

static bool runs_somewhere(const struct scan *scan, const struct rule *rule) {
    for (size_t i = 0; i < scan->profiles.count; i++)
        if (profile_runs(scan->profiles.items[i], rule))
            return true;
    return false;
}

bool profiles_select(struct scan *scan, const struct scan_options *options) {
    if (!scan->profiles.count) { /* no file at all: the words are checked all the same */
        const struct config *config = scan->input_configs.count ? scan->input_configs.items[0] : scan->stdin_config;
        profile_for(scan, config, options->selection.persona);
    }
    for (size_t i = 0; i < scan->configs.by_file.count; i++)
        if (!config_check_rules(scan->configs.by_file.entries[i].value, &scan->rules, &scan->diags))
            scan->configs.broken = true;
    for (size_t i = 0; i < scan->profiles.count; i++)
        if (!select_rules(scan, options, scan->profiles.items[i])) {
            scan->usage_error = true; /* of the command line, so the same for every profile */
            break;
        }
    for (size_t i = 0; i < scan->rules.list.count; i++)
        if (runs_somewhere(scan, scan->rules.list.items[i]))
            vec_push(&scan->arena, &scan->selected.list, scan->rules.list.items[i]);
    return !scan->configs.broken;
}

/* -- parameters --------------------------------------------------------------------------------------------------- */

struct config_bindings {
    const struct config *config;
    struct bindings bindings;
};

struct bindings *profile_bindings(struct scan *scan, struct scan_options *options, const struct config *config) {
    options->bindings.imports = &options->imports;
    if (!config->parameters.list.count && !scan->parameter_files.count)
        return &options->bindings;
    for (size_t i = 0; i < scan->config_bindings.count; i++)
        if (scan->config_bindings.items[i]->config == config)
            return &scan->config_bindings.items[i]->bindings;
    struct config_bindings *both = ARENA_NEW(&scan->arena, struct config_bindings);
    both->config = config;
    both->bindings.imports = &options->imports;
    both->bindings.no_defaults = options->bindings.no_defaults;
    for (size_t i = 0; i < config->parameters.list.count; i++) {
        vec_push(&scan->arena, &both->bindings.list, config->parameters.list.items[i]);
        both->bindings.list.items[i].yields = true;
    }
    for (size_t i = 0; i < scan->parameter_files.count; i++)
        vec_push(&scan->arena, &both->bindings.files, scan->parameter_files.items[i]);
    for (size_t i = 0; i < options->bindings.list.count; i++)
        vec_push(&scan->arena, &both->bindings.list, options->bindings.list.items[i]);
    vec_push(&scan->arena, &scan->config_bindings, both);
    return &both->bindings;
}

void profile_note_used(struct scan *scan, struct scan_options *options) {
    for (size_t i = 0; i < scan->config_bindings.count; i++) {
        const struct bindings *both = &scan->config_bindings.items[i]->bindings;
        size_t first = both->list.count - options->bindings.list.count;
        for (size_t b = 0; b < options->bindings.list.count; b++)
            options->bindings.list.items[b].used =
                options->bindings.list.items[b].used || both->list.items[first + b].used;
    }
}
