/* A question about a role, in three steps: statements that can have no say are left out; what is left is often plain
 * (no Allow, or an Allow for everything that nothing takes away); else the prover decides. */
#include "analyzer/facts/prover/prover.h"

#include "analyzer/facts/prover/reach.h"
#include "policies/ask.h"
#include "policies/made.h"

#include <string.h>

static struct prover_answer answer(int truth, const char *reason) {
    return (struct prover_answer){truth, str_from(reason)};
}

/* -- leaving out ------------------------------------------------------------------------------------------------- */

/* The policies of one layer, filled in, without what has no say. */
struct layer {
    struct iam_policies policies;
    bool open;         /* a policy may have other statements */
    struct str reason; /* why */
    bool allows;       /* an Allow is left, or a statement whose effect is not known */
    bool denies;
    bool depends; /* on what a name will be */
    bool refuses; /* some Deny is for everything that is asked about and for everyone, without condition */
    bool plain;   /* some Allow is for everything that is asked about, without condition */
};

/* Reads nothing that filling in changes. */
static bool is_for_everyone(const struct iam_statement *statement) {
    for (size_t i = 0; i < statement->principals.count; i++)
        if (statement->principals.items[i].kind == IAM_PRINCIPAL_ANY)
            return !statement->principal_negated;
    return !statement->principal_given;
}

struct slicing {
    struct arena *arena;
    const struct prover_question *question;
    struct str action; /* in lower case */
    struct layer *layer;
    enum reach actions; /* of the statement at hand */
};

/* A statement that is kept: what it means for the layer. */
static void note_kept(const struct slicing *slicing, const struct iam_statement *statement, enum reach resources) {
    struct layer *layer = slicing->layer;
    for (size_t i = 0; i < statement->resources.items.count; i++)
        if (str_is(statement->resources.items.items[i].value->reason, PROVER_DEPENDS))
            layer->depends = true;
    layer->allows = layer->allows || statement->effect != IAM_DENY;
    layer->denies = layer->denies || statement->effect != IAM_ALLOW;
    bool all = slicing->actions == REACH_ALL && resources == REACH_ALL && statement->has_condition == 0;
    layer->refuses = layer->refuses || (all && statement->effect == IAM_DENY && is_for_everyone(statement));
    layer->plain = layer->plain || (all && statement->effect == IAM_ALLOW);
}

static bool has_say(void *context, const struct iam_statement *statement, enum prover_filled filled) {
    struct slicing *slicing = context;
    if (filled == PROVER_ACTIONS) {
        slicing->actions = reach_list(slicing->arena, &statement->actions, slicing->action, false);
        return slicing->actions != REACH_NONE;
    }
    enum reach resources = reach_list(slicing->arena, &statement->resources, slicing->question->target.glob, true);
    if (resources == REACH_NONE)
        return false;
    note_kept(slicing, statement, resources);
    return true;
}

static struct layer layer_of(struct arena *arena, const struct prover_policies *policies,
                             const struct prover_question *question) {
    struct layer layer = {.reason = STR_NONE};
    struct slicing slicing = {arena, question, reach_lower(arena, question->action), &layer, REACH_NONE};
    size_t count = policies->list.count;
    const struct iam_policy **items = arena_alloc_array(arena, count + 2, sizeof *items);
    for (size_t i = 0; i < count; i++) {
        items[i] = prover_fill_slice(arena, policies->list.items[i], &question->target, has_say, &slicing);
        if (items[i]->open && !layer.open)
            layer.reason = items[i]->reason;
        layer.open = layer.open || items[i]->open;
    }
    layer.policies = (struct iam_policies){items, count};
    return layer;
}

/* -- plain answers ----------------------------------------------------------------------------------------------- */

struct asked {
    struct prover *prover;
    struct arena *arena;
    const struct prover_question *question;
    struct layer identity;
    struct layer boundary;
};

static bool is_refused(const struct layer *layer) {
    return layer->refuses || (!layer->allows && !layer->open);
}

static bool is_limited(const struct asked *asked) {
    return asked->question->boundary->list.count > 0;
}

/* True when no prover is needed. */
static bool plain_answer(const struct asked *asked, struct prover_answer *ret_answer) {
    *ret_answer = answer(0, NULL);
    if (is_refused(&asked->identity) || (is_limited(asked) && is_refused(&asked->boundary)))
        return true;
    *ret_answer = (struct prover_answer){-1, asked->identity.open ? asked->identity.reason : asked->boundary.reason};
    bool nothing_known = !asked->identity.allows || (is_limited(asked) && !asked->boundary.allows);
    if (nothing_known)
        return true;
    *ret_answer = answer(1, NULL);
    bool all = asked->identity.plain && !asked->identity.denies && !asked->identity.open;
    bool limit = !is_limited(asked) || (asked->boundary.plain && !asked->boundary.denies && !asked->boundary.open);
    return all && limit;
}

/* -- questions to the prover ------------------------------------------------------------------------------------- */

