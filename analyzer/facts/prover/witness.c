/* The requests behind answers, for rows that became findings: the question is asked again, with names of the catalogue
 * where any would do. */
#include "analyzer/facts/prover/call.h"
#include "analyzer/facts/query_internal.h"
#include "policies/ask.h"
#include "policies/catalog.h"

/* What no policy grants is missing on any such resource. */
static struct iam_request some_missing(struct arena *arena, const struct prover_question *question) {
    struct iam_request request;
    struct str resource = question->target.glob;
    if (question->target.none)
        resource = STR("*");
    else if (!question->target.any && str_ends(resource, "*"))
        resource = str_format(arena, "%.*sexample", STR_ARG(str_slice(resource, 0, resource.size - 1)));
    iam_request_init(&request, arena, STR(ASK_CALLER), question->action, resource, STR(ASK_ACCOUNT));
    return request;
}

const struct witness *prover_find_witness(struct prover_call *call, struct str key, struct prover_question *question) {
    struct facts_prover *prover = facts_prover_of(call->facts);
    const struct witness *known = map_get(&prover->witnesses, key);
    if (known)
        return known;
    struct arena arena;
    arena_init(&arena);
    struct iam_request request = {0};
    question->ret_witness = &request;
    prover_use_catalog(prover_opened(prover), facts_catalog(call->facts));
    if (question->identity->list.count && call->missing == call->all)
        call->ask(prover->prover, &arena, question);
    prover_use_catalog(prover->prover, NULL);
    if (!request.action.size && call->missing)
        request = some_missing(&arena, question);
    struct witness *witness = NULL;
    if (request.action.size) {
        enum witness_kind kind = call->missing ? WITNESS_MISSING : WITNESS_ALLOWED;
        witness = witness_of_request(&call->facts->arena, kind, &request);
        witness->of_role = call->kind != ANYONE_MAY;
        map_put(&prover->witnesses, str_copy(&call->facts->arena, key), witness);
    }
    arena_done(&arena);
    return witness;
}

/* Rules ask about `any:ActionOfTomorrow` and `s3:ActionOfTomorrow`, which only a pattern can allow; one of today that
 * the same patterns allow shows it as well. */
static struct str action_of_today(struct facts *facts, struct arena *arena, struct str action) {
    struct catalog_action known;
    struct str service, name;
    if (catalog_action(facts_catalog(facts), action, arena, &known))
        return known.name; /* in AWS's letter case */
    if (!str_cut(action, ':', &service, &name) || !str_is(name, "ActionOfTomorrow"))
        return action;
    return str_is(service, "any") ? STR("*") : str_format(arena, "%.*s:*", STR_ARG(service));
}

static const struct witness *statement_witness(struct facts *facts, const struct claim *claim) {
    static const struct {
        const char *what;
        enum witness_kind kind;
    } SHOWN[] = {{"redundant", WITNESS_REPEATED}, {"shadowed", WITNESS_DENIED}, {"dead_deny", WITNESS_UNGRANTED}};
    struct facts_prover *prover = facts_prover_of(facts);
    const struct kept_statement *statement = prover_kept_statement(facts, claim->subject);
    struct witness *witness = NULL;
    for (size_t i = 0; statement && i < sizeof SHOWN / sizeof *SHOWN; i++) {
        if (!str_is(claim->what, SHOWN[i].what))
            continue;
        struct prover_gathered own = {0};
        struct iam_request request;
        struct arena arena;
        arena_init(&arena);
        buf_init(&own.content, &prover->scratch);
        prover_add_policy(facts, statement->policy_id, false, &own);
        prover_use_catalog(prover_opened(prover), facts_catalog(facts));
        struct prover_joined joined = prover_join(&arena, &own.policies);
        if (prover_statement_request(prover->prover, &arena, &joined, statement->number, &request))
            witness = witness_of_request(&facts->arena, SHOWN[i].kind, &request);
        prover_use_catalog(prover->prover, NULL);
        arena_done(&arena);
    }
    return witness;
}

static const struct witness *trust_witness(struct facts *facts, const struct claim *claim) {
    size_t principal;
    const struct kept_statement *statement = prover_trusting_statement(facts, claim->subject, &principal);
    struct witness *witness = NULL;
    struct iam_request request = {0};
    struct arena arena;
    arena_init(&arena);
    if (statement)
        prover_may_assume(prover_opened(facts_prover_of(facts)), &arena, statement->policy->expanded, statement->number,
                          principal, &request);
    if (request.action.size)
        witness = witness_of_request(&facts->arena, WITNESS_ALLOWED, &request);
    arena_done(&arena);
    return witness;
}

/* That the service may not take the role on. */
static const struct witness *mistrust_witness(struct facts *facts, const struct claim *claim) {
    static const struct str assume = {"sts:AssumeRole", 14};
    struct arena *arena = &facts_prover_of(facts)->scratch;
    const struct entity *role = facts_entity(facts, claim->resource);
    struct request_target target;
    struct iam_request request;
    const char *why;
    if (!role || !prover_target(facts, arena, assume, role, &target, &why))
        return NULL;
    iam_request_init(&request, arena, claim->what, assume, target.glob, STR(ASK_ACCOUNT));
    return witness_of_request(&facts->arena, WITNESS_MISSING, &request);
}

static const struct witness *beyond_witness(struct facts *facts, const struct claim *claim) {
    struct prover *prover = prover_opened(facts_prover_of(facts));
    struct prover_beyond beyond = prover_beyond_of(facts, claim->subject, claim->resource);
    struct witness *witness = NULL;
    struct iam_request request = {0};
    struct prover_question question = {
        .identity = &beyond.identity.policies, .boundary = &beyond.boundary.policies, .ret_witness = &request};
    struct arena arena;
    arena_init(&arena);
    prover_use_catalog(prover, facts_catalog(facts));
    prover_goes_beyond(prover, &arena, &question, &beyond.base.policies);
    prover_use_catalog(prover, NULL);
    if (request.action.size) {
        witness = witness_of_request(&facts->arena, WITNESS_ALLOWED, &request);
        witness->of_role = true;
    }
    arena_done(&arena);
    return witness;
}

static const struct witness *call_witness(struct facts *facts, const struct claim *claim, struct str action) {
    struct prover_call call = claim->kind == ANYONE_MAY
                                  ? prover_call_on_public(facts, claim->subject)
                                  : prover_call_on_role(facts, claim->kind, claim->subject, claim->resource);
    call.wants_witness = true;
    call.missing = claim->missing;
    prover_ask_action(&call, action, claim->condition);
    return call.witness;
}

const struct witness *facts_witness(struct facts *facts, const struct claim *claim) {
    struct facts_prover *prover = facts_prover_of(facts);
    struct arena_mark mark = arena_mark(&prover->scratch);
    const struct witness *witness = NULL;
    if (claim->kind == STATEMENT_VERDICT) {
        witness = statement_witness(facts, claim);
    } else if (claim->kind == MAY_ASSUME) {
        witness = trust_witness(facts, claim);
    } else if (claim->kind == TRUSTS) {
        witness = mistrust_witness(facts, claim);
    } else if (claim->kind == GOES_BEYOND) {
        witness = beyond_witness(facts, claim);
    } else {
        struct str today = action_of_today(facts, &prover->scratch, claim->what);
        witness = call_witness(facts, claim, today);
        if (!witness && !str_equal(today, claim->what))
            witness = call_witness(facts, claim, claim->what);
    }
    arena_reset(&prover->scratch, mark);
    return witness;
}
