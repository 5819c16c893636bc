/* One concrete request: who does what on which resource, with which context. The context is complete: a key that is not
 * there is absent. Exceptions are the keys that follow from the rest and are derived when missing: aws:PrincipalArn,
 * aws:PrincipalAccount, aws:PrincipalType, aws:PrincipalIsAWSService, aws:ResourceAccount
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html). */
#ifndef LL_POLICIES_REQUEST_H
#define LL_POLICIES_REQUEST_H

#include "analyzer/base/arena.h"
#include "analyzer/base/str.h"
#include "analyzer/base/vec.h"

enum iam_caller_kind {
    IAM_CALLER_UNKNOWN, /* the text is none of these */
    IAM_CALLER_ANONYMOUS,
    IAM_CALLER_USER,
    IAM_CALLER_ROLE,    /* some session of that role */
    IAM_CALLER_SESSION, /* an assumed-role session: knows the role's name, not its path */
    IAM_CALLER_FEDERATED_USER,
    IAM_CALLER_ROOT,
    IAM_CALLER_SERVICE,
    IAM_CALLER_FEDERATED, /* an identity of a SAML or OIDC provider, before it has a role */
};

struct iam_caller {
    enum iam_caller_kind kind;
    struct str text;      /* as given */
    struct str partition; /* empty for service, anonymous and web identity providers */
    struct str account;
    struct str name; /* of user or role, without path; of the federated user */
};

struct iam_context_value {
    struct str key;
    VEC(struct str) values; /* none: the same as absent */
    bool derived;           /* follows from the rest of the request */
    bool partial;           /* the (one) value has holes, in value_partial's notation */
    const char *unknown;    /* there, but what it is is unknown: why; else NULL */
};

struct iam_context {
    struct arena *arena;
    VEC(struct iam_context_value) entries;
};

struct iam_request {
    struct iam_caller caller;
    struct str action;
    struct str resource;         /* an ARN, or "*" for actions without one */
    struct str resource_account; /* empty: not known */
    struct iam_context context;
};

/* principal: an ARN, an account number, a service name, "anonymous", a SAML or OIDC provider. A bare name such as
 * "cognito-identity.amazonaws.com" is a provider for sts:AssumeRoleWithWebIdentity and a service else. */
struct iam_caller iam_caller_of(struct str principal, struct str action);

/* Starts a request without context; iam_context_add fills it, iam_request_derive ends it. An empty resource_account is
 * taken from the resource's ARN, or for "*" from the caller. */
void iam_request_init(struct iam_request *request, struct arena *arena, struct str principal, struct str action,
                      struct str resource, struct str resource_account);
/* The entry to add values to; an entry of the same key (any letter case) is emptied and replaced. Valid until the next
 * addition. */
struct iam_context_value *iam_context_add(struct iam_context *context, struct str key);
void iam_request_derive(struct iam_request *request);

/* NULL when the key is absent. Key names have no letter case. */
const struct iam_context_value *iam_context_get(const struct iam_context *context, struct str key);

/* Is there an entry, be it one that says "absent"? */
bool iam_context_has(const struct iam_context *context, struct str key);

/* Keys that hold a set of values (data types "list" and "array" of the condition keys' pages). A key that is not in the
 * table counts by what the request gives. */
bool iam_key_is_multivalued(struct str key);

#endif
