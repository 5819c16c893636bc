/* The guardrail: a file with an IAM policy that says what roles may do at most. Named by --guardrail or by the
 * configuration. */
#ifndef LL_SCAN_GUARDRAIL_H
#define LL_SCAN_GUARDRAIL_H

#include "analyzer/scan/scan.h"

/* NULL without a guardrail. False after saying what is wrong with it: a bound that is read by halves bounds nothing. */
bool guardrail_read(struct scan *scan, const struct scan_options *options, const struct iam_policy **ret_policy);

#endif
