/* json-v1: the shape is a contract (docs/reports.md); keys are never missing. Suppressed findings are listed, and
 * marked, only when asked for: a program that counts findings must not count them. */
#include "analyzer/base/json_out.h"
#include "reports/diagnostics.h"
#include "reports/files.h"
#include "reports/mask.h"
#include "reports/report.h"
#include "reports/witness.h"

struct json_report {
    const struct report *report;
    const struct report_options *options;
    struct json_out *out;
    struct arena *arena;
    struct masks masks;
};

static void put_text_or_null(struct json_out *out, const char *key, struct str text) {
    json_put_key(out, key);
    if (text.size)
        json_put_string(out, text);
    else
        json_put_null(out);
}

static void put_null(struct json_out *out, const char *key) {
    json_put_key(out, key);
    json_put_null(out);
}

static void begin_list(struct json_out *out, const char *key) {
    json_put_key(out, key);
    json_begin_array(out);
}

static void put_position(struct json_out *out, const char *key, struct position position) {
    json_put_key(out, key);
    json_begin_object(out);
    json_member_integer(out, "line", position.line);
    json_member_integer(out, "column", position.column);
    json_member_integer(out, "byte", position.byte);
    json_end_object(out);
}

static void put_span(struct json_out *out, const struct document *document, struct span span) {
    json_put_key(out, "span");
    json_begin_object(out);
    put_position(out, "start", document_position(document, span.start));
    put_position(out, "end", document_position(document, span.end));
    json_end_object(out);
}

static void put_place(struct json_report *json, const struct location *place) {
    json_member_string(json->out, "file", report_file(json->arena, json->report, place->document));
    put_span(json->out, place->document, place->span);
}

static void put_location(struct json_report *json, const struct location *location) {
    json_begin_object(json->out);
    json_member_string(json->out, "label", masks_text(&json->masks, location->label));
    put_place(json, location);
    json_end_object(json->out);
}

static bool is_listed(const struct json_report *json, const struct finding *finding) {
    return !finding->suppressed || json->options->show_suppressed;
}

/* -- summary ----------------------------------------------------------------------------------------------------- */

static size_t count_severity(const struct report *report, enum severity severity) {
    size_t count = 0;
    for (size_t i = 0; i < report->findings.count; i++)
        count += report->findings.items[i]->severity == severity && !report->findings.items[i]->suppressed;
    return count;
}

static size_t count_undecided(const struct report *report) {
    size_t count = 0;
    for (size_t i = 0; i < report->undecided.count; i++)
        count += !report->undecided.items[i]->suppressed;
    return count;
}

static void put_summary(struct json_report *json) {
    struct json_out *out = json->out;
    const struct report_counts *counts = &json->report->counts;
    json_put_key(out, "summary");
    json_begin_object(out);
    json_member_integer(out, "files", (int64_t)counts->files);
    json_member_integer(out, "functions", (int64_t)counts->functions);
    json_member_integer(out, "roles", (int64_t)counts->roles);
    json_member_integer(out, "policies", (int64_t)counts->policies);
    json_put_key(out, "by_severity");
    json_begin_object(out);
    for (int i = SEVERITY_CRITICAL; i >= SEVERITY_INFO; i--) {
        enum severity severity = (enum severity)i;
        json_member_integer(out, severity_name(severity), (int64_t)count_severity(json->report, severity));
    }
    json_end_object(out);
    json_member_integer(out, "undecided", (int64_t)count_undecided(json->report));
    json_member_integer(out, "ignored", (int64_t)counts->ignored);
    json_member_integer(out, "in_baseline", (int64_t)counts->in_baseline);
    json_end_object(out);
}

/* -- lists ------------------------------------------------------------------------------------------------------- */

static void put_flows(struct json_report *json, const struct finding *finding) {
    begin_list(json->out, "flow");
    for (size_t i = 0; i < finding->flows.count; i++) {
        const struct flow *flow = &finding->flows.items[i];
        json_begin_array(json->out);
        for (size_t j = 0; j < flow->steps.count; j++)
            put_location(json, &flow->steps.items[j]);
        json_end_array(json->out);
    }
    json_end_array(json->out);
}

