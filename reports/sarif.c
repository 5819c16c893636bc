/* SARIF 2.1.0 as GitHub code scanning takes it (cli-and-reports.md, (c)). The bytes depend on the report alone: no
 * time, host, absolute path or random identifier. */
#include "reports/sarif.h"

#include "analyzer/base/limits.h"
#include "reports/diagnostics.h"
#include "reports/links.h"

struct results {
    VEC(const struct finding *) list; /* in the order of the report */
    size_t left_out;
};

/* The findings that are written: the worst LIMIT_SARIF_RESULTS - 1 when there are more than fit, one place being kept
 * for the result that says so. */
static struct results choose_results(struct sarif_report *sarif) {
    const struct report *report = sarif->report;
    struct results all = {0};
    size_t by_severity[SEVERITY_CRITICAL + 1] = {0};
    for (size_t i = 0; i < report->findings.count; i++) {
        const struct finding *finding = report->findings.items[i];
        if (finding->suppressed && !sarif->options->sarif_include_suppressed)
            continue;
        vec_push(sarif->arena, &all.list, finding);
        by_severity[finding->severity]++;
    }
    if (all.list.count <= LIMIT_SARIF_RESULTS)
        return all;
    struct results kept = {.left_out = all.list.count - (LIMIT_SARIF_RESULTS - 1)};
    size_t room = LIMIT_SARIF_RESULTS - 1;
    for (size_t i = SEVERITY_CRITICAL + 1; i > 0; i--) {
        by_severity[i - 1] = by_severity[i - 1] < room ? by_severity[i - 1] : room;
        room -= by_severity[i - 1];
    }
    for (size_t i = 0; i < all.list.count; i++) {
        size_t *left = &by_severity[all.list.items[i]->severity];
        if (*left) {
            vec_push(sarif->arena, &kept.list, all.list.items[i]);
            --*left;
        }
    }
    return kept;
}

static void put_results(struct sarif_report *sarif) {
    struct results results = choose_results(sarif);
    json_put_key(sarif->out, "results");
    json_begin_array(sarif->out);
    for (size_t i = 0; i < results.list.count; i++)
        sarif_finding(sarif, results.list.items[i]);
    size_t room = LIMIT_SARIF_RESULTS - results.list.count;
    struct diagnostics diagnostics = diagnostics_sorted(sarif->arena, sarif->report->diags);
    for (size_t i = 0; i < diagnostics.list.count && room && !results.left_out; i++) {
        const struct diag *diag = diagnostics.list.items[i];
        if (!diag->id || diag->file.size == 0)
            continue;
        sarif_diagnostic(sarif, diag);
        room--;
    }
    if (results.left_out)
        sarif_cut(sarif, results.list.items[0], results.left_out);
    json_end_array(sarif->out);
}

static void put_driver(struct sarif_report *sarif) {
    struct json_out *out = sarif->out;
    json_put_key(out, "tool");
    json_begin_object(out);
    json_put_key(out, "driver");
    json_begin_object(out);
    json_member_z(out, "name", "lambdalint");
    json_member_z(out, "semanticVersion", sarif->options->version);
    json_member_z(out, "version", sarif->options->version);
    json_member_z(out, "informationUri", LINK_HOME);
    sarif_rules(sarif);
    json_end_object(out);
    json_end_object(out);
}

/* The root has no URI: it would be a path of this machine. */
static void put_bases(struct json_out *out) {
    json_put_key(out, "originalUriBaseIds");
    json_begin_object(out);
    json_put_key(out, "%SRCROOT%");
    json_begin_object(out);
    json_put_key(out, "description");
    json_begin_object(out);
    json_member_z(out, "text", "The root of the repository.");
    json_end_object(out);
    json_end_object(out);
    json_end_object(out);
}

/* true also when files did not parse: those are results, and false makes GitHub call the whole run unsuccessful. */
static void put_invocation(struct json_out *out) {
    json_put_key(out, "invocations");
    json_begin_array(out);
    json_begin_object(out);
    json_member_bool(out, "executionSuccessful", true);
    json_end_object(out);
    json_end_array(out);
}

static void put_run(struct sarif_report *sarif) {
    struct json_out *out = sarif->out;
    struct str category = sarif->options->sarif_category;
    json_begin_object(out);
    put_driver(sarif);
    if (category.size) {
        json_put_key(out, "automationDetails");
        json_begin_object(out);
        json_member_string(out, "id",
                           str_format(sarif->arena, "%.*s%s", STR_ARG(category), str_ends(category, "/") ? "" : "/"));
        json_end_object(out);
    }
    json_member_z(out, "columnKind", "utf16CodeUnits");
    put_bases(out);
    put_invocation(out);
    put_results(sarif);
    json_end_object(out);
}

void report_sarif(const struct report *report, const struct report_options *options, struct buf *out) {
    struct sarif_report sarif = {
        .report = report,
        .options = options,
        .out = json_out_new(),
        .arena = out->arena,
    };
    masks_init(&sarif.masks, out->arena, report);
    map_init(&sarif.line_hashes, out->arena);
    json_begin_object(sarif.out);
    json_member_z(sarif.out, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_member_z(sarif.out, "version", "2.1.0");
    json_put_key(sarif.out, "runs");
    json_begin_array(sarif.out);
    put_run(&sarif);
    json_end_array(sarif.out);
    json_end_object(sarif.out);
    json_out_text(sarif.out, JSON_INDENTED, out);
    buf_add_char(out, '\n');
    json_out_free(sarif.out);
}
