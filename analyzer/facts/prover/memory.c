#include "analyzer/facts/prover/memory.h"

#include "analyzer/facts/cost.h"
#include "analyzer/facts/prover/reach.h"
#include "policies/ask.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static const char ATTACHED[] = "SELECT policy, present IS NULL FROM role_policy WHERE role = ?1 ORDER BY id";
static const char LIMITS[] = "SELECT permissions_boundary, has_permissions_boundary IS NULL FROM role WHERE id = ?1 "
                             "AND has_permissions_boundary IS NOT 0";
static const char TRUST[] = "SELECT trust, 0 FROM role WHERE id = ?1";
static const char HOLDERS[] = "SELECT DISTINCT role FROM role_policy WHERE policy = ?1 AND present = 1 ORDER BY role";
static const char HUNG[] = "SELECT policy, present IS NULL FROM resource_policy WHERE resource = ?1 ORDER BY id";
/* What is hung on the function that a permission is about. A function outside the input has policies that nobody knows;
 * that one of them takes a grant back is not assumed, unless nobody can tell which function it is. */
static const char GRANTED[] =
    "SELECT hung.policy, hung.present IS NULL, permission.function FROM permission "
    "JOIN resource_policy AS hung ON hung.resource = permission.function "
    "JOIN entity ON entity.id = permission.function "
    "WHERE permission.id = ?1 AND (hung.present = 1 OR hung.declared OR entity.identity = '') ORDER BY hung.id";

/* -- life -------------------------------------------------------------------------------------------------------- */

struct facts_prover *facts_prover_of(struct facts *facts) {
    if (facts->prover)
        return facts->prover;
    struct facts_prover *prover = ARENA_NEW(&facts->arena, struct facts_prover);
    prover->arena = &facts->arena;
    prover->dump = facts->options.dump;
    prover->dump_context = facts->options.dump_context;
    arena_init(&prover->scratch);
    arena_init(&prover->last.arena);
    map_init(&prover->policies, &facts->arena);
    map_init(&prover->statements, &facts->arena);
    map_init(&prover->contents, &facts->arena);
    map_init(&prover->attached_to, &facts->arena);
    map_init(&prover->limits_of, &facts->arena);
    map_init(&prover->hung_on, &facts->arena);
    map_init(&prover->action_sets, &facts->arena);
    map_init(&prover->answers, &facts->arena);
    map_init(&prover->witnesses, &facts->arena);
    prover->names = arena_alloc_array(&facts->arena, facts->schema.count, sizeof(sqlite3_stmt *));
    facts->prover = prover;
    return prover;
}

void facts_prover_close(struct facts *facts) {
    if (!facts->prover)
        return;
    prover_close(facts->prover->prover);
    arena_done(&facts->prover->scratch);
    arena_done(&facts->prover->last.arena);
    for (size_t i = 0; i < facts->schema.count; i++)
        sqlite3_finalize(facts->prover->names[i]);
    sqlite3_finalize(facts->prover->attached);
    sqlite3_finalize(facts->prover->limits);
    sqlite3_finalize(facts->prover->trust);
    sqlite3_finalize(facts->prover->hung);
    sqlite3_finalize(facts->prover->holders);
    sqlite3_finalize(facts->prover->granted);
}

static struct str key_of(struct arena *arena, int64_t id) {
    return str_copy(arena, (struct str){(const char *)&id, sizeof id});
}

static void *find(const struct map *map, int64_t id) {
    return map_get(map, (struct str){(const char *)&id, sizeof id});
}

struct kept_statement *prover_kept_statement(const struct facts *facts, int64_t statement) {
    return facts->prover ? find(&facts->prover->statements, statement) : NULL;
}

/* The number of the principal whose row stands at the node. */
static bool find_principal(const struct kept_statement *statement, const struct node *node, size_t *ret_number) {
    const struct iam_statement *parsed = &statement->policy->parsed->statements.items[statement->number];
    for (size_t i = 0; i < parsed->principals.count; i++) {
        *ret_number = i;
        if (parsed->principals.items[i].text.node == node)
            return true;
    }
    return false;
}

bool prover_find_action(const struct kept_statement *statement, const struct node *node, size_t *ret_number) {
    const struct iam_statement *parsed = &statement->policy->parsed->statements.items[statement->number];
    for (size_t i = 0; i < parsed->actions.items.count; i++) {
        *ret_number = i;
        if (parsed->actions.items.items[i].node == node)
            return true;
    }
    return false;
}