static void put_finding(struct json_report *json, const struct finding *finding) {
    struct json_out *out = json->out;
    json_begin_object(out);
    json_member_string(out, "id", finding->rule->id);
    json_member_string(out, "name", finding->rule->name);
    json_member_z(out, "severity", severity_name(finding->severity));
    json_member_z(out, "confidence", confidence_name(finding->rule->confidence));
    json_member_string(out, "message", masks_text(&json->masks, finding->message));
    put_place(json, &finding->place);
    put_text_or_null(out, "resource", finding->resource);
    put_text_or_null(out, "construct", finding->construct);
    put_text_or_null(out, "function", finding->function);
    put_text_or_null(out, "when", masks_text(&json->masks, finding->when));
    begin_list(out, "related");
    for (size_t i = 0; i < finding->related.count; i++)
        put_location(json, &finding->related.items[i]);
    json_end_array(out);
    put_flows(json, finding);
    witness_put_members(out, finding->witness, &json->masks);
    begin_list(out, "fixes");
    json_end_array(out);
    struct str fingerprint = str_format(json->arena, "%016llx", (unsigned long long)finding->fingerprint);
    json_member_string(out, "fingerprint", fingerprint);
    json_member_bool(out, "suppressed", finding->suppressed);
    json_member_bool(out, "in_baseline", finding->in_baseline);
    json_end_object(out);
}

static void put_undecided(struct json_report *json, const struct undecided *undecided) {
    struct json_out *out = json->out;
    json_begin_object(out);
    json_member_string(out, "id", undecided->rule->id);
    put_text_or_null(out, "resource", undecided->resource);
    put_text_or_null(out, "function", undecided->function);
    json_member_string(out, "reason", masks_text(&json->masks, undecided->reason));
    put_place(json, &undecided->place);
    json_end_object(out);
}

static void put_diagnostic(struct json_report *json, const struct diag *diag) {
    struct json_out *out = json->out;
    json_begin_object(out);
    json_member_z(out, "id", diag->id);
    json_member_z(out, "kind", diag_kind_name(diag->kind));
    json_member_string(out, "message", masks_text(&json->masks, diag->message));
    struct str file = diag->file.size ? files_from_root(json->arena, json->report, diag->file) : STR_NONE;
    put_text_or_null(out, "file", file);
    if (diag->document)
        put_span(out, diag->document, diag->span);
    else
        put_null(out, "span");
    json_end_object(out);
}

static void put_lists(struct json_report *json) {
    const struct report *report = json->report;
    begin_list(json->out, "findings");
    for (size_t i = 0; i < report->findings.count; i++)
        if (is_listed(json, report->findings.items[i]))
            put_finding(json, report->findings.items[i]);
    json_end_array(json->out);
    begin_list(json->out, "undecided");
    for (size_t i = 0; i < report->undecided.count; i++)
        if (!report->undecided.items[i]->suppressed)
            put_undecided(json, report->undecided.items[i]);
    json_end_array(json->out);
    begin_list(json->out, "diagnostics");
    struct diagnostics diagnostics = diagnostics_sorted(json->arena, report->diags);
    for (size_t i = 0; i < diagnostics.list.count; i++)
        if (diagnostics.list.items[i]->kind != DIAG_NOTE || json->options->verbose)
            put_diagnostic(json, diagnostics.list.items[i]);
    json_end_array(json->out);
}

void report_json(const struct report *report, const struct report_options *options, struct buf *out) {
    struct json_report json = {
        .report = report,
        .options = options,
        .out = json_out_new(),
        .arena = out->arena,
    };
    masks_init(&json.masks, out->arena, report);
    json_begin_object(json.out);
    json_member_integer(json.out, "version", 1);
    json_put_key(json.out, "tool");
    json_begin_object(json.out);
    json_member_z(json.out, "name", "lambdalint");
    json_member_z(json.out, "version", options->version);
    if (options->catalog_date.size > 0)
        json_member_string(json.out, "catalog_date", options->catalog_date);
    else
        put_null(json.out, "catalog_date");
    json_end_object(json.out);
    put_summary(&json);
    put_lists(&json);
    json_end_object(json.out);
    json_out_text(json.out, JSON_INDENTED, out);
    buf_add_char(out, '\n');
    json_out_free(json.out);
}
