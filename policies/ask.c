#include "policies/ask.h"

#include "policies/arn.h"
#include "policies/layers.h"

/* ---- policies that stand for what is not asked about ---- */

static struct iam_text constant_text(struct arena *arena, const struct node *node, struct str text) {
    const struct value *value = value_new_text(arena, node, text);
    return (struct iam_text){text, value, true, node};
}

static struct iam_list everything(struct arena *arena, const struct node *node) {
    struct iam_list list = {.given = true, .node = node};
    vec_push(arena, &list.items, constant_text(arena, node, STR("*")));
    return list;
}

const struct iam_policy *ask_allow_all(struct arena *arena, const struct node *node, struct str account) {
    struct iam_policy *policy = ARENA_NEW(arena, struct iam_policy);
    struct iam_statement statement = {.node = node,
                                      .effect = IAM_ALLOW,
                                      .effect_node = node,
                                      .sid = constant_text(arena, node, STR_NONE),
                                      .actions = everything(arena, node),
                                      .resources = everything(arena, node)};
    if (account.size) {
        struct iam_principal principal = {IAM_PRINCIPAL_AWS, constant_text(arena, node, account)};
        statement.principal_given = true;
        vec_push(arena, &statement.principals, principal);
    }
    *policy = (struct iam_policy){.node = node, .version = constant_text(arena, node, STR("2012-10-17"))};
    vec_push(arena, &policy->statements, statement);
    return policy;
}

static struct iam_policies list_of(struct arena *arena, const struct iam_policy *policy) {
    const struct iam_policy **items = arena_alloc_array(arena, 1, sizeof *items);
    items[0] = policy;
    return (struct iam_policies){items, 1};
}

struct iam_bundle ask_bundle(struct arena *arena, const struct ask_documents *documents, struct str principal) {
    const struct iam_policy *first = documents->policies.count ? documents->policies.items[0] : NULL;
    struct iam_bundle bundle = {0};
    struct iam_caller caller = iam_caller_of(principal, STR_NONE);
    if (!first)
        return bundle;
    if (documents->type == ASK_RESOURCE) {
        bundle.resource = first;
        if (iam_is_principal(&caller) && !str_is(caller.account, ASK_ACCOUNT))
            bundle.identity = list_of(arena, ask_allow_all(arena, first->node, STR_NONE));
        return bundle;
    }
    bundle.identity = documents->policies;
    bundle.resource = ask_allow_all(arena, first->node, STR(ASK_ACCOUNT));
    return bundle;
}

enum ask_type ask_type_of(const struct iam_policy *policy) {
    for (size_t i = 0; i < policy->statements.count; i++)
        if (policy->statements.items[i].principal_given)
            return ASK_RESOURCE;
    return ASK_IDENTITY;
}

/* ---- callers ---- */

static void add_caller(struct arena *arena, struct ask_callers *callers, struct str text) {
    for (size_t i = 0; i < callers->list.count; i++)
        if (str_equal(callers->list.items[i], text))
            return;
    vec_push(arena, &callers->list, text);
}

static void add_named(struct arena *arena, struct ask_callers *callers, const struct iam_principal *principal) {
    if (!principal->text.known || str_is(principal->text.text, "*") || principal->kind == IAM_PRINCIPAL_CANONICAL)
        return;
    struct iam_caller named = iam_caller_of(principal->text.text, STR_NONE);
    if (principal->kind != IAM_PRINCIPAL_AWS)
        add_caller(arena, callers, principal->text.text);
    else if (named.kind == IAM_CALLER_ROOT)
        add_caller(arena, callers,
                   str_format(arena, "arn:%.*s:sts::%.*s:assumed-role/example/session", STR_ARG(named.partition),
                              STR_ARG(named.account)));
    else if (named.kind == IAM_CALLER_ROLE)
        add_caller(arena, callers,
                   str_format(arena, "arn:%.*s:sts::%.*s:assumed-role/%.*s/session", STR_ARG(named.partition),
                              STR_ARG(named.account), STR_ARG(named.name)));
    else if (named.kind != IAM_CALLER_UNKNOWN)
        add_caller(arena, callers, named.text);
}

struct ask_callers ask_callers_of(struct arena *arena, const struct iam_policy *policy) {
    struct ask_callers callers = {0};
    for (size_t i = 0; i < policy->statements.count; i++)
        for (size_t j = 0; j < policy->statements.items[i].principals.count; j++)
            add_named(arena, &callers, &policy->statements.items[i].principals.items[j]);
    add_caller(arena, &callers, STR("anonymous"));
    add_caller(arena, &callers, STR(ASK_FOREIGN_CALLER));
    add_caller(arena, &callers, STR(ASK_CALLER));
    return callers;
}

/* ---- questions ---- */

static struct prove_question question_of(enum ask_type type, struct str principal, const struct ask_request *request) {
    struct prove_question question = {
        .principal = principal, .resource_account = STR(ASK_ACCOUNT), .any_caller = type == ASK_IDENTITY};
    if (request) {
        question.action = request->action;
        question.resource = request->resource;
        question.context = request->context;
    }
    return question;
}

