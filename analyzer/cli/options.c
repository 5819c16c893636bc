#include "analyzer/cli/options.h"

#include "analyzer/base/date.h"
#include "analyzer/cli/environment.h"
#include "policies/catalog.h"
#include "reports/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The date that rules with a calendar compare with: SOURCE_DATE_EPOCH makes it reproducible. */
static struct str today(struct arena *arena) {
    time_t now = time(NULL);
    int64_t epoch;
    const char *fixed = getenv("SOURCE_DATE_EPOCH");
    if (fixed && str_integer(str_from(fixed), &epoch))
        now = (time_t)epoch;
    struct tm date;
    char text[16] = "";
    if (gmtime_r(&now, &date))
        strftime(text, sizeof text, "%Y-%m-%d", &date);
    return str_copy(arena, str_from(text));
}

static bool add_format(struct options *options, struct str value, struct str *ret_error) {
    struct output output = {.format = value, .file = STR_NONE};
    str_cut(value, '=', &output.format, &output.file);
    if (!report_printer_for(output.format)) {
        *ret_error = str_format(options->arena, "no such format; there are %s", report_format_names());
        return false;
    }
    vec_push(options->arena, &options->outputs, output);
    return true;
}

void options_init(struct options *options, struct arena *arena) {
    *options = (struct options){.arena = arena, .scan.fail_on = SEVERITY_LOW};
    options->scan.config.file = str_from(getenv(ENVIRONMENT_CONFIG));
    options->scan.as_of = today(arena);
    options->catalog_date = catalog_built_in_date();
    environment_warn();
}

void options_take_inputs(struct options *options, const struct str_list *words, size_t from) {
    for (size_t i = from; i < words->list.count; i++) {
        if (str_is(words->list.items[i], "-"))
            options->scan.read_stdin = true;
        else
            vec_push(options->arena, &options->scan.discover.inputs, words->list.items[i]);
    }
    if (!options->scan.discover.inputs.count && !options->scan.read_stdin)
        vec_push(options->arena, &options->scan.discover.inputs, STR("."));
    const char *format = getenv(ENVIRONMENT_FORMAT);
    struct str error = STR_NONE;
    if (!options->outputs.count && format && !add_format(options, str_from(format), &error))
        fprintf(stderr, "lambdalint: warning: " ENVIRONMENT_FORMAT "=%s: %.*s\n", format, STR_ARG(error));
    if (!options->outputs.count)
        vec_push(options->arena, &options->outputs, (struct output){STR("text"), STR_NONE});
}

int options_run(const struct verb *verb, int argc, char **argv, options_act *act) {
    struct arena arena;
    arena_init(&arena);
    struct options options;
    options_init(&options, &arena);
    struct str_list words = {0};
    bool help = false;
    int code = EXIT_USAGE;
    if (flags_parse(verb, argc, argv, &options, &arena, &words, &help))
        code = help ? EXIT_CLEAN : act(&options, &words);
    arena_done(&arena);
    return code;
}

/* -- one function for each flag ----------------------------------------------------------------------------------- */

#define FLAG(name) static bool apply_##name(void *context, struct str value, struct arena *arena, struct str *ret_error)
#define UNUSED_VALUE (void)value, (void)arena, (void)ret_error
#define BOOLEAN_FLAG(name, field)                                                                                      \
    FLAG(name) {                                                                                                       \
        UNUSED_VALUE;                                                                                                  \
        ((struct options *)context)->field = true;                                                                     \
        return true;                                                                                                   \
    }

BOOLEAN_FLAG(no_gitignore, scan.discover.no_gitignore)
BOOLEAN_FLAG(no_defaults, scan.bindings.no_defaults)
BOOLEAN_FLAG(force_exclude, scan.discover.force_exclude)
BOOLEAN_FLAG(only_files, scan.only_files)
BOOLEAN_FLAG(list_files, scan.list_files)
BOOLEAN_FLAG(why, list_why)
BOOLEAN_FLAG(no_ignores, scan.no_ignores)
BOOLEAN_FLAG(quiet, quiet)
BOOLEAN_FLAG(verbose, verbose)
BOOLEAN_FLAG(statistics, statistics)
BOOLEAN_FLAG(show_suppressed, show_suppressed)
BOOLEAN_FLAG(sarif_include_suppressed, sarif_include_suppressed)
BOOLEAN_FLAG(exit_zero, exit_zero)
BOOLEAN_FLAG(strict, strict)
BOOLEAN_FLAG(allow_empty, allow_empty)
BOOLEAN_FLAG(force, force)
BOOLEAN_FLAG(stats, cost.stats)

