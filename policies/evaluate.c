#include "policies/evaluate.h"

#include "policies/arn.h"
#include "policies/layers.h"
#include "policies/pattern.h"
#include "policies/statement.h"

/* One statement that may apply; item is NULL for "there may be more statements". */
struct judged {
    struct iam_decider who;
    struct verdict allow[GRANTS];
    struct verdict deny;
};

struct evaluation {
    struct arena *arena;
    const struct iam_bundle *bundle;
    const struct iam_request *request;
    struct statement_context statements;
    VEC(struct judged) judged;
};

/* What the layers say, once all statements are judged. */
struct layers {
    struct verdict deny;
    struct verdict identity, boundary, session, scp, endpoint;
    struct verdict resource[GRANTS];
};

struct outcome {
    struct verdict allowed; /* nothing denies it, and it is granted */
    struct verdict denied;  /* some Deny applies */
    const char *reason;
};

/* ---- statements ---- */

static void judge_statement(struct evaluation *evaluation, const struct iam_policy *policy, struct iam_decider who) {
    struct statement_match match = statement_match(&evaluation->statements, policy, who.item, who.layer);
    struct judged judged = {.who = who, .deny = verdict_of(false)};
    struct verdict any = verdict_of(false);
    bool unknown = who.item->effect == IAM_EFFECT_UNKNOWN;
    for (size_t i = 0; i < GRANTS; i++) {
        struct verdict by = match.by[i];
        if (unknown)
            by = verdict_at_most(by, "the effect of a statement is not known");
        judged.allow[i] = who.item->effect == IAM_DENY ? verdict_of(false) : by;
        any = verdict_or(any, by);
    }
    if (who.item->effect != IAM_ALLOW)
        judged.deny = any;
    if (any.truth != TRUTH_NO)
        vec_push(evaluation->arena, &evaluation->judged, judged);
}

static void judge_policy(struct evaluation *evaluation, const struct iam_policy *policy, struct iam_decider who) {
    for (size_t i = 0; i < policy->statements.count; i++) {
        who.statement = i;
        who.item = &policy->statements.items[i];
        judge_statement(evaluation, policy, who);
    }
    if (!policy->open)
        return;
    struct verdict maybe = verdict_maybe("a policy is not wholly known");
    who.item = NULL;
    struct judged rest = {who, {maybe, maybe, maybe}, maybe};
    vec_push(evaluation->arena, &evaluation->judged, rest);
}

static void judge_policies(struct evaluation *evaluation, struct iam_policies policies, enum iam_layer layer,
                           size_t level) {
    for (size_t i = 0; i < policies.count; i++)
        judge_policy(evaluation, policies.items[i], (struct iam_decider){.layer = layer, .level = level, .policy = i});
}

static bool rcps_cover(struct str action) {
    return iam_is_one_of(action, iam_rcp_actions()) && !iam_is_one_of(action, iam_rcp_exempt_actions());
}

static void judge_bundle(struct evaluation *evaluation) {
    const struct iam_bundle *bundle = evaluation->bundle;
    const struct iam_caller *caller = &evaluation->request->caller;
    bool linked = iam_is_service_linked(caller);
    if (iam_is_principal(caller)) {
        judge_policies(evaluation, bundle->identity, IAM_LAYER_IDENTITY, 0);
        judge_policies(evaluation, bundle->boundary, IAM_LAYER_BOUNDARY, 0);
        judge_policies(evaluation, bundle->session, IAM_LAYER_SESSION, 0);
        for (size_t i = 0; i < bundle->scp.count && !linked; i++)
            judge_policies(evaluation, bundle->scp.items[i], IAM_LAYER_SCP, i);
    }
    const struct iam_request *request = evaluation->request;
    bool undeniable = iam_is_one_of(request->action, iam_owner_actions(caller, request->resource_account));
    if (bundle->resource && !undeniable)
        judge_policy(evaluation, bundle->resource, (struct iam_decider){.layer = IAM_LAYER_RESOURCE});
    bool covered = rcps_cover(evaluation->request->action);
    for (size_t i = 0; i < bundle->rcp.count && covered && !linked; i++)
        judge_policies(evaluation, bundle->rcp.items[i], IAM_LAYER_RCP, i);
    judge_policies(evaluation, bundle->endpoint, IAM_LAYER_ENDPOINT, 0);
}

