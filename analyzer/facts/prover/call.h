/* One call of allows_some, allows_all or anyone_may: the policies of the entity, asked about each action of a set.
 * Internal to the files of the prover. */
#ifndef LL_FACTS_PROVER_CALL_H
#define LL_FACTS_PROVER_CALL_H

#include "analyzer/facts/prover/memory.h"

struct sqlite3_context;
struct sqlite3_value;

/* Kinds of questions, as they stand in the keys of the memory. */
enum {
    ALLOWS_SOME = 's',
    ALLOWS_ALL = 'a',
    ANYONE_MAY = 'p',
    STATEMENT_VERDICT = 'v',
    MAY_ASSUME = 't',
    TRUSTS = 'T',
    GOES_BEYOND = 'b'
};

/* The ids that any_resource() and new_resource() give; no row has them. */
enum { ANY_RESOURCE = -1, NEW_RESOURCE = -2 };

typedef struct prover_answer prover_ask(struct prover *prover, struct arena *arena,
                                        const struct prover_question *question);

struct prover_call {
    struct facts *facts;
    char kind;
    prover_ask *ask;
    struct prover_gathered identity, boundary;
    int64_t resource;
    bool all; /* every action, else some */
    bool found;
    struct prover_answer result;
    struct str decided; /* the action that gave the result; the first, when each of several did */
    struct str condition;
    const char *why; /* no action could be asked */
    bool wants_witness;
    bool missing;                  /* of something that was refused */
    const struct witness *witness; /* when wanted and found */
};

struct prover_call prover_call_on_role(struct facts *facts, char kind, int64_t role, int64_t resource);
/* ANYONE_MAY about a resource or a permission. */
struct prover_call prover_call_on_public(struct facts *facts, int64_t resource);

/* functions_guardrail.c: what a role has, and what it is compared with (0: nothing is known of it). */
struct prover_beyond {
    struct prover_gathered identity, boundary, base;
};
struct prover_beyond prover_beyond_of(struct facts *facts, int64_t role, int64_t policy);

/* An action, a pattern, or the name of a set: adds to the result. */
void prover_ask_actions(struct prover_call *call, struct str actions);
/* 1 when the pattern means some action of the set, 0 when none, -1: there is no such set. */
int prover_means_some(struct facts *facts, struct str pattern, struct str set);
/* One action of the set, "key=value" in condition, of several keys with tabs between, or nothing. */
void prover_ask_action(struct prover_call *call, struct str action, struct str condition);

/* prover/witness.c: asks again for the request behind an answer, or remembers it; NULL when there is none. Names that
 * are free become some of the catalogue. */
const struct witness *prover_find_witness(struct prover_call *call, struct str key, struct prover_question *question);

/* functions_prover.c: what comes after the `asked` arguments of a function is `given` (left out: 1): the result is
 * `given` AND the answer. False when there is nothing to ask: `given` is 0, which is the result then, or an argument is
 * NULL. Else *ret_given is 1, or -1 for NULL. */
bool prover_asks(struct sqlite3_context *context, int count, int asked, struct sqlite3_value **values, int *ret_given);
void prover_give(struct sqlite3_context *context, int is_given, struct prover_answer answer);

#endif
