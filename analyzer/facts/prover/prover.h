/* What the SQL functions of functions_prover.c stand on: policies by id as the loader parsed them, entities as request
 * ARNs, and questions to the prover (policies/prove.h) with a memory. Internal to analyzer/facts.
 *
 * Policies of a template hold texts that are known only after deployment. Before a question they are *expanded* (a Ref
 * or GetAtt becomes the text that AWS will give it, around the name of the entity; region, account and partition become
 * examples) and then *filled in*: a name that CloudFormation will make up becomes one that nothing else has, and so
 * does every unknown that the entity asked about contains, because there it is the same one. What is unknown for other
 * reasons stays so, and the prover leaves it open. */
#ifndef LL_FACTS_PROVER_PROVER_H
#define LL_FACTS_PROVER_PROVER_H

#include "analyzer/facts/facts_internal.h"
#include "policies/prove.h"

struct facts_prover;

/* For the loader: the policy row `policy` was read from this, and its statements have these rows, in order. Both must
 * outlive the facts. */
void facts_keep_policy(struct facts *facts, int64_t policy, const struct iam_policy *parsed);
void facts_keep_statement(struct facts *facts, int64_t statement, int64_t policy, size_t number);

struct facts_prover *facts_prover_of(struct facts *facts); /* made at the first call */
void facts_prover_close(struct facts *facts);

#define PROVER_REGION "us-east-1" /* where templates are taken to be deployed */

/* -- expand.c -------------------------------------------------------------------------------------------------- */

/* Texts as value_partial writes them, in which only {generated:ADDRESS} (a name that is made up at deployment) and
 * unknowns are left. */
struct str prover_expand(struct facts *facts, struct arena *arena, int64_t world, struct str partial);
/* The same where what is not known of the name of a declared resource is {generated:…} too: it is a name. */
struct str prover_expand_names(struct facts *facts, struct arena *arena, int64_t world, struct str partial);
/* The name of an entity, expanded; false when it has no table with names. */
bool prover_entity_name(struct facts *facts, struct arena *arena, const struct entity *entity, struct str *ret_name);
/* A template of data/: {name}, {region} and {account} filled in. */
struct str prover_template(const struct facts *facts, struct arena *arena, struct str text, struct str name);

/* "{generated:Child/Queue}" → "{pseudo:Child/AWS::StackName}-Queue-{generated:Child/Queue}" */
struct str prover_spell_out(struct facts *facts, struct arena *arena, int64_t world, struct str partial);
bool prover_is_stack_name(struct str identity); /* of a hole that it makes */

/* -- fill.c ---------------------------------------------------------------------------------------------------- */

/* What an action is asked on. */
struct request_target {
    bool any;           /* any resource at all */
    bool open_names;    /* names that CloudFormation makes up may be anything */
    bool none;          /* the action takes no resource: only a pattern for everything means it */
    bool given;         /* by the user, not as the ARN of an entity: region and account are meant as they stand */
    struct str partial; /* the ARN, expanded; `*` at its end is free */
    struct str glob;    /* the same, filled in */
    struct str spelled; /* the same with the parts of made-up names that are known: the stack's name, the logical id */
    struct str before;  /* of its part after the account: what stands before the name */
    char after;         /* and the first character behind it, 0 when there is none */
};
/* The action takes no resource, as the Resource types of its service's page have it. */
bool prover_takes_no_resource(struct str action);
/* False and why when no request of the action is known for such an entity. */
bool prover_target(struct facts *facts, struct arena *arena, struct str action, const struct entity *entity,
                   struct request_target *ret_target, const char **ret_why);

/* Why a pattern is unknown whose meaning depends on what a name turns out to be. */
#define PROVER_DEPENDS "a pattern may or may not mean a name that is not known yet"

/* An expanded text as a glob that matches no less (functions_catalog.c). */
struct str prover_text_glob(struct arena *arena, const struct iam_text *expanded);
/* The policy with all texts expanded: text holds the partial text, known says that nothing is left open in it. */
const struct iam_policy *prover_expand_policy(struct facts *facts, struct arena *arena, int64_t world,
                                              const struct iam_policy *policy);
/* The expanded policy filled in for a target: what the prover reads. NULL target: about the policy itself, where every
 * unknown of a resource is a text of its own. */
const struct iam_policy *prover_fill_policy(struct arena *arena, const struct iam_policy *expanded,
                                            const struct request_target *target);
/* The same without statements that have no say. Most have none: each is asked about when its actions are filled in, and
 * when its resources are too, and only the rest of one that is kept is filled in at all. */
enum prover_filled { PROVER_ACTIONS, PROVER_RESOURCES };
typedef bool prover_has_say(void *context, const struct iam_statement *statement, enum prover_filled filled);
struct iam_policy *prover_fill_slice(struct arena *arena, const struct iam_policy *expanded,
                                     const struct request_target *target, prover_has_say *has_say, void *context);