/* ---- layers ---- */

static struct verdict layer_allows(const struct evaluation *evaluation, enum iam_layer layer, size_t level,
                                   enum grant grant) {
    struct verdict any = verdict_of(false);
    for (size_t i = 0; i < evaluation->judged.count; i++) {
        const struct judged *judged = &evaluation->judged.items[i];
        if (judged->who.layer == layer && judged->who.level == level)
            any = verdict_or(any, judged->allow[grant]);
    }
    return any;
}

static struct verdict optional_layer_allows(const struct evaluation *evaluation, enum iam_layer layer, size_t count) {
    return count ? layer_allows(evaluation, layer, 0, GRANT_DIRECT) : verdict_of(true);
}

static struct layers read_layers(const struct evaluation *evaluation) {
    const struct iam_bundle *bundle = evaluation->bundle;
    struct layers layers = {.deny = verdict_of(false), .scp = verdict_of(true), .endpoint = verdict_of(true)};
    for (size_t i = 0; i < evaluation->judged.count; i++)
        layers.deny = verdict_or(layers.deny, evaluation->judged.items[i].deny);
    layers.identity = layer_allows(evaluation, IAM_LAYER_IDENTITY, 0, GRANT_DIRECT);
    layers.boundary = optional_layer_allows(evaluation, IAM_LAYER_BOUNDARY, bundle->boundary.count);
    layers.session = optional_layer_allows(evaluation, IAM_LAYER_SESSION, bundle->session.count);
    const struct iam_caller *caller = &evaluation->request->caller;
    for (size_t i = 0; i < bundle->scp.count && iam_is_principal(caller) && !iam_is_service_linked(caller); i++)
        layers.scp = verdict_and(layers.scp, layer_allows(evaluation, IAM_LAYER_SCP, i, GRANT_DIRECT));
    struct verdict endpoint = verdict_of(false);
    for (enum grant grant = GRANT_DIRECT; grant < GRANTS; grant++) {
        layers.resource[grant] = layer_allows(evaluation, IAM_LAYER_RESOURCE, 0, grant);
        endpoint = verdict_or(endpoint, layer_allows(evaluation, IAM_LAYER_ENDPOINT, 0, grant));
    }
    if (bundle->endpoint.count)
        layers.endpoint = endpoint;
    return layers;
}

/* ---- the formulas of evaluate.h ---- */

static struct verdict and3(struct verdict a, struct verdict b, struct verdict c) {
    return verdict_and(a, verdict_and(b, c));
}

static struct verdict or3(struct verdict a, struct verdict b, struct verdict c) {
    return verdict_or(a, verdict_or(b, c));
}

/* Nothing needs to be granted to the root user in its own account, but for keys; it assumes no role. */
static struct verdict grants_to_root(const struct iam_request *request, struct verdict by_resource, bool same_account) {
    if (iam_assumes_role(request->action, request->resource))
        return verdict_of(false);
    return same_account && !iam_resource_policy_is_root(request->action, request->resource) ? verdict_of(true)
                                                                                            : by_resource;
}

/* Granted by the policies that can grant: identity and resource policies, boundary and session as they limit them. */
static struct verdict grants(const struct evaluation *evaluation, const struct layers *layers, bool same_account) {
    const struct iam_request *request = evaluation->request;
    const struct verdict *resource = layers->resource;
    struct verdict identity = and3(layers->identity, layers->boundary, layers->session);
    struct verdict by_role = and3(resource[GRANT_ROLE], layers->boundary, layers->session);
    struct verdict by_anything = or3(resource[GRANT_DIRECT], resource[GRANT_ROLE], resource[GRANT_ACCOUNT]);
    if (request->caller.kind == IAM_CALLER_ROOT)
        return grants_to_root(request, by_anything, same_account);
    if (!iam_is_principal(&request->caller))
        return resource[GRANT_DIRECT];
    if (!same_account)
        return verdict_and(identity, by_anything);
    if (iam_resource_policy_is_root(request->action, request->resource))
        return or3(resource[GRANT_DIRECT], by_role, verdict_and(resource[GRANT_ACCOUNT], identity));
    return or3(identity, resource[GRANT_DIRECT], by_role);
}

