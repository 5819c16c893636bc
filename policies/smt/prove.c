/* The loop: the solver suggests which atoms are true; the theory looks for a request, or says which of them cannot be
 * together (a lemma, which is valid for every request); the evaluator confirms the request. What is neither found nor
 * refuted is blocked, and then "no" cannot be claimed any more. */
#include "policies/prove.h"

#include "policies/smt/theory.h"
#include "policies/smt/witness.h"

#include <stdlib.h>
#include <string.h>

/* Suggestions looked at for one question; real policies need a few dozen. */
#define PROVE_ROUNDS 3000u
/* Of those, the ones that the theory gave up on or the evaluator did not confirm. */
#define PROVE_GIVEN_UP 60u
/* Questions over at most so many atoms are enumerated: most are that small, and a solver costs 26 MB and 15 ms to open.
 */
#define PROVE_ENUMERATED 10u
/* Simple answers tried before the solver is asked. */
#define PROVE_GUESSES 16u

struct prover {
    struct smt *smt;
    unsigned resources; /* of the solver, for one question */
    struct prove_stats stats;
    void (*dump)(void *context, struct str text);
    void *dump_context;
    struct catalog *catalog;
};

struct prover *prover_open(void) {
    struct prover *prover = calloc(1, sizeof *prover);
    if (!prover)
        abort();
    prover->resources = SMT_RESOURCES;
    return prover;
}

void prover_close(struct prover *prover) {
    if (prover)
        smt_close(prover->smt);
    free(prover);
}

void prover_limit(struct prover *prover, unsigned resources) {
    prover->resources = resources;
}

const struct prove_stats *prover_stats(const struct prover *prover) {
    return &prover->stats;
}

void prover_on_dump(struct prover *prover, void (*dump)(void *context, struct str text), void *context) {
    prover->dump = dump;
    prover->dump_context = context;
}

void prover_use_catalog(struct prover *prover, struct catalog *catalog) {
    prover->catalog = catalog;
}

/* What is asked for, as a formula and as a question to the evaluator. */
struct goal {
    const struct formula *(*encode)(const struct goal *goal, struct encoding *encoding);
    struct verdict (*holds)(const struct goal *goal, struct arena *arena, const struct iam_request *request,
                            const char **ret_why);
    const struct iam_bundle *bundle, *base;
    const struct iam_policy *policy;
    size_t statement;
    enum prove_statement what;
};

/* Literals that cannot all hold, as bits of the atoms that are true and of those that are false in them. */
struct lemma {
    uint32_t positive;
    uint32_t negative;
};

struct run {
    struct prover *prover;
    struct encoding encoding;
    const struct goal *goal;
    const struct formula *formula;
    struct smt_term **variables; /* NULL: the assignments are enumerated */
    VEC(struct lemma) lemmas;    /* then */
    bool *values;
    size_t given_up;
    const char *why; /* something could not be decided */
};

static struct proof unknown(const char *why) {
    return (struct proof){.answer = PROVE_UNKNOWN, .reason = why ? why : "the search gave up"};
}

/* ---- one suggestion ---- */

static void remember_lemma(struct run *run, const struct literals *literals) {
    struct lemma lemma = {0};
    for (size_t i = 0; i < literals->list.count; i++) {
        const struct literal *literal = &literals->list.items[i];
        *(literal->positive ? &lemma.positive : &lemma.negative) |= (uint32_t)1 << literal->atom;
    }
    vec_push(run->encoding.arena, &run->lemmas, lemma);
}

static void forbid(struct run *run, const struct literals *literals) {
    if (!run->variables) {
        remember_lemma(run, literals);
        return;
    }
    struct smt *smt = run->prover->smt;
    struct smt_term **terms = arena_alloc_array(run->encoding.arena, literals->list.count, sizeof(struct smt_term *));
    for (size_t i = 0; i < literals->list.count; i++) {
        const struct literal *literal = &literals->list.items[i];
        struct smt_term *variable = run->variables[literal->atom];
        terms[i] = literal->positive ? smt_not(smt, variable) : variable;
    }
    smt_assert(smt, smt_or(smt, terms, literals->list.count));
}