static const struct node *some_node(const struct asked *asked) {
    return asked->question->identity->list.items[0]->node;
}

/* Keys and roles, whose own policy has to agree, leave everything to the account. */
static const struct iam_policy *resource_policy(const struct asked *asked) {
    struct str action = asked->question->action, service, name;
    if (!str_cut(action, ':', &service, &name) || reach_has_wildcard(service) ||
        str_equal_nocase(service, STR("kms")) || str_equal_nocase(service, STR("sts")))
        return ask_allow_all(asked->arena, some_node(asked), STR(ASK_ACCOUNT));
    return NULL;
}

static struct iam_bundle bundle_of(const struct asked *asked) {
    return (struct iam_bundle){
        .identity = asked->identity.policies, .boundary = asked->boundary.policies, .resource = resource_policy(asked)};
}

static void fix_key(struct iam_context *context, const struct prover_question *question) {
    if (question->key.size) {
        struct iam_context_value *entry = iam_context_add(context, question->key);
        vec_push(context->arena, &entry->values, question->value);
    }
    for (size_t i = 0; question->context && i < question->context->entries.count; i++)
        *iam_context_add(context, question->context->entries.items[i].key) = question->context->entries.items[i];
}

static struct prove_question question_of(const struct asked *asked, struct iam_context *context) {
    const struct prover_question *question = asked->question;
    struct prove_question asks = {.principal = STR(ASK_CALLER),
                                  .action = question->action,
                                  .resource_account = STR(ASK_ACCOUNT),
                                  .any_caller = true};
    if (reach_has_wildcard(question->action))
        asks.action = STR_NONE;
    *context = (struct iam_context){.arena = asked->arena};
    fix_key(context, question);
    if (!iam_context_get(context, STR("aws:username")))
        iam_context_add(context, STR("aws:username")); /* absent: sessions of roles have none (S48) */
    asks.context = context;
    return asks;
}

static struct prover_answer not_known(const struct asked *asked, const char *reason) {
    if (asked->identity.open || asked->boundary.open)
        return (struct prover_answer){-1, asked->identity.open ? asked->identity.reason : asked->boundary.reason};
    return answer(-1, asked->identity.depends || asked->boundary.depends ? PROVER_DEPENDS : reason);
}

/* A Deny for everything else leaves only the requests that are asked about. */
static void deny_rest(const struct asked *asked, struct iam_bundle *bundle, struct iam_list actions,
                      struct iam_list resources) {
    size_t count = bundle->identity.count;
    const struct iam_policy **items = arena_alloc_array(asked->arena, count + 1, sizeof *items);
    memcpy(items, bundle->identity.items, count * sizeof *items);
    items[count] =
        made_policy(asked->arena, made_statement(asked->arena, some_node(asked), IAM_DENY, actions, resources));
    bundle->identity = (struct iam_policies){items, count + 1};
}

/* Is there a request? `like`, when given, fixes its action and resource. */
static struct proof some_request(const struct asked *asked, const struct iam_request *like) {
    struct iam_context context;
    struct prove_question asks = question_of(asked, &context);
    struct iam_bundle bundle = bundle_of(asked);
    const struct request_target *target = &asked->question->target;
    bool one = !target->any && !str_ends(target->glob, "*");
    asks.resource = like ? like->resource : target->none ? STR("*") : one ? target->glob : STR_NONE;
    if (like)
        asks.action = like->action;
    struct iam_list everything = made_list(asked->arena, some_node(asked), STR("*"), false);
    if (!asks.resource.size && !target->any)
        deny_rest(asked, &bundle, everything, made_list(asked->arena, some_node(asked), target->glob, true));
    if (!asks.action.size)
        deny_rest(asked, &bundle, made_list(asked->arena, some_node(asked), asked->question->action, true), everything);
    return prove_allows_some(asked->prover, asked->arena, &bundle, &asks);
}

/* Is there a request on the target that is not allowed? */
static struct proof some_refusal(const struct asked *asked) {
    struct iam_context context;
    struct prove_question asks = question_of(asked, &context);
    struct iam_bundle bundle = bundle_of(asked), wanted = {0};
    struct arena *arena = asked->arena;
    const struct iam_policy **items = arena_alloc_array(arena, 1, sizeof *items);
    bool none = asked->question->target.none;
    struct str resource = none ? STR("*") : asked->question->target.glob;
    if (none)
        asks.resource = resource;
    items[0] = made_policy(arena, made_statement(arena, some_node(asked), IAM_ALLOW,
                                                 made_list(arena, some_node(asked), asked->question->action, false),
                                                 made_list(arena, some_node(asked), resource, false)));
    wanted.identity = (struct iam_policies){items, 1};
    wanted.resource = bundle.resource;
    return prove_exceeds(asked->prover, arena, &wanted, &bundle, &asks);
}

