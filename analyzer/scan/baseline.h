/* The baseline: findings that a team knows and has put off. A finding is known when rule, file, path in the document
 * and key are those of an entry, as often as the entry counts; no line numbers, so edits elsewhere change nothing
 * (docs/configuration.md, "Baseline").
 *
 * The file has one JSON object on each line, sorted, so that its diffs read well:
 *     {"v":1,"rule":"PRM011","file":"infra/a.yaml","path":"Resources/Url/Properties/AuthType","key":"auth_type","count":1}
 * An earlier JSON or SARIF report of lambdalint does as well; its findings are known by their fingerprints. */
#ifndef LL_SCAN_BASELINE_H
#define LL_SCAN_BASELINE_H

#include "analyzer/base/map.h"
#include "analyzer/scan/scan.h"

#define BASELINE_FILE ".lambdalint-baseline.json" /* the name when none is given */

struct baseline_entry {
    struct str rule, file, path, key; /* file: from the root */
    struct str fingerprint;           /* only of an entry that comes from a report: then path and key are empty */
    uint64_t count;
    uint64_t used;
    size_t line;
};

struct baseline {
    struct str path;
    VEC(struct baseline_entry *) list;
    struct map known; /* identity → entry */
    bool is_report;
    VEC(struct document *) broken; /* diagnostics point into them */
};

void baseline_init(struct baseline *baseline, struct str path, struct arena *arena);
/* False and one diagnostic with the place when it cannot be read. */
bool baseline_read(struct str path, struct arena *arena, struct diags *diags, struct baseline *ret_baseline);
void baseline_done(struct baseline *baseline);
/* What entries are known by: rule, file, path and key, or the fingerprint. */
struct str baseline_identity(const struct baseline_entry *entry, struct arena *arena);

/* Marks the findings of a checked scan that are known, and counts them. */
void baseline_apply(struct baseline *baseline, struct scan *scan);

/* An entry is idle when it counts more findings than there are, although the scan could have found them: its rule ran,
 * and its file was read or is gone. */
/* Adds a diagnostic for each idle entry. */
void baseline_list_idle(const struct baseline *baseline, struct scan *scan);
/* Takes from each idle entry what matched nothing. */
void baseline_prune(struct baseline *baseline, struct scan *scan);
/* An entry for each finding that is neither suppressed nor known yet. */
void baseline_add_findings(struct baseline *baseline, struct scan *scan);

/* The text of the file. */
struct str baseline_text(const struct baseline *baseline, struct arena *arena);

#endif