static const char *vague_reason(const struct run *run, const struct literals *literals) {
    for (size_t i = 0; i < literals->list.count; i++) {
        const struct atom *atom = &run->encoding.atoms.items[literals->list.items[i].atom];
        if (atom->kind == ATOM_VAGUE)
            return atom->why;
    }
    return NULL;
}

/* True when the question is answered. */
static bool look_at_model(struct run *run, struct proof *ret_proof) {
    struct literals literals = {0}, core = {0};
    struct iam_request request;
    formula_justify(run->encoding.arena, run->formula, run->values, true, &literals);
    enum theory_result result = theory_realize(&run->encoding, &literals, true, &request, &core);
    if (result == THEORY_CONFLICT) {
        run->prover->stats.lemmas++;
        forbid(run, &core);
        return core.list.count == 0;
    }
    const char *why = vague_reason(run, &literals);
    if (result == THEORY_FITS) {
        const char *doubt = NULL;
        run->prover->stats.replayed++;
        struct verdict holds = run->goal->holds(run->goal, run->encoding.arena, &request, &doubt);
        if (holds.truth == TRUTH_YES) {
            *ret_proof = (struct proof){.answer = PROVE_YES, .request = request, .has_request = true};
            return true;
        }
        if (holds.truth == TRUTH_MAYBE && doubt)
            why = doubt;
    }
    if (!run->why)
        run->why = why ? why : "a policy variable or a mixture of types could not be decided";
    run->given_up++;
    forbid(run, &literals);
    return false;
}

/* ---- without the solver ---- */

/* Assigns the atoms of a conjunction so that it holds; of what one part is enough for, the first, unless it has it. */
static void make_true(const struct formula *formula, bool *values, bool value) {
    if (formula->kind == FORMULA_ATOM)
        values[formula->atom] = value;
    else if (formula->kind == FORMULA_NOT)
        make_true(formula->parts.items[0], values, !value);
    else if ((formula->kind == FORMULA_AND) == value)
        for (size_t i = 0; i < formula->parts.count; i++)
            make_true(formula->parts.items[i], values, value);
    else if (formula->parts.count && formula_value(formula, values) != value)
        make_true(formula->parts.items[0], values, value);
}

/* The largest disjunction of the goal, which is what grants: one of its ways is tried after the other. */
static const struct formula *ways_of(const struct formula *formula) {
    if (formula->kind == FORMULA_OR)
        return formula;
    const struct formula *best = NULL;
    for (size_t i = 0; formula->kind == FORMULA_AND && i < formula->parts.count; i++) {
        const struct formula *ways = ways_of(formula->parts.items[i]);
        if (ways && (!best || ways->parts.count > best->parts.count))
            best = ways;
    }
    return best;
}

/* Most questions with an answer have an obvious one: one statement applies and nothing else does. */
static bool guess(struct run *run, struct proof *ret_proof) {
    size_t count = run->encoding.atoms.count;
    const struct formula *ways = ways_of(run->formula);
    run->values = arena_alloc_array(run->encoding.arena, count, sizeof *run->values);
    size_t tries = ways ? ways->parts.count : 1;
    for (size_t i = 0; i < 2 * tries && i < PROVE_GUESSES; i++) {
        struct literals literals = {0}, core = {0};
        struct iam_request request;
        const char *doubt = NULL;
        /* Then what else names the action must fail to apply for its resource or its conditions. */
        bool same_actions = i % 2;
        for (size_t k = 0; k < count; k++)
            run->values[k] = same_actions && run->encoding.atoms.items[k].kind == ATOM_ACTION;
        make_true(run->formula, run->values, true);
        if (ways)
            make_true(ways->parts.items[i / 2], run->values, true);
        if (!formula_value(run->formula, run->values))
            continue;
        formula_justify(run->encoding.arena, run->formula, run->values, true, &literals);
        if (theory_realize(&run->encoding, &literals, false, &request, &core) != THEORY_FITS ||
            run->goal->holds(run->goal, run->encoding.arena, &request, &doubt).truth != TRUTH_YES)
            continue;
        *ret_proof = (struct proof){.answer = PROVE_YES, .request = request, .has_request = true};
        return true;
    }
    return false;
}

/* ---- one question ---- */