static bool begin(struct prover *prover, struct arena *arena, const struct prover_question *question,
                  struct asked *ret_asked, struct prover_answer *ret_answer) {
    *ret_asked = (struct asked){.prover = prover, .arena = arena, .question = question};
    ret_asked->identity = layer_of(arena, question->identity, question);
    ret_asked->boundary = layer_of(arena, question->boundary, question);
    bool plain = plain_answer(ret_asked, ret_answer);
    return plain && !question->ret_witness;
}

static void show(const struct prover_question *question, const struct proof *proof) {
    if (question->ret_witness && proof->has_request)
        *question->ret_witness = proof->request;
}

struct prover_answer prover_allows_some(struct prover *prover, struct arena *arena,
                                        const struct prover_question *question) {
    struct asked asked;
    struct prover_answer plain;
    if (begin(prover, arena, question, &asked, &plain))
        return plain;
    struct proof proof = some_request(&asked, NULL);
    show(question, &proof);
    if (proof.answer == PROVE_UNKNOWN)
        return not_known(&asked, proof.reason);
    return answer(proof.answer == PROVE_YES, NULL);
}

struct prover_answer prover_allows_all(struct prover *prover, struct arena *arena,
                                       const struct prover_question *question) {
    struct asked asked;
    struct prover_answer plain;
    if (begin(prover, arena, question, &asked, &plain))
        return plain;
    struct proof refusal = some_refusal(&asked);
    show(question, &refusal);
    if (refusal.answer == PROVE_NO)
        return answer(1, NULL);
    if (refusal.answer == PROVE_UNKNOWN)
        return not_known(&asked, refusal.reason);
    struct proof other = some_request(&asked, &refusal.request); /* with other values of condition keys? */
    if (other.answer == PROVE_NO)
        return answer(0, NULL);
    return not_known(&asked, other.answer == PROVE_YES ? "a Condition may take it away" : other.reason);
}

struct iam_answer prover_explain(struct arena *arena, const struct prover_question *question,
                                 const struct iam_request *request) {
    struct asked asked = {.arena = arena, .question = question};
    asked.identity = layer_of(arena, question->identity, question);
    asked.boundary = layer_of(arena, question->boundary, question);
    struct iam_bundle bundle = bundle_of(&asked);
    return iam_evaluate(arena, &bundle, request);
}

/* -- resource policies ------------------------------------------------------------------------------------------- */

/* Whom a statement names is no stranger, a service neither, for whomever it acts. */
static bool names_strangers(const struct iam_statement *statement) {
    if (statement->effect == IAM_DENY || statement->principal_negated || statement->principal_open)
        return true;
    for (size_t i = 0; i < statement->principals.count; i++) {
        const struct iam_principal *principal = &statement->principals.items[i];
        if (principal->kind == IAM_PRINCIPAL_ANY || !principal->text.known || str_is(principal->text.text, "*"))
            return true;
    }
    return !statement->principal_given;
}

static void deny_to_all(struct arena *arena, struct iam_policy *policy, struct iam_list actions,
                        struct iam_list resources) {
    struct iam_statement deny = made_statement(arena, policy->node, IAM_DENY, actions, resources);
    made_principal(arena, &deny, IAM_PRINCIPAL_ANY, STR("*"));
    vec_push(arena, &policy->statements, deny);
}

struct prover_answer prover_anyone_may(struct prover *prover, struct arena *arena,
                                       const struct prover_question *question) {
    struct layer layer = layer_of(arena, question->identity, question);
    if (is_refused(&layer))
        return answer(0, NULL);
    if (!layer.allows)
        return (struct prover_answer){-1, layer.reason};
    bool everyone = str_is(question->action, "*");
    struct iam_policy *policy = ARENA_NEW(arena, struct iam_policy);
    *policy = *layer.policies.items[0];
    memset(&policy->statements, 0, sizeof policy->statements);
    for (size_t i = 0; i < layer.policies.count; i++)
        for (size_t j = 0; j < layer.policies.items[i]->statements.count; j++)
            if (!everyone || names_strangers(&layer.policies.items[i]->statements.items[j]))
                vec_push(arena, &policy->statements, layer.policies.items[i]->statements.items[j]);
    policy->open = layer.open;
    const struct node *node = policy->node;
    if (!question->target.any) /* a Deny for everything else leaves requests on the target only */
        deny_to_all(arena, policy, made_list(arena, node, STR("*"), false),
                    made_list(arena, node, question->target.glob, true));
    struct str action = question->action;
    if (reach_has_wildcard(action)) { /* so does one for all other actions */
        deny_to_all(arena, policy, made_list(arena, node, action, true), made_list(arena, node, STR("*"), false));
        action = STR_NONE;
    }
    struct iam_context context = {.arena = arena};
    struct ask_request request = {.action = action, .context = &context};
    fix_key(&context, question);
    struct proof proof = ask_public(prover, arena, policy, &request);
    show(question, &proof);
    if (proof.answer == PROVE_UNKNOWN)
        return layer.open ? (struct prover_answer){-1, layer.reason} : answer(-1, proof.reason);
    return answer(proof.answer == PROVE_YES, NULL);
}
