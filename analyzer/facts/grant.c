#include "analyzer/facts/grant.h"

#include "analyzer/facts/prover/memory.h"
#include "policies/arn.h"
#include "policies/ask.h"
#include "policies/catalog.h"
#include "policies/kinds.h"

#define NO_RESOURCE "-" /* which only a pattern for everything means */

/* No resource, as actions have it that take none. */
static const struct request_target NOTHING = {
    .none = true, .partial = {NO_RESOURCE, sizeof NO_RESOURCE - 1}, .glob = {NO_RESOURCE, sizeof NO_RESOURCE - 1}};

static struct deployment deployment_of(struct str resource) {
    struct arn arn = arn_split(resource);
    struct deployment deployment = {0};
    if (!arn_is_whole(&arn))
        return deployment;
    deployment.partition = arn.parts[ARN_PARTITION];
    deployment.region = arn.parts[ARN_REGION];
    if (arn_is_account(arn.parts[ARN_ACCOUNT]))
        deployment.account = arn.parts[ARN_ACCOUNT];
    return deployment;
}

/* Names of entities hold region and account, so what was expanded for another place is expanded again. */
static void deploy(struct facts *facts, struct deployment deployment) {
    const struct deployment *old = &facts->deployment;
    if (str_equal(old->partition, deployment.partition) && str_equal(old->region, deployment.region) &&
        str_equal(old->account, deployment.account))
        return;
    facts->deployment = deployment;
    facts->undone++;
}

/* One request to explain a no with: that a Deny applies is said when it applies without a context. */
static struct iam_request plain_request(struct arena *arena, const struct grant_request *request) {
    struct iam_request plain;
    struct str resource = request->resource.size ? request->resource : STR("*");
    iam_request_init(&plain, arena, STR(ASK_CALLER), request->action, resource, STR(ASK_ACCOUNT));
    for (size_t i = 0; request->context && i < request->context->entries.count; i++) {
        const struct iam_context_value *fixed = &request->context->entries.items[i];
        *iam_context_add(&plain.context, fixed->key) = *fixed;
    }
    iam_request_derive(&plain);
    return plain;
}

static void explain(struct arena *arena, const struct prover_question *question, const struct iam_request *request,
                    struct grant *grant) {
    struct iam_answer answer = prover_explain(arena, question, request);
    bool denied = answer.decision == IAM_EXPLICITLY_DENIED;
    if (grant->truth == 1 || denied)
        grant->reason = str_from(answer.reason);
    for (size_t i = 0; i < answer.decided_by.count && !grant->statement; i++)
        if (denied || answer.decided_by.items[i].layer == IAM_LAYER_IDENTITY)
            grant->statement = answer.decided_by.items[i].item;
}

static struct prover_question question_of(const struct grant_request *request, const struct prover_policies *identity,
                                          const struct prover_policies *boundary) {
    struct prover_question question = {
        .action = request->action, .context = request->context, .identity = identity, .boundary = boundary};
    bool any = request->resource.size == 0;
    struct str resource = any ? STR("*") : request->resource;
    question.target = (struct request_target){.any = any, .given = !any, .partial = resource, .glob = resource};
    if (str_is(request->resource, "*"))
        question.target = NOTHING;
    return question;
}

/* ---- on resources that the action can have ---- */

/* The policies as far as they speak of the kinds; true when they say less. */
static bool narrow(struct arena *arena, const struct catalog_resources *kinds, const struct prover_policies *policies,
                   struct prover_policies *ret) {
    bool less = false;
    for (size_t i = 0; i < policies->list.count; i++) {
        const struct iam_policy *policy = kinds_narrow(arena, kinds, prover_text_glob, policies->list.items[i]);
        less = less || policy;
        vec_push(arena, &ret->list, policy ? policy : policies->list.items[i]);
    }
    return less;
}

/* A witness for people, which asking alone does not look for. */
static struct prover_answer ask_and_show(struct facts *facts, struct arena *arena, struct prover_question *question) {
    struct prover *prover = prover_opened(facts_prover_of(facts));
    prover_use_catalog(prover, facts_catalog(facts));
    struct prover_answer answer = prover_allows_some(prover, arena, question);
    prover_use_catalog(prover, NULL);
    return answer;
}

/* The question's policies become those that decide. */
static struct prover_answer ask_of(struct facts *facts, struct arena *arena, const struct catalog_resources *kinds,
                                   struct prover_question *question) {
    struct prover_question whole = *question;
    struct prover_policies *narrower = ARENA_NEW(arena, struct prover_policies);
    bool less = narrow(arena, kinds, question->identity, narrower);
    question->identity = narrower;
    struct prover_answer answer = ask_and_show(facts, arena, question);
    if (less && answer.truth == 0 && ask_and_show(facts, arena, &whole).truth == 1)
        answer.reason = STR(KINDS_OTHER);
    if (answer.truth != 1 || kinds_meet(arena, kinds, question->ret_witness->resource))
        return answer;
    narrower->list.items[0] = kinds_fence(arena, kinds, narrower->list.items[0]);
    answer = ask_and_show(facts, arena, question);
    return answer.truth == 0 ? (struct prover_answer){0, STR(KINDS_OTHER)} : answer;
}

static struct prover_answer ask(struct facts *facts, struct arena *arena, struct prover_question *question) {
    struct catalog_action action;
    struct catalog_resources kinds = {0};
    if (question->target.any && catalog_action(facts_catalog(facts), question->action, arena, &action)) {
        catalog_resources(facts_catalog(facts), action.id, arena, &kinds);
        if (kinds.list.count)
            return ask_of(facts, arena, &kinds, question);
    }
    struct prover_answer answer = ask_and_show(facts, arena, question);
    if (answer.truth != 1 || !question->target.any ||
        !catalog_takes_no_resource(facts_catalog(facts), question->action, arena))
        return answer;
    question->target = NOTHING;
    answer = ask_and_show(facts, arena, question);
    return answer.truth == 0 ? (struct prover_answer){-1, STR(ASK_ONLY_NAMED)} : answer;
}

struct grant facts_grant(struct facts *facts, struct arena *arena, int64_t role, const struct grant_request *request) {
    deploy(facts, deployment_of(request->resource));
    struct prover_gathered identity = prover_role_policies(facts, role);
    struct prover_gathered boundary = prover_role_limits(facts, role);
    if (identity.policies.list.count == 0)
        return (struct grant){.reason = STR("the role has no policy")};
    struct prover_question question = question_of(request, &identity.policies, &boundary.policies);
    struct iam_request shown = {0};
    question.ret_witness = &shown;
    struct prover_answer answer = ask(facts, arena, &question);
    struct grant grant = {.truth = answer.truth, .reason = answer.reason};
    if (answer.truth == 1) {
        if (str_is(shown.resource, NO_RESOURCE))
            shown.resource = STR("*");
        struct witness *witness = witness_of_request(arena, WITNESS_ALLOWED, &shown);
        witness->of_role = true;
        grant.witness = witness;
        explain(arena, &question, &shown, &grant);
    } else if (answer.truth == 0 && !answer.reason.size) {
        grant.reason = STR("no request of that kind is allowed, whatever its context");
        shown = plain_request(arena, request);
        explain(arena, &question, &shown, &grant);
    }
    return grant;
}
