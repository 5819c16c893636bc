/* policy allows PATH#ROLE: the question about a role of scanned infrastructure instead of a bare policy. */
#ifndef LL_CLI_POLICY_ROLE_H
#define LL_CLI_POLICY_ROLE_H

#include "analyzer/base/arena.h"
#include "analyzer/cli/cost.h"
#include "analyzer/facts/grant.h"

/* Whether the word names a role: it has a '#' and is no file itself. */
bool policy_names_role(struct str word, struct arena *arena, struct str *ret_path, struct str *ret_role);

struct role_question {
    struct str path, role;
    const struct grant_request *request;
    bool as_json;
    struct cost_options *cost;
};

/* Scans, asks in each configuration, prints. The result is the exit code of policy allows. */
int policy_role_allows(struct arena *arena, const struct role_question *question);

#endif
