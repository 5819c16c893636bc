/* Questions about all requests at once. Answers are yes (with a request that the evaluator has confirmed), no (a proof
 * that there is none), or unknown with the reason.
 *
 * "No" is claimed exactly when the encoding (policies/smt/encode.h) has no model: its propositional part is decided by
 * the solver, its strings by policies/search.h, and everything that is disputed or unresolved was left free. "Yes"
 * never depends on the encoding: the witness was replayed. */
#ifndef LL_POLICIES_PROVE_H
#define LL_POLICIES_PROVE_H

#include "policies/evaluate.h"

struct prover; /* opens the solver when the first question needs it */

struct prover *prover_open(void);
void prover_close(struct prover *prover);
/* The solver's resource units for one question, before the first: too few make answers unknown, never wrong. */
void prover_limit(struct prover *prover, unsigned resources);

/* From now on every question is encoded as a whole and put to the solver: no guesses, no part for itself, nothing
 * enumerated. Slow; for tests that compare. */
void prover_plain(struct prover *prover);

struct prove_stats {
    size_t questions, yes, no, unknown;
    size_t solved;                         /* what the solver was given: a question may be several, or none */
    size_t checks;                         /* answers of the solver: */
    size_t sat, unsat, gave_up;            /* each of these */
    size_t lemmas;                         /* conflicts found by the string search and the other domains */
    size_t replayed;                       /* suggested requests that the evaluator was asked about */
    double seconds, seconds_in_the_solver; /* the second is a part of the first */
};
const struct prove_stats *prover_stats(const struct prover *prover);
/* From now on called with all that the solver is given, once it is answered: the text of an SMT-LIB file that says in
 * comments what it asks (policies/smt/smtlib.h). Small questions that are enumerated otherwise go to the solver then.
 * NULL: nothing. */
typedef void prove_dump(void *context, struct str text);
void prover_on_dump(struct prover *prover, prove_dump *dump, void *context);

/* From now on a witness whose action is free gets one that the catalogue knows, if one shows the same. NULL: any text.
 * The catalogue must outlive the prover's use of it. */
struct catalog;
void prover_use_catalog(struct prover *prover, struct catalog *catalog);

/* What is fixed of the request; the rest is free. */
struct prove_question {
    struct str principal; /* as in a CASE; never empty */
    struct str action;    /* empty: any */
    struct str resource;  /* empty: any */
    struct str resource_account;
    const struct iam_context *context; /* keys that are fixed; one without values is absent; NULL: all are free */
    bool any_caller; /* what follows from the caller and the account (aws:PrincipalArn …) is free as well */
    bool granted;    /* of requests that need no permission (sts:GetCallerIdentity and the like) none counts */
};

enum prove_answer { PROVE_NO, PROVE_YES, PROVE_UNKNOWN };

struct proof {
    enum prove_answer answer;
    const char *reason;         /* of unknown: for people, static; else NULL */
    struct iam_request request; /* of yes: the witness */
    bool has_request;
};

/* Is there a request that the bundle allows? No exactly when none is. */
struct proof prove_allows_some(struct prover *prover, struct arena *arena, const struct iam_bundle *bundle,
                               const struct prove_question *question);
/* Is there one that it does not allow? No exactly when every request is allowed. */
struct proof prove_denies_some(struct prover *prover, struct arena *arena, const struct iam_bundle *bundle,
                               const struct prove_question *question);
/* Is there one that `more` allows and `base` does not? No exactly when more grants nothing beyond base. */
struct proof prove_exceeds(struct prover *prover, struct arena *arena, const struct iam_bundle *more,
                           const struct iam_bundle *base, const struct prove_question *question);

enum prove_statement {
    PROVE_MATCHES,   /* the statement applies to some request; no: it can never match */
    PROVE_ADDS,      /* and no other statement of the policy with the same effect does; no: it is redundant */
    PROVE_EFFECTIVE, /* an Allow that no Deny of the policy takes back wholly, a Deny that some Allow needs */
};
/* About one statement of an identity policy. */
struct proof prove_about_statement(struct prover *prover, struct arena *arena, const struct iam_policy *policy,
                                   size_t statement, enum prove_statement what, const struct prove_question *question);

const char *prove_answer_name(enum prove_answer answer); /* "yes", "no", "unknown" */

#endif
