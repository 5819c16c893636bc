#include "analyzer/scan/scan.h"
#include "analyzer/scan/guardrail.h"

#include "analyzer/base/clock.h"
#include "analyzer/base/distance.h"
#include "analyzer/base/limits.h"
#include "analyzer/scan/assembly.h"
#include "analyzer/scan/files.h"
#include "analyzer/scan/profile.h"
#include "reports/report.h"
#include "rulesets/engine.h"

#include <stdlib.h>

static void progress(const struct scan_options *options, const char *what, size_t done, size_t total) {
    if (options->progress)
        options->progress(options->progress_context, what, done, total);
}

/* What nothing asks for is a mistake of the caller: silently ignoring it would decide nothing. */
static void refuse_unused(struct scan *scan, const struct binding *binding, const char *flag, const char *why) {
    if (binding->used || scan->units.count == 0)
        return;
    scan->usage_error = true;
    diag_add(&scan->diags, DIAG_UNRESOLVED, NULL, STR_NONE, NULL, (struct span){0}, "%s %.*s: %s", flag,
             STR_ARG(binding->name), why);
}

static void check_bindings(struct scan *scan, const struct scan_options *options) {
    for (size_t i = 0; i < options->bindings.list.count; i++)
        refuse_unused(scan, &options->bindings.list.items[i], "--param", "no template declares this parameter");
}

static void check_imports(struct scan *scan, const struct scan_options *options) {
    for (size_t i = 0; i < options->imports.list.count; i++)
        refuse_unused(scan, &options->imports.list.items[i], "--import", "no resource uses an import of this name");
}

static struct str near_parameter(const struct scan *scan, struct str name) {
    struct distance nearest;
    distance_init(&nearest, name);
    for (size_t i = 0; i < scan->units.count; i++)
        for (size_t p = 0; p < scan->units.items[i]->parameters.count; p++)
            distance_try(&nearest, scan->units.items[i]->parameters.items[p].name);
    return distance_found(&nearest);
}

/* A file may serve several deployments: a name that nothing declares here is worth a warning only. */
static void check_parameter_file(struct scan *scan, const struct parameter_file *file) {
    for (size_t i = 0; i < file->list.count; i++) {
        const struct binding *binding = &file->list.items[i];
        if (binding->used)
            continue;
        struct str near = near_parameter(scan, binding->name);
        struct str hint = near.size ? str_format(&scan->arena, ", did you mean '%.*s'?", STR_ARG(near)) : STR_NONE;
        diag_add(&scan->diags, DIAG_PARAMETER, NULL, file->name, file->document, binding->span,
                 "no template declares the parameter '%.*s'%.*s", STR_ARG(binding->name), STR_ARG(hint));
    }
}

/* Accounts of several configurations that differ leave it unknown: what belongs to whom is then not decided. */
static struct str account(const struct scan *scan, const struct scan_options *options) {
    struct str account = options->account;
    for (size_t i = 0; !account.size && i < options->bindings.list.count; i++)
        if (str_is(options->bindings.list.items[i].name, "AWS::AccountId"))
            account = options->bindings.list.items[i].value;
    if (account.size)
        return account;
    for (size_t i = 0; i < scan->configs.by_file.count; i++) {
        const struct config *config = scan->configs.by_file.entries[i].value;
        if (account.size && config->account.size && !str_equal(account, config->account))
            return STR_NONE;
        account = config->account.size ? config->account : account;
    }
    return account;
}

/* Seconds since *begun, which becomes now. */
static double lap(double *begun) {
    double now = clock_seconds(), taken = now - *begun;
    *begun = now;
    return taken;
}

bool scan_read(struct scan *scan, struct scan_options *options) {
    double begun = clock_seconds();
    arena_init(&scan->arena);
    diags_init(&scan->diags, &scan->arena);
    map_init(&scan->included, &scan->arena);
    if (!profiles_read(scan, options))
        return false;
    scan_read_files(scan, options);
    scan_find_root(scan, options);
    scan->times.read = lap(&begun);
    if (options->list_files)
        return true;
    scan_build_units(scan, options);
    profile_note_used(scan, options);
    check_bindings(scan, options);
    for (size_t i = 0; scan->units.count && i < scan->parameter_files.count; i++)
        check_parameter_file(scan, scan->parameter_files.items[i]);
    scan->times.units = lap(&begun);
    return true;
}

bool scan_load(struct scan *scan, struct scan_options *options) {
    const struct iam_policy *guardrail;
    if (!scan_read(scan, options))
        return false;
    if (options->list_files)
        return true;
    double begun = clock_seconds();
    if (!guardrail_read(scan, options, &guardrail))
        return false;
    struct facts_options facts_options = {.as_of = options->as_of,
                                          .account = account(scan, options),
                                          .catalog = options->catalog,
                                          .guardrail = guardrail,
                                          .dump = options->dump,
                                          .dump_context = options->dump_context};
    scan->facts = facts_open(facts_options, &scan->diags);
    for (size_t i = 0; i < scan->units.count; i++) {
        progress(options, "loading", i, scan->units.count);
        facts_load(scan->facts, scan->units.items[i]);
    }
    facts_seal(scan->facts);
    check_imports(scan, options);
    scan->times.facts = lap(&begun);
    progress(options, "checking", 0, 0);
    return true;
}

const struct scanned_file *scan_file_of(const struct scan *scan, const struct document *document) {
    bool known = document->number && document->number <= scan->document_files.count &&
                 scan->documents.items[document->number - 1] == document;
    return known ? &scan->files.items[scan->document_files.items[document->number - 1]] : NULL;
}