FLAG(exclude) {
    (void)ret_error;
    vec_push(arena, &((struct options *)context)->scan.discover.excludes, value);
    return true;
}

FLAG(stdin_filename) {
    (void)arena, (void)ret_error;
    ((struct options *)context)->scan.stdin_name = value;
    return true;
}

static enum document_kind kind_named(struct str word) {
    for (enum document_kind kind = KIND_NONE + 1; kind < KIND_COUNT; kind++)
        if (str_is(word, document_kind_name(kind)))
            return kind;
    return KIND_NONE;
}

FLAG(kind) {
    struct options *options = context;
    struct str word, rest = value;
    bool more = true;
    while (more) {
        more = str_cut(rest, ',', &word, &rest);
        if (!more)
            word = rest;
        enum document_kind kind = str_is(word, "cfn") ? KIND_CLOUDFORMATION : kind_named(word);
        if (kind == KIND_NONE) {
            *ret_error = str_format(arena, "no such kind '%.*s'; there are cfn, sam, cdk, policy, dump", STR_ARG(word));
            return false;
        }
        options->scan.only[kind] = true;
    }
    return true;
}

FLAG(policy_type) {
    (void)arena;
    *ret_error = STR("types are identity, resource, trust, boundary, session, scp, rcp and endpoint");
    return policy_use_named(value, &((struct options *)context)->scan.policies);
}

static bool read_binding(struct str value, struct binding *ret_binding, struct str *ret_error) {
    *ret_error = STR("write NAME=VALUE");
    return str_cut(value, '=', &ret_binding->name, &ret_binding->value) && ret_binding->name.size;
}

FLAG(param) {
    struct binding binding = {0};
    if (!read_binding(value, &binding, ret_error))
        return false;
    vec_push(arena, &((struct options *)context)->scan.bindings.list, binding);
    return true;
}

FLAG(import) {
    struct binding binding = {0};
    if (!read_binding(value, &binding, ret_error))
        return false;
    vec_push(arena, &((struct options *)context)->scan.imports.list, binding);
    return true;
}

FLAG(param_file) {
    (void)ret_error;
    vec_push(arena, &((struct options *)context)->scan.param_files, value);
    return true;
}

FLAG(rules) {
    (void)ret_error;
    vec_push(arena, &((struct options *)context)->scan.rule_folders, value);
    return true;
}

FLAG(account) {
    (void)arena;
    ((struct options *)context)->scan.account = value;
    *ret_error = STR("an account has 12 digits");
    bool digits = value.size == 12;
    for (size_t i = 0; digits && i < value.size; i++)
        digits = value.data[i] >= '0' && value.data[i] <= '9';
    return digits;
}

FLAG(guardrail) {
    (void)arena, (void)ret_error;
    ((struct options *)context)->scan.guardrail = value;
    return true;
}

FLAG(catalog) {
    struct options *options = context;
    const char *why = NULL;
    struct catalog *catalog = catalog_open(value, &why);
    if (!catalog) {
        *ret_error = str_from(why);
        return false;
    }
    options->scan.catalog = value;
    options->catalog_date = str_copy(arena, catalog_date(catalog));
    catalog_close(catalog);
    return true;
}

FLAG(as_of) {
    (void)arena;
    ((struct options *)context)->scan.as_of = value;
    *ret_error = STR("write a date as YYYY-MM-DD");
    return date_is_valid(value);
}

static bool add_words(struct str value, struct arena *arena, struct str **items, size_t *count, size_t *capacity) {
    VEC(struct str) words = {*items, *count, *capacity};
    struct str word, rest = value;
    while (str_cut(rest, ',', &word, &rest))
        if (str_trim(word).size)
            vec_push(arena, &words, str_trim(word));
    if (str_trim(rest).size)
        vec_push(arena, &words, str_trim(rest));
    *items = words.items;
    *count = words.count;
    *capacity = words.capacity;
    return true;
}
#define ADD_WORDS(vec) add_words(value, arena, &(vec).items, &(vec).count, &(vec).capacity)