static const char *why_not(const struct evaluation *evaluation, const struct layers *layers, bool same_account) {
    const struct iam_caller *caller = &evaluation->request->caller;
    if (layers->scp.truth == TRUTH_NO)
        return "a level of service control policies does not allow it";
    if (layers->endpoint.truth == TRUTH_NO)
        return "the VPC endpoint's policy does not allow it";
    if (!iam_is_principal(caller))
        return "the resource policy does not allow it to that caller";
    if (layers->identity.truth != TRUTH_NO && layers->boundary.truth == TRUTH_NO)
        return "the permissions boundary does not allow it";
    if (layers->identity.truth != TRUTH_NO && layers->session.truth == TRUTH_NO)
        return "the session policy does not allow it";
    if (caller->kind == IAM_CALLER_ROOT && iam_assumes_role(evaluation->request->action, evaluation->request->resource))
        return "the root user cannot assume a role";
    if (!same_account)
        return layers->identity.truth == TRUTH_NO && caller->kind != IAM_CALLER_ROOT
                   ? "the resource is in another account and no identity policy allows it"
                   : "the resource is in another account and its policy does not allow it";
    if (iam_resource_policy_is_root(evaluation->request->action, evaluation->request->resource))
        return "the policy of the role or key neither names the caller nor delegates to its identity policies";
    return layers->resource[GRANT_ROLE].truth != TRUTH_NO ? "the grant to the role is cut by boundary or session policy"
                                                          : "no policy allows it";
}

static struct outcome decide(const struct evaluation *evaluation, const struct layers *layers, bool same_account) {
    struct verdict granted = and3(grants(evaluation, layers, same_account), layers->scp, layers->endpoint);
    struct outcome outcome = {verdict_and(granted, verdict_not(layers->deny)), layers->deny, NULL};
    const struct iam_request *request = evaluation->request;
    bool root = same_account && request->caller.kind == IAM_CALLER_ROOT &&
                !iam_resource_policy_is_root(request->action, request->resource);
    if (layers->deny.truth == TRUTH_YES)
        outcome.reason = "a Deny applies";
    else if (outcome.allowed.truth == TRUTH_YES)
        outcome.reason =
            root ? "the root user of the account may do what nothing denies" : "an Allow applies and no Deny does";
    else if (outcome.allowed.truth == TRUTH_MAYBE)
        outcome.reason = outcome.allowed.why;
    else
        outcome.reason = why_not(evaluation, layers, same_account);
    return outcome;
}

static enum iam_decision decision_of(const struct outcome *outcome) {
    if (outcome->denied.truth == TRUTH_YES)
        return IAM_EXPLICITLY_DENIED;
    if (outcome->allowed.truth == TRUTH_MAYBE)
        return IAM_UNDECIDED;
    return outcome->allowed.truth == TRUTH_YES ? IAM_ALLOWED : IAM_IMPLICITLY_DENIED;
}

/* ---- answers ---- */

static bool decides(const struct judged *judged, enum iam_decision decision) {
    bool allows = false, unsure = judged->deny.truth == TRUTH_MAYBE;
    for (size_t i = 0; i < GRANTS; i++) {
        allows = allows || judged->allow[i].truth == TRUTH_YES;
        unsure = unsure || judged->allow[i].truth == TRUTH_MAYBE;
    }
    switch (decision) {
    case IAM_ALLOWED:
        return allows && (judged->who.layer == IAM_LAYER_IDENTITY || judged->who.layer == IAM_LAYER_RESOURCE);
    case IAM_EXPLICITLY_DENIED:
        return judged->deny.truth == TRUTH_YES;
    case IAM_UNDECIDED:
        return unsure;
    case IAM_IMPLICITLY_DENIED:
        break;
    }
    return false;
}

