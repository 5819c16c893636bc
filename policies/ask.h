/* Questions about policy documents alone, without the bundle that they are part of in an account. What is missing is
 * taken in favour of the document that is asked about, so that the answer speaks of it only: an identity policy is read
 * with roles and keys that delegate to the account, a resource policy with callers of other accounts whose own policies
 * allow everything. Callers are representative: who is named, and for the rest one of each kind. */
#ifndef LL_POLICIES_ASK_H
#define LL_POLICIES_ASK_H

#include "policies/prove.h"

enum ask_type {
    ASK_IDENTITY,
    ASK_RESOURCE,
    ASK_TRUST, /* a resource policy without resources: on the role that it belongs to */
    ASK_BOUNDARY,
    ASK_SESSION,
    ASK_SCP, /* one level */
    ASK_RCP, /* one level, RCPFullAWSAccess implied */
    ASK_ENDPOINT,
};

struct ask_documents {
    enum ask_type type;
    struct iam_policies policies; /* together; of a resource or trust policy the first counts */
    struct iam_policies identity; /* beside a resource or trust policy: what callers have by policies of their own */
};

struct ask_request { /* what is fixed; empty or NULL: free */
    struct str action;
    struct str resource;
    const struct iam_context *context;
};

/* A statement names a principal: the document is a resource policy; all are about sts only: a trust policy. */
enum ask_type ask_type_of(const struct iam_policy *policy);
/* "identity", "resource", "trust", "boundary", "session", "scp", "rcp", "endpoint" */
bool ask_type_named(struct str word, enum ask_type *ret_type);
bool ask_type_has_principals(enum ask_type type);

/* Do the documents allow some such request? The proof's witness names the caller. */
struct proof ask_allows(struct prover *prover, struct arena *arena, const struct ask_documents *documents,
                        const struct ask_request *request);
/* Is there a request that `more` allows and `base` does not? Both must be of one type. */
struct proof ask_exceeds(struct prover *prover, struct arena *arena, const struct ask_documents *more,
                         const struct ask_documents *base);
/* Does the resource policy allow the request to a caller that it does not trust: anonymous, of an account
 * that it does not name, or a service (that it names) acting for one? Such callers have other values of the keys by
 * which policies recognise whom they trust (aws:SourceAccount, aws:PrincipalOrgID, networks …). No exactly when every
 * such request is refused. */
struct proof ask_public(struct prover *prover, struct arena *arena, const struct iam_policy *policy,
                        const struct ask_request *request);

/* Does the resource policy allow the request to someone whom the principal (of one of its statements) names? Whoever it
 * is may do everything by policies of their own. The request's context is left out. No exactly when the policy lets
 * none of them in. */
struct proof ask_named(struct prover *prover, struct arena *arena, const struct iam_policy *policy,
                       const struct iam_principal *principal, const struct ask_request *request);

/* A policy that allows every action on every resource: to the account, to everyone ("*"), or as an identity policy
 * (empty). */
const struct iam_policy *ask_allow_all(struct arena *arena, const struct node *node, struct str account);

/* -- ask_way.c: how documents are asked about ------------------------------------------------------------------- */

/* The document with all around it that such a question needs: what confirms an answer. Of the question only principal,
 * action, resource and the resource's account count. */
struct iam_bundle ask_bundle(struct arena *arena, const struct ask_documents *documents,
                             const struct prove_question *question);

/* Callers worth asking about, as principals of a CASE: those the policy names, in a form that can call (a session of
 * the role, of the account), then an anonymous one, one of a foreign account, one of the own account. */
struct ask_callers {
    VEC(struct str) list;
};
struct ask_callers ask_callers_of(struct arena *arena, const struct iam_policy *policy);
void ask_add_caller(struct arena *arena, struct ask_callers *callers, struct str text); /* unless it is there */
void ask_add_named(struct arena *arena, struct ask_callers *callers, const struct iam_principal *principal);
/* Whom the keys of a witness describe whose caller was free; empty: nobody else than the caller. */
struct str ask_caller_shown(struct arena *arena, const struct iam_request *request);

/* Each caller with the accounts that the resource may be in: that of its ARN, else the caller's and another one. */
struct ask_ways {
    VEC(struct prove_question) list;
};
struct ask_ways ask_ways_of(struct arena *arena, const struct ask_documents *documents,
                            const struct ask_request *request);
void ask_add_ways(struct arena *arena, const struct ask_documents *documents, const struct ask_request *request,
                  struct str principal, struct ask_ways *ways);
void ask_add_way(struct arena *arena, struct ask_ways *ways, const struct prove_question *way); /* unless it is there */

struct str ask_account_in(struct str resource);                       /* of an ARN; empty: it has none */
struct str ask_session_for(struct arena *arena, struct str resource); /* of the resource's account */

/* -- ask_kind.c: on resources that requests for the action name (policies/kinds.h) -------------------------------- */

/* As ask_allows, but where the request leaves the resource free it is one that the action can have: of a kind that the
 * catalogue lists for it, or none when it takes none. *ret_why_not: of a no, that other resources make the difference;
 * else it is left alone. */
struct proof ask_allows_of_kind(struct prover *prover, struct catalog *catalog, struct arena *arena,
                                const struct ask_documents *documents, const struct ask_request *request,
                                const char **ret_why_not);

#define ASK_ONLY_NAMED "it is allowed on a resource only, and the catalogue knows none for the action (S19)"

#define ASK_ACCOUNT "111122223333"
#define ASK_CALLER "arn:aws:sts::" ASK_ACCOUNT ":assumed-role/example/session"
#define ASK_FOREIGN_CALLER "arn:aws:sts::444455556666:assumed-role/other/session"

#endif
