/* Printers: each turns a struct report into text and writes it to a buffer. Pure: no files, no environment, no clock.
 */
#ifndef LL_REPORTS_REPORT_H
#define LL_REPORTS_REPORT_H

#include "analyzer/base/str.h"
#include "rulesets/finding.h"

struct report_options {
    bool color;
    bool hyperlinks; /* OSC 8 */
    bool unicode;    /* else ASCII only in our own drawing */
    bool quiet;
    bool verbose; /* notes, bindings of the first world, undecided places one by one */
    bool show_suppressed;
    bool statistics;
    bool sarif_include_suppressed;
    struct str sarif_category; /* empty: no automationDetails */
    uint32_t width;            /* columns of the terminal; 80 when unknown */
    const char *version;
    struct str catalog_date; /* of the IAM catalogue in use, YYYY-MM-DD; empty: not known */
};

typedef void report_printer(const struct report *report, const struct report_options *options, struct buf *out);

report_printer report_text;
report_printer report_concise;
report_printer report_json;
report_printer report_sarif;

/* "text", "concise", "json", "sarif"; NULL when there is no such format. */
report_printer *report_printer_for(struct str format);
/* All format names, comma separated, for messages. */
const char *report_format_names(void);

/* Path of a document relative to the root of the report (machine formats), forward slashes, no "./". A file outside the
 * root keeps its path as given. */
struct str report_file(struct arena *arena, const struct report *report, const struct document *document);

#endif
