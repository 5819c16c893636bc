#include "policies/ask.h"

#include "policies/arn.h"
#include "policies/layers.h"
#include "policies/made.h"

static struct iam_policies list_of(struct arena *arena, const struct iam_policy *policy) {
    const struct iam_policy **items = arena_alloc_array(arena, 1, sizeof *items);
    items[0] = policy;
    return (struct iam_policies){items, 1};
}

/* Are there requests of one kind? Documents differ in how that is asked of one way. */
struct inquiry {
    struct prover *prover;
    struct arena *arena;
    const struct ask_documents *more, *base; /* base: NULL, or what does not allow it */
    const struct ask_request *request;
    bool in_account; /* nobody else than those of the ways' accounts is asked about */
};

static struct proof ask_way(const struct inquiry *inquiry, const struct prove_question *way) {
    struct iam_bundle bundle = ask_bundle(inquiry->arena, inquiry->more, way);
    if (!inquiry->base)
        return prove_allows_some(inquiry->prover, inquiry->arena, &bundle, way);
    struct iam_bundle less = ask_bundle(inquiry->arena, inquiry->base, way);
    return prove_exceeds(inquiry->prover, inquiry->arena, &bundle, &less, way);
}

/* A yes for one way is the answer; else an unknown is. */
static bool settle(struct proof *answer, const struct proof *one) {
    if (one->answer == PROVE_YES || (one->answer == PROVE_UNKNOWN && answer->answer == PROVE_NO))
        *answer = *one;
    return answer->answer == PROVE_YES;
}

static struct proof ask_ways(const struct inquiry *inquiry, const struct ask_ways *ways) {
    struct proof answer = {.answer = PROVE_NO};
    for (size_t i = 0; i < ways->list.count; i++) {
        struct proof one = ask_way(inquiry, &ways->list.items[i]);
        if (settle(&answer, &one))
            break;
    }
    return answer;
}

static struct proof ask_as(const struct inquiry *inquiry, struct str principal, struct str resource) {
    struct ask_ways ways = {0};
    struct ask_request request = *inquiry->request;
    request.resource = resource;
    ask_add_ways(inquiry->arena, inquiry->more, &request, principal, &ways);
    for (size_t i = 0; i < ways.list.count; i++)
        ways.list.items[i].any_caller = false;
    return ask_ways(inquiry, &ways);
}

/* ---- callers whom conditions describe ---- */

static void fix(struct iam_context *context, const char *key, struct str value) {
    if (iam_context_has(context, str_from(key)))
        return;
    struct iam_context_value *entry = iam_context_add(context, str_from(key));
    vec_push(context->arena, &entry->values, value);
}

/* The documents with a Deny for everyone who is not in the account. */
static struct ask_documents only_in(struct arena *arena, const struct ask_documents *documents, struct str account) {
    struct ask_documents fenced = *documents;
    const struct node *node = documents->policies.items[0]->node;
    struct iam_list everything = made_list(arena, node, STR("*"), false);
    struct iam_statement deny = made_statement(arena, node, IAM_DENY, everything, everything);
    struct str arns = str_format(arena, "arn:*:iam::%.*s:*", STR_ARG(account));
    made_principal(arena, &deny, IAM_PRINCIPAL_ANY, STR("*"));
    made_condition(arena, &deny, STR("ArnNotLike"), STR("aws:PrincipalArn"), arns);
    made_condition(arena, &deny, STR("Null"), STR("aws:PrincipalArn"), STR("false"));
    fenced.policies = list_of(arena, made_longer(arena, documents->policies.items[0], deny));
    return fenced;
}

/* The same with who in the account calls left free. One who only stands for an account stays in it. */
static void free_caller(struct arena *arena, struct prove_question *way, bool in_account, struct iam_context *context) {
    struct iam_caller caller = iam_caller_of(way->principal, way->action);
    *context = (struct iam_context){.arena = arena};
    for (size_t i = 0; way->context && i < way->context->entries.count; i++)
        vec_push(arena, &context->entries, way->context->entries.items[i]);
    fix(context, "aws:PrincipalIsAWSService", STR("false"));
    fix(context, "aws:ResourceAccount", way->resource_account);
    if (in_account)
        fix(context, "aws:PrincipalAccount", caller.account);
    way->context = context;
    way->any_caller = true;
}