static struct iam_answer answer_of(const struct evaluation *evaluation, const struct outcome *outcome) {
    struct iam_answer answer = {.decision = decision_of(outcome), .reason = outcome->reason};
    for (size_t i = 0; i < evaluation->judged.count; i++)
        if (decides(&evaluation->judged.items[i], answer.decision) && evaluation->judged.items[i].who.item)
            vec_push(evaluation->arena, &answer.decided_by, evaluation->judged.items[i].who);
    return answer;
}

static struct iam_answer undecided(const struct iam_answer *one, const struct iam_answer *other, const char *reason) {
    struct iam_answer answer = one->decided_by.count ? *one : *other;
    answer.decision = IAM_UNDECIDED;
    answer.reason = one->decision == IAM_UNDECIDED ? one->reason : reason;
    return answer;
}

static struct iam_answer evaluate_reading(struct arena *arena, const struct iam_bundle *bundle,
                                          const struct iam_request *request, enum arn_reading reading,
                                          bool *ret_readings_matter) {
    struct evaluation evaluation = {
        .arena = arena,
        .bundle = bundle,
        .request = request,
        .statements = {arena, request, reading, ret_readings_matter, bundle->boundary.count > 0}};
    judge_bundle(&evaluation);
    struct layers layers = read_layers(&evaluation);
    bool same_account = str_equal(request->caller.account, request->resource_account);
    struct outcome outcome = decide(&evaluation, &layers, same_account);
    struct iam_answer answer = answer_of(&evaluation, &outcome);
    if (request->resource_account.size || !iam_is_principal(&request->caller))
        return answer;
    struct outcome other_outcome = decide(&evaluation, &layers, true);
    struct iam_answer other = answer_of(&evaluation, &other_outcome);
    return answer.decision == other.decision
               ? answer
               : undecided(&answer, &other, "which account the resource belongs to is not given");
}

/* ---- what no policy governs ---- */

static bool is_owned_by_aws(struct arena *arena, const struct iam_request *request) {
    for (const struct iam_owned *owned = iam_owned_by_aws(); owned->resource; owned++) {
        struct glob pattern, resource;
        if (!iam_is_one_of(request->action, owned->actions))
            continue;
        glob_init(&pattern, false);
        glob_init(&resource, false);
        glob_add_pattern(arena, &pattern, str_from(owned->resource));
        glob_add_text(arena, &resource, request->resource);
        if (arn_pattern_matches(arena, &pattern, &resource, ARN_STRICT))
            return true;
    }
    return false;
}

struct iam_answer iam_evaluate(struct arena *arena, const struct iam_bundle *bundle,
                               const struct iam_request *request) {
    if (request->caller.kind == IAM_CALLER_UNKNOWN)
        return (struct iam_answer){.decision = IAM_UNDECIDED, .reason = "the principal is of no known kind"};
    if (iam_is_one_of(request->action, iam_free_actions(&request->caller)))
        return (struct iam_answer){.decision = IAM_ALLOWED, .reason = "the action needs no permission (S55)"};
    bool readings_matter = false;
    struct iam_answer answer = evaluate_reading(arena, bundle, request, ARN_PLAIN, &readings_matter);
    for (enum arn_reading reading = ARN_DOCUMENTED; readings_matter && reading <= ARN_STRICT; reading++) {
        struct iam_answer other = evaluate_reading(arena, bundle, request, reading, &readings_matter);
        if (other.decision != answer.decision)
            answer = undecided(&answer, &other, "how far a wildcard reaches in an ARN is disputed (S14)");
    }
    if (answer.decision == IAM_ALLOWED && is_owned_by_aws(arena, request))
        return (struct iam_answer){.decision = IAM_IMPLICITLY_DENIED,
                                   .reason = "AWS owns the resource and nobody can change it (S55)"};
    return answer;
}

const char *iam_decision_name(enum iam_decision decision) {
    switch (decision) {
    case IAM_ALLOWED:
        return "allowed";
    case IAM_EXPLICITLY_DENIED:
        return "explicitly_denied";
    case IAM_IMPLICITLY_DENIED:
        return "implicitly_denied";
    case IAM_UNDECIDED:
        break;
    }
    return "undecided";
}
