/* Results. Each has exactly one location with a whole region: GitHub rejects the file of one that has none, and shows
 * nothing for one of no width. */
#include "analyzer/base/limits.h"
#include "reports/files.h"
#include "reports/line_hash.h"
#include "reports/message.h"
#include "reports/sarif.h"
#include "reports/witness.h"

enum { SNIPPET_BYTES = 512 };

/* -- places ------------------------------------------------------------------------------------------------------ */

/* The part of a span on its first line: GitHub shows an alert on a pull request only when all lines of the region are
 * in its diff, and no line end belongs to a region of one line. */
static struct span first_line_of(const struct document *document, struct span span) {
    uint32_t size = (uint32_t)document->bytes.size;
    span.end = span.end < size ? span.end : size;
    span.start = span.start < span.end ? span.start : span.end;
    uint32_t line = document_position(document, span.start).line;
    uint32_t end = document_line_start(document, line) + (uint32_t)document_line(document, line).size;
    if (span.end > end)
        span.end = end > span.start ? end : span.start;
    return span;
}

static void put_region(struct sarif_report *sarif, const struct document *document, struct span span, bool snippet) {
    struct json_out *out = sarif->out;
    span = first_line_of(document, span);
    struct position start = document_position(document, span.start);
    struct position end = document_position(document, span.end);
    if (end.column <= start.column) /* nothing would be underlined */
        end.column = start.column + 1;
    json_put_key(out, "region");
    json_begin_object(out);
    json_member_integer(out, "startLine", start.line);
    json_member_integer(out, "startColumn", start.column);
    json_member_integer(out, "endLine", start.line);
    json_member_integer(out, "endColumn", end.column);
    struct str text = str_slice(masks_bytes(&sarif->masks, document), span.start, span.end);
    if (snippet && text.size && text.size <= SNIPPET_BYTES) {
        json_put_key(out, "snippet");
        json_begin_object(out);
        json_member_string(out, "text", text);
        json_end_object(out);
    }
    json_end_object(out);
}

static void put_artifact(struct sarif_report *sarif, struct str path) {
    struct json_out *out = sarif->out;
    json_put_key(out, "artifactLocation");
    json_begin_object(out);
    json_member_string(out, "uri", files_uri(sarif->arena, sarif->report, path));
    json_member_z(out, "uriBaseId", "%SRCROOT%");
    json_end_object(out);
}

static void put_physical(struct sarif_report *sarif, const struct document *document, struct span span, bool snippet) {
    json_put_key(sarif->out, "physicalLocation");
    json_begin_object(sarif->out);
    put_artifact(sarif, document->path);
    put_region(sarif, document, span, snippet);
    json_end_object(sarif->out);
}

static void put_message(struct json_out *out, struct str text) {
    json_put_key(out, "message");
    json_begin_object(out);
    json_member_string(out, "text", text);
    json_end_object(out);
}

/* -- parts of a result ------------------------------------------------------------------------------------------- */

static void begin_result(struct sarif_report *sarif, struct str id, const char *level) {
    struct json_out *out = sarif->out;
    size_t index = sarif_rule_index(sarif, id);
    json_begin_object(out);
    json_member_string(out, "ruleId", id);
    if (index != SIZE_MAX)
        json_member_integer(out, "ruleIndex", (int64_t)index);
    json_member_z(out, "level", level);
}

/* "AWS::Serverless::Function/ResizeFn" */
static void put_logical(struct sarif_report *sarif, const struct finding *finding) {
    struct json_out *out = sarif->out;
    if (finding->resource.size == 0)
        return;
    json_put_key(out, "logicalLocations");
    json_begin_array(out);
    json_begin_object(out);
    json_member_string(out, "fullyQualifiedName",
                       str_format(sarif->arena, "%.*s%s%.*s", STR_ARG(finding->resource_type),
                                  finding->resource_type.size ? "/" : "", STR_ARG(finding->resource)));
    json_member_z(out, "kind", "resource");
    json_end_object(out);
    if (finding->construct.size) {
        json_begin_object(out);
        json_member_string(out, "fullyQualifiedName", finding->construct);
        json_member_z(out, "kind", "object");
        json_end_object(out);
    }
    json_end_array(out);
}

static void put_locations(struct sarif_report *sarif, const struct finding *finding) {
    struct json_out *out = sarif->out;
    json_put_key(out, "locations");
    json_begin_array(out);
    json_begin_object(out);
    put_physical(sarif, finding->place.document, finding->place.span, true);
    put_logical(sarif, finding);
    json_end_object(out);
    json_end_array(out);
}

static void put_related(struct sarif_report *sarif, const struct finding *finding) {
    struct json_out *out = sarif->out;
    if (finding->related.count == 0)
        return;
    json_put_key(out, "relatedLocations");
    json_begin_array(out);
    for (size_t i = 0; i < finding->related.count; i++) {
        const struct location *related = &finding->related.items[i];
        json_begin_object(out);
        json_member_integer(out, "id", (int64_t)i + 1);
        put_message(out, related->label.size ? masks_text(&sarif->masks, related->label) : STR("related place"));
        put_physical(sarif, related->document, related->span, false);
        json_end_object(out);
    }
    json_end_array(out);
}

static void put_flow(struct sarif_report *sarif, const struct flow *flow) {
    struct json_out *out = sarif->out;
    json_begin_object(out);
    json_put_key(out, "threadFlows");
    json_begin_array(out);
    json_begin_object(out);
    json_put_key(out, "locations");
    json_begin_array(out);
    for (size_t i = 0; i < flow->steps.count; i++) {
        const struct location *step = &flow->steps.items[i];
        struct str label = masks_text(&sarif->masks, step->label);
        json_begin_object(out);
        json_put_key(out, "location");
        json_begin_object(out);
        put_message(out, str_format(sarif->arena, "%zu. %.*s", i + 1, STR_ARG(label)));
        put_physical(sarif, step->document, step->span, false);
        json_end_object(out);
        json_end_object(out);
    }
    json_end_array(out);
    json_end_object(out);
    json_end_array(out);
    json_end_object(out);
}

