#include "policies/smt/inquiry.h"

enum { READINGS = ARN_STRICT + 1 };

struct lists_of_statement {
    struct reached_list actions, resources[READINGS];
    bool has_actions, has_resources[READINGS];
};

struct lists_of_policy {
    struct {
        const struct iam_policy *policy;
        uintptr_t rcp; /* there elements are read in another way */
    } key;
    struct lists_of_statement *statements;
};

/* ---- what is known ---- */

static void add_absent(struct iam_request *known, const char *const *keys) {
    for (; *keys; keys++)
        if (!iam_context_get(&known->context, str_from(*keys)))
            iam_context_add(&known->context, str_from(*keys));
}

/* Keys that such callers never have (S47, S48).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
static void add_absent_keys(struct iam_request *known) {
    static const char *const OF_IDENTITIES[] = {"aws:PrincipalOrgID", "aws:PrincipalOrgPaths", "aws:userid",
                                                "aws:username", NULL};
    static const char *const OF_SIGNED[] = {"aws:PrincipalArn", "aws:PrincipalIsAWSService", NULL};
    static const char *const OF_USERS[] = {"aws:username", NULL};
    enum iam_caller_kind kind = known->caller.kind;
    if (kind == IAM_CALLER_ANONYMOUS || kind == IAM_CALLER_SERVICE)
        add_absent(known, OF_IDENTITIES);
    if (kind == IAM_CALLER_ANONYMOUS)
        add_absent(known, OF_SIGNED);
    if (kind == IAM_CALLER_ROLE || kind == IAM_CALLER_SESSION)
        add_absent(known, OF_USERS);
}

struct iam_request known_request(struct arena *arena, const struct prove_question *question) {
    struct iam_request known;
    iam_request_init(&known, arena, question->principal, question->action, question->resource,
                     question->resource_account);
    for (size_t i = 0; question->context && i < question->context->entries.count; i++)
        vec_push(arena, &known.context.entries, question->context->entries.items[i]);
    if (!question->any_caller) {
        iam_request_derive(&known);
        add_absent_keys(&known);
    }
    return known;
}

void inquiry_init(struct inquiry *inquiry, struct arena *arena, const struct prove_question *question) {
    *inquiry = (struct inquiry){.question = question, .known = known_request(arena, question)};
    arena_init(&inquiry->arena);
    map_init(&inquiry->policies, &inquiry->arena);
}

void inquiry_done(struct inquiry *inquiry) {
    arena_done(&inquiry->arena);
}

/* ---- lists ---- */

bool policy_has_variables(const struct iam_policy *policy) {
    return str_is(policy->version.text, "2012-10-17");
}

static struct lists_of_statement *lists_of(struct inquiry *inquiry, const struct iam_policy *policy,
                                           const struct iam_statement *statement, bool rcp) {
    size_t number = (size_t)(statement - policy->statements.items);
    struct lists_of_policy *lists = inquiry->last;
    if (lists && lists->key.policy == policy && lists->key.rcp == rcp)
        return &lists->statements[number];
    struct lists_of_policy wanted = {.key = {policy, rcp}};
    lists = map_get(&inquiry->policies, (struct str){(const char *)&wanted.key, sizeof wanted.key});
    if (!lists) {
        lists = ARENA_NEW(&inquiry->arena, struct lists_of_policy);
        *lists = wanted;
        lists->statements = arena_alloc_array(&inquiry->arena, policy->statements.count, sizeof *lists->statements);
        map_put(&inquiry->policies, (struct str){(const char *)&lists->key, sizeof lists->key}, lists);
    }
    inquiry->last = lists;
    return &lists->statements[number];
}

const struct reached_list *inquiry_actions(struct inquiry *inquiry, const struct iam_policy *policy,
                                           const struct iam_statement *statement, enum iam_layer layer) {
    struct lists_of_statement *lists = lists_of(inquiry, policy, statement, layer == IAM_LAYER_RCP);
    if (!lists->has_actions) {
        struct element_reader reader = {.arena = &inquiry->arena,
                                        .known = &inquiry->known.context,
                                        .fixed = inquiry->question->action,
                                        .layer = layer};
        lists->actions = reach_actions(&reader, &statement->actions);
        lists->has_actions = true;
    }
    return &lists->actions;
}

const struct reached_list *inquiry_resources(struct inquiry *inquiry, const struct iam_policy *policy,
                                             const struct iam_statement *statement, enum iam_layer layer,
                                             enum arn_reading reading) {
    struct lists_of_statement *lists = lists_of(inquiry, policy, statement, layer == IAM_LAYER_RCP);
    if (!lists->has_resources[reading]) {
        struct element_reader reader = {.arena = &inquiry->arena,
                                        .known = &inquiry->known.context,
                                        .fixed = inquiry->question->resource,
                                        .reading = reading,
                                        .layer = layer,
                                        .variables = policy_has_variables(policy)};
        lists->resources[reading] = reach_resources(&reader, &statement->resources);
        lists->has_resources[reading] = true;
    }
    return &lists->resources[reading];
}
