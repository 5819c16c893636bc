/* Which findings a baseline knows. */
#include "analyzer/scan/baseline.h"

#include "analyzer/base/limits.h"
#include "reports/files.h"
#include "reports/mask.h"

#include <unistd.h>

/* Secrets are masked: a baseline is committed. */
static struct baseline_entry describe(struct scan *scan, const struct masks *masks, const struct finding *finding) {
    return (struct baseline_entry){
        .rule = finding->rule->id,
        .file = report_file(&scan->arena, &scan->report, finding->place.document),
        .path = masks_text(masks, finding->path),
        .key = masks_text(masks, finding->key),
        .count = 1,
    };
}

static struct baseline_entry *find_entry(const struct baseline *baseline, struct scan *scan, const struct masks *masks,
                                         const struct finding *finding) {
    struct baseline_entry entry = describe(scan, masks, finding);
    if (baseline->is_report)
        entry.fingerprint = str_format(&scan->arena, "%016llx", (unsigned long long)finding->fingerprint);
    return map_get(&baseline->known, baseline_identity(&entry, &scan->arena));
}

void baseline_apply(struct baseline *baseline, struct scan *scan) {
    struct masks masks;
    masks_init(&masks, &scan->arena, &scan->report);
    for (size_t i = 0; i < scan->report.findings.count; i++) {
        struct finding *finding = scan->report.findings.items[i];
        struct baseline_entry *entry = finding->suppressed ? NULL : find_entry(baseline, scan, &masks, finding);
        if (!entry || entry->used == entry->count)
            continue;
        entry->used++;
        finding->suppressed = finding->in_baseline = true;
        finding->suppression_reason = STR("it is in the baseline");
        scan->report.counts.in_baseline++;
    }
}

static bool rule_ran(const struct scan *scan, struct str id) {
    for (size_t i = 0; i < scan->selected.list.count; i++)
        if (str_equal(scan->selected.list.items[i]->id, id))
            return true;
    return registry_find(&scan->rules, id) == NULL; /* a rule that is no more finds nothing any more */
}

struct examined {
    struct scan *scan;
    struct map files; /* read and understood, by their name from the root */
};

static struct examined examine(struct scan *scan) {
    struct examined examined = {.scan = scan};
    map_init(&examined.files, &scan->arena);
    for (size_t i = 0; i < scan->documents.count; i++)
        if (scan->documents.items[i]->root || i >= scan->document_files.count) /* an app's own source has no tree */
            map_put(&examined.files, report_file(&scan->arena, &scan->report, scan->documents.items[i]),
                    scan->documents.items[i]);
    return examined;
}

/* A file that exists but was not read, or not understood, says nothing about its findings. */
static bool file_is_gone(const struct scan *scan, struct str file) {
    struct arena arena;
    arena_init(&arena);
    struct str path = str_format(&arena, "%.*s/%.*s", STR_ARG(scan->report.root), STR_ARG(file));
    bool gone = access(str_starts(file, "/") ? str_z(&arena, file) : path.data, F_OK) != 0;
    arena_done(&arena);
    return gone;
}

static bool is_idle(const struct examined *examined, const struct baseline_entry *entry) {
    return entry->used < entry->count && rule_ran(examined->scan, entry->rule) &&
           (map_has(&examined->files, entry->file) || file_is_gone(examined->scan, entry->file));
}

static void say_idle(const struct baseline *baseline, struct scan *scan, const struct baseline_entry *entry) {
    struct str line = entry->line ? str_format(&scan->arena, "line %zu: ", entry->line) : STR_NONE;
    struct str where = entry->path.size ? str_format(&scan->arena, " at %.*s", STR_ARG(entry->path)) : STR_NONE;
    diag_add(&scan->diags, DIAG_BASELINE, NULL, baseline->path, NULL, (struct span){0, 0},
             "%.*s%llu of %llu findings of %.*s in %.*s%.*s are gone", STR_ARG(line),
             (unsigned long long)(entry->count - entry->used), (unsigned long long)entry->count, STR_ARG(entry->rule),
             STR_ARG(entry->file), STR_ARG(where));
}

void baseline_list_idle(const struct baseline *baseline, struct scan *scan) {
    struct examined examined = examine(scan);
    size_t idle = 0;
    for (size_t i = 0; i < baseline->list.count; i++) {
        const struct baseline_entry *entry = baseline->list.items[i];
        if (is_idle(&examined, entry) && ++idle <= LIMIT_DIAGS_PER_FILE)
            say_idle(baseline, scan, entry);
    }
    if (idle > LIMIT_DIAGS_PER_FILE)
        diag_add(&scan->diags, DIAG_BASELINE, NULL, baseline->path, NULL, (struct span){0, 0},
                 "%zu further entries match nothing any more", idle - LIMIT_DIAGS_PER_FILE);
}

void baseline_add_findings(struct baseline *baseline, struct scan *scan) {
    struct masks masks;
    masks_init(&masks, &scan->arena, &scan->report);
    for (size_t i = 0; i < scan->report.findings.count; i++) {
        const struct finding *finding = scan->report.findings.items[i];
        if (finding->suppressed)
            continue;
        struct baseline_entry found = describe(scan, &masks, finding);
        struct str identity = baseline_identity(&found, &scan->arena);
        struct baseline_entry *entry = map_get(&baseline->known, identity);
        if (entry) {
            entry->count++;
        } else {
            entry = ARENA_NEW(&scan->arena, struct baseline_entry);
            *entry = found;
            map_put(&baseline->known, identity, entry);
            vec_push(&scan->arena, &baseline->list, entry);
        }
        entry->used++;
    }
}

void baseline_prune(struct baseline *baseline, struct scan *scan) {
    struct examined examined = examine(scan);
    for (size_t i = 0; i < baseline->list.count; i++) {
        struct baseline_entry *entry = baseline->list.items[i];
        if (is_idle(&examined, entry))
            entry->count = entry->used;
    }
}