const struct kept_statement *prover_trusting_statement(const struct facts *facts, int64_t id, size_t *ret_principal) {
    const struct entity *entity = facts_entity(facts, id);
    bool everyone = entity && str_is(str_from(entity->table), "statement");
    const struct kept_statement *statement =
        entity ? prover_kept_statement(facts, everyone ? entity->id : entity->parent) : NULL;
    *ret_principal = PROVER_EVERYONE;
    return statement && (everyone || find_principal(statement, entity->node, ret_principal)) ? statement : NULL;
}

void facts_keep_policy(struct facts *facts, int64_t policy, const struct iam_policy *parsed) {
    struct facts_prover *prover = facts_prover_of(facts);
    struct kept_policy *kept = ARENA_NEW(&facts->arena, struct kept_policy);
    kept->parsed = parsed;
    map_put(&prover->policies, key_of(&facts->arena, policy), kept);
}

void facts_keep_statement(struct facts *facts, int64_t statement, int64_t policy, size_t number) {
    struct facts_prover *prover = facts_prover_of(facts);
    struct kept_statement *kept = ARENA_NEW(&facts->arena, struct kept_statement);
    *kept = (struct kept_statement){find(&prover->policies, policy), policy, number};
    map_put(&prover->statements, key_of(&facts->arena, statement), kept);
}

/* -- content ----------------------------------------------------------------------------------------------------- */

static void add_text(struct buf *buf, const struct iam_text *text) {
    buf_add(buf, text->text);
    bool is_parameter = text->known && text->value->parameter.size; /* its default may be none that anyone deploys */
    buf_add_char(buf, text->value->kind == VALUE_LIST || text->value->kind == VALUE_MAP ? '\2'
                      : is_parameter                                                    ? '\3'
                                                                                        : '\1');
}

static void add_list(struct buf *buf, const struct iam_list *list) {
    buf_printf(buf, "%d%d%d", list->given, list->negated, list->open);
    for (size_t i = 0; i < list->items.count; i++)
        add_text(buf, &list->items.items[i]);
    buf_add_char(buf, '\n');
}

static void add_statement(struct buf *buf, const struct iam_statement *statement) {
    buf_printf(buf, "%d", (int)statement->effect);
    add_list(buf, &statement->actions);
    add_list(buf, &statement->resources);
    buf_printf(buf, "%d%d%d", statement->principal_given, statement->principal_negated, statement->principal_open);
    for (size_t i = 0; i < statement->principals.count; i++) {
        buf_printf(buf, "%d", (int)statement->principals.items[i].kind);
        add_text(buf, &statement->principals.items[i].text);
    }
    buf_printf(buf, "\n%d%d", statement->has_condition, statement->conditions_open);
    for (size_t i = 0; i < statement->conditions.count; i++) {
        const struct iam_condition *condition = &statement->conditions.items[i];
        add_text(buf, &condition->operator);
        add_text(buf, &condition->key);
        buf_printf(buf, "%d%d", condition->values_open, condition->single);
        for (size_t j = 0; j < condition->values.count; j++)
            add_text(buf, &condition->values.items[j]);
        buf_add_char(buf, '\n');
    }
}

/* Everything that decides: policies of equal text have equal answers. */
static struct str content_of(struct arena *arena, const struct iam_policy *policy) {
    struct buf buf;
    buf_init(&buf, arena);
    add_text(&buf, &policy->version);
    buf_printf(&buf, "%d%d", policy->has_version, policy->open);
    if (policy->open)
        buf_add(&buf, policy->reason);
    for (size_t i = 0; i < policy->statements.count; i++)
        add_statement(&buf, &policy->statements.items[i]);
    return buf_str(&buf);
}

static size_t number_of(struct facts_prover *prover, const struct iam_policy *policy) {
    struct arena_mark mark = arena_mark(&prover->scratch);
    struct str text = content_of(&prover->scratch, policy);
    size_t number = (size_t)(uintptr_t)map_get(&prover->contents, text);
    if (number == 0) {
        number = prover->contents.count + 1;
        map_put(&prover->contents, str_copy(prover->arena, text), (void *)(uintptr_t)number);
    }
    arena_reset(&prover->scratch, mark);
    return number;
}

/* -- services ---------------------------------------------------------------------------------------------------- */

