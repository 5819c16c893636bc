/* One statement against one request. */
#ifndef LL_POLICIES_STATEMENT_H
#define LL_POLICIES_STATEMENT_H

#include "policies/arn.h"
#include "policies/evaluate.h"

/* What an evaluation knows beside the statement. */
struct statement_context {
    struct arena *arena;
    const struct iam_request *request;
    enum arn_reading reading;
    bool *readings_matter; /* set when a resource pattern was met for which the readings could differ */
    bool caller_has_boundary;
};

/* How a resource policy names the caller; other policies have only the first. */
enum grant { GRANT_DIRECT, GRANT_ROLE, GRANT_ACCOUNT, GRANTS };

struct statement_match {
    struct verdict by[GRANTS]; /* the statement applies to the request, naming the caller so */
};

struct statement_match statement_match(const struct statement_context *context, const struct iam_policy *policy,
                                       const struct iam_statement *statement, enum iam_layer layer);

/* There are policy variables in it, and whether the policy's version has them is not known. */
bool statement_needs_version(const struct iam_policy *policy, const struct iam_statement *statement);
#define STATEMENT_NEEDS_VERSION "the version of the policy is not known (S5)"

/* How the statement names the caller, whatever its actions, resources and conditions are; in layers without principals
 * it names everyone directly. */
struct statement_match statement_names(const struct statement_context *context, const struct iam_statement *statement,
                                       enum iam_layer layer);

/* How the principals of a statement name the caller (policies/principal.c). */
struct statement_match principal_match(const struct statement_context *context, const struct iam_statement *statement);

#endif
