/* Principals are tagged values, not patterns: an account stands for what its own policies delegate, a role for its
 * sessions, a session only for itself.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
#include "policies/statement.h"

/* What one principal of a policy says about the caller. */
struct naming {
    enum grant as;
    struct verdict matches;
};

static const struct naming NOT_NAMED = {GRANT_DIRECT, {TRUTH_NO, NULL}};

static struct naming named(enum grant as, struct verdict matches) {
    return (struct naming){as, matches};
}

/* Services, providers and anonymous callers belong to no account. */
static bool has_account(const struct iam_caller *caller) {
    return caller->kind == IAM_CALLER_USER || caller->kind == IAM_CALLER_ROLE || caller->kind == IAM_CALLER_SESSION ||
           caller->kind == IAM_CALLER_FEDERATED_USER || caller->kind == IAM_CALLER_ROOT;
}

static bool is_role_session(const struct iam_caller *caller) {
    return caller->kind == IAM_CALLER_ROLE || caller->kind == IAM_CALLER_SESSION;
}

/* Both callers are of one role; a session does not know its role's path. */
static bool same_role(const struct iam_caller *a, const struct iam_caller *b) {
    return is_role_session(a) && is_role_session(b) && str_equal(a->account, b->account) &&
           str_equal(a->partition, b->partition) && str_equal(a->name, b->name);
}

static struct naming named_by_arn(const struct iam_caller *caller, const struct iam_caller *principal) {
    if (principal->kind == IAM_CALLER_ROOT)
        return named(GRANT_ACCOUNT, verdict_of(has_account(caller) && str_equal(caller->account, principal->account)));
    if (principal->kind == IAM_CALLER_ROLE) {
        bool paths_differ = caller->kind == IAM_CALLER_ROLE && !str_equal(caller->text, principal->text);
        return named(GRANT_ROLE, verdict_of(same_role(caller, principal) && !paths_differ));
    }
    if (principal->kind == IAM_CALLER_SESSION && caller->kind == IAM_CALLER_ROLE && same_role(caller, principal))
        return named(GRANT_DIRECT, verdict_maybe("which session of the role calls is not known (S25)"));
    if (principal->kind == IAM_CALLER_USER && caller->kind == IAM_CALLER_FEDERATED_USER &&
        str_equal(caller->account, principal->account))
        return named(GRANT_ROLE, verdict_maybe("which user federated the caller is not known (S50)"));
    return named(GRANT_DIRECT, verdict_of(str_equal(caller->text, principal->text)));
}

static bool is_unique_id(struct str text) {
    static const char *const PREFIXES[] = {"AROA", "AIDA", "AGPA", "ANPA"};
    for (size_t i = 0; i < sizeof PREFIXES / sizeof *PREFIXES; i++)
        if (str_starts(text, PREFIXES[i]))
            return !str_contains(text, ":");
    return false;
}

/* A policy shows the unique id of a role or user once the role or user is deleted. */
static struct naming named_by_unique_id(const struct statement_context *context, struct str id) {
    const struct iam_context_value *userid = iam_context_get(&context->request->context, STR("aws:userid"));
    if (!has_account(&context->request->caller))
        return NOT_NAMED;
    if (!userid)
        return named(GRANT_ROLE, verdict_maybe("a principal is a unique id and aws:userid is not given (S25)"));
    struct str head = userid->values.count ? userid->values.items[0] : STR_NONE, rest;
    str_cut(head, ':', &head, &rest);
    return named(GRANT_ROLE, verdict_of(str_equal(head, id)));
}

static struct naming named_by_aws(const struct statement_context *context, const struct iam_text *text) {
    const struct iam_caller *caller = &context->request->caller;
    if (!text->known)
        return named(GRANT_DIRECT, verdict_maybe("a principal is not known"));
    if (str_is(text->text, "*"))
        return named(GRANT_DIRECT, verdict_of(true));
    if (is_unique_id(text->text))
        return named_by_unique_id(context, text->text);
    if (str_contains(text->text, "*") || str_contains(text->text, "?")) {
        struct glob pattern, given;
        glob_init(&pattern, false);
        glob_init(&given, false);
        glob_add_pattern(context->arena, &pattern, text->text);
        glob_add_text(context->arena, &given, caller->text);
        return named(GRANT_DIRECT, verdict_at_most(verdict_of(glob_matches(&pattern, &given)),
                                                   "a principal may not hold a wildcard (S24)"));
    }
    if (!has_account(caller))
        return named(GRANT_DIRECT, verdict_at_most(verdict_of(str_equal(text->text, caller->text)),
                                                   "a service or a provider is no principal of the kind AWS (S23)"));
    struct iam_caller principal = iam_caller_of(text->text, context->request->action);
    return named_by_arn(caller, &principal);
}

