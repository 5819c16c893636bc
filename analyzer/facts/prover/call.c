/* Answers are remembered by content, so that one role in eight worlds is one question. */
#include "analyzer/facts/prover/call.h"

#include "analyzer/base/embedded.h"
#include "analyzer/facts/prover/reach.h"
#include "policies/catalog.h"
#include "policies/kinds.h"
#include "policies/pattern.h"

#define SETS "analyzer/facts/data/action_sets.tsv"

/* -- questions --------------------------------------------------------------------------------------------------- */

/* Asks, or remembers. */
static struct prover_answer remembered(struct facts *facts, struct str key, prover_ask *ask_it,
                                       const struct prover_question *question) {
    struct facts_prover *prover = facts_prover_of(facts);
    const struct prover_answer *known = prover_known_answer(facts, key);
    if (known)
        return *known;
    struct arena_mark mark = arena_mark(&prover->scratch);
    struct prover_answer answer =
        prover_keep_answer(facts, key, ask_it(prover_opened(prover), &prover->scratch, question));
    arena_reset(&prover->scratch, mark);
    return answer;
}

static struct prover_answer ask_one(struct prover_call *call, struct prover_question *question, struct str condition) {
    struct arena *arena = &facts_prover_of(call->facts)->scratch;
    question->identity = &call->identity.policies;
    question->boundary = &call->boundary.policies;
    struct str key = str_format(arena, "%c\n%.*s\n%.*s\n%d%.*s\n%.*s|%.*s", call->kind, STR_ARG(question->action),
                                STR_ARG(condition), question->target.any, STR_ARG(question->target.partial),
                                STR_ARG(buf_str(&call->identity.content)), STR_ARG(buf_str(&call->boundary.content)));
    if (call->wants_witness) {
        call->witness = prover_find_witness(call, key, question);
        return (struct prover_answer){call->witness ? 1 : -1, STR_NONE};
    }
    if (call->identity.policies.list.count == 0)
        return (struct prover_answer){0, STR_NONE};
    return remembered(call->facts, key, call->ask, question);
}

/* Every request with such an action; those of IAM are on something of IAM, so that a bucket's ARN grants none of them.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */
static struct request_target any_target(struct str action) {
    if (str_starts(action, "iam:"))
        return (struct request_target){.partial = STR("arn:aws*:iam::*:*"), .glob = STR("arn:aws*:iam::*:*")};
    if (prover_takes_no_resource(action))
        return (struct request_target){.none = true, .partial = STR("-"), .glob = STR("-")};
    return (struct request_target){.any = true, .partial = STR("*"), .glob = STR("*")};
}

static bool is_silent(const struct prover_call *call, struct str action) {
    return !call->wants_witness && !prover_may_speak_of(&call->identity, action);
}

/* "key=value" of as many keys as there are, with tabs between. */
static void fix_keys(struct str condition, struct prover_question *question, struct iam_context *further) {
    struct str rest = condition;
    while (rest.size) {
        struct str pair = rest, key, value;
        rest = STR_NONE;
        str_cut(pair, '\t', &pair, &rest);
        if (!str_cut(pair, '=', &key, &value))
            continue;
        if (question->key.size == 0) {
            question->key = key;
            question->value = value;
        } else {
            struct iam_context_value *entry = iam_context_add(further, key);
            vec_push(further->arena, &entry->values, value);
            question->context = further;
        }
    }
}

static void ask_on(struct prover_call *call, struct str action, struct str condition,
                   const struct request_target *target) {
    struct prover_question question = {.action = action, .target = *target};
    struct iam_context further = {.arena = &facts_prover_of(call->facts)->scratch};
    fix_keys(condition, &question, &further);
    struct prover_answer one =
        is_silent(call, action) ? (struct prover_answer){0, STR_NONE} : ask_one(call, &question, condition);
    bool decides = one.truth == (call->all ? 0 : 1);
    if (!call->found || decides || (one.truth < 0 && call->result.truth != (call->all ? 0 : 1)))
        call->result = one;
    if (decides || !call->found) {
        call->decided = action;
        call->condition = condition;
    }
    call->found = true;
}

/* Nothing else decides any more. */
static bool is_settled(const struct prover_call *call) {
    return call->found && (call->wants_witness ? call->witness != NULL : call->result.truth == (call->all ? 0 : 1));
}

/* "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}" → an ARN whose name no policy has. */
static struct str new_arn(const struct facts *facts, struct arena *arena, struct str format) {
    struct buf partial;
    struct str head, name;
    buf_init(&partial, arena);
    while (str_cut(format, '$', &head, &format)) {
        buf_add(&partial, head);
        str_cut(format, '}', &name, &format);
        buf_add_z(&partial, str_is(name, "{Partition") ? "aws" : str_is(name, "{Region") ? "{region}" : "");
        if (!str_is(name, "{Partition") && !str_is(name, "{Region"))
            buf_add_z(&partial, str_is(name, "{Account") ? "{account}" : "{name}");
    }
    buf_add(&partial, format);
    return prover_template(facts, arena, buf_str(&partial), STR("any-other"));
}

