/* The loop: the solver suggests which atoms are true; the theory looks for a request, or says which of them cannot be
 * together (a lemma, which is valid for every request); the evaluator confirms the request. What is neither found nor
 * refuted is blocked, and then "no" cannot be claimed any more. */
#include "policies/smt/solve.h"

#include "analyzer/base/clock.h"
#include "policies/condition.h"
#include "policies/smt/smtlib.h"
#include "policies/smt/theory.h"

/* Suggestions looked at for one question; real policies need a few dozen. */
#define PROVE_ROUNDS 3000u
/* Of those, the ones that the theory gave up on or the evaluator did not confirm. */
#define PROVE_GIVEN_UP 60u
/* Questions over at most so many atoms are enumerated: most are that small, and a solver costs 26 MB and 15 ms to open.
 */
#define PROVE_ENUMERATED 10u
/* Simple answers tried before the solver is asked. */
#define PROVE_GUESSES 16u

/* Literals that cannot all hold, as bits of the atoms that are true and of those that are false in them. */
struct lemma {
    uint32_t positive;
    uint32_t negative;
};

struct run {
    struct prover *prover;
    struct encoding *encoding;
    const struct goal *goal;
    const struct formula *formula;
    struct smt_term **variables; /* NULL: the assignments are enumerated */
    VEC(struct lemma) lemmas;    /* then */
    bool *values;
    size_t given_up;
    enum smt_answer last; /* of the solver */
    struct str asserted;  /* of a dump: what the solver began with, and what it learned */
    struct buf learned;
    const char *why; /* something could not be decided */
};

/* ---- one suggestion ---- */

static void remember_lemma(struct run *run, const struct literals *literals) {
    struct lemma lemma = {0};
    for (size_t i = 0; i < literals->list.count; i++) {
        const struct literal *literal = &literals->list.items[i];
        *(literal->positive ? &lemma.positive : &lemma.negative) |= (uint32_t)1 << literal->atom;
    }
    vec_push(run->encoding->arena, &run->lemmas, lemma);
}

/* proved: no request at all has these literals. */
static void forbid(struct run *run, const struct literals *literals, bool proved) {
    if (run->variables && run->prover->dump)
        smtlib_put_clause(&run->learned, literals, proved);
    if (!run->variables) {
        remember_lemma(run, literals);
        return;
    }
    struct smt *smt = run->prover->smt;
    struct smt_term **terms = arena_alloc_array(run->encoding->arena, literals->list.count, sizeof(struct smt_term *));
    for (size_t i = 0; i < literals->list.count; i++) {
        const struct literal *literal = &literals->list.items[i];
        struct smt_term *variable = run->variables[literal->atom];
        terms[i] = literal->positive ? smt_not(smt, variable) : variable;
    }
    smt_assert(smt, smt_or(smt, terms, literals->list.count));
}

static const char *vague_reason(const struct run *run, const struct literals *literals) {
    for (size_t i = 0; i < literals->list.count; i++) {
        const struct atom *atom = &run->encoding->atoms.items[literals->list.items[i].atom];
        if (atom->kind == ATOM_VAGUE)
            return atom->why;
    }
    return NULL;
}

/* One empty text as the only value: nothing on the key speaks against it, and something leaves it open (S33). */
static const char *open_for_empty(const struct run *run, const struct literals *literals, struct str key) {
    struct arena *arena = run->encoding->arena;
    struct iam_context context = {.arena = arena};
    struct iam_context_value *entry = iam_context_add(&context, key);
    struct verdict all = verdict_of(true);
    vec_push(arena, &entry->values, STR_NONE);
    for (size_t i = 0; i < literals->list.count; i++) {
        const struct literal *literal = &literals->list.items[i];
        const struct atom *atom = &run->encoding->atoms.items[literal->atom];
        if (atom->kind != ATOM_CONDITION || !str_equal(atom->key, key))
            continue;
        struct verdict holds = iam_condition_holds(arena, atom->condition, &context, atom->interpolated);
        all = verdict_and(all, literal->positive ? holds : verdict_not(holds));
    }
    return all.truth == TRUTH_MAYBE ? all.why : NULL;
}

/* A condition that is disputed for a value that it names itself (or, of an ARN operator, for a whole ARN). */
static const char *disputed_reason(const struct run *run, const struct literals *literals) {
    struct arena *arena = run->encoding->arena;
    for (size_t i = 0; i < literals->list.count; i++) {
        const struct atom *atom = &run->encoding->atoms.items[literals->list.items[i].atom];
        if (atom->kind != ATOM_CONDITION)
            continue;
        const struct iam_condition *condition = atom->condition;
        bool own = condition->values.count && atom->operator.family != IAM_ARN;
        struct iam_context context = {.arena = arena};
        struct iam_context_value *entry = iam_context_add(&context, condition->key.text);
        vec_push(arena, &entry->values, own ? condition->values.items[0].text : STR("arn:aws:sns:eu-west-1:1:x"));
        struct verdict holds = iam_condition_holds(arena, condition, &context, atom->interpolated);
        const char *why = holds.truth == TRUTH_MAYBE ? holds.why : NULL;
        if (!why && atom->operator.set == IAM_FOR_ALL_VALUES && !encoding_is_fixed(run->encoding, atom->key))
            why = open_for_empty(run, literals, atom->key);
        if (why)
            return why;
    }
    return NULL;
}

