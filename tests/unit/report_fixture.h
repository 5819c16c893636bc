/* Reports made by hand over documents read from strings. */
#ifndef LL_TESTS_REPORT_FIXTURE_H
#define LL_TESTS_REPORT_FIXTURE_H

#include "reports/report.h"

struct report_fixture {
    struct arena arena;
    struct diags diags;
    struct rules rules;
    struct report report;
    struct report_options options;
    struct document *documents[4];
    size_t document_count;
};

/* Two rules (IAM301 medium, PRM011 high), root and working directory "/work", no document. */
void report_fixture_init(struct report_fixture *fixture);
void report_fixture_done(struct report_fixture *fixture);
struct document *report_fixture_read(struct report_fixture *fixture, const char *path, const char *bytes);
/* A finding of rule number `rule` at the first occurrence of a text. */
struct finding *report_fixture_find(struct report_fixture *fixture, size_t rule, const struct document *document,
                                    const char *text, const char *message);
/* The place of a text in a document; fails the test when it is not there. */
struct span report_fixture_span(const struct document *document, const char *text);
void report_fixture_relate(struct report_fixture *fixture, struct finding *finding, const struct document *document,
                           const char *text, const char *label);
struct str report_fixture_print(struct report_fixture *fixture, report_printer *printer);

#endif