/* On what each action that is meant may name, in the types of its service's page. */
static void ask_on_new(struct prover_call *call, struct str actions, struct str condition) {
    struct catalog *catalog = facts_catalog(call->facts);
    struct arena *arena = &facts_prover_of(call->facts)->scratch;
    struct catalog_actions known = {0};
    call->why = "the catalogue knows no resource for the action";
    catalog_actions(catalog, reach_lower(arena, actions), arena, &known);
    for (size_t i = 0; i < known.list.count; i++) {
        struct catalog_resources types = {0};
        catalog_resources(catalog, known.list.items[i].id, arena, &types);
        kinds_sort(&types); /* the plainest makes the best example */
        for (size_t j = 0; j < types.list.count && !is_settled(call); j++) {
            struct str arn = new_arn(call->facts, arena, types.list.items[j].arn);
            ask_on(call, known.list.items[i].name, condition, &(struct request_target){.partial = arn, .glob = arn});
        }
    }
}

void prover_ask_action(struct prover_call *call, struct str action, struct str condition) {
    struct request_target target = {0};
    const char *why = "there is no such resource";
    if (call->resource == NEW_RESOURCE) {
        ask_on_new(call, action, condition);
        return;
    }
    if (call->resource == ANY_RESOURCE || str_is(action, "*")) { /* what hangs on a resource is about that resource */
        if (!is_silent(call, action))
            target = any_target(action);
    } else {
        const struct entity *entity = facts_entity(call->facts, call->resource);
        if (!entity ||
            !prover_target(call->facts, &facts_prover_of(call->facts)->scratch, action, entity, &target, &why)) {
            call->why = why;
            return;
        }
    }
    ask_on(call, action, condition, &target);
}

struct member {
    struct str action;
    struct str condition; /* "key=value", of several keys with tabs between, or nothing */
};

struct action_set {
    VEC(struct member) members;
};

static const struct map *action_sets(struct facts_prover *prover) {
    struct str rest = prover->action_sets.count ? STR_NONE : embedded_get(SETS);
    struct str line, name;
    while (str_cut(rest, '\n', &line, &rest)) {
        struct member member;
        if (!str_cut(line, '\t', &name, &member.action))
            continue;
        if (!str_cut(member.action, '\t', &member.action, &member.condition))
            member.condition = STR_NONE;
        struct action_set *set = map_get(&prover->action_sets, name);
        if (!set) {
            set = ARENA_NEW(prover->arena, struct action_set);
            map_put(&prover->action_sets, name, set);
        }
        vec_push(prover->arena, &set->members, member);
    }
    return &prover->action_sets;
}

void prover_ask_actions(struct prover_call *call, struct str actions) {
    if (str_contains(actions, ":") || str_is(actions, "*")) {
        prover_ask_action(call, str_copy(&facts_prover_of(call->facts)->scratch, actions), STR_NONE);
        return;
    }
    const struct action_set *set = map_get(action_sets(facts_prover_of(call->facts)), actions);
    for (size_t i = 0; set && i < set->members.count; i++) {
        if (is_settled(call))
            break;
        prover_ask_action(call, set->members.items[i].action, set->members.items[i].condition);
    }
}

int prover_means_some(struct facts *facts, struct str pattern, struct str name) {
    const struct action_set *set = map_get(action_sets(facts_prover_of(facts)), name);
    for (size_t i = 0; set && i < set->members.count; i++)
        if (pattern_matches_nocase(pattern, set->members.items[i].action))
            return 1;
    return set ? 0 : -1;
}

/* -- calls ------------------------------------------------------------------------------------------------------- */

struct prover_call prover_call_on_role(struct facts *facts, char kind, int64_t role, int64_t resource) {
    bool all = kind == ALLOWS_ALL;
    struct prover_call call = {.facts = facts,
                               .kind = kind,
                               .ask = all ? prover_allows_all : prover_allows_some,
                               .resource = resource,
                               .all = all};
    call.identity = prover_role_policies(facts, role);
    call.boundary = prover_role_limits(facts, role);
    return call;
}

struct prover_call prover_call_on_public(struct facts *facts, int64_t resource) {
    struct prover_call call = {.facts = facts, .kind = ANYONE_MAY, .ask = prover_anyone_may, .resource = ANY_RESOURCE};
    buf_init(&call.boundary.content, &facts_prover_of(facts)->scratch);
    call.identity = prover_public_policies(facts, resource, &call.resource);
    return call;
}