/* Callers of the ways are examples. What no example may, someone may whom the conditions describe (by aws:PrincipalArn,
 * aws:username …): if a request has such keys, the one they describe is asked about. */
static void ask_described(const struct inquiry *inquiry, const struct ask_ways *ways, struct proof *answer) {
    for (size_t i = 0; i < ways->list.count; i++) {
        struct prove_question way = ways->list.items[i];
        struct iam_context context;
        bool example = str_ends(way.principal, "/example/session");
        if (!example && !str_is(way.principal, ASK_FOREIGN_CALLER))
            continue;
        struct ask_documents fenced;
        struct inquiry described = *inquiry;
        bool in_account = inquiry->in_account || (example && !str_is(way.principal, ASK_CALLER));
        free_caller(inquiry->arena, &way, in_account, &context);
        if (in_account) {
            fenced = only_in(inquiry->arena, inquiry->more, iam_caller_of(way.principal, way.action).account);
            described.more = &fenced;
        }
        struct proof one = ask_way(&described, &way);
        if (one.answer == PROVE_YES) {
            struct str principal = ask_caller_shown(inquiry->arena, &one.request);
            one = principal.size ? ask_as(inquiry, principal, way.resource) : (struct proof){.answer = PROVE_NO};
            if (one.answer != PROVE_YES)
                one =
                    (struct proof){.answer = PROVE_UNKNOWN, .reason = "who may do it is described, but was not found"};
        }
        if (settle(answer, &one))
            break;
    }
}

/* Of an identity policy the caller may be anyone: the witness names one whom its keys describe, in the account of the
 * resource, if that is allowed as well. */
static void name_caller(const struct inquiry *inquiry, struct proof *proof) {
    struct str principal = ask_caller_shown(inquiry->arena, &proof->request);
    struct str account = ask_account_in(proof->request.resource);
    if (!principal.size && account.size && !str_equal(account, proof->request.caller.account))
        principal = ask_session_for(inquiry->arena, proof->request.resource);
    if (!principal.size)
        return;
    struct proof named = ask_as(inquiry, principal, proof->request.resource);
    if (named.answer == PROVE_YES)
        *proof = named;
}

static bool names_everyone(const struct iam_principal *principal) {
    return principal->kind == IAM_PRINCIPAL_ANY ||
           (principal->kind == IAM_PRINCIPAL_AWS && str_is(principal->text.text, "*"));
}

/* Every grant of the policy is to someone in an account that it names. */
static bool names_accounts(const struct iam_policy *policy) {
    for (size_t i = 0; i < policy->statements.count; i++) {
        const struct iam_statement *statement = &policy->statements.items[i];
        if (statement->effect == IAM_DENY)
            continue;
        if (!statement->principal_given || statement->principal_negated || statement->principal_open)
            return false;
        for (size_t j = 0; j < statement->principals.count; j++)
            if (names_everyone(&statement->principals.items[j]) || !statement->principals.items[j].text.known)
                return false;
    }
    return !policy->open;
}

/* ---- questions ---- */

static struct proof ask(const struct inquiry *inquiry, const struct ask_ways *ways) {
    struct inquiry described = *inquiry;
    struct proof answer = ask_ways(inquiry, ways);
    described.in_account = inquiry->more->policies.count == 1 && names_accounts(inquiry->more->policies.items[0]);
    if (answer.answer != PROVE_YES && ask_type_has_principals(inquiry->more->type))
        ask_described(&described, ways, &answer);
    else if (answer.has_request && !ask_type_has_principals(inquiry->more->type))
        name_caller(inquiry, &answer);
    return answer;
}

struct proof ask_allows(struct prover *prover, struct arena *arena, const struct ask_documents *documents,
                        const struct ask_request *request) {
    struct inquiry inquiry = {prover, arena, documents, NULL, request, false};
    struct ask_ways ways = ask_ways_of(arena, documents, request);
    return ask(&inquiry, &ways);
}

