/* Inline suppressions (cli-and-reports.md b.5): comments in YAML, `Metadata: {lambdalint: {ignore: […]}}` in both
 * formats.
 *
 *     Action: "*" # lambdalint: ignore[IAM001, IAM002(s3:Get*)] until=2027-01-31 reason     covers its line
 *     # lambdalint: ignore[IAM001] reason              alone on a line: covers the next node, key and value, list item
 *     # lambdalint: ignore-file[IAM001] reason                                               covers the file
 *     Metadata: {lambdalint: {ignore: [{id: IAM001, match: …, reason: …, until: …}]}}        covers the resource, or
 *                                                                              the file when it stands at the top level
 *
 * This file finds and parses them; who was used, unknown or expired is decided by analyzer/scan. */
#ifndef LL_SOURCE_SUPPRESSION_H
#define LL_SOURCE_SUPPRESSION_H

#include "analyzer/base/diag.h"
#include "analyzer/source/document.h"

struct suppression {
    struct str verb;    /* ignore, ignore-file; else the word that makes no sense, and rule is empty */
    struct str rule;    /* id or name as written; the empty text for a blanket ignore, which suppresses nothing */
    struct str match;   /* ignore[IAM001(s3:GetObject)]: only that finding; empty: any */
    struct str reason;  /* empty when there is none (LL004) */
    struct str until;   /* YYYY-MM-DD or empty */
    struct span span;   /* where the rule stands, for LL002…LL004 */
    struct span covers; /* primary places inside [start, end) are suppressed; a whole line or node or file */
    bool used;          /* set by whoever applies it */
};

struct suppressions {
    VEC(struct suppression) list;
};

/* All suppressions of a document, in the order of the file. */
void suppressions_read(struct document *document, struct arena *arena, struct suppressions *ret_suppressions);

#endif