static struct naming named_by_text(const struct iam_text *text, const struct iam_caller *caller, bool right_kind) {
    if (!right_kind)
        return NOT_NAMED;
    if (!text->known)
        return named(GRANT_DIRECT, verdict_maybe("a principal is not known"));
    if (str_is(text->text, "*"))
        return named(GRANT_DIRECT, verdict_maybe("only AWS principals may be \"*\" (S23)"));
    return named(GRANT_DIRECT, verdict_of(str_equal(text->text, caller->text)));
}

static struct naming naming_of(const struct statement_context *context, const struct iam_principal *principal) {
    const struct iam_caller *caller = &context->request->caller;
    switch (principal->kind) {
    case IAM_PRINCIPAL_ANY:
        return named(GRANT_DIRECT, verdict_of(true));
    case IAM_PRINCIPAL_AWS:
        return named_by_aws(context, &principal->text);
    case IAM_PRINCIPAL_SERVICE:
        return named_by_text(&principal->text, caller, caller->kind == IAM_CALLER_SERVICE);
    case IAM_PRINCIPAL_FEDERATED:
        return named_by_text(&principal->text, caller, caller->kind == IAM_CALLER_FEDERATED);
    case IAM_PRINCIPAL_CANONICAL:
        if (!has_account(caller))
            return NOT_NAMED;
        return named(GRANT_ACCOUNT, verdict_maybe("which account a canonical user id belongs to is not known (S23)"));
    case IAM_PRINCIPAL_UNKNOWN:
        break;
    }
    return named(GRANT_DIRECT, verdict_maybe("a principal is not known"));
}

/* Each way of naming, over all principals. */
static struct statement_match all_namings(const struct statement_context *context,
                                          const struct iam_statement *statement) {
    struct statement_match match = {{{TRUTH_NO, NULL}, {TRUTH_NO, NULL}, {TRUTH_NO, NULL}}};
    for (size_t i = 0; i < statement->principals.count; i++) {
        struct naming naming = naming_of(context, &statement->principals.items[i]);
        match.by[naming.as] = verdict_or(match.by[naming.as], naming.matches);
    }
    if (statement->principal_open)
        match.by[GRANT_DIRECT] =
            verdict_or(match.by[GRANT_DIRECT], verdict_maybe("the statement may have more principals"));
    return match;
}

/* The exception must list the account, and for a session the role, beside the caller itself.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html */
static struct verdict is_excepted(const struct iam_caller *caller, const struct statement_match *listed) {
    struct verdict direct = listed->by[GRANT_DIRECT], role = listed->by[GRANT_ROLE];
    struct verdict account = listed->by[GRANT_ACCOUNT];
    if (caller->kind == IAM_CALLER_ROOT)
        return verdict_or(direct, account);
    if (caller->kind == IAM_CALLER_SESSION)
        return verdict_and(direct, verdict_and(role, account));
    if (caller->kind == IAM_CALLER_ROLE)
        return verdict_and(verdict_or(direct, role), account);
    return has_account(caller) ? verdict_and(direct, account) : direct;
}

static bool lists_everyone(const struct iam_statement *statement) {
    for (size_t i = 0; i < statement->principals.count; i++) {
        const struct iam_principal *principal = &statement->principals.items[i];
        bool aws_star = principal->kind == IAM_PRINCIPAL_AWS && str_is(principal->text.text, "*");
        if (principal->kind == IAM_PRINCIPAL_ANY || aws_star)
            return true;
    }
    return false;
}

struct statement_match principal_match(const struct statement_context *context, const struct iam_statement *statement) {
    const struct iam_caller *caller = &context->request->caller;
    struct statement_match listed = all_namings(context, statement);
    if (!statement->principal_negated)
        return listed;
    struct statement_match match = {{{TRUTH_YES, NULL}, {TRUTH_NO, NULL}, {TRUTH_NO, NULL}}};
    if (lists_everyone(statement)) {
        match.by[GRANT_DIRECT] = verdict_of(false);
    } else if (statement->effect == IAM_DENY) {
        bool always = context->caller_has_boundary && has_account(caller);
        if (!always)
            match.by[GRANT_DIRECT] = verdict_not(is_excepted(caller, &listed));
    } else {
        struct verdict some = verdict_or(listed.by[GRANT_DIRECT], listed.by[GRANT_ROLE]);
        match.by[GRANT_DIRECT] = verdict_not(verdict_or(some, listed.by[GRANT_ACCOUNT]));
    }
    return match;
}