struct proof ask_exceeds(struct prover *prover, struct arena *arena, const struct ask_documents *more,
                         const struct ask_documents *base) {
    struct ask_request any = {0};
    struct inquiry inquiry = {prover, arena, more, base, &any, false};
    struct ask_ways ways = ask_ways_of(arena, more, &any), others = ask_ways_of(arena, base, &any);
    for (size_t i = 0; i < others.list.count; i++)
        ask_add_way(arena, &ways, &others.list.items[i]);
    return ask(&inquiry, &ways);
}

static struct prove_question question_of(struct str principal, const struct ask_request *request) {
    return (struct prove_question){.principal = principal,
                                   .action = request->action,
                                   .resource = request->resource,
                                   .resource_account = STR(ASK_ACCOUNT)};
}

/* What tells outsiders from trusted callers has an outsider's value, so that a condition on it keeps them out.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html names most of them,
 * https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html those of file systems. */
static void add_outsider_context(struct iam_context *context, struct str caller) {
    static const struct {
        const char *key, *value; /* NULL: absent */
    } KEYS[] = {
        {"aws:SourceAccount", "444455556666"},
        {"aws:SourceOwner", "444455556666"},
        {"aws:SourceArn", "arn:aws:example:us-east-1:444455556666:outside"},
        {"aws:SourceOrgID", "o-outsider00"},
        {"aws:SourceOrgPaths", NULL},
        {"aws:PrincipalOrgID", "o-outsider00"},
        {"aws:PrincipalOrgPaths", NULL},
        {"aws:SourceVpc", NULL},
        {"aws:SourceVpce", NULL},
        {"aws:SourceIp", "198.51.100.77"},
        {"elasticfilesystem:AccessedViaMountTarget", NULL},
        {"kms:CallerAccount", "444455556666"},
        {"lambda:EventSourceToken", NULL},
        {"s3:DataAccessPointAccount", "444455556666"},
    };
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
        struct iam_context_value *entry = iam_context_add(context, str_from(KEYS[i].key));
        if (KEYS[i].value)
            vec_push(context->arena, &entry->values, str_from(KEYS[i].value));
    }
    if (str_is(caller, ASK_FOREIGN_CALLER)) { /* which a session's own ARN leaves open: it has no path */
        struct iam_context_value *entry = iam_context_add(context, STR("aws:PrincipalArn"));
        vec_push(context->arena, &entry->values, STR("arn:aws:iam::444455556666:role/other"));
    }
}

/* What the request fixes goes before. */
static struct iam_context outsider_context(struct arena *arena, struct str caller, const struct ask_request *request) {
    struct iam_context context = {.arena = arena};
    add_outsider_context(&context, caller);
    for (size_t i = 0; request->context && i < request->context->entries.count; i++) {
        const struct iam_context_value *fixed = &request->context->entries.items[i];
        struct iam_context_value *entry = iam_context_add(&context, fixed->key);
        *entry = *fixed;
    }
    return context;
}

/* The request without one key; what is derived is derived again. */
static struct iam_request without(struct arena *arena, const struct iam_request *request, struct str key) {
    struct iam_request smaller = *request;
    smaller.context = (struct iam_context){.arena = arena};
    for (size_t i = 0; i < request->context.entries.count; i++) {
        const struct iam_context_value *entry = &request->context.entries.items[i];
        if (!entry->derived && !entry->unknown && !str_equal(entry->key, key))
            vec_push(arena, &smaller.context.entries, *entry);
    }
    iam_request_derive(&smaller);
    return smaller;
}

/* Leaves out of a witness the keys without which it is allowed as well. */
static void shrink(struct arena *arena, const struct iam_bundle *bundle, struct iam_request *request) {
    const struct iam_context whole = request->context;
    for (size_t i = 0; i < whole.entries.count; i++) {
        const struct iam_context_value *entry = &whole.entries.items[i];
        if (entry->derived || entry->unknown)
            continue;
        struct iam_request smaller = without(arena, request, entry->key);
        if (iam_evaluate(arena, bundle, &smaller).decision == IAM_ALLOWED)
            *request = smaller;
    }
}

/* Asks for one caller; the witness of an answer that counts has what it needs and no more. */
static bool settle_shrunk(struct prover *prover, struct arena *arena, const struct iam_bundle *bundle,
                          const struct prove_question *question, struct proof *answer) {
    struct proof one = prove_allows_some(prover, arena, bundle, question);
    if (one.has_request)
        shrink(arena, bundle, &one.request);
    return settle(answer, &one);
}

