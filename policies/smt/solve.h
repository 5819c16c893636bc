/* One question in one reading of ARNs, as a formula: is there a request that makes it true and shows the goal? */
#ifndef LL_POLICIES_SMT_SOLVE_H
#define LL_POLICIES_SMT_SOLVE_H

#include "policies/smt/encode.h"

struct prover {
    struct smt *smt;    /* NULL until a question needs it */
    unsigned resources; /* of the solver, for one question */
    struct prove_stats stats;
    prove_dump *dump;
    void *dump_context;
    struct catalog *catalog;
    bool plain; /* prover_plain */
};

/* What is asked for, as a formula and as a question to the evaluator. */
struct goal {
    const char *asks; /* for people: "Is there a request that …" */
    const struct formula *(*encode)(const struct goal *goal, struct encoding *encoding);
    struct verdict (*holds)(const struct goal *goal, struct arena *arena, const struct iam_request *request,
                            const char **ret_why);
    const struct iam_bundle *bundle, *base;
    const struct iam_policy *policy;
    size_t statement;
    enum prove_statement what;
};

struct proof proof_unknown(const char *why);

/* No exactly when the formula, which is the goal's, has no model. */
struct proof solve(struct prover *prover, struct encoding *encoding, const struct goal *goal,
                   const struct formula *formula);

/* ---- guess.c ---- */

/* A statement of which a request is made, or in whose focus a question is encoded. */
struct part {
    const struct iam_policy *policy;
    const struct iam_statement *statement;
    enum iam_layer layer;
};

/* A request that the statement applies to, and nothing else is known of: does it show the goal? Most questions with an
 * answer have such an obvious one. */
bool guess_from(struct arena *arena, struct inquiry *inquiry, const struct goal *goal, const struct part *part,
                struct iam_request *ret_request);
/* The same with each of its actions or resources, where the solver's choice was one of a disputed meaning. */
bool guess_elements(struct arena *arena, struct inquiry *inquiry, const struct goal *goal, const struct part *part,
                    struct iam_request *ret_request);

#endif
