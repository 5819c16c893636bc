/* The file of a baseline: one JSON object a line, or an earlier report. */
#include "analyzer/base/json_out.h"
#include "analyzer/base/limits.h"
#include "analyzer/scan/baseline.h"
#include "analyzer/scan/files.h"
#include "analyzer/scan/own_file.h"

#include <stdlib.h>

struct reader {
    struct baseline *baseline;
    struct arena *arena;
    struct diags *diags;
};

static bool fail(struct reader *reader, const struct document *document, struct span span, const char *what) {
    own_file_problem(reader->diags, reader->baseline->path, document, span, "%s", what);
    return false;
}

static struct str text_of(struct reader *reader, const struct node *map, const char *key) {
    const struct node *node = node_member(map, key);
    return node && node->kind == NODE_TEXT ? str_copy(reader->arena, node->text) : STR_NONE;
}

struct str baseline_identity(const struct baseline_entry *entry, struct arena *arena) {
    if (entry->fingerprint.size)
        return entry->fingerprint;
    return str_format(arena, "%.*s\n%.*s\n%.*s\n%.*s", STR_ARG(entry->rule), STR_ARG(entry->file), STR_ARG(entry->path),
                      STR_ARG(entry->key));
}

static void add_entry(struct reader *reader, struct baseline_entry entry) {
    struct str key = baseline_identity(&entry, reader->arena);
    struct baseline_entry *known = map_get(&reader->baseline->known, key);
    if (known) {
        known->count += entry.count;
        return;
    }
    known = ARENA_NEW(reader->arena, struct baseline_entry);
    *known = entry;
    map_put(&reader->baseline->known, key, known);
    vec_push(reader->arena, &reader->baseline->list, known);
}

/* -- one object a line -------------------------------------------------------------------------------------------- */

static bool read_count(const struct node *node, uint64_t *ret_count) {
    int64_t count;
    if (!node || node->kind != NODE_NUMBER || !str_integer(node->text, &count) || count < 1)
        return false;
    *ret_count = (uint64_t)count;
    return true;
}

static bool read_entry(struct reader *reader, const struct document *document, size_t line) {
    static const char *const TEXTS[] = {"rule", "file", "path", "key"};
    const struct node *root = document->root;
    if (!root || root->kind != NODE_MAP)
        return fail(reader, document, (struct span){0, 0}, "a line of a baseline is an object: {\"v\":1,\"rule\":…}");
    const struct node *version = node_member(root, "v");
    if (!version || !node_is_text(version, "1"))
        return fail(reader, document, version ? version->span : (struct span){0, 0},
                    "'v' must be 1: this lambdalint knows no other form of baseline");
    for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
        const struct node *node = node_member(root, TEXTS[i]);
        if (!node || node->kind != NODE_TEXT) {
            own_file_problem(reader->diags, reader->baseline->path, document, node ? node->span : root->span,
                             "'%s' must be a text", TEXTS[i]);
            return false;
        }
    }
    struct baseline_entry entry = {
        .rule = text_of(reader, root, "rule"),
        .file = text_of(reader, root, "file"),
        .path = text_of(reader, root, "path"),
        .key = text_of(reader, root, "key"),
        .line = line,
    };
    const struct node *count = node_member(root, "count");
    if (!read_count(count, &entry.count))
        return fail(reader, document, count ? count->span : root->span, "'count' must be a number from 1");
    add_entry(reader, entry);
    return true;
}

static bool read_line(struct reader *reader, struct str text, size_t line) {
    struct document *document = NULL;
    bool fine =
        own_file_parse(reader->baseline->path, text, reader->diags, &document) && read_entry(reader, document, line);
    if (fine)
        document_free(document);
    else
        vec_push(reader->arena, &reader->baseline->broken, document);
    return fine;
}

/* Reads the broken line again, with as many empty lines before it as there are lines: its place is that in the file. */
static void explain_line(struct reader *reader, struct str text, size_t line) {
    struct buf padded;
    buf_init(&padded, reader->arena);
    for (size_t i = 1; i < line; i++)
        buf_add_char(&padded, '\n');
    buf_add(&padded, text);
    read_line(reader, buf_str(&padded), line);
}

static bool read_lines(struct reader *reader, struct str bytes) {
    struct diags *diags = reader->diags, ignored;
    diags_init(&ignored, reader->arena);
    size_t number = 0;
    for (bool more = true; more;) {
        struct str line = bytes, rest = STR_NONE;
        more = str_cut(bytes, '\n', &line, &rest);
        number++;
        reader->diags = &ignored;
        bool fine = str_trim(line).size == 0 || read_line(reader, line, number);
        reader->diags = diags;
        if (!fine) {
            explain_line(reader, line, number);
            return false;
        }
        bytes = rest;
    }
    return true;
}

/* -- reports ------------------------------------------------------------------------------------------------------ */

static bool add_fingerprint(struct reader *reader, const struct node *fingerprint, struct str rule, struct str file) {
    if (!fingerprint || fingerprint->kind != NODE_TEXT)
        return false;
    add_entry(reader, (struct baseline_entry){.rule = rule,
                                              .file = file,
                                              .fingerprint = str_copy(reader->arena, fingerprint->text),
                                              .count = 1,
                                              .line = 0});
    return true;
}