static bool start_solver(struct run *run) {
    struct prover *prover = run->prover;
    if (prover->smt)
        smt_reset(prover->smt);
    else
        prover->smt = smt_open(prover->resources);
    if (!prover->smt)
        return false;
    prover->stats.solved++;
    size_t count = run->encoding.atoms.count;
    run->variables = arena_alloc_array(run->encoding.arena, count, sizeof(struct smt_term *));
    for (size_t i = 0; i < count; i++)
        run->variables[i] = smt_variable(prover->smt, i);
    smt_assert(prover->smt, formula_term(prover->smt, run->formula, run->variables));
    if (prover->dump)
        prover->dump(prover->dump_context, smt_dump(prover->smt, run->encoding.arena));
    return true;
}

static bool is_forbidden(const struct run *run, uint32_t assignment) {
    for (size_t i = 0; i < run->lemmas.count; i++) {
        const struct lemma *lemma = &run->lemmas.items[i];
        if ((assignment & lemma->positive) == lemma->positive && (assignment & lemma->negative) == 0)
            return true;
    }
    return false;
}

/* Every assignment once. A lemma excludes the assignment that it was learned from, so none is looked at again. */
static struct proof enumerate(struct run *run) {
    struct proof proof = {.answer = PROVE_NO};
    size_t count = run->encoding.atoms.count;
    for (uint32_t assignment = 0; assignment >> count == 0 && run->given_up < PROVE_GIVEN_UP; assignment++) {
        for (size_t i = 0; i < count; i++)
            run->values[i] = assignment >> i & 1;
        if (is_forbidden(run, assignment) || !formula_value(run->formula, run->values))
            continue;
        if (look_at_model(run, &proof))
            return proof;
    }
    return run->given_up ? unknown(run->why) : proof;
}

static struct proof solve(struct run *run) {
    struct proof proof = {.answer = PROVE_NO};
    if (run->formula->kind == FORMULA_NEVER)
        return proof;
    if (guess(run, &proof))
        return proof;
    if (run->encoding.atoms.count <= PROVE_ENUMERATED && !run->prover->dump)
        return enumerate(run);
    if (!start_solver(run))
        return unknown("the solver could not be started");
    for (size_t round = 0; round < PROVE_ROUNDS && run->given_up < PROVE_GIVEN_UP; round++) {
        enum smt_answer answer = smt_check(run->prover->smt);
        if (answer == SMT_UNKNOWN)
            return unknown("the solver reached its limit");
        if (answer == SMT_UNSAT)
            return run->given_up ? unknown(run->why) : proof;
        for (size_t i = 0; i < run->encoding.atoms.count; i++)
            run->values[i] = smt_value(run->prover->smt, run->variables[i]);
        if (look_at_model(run, &proof))
            return proof;
    }
    return unknown(run->why ? run->why : "too many combinations");
}

static struct proof ask_in_reading(struct prover *prover, struct arena *arena, const struct prove_question *question,
                                   const struct goal *goal, enum arn_reading reading, bool *ret_readings_matter) {
    struct run run = {.prover = prover, .goal = goal};
    encoding_init(&run.encoding, arena, question, reading);
    run.formula = goal->encode(goal, &run.encoding);
    struct proof proof = solve(&run);
    *ret_readings_matter = run.encoding.readings_matter;
    return proof;
}

/* ---- witnesses ---- */

struct witness_context {
    const struct goal *goal;
    struct arena *arena;
};

static bool shows(void *context, const struct iam_request *request) {
    const struct witness_context *witness = context;
    const char *doubt;
    return witness->goal->holds(witness->goal, witness->arena, request, &doubt).truth == TRUTH_YES;
}

/* A confirmed request holds in all readings (the evaluator says undecided else), so only "no" must be asked again. */
static struct proof ask_in_all_readings(struct prover *prover, struct arena *arena,
                                        const struct prove_question *question, const struct goal *goal) {
    bool readings_matter = false;
    struct proof proof = ask_in_reading(prover, arena, question, goal, ARN_PLAIN, &readings_matter);
    for (enum arn_reading reading = ARN_DOCUMENTED; readings_matter && reading <= ARN_STRICT; reading++) {
        if (proof.answer == PROVE_YES)
            break;
        struct proof other = ask_in_reading(prover, arena, question, goal, reading, &readings_matter);
        if (other.answer == PROVE_YES || proof.answer == PROVE_NO)
            proof = other;
    }
    return proof;
}

