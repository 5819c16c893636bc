/* --param-file: values of template parameters, in the forms that AWS's own tools read
 * (https://docs.aws.amazon.com/cli/latest/reference/cloudformation/create-stack.html and .../deploy/index.html):
 *
 *     [{"ParameterKey": "Stage", "ParameterValue": "prod"}]
 *     {"Parameters": {"Stage": "prod"}}
 *     ["Stage=prod"]
 *
 * or as a plain map, {"Stage": "prod"}. JSON or YAML. A parameter with UsePreviousValue has no value here. */
#ifndef LL_SCAN_PARAM_FILE_H
#define LL_SCAN_PARAM_FILE_H

#include "analyzer/dialect/dialect.h"

/* Reads a file; false and a diagnostic with its place when it is none of these. The document goes to *ret_document
 * (NULL when the file cannot be read); diagnostics point into it. */
bool param_file_read(struct str path, struct arena *arena, struct diags *diags, struct parameter_file *ret_file,
                     struct document **ret_document);

#endif
