/* The ways to ask about a policy document alone: who calls, for a resource of which account, with which policies
 * around it. */
#include "policies/ask.h"

#include "policies/arn.h"
#include "policies/layers.h"
#include "policies/made.h"

#define OTHER_ACCOUNT "444455556666"

/* ---- policies that stand for what is not asked about ---- */

const struct iam_policy *ask_allow_all(struct arena *arena, const struct node *node, struct str account) {
    struct iam_list everything = made_list(arena, node, STR("*"), false);
    struct iam_statement statement = made_statement(arena, node, IAM_ALLOW, everything, everything);
    if (account.size)
        made_principal(arena, &statement, IAM_PRINCIPAL_AWS, account);
    return made_policy(arena, statement);
}

static struct iam_policies only(struct arena *arena, const struct iam_policy *policy) {
    const struct iam_policy **items = arena_alloc_array(arena, 1, sizeof *items);
    items[0] = policy;
    return (struct iam_policies){items, 1};
}

static struct iam_levels one_level(struct arena *arena, struct iam_policies policies) {
    struct iam_policies *items = arena_alloc_array(arena, 1, sizeof *items);
    items[0] = policies;
    return (struct iam_levels){items, 1};
}

/* In the account of the resource a caller who may do everything needs no resource policy, unless it is one without
 * which nothing is granted. */
static bool own_policies_grant_nothing(const struct iam_caller *caller, const struct prove_question *question) {
    return !str_equal(caller->account, question->resource_account) ||
           iam_resource_policy_is_root(question->action, question->resource);
}

struct iam_bundle ask_bundle(struct arena *arena, const struct ask_documents *documents,
                             const struct prove_question *question) {
    struct iam_bundle bundle = {0};
    struct iam_caller caller = iam_caller_of(question->principal, question->action);
    if (!documents->policies.count)
        return bundle;
    const struct node *node = documents->policies.items[0]->node;
    bool own = documents->type == ASK_RESOURCE || documents->type == ASK_TRUST;
    if (own) {
        bundle.resource = documents->policies.items[0];
        if (documents->identity.count)
            bundle.identity = documents->identity;
        else if (iam_is_principal(&caller) && own_policies_grant_nothing(&caller, question))
            bundle.identity = only(arena, ask_allow_all(arena, node, STR_NONE));
        return bundle;
    }
    bool everyone = documents->type == ASK_RCP || documents->type == ASK_ENDPOINT;
    bundle.resource = ask_allow_all(arena, node, everyone ? STR("*") : caller.account);
    bundle.identity = only(arena, ask_allow_all(arena, node, STR_NONE));
    switch (documents->type) {
    case ASK_IDENTITY:
        bundle.identity = documents->policies;
        break;
    case ASK_BOUNDARY:
        bundle.boundary = documents->policies;
        break;
    case ASK_SESSION:
        bundle.session = documents->policies;
        break;
    case ASK_SCP:
        bundle.scp = one_level(arena, documents->policies);
        break;
    case ASK_RCP:
        bundle.rcp = one_level(arena, documents->policies);
        break;
    case ASK_ENDPOINT:
        bundle.endpoint = documents->policies;
        break;
    case ASK_RESOURCE:
    case ASK_TRUST:
        break;
    }
    return bundle;
}

/* Principals, and actions of sts only: the trust policy of a role, which states no resource. */
static bool is_trust(const struct iam_statement *statement) {
    for (size_t i = 0; i < statement->actions.items.count; i++) {
        const struct iam_text *action = &statement->actions.items.items[i];
        if (!action->known || !str_equal_nocase(str_slice(action->text, 0, 4), STR("sts:")))
            return false;
    }
    return statement->actions.given && !statement->actions.negated && !statement->resources.given;
}

enum ask_type ask_type_of(const struct iam_policy *policy) {
    bool principal = false, trust = true;
    for (size_t i = 0; i < policy->statements.count; i++) {
        principal = principal || policy->statements.items[i].principal_given;
        trust = trust && is_trust(&policy->statements.items[i]);
    }
    return !principal ? ASK_IDENTITY : trust ? ASK_TRUST : ASK_RESOURCE;
}