/* Stable under edits of other lines: rule, file, logical path and key, no position (cli-and-reports.md c.3). */
static void set_fingerprints(struct scan *scan) {
    struct arena_mark mark = arena_mark(&scan->arena);
    for (size_t i = 0; i < scan->report.findings.count; i++) {
        struct finding *finding = scan->report.findings.items[i];
        struct str file = report_file(&scan->arena, &scan->report, finding->place.document);
        finding->fingerprint = str_hash(str_format(&scan->arena, "%.*s\n%.*s\n%.*s\n%.*s", STR_ARG(finding->rule->id),
                                                   STR_ARG(file), STR_ARG(finding->path), STR_ARG(finding->key)));
    }
    arena_reset(&scan->arena, mark);
}

static void count(struct scan *scan) {
    struct report_counts *counts = &scan->report.counts;
    for (size_t i = 0; i < scan->files.count; i++)
        counts->files += scan->files.items[i].kind != KIND_NONE;
    counts->functions = facts_count(scan->facts, "function");
    counts->roles = facts_count(scan->facts, "role");
    counts->policies = facts_count(scan->facts, "policy");
    for (size_t i = 0; i < scan->report.findings.count; i++)
        counts->ignored += scan->report.findings.items[i]->suppressed && !scan->report.findings.items[i]->in_baseline;
}

static bool runs_everywhere(const struct scan *scan, const struct rule *rule) {
    for (size_t i = 0; i < scan->profiles.count; i++)
        if (!profile_runs(scan->profiles.items[i], rule))
            return false;
    return true;
}

/* Whoever leaves a rule about secrets out does not want to read its findings; the secrets stay masked all the same. */
static void find_hidden_secrets(struct scan *scan) {
    struct rules others = {0};
    struct report hidden = {0};
    for (size_t i = 0; i < scan->rules.list.count; i++)
        if (scan->rules.list.items[i]->masks_value && !runs_everywhere(scan, scan->rules.list.items[i]))
            vec_push(&scan->arena, &others.list, scan->rules.list.items[i]);
    engine_run(scan->facts, &others, &scan->arena, &scan->diags, &hidden);
    for (size_t i = 0; i < hidden.findings.count; i++)
        vec_push(&scan->arena, &scan->report.hidden, hidden.findings.items[i]);
}

static void set_severity(const struct profile *profile, struct finding *finding) {
    if (!profile->config->rules.count)
        return;
    struct rule_settings settings = config_rule_settings(profile->config, finding->rule);
    if (settings.has_severity)
        finding->severity = settings.severity;
}

/* The rules of a profile see all facts, because a finding may rest on several files; what is kept of them stands in the
 * files of this profile and of those with the same rules. */
static void run_profile(struct scan *scan, const struct profile *profile) {
    struct report part = {0};
    engine_run(scan->facts, &profile->selected, &scan->arena, &scan->diags, &part);
    for (size_t i = 0; i < part.findings.count; i++) {
        struct finding *finding = part.findings.items[i];
        const struct profile *owner = profile_of(scan, finding->place.document);
        if (!profile_same_rules(owner, profile) || !profile_hears(owner, finding->rule, finding->persona))
            continue;
        set_severity(owner, finding);
        vec_push(&scan->arena, &scan->report.findings, finding);
    }
    for (size_t i = 0; i < part.undecided.count; i++) {
        struct undecided *undecided = part.undecided.items[i];
        const struct profile *owner = profile_of(scan, undecided->place.document);
        if (profile_same_rules(owner, profile) && profile_hears(owner, undecided->rule, undecided->persona))
            vec_push(&scan->arena, &scan->report.undecided, undecided);
    }
}

static void run_profiles(struct scan *scan) {
    for (size_t i = 0; i < scan->profiles.count; i++) {
        bool ran = false;
        for (size_t before = 0; before < i && !ran; before++)
            ran = profile_same_rules(scan->profiles.items[before], scan->profiles.items[i]);
        if (!ran)
            run_profile(scan, scan->profiles.items[i]);
    }
    if (scan->profiles.count > 1)
        engine_sort(&scan->report);
}

static void set_fails(struct scan *scan, const struct scan_options *options) {
    for (size_t i = 0; i < scan->report.findings.count; i++) {
        struct finding *finding = scan->report.findings.items[i];
        const struct scanned_file *file = scan_file_of(scan, finding->place.document);
        finding->fails = finding->severity >= (file ? file->fail_on : options->fail_on);
    }
}

bool scan_check(struct scan *scan, struct scan_options *options) {
    double begun = clock_seconds();
    if (!scan_read_rules(scan, options))
        return false;
    scan->report.rules = &scan->rules;
    scan->report.diags = &scan->diags;
    run_profiles(scan);
    find_hidden_secrets(scan);
    if (options->only_files)
        scan_keep_named(scan);
    scan_apply_suppressions(scan, options);
    set_fails(scan, options);
    assembly_point_at_sources(scan);
    set_fingerprints(scan);
    count(scan);
    scan->times.rules = lap(&begun);
    return true;
}

void scan_done(struct scan *scan) {
    if (scan->facts)
        facts_close(scan->facts);
    for (size_t i = 0; i < scan->documents.count; i++)
        document_free(scan->documents.items[i]);
    assemblies_done(&scan->assemblies);
    configs_done(&scan->configs);
    registry_done(&scan->rules);
    arena_done(&scan->arena);
}