/* Who a bare name is ("cognito-identity.amazonaws.com") depends on the action: an identity of that provider in one, a
 * service or nobody in all others. So that one is asked for by itself. */
static const char WEB_IDENTITY[] = "sts:AssumeRoleWithWebIdentity";

static bool depends_on_action(const struct prove_question *question) {
    return !question->action.size && iam_caller_of(question->principal, STR_NONE).kind !=
                                         iam_caller_of(question->principal, str_from(WEB_IDENTITY)).kind;
}

static struct proof ask(struct prover *prover, struct arena *arena, const struct prove_question *question,
                        const struct goal *goal) {
    prover->stats.questions++;
    struct proof proof = ask_in_all_readings(prover, arena, question, goal);
    if (proof.answer != PROVE_YES && depends_on_action(question)) {
        struct prove_question with_identity = *question;
        with_identity.action = str_from(WEB_IDENTITY);
        struct proof other = ask_in_all_readings(prover, arena, &with_identity, goal);
        if (other.answer == PROVE_YES || proof.answer == PROVE_NO)
            proof = other;
    }
    if (proof.answer == PROVE_YES && prover->catalog) {
        struct witness_context context = {goal, arena};
        witness_improve(prover->catalog, arena, question, &(struct witness_check){shows, &context}, &proof.request);
    }
    prover->stats.yes += proof.answer == PROVE_YES;
    prover->stats.no += proof.answer == PROVE_NO;
    prover->stats.unknown += proof.answer == PROVE_UNKNOWN;
    return proof;
}

/* ---- the questions ---- */

static struct verdict allowed(struct arena *arena, const struct iam_bundle *bundle, const struct iam_request *request,
                              const char **ret_why) {
    struct iam_answer answer = iam_evaluate(arena, bundle, request);
    if (answer.decision == IAM_UNDECIDED) {
        *ret_why = answer.reason;
        return verdict_maybe(answer.reason);
    }
    return verdict_of(answer.decision == IAM_ALLOWED);
}

static const struct formula *encode_some(const struct goal *goal, struct encoding *encoding) {
    return encode_allowed(encoding, goal->bundle);
}

static struct verdict holds_some(const struct goal *goal, struct arena *arena, const struct iam_request *request,
                                 const char **ret_why) {
    return allowed(arena, goal->bundle, request, ret_why);
}

struct proof prove_allows_some(struct prover *prover, struct arena *arena, const struct iam_bundle *bundle,
                               const struct prove_question *question) {
    struct goal goal = {.encode = encode_some, .holds = holds_some, .bundle = bundle};
    return ask(prover, arena, question, &goal);
}

static const struct formula *encode_denied(const struct goal *goal, struct encoding *encoding) {
    return formula_not(encoding->arena, encode_allowed(encoding, goal->bundle));
}

static struct verdict holds_denied(const struct goal *goal, struct arena *arena, const struct iam_request *request,
                                   const char **ret_why) {
    return verdict_not(allowed(arena, goal->bundle, request, ret_why));
}

struct proof prove_denies_some(struct prover *prover, struct arena *arena, const struct iam_bundle *bundle,
                               const struct prove_question *question) {
    struct goal goal = {.encode = encode_denied, .holds = holds_denied, .bundle = bundle};
    return ask(prover, arena, question, &goal);
}

static const struct formula *encode_excess(const struct goal *goal, struct encoding *encoding) {
    return formula_and(encoding->arena, encode_allowed(encoding, goal->bundle),
                       formula_not(encoding->arena, encode_allowed(encoding, goal->base)));
}

static struct verdict holds_excess(const struct goal *goal, struct arena *arena, const struct iam_request *request,
                                   const char **ret_why) {
    return verdict_and(allowed(arena, goal->bundle, request, ret_why),
                       verdict_not(allowed(arena, goal->base, request, ret_why)));
}

struct proof prove_exceeds(struct prover *prover, struct arena *arena, const struct iam_bundle *more,
                           const struct iam_bundle *base, const struct prove_question *question) {
    struct goal goal = {.encode = encode_excess, .holds = holds_excess, .bundle = more, .base = base};
    return ask(prover, arena, question, &goal);
}