/* A bit for the service of an action pattern; all bits when the pattern may be about others too. */
static uint64_t service_bit(struct str pattern) {
    struct str service, name;
    if (!str_cut(pattern, ':', &service, &name) || reach_has_wildcard(service) || str_contains(service, "{"))
        return UINT64_MAX;
    uint64_t bit = 0;
    for (size_t i = 0; i < service.size; i++)
        bit = bit * 31 + (unsigned char)(service.data[i] | 0x20); /* letter case does not count */
    return (uint64_t)1 << bit % 64;
}

/* The services whose actions the policy may be about. */
static uint64_t services_of(const struct iam_policy *expanded) {
    uint64_t bits = expanded->open ? UINT64_MAX : 0;
    for (size_t i = 0; i < expanded->statements.count && bits != UINT64_MAX; i++) {
        const struct iam_list *actions = &expanded->statements.items[i].actions;
        if (actions->open || actions->negated || !actions->given)
            return UINT64_MAX;
        for (size_t j = 0; j < actions->items.count; j++)
            bits |= service_bit(actions->items.items[j].text);
    }
    return bits;
}

bool prover_may_speak_of(const struct prover_gathered *gathered, struct str action) {
    return (gathered->services & service_bit(action)) != 0;
}

/* -- the policies of something ----------------------------------------------------------------------------------- */

/* Of what rows say; never 0. Only the mutations of tests change rows. */
static uint64_t age_of_rows(const struct facts *facts) {
    return (uint64_t)sqlite3_total_changes(facts->db) + facts->undone + 1;
}

/* The names of entities are read from rows. */
void prover_bring_up_to_date(struct facts *facts, int64_t id, struct kept_policy *kept) {
    uint64_t age = age_of_rows(facts);
    const struct entity *entity = facts_entity(facts, id);
    if (kept->age == age || !entity)
        return;
    kept->age = age;
    kept->expanded = prover_expand_policy(facts, &facts->arena, entity->world, kept->parsed);
    kept->content = number_of(facts_prover_of(facts), kept->expanded);
    kept->services = services_of(kept->expanded);
    kept->denials = NULL;
}

/* Nobody knows what it says. */
static const struct iam_policy *unknown_policy(struct facts *facts, int64_t id) {
    const struct record *record = registry_get(&facts->registry, id);
    struct reason reason = {STR("a policy outside the input is not known"), NULL};
    for (const struct record *at = record; at; at = registry_get(&facts->registry, at->entity.parent)) {
        if (at->gap_count > 0) {
            reason = at->gaps[0].reason;
            break;
        }
        if (at->entity.parent == 0)
            break;
    }
    struct iam_policy *policy = ARENA_NEW(&facts->arena, struct iam_policy);
    const struct value *nothing = value_new_text(&facts->arena, record ? record->entity.node : NULL, STR_NONE);
    *policy = (struct iam_policy){.node = nothing->node,
                                  .version = {STR_NONE, nothing, true, nothing->node},
                                  .open = true,
                                  .reason = reason.text};
    return policy;
}

void prover_add_policy(struct facts *facts, int64_t id, bool maybe, struct prover_gathered *gathered) {
    struct facts_prover *prover = facts_prover_of(facts);
    struct kept_policy *kept = maybe ? NULL : find(&prover->policies, id);
    if (kept)
        prover_bring_up_to_date(facts, id, kept);
    const struct iam_policy *policy = kept && kept->expanded ? kept->expanded : unknown_policy(facts, id);
    size_t number = kept && kept->expanded ? kept->content : number_of(prover, policy);
    vec_push(&prover->scratch, &gathered->policies.list, policy);
    buf_printf(&gathered->content, " %zu", number);
    gathered->services |= kept && kept->expanded ? kept->services : UINT64_MAX;
}

static sqlite3_stmt *prepared(struct facts *facts, sqlite3_stmt **statement, const char *sql) {
    if (!*statement && sqlite3_prepare_v2(facts->db, sql, -1, statement, NULL) != SQLITE_OK)
        abort();
    return *statement;
}

sqlite3_stmt *prover_name_query(struct facts *facts, const struct table *table) {
    struct facts_prover *prover = facts_prover_of(facts);
    sqlite3_stmt **query = &prover->names[table->number];
    if (*query)
        return *query;
    struct str sql = str_format(&facts->arena, "SELECT name_partial FROM \"%s\" WHERE id = ?1", table->name);
    return prepared(facts, query, str_z(&facts->arena, sql));
}

