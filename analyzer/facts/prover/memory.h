/* What the prover remembers between calls of its SQL functions, and the policies of something gathered from rows.
 * Internal to the files of the prover. */
#ifndef LL_FACTS_PROVER_MEMORY_H
#define LL_FACTS_PROVER_MEMORY_H

#include "analyzer/facts/prover/prover.h"

struct sqlite3_stmt;

struct kept_policy {
    const struct iam_policy *parsed;
    VEC(int64_t) statements; /* their rows, in order */
    /* At the first question: */
    const struct iam_policy *expanded;
    size_t content;    /* number of the policy's content */
    uint64_t services; /* see prover_services */
    uint64_t age;
    /* When a grant beside it is asked about: what may take that back. */
    const struct iam_policy *denials;
    size_t denials_content;
};

struct kept_statement {
    struct kept_policy *policy;
    int64_t policy_id;
    size_t number;
};

struct facts_prover {
    struct arena *arena;   /* of the facts */
    struct arena scratch;  /* of the call at hand: given back when it ends, for most calls are answered from memory */
    struct prover *prover; /* prover_opened */
    prove_dump *dump;      /* of the options of the facts */
    void *dump_context;
    struct map policies;                        /* id → struct kept_policy * */
    struct map statements;                      /* id → struct kept_statement * */
    struct map contents;                        /* text of an expanded policy → number (as a pointer) */
    struct map attached_to, limits_of, hung_on; /* id → the policies gathered for it */
    struct map action_sets;                     /* prover/call.c: name → what is asked about */
    struct map answers;                         /* question → struct prover_answer * */
    size_t remembered;                          /* questions that were answered from there */
    struct map witnesses;                       /* question → struct witness * */
    struct {
        struct arena arena;
        struct str content;
        struct prover_joined joined;
    } last;                      /* what was joined last */
    struct sqlite3_stmt **names; /* by table: reads the name of a row */
    struct sqlite3_stmt *attached;
    struct sqlite3_stmt *limits;
    struct sqlite3_stmt *trust;
    struct sqlite3_stmt *hung;
    struct sqlite3_stmt *holders;
    struct sqlite3_stmt *granted;
};

/* Policies and, as text, the numbers of their contents. */
struct prover_gathered {
    struct prover_policies policies;
    struct buf content;
    uint64_t services; /* see prover_services */
};

struct kept_statement *prover_kept_statement(const struct facts *facts, int64_t statement); /* NULL: nobody wrote it */
/* The number of the action whose row stands at the node; false when there is none. */
bool prover_find_action(const struct kept_statement *statement, const struct node *node, size_t *ret_number);
/* The statement of a row of statement_principal, or a row of statement itself: then the principal is PROVER_EVERYONE.
 * NULL when nobody wrote it. */
const struct kept_statement *prover_trusting_statement(const struct facts *facts, int64_t id, size_t *ret_principal);
/* Expands the policy, and again when names may have changed. */
void prover_bring_up_to_date(struct facts *facts, int64_t policy, struct kept_policy *kept);

/* False: no statement of the policies is about such an action, so none of them grants it. */
bool prover_may_speak_of(const struct prover_gathered *gathered, struct str action);
/* One more policy; maybe: it is not known whether it counts. */
void prover_add_policy(struct facts *facts, int64_t policy, bool maybe, struct prover_gathered *gathered);
struct prover_gathered prover_role_policies(struct facts *facts, int64_t role);
struct prover_gathered prover_role_limits(struct facts *facts, int64_t role); /* its boundary */
struct prover_gathered prover_role_trust(struct facts *facts, int64_t role);  /* one policy; of no role none */
/* Resource policies; a policy itself is asked about alone. Of a permission: its grant, and what else the function's
 * policy denies; then requests are on *resource, which becomes the function's id, or is left alone. */
struct prover_gathered prover_public_policies(struct facts *facts, int64_t resource, int64_t *resource_asked);

struct prover_roles {
    VEC(int64_t) list;
};
struct prover_roles prover_holders(struct facts *facts, int64_t policy); /* the roles that have it */

/* Reads name_partial of the row with the id ?1. */
struct sqlite3_stmt *prover_name_query(struct facts *facts, const struct table *table);

struct prover *prover_opened(struct facts_prover *prover);
/* NULL: the question is new. */
const struct prover_answer *prover_known_answer(struct facts *facts, struct str key);
/* Remembers an answer, whose reason may still lie in the memory of the question. */
struct prover_answer prover_keep_answer(struct facts *facts, struct str key, struct prover_answer fresh);

#endif
