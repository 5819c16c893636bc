/* Nested stacks whose templates are files beside their parents: AWS::CloudFormation::Stack and
 * AWS::Serverless::Application by a local path, and nested stacks of a CDK cloud assembly. Such a template is part of
 * the unit of each parent, and none by itself when a parent is scanned. */
#ifndef LL_SCAN_NESTED_H
#define LL_SCAN_NESTED_H

#include "analyzer/scan/scan.h"

struct nested {
    struct scan *scan;
    struct map files;             /* real path of a template → struct nested_file * */
    struct nested_file **of_file; /* by number of the scanned file; NULL: no template */
};

/* When all files are read. It must outlive the units. */
void nested_find(struct scan *scan, struct nested *ret_nested);
/* Whether it belongs to a parent that is scanned. */
bool nested_is_inner(const struct nested *nested, const struct scanned_file *file);
/* The bindings of a template that is a unit: `given`, and the ways to files beside it. */
struct bindings *nested_bindings(struct nested *nested, const struct scanned_file *file, const struct bindings *given);
/* Marks those of `given` that the template used. */
void nested_note_used(const struct bindings *bindings, struct bindings *given);

#endif