static struct prover_gathered gather(struct facts *facts, sqlite3_stmt *statement, int64_t id) {
    struct prover_gathered gathered = {0};
    buf_init(&gathered.content, &facts_prover_of(facts)->scratch);
    sqlite3_bind_int64(statement, 1, id);
    while (sqlite3_step(statement) == SQLITE_ROW)
        prover_add_policy(facts, sqlite3_column_int64(statement, 0), sqlite3_column_int(statement, 1) != 0, &gathered);
    sqlite3_reset(statement);
    return gathered;
}

/* Of a policy what may take a grant back. */
static void keep_denials(struct facts *facts, struct kept_policy *kept) {
    struct iam_policy *denials = ARENA_NEW(&facts->arena, struct iam_policy);
    *denials = *kept->expanded;
    memset(&denials->statements, 0, sizeof denials->statements);
    for (size_t i = 0; i < kept->expanded->statements.count; i++)
        if (kept->expanded->statements.items[i].effect != IAM_ALLOW)
            vec_push(&facts->arena, &denials->statements, kept->expanded->statements.items[i]);
    kept->denials = denials;
    kept->denials_content = number_of(facts_prover_of(facts), denials);
}

/* Whether there is anything. */
static bool add_denials(struct facts *facts, int64_t id, bool maybe, struct prover_gathered *gathered) {
    struct facts_prover *prover = facts_prover_of(facts);
    struct kept_policy *kept = maybe ? NULL : find(&prover->policies, id);
    if (!kept) {
        prover_add_policy(facts, id, maybe, gathered);
        return true;
    }
    prover_bring_up_to_date(facts, id, kept);
    if (!kept->denials)
        keep_denials(facts, kept);
    if (kept->denials->statements.count == 0 && !kept->denials->open)
        return false;
    vec_push(&prover->scratch, &gathered->policies.list, kept->denials);
    buf_printf(&gathered->content, " %zu", kept->denials_content);
    gathered->services |= kept->services;
    return true;
}

/* Many rules ask about the same few things. */
struct kept_gathered {
    uint64_t age;
    struct prover_gathered gathered; /* in memory of the facts */
    int64_t resource;                /* whose policies they are; of a grant that nothing takes back 0 */
};

typedef struct prover_gathered gather_from(struct facts *facts, int64_t id, int64_t *ret_resource);

static const struct kept_gathered *gather_once(struct facts *facts, struct map *known, gather_from *gather_it,
                                               int64_t id) {
    struct kept_gathered *kept = find(known, id);
    if (kept && kept->age == age_of_rows(facts))
        return kept;
    if (!kept) {
        kept = ARENA_NEW(&facts->arena, struct kept_gathered);
        map_put(known, key_of(&facts->arena, id), kept);
    }
    *kept = (struct kept_gathered){.age = age_of_rows(facts)};
    struct prover_gathered fresh = gather_it(facts, id, &kept->resource);
    buf_init(&kept->gathered.content, &facts->arena);
    buf_add(&kept->gathered.content, buf_str(&fresh.content));
    kept->gathered.services = fresh.services;
    for (size_t i = 0; i < fresh.policies.list.count; i++)
        vec_push(&facts->arena, &kept->gathered.policies.list, fresh.policies.list.items[i]);
    return kept;
}

static struct prover_gathered gather_attached(struct facts *facts, int64_t role, int64_t *ret_resource) {
    (void)ret_resource;
    return gather(facts, prepared(facts, &facts->prover->attached, ATTACHED), role);
}

static struct prover_gathered gather_limits(struct facts *facts, int64_t role, int64_t *ret_resource) {
    (void)ret_resource;
    return gather(facts, prepared(facts, &facts->prover->limits, LIMITS), role);
}

static bool is_in(const struct facts *facts, int64_t id, const char *table) {
    const struct entity *entity = facts_entity(facts, id);
    return entity && entity->table && strcmp(entity->table, table) == 0;
}

/* An API without a policy leaves it to the authorization of its routes who may call, so it lets everyone in.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html */
static struct prover_gathered gather_hung(struct facts *facts, int64_t resource, int64_t *ret_resource) {
    struct prover_gathered gathered = gather(facts, prepared(facts, &facts->prover->hung, HUNG), resource);
    *ret_resource = resource;
    if (gathered.policies.list.count == 0 && is_in(facts, resource, "api")) {
        const struct node *node = facts_entity(facts, resource)->node;
        const struct iam_policy *everyone = ask_allow_all(&facts->arena, node, STR("*"));
        vec_push(&facts->prover->scratch, &gathered.policies.list, everyone);
        buf_printf(&gathered.content, " %zu", number_of(facts->prover, everyone));
        gathered.services = UINT64_MAX;
    }
    return gathered;
}