struct proof ask_public(struct prover *prover, struct arena *arena, const struct iam_policy *policy,
                        const struct ask_request *request) {
    static const char *const OUTSIDERS[] = {"anonymous", ASK_FOREIGN_CALLER};
    struct ask_documents documents = {.type = ASK_RESOURCE, .policies = list_of(arena, policy)};
    struct proof answer = {.answer = PROVE_NO};
    struct ask_callers callers = {0};
    bool trust = ask_type_of(policy) == ASK_TRUST; /* roles are for who signs, or comes from a provider */
    for (size_t i = trust; i < sizeof OUTSIDERS / sizeof *OUTSIDERS; i++)
        ask_add_caller(arena, &callers, str_from(OUTSIDERS[i]));
    for (size_t i = 0; i < policy->statements.count; i++)
        for (size_t j = 0; j < policy->statements.items[i].principals.count; j++)
            if (policy->statements.items[i].principals.items[j].kind == IAM_PRINCIPAL_SERVICE)
                ask_add_named(arena, &callers, &policy->statements.items[i].principals.items[j]);
    for (size_t i = 0; i < callers.list.count; i++) {
        struct iam_context context = outsider_context(arena, callers.list.items[i], request);
        struct prove_question question = question_of(callers.list.items[i], request);
        question.context = &context;
        question.granted = true;
        struct iam_bundle bundle = ask_bundle(arena, &documents, &question);
        if (settle_shrunk(prover, arena, &bundle, &question, &answer))
            break;
    }
    return answer;
}

/* Callers whom the principal names. Of everyone, more than one: a policy may take an account out. */
static struct ask_callers callers_named(struct arena *arena, const struct iam_principal *principal) {
    struct ask_callers callers = {0};
    if (names_everyone(principal)) {
        ask_add_caller(arena, &callers, STR("arn:aws:sts::210987654321:assumed-role/anyone/session"));
        ask_add_caller(arena, &callers, STR(ASK_FOREIGN_CALLER));
        ask_add_caller(arena, &callers, STR(ASK_CALLER));
    } else {
        ask_add_named(arena, &callers, principal);
    }
    return callers;
}

/* Which keys only services bring along:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
static void add_no_service(struct iam_context *context) {
    struct iam_context_value *is_service = iam_context_add(context, STR("aws:PrincipalIsAWSService"));
    vec_push(context->arena, &is_service->values, STR("false"));
    iam_context_add(context, STR("aws:PrincipalServiceName"));
    iam_context_add(context, STR("aws:PrincipalServiceNamesList"));
}

struct proof ask_named(struct prover *prover, struct arena *arena, const struct iam_policy *policy,
                       const struct iam_principal *principal, const struct ask_request *request) {
    struct ask_callers callers = callers_named(arena, principal);
    struct ask_documents documents = {.type = ASK_RESOURCE,
                                      .policies = list_of(arena, policy),
                                      .identity = list_of(arena, ask_allow_all(arena, policy->node, STR_NONE))};
    struct inquiry inquiry = {prover, arena, &documents, NULL, request, true};
    struct ask_ways ways = {0};
    if (callers.list.count == 0)
        return (struct proof){.answer = PROVE_UNKNOWN, .reason = "a principal is not known"};
    for (size_t i = 0; i < callers.list.count; i++) {
        struct iam_context *context = ARENA_NEW(arena, struct iam_context);
        struct prove_question question = question_of(callers.list.items[i], request);
        struct iam_caller caller = iam_caller_of(question.principal, question.action);
        *context = (struct iam_context){.arena = arena};
        if (iam_is_principal(&caller))
            add_no_service(context);
        question.context = context;
        question.any_caller = names_everyone(principal);
        ask_add_way(arena, &ways, &question);
    }
    struct proof answer = ask_ways(&inquiry, &ways);
    if (answer.answer != PROVE_YES && !names_everyone(principal))
        ask_described(&inquiry, &ways, &answer);
    struct iam_bundle bundle = ask_bundle(arena, &documents, &ways.list.items[0]);
    if (answer.has_request)
        shrink(arena, &bundle, &answer.request);
    return answer;
}