bool ask_type_named(struct str word, enum ask_type *ret_type) {
    static const char *const NAMES[] = {
        [ASK_IDENTITY] = "identity", [ASK_RESOURCE] = "resource", [ASK_TRUST] = "trust", [ASK_BOUNDARY] = "boundary",
        [ASK_SESSION] = "session",   [ASK_SCP] = "scp",           [ASK_RCP] = "rcp",     [ASK_ENDPOINT] = "endpoint"};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (str_is(word, NAMES[i])) {
            *ret_type = (enum ask_type)i;
            return true;
        }
    return false;
}

bool ask_type_has_principals(enum ask_type type) {
    return type == ASK_RESOURCE || type == ASK_TRUST || type == ASK_RCP || type == ASK_ENDPOINT;
}

/* ---- callers ---- */

void ask_add_caller(struct arena *arena, struct ask_callers *callers, struct str text) {
    for (size_t i = 0; i < callers->list.count; i++)
        if (str_equal(callers->list.items[i], text))
            return;
    vec_push(arena, &callers->list, text);
}

void ask_add_named(struct arena *arena, struct ask_callers *callers, const struct iam_principal *principal) {
    if (!principal->text.known || str_is(principal->text.text, "*") || principal->kind == IAM_PRINCIPAL_CANONICAL)
        return;
    struct iam_caller named = iam_caller_of(principal->text.text, STR_NONE);
    if (principal->kind != IAM_PRINCIPAL_AWS)
        ask_add_caller(arena, callers, principal->text.text);
    else if (named.kind == IAM_CALLER_ROOT)
        ask_add_caller(arena, callers,
                       str_format(arena, "arn:%.*s:sts::%.*s:assumed-role/example/session", STR_ARG(named.partition),
                                  STR_ARG(named.account)));
    else if (named.kind == IAM_CALLER_ROLE) {
        ask_add_caller(arena, callers,
                       str_format(arena, "arn:%.*s:sts::%.*s:assumed-role/%.*s/session", STR_ARG(named.partition),
                                  STR_ARG(named.account), STR_ARG(named.name)));
        ask_add_caller(arena, callers, named.text); /* whose aws:PrincipalArn is known */
    } else if (named.kind != IAM_CALLER_UNKNOWN)
        ask_add_caller(arena, callers, named.text);
}

struct ask_callers ask_callers_of(struct arena *arena, const struct iam_policy *policy) {
    struct ask_callers callers = {0};
    for (size_t i = 0; i < policy->statements.count; i++)
        for (size_t j = 0; j < policy->statements.items[i].principals.count; j++)
            ask_add_named(arena, &callers, &policy->statements.items[i].principals.items[j]);
    ask_add_caller(arena, &callers, STR("anonymous"));
    ask_add_caller(arena, &callers, STR(ASK_FOREIGN_CALLER));
    ask_add_caller(arena, &callers, STR(ASK_CALLER));
    return callers;
}

struct str ask_caller_shown(struct arena *arena, const struct iam_request *request) {
    const struct iam_context_value *arn = iam_context_get(&request->context, STR("aws:PrincipalArn"));
    const struct iam_context_value *account = iam_context_get(&request->context, STR("aws:PrincipalAccount"));
    const struct iam_context_value *name = iam_context_get(&request->context, STR("aws:username"));
    const struct iam_context_value *type = iam_context_get(&request->context, STR("aws:PrincipalType"));
    if (arn && arn->values.count && !arn->derived) {
        struct iam_caller caller = iam_caller_of(arn->values.items[0], request->action);
        bool unnamed = str_ends(arn->values.items[0], "/");
        if (caller.kind == IAM_CALLER_ROLE || caller.kind == IAM_CALLER_USER)
            return str_format(arena, "%.*s%s", STR_ARG(arn->values.items[0]), unnamed ? "example" : "");
    }
    struct str own = request->caller.account;
    if (account && account->values.count && arn_is_account(account->values.items[0]))
        own = account->values.items[0];
    bool user = type && type->values.count && str_is(type->values.items[0], "User");
    if ((name && name->values.count) || user)
        return str_format(arena, "arn:aws:iam::%.*s:user/%.*s", STR_ARG(own),
                          STR_ARG(name && name->values.count ? name->values.items[0] : STR("example")));
    if (str_equal(own, request->caller.account))
        return STR_NONE;
    return str_format(arena, "arn:aws:sts::%.*s:assumed-role/example/session", STR_ARG(own));
}

/* ---- ways ---- */

struct str ask_account_in(struct str resource) {
    struct arn arn = arn_split(resource);
    bool whole = arn_is_whole(&arn) && arn_is_account(arn.parts[ARN_ACCOUNT]);
    return whole ? arn.parts[ARN_ACCOUNT] : STR_NONE;
}

