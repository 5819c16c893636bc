/* ARNs of the tables that links lead to: which table an ARN means, and the name in it. */
#ifndef LL_FACTS_LOAD_ARN_H
#define LL_FACTS_LOAD_ARN_H

#include "analyzer/facts/load/partial.h"

struct arn_name {
    const char *table; /* NULL: a service or kind of resource that has no table */
    struct str name;   /* as partial text; of a path the last segment */
    struct str rest;   /* what follows the name: a qualifier, a key, a route */
};

/* The format of each service is in the "Resource types" table of its page in the Service Authorization Reference:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/ */
struct arn_name arn_name(const struct arn *arn);

#endif
