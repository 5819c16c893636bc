/* Leaves out findings that nobody asked for: outside of the named files (--only-files), or on lines that did not change
 * (--since). A secret that is left out stays masked wherever else its line shows. */
#include "analyzer/scan/changed.h"
#include "analyzer/scan/files.h"
#include "analyzer/scan/scan.h"

typedef bool keeps(void *context, const struct location *place);

static size_t drop_findings(struct scan *scan, keeps *keep, void *context) {
    struct report *report = &scan->report;
    size_t kept = 0, dropped = 0;
    for (size_t i = 0; i < report->findings.count; i++) {
        struct finding *finding = report->findings.items[i];
        if (keep(context, &finding->place)) {
            report->findings.items[kept++] = finding;
            continue;
        }
        dropped += !finding->suppressed;
        if (finding->masked || finding->secrets.count)
            vec_push(&scan->arena, &report->hidden, finding);
    }
    report->findings.count = kept;
    return dropped;
}

static void drop_undecided(struct scan *scan, keeps *keep, void *context) {
    struct report *report = &scan->report;
    size_t kept = 0;
    for (size_t i = 0; i < report->undecided.count; i++)
        if (keep(context, &report->undecided.items[i]->place))
            report->undecided.items[kept++] = report->undecided.items[i];
    report->undecided.count = kept;
}

static bool is_named(void *context, const struct location *place) {
    const struct scanned_file *file = scan_file_of(context, place->document);
    return file && file->named;
}

void scan_keep_named(struct scan *scan) {
    drop_findings(scan, is_named, scan);
    drop_undecided(scan, is_named, scan);
}

struct since {
    struct changed changed;
    struct map real; /* path of a document → struct str *: with links resolved */
    struct arena *arena;
};

static bool has_changed(void *context, const struct location *place) {
    struct since *since = context;
    const struct document *document = place->document;
    struct str *real = map_get(&since->real, document->path);
    if (!real) {
        real = ARENA_NEW(since->arena, struct str);
        *real = path_real(document->path, since->arena);
        map_put(&since->real, document->path, real);
    }
    uint32_t last = place->span.end > place->span.start ? place->span.end - 1 : place->span.end;
    return changed_holds(&since->changed, *real, document_position(document, place->span.start).line,
                         document_position(document, last).line);
}

bool scan_keep_changed(struct scan *scan, struct str revision, struct str *ret_why) {
    struct arena *arena = &scan->arena;
    struct since since = {.arena = arena};
    map_init(&since.real, arena);
    struct str root = path_git_root(scan->report.root, &scan->configs.git_roots, arena);
    if (!root.size) {
        *ret_why = STR("the inputs are in no git repository");
        return false;
    }
    if (!changed_read(root, revision, arena, &since.changed, ret_why))
        return false;
    struct report_counts *counts = &scan->report.counts;
    counts->unchanged = drop_findings(scan, has_changed, &since);
    drop_undecided(scan, has_changed, &since);
    counts->ignored = counts->in_baseline = 0;
    for (size_t i = 0; i < scan->report.findings.count; i++) {
        counts->in_baseline += scan->report.findings.items[i]->in_baseline;
        counts->ignored += scan->report.findings.items[i]->suppressed && !scan->report.findings.items[i]->in_baseline;
    }
    return true;
}