/* True when the question is answered. */
static bool look_at_model(struct run *run, struct proof *ret_proof) {
    struct literals literals = {0}, core = {0};
    struct iam_request request;
    formula_justify(run->encoding->arena, run->formula, run->values, true, &literals);
    enum theory_result result = theory_realize(run->encoding, &literals, true, &request, &core);
    if (result == THEORY_CONFLICT) {
        run->prover->stats.lemmas++;
        forbid(run, &core, true);
        return core.list.count == 0;
    }
    const char *why = vague_reason(run, &literals);
    if (!why)
        why = disputed_reason(run, &literals);
    if (result == THEORY_FITS) {
        const char *doubt = NULL;
        run->prover->stats.replayed++;
        struct verdict holds = run->goal->holds(run->goal, run->encoding->arena, &request, &doubt);
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
    forbid(run, &literals, false);
    return false;
}

/* ---- without the solver ---- */

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
    size_t count = run->encoding->atoms.count;
    const struct formula *ways = ways_of(run->formula);
    size_t tries = ways ? ways->parts.count : 1;
    for (size_t i = 0; i < 2 * tries && i < PROVE_GUESSES; i++) {
        struct literals literals = {0}, core = {0};
        struct iam_request request;
        const char *doubt = NULL;
        /* Then what else names the action must fail to apply for its resource or its conditions. */
        bool same_actions = i % 2;
        for (size_t k = 0; k < count; k++)
            run->values[k] = same_actions && run->encoding->atoms.items[k].kind == ATOM_ACTION;
        formula_make_true(run->formula, run->values);
        if (ways)
            formula_make_true(ways->parts.items[i / 2], run->values);
        if (!formula_value(run->formula, run->values))
            continue;
        formula_justify(run->encoding->arena, run->formula, run->values, true, &literals);
        if (theory_realize(run->encoding, &literals, false, &request, &core) != THEORY_FITS ||
            run->goal->holds(run->goal, run->encoding->arena, &request, &doubt).truth != TRUTH_YES)
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
    size_t count = run->encoding->atoms.count;
    run->variables = arena_alloc_array(run->encoding->arena, count, sizeof(struct smt_term *));
    for (size_t i = 0; i < count; i++)
        run->variables[i] = smt_variable(prover->smt, i);
    smt_assert(prover->smt, formula_term(prover->smt, run->formula, run->variables));
    if (prover->dump)
        run->asserted = smt_dump(prover->smt, run->encoding->arena);
    buf_init(&run->learned, run->encoding->arena);
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
    size_t count = run->encoding->atoms.count;
    for (uint32_t assignment = 0; assignment >> count == 0 && run->given_up < PROVE_GIVEN_UP; assignment++) {
        for (size_t i = 0; i < count; i++)
            run->values[i] = assignment >> i & 1;
        if (is_forbidden(run, assignment) || !formula_value(run->formula, run->values))
            continue;
        if (look_at_model(run, &proof))
            return proof;
    }
    return run->given_up ? proof_unknown(run->why) : proof;
}

static enum smt_answer check(struct run *run) {
    struct prove_stats *stats = &run->prover->stats;
    run->last = smt_check(run->prover->smt);
    stats->checks++;
    *(run->last == SMT_SAT ? &stats->sat : run->last == SMT_UNSAT ? &stats->unsat : &stats->gave_up) += 1;
    return run->last;
}

static struct proof run_solver(struct run *run) {
    struct proof proof = {.answer = PROVE_NO};
    for (size_t round = 0; round < PROVE_ROUNDS && run->given_up < PROVE_GIVEN_UP; round++) {
        enum smt_answer answer = check(run);
        if (answer == SMT_UNKNOWN)
            return proof_unknown("the solver reached its limit");
        if (answer == SMT_UNSAT)
            return run->given_up ? proof_unknown(run->why) : proof;
        for (size_t i = 0; i < run->encoding->atoms.count; i++)
            run->values[i] = smt_value(run->prover->smt, run->variables[i]);
        if (look_at_model(run, &proof))
            return proof;
    }
    return proof_unknown(run->why ? run->why : "too many combinations");
}

static struct proof run_until_answered(struct run *run) {
    struct proof proof = {.answer = PROVE_NO};
    if (run->formula->kind == FORMULA_NEVER)
        return proof;
    run->values = arena_alloc_array(run->encoding->arena, run->encoding->atoms.count, sizeof *run->values);
    if (!run->prover->plain && guess(run, &proof))
        return proof;
    if (run->encoding->atoms.count <= PROVE_ENUMERATED && !run->prover->dump && !run->prover->plain)
        return enumerate(run);
    if (!start_solver(run))
        return proof_unknown("the solver could not be started");
    return run_solver(run);
}

struct proof solve(struct prover *prover, struct encoding *encoding, const struct goal *goal,
                   const struct formula *formula) {
    struct run run = {.prover = prover, .encoding = encoding, .goal = goal, .formula = formula};
    double begun = clock_seconds();
    struct proof proof = run_until_answered(&run);
    if (run.variables)
        prover->stats.seconds_in_the_solver += clock_seconds() - begun;
    if (run.variables && prover->dump)
        prover->dump(prover->dump_context, smtlib_text(&(struct smtlib_question){.goal = goal,
                                                                                 .encoding = encoding,
                                                                                 .assertions = run.asserted,
                                                                                 .learned = buf_str(&run.learned),
                                                                                 .answer = run.last,
                                                                                 .guessed = run.given_up > 0}));
    return proof;
}