/* -- ask.c ----------------------------------------------------------------------------------------------------- */

struct prover_policies { /* expanded */
    VEC(const struct iam_policy *) list;
};

struct prover_answer {
    int truth; /* 1, 0, -1 */
    struct str reason;
};

struct prover_question {
    struct str action; /* one action, or a pattern */
    struct str key;    /* condition key whose value is fixed, empty: none */
    struct str value;
    const struct iam_context *context; /* further keys that are fixed; NULL: none */
    struct request_target target;
    const struct prover_policies *identity;
    const struct prover_policies *boundary; /* empty: none */
    /* Not NULL: the request behind the answer is wanted, so that a plain answer is no end. Left alone when there is
     * none: of allows_some and anyone_may the one that is allowed, of allows_all one that is refused. */
    struct iam_request *ret_witness;
};

/* The policies allow some such request / all of them (in every context). */
struct prover_answer prover_allows_some(struct prover *prover, struct arena *arena,
                                        const struct prover_question *question);
struct prover_answer prover_allows_all(struct prover *prover, struct arena *arena,
                                       const struct prover_question *question);
/* What the evaluator says of one request, with the statements that decide; those of the question's policies. */
struct iam_answer prover_explain(struct arena *arena, const struct prover_question *question,
                                 const struct iam_request *request);
/* The resource policy (in identity) allows it to callers that it does not know. The action * is any action, and then a
 * service is known when a statement names it, for whomever it acts. */
struct prover_answer prover_anyone_may(struct prover *prover, struct arena *arena,
                                       const struct prover_question *question);

/* -- statement.c ----------------------------------------------------------------------------------------------- */

/* Policies filled in for no target, as one. A policy is asked about each of its statements: join it once. */
struct prover_joined {
    const struct iam_policy *policy;
    bool mixed; /* of different versions of the language */
};
struct prover_joined prover_join(struct arena *arena, const struct prover_policies *policies);
/* `what` is never_matches, redundant or shadowed (of the first of the joined policies), or dead_deny (among all). */
struct prover_answer prover_statement(struct prover *prover, struct arena *arena, struct str what,
                                      const struct prover_joined *joined, size_t statement);
/* A request that the statement is about, false when none is found. */
bool prover_statement_request(struct prover *prover, struct arena *arena, const struct prover_joined *joined,
                              size_t statement, struct iam_request *ret_request);

/* -- beyond.c -------------------------------------------------------------------------------------------------- */

/* Some request (of the action, if there is one; without a resource, if the target is none) is allowed by what the
 * question is about, and not by the base. */
struct prover_answer prover_goes_beyond(struct prover *prover, struct arena *arena,
                                        const struct prover_question *question, const struct prover_policies *base);

/* -- trust.c --------------------------------------------------------------------------------------------------- */

#define PROVER_EVERYONE SIZE_MAX /* whom a statement with NotPrincipal names */

/* That statement of the (expanded) trust policy lets someone take the role on whom the principal names, and no Deny
 * takes it back. */
struct prover_answer prover_may_assume(struct prover *prover, struct arena *arena, const struct iam_policy *trust,
                                       size_t statement, size_t principal, struct iam_request *ret_witness);

/* The (expanded) trust policy lets the service take the role on. */
struct prover_answer prover_trusts(struct prover *prover, struct arena *arena, const struct iam_policy *trust,
                                   struct str service);

/* -- together.c ------------------------------------------------------------------------------------------------ */

/* Some request of the question by the caller, a session of the role, is allowed by what the role has and by what hangs
 * on the resource together; node stands for policies that nobody wrote. */
struct prover_answer prover_may_use(struct prover *prover, struct arena *arena, const struct prover_question *question,
                                    const struct prover_policies *hung, struct str caller, const struct node *node);
/* Every such request meets a Deny, so that no other grant helps. */
struct prover_answer prover_is_denied(struct prover *prover, struct arena *arena,
                                      const struct prover_question *question, const struct prover_policies *hung,
                                      struct str caller, const struct node *node);

/* -- part.c ---------------------------------------------------------------------------------------------------- */

/* The condition of the statement holds for every request that the rest of it applies to; of a statement that applies to
 * none too. Conditions on keys that have nothing to do with its own are not looked at. */
struct prover_answer prover_never_fails(struct prover *prover, struct arena *arena, const struct iam_policy *expanded,
                                        size_t statement, size_t condition);

#define PROVER_ALL_ACTIONS SIZE_MAX

/* Of what the Allow grants for that action nothing is within the boundary (one or more policies that must all allow).
 */
struct prover_answer prover_is_cut(struct prover *prover, struct arena *arena, const struct iam_policy *expanded,
                                   size_t statement, size_t action, const struct prover_policies *boundary);

#endif