/* A yes for one caller is the answer; else an unknown is. */
static bool settle(struct proof *answer, const struct proof *one) {
    if (one->answer == PROVE_YES || (one->answer == PROVE_UNKNOWN && answer->answer == PROVE_NO))
        *answer = *one;
    return answer->answer == PROVE_YES;
}

static struct ask_callers callers_for(struct arena *arena, const struct ask_documents *documents) {
    struct ask_callers callers = {0};
    if (documents->type == ASK_RESOURCE && documents->policies.count)
        return ask_callers_of(arena, documents->policies.items[0]);
    add_caller(arena, &callers, STR(ASK_CALLER));
    return callers;
}

struct proof ask_allows(struct prover *prover, struct arena *arena, const struct ask_documents *documents,
                        const struct ask_request *request) {
    struct ask_callers callers = callers_for(arena, documents);
    struct proof answer = {.answer = PROVE_NO};
    for (size_t i = 0; i < callers.list.count; i++) {
        struct prove_question question = question_of(documents->type, callers.list.items[i], request);
        struct iam_bundle bundle = ask_bundle(arena, documents, question.principal);
        struct proof one = prove_allows_some(prover, arena, &bundle, &question);
        if (settle(&answer, &one))
            break;
    }
    return answer;
}

struct proof ask_exceeds(struct prover *prover, struct arena *arena, const struct ask_documents *more,
                         const struct ask_documents *base) {
    struct ask_callers callers = callers_for(arena, more), others = callers_for(arena, base);
    struct proof answer = {.answer = PROVE_NO};
    for (size_t i = 0; i < others.list.count; i++)
        add_caller(arena, &callers, others.list.items[i]);
    for (size_t i = 0; i < callers.list.count; i++) {
        struct prove_question question = question_of(more->type, callers.list.items[i], NULL);
        struct iam_bundle left = ask_bundle(arena, more, question.principal);
        struct iam_bundle right = ask_bundle(arena, base, question.principal);
        struct proof one = prove_exceeds(prover, arena, &left, &right, &question);
        if (settle(&answer, &one))
            break;
    }
    return answer;
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

struct proof ask_public(struct prover *prover, struct arena *arena, const struct iam_policy *policy,
                        const struct ask_request *request) {
    static const char *const OUTSIDERS[] = {"anonymous", ASK_FOREIGN_CALLER};
    struct ask_documents documents = {ASK_RESOURCE, list_of(arena, policy)};
    struct proof answer = {.answer = PROVE_NO};
    struct ask_callers callers = {0};
    for (size_t i = 0; i < sizeof OUTSIDERS / sizeof *OUTSIDERS; i++)
        add_caller(arena, &callers, str_from(OUTSIDERS[i]));
    for (size_t i = 0; i < policy->statements.count; i++)
        for (size_t j = 0; j < policy->statements.items[i].principals.count; j++)
            if (policy->statements.items[i].principals.items[j].kind == IAM_PRINCIPAL_SERVICE)
                add_named(arena, &callers, &policy->statements.items[i].principals.items[j]);
    for (size_t i = 0; i < callers.list.count; i++) {
        struct iam_context context = outsider_context(arena, callers.list.items[i], request);
        struct prove_question question = question_of(ASK_RESOURCE, callers.list.items[i], request);
        question.context = &context;
        question.granted = true;
        struct iam_bundle bundle = ask_bundle(arena, &documents, question.principal);
        struct proof one = prove_allows_some(prover, arena, &bundle, &question);
        if (one.has_request)
            shrink(arena, &bundle, &one.request);
        if (settle(&answer, &one))
            break;
    }
    return answer;
}

static bool names_everyone(const struct iam_principal *principal) {
    return principal->kind == IAM_PRINCIPAL_ANY ||
           (principal->kind == IAM_PRINCIPAL_AWS && str_is(principal->text.text, "*"));
}

/* Callers whom the principal names. Of everyone, more than one: a policy may take an account out. */
static struct ask_callers callers_named(struct arena *arena, const struct iam_principal *principal) {
    struct ask_callers callers = {0};
    if (names_everyone(principal)) {
        add_caller(arena, &callers, STR("arn:aws:sts::210987654321:assumed-role/anyone/session"));
        add_caller(arena, &callers, STR(ASK_FOREIGN_CALLER));
        add_caller(arena, &callers, STR(ASK_CALLER));
    } else {
        add_named(arena, &callers, principal);
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
    struct iam_bundle bundle = {.identity = list_of(arena, ask_allow_all(arena, policy->node, STR_NONE)),
                                .resource = policy};
    struct proof answer = {.answer = PROVE_NO};
    if (callers.list.count == 0)
        return (struct proof){.answer = PROVE_UNKNOWN, .reason = "a principal is not known"};
    for (size_t i = 0; i < callers.list.count; i++) {
        struct iam_context context = {.arena = arena};
        struct prove_question question = question_of(ASK_RESOURCE, callers.list.items[i], request);
        struct iam_caller caller = iam_caller_of(question.principal, question.action);
        if (iam_is_principal(&caller))
            add_no_service(&context);
        question.context = &context;
        question.any_caller = names_everyone(principal);
        struct proof one = prove_allows_some(prover, arena, &bundle, &question);
        if (one.has_request)
            shrink(arena, &bundle, &one.request);
        if (settle(&answer, &one))
            break;
    }
    return answer;
}
