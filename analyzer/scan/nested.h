/* Nested stacks whose templates are files of the same scan: AWS::CloudFormation::Stack and AWS::Serverless::Application
 * by a local path, and nested stacks of a CDK cloud assembly. The nested template stays a unit of its own; what its
 * only parent writes down for its parameters is their value. */
#ifndef LL_SCAN_NESTED_H
#define LL_SCAN_NESTED_H

#include "analyzer/scan/scan.h"

struct nested {
    struct map files; /* path → struct scanned_file * */
    struct map uses;  /* path of a nested template → struct nested_use * */
};

void nested_find(struct scan *scan, struct nested *ret_nested);
/* The bindings of a template: `given`, which overrule those that the parent gives. */
struct bindings *nested_bindings(struct scan *scan, const struct nested *nested, const struct scanned_file *file,
                                 const struct bindings *given);
/* Marks those of `given` that the template used. */
void nested_note_used(const struct bindings *bindings, struct bindings *given);

#endif