static bool read_json_report(struct reader *reader, const struct document *document) {
    node_each(finding, node_member(document->root, "findings")) {
        if (!node_is_text(node_member(finding, "suppressed"), "true") &&
            !add_fingerprint(reader, node_member(finding, "fingerprint"), text_of(reader, finding, "id"),
                             text_of(reader, finding, "file")))
            return fail(reader, document, finding->span, "this finding has no 'fingerprint': no report of lambdalint");
    }
    return true;
}

static struct str sarif_file(struct reader *reader, const struct node *result) {
    const struct node *place = node_member(node_child(node_member(result, "locations"), 0), "physicalLocation");
    return text_of(reader, node_member(place, "artifactLocation"), "uri");
}

/* Results with the ids of diagnostics (LL001 …) are no findings. */
static bool read_sarif(struct reader *reader, const struct document *document) {
    node_each(run, node_member(document->root, "runs")) {
        node_each(result, node_member(run, "results")) {
            struct str rule = text_of(reader, result, "ruleId");
            const struct node *prints = node_member(result, "partialFingerprints");
            if (node_member(result, "suppressions") || str_starts(rule, "LL"))
                continue;
            if (!add_fingerprint(reader, node_member(prints, "lambdalint/v1"), rule, sarif_file(reader, result)))
                return fail(reader, document, result->span,
                            "this result has no fingerprint 'lambdalint/v1': no report of lambdalint");
        }
    }
    return true;
}

static bool read_report(struct reader *reader, const struct document *document) {
    reader->baseline->is_report = true;
    if (node_member(document->root, "runs"))
        return read_sarif(reader, document);
    if (node_member(document->root, "findings"))
        return read_json_report(reader, document);
    return fail(reader, document, (struct span){0, 0}, "this is neither a baseline nor a JSON or SARIF report");
}

static bool is_report(struct str bytes) {
    struct str line = str_trim(bytes), rest;
    str_cut(line, '\n', &line, &rest);
    return str_trim(bytes).size && !str_contains(line, "\"v\"");
}

static bool read_bytes(struct reader *reader, struct str bytes) {
    if (!is_report(bytes))
        return read_lines(reader, bytes);
    struct document *document = NULL;
    bool fine =
        own_file_parse(reader->baseline->path, bytes, reader->diags, &document) && read_report(reader, document);
    vec_push(reader->arena, &reader->baseline->broken, document);
    return fine;
}

void baseline_init(struct baseline *baseline, struct str path, struct arena *arena) {
    *baseline = (struct baseline){.path = path};
    map_init(&baseline->known, arena);
}

bool baseline_read(struct str path, struct arena *arena, struct diags *diags, struct baseline *ret_baseline) {
    struct reader reader = {ret_baseline, arena, diags};
    struct str bytes, why;
    baseline_init(ret_baseline, path, arena);
    if (!file_read(path, LIMIT_FILE_BYTES, arena, &bytes, &why)) {
        own_file_problem(diags, path, NULL, (struct span){0, 0}, "%.*s", STR_ARG(why));
        return false;
    }
    return read_bytes(&reader, bytes);
}

void baseline_done(struct baseline *baseline) {
    for (size_t i = 0; i < baseline->broken.count; i++)
        document_free(baseline->broken.items[i]);
    baseline->broken.count = 0;
}

/* -- writing ------------------------------------------------------------------------------------------------------ */

static int compare_entries(const void *left, const void *right) {
    const struct baseline_entry *a = *(const struct baseline_entry *const *)left;
    const struct baseline_entry *b = *(const struct baseline_entry *const *)right;
    int order = str_compare(a->file, b->file);
    order = order ? order : str_compare(a->path, b->path);
    order = order ? order : str_compare(a->rule, b->rule);
    return order ? order : str_compare(a->key, b->key);
}

static void write_entry(const struct baseline_entry *entry, struct buf *out) {
    struct json_out *json = json_out_new();
    json_begin_object(json);
    json_member_integer(json, "v", 1);
    json_member_string(json, "rule", entry->rule);
    json_member_string(json, "file", entry->file);
    json_member_string(json, "path", entry->path);
    json_member_string(json, "key", entry->key);
    json_member_integer(json, "count", (int64_t)entry->count);
    json_end_object(json);
    json_out_text(json, JSON_ONE_LINE, out);
    json_out_free(json);
    buf_add_char(out, '\n');
}

struct str baseline_text(const struct baseline *baseline, struct arena *arena) {
    VEC(struct baseline_entry *) sorted = {0};
    for (size_t i = 0; i < baseline->list.count; i++)
        if (baseline->list.items[i]->count)
            vec_push(arena, &sorted, baseline->list.items[i]);
    if (sorted.count)
        qsort(sorted.items, sorted.count, sizeof *sorted.items, compare_entries);
    struct buf out;
    buf_init(&out, arena);
    for (size_t i = 0; i < sorted.count; i++)
        write_entry(sorted.items[i], &out);
    return buf_str(&out);
}