FLAG(select) {
    (void)ret_error;
    return ADD_WORDS(((struct options *)context)->scan.selection.select);
}

FLAG(extend_select) {
    (void)ret_error;
    return ADD_WORDS(((struct options *)context)->scan.selection.extend_select);
}

FLAG(ignore) {
    (void)ret_error;
    return ADD_WORDS(((struct options *)context)->scan.selection.ignore);
}

FLAG(persona) {
    (void)arena;
    *ret_error = STR("there are regular, pedantic and auditor");
    ((struct options *)context)->scan.has_persona = true;
    return persona_from_name(value, &((struct options *)context)->scan.selection.persona);
}

FLAG(pedantic) {
    UNUSED_VALUE;
    ((struct options *)context)->scan.has_persona = true;
    ((struct options *)context)->scan.selection.persona = PERSONA_PEDANTIC;
    return true;
}

#define SEVERITIES STR("there are info, low, medium, high and critical")

FLAG(min_severity) {
    (void)arena;
    *ret_error = SEVERITIES;
    return severity_from_name(value, &((struct options *)context)->scan.selection.min_severity);
}

FLAG(min_confidence) {
    (void)arena;
    *ret_error = STR("there are guess, likely, certain and proved");
    return confidence_from_name(value, &((struct options *)context)->scan.selection.min_confidence);
}

FLAG(fail_on) {
    (void)arena;
    *ret_error = SEVERITIES;
    ((struct options *)context)->scan.has_fail_on = true;
    return severity_from_name(value, &((struct options *)context)->scan.fail_on);
}

FLAG(format) {
    (void)arena;
    return add_format(context, value, ret_error);
}

FLAG(output) {
    (void)arena;
    struct options *options = context;
    for (size_t i = options->outputs.count; i-- > 0;) {
        if (!options->outputs.items[i].file.size) {
            options->outputs.items[i].file = value;
            return true;
        }
    }
    if (!options->outputs.count)
        vec_push(options->arena, &options->outputs, (struct output){STR("text"), value});
    *ret_error = STR("every -f names its file already");
    return options->outputs.count == 1 && str_equal(options->outputs.items[0].file, value);
}

static bool parse_when(struct str value, enum terminal_use *ret_when, struct str *ret_error) {
    *ret_error = STR("there are auto, always and never");
    if (str_is(value, "auto"))
        *ret_when = WHEN_AUTO;
    else if (str_is(value, "always"))
        *ret_when = WHEN_ALWAYS;
    else if (str_is(value, "never"))
        *ret_when = WHEN_NEVER;
    else
        return false;
    return true;
}

FLAG(color) {
    (void)arena;
    return parse_when(value, &((struct options *)context)->color, ret_error);
}

FLAG(hyperlinks) {
    (void)arena;
    return parse_when(value, &((struct options *)context)->hyperlinks, ret_error);
}

FLAG(sarif_category) {
    (void)arena, (void)ret_error;
    ((struct options *)context)->sarif_category = value;
    return true;
}

FLAG(root) {
    (void)arena, (void)ret_error;
    ((struct options *)context)->scan.root = value;
    return true;
}

FLAG(config) {
    (void)arena, (void)ret_error;
    ((struct options *)context)->scan.config.file = value;
    return true;
}

FLAG(no_config) {
    UNUSED_VALUE;
    ((struct options *)context)->scan.config.file = STR_NONE;
    ((struct options *)context)->scan.config.none = true;
    return true;
}

FLAG(set) {
    *ret_error = STR("write KEY=VALUE");
    vec_push(arena, &((struct options *)context)->scan.config.sets, value);
    return str_contains(value, "=");
}

FLAG(baseline) {
    (void)arena, (void)ret_error;
    ((struct options *)context)->baseline = value;
    return true;
}

FLAG(since) {
    (void)arena;
    ((struct options *)context)->since = value;
    *ret_error = STR("write a commit, a branch or a tag");
    return value.size && value.data[0] != '-';
}