/* ---- about one statement ---- */

/* The statements of the policy with that effect, but for one, ORed. */
static const struct formula *encode_others(struct encoding *encoding, const struct iam_policy *policy, size_t but,
                                           enum iam_effect effect) {
    const struct formula *any = formula_of(false);
    for (size_t i = 0; i < policy->statements.count; i++)
        if (i != but && policy->statements.items[i].effect == effect)
            any = formula_or(encoding->arena, any,
                             encode_statement(encoding, policy, &policy->statements.items[i], IAM_LAYER_IDENTITY));
    return any;
}

static enum iam_effect opposite(enum iam_effect effect) {
    return effect == IAM_ALLOW ? IAM_DENY : IAM_ALLOW;
}

static const struct formula *encode_about(const struct goal *goal, struct encoding *encoding) {
    struct arena *arena = encoding->arena;
    const struct iam_statement *own = &goal->policy->statements.items[goal->statement];
    const struct formula *matches = encode_statement(encoding, goal->policy, own, IAM_LAYER_IDENTITY);
    if (goal->what == PROVE_MATCHES)
        return matches;
    bool same = goal->what == PROVE_ADDS;
    const struct formula *others =
        encode_others(encoding, goal->policy, goal->statement, same ? own->effect : opposite(own->effect));
    bool wanted = !same && own->effect == IAM_DENY; /* a Deny takes effect where something allows */
    return formula_and(arena, matches, wanted ? others : formula_not(arena, others));
}

static struct verdict applies(const struct goal *goal, struct arena *arena, const struct iam_request *request,
                              size_t statement) {
    struct verdict all = verdict_of(true), any = verdict_of(false);
    for (enum arn_reading reading = ARN_PLAIN; reading <= ARN_STRICT; reading++) {
        bool readings_matter = false;
        struct statement_context context = {
            .arena = arena, .request = request, .reading = reading, .readings_matter = &readings_matter};
        struct verdict one =
            statement_match(&context, goal->policy, &goal->policy->statements.items[statement], IAM_LAYER_IDENTITY)
                .by[GRANT_DIRECT];
        all = verdict_and(all, one);
        any = verdict_or(any, one);
    }
    return all.truth == any.truth ? all : verdict_maybe("how far a wildcard reaches in an ARN is disputed (S14)");
}

static struct verdict holds_about(const struct goal *goal, struct arena *arena, const struct iam_request *request,
                                  const char **ret_why) {
    const struct iam_policy *policy = goal->policy;
    enum iam_effect effect = policy->statements.items[goal->statement].effect;
    struct verdict own = applies(goal, arena, request, goal->statement), others = verdict_of(false);
    enum iam_effect wanted = goal->what == PROVE_ADDS ? effect : opposite(effect);
    for (size_t i = 0; i < policy->statements.count; i++)
        if (i != goal->statement && policy->statements.items[i].effect == wanted)
            others = verdict_or(others, applies(goal, arena, request, i));
    bool needs_others = goal->what == PROVE_EFFECTIVE && effect == IAM_DENY;
    struct verdict holds = goal->what == PROVE_MATCHES ? own
                           : needs_others              ? verdict_and(own, others)
                                                       : verdict_and(own, verdict_not(others));
    *ret_why = holds.why;
    return holds;
}

struct proof prove_about_statement(struct prover *prover, struct arena *arena, const struct iam_policy *policy,
                                   size_t statement, enum prove_statement what, const struct prove_question *question) {
    struct goal goal = {
        .encode = encode_about, .holds = holds_about, .policy = policy, .statement = statement, .what = what};
    if (policy->statements.items[statement].effect == IAM_EFFECT_UNKNOWN && what != PROVE_MATCHES)
        return unknown("the effect of a statement is not known");
    if (policy->open && what != PROVE_MATCHES)
        return unknown("a policy is not wholly known");
    return ask(prover, arena, question, &goal);
}

const char *prove_answer_name(enum prove_answer answer) {
    return answer == PROVE_YES ? "yes" : answer == PROVE_NO ? "no" : "unknown";
}