static void put_flows(struct sarif_report *sarif, const struct finding *finding) {
    size_t steps = 0;
    for (size_t i = 0; i < finding->flows.count; i++)
        steps += finding->flows.items[i].steps.count;
    if (steps == 0)
        return;
    json_put_key(sarif->out, "codeFlows");
    json_begin_array(sarif->out);
    for (size_t i = 0; i < finding->flows.count; i++)
        if (finding->flows.items[i].steps.count)
            put_flow(sarif, &finding->flows.items[i]);
    json_end_array(sarif->out);
}

static struct str line_hash(struct sarif_report *sarif, const struct document *document, struct span span) {
    struct line_hashes *hashes = map_get(&sarif->line_hashes, document->path);
    if (!hashes) {
        hashes = line_hashes_new(sarif->arena, document->bytes);
        map_put(&sarif->line_hashes, document->path, hashes);
    }
    return line_hashes_get(hashes, sarif->arena, document_position(document, span.start).line);
}

static void put_fingerprints(struct sarif_report *sarif, const struct document *document, struct span span,
                             uint64_t own) {
    struct json_out *out = sarif->out;
    json_put_key(out, "partialFingerprints");
    json_begin_object(out);
    if (document)
        json_member_string(out, "primaryLocationLineHash", line_hash(sarif, document, span));
    json_member_string(out, "lambdalint/v1", str_format(sarif->arena, "%016llx", (unsigned long long)own));
    json_end_object(out);
}

static void put_suppression(struct sarif_report *sarif, const struct finding *finding) {
    struct json_out *out = sarif->out;
    if (!finding->suppressed)
        return;
    json_put_key(out, "suppressions");
    json_begin_array(out);
    json_begin_object(out);
    json_member_z(out, "kind", finding->in_baseline || finding->by_configuration ? "external" : "inSource");
    if (finding->suppression_reason.size)
        json_member_string(out, "justification", masks_text(&sarif->masks, finding->suppression_reason));
    json_end_object(out);
    json_end_array(out);
}

static void put_properties(struct sarif_report *sarif, const struct finding *finding) {
    struct json_out *out = sarif->out;
    json_put_key(out, "properties");
    json_begin_object(out);
    json_member_z(out, "confidence", confidence_name(finding->rule->confidence));
    json_member_z(out, "severity", severity_name(finding->severity));
    if (finding->when_bindings.size)
        json_member_string(out, "when", masks_text(&sarif->masks, finding->when_bindings));
    if (finding->witness)
        witness_put_members(out, finding->witness, &sarif->masks);
    json_end_object(out);
}

/* -- results ----------------------------------------------------------------------------------------------------- */

void sarif_finding(struct sarif_report *sarif, const struct finding *finding) {
    begin_result(sarif, finding->rule->id, severity_level(finding->severity));
    put_message(sarif->out, sarif_message(sarif, finding));
    put_locations(sarif, finding);
    put_related(sarif, finding);
    put_flows(sarif, finding);
    put_fingerprints(sarif, finding->place.document, finding->place.span, finding->fingerprint);
    put_suppression(sarif, finding);
    put_properties(sarif, finding);
    json_end_object(sarif->out);
}

/* The beginning of a file of which we have nothing: it cannot be read. */
static void put_first_line(struct sarif_report *sarif, struct str path) {
    struct json_out *out = sarif->out;
    json_put_key(out, "physicalLocation");
    json_begin_object(out);
    put_artifact(sarif, path);
    json_put_key(out, "region");
    json_begin_object(out);
    json_member_integer(out, "startLine", 1);
    json_member_integer(out, "startColumn", 1);
    json_member_integer(out, "endLine", 1);
    json_member_integer(out, "endColumn", 2);
    json_end_object(out);
    json_end_object(out);
}

void sarif_diagnostic(struct sarif_report *sarif, const struct diag *diag) {
    struct json_out *out = sarif->out;
    struct str file = files_from_root(sarif->arena, sarif->report, diag->file);
    struct str identity = str_format(sarif->arena, "%s\n%.*s\n%.*s", diag->id, STR_ARG(file), STR_ARG(diag->message));
    struct finding as_finding = {.message = diag->message}; /* only its words */
    begin_result(sarif, str_from(diag->id), "note");
    put_message(out, sarif_message(sarif, &as_finding));
    json_put_key(out, "locations");
    json_begin_array(out);
    json_begin_object(out);
    if (diag->document)
        put_physical(sarif, diag->document, diag->span, false);
    else
        put_first_line(sarif, diag->file);
    json_end_object(out);
    json_end_array(out);
    put_fingerprints(sarif, diag->document, diag->span, str_hash(identity));
    json_end_object(out);
}

void sarif_cut(struct sarif_report *sarif, const struct finding *last, size_t left_out) {
    struct json_out *out = sarif->out;
    begin_result(sarif, last->rule->id, severity_level(last->severity));
    put_message(out, str_format(sarif->arena,
                                "This report leaves out %zu further results of lower severity. GitHub shows no more "
                                "than %u results.",
                                left_out, LIMIT_SARIF_RESULTS));
    put_locations(sarif, last);
    put_fingerprints(sarif, last->place.document, last->place.span, str_hash(STR("results left out")));
    json_end_object(out);
}
