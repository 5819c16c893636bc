/* Questions about all policies are asked statement by statement where something must be granted: "is there a request
 * that this statement applies to and …". First a request is guessed; then the question is encoded in the statement's
 * focus, where little is left of the other statements. */
#include "policies/prove.h"

#include "analyzer/base/clock.h"
#include "policies/layers.h"
#include "policies/smt/encode_named.h"
#include "policies/smt/solve.h"
#include "policies/smt/witness.h"
#include "policies/statement.h"

#include <stdlib.h>

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

void prover_plain(struct prover *prover) {
    prover->plain = true;
}

const struct prove_stats *prover_stats(const struct prover *prover) {
    return &prover->stats;
}

void prover_on_dump(struct prover *prover, prove_dump *dump, void *context) {
    prover->dump = dump;
    prover->dump_context = context;
}

void prover_use_catalog(struct prover *prover, struct catalog *catalog) {
    prover->catalog = catalog;
}

struct proof proof_unknown(const char *why) {
    return (struct proof){.answer = PROVE_UNKNOWN, .reason = why ? why : "the search gave up"};
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

/* ---- one question ---- */

/* The statements of which one must apply when the goal is shown. None: it must be asked as a whole. */
struct parts {
    VEC(struct part) list;
};

static const struct formula *encode_part(struct encoding *encoding, const struct goal *goal, const struct part *part) {
    const struct formula *formula = formula_of(true);
    if (part)
        formula = encode_focus(encoding, part->policy, part->statement, part->layer);
    if (formula->kind != FORMULA_NEVER)
        formula = formula_and(encoding->arena, formula, goal->encode(goal, encoding));
    return formula;
}

static struct proof ask_part(struct prover *prover, struct arena *arena, struct inquiry *inquiry,
                             const struct goal *goal, const struct part *part, enum arn_reading reading,
                             bool *readings_matter) {
    struct encoding encoding;
    encoding_init(&encoding, arena, inquiry, reading);
    struct proof proof = solve(prover, &encoding, goal, encode_part(&encoding, goal, part));
    *readings_matter = *readings_matter || encoding.readings_matter;
    return proof;
}

/* A confirmed request holds in all readings (the evaluator says undecided else), so only "no" must be asked again. */
static struct proof ask_in_all_readings(struct prover *prover, struct arena *arena, struct inquiry *inquiry,
                                        const struct goal *goal, const struct part *part) {
    bool readings_matter = false;
    struct proof proof = ask_part(prover, arena, inquiry, goal, part, ARN_PLAIN, &readings_matter);
    for (enum arn_reading reading = ARN_DOCUMENTED; readings_matter && reading <= ARN_STRICT; reading++) {
        if (proof.answer == PROVE_YES)
            break;
        struct proof other = ask_part(prover, arena, inquiry, goal, part, reading, &readings_matter);
        if (other.answer == PROVE_YES || proof.answer == PROVE_NO)
            proof = other;
    }
    return proof;
}

/* The encoding alone says no: most often one statement on the other side covers this one. */
static bool is_ruled_out(struct arena *arena, struct inquiry *inquiry, const struct goal *goal,
                         const struct part *part) {
    struct arena_mark mark = arena_mark(arena);
    bool out = true, readings_matter = true;
    for (enum arn_reading reading = ARN_PLAIN; out && readings_matter && reading <= ARN_STRICT; reading++) {
        struct encoding encoding;
        encoding_init(&encoding, arena, inquiry, reading);
        out = encode_part(&encoding, goal, part)->kind == FORMULA_NEVER;
        readings_matter = (readings_matter && reading > ARN_PLAIN) || encoding.readings_matter;
    }
    arena_reset(arena, mark);
    return out;
}

/* Parts of which a request is guessed before anything is encoded. */
enum { FIRST_GUESSES = 8 };

static struct proof find_answer(struct prover *prover, struct arena *arena, struct inquiry *inquiry,
                                const struct goal *goal, const struct parts *parts) {
    struct proof proof = {.answer = PROVE_YES, .has_request = true};
    struct parts left = {0};
    if (!parts->list.count || (prover->plain && !goal->policy)) /* a goal about a statement is one in its focus */
        return ask_in_all_readings(prover, arena, inquiry, goal, NULL);
    for (size_t i = 0; i < parts->list.count && i < FIRST_GUESSES; i++)
        if (guess_from(arena, inquiry, goal, &parts->list.items[i], &proof.request))
            return proof;
    for (size_t i = 0; i < parts->list.count; i++) {
        const struct part *part = &parts->list.items[i];
        if (is_ruled_out(arena, inquiry, goal, part))
            continue;
        if (i >= FIRST_GUESSES && guess_from(arena, inquiry, goal, part, &proof.request))
            return proof;
        vec_push(arena, &left.list, *part);
    }
    proof = (struct proof){.answer = PROVE_NO};
    for (size_t i = 0; i < left.list.count && proof.answer != PROVE_YES; i++) {
        struct arena_mark mark = arena_mark(arena);
        const struct part *part = &left.list.items[i];
        struct proof one = ask_in_all_readings(prover, arena, inquiry, goal, part);
        if (one.answer == PROVE_UNKNOWN && guess_elements(arena, inquiry, goal, part, &one.request))
            one = (struct proof){.answer = PROVE_YES, .request = one.request, .has_request = true};
        if (one.answer == PROVE_YES || proof.answer == PROVE_NO)
            proof = one;
        if (one.answer != PROVE_YES)
            arena_reset(arena, mark);
    }
    return proof;
}

static struct proof answer(struct prover *prover, struct arena *arena, const struct prove_question *question,
                           const struct goal *goal, const struct parts *parts) {
    struct inquiry inquiry;
    inquiry_init(&inquiry, arena, question);
    struct proof proof = find_answer(prover, arena, &inquiry, goal, parts);
    inquiry_done(&inquiry);
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
                        const struct goal *goal, const struct parts *parts) {
    double begun = clock_seconds();
    prover->stats.questions++;
    struct proof proof = answer(prover, arena, question, goal, parts);
    if (proof.answer != PROVE_YES && depends_on_action(question)) {
        struct prove_question with_identity = *question;
        with_identity.action = str_from(WEB_IDENTITY);
        struct proof other = answer(prover, arena, &with_identity, goal, parts);
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
    prover->stats.seconds += clock_seconds() - begun;
    return proof;
}

/* ---- what must apply where something is granted ---- */

static bool add_parts(struct arena *arena, struct parts *parts, const struct iam_policy *policy, enum iam_layer layer) {
    for (size_t i = 0; i < policy->statements.count; i++) {
        const struct iam_statement *statement = &policy->statements.items[i];
        if (statement->effect != IAM_DENY)
            vec_push(arena, &parts->list, (struct part){policy, statement, layer});
    }
    return !policy->open;
}

/* Does the resource policy grant nothing to the caller by itself, but at most what its account's policies grant? */
static bool names_no_caller(struct arena *arena, const struct iam_bundle *bundle, const struct iam_request *known) {
    bool readings_matter, names = bundle->resource && bundle->resource->open;
    struct statement_context context = {.arena = arena,
                                        .request = known,
                                        .readings_matter = &readings_matter,
                                        .caller_has_boundary = bundle->boundary.count > 0};
    for (size_t i = 0; bundle->resource && i < bundle->resource->statements.count; i++) {
        const struct iam_statement *statement = &bundle->resource->statements.items[i];
        struct statement_match match = statement_names(&context, statement, IAM_LAYER_RESOURCE);
        bool by_itself = match.by[GRANT_DIRECT].truth != TRUTH_NO || match.by[GRANT_ROLE].truth != TRUTH_NO;
        names = names || (by_itself && statement->effect != IAM_DENY);
    }
    return !names;
}

/* By the formulas of evaluate.h: someone of an account needs identity policies but where the resource policy grants by
 * itself, and a resource policy where identity policies are not enough. */
static struct parts parts_of_grants(struct arena *arena, const struct iam_bundle *bundle,
                                    const struct prove_question *question) {
    struct parts parts = {0}, none = {0};
    struct iam_request known = known_request(arena, question);
    const struct iam_caller *caller = &known.caller;
    bool same_account = str_equal(caller->account, known.resource_account), complete = true;
    if (caller->kind == IAM_CALLER_ROOT)
        return none;
    if (iam_is_principal(caller) && (!same_account || names_no_caller(arena, bundle, &known))) {
        for (size_t i = 0; i < bundle->identity.count; i++)
            complete = add_parts(arena, &parts, bundle->identity.items[i], IAM_LAYER_IDENTITY) && complete;
        return complete ? parts : none;
    }
    bool needed = !iam_is_principal(caller) || !same_account || !bundle->identity.count;
    if (needed && bundle->resource)
        complete = add_parts(arena, &parts, bundle->resource, IAM_LAYER_RESOURCE);
    return needed && complete ? parts : none;
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

static const struct formula *not_owned(struct encoding *encoding) {
    return formula_not(encoding->arena, encode_owned(encoding));
}

static const struct formula *encode_some(const struct goal *goal, struct encoding *encoding) {
    return formula_and(encoding->arena, encode_allowed(encoding, goal->bundle), not_owned(encoding));
}

static struct verdict holds_some(const struct goal *goal, struct arena *arena, const struct iam_request *request,
                                 const char **ret_why) {
    return allowed(arena, goal->bundle, request, ret_why);
}

struct proof prove_allows_some(struct prover *prover, struct arena *arena, const struct iam_bundle *bundle,
                               const struct prove_question *question) {
    struct goal goal = {
        .asks = "that the policies allow", .encode = encode_some, .holds = holds_some, .bundle = bundle};
    struct parts whole = {0};
    return ask(prover, arena, question, &goal, &whole);
}

static const struct formula *encode_denied(const struct goal *goal, struct encoding *encoding) {
    return formula_not(encoding->arena, encode_some(goal, encoding));
}

static struct verdict holds_denied(const struct goal *goal, struct arena *arena, const struct iam_request *request,
                                   const char **ret_why) {
    return verdict_not(allowed(arena, goal->bundle, request, ret_why));
}

struct proof prove_denies_some(struct prover *prover, struct arena *arena, const struct iam_bundle *bundle,
                               const struct prove_question *question) {
    struct goal goal = {
        .asks = "that the policies do not allow", .encode = encode_denied, .holds = holds_denied, .bundle = bundle};
    struct parts whole = {0};
    return ask(prover, arena, question, &goal, &whole);
}

static const struct formula *encode_excess(const struct goal *goal, struct encoding *encoding) {
    const struct formula *refused = formula_not(encoding->arena, encode_allowed(encoding, goal->base));
    if (refused->kind == FORMULA_NEVER)
        return refused;
    const struct formula *allowed_by_more = encode_some(goal, encoding);
    return formula_and(encoding->arena, allowed_by_more, formula_given(encoding->arena, refused, allowed_by_more));
}

static struct verdict holds_excess(const struct goal *goal, struct arena *arena, const struct iam_request *request,
                                   const char **ret_why) {
    return verdict_and(allowed(arena, goal->bundle, request, ret_why),
                       verdict_not(allowed(arena, goal->base, request, ret_why)));
}

struct proof prove_exceeds(struct prover *prover, struct arena *arena, const struct iam_bundle *more,
                           const struct iam_bundle *base, const struct prove_question *question) {
    struct goal goal = {.asks = "that the policies allow and the others do not",
                        .encode = encode_excess,
                        .holds = holds_excess,
                        .bundle = more,
                        .base = base};
    struct parts parts = parts_of_grants(arena, more, question);
    return ask(prover, arena, question, &goal, &parts);
}

/* ---- about one statement ---- */

/* The statements of the policy with that effect, but for one, ORed. */
static const struct formula *encode_others(struct encoding *encoding, const struct iam_policy *policy, size_t but,
                                           enum iam_effect effect) {
    const struct formula *any = formula_of(false);
    for (size_t i = 0; i < policy->statements.count; i++)
        if (i != but && policy->statements.items[i].effect == effect && any->kind != FORMULA_ALWAYS)
            any = formula_or(encoding->arena, any,
                             encode_statement(encoding, policy, &policy->statements.items[i], IAM_LAYER_IDENTITY));
    return any;
}

static enum iam_effect opposite(enum iam_effect effect) {
    return effect == IAM_ALLOW ? IAM_DENY : IAM_ALLOW;
}

/* Encoded in the focus of the statement itself. */
static const struct formula *encode_about(const struct goal *goal, struct encoding *encoding) {
    const struct iam_statement *own = &goal->policy->statements.items[goal->statement];
    if (goal->what == PROVE_MATCHES)
        return formula_of(true);
    bool same = goal->what == PROVE_ADDS;
    const struct formula *others =
        encode_others(encoding, goal->policy, goal->statement, same ? own->effect : opposite(own->effect));
    bool wanted = !same && own->effect == IAM_DENY; /* a Deny takes effect where something allows */
    return wanted ? others : formula_not(encoding->arena, others);
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
        if (!readings_matter)
            return one;
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
    for (size_t i = 0; i < policy->statements.count && own.truth != TRUTH_NO && others.truth != TRUTH_YES; i++)
        if (goal->what != PROVE_MATCHES && i != goal->statement && policy->statements.items[i].effect == wanted)
            others = verdict_or(others, applies(goal, arena, request, i));
    bool needs_others = goal->what == PROVE_EFFECTIVE && effect == IAM_DENY;
    struct verdict holds = goal->what == PROVE_MATCHES ? own
                           : needs_others              ? verdict_and(own, others)
                                                       : verdict_and(own, verdict_not(others));
    *ret_why = holds.why;
    return holds;
}

static const char *asks_about(enum iam_effect effect, enum prove_statement what) {
    switch (what) {
    case PROVE_MATCHES:
        break;
    case PROVE_ADDS:
        return "that the statement applies to and no other statement of its effect does";
    case PROVE_EFFECTIVE:
        return effect == IAM_DENY ? "that the statement applies to and some Allow does"
                                  : "that the statement applies to and no Deny does";
    }
    return "that the statement applies to";
}

struct proof prove_about_statement(struct prover *prover, struct arena *arena, const struct iam_policy *policy,
                                   size_t statement, enum prove_statement what, const struct prove_question *question) {
    struct goal goal = {.asks = asks_about(policy->statements.items[statement].effect, what),
                        .encode = encode_about,
                        .holds = holds_about,
                        .policy = policy,
                        .statement = statement,
                        .what = what};
    if (policy->statements.items[statement].effect == IAM_EFFECT_UNKNOWN && what != PROVE_MATCHES)
        return proof_unknown("the effect of a statement is not known");
    if (policy->open && what != PROVE_MATCHES)
        return proof_unknown("a policy is not wholly known");
    struct parts itself = {0};
    vec_push(arena, &itself.list, (struct part){policy, &policy->statements.items[statement], IAM_LAYER_IDENTITY});
    return ask(prover, arena, question, &goal, &itself);
}

const char *prove_answer_name(enum prove_answer answer) {
    return answer == PROVE_YES ? "yes" : answer == PROVE_NO ? "no" : "unknown";
}
