/* The log group of a function: LoggingConfig.LogGroup, else a declared group with the name that Lambda uses, else one
 * that Lambda makes at the first invocation and that is kept for ever.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html */
#ifndef LL_FACTS_LOAD_LOG_GROUP_H
#define LL_FACTS_LOAD_LOG_GROUP_H

#include "analyzer/facts/load/loader.h"

int64_t log_group_of(struct loader *loader, const struct thing *function);

#endif