static struct prover_gathered gather_alone(struct facts *facts, int64_t policy, int64_t *ret_resource) {
    struct prover_gathered gathered = {0};
    buf_init(&gathered.content, &facts->prover->scratch);
    prover_add_policy(facts, policy, false, &gathered);
    *ret_resource = policy;
    return gathered;
}

/* The grant of a permission, and what else the function's policy denies. */
static struct prover_gathered gather_grant(struct facts *facts, int64_t permission, int64_t *ret_resource) {
    sqlite3_stmt *granted = prepared(facts, &facts->prover->granted, GRANTED);
    struct prover_gathered gathered = gather_alone(facts, permission, ret_resource);
    *ret_resource = 0;
    sqlite3_bind_int64(granted, 1, permission);
    while (sqlite3_step(granted) == SQLITE_ROW)
        if (add_denials(facts, sqlite3_column_int64(granted, 0), sqlite3_column_int(granted, 1) != 0, &gathered))
            *ret_resource = sqlite3_column_int64(granted, 2);
    sqlite3_reset(granted);
    return gathered;
}

struct prover_gathered prover_public_policies(struct facts *facts, int64_t resource, int64_t *resource_asked) {
    gather_from *gather_it = is_in(facts, resource, "permission") ? gather_grant
                             : is_in(facts, resource, "policy")   ? gather_alone
                                                                  : gather_hung;
    const struct kept_gathered *kept = gather_once(facts, &facts_prover_of(facts)->hung_on, gather_it, resource);
    if (kept->resource)
        *resource_asked = kept->resource;
    return kept->gathered;
}

struct prover_gathered prover_role_policies(struct facts *facts, int64_t role) {
    return gather_once(facts, &facts_prover_of(facts)->attached_to, gather_attached, role)->gathered;
}

struct prover_gathered prover_role_limits(struct facts *facts, int64_t role) {
    return gather_once(facts, &facts_prover_of(facts)->limits_of, gather_limits, role)->gathered;
}

struct prover_gathered prover_role_trust(struct facts *facts, int64_t role) {
    return gather(facts, prepared(facts, &facts_prover_of(facts)->trust, TRUST), role);
}

struct prover_roles prover_holders(struct facts *facts, int64_t policy) {
    struct facts_prover *prover = facts_prover_of(facts);
    struct prover_roles roles = {0};
    sqlite3_stmt *holders = prepared(facts, &prover->holders, HOLDERS);
    sqlite3_bind_int64(holders, 1, policy);
    while (sqlite3_step(holders) == SQLITE_ROW)
        vec_push(&prover->scratch, &roles.list, sqlite3_column_int64(holders, 0));
    sqlite3_reset(holders);
    return roles;
}

/* -- answers ----------------------------------------------------------------------------------------------------- */

struct prover *prover_opened(struct facts_prover *prover) {
    if (!prover->prover) {
        prover->prover = prover_open();
        prover_on_dump(prover->prover, prover->dump, prover->dump_context);
    }
    return prover->prover;
}

struct prover_cost facts_prover_cost(const struct facts *facts) {
    struct prover_cost cost = {0};
    if (facts->prover && facts->prover->prover)
        cost.asked = *prover_stats(facts->prover->prover);
    if (facts->prover)
        cost.remembered = facts->prover->remembered;
    return cost;
}

const struct prover_answer *prover_known_answer(struct facts *facts, struct str key) {
    struct facts_prover *prover = facts_prover_of(facts);
    const struct prover_answer *known = map_get(&prover->answers, key);
    prover->remembered += known != NULL;
    return known;
}

struct prover_answer prover_keep_answer(struct facts *facts, struct str key, struct prover_answer fresh) {
    struct prover_answer *answer = ARENA_NEW(&facts->arena, struct prover_answer);
    *answer = fresh;
    answer->reason = str_copy(&facts->arena, fresh.reason);
    map_put(&facts_prover_of(facts)->answers, str_copy(&facts->arena, key), answer);
    return *answer;
}