FLAG(smt_dump) {
    (void)arena;
    ((struct options *)context)->cost.dump = value;
    *ret_error = STR("a folder is expected");
    return value.size > 0;
}

FLAG(query_format) {
    (void)arena;
    ((struct options *)context)->query_format = value;
    *ret_error = STR("there are table, json and csv");
    return str_is(value, "table") || str_is(value, "json") || str_is(value, "csv");
}

#define INPUT_FLAGS                                                                                                    \
    {"exclude", 0, "GLOB", "Input", "Leave out paths that match; repeatable", apply_exclude},                          \
        {"no-gitignore", 0, NULL, "Input", "Also look at what .gitignore leaves out", apply_no_gitignore},             \
        {"kind", 0, "KINDS", "Input", "Only these: cfn, sam, cdk, policy, dump", apply_kind},                          \
        {"stdin-filename", 0, "NAME", "Input", "What to call standard input (-)", apply_stdin_filename},               \
        {"account", 0, "ID", "Input", "Your own account, 12 digits, for rules about those of others", apply_account},  \
        {"catalog", 0, "FILE", "Input", "Another IAM catalogue than the program's own", apply_catalog},                \
        {"guardrail", 0, "FILE", "Input", "An IAM policy: what roles may do at most (IAM701)", apply_guardrail},       \
        {"param", 0, "NAME=VALUE", "Input", "Value of a template parameter; repeatable", apply_param},                 \
        {"param-file",    0, "FILE", "Input", "Values of parameters: one world, named after the file; repeatable",     \
         apply_param_file},                                                                                            \
        {"no-defaults", 0, NULL, "Input", "Defaults of parameters are not their values", apply_no_defaults},           \
        {"import", 0, "NAME=VALUE", "Input", "Value that another stack exports; repeatable", apply_import}, {          \
        "as-of", 0, "DATE", "Input", "Today, for rules with a calendar (YYYY-MM-DD)", apply_as_of                      \
    }

#define CONFIG_FLAGS                                                                                                   \
    {"config",    'c', "FILE", "Configuration", "This file, for all inputs (default: the nearest lambdalint.yml)",     \
     apply_config},                                                                                                    \
        {"no-config", 0, NULL, "Configuration", "No file", apply_no_config}, {                                         \
        "set", 0, "KEY=VALUE", "Configuration", "As if the file said so: --set rules.PRM011=off; repeatable",          \
            apply_set                                                                                                  \
    }

#define ROOT_FLAG                                                                                                      \
    { "root", 0, "DIR", "Output", "Machine formats name files from here (default: git root)", apply_root }

#define RULE_FLAGS                                                                                                     \
    {"rules", 0, "DIR", "Rules", "Further rules, one YAML file each; repeatable", apply_rules},                        \
        {"select", 0, "RULES", "Rules", "Only these: ids, names, prefixes of ids", apply_select},                      \
        {"extend-select", 0, "RULES", "Rules", "These too", apply_extend_select},                                      \
        {"ignore", 0, "RULES", "Rules", "Not these", apply_ignore},                                                    \
        {"persona", 0, "WHO", "Rules", "regular, pedantic or auditor", apply_persona},                                 \
        {"pedantic", 'p', NULL, "Rules", "--persona pedantic", apply_pedantic},                                        \
        {"min-severity",    0, "SEV", "Rules", "Only rules at or above: info low medium high critical",                \
         apply_min_severity},                                                                                          \
        {"min-confidence",    0, "CONF", "Rules", "Only rules at or above: guess likely certain proved",               \
         apply_min_confidence},                                                                                        \
    {                                                                                                                  \
        "no-ignores", 0, NULL, "Rules", "Comments do not suppress anything", apply_no_ignores                          \
    }

