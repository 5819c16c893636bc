/* A question about a role, in three steps: statements that can have no say are left out; what is left is often plain
 * (no Allow, or an Allow for everything that nothing takes away); else the prover decides. */
#include "analyzer/facts/prover.h"

#include "policies/ask.h"
#include "policies/pattern.h"

#include <string.h>

static struct prover_answer answer(int truth, const char *reason) {
    return (struct prover_answer){truth, str_from(reason)};
}

/* -- what a text can mean ---------------------------------------------------------------------------------------- */

/* A text as a glob that means at least as much; exact: just as much. */
static struct str glob_of(struct arena *arena, const struct iam_text *text, bool *ret_exact) {
    const struct value *value = text->value;
    *ret_exact = text->known && !str_contains(text->text, "${");
    if (*ret_exact)
        return text->text;
    struct buf buf;
    buf_init(&buf, arena);
    if (!text->known && value->kind != VALUE_CONCAT)
        return STR("*");
    for (size_t i = 0; i < (text->known ? 1 : value->count); i++) {
        const struct value *part = text->known ? value : value->parts[i];
        struct str rest = part->text;
        size_t start;
        if (part->kind != VALUE_TEXT) {
            buf_add_char(&buf, '*');
            continue;
        }
        while ((start = str_find(rest, STR("${"), 0)) != SIZE_MAX) {
            size_t end = str_find(rest, STR("}"), start);
            buf_add(&buf, str_slice(rest, 0, start));
            buf_add_char(&buf, '*');
            rest = end == SIZE_MAX ? STR_NONE : str_slice(rest, end + 1, rest.size);
        }
        buf_add(&buf, rest);
    }
    return buf_str(&buf);
}

static struct str lower(struct arena *arena, struct str text) {
    char *copy = arena_alloc(arena, text.size);
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        copy[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return (struct str){copy, text.size};
}

static bool has_wildcard(struct str text) {
    return str_contains(text, "*") || str_contains(text, "?");
}

/* A wildcard cannot be read differently there: the whole text, or each part of the ARN has its own. */
static bool is_plain_arn(struct str glob) {
    size_t colons = 0;
    if (str_is(glob, "*"))
        return true;
    for (size_t i = 0; i < glob.size; i++)
        colons += glob.data[i] == ':';
    return colons >= 5;
}

enum reach { REACH_NONE, REACH_SOME, REACH_ALL };

/* How much of `wanted` (a glob; an action in lower case) the pattern means. */
static enum reach pattern_reach(struct arena *arena, struct str glob, struct str wanted, bool resource) {
    if (!resource && !has_wildcard(wanted))
        return pattern_matches_nocase(glob, wanted) ? REACH_ALL : REACH_NONE;
    if (!resource)
        glob = lower(arena, glob);
    if (pattern_covers(glob, wanted) && (!resource || is_plain_arn(glob)))
        return REACH_ALL;
    return pattern_meets(glob, wanted) ? REACH_SOME : REACH_NONE;
}

/* The same of a list: none and all are certain. */
static enum reach list_reach(struct arena *arena, const struct iam_list *list, struct str wanted, bool resource) {
    enum reach reach = REACH_NONE;
    bool exact;
    if (list->open || !list->given)
        reach = REACH_SOME;
    for (size_t i = 0; i < list->items.count; i++) {
        struct str glob = glob_of(arena, &list->items.items[i], &exact);
        enum reach one = exact ? pattern_reach(arena, glob, wanted, resource) : REACH_SOME;
        if (one == REACH_ALL)
            return list->negated ? REACH_NONE : REACH_ALL;
        if (one == REACH_SOME)
            reach = REACH_SOME;
    }
    if (!list->negated)
        return reach;
    return reach == REACH_NONE ? REACH_ALL : REACH_SOME;
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
        slicing->actions = list_reach(slicing->arena, &statement->actions, slicing->action, false);
        return slicing->actions != REACH_NONE;
    }
    enum reach resources = list_reach(slicing->arena, &statement->resources, slicing->question->target.glob, true);
    if (resources == REACH_NONE)
        return false;
    note_kept(slicing, statement, resources);
    return true;
}