static bool same_way(const struct prove_question *a, const struct prove_question *b) {
    return str_equal(a->principal, b->principal) && str_equal(a->resource, b->resource) &&
           str_equal(a->resource_account, b->resource_account);
}

void ask_add_way(struct arena *arena, struct ask_ways *ways, const struct prove_question *way) {
    for (size_t i = 0; i < ways->list.count; i++)
        if (same_way(&ways->list.items[i], way))
            return;
    vec_push(arena, &ways->list, *way);
}

static void add_way(struct arena *arena, struct ask_ways *ways, enum ask_type type,
                    const struct prove_question *question, struct str account) {
    struct prove_question way = *question;
    way.resource_account = account;
    if (type == ASK_TRUST && !way.resource.size)
        way.resource = str_format(arena, "arn:aws:iam::%.*s:role/example", STR_ARG(account));
    ask_add_way(arena, ways, &way);
}

/* The key whose policy this is: the one it names, or any. */
static struct str key_of(struct arena *arena, const struct iam_policy *policy, struct str account) {
    for (size_t i = 0; i < policy->statements.count; i++)
        for (size_t j = 0; j < policy->statements.items[i].resources.items.count; j++) {
            const struct iam_text *resource = &policy->statements.items[i].resources.items.items[j];
            bool key = resource->known && iam_resource_policy_is_root(STR("kms:Decrypt"), resource->text);
            if (key && str_equal(ask_account_in(resource->text), account) && !str_contains(resource->text, "*"))
                return resource->text;
        }
    return str_format(arena, "arn:aws:kms:us-east-1:%.*s:key/1234abcd-12ab-34cd-56ef-1234567890ab", STR_ARG(account));
}

static bool may_be_of_kms(struct str action) {
    return !action.size || str_equal_nocase(str_slice(action, 0, 4), STR("kms:"));
}

void ask_add_ways(struct arena *arena, const struct ask_documents *documents, const struct ask_request *request,
                  struct str principal, struct ask_ways *ways) {
    struct iam_caller caller = iam_caller_of(principal, request->action);
    struct prove_question question = {.principal = principal,
                                      .action = request->action,
                                      .resource = request->resource,
                                      .context = request->context,
                                      .any_caller = !ask_type_has_principals(documents->type)};
    struct str account = ask_account_in(request->resource);
    if (!ask_type_has_principals(documents->type) || account.size || !iam_is_principal(&caller)) {
        struct str own = iam_is_principal(&caller) ? caller.account : STR(ASK_ACCOUNT);
        add_way(arena, ways, documents->type, &question, account.size ? account : own);
        return;
    }
    bool other = str_is(caller.account, ASK_ACCOUNT);
    add_way(arena, ways, documents->type, &question, caller.account);
    add_way(arena, ways, documents->type, &question, other ? STR(OTHER_ACCOUNT) : STR(ASK_ACCOUNT));
    if (documents->type != ASK_RESOURCE || request->resource.size || !may_be_of_kms(request->action))
        return;
    question.resource = key_of(arena, documents->policies.items[0], caller.account);
    add_way(arena, ways, documents->type, &question, caller.account);
}

/* A session of the account that the resource names. */
struct str ask_session_for(struct arena *arena, struct str resource) {
    struct arn arn = arn_split(resource);
    if (!ask_account_in(resource).size)
        return STR(ASK_CALLER);
    return str_format(arena, "arn:%.*s:sts::%.*s:assumed-role/example/session", STR_ARG(arn.parts[ARN_PARTITION]),
                      STR_ARG(arn.parts[ARN_ACCOUNT]));
}

struct ask_ways ask_ways_of(struct arena *arena, const struct ask_documents *documents,
                            const struct ask_request *request) {
    struct ask_ways ways = {0};
    struct ask_callers callers = {0};
    if (ask_type_has_principals(documents->type) && documents->policies.count) {
        callers = ask_callers_of(arena, documents->policies.items[0]);
        if (documents->type == ASK_RCP || documents->type == ASK_ENDPOINT)
            ask_add_caller(arena, &callers, STR("s3.amazonaws.com"));
    } else {
        ask_add_caller(arena, &callers, ask_session_for(arena, request->resource));
    }
    for (size_t i = 0; i < callers.list.count; i++)
        ask_add_ways(arena, documents, request, callers.list.items[i], &ways);
    return ways;
}