#define OUTPUT_FLAGS                                                                                                   \
    {"format", 'f', "FMT[=FILE]", "Output", "text, concise, json or sarif; repeatable", apply_format},                 \
        {"output", 'o', "FILE", "Output", "File of the last -f without one", apply_output},                            \
        {"color", 0, "WHEN", "Output", "auto, always or never", apply_color},                                          \
        {"hyperlinks", 0, "WHEN", "Output", "auto, always or never", apply_hyperlinks},                                \
        {"quiet", 'q', NULL, "Output", "No summary", apply_quiet},                                                     \
        {"verbose", 'v', NULL, "Output", "Notes, undecided places, what a finding depends on", apply_verbose},         \
        {"statistics", 0, NULL, "Output", "Count findings per rule", apply_statistics},                                \
        {"show-suppressed", 0, NULL, "Output", "Print suppressed findings too", apply_show_suppressed},                \
        COST_FLAGS(apply_stats, apply_smt_dump),                                                                       \
        {"sarif-category", 0, "NAME", "Output", "automationDetails of the SARIF run", apply_sarif_category}, {         \
        "sarif-include-suppressed", 0, NULL, "Output", "Suppressed results with their reason",                         \
            apply_sarif_include_suppressed                                                                             \
    }

#define EXIT_FLAGS                                                                                                     \
    {"baseline", 0, "FILE", "Baseline", "Leave out what this baseline or earlier report knows", apply_baseline},       \
        {"since",    0, "REV", "Baseline", "Only what stands on lines changed since the branch left this commit",      \
         apply_since},                                                                                                 \
        {"fail-on", 0, "SEV", "Exit code", "1 for findings at or above (default: low)", apply_fail_on},                \
        {"exit-zero", 0, NULL, "Exit code", "0 also with findings or an incomplete result", apply_exit_zero},          \
        {"strict",    0, NULL, "Exit code", "3 also for undecided places and idle suppressions, 1 for idle baselines", \
         apply_strict},                                                                                                \
    {                                                                                                                  \
        "allow-empty", 0, NULL, "Exit code", "0 for a folder that holds nothing to scan", apply_allow_empty            \
    }

const struct flag SCAN_FLAGS[] = {
    INPUT_FLAGS,
    {"force-exclude", 0, NULL, "Input", "--exclude applies to named files too", apply_force_exclude},
    {"only-files", 0, NULL, "Input", "Report only findings in the named files", apply_only_files},
    {"list-files", 0, NULL, "Input", "List what would be scanned, and stop", apply_list_files},
    {"why", 0, NULL, "Input", "With --list-files: every file, and why", apply_why},
    RULE_FLAGS,
    OUTPUT_FLAGS,
    ROOT_FLAG,
    CONFIG_FLAGS,
    EXIT_FLAGS,
    {0}};

const struct flag CHECK_FLAGS[] = {
    {"type", 0, "TYPE", "Input", "identity, resource, trust, boundary, session, scp, rcp or endpoint",
     apply_policy_type},
    {"stdin-filename", 0, "NAME", "Input", "What to call standard input (-)", apply_stdin_filename},
    {"account", 0, "ID", "Input", "Your own account, 12 digits, for rules about those of others", apply_account},
    {"catalog", 0, "FILE", "Input", "Another IAM catalogue than the program's own", apply_catalog},
    {"guardrail", 0, "FILE", "Input", "An IAM policy: what roles may do at most (IAM701)", apply_guardrail},
    RULE_FLAGS,
    OUTPUT_FLAGS,
    ROOT_FLAG,
    CONFIG_FLAGS,
    EXIT_FLAGS,
    {0}};

const struct flag QUERY_FLAGS[] = {
    INPUT_FLAGS, CONFIG_FLAGS, {"format", 'f', "FMT", "Output", "table, json or csv", apply_query_format}, {0}};

const struct flag BASELINE_FLAGS[] = {
    INPUT_FLAGS,
    RULE_FLAGS,
    CONFIG_FLAGS,
    ROOT_FLAG,
    {"baseline", 0, "FILE", "Baseline", "The file (default: .lambdalint-baseline.json)", apply_baseline},
    {"force", 0, NULL, "Baseline", "create: replace the file", apply_force},
    {"verbose", 'v', NULL, "Output", "Notes", apply_verbose},
    {"allow-empty", 0, NULL, "Exit code", "0 for a folder that holds nothing to scan", apply_allow_empty},
    {0}};

const struct flag CONFIG_VERB_FLAGS[] = {
    CONFIG_FLAGS, {"rules", 0, "DIR", "Rules", "Further rules, one YAML file each; repeatable", apply_rules}, {0}};