static struct layer layer_of(struct arena *arena, const struct prover_policies *policies,
                             const struct prover_question *question) {
    struct layer layer = {.reason = STR_NONE};
    struct slicing slicing = {arena, question, lower(arena, question->action), &layer, REACH_NONE};
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

static struct iam_text constant(struct arena *arena, const struct node *node, struct str text) {
    return (struct iam_text){text, value_new_text(arena, node, text), true, node};
}

static struct iam_list one_item(struct arena *arena, const struct node *node, struct str text, bool negated) {
    struct iam_list list = {.given = true, .negated = negated, .node = node};
    vec_push(arena, &list.items, constant(arena, node, text));
    return list;
}

static const struct iam_policy *policy_of(struct arena *arena, const struct node *node, enum iam_effect effect,
                                          struct iam_list actions, struct iam_list resources, bool for_anyone) {
    struct iam_policy *policy = ARENA_NEW(arena, struct iam_policy);
    *policy =
        (struct iam_policy){.node = node, .version = constant(arena, node, STR("2012-10-17")), .has_version = true};
    struct iam_statement statement = {.node = node,
                                      .sid = constant(arena, node, STR_NONE),
                                      .effect = effect,
                                      .effect_node = node,
                                      .actions = actions,
                                      .resources = resources};
    if (for_anyone) {
        struct iam_principal anyone = {IAM_PRINCIPAL_ANY, constant(arena, node, STR("*"))};
        statement.principal_given = true;
        vec_push(arena, &statement.principals, anyone);
    }
    vec_push(arena, &policy->statements, statement);
    return policy;
}

static const struct node *some_node(const struct asked *asked) {
    return asked->question->identity->list.items[0]->node;
}

/* Keys and roles, whose own policy has to agree, leave everything to the account. */
static const struct iam_policy *resource_policy(const struct asked *asked) {
    struct str action = asked->question->action, service, name;
    if (!str_cut(action, ':', &service, &name) || has_wildcard(service) || str_equal_nocase(service, STR("kms")) ||
        str_equal_nocase(service, STR("sts")))
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
    if (has_wildcard(question->action))
        asks.action = STR_NONE;
    *context = (struct iam_context){.arena = asked->arena};
    fix_key(context, question);
    if (context->entries.count)
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
    items[count] = policy_of(asked->arena, some_node(asked), IAM_DENY, actions, resources, false);
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
    struct iam_list everything = one_item(asked->arena, some_node(asked), STR("*"), false);
    if (!asks.resource.size && !target->any)
        deny_rest(asked, &bundle, everything, one_item(asked->arena, some_node(asked), target->glob, true));
    if (!asks.action.size)
        deny_rest(asked, &bundle, one_item(asked->arena, some_node(asked), asked->question->action, true), everything);
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
    items[0] =
        policy_of(arena, some_node(asked), IAM_ALLOW, one_item(arena, some_node(asked), asked->question->action, false),
                  one_item(arena, some_node(asked), resource, false), false);
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
    if (!question->target.any) { /* a Deny for everything else leaves requests on the target only */
        const struct node *node = policy->node;
        const struct iam_policy *others = policy_of(arena, node, IAM_DENY, one_item(arena, node, STR("*"), false),
                                                    one_item(arena, node, question->target.glob, true), true);
        vec_push(arena, &policy->statements, others->statements.items[0]);
    }
    struct str action = question->action;
    if (has_wildcard(action)) { /* so does one for all other actions */
        const struct iam_policy *others =
            policy_of(arena, policy->node, IAM_DENY, one_item(arena, policy->node, action, true),
                      one_item(arena, policy->node, STR("*"), false), true);
        vec_push(arena, &policy->statements, others->statements.items[0]);
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

/* -- one statement ----------------------------------------------------------------------------------------------- */

/* Some pattern of the one list may mean something that the other means too. */
static bool lists_meet(struct arena *arena, const struct iam_list *a, const struct iam_list *b, bool resource) {
    bool exact;
    if (a->open || !a->given || a->negated)
        return true;
    for (size_t i = 0; i < a->items.count; i++) {
        struct str glob = glob_of(arena, &a->items.items[i], &exact);
        if (list_reach(arena, b, resource ? glob : lower(arena, glob), resource) != REACH_NONE)
            return true;
    }
    return false;
}

/* Every pattern of the list may be meant by the other too. */
static bool list_may_be_covered(struct arena *arena, const struct iam_list *list, const struct iam_policy *policy,
                                size_t but, enum iam_effect effect) {
    bool exact;
    if (list->open || !list->given || list->negated)
        return true;
    for (size_t i = 0; i < list->items.count; i++) {
        struct str glob = lower(arena, glob_of(arena, &list->items.items[i], &exact));
        bool met = false;
        for (size_t j = 0; j < policy->statements.count && !met; j++) {
            const struct iam_statement *other = &policy->statements.items[j];
            met = j != but && other->effect == effect && list_reach(arena, &other->actions, glob, false) != REACH_NONE;
        }
        if (!met)
            return false;
    }
    return true;
}

/* No statement of that effect comes near: the question needs no prover. */
static bool stands_alone(struct arena *arena, const struct iam_policy *policy, size_t number, enum iam_effect effect) {
    const struct iam_statement *own = &policy->statements.items[number];
    for (size_t i = 0; i < policy->statements.count; i++) {
        const struct iam_statement *other = &policy->statements.items[i];
        if (i != number && other->effect != IAM_EFFECT_UNKNOWN && other->effect == effect &&
            lists_meet(arena, &own->actions, &other->actions, false) &&
            lists_meet(arena, &own->resources, &other->resources, true))
            return false;
    }
    return true;
}

struct prover_joined prover_join(struct arena *arena, const struct prover_policies *policies) {
    struct iam_policy *all = ARENA_NEW(arena, struct iam_policy);
    struct prover_joined joined = {all, false};
    for (size_t i = 0; i < policies->list.count; i++) {
        const struct iam_policy *filled = prover_fill_policy(arena, policies->list.items[i], NULL);
        if (i == 0) {
            *all = *filled;
            memset(&all->statements, 0, sizeof all->statements);
        }
        joined.mixed = joined.mixed || !str_equal(all->version.text, filled->version.text);
        if (filled->open && !all->open) {
            all->open = true;
            all->reason = filled->reason;
        }
        for (size_t j = 0; j < filled->statements.count; j++)
            vec_push(arena, &all->statements, filled->statements.items[j]);
    }
    return joined;
}

/* The action patterns of an Allow and of the Deny meet, on resources that meet, without conditions: it takes effect. */
static bool plainly_needed(struct arena *arena, const struct iam_policy *policy, size_t number) {
    const struct iam_statement *own = &policy->statements.items[number];
    bool exact;
    for (size_t i = 0; own->has_condition == 0 && i < policy->statements.count; i++) {
        const struct iam_statement *other = &policy->statements.items[i];
        if (other->effect != IAM_ALLOW || other->has_condition != 0)
            continue;
        for (size_t j = 0; j < own->resources.items.count; j++)
            if (!own->resources.negated && !own->actions.negated && own->actions.items.count &&
                list_reach(arena, &other->resources, glob_of(arena, &own->resources.items.items[j], &exact), true) ==
                    REACH_ALL &&
                exact &&
                list_reach(arena, &other->actions, lower(arena, glob_of(arena, &own->actions.items.items[0], &exact)),
                           false) == REACH_ALL &&
                exact)
                return true;
    }
    return false;
}

static struct proof ask_about(struct prover *prover, struct arena *arena, const struct iam_policy *policy,
                              size_t statement, enum prove_statement about) {
    struct prove_question question = {.principal = STR(ASK_CALLER), .resource_account = STR_NONE, .any_caller = true};
    return prove_about_statement(prover, arena, policy, statement, about, &question);
}

static struct prover_answer verdict(struct proof proof) {
    return proof.answer == PROVE_UNKNOWN ? answer(-1, proof.reason) : answer(proof.answer == PROVE_NO, NULL);
}

/* A Resource can match something that looks like an ARN; a name for itself cannot. */
static bool names_resources(struct arena *arena, const struct iam_list *list) {
    bool exact;
    for (size_t i = 0; i < list->items.count; i++) {
        struct str glob = glob_of(arena, &list->items.items[i], &exact);
        if (!exact || str_starts(glob, "arn:") || str_starts(glob, "*"))
            return true;
    }
    return list->open;
}

static struct prover_answer never_matches(struct prover *prover, struct arena *arena, const struct iam_policy *policy,
                                          size_t statement) {
    const struct iam_statement *own = &policy->statements.items[statement];
    bool plain = own->has_condition == 0 && own->actions.given && own->resources.given && !own->actions.negated &&
                 !own->resources.negated;
    if (plain && names_resources(arena, &own->resources))
        return answer(0, NULL);
    return verdict(ask_about(prover, arena, policy, statement, PROVE_MATCHES));
}

/* Of two statements that make each other redundant, the later one is: without later ones that are, is this one still?
 */
static struct prover_answer redundant(struct prover *prover, struct arena *arena, const struct iam_policy *policy,
                                      size_t statement) {
    const struct iam_statement *own = &policy->statements.items[statement];
    if (stands_alone(arena, policy, statement, own->effect) ||
        !list_may_be_covered(arena, &own->actions, policy, statement, own->effect))
        return answer(0, NULL);
    struct proof proof = ask_about(prover, arena, policy, statement, PROVE_ADDS);
    if (proof.answer != PROVE_NO)
        return verdict(proof);
    struct iam_policy *rest = ARENA_NEW(arena, struct iam_policy);
    *rest = *policy;
    memset(&rest->statements, 0, sizeof rest->statements);
    for (size_t i = 0; i < policy->statements.count; i++)
        if (i <= statement || policy->statements.items[i].effect != own->effect ||
            ask_about(prover, arena, policy, i, PROVE_ADDS).answer != PROVE_NO)
            vec_push(arena, &rest->statements, policy->statements.items[i]);
    return verdict(ask_about(prover, arena, rest, statement, PROVE_ADDS));
}

static struct prover_answer shadowed(struct prover *prover, struct arena *arena, const struct iam_policy *policy,
                                     size_t statement) {
    const struct iam_statement *own = &policy->statements.items[statement];
    if (own->effect != IAM_ALLOW || stands_alone(arena, policy, statement, IAM_DENY) ||
        !list_may_be_covered(arena, &own->actions, policy, statement, IAM_DENY))
        return answer(0, NULL);
    return verdict(ask_about(prover, arena, policy, statement, PROVE_EFFECTIVE));
}

static struct prover_answer dead_deny(struct prover *prover, struct arena *arena, const struct iam_policy *policy,
                                      size_t statement, bool mixed) {
    if (policy->statements.items[statement].effect != IAM_DENY || plainly_needed(arena, policy, statement))
        return answer(0, NULL);
    if (policy->open)
        return (struct prover_answer){-1, policy->reason};
    if (stands_alone(arena, policy, statement, IAM_ALLOW))
        return answer(1, NULL);
    if (mixed)
        return answer(-1, "policies of different versions of the language take part");
    return verdict(ask_about(prover, arena, policy, statement, PROVE_EFFECTIVE));
}

struct prover_answer prover_statement(struct prover *prover, struct arena *arena, struct str what,
                                      const struct prover_joined *joined, size_t statement) {
    const struct iam_policy *policy = joined->policy;
    if (policy->statements.items[statement].effect == IAM_EFFECT_UNKNOWN)
        return answer(-1, "the effect of a statement is not known");
    if (str_is(what, "never_matches"))
        return never_matches(prover, arena, policy, statement);
    if (str_is(what, "redundant"))
        return redundant(prover, arena, policy, statement);
    if (str_is(what, "shadowed"))
        return shadowed(prover, arena, policy, statement);
    if (str_is(what, "dead_deny"))
        return dead_deny(prover, arena, policy, statement, joined->mixed);
    return answer(-1, "there is no such verdict on statements");
}

bool prover_statement_request(struct prover *prover, struct arena *arena, const struct prover_joined *joined,
                              size_t statement, struct iam_request *ret_request) {
    struct proof proof = ask_about(prover, arena, joined->policy, statement, PROVE_MATCHES);
    *ret_request = proof.request;
    return proof.has_request;
}
