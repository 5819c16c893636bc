#include "tests/property/change.h"

#include <string.h>

bool layer_has_principals(enum iam_layer layer) {
    return layer == IAM_LAYER_RESOURCE || layer == IAM_LAYER_RCP || layer == IAM_LAYER_ENDPOINT;
}

static void add_policies(struct arena *arena, struct bundle_policies *all, struct iam_policies policies,
                         enum iam_layer layer) {
    for (size_t i = 0; i < policies.count; i++)
        vec_push(arena, &all->list, (struct bundle_policy){layer, policies.items[i]});
}

void bundle_policies_of(struct arena *arena, const struct iam_bundle *bundle, struct bundle_policies *ret_policies) {
    struct bundle_policies all = {0};
    add_policies(arena, &all, bundle->identity, IAM_LAYER_IDENTITY);
    add_policies(arena, &all, (struct iam_policies){&bundle->resource, bundle->resource ? 1 : 0}, IAM_LAYER_RESOURCE);
    add_policies(arena, &all, bundle->boundary, IAM_LAYER_BOUNDARY);
    add_policies(arena, &all, bundle->session, IAM_LAYER_SESSION);
    add_policies(arena, &all, bundle->endpoint, IAM_LAYER_ENDPOINT);
    for (size_t i = 0; i < bundle->scp.count; i++)
        add_policies(arena, &all, bundle->scp.items[i], IAM_LAYER_SCP);
    for (size_t i = 0; i < bundle->rcp.count; i++)
        add_policies(arena, &all, bundle->rcp.items[i], IAM_LAYER_RCP);
    *ret_policies = all;
}

/* ---- copies ---- */

#define COPY_ITEMS(arena, vec)                                                                                         \
    do {                                                                                                               \
        void *copied = arena_alloc_array((arena), (vec)->count + 1, sizeof *(vec)->items);                             \
        if ((vec)->count)                                                                                              \
            memcpy(copied, (vec)->items, (vec)->count * sizeof *(vec)->items);                                         \
        (vec)->items = copied;                                                                                         \
        (vec)->capacity = (vec)->count + 1;                                                                            \
    } while (0)

static struct iam_policy *copy_policy(struct arena *arena, const struct iam_policy *policy) {
    struct iam_policy *copy = ARENA_NEW(arena, struct iam_policy);
    *copy = *policy;
    COPY_ITEMS(arena, &copy->statements);
    for (size_t i = 0; i < copy->statements.count; i++) {
        struct iam_statement *statement = &copy->statements.items[i];
        COPY_ITEMS(arena, &statement->actions.items);
        COPY_ITEMS(arena, &statement->resources.items);
        COPY_ITEMS(arena, &statement->principals);
        COPY_ITEMS(arena, &statement->conditions);
    }
    return copy;
}

static struct iam_policies copy_policies(struct change *change, struct iam_policies policies) {
    const struct iam_policy **items = arena_alloc_array(change->arena, policies.count, sizeof *items);
    for (size_t i = 0; i < policies.count; i++)
        items[i] = copy_policy(change->arena, policies.items[i]);
    return (struct iam_policies){items, policies.count};
}

static struct iam_levels copy_levels(struct change *change, struct iam_levels levels) {
    struct iam_policies *items = arena_alloc_array(change->arena, levels.count, sizeof *items);
    for (size_t i = 0; i < levels.count; i++)
        items[i] = copy_policies(change, levels.items[i]);
    return (struct iam_levels){items, levels.count};
}

struct change change_begin(struct arena *arena, struct policy_random *random, const struct iam_bundle *bundle) {
    struct change change = {.arena = arena, .random = random, .bundle = *bundle};
    struct iam_bundle *copy = &change.bundle;
    copy->identity = copy_policies(&change, bundle->identity);
    copy->boundary = copy_policies(&change, bundle->boundary);
    copy->session = copy_policies(&change, bundle->session);
    copy->endpoint = copy_policies(&change, bundle->endpoint);
    copy->scp = copy_levels(&change, bundle->scp);
    copy->rcp = copy_levels(&change, bundle->rcp);
    if (bundle->resource)
        copy->resource = copy_policy(arena, bundle->resource);
    struct bundle_policies all = {0};
    bundle_policies_of(arena, copy, &all);
    const struct bundle_policy *chosen = &all.list.items[random_below(random, (uint32_t)all.list.count)];
    change.layer = chosen->layer;
    /* It was copied above, so it is ours to write to. */
    memcpy(&change.policy, &chosen->policy, sizeof change.policy);
    change.statement =
        &change.policy->statements.items[random_below(random, (uint32_t)change.policy->statements.count)];
    return change;
}

struct iam_bundle bundle_of_statement(struct arena *arena, const struct iam_policy *policy,
                                      const struct iam_statement *statement) {
    struct iam_policy *alone = ARENA_NEW(arena, struct iam_policy);
    *alone = *policy;
    alone->statements.count = alone->statements.capacity = 0;
    alone->statements.items = NULL;
    vec_push(arena, &alone->statements, *statement);
    const struct iam_policy **items = arena_alloc_array(arena, 1, sizeof *items);
    items[0] = alone;
    return (struct iam_bundle){.identity = {items, 1}};
}

/* ---- changes ---- */

static struct iam_statement random_statement(struct change *change) {
    const struct iam_policy *policy = random_policy(change->arena, change->random, layer_has_principals(change->layer));
    return policy->statements.items[0];
}

static void add_statement(struct change *change, struct iam_statement statement) {
    size_t chosen = (size_t)(change->statement - change->policy->statements.items);
    vec_push(change->arena, &change->policy->statements, statement);
    change->statement = &change->policy->statements.items[chosen];
}

bool change_add_deny(struct change *change) {
    struct iam_statement deny = random_statement(change);
    deny.effect = IAM_DENY;
    add_statement(change, deny);
    return true;
}

bool change_order(struct change *change) {
    struct iam_policy *policy = change->policy;
    for (size_t i = 0; i < policy->statements.count / 2; i++) {
        struct iam_statement swap = policy->statements.items[i];
        policy->statements.items[i] = policy->statements.items[policy->statements.count - 1 - i];
        policy->statements.items[policy->statements.count - 1 - i] = swap;
    }
    struct iam_list *actions = &change->statement->actions;
    for (size_t i = 0; i + 1 < actions->items.count; i++) {
        struct iam_text swap = actions->items.items[i];
        actions->items.items[i] = actions->items.items[i + 1];
        actions->items.items[i + 1] = swap;
    }
    return policy->statements.count > 1 || actions->items.count > 1;
}

static void set_text(struct change *change, struct iam_text *text, struct str to) {
    text->text = to;
    text->value = value_new_text(change->arena, text->node, to);
}

bool change_letter_case(struct change *change) {
    struct iam_list *actions = &change->statement->actions;
    for (size_t i = 0; i < actions->items.count; i++) {
        struct iam_text *text = &actions->items.items[i];
        struct buf buf;
        buf_init(&buf, change->arena);
        for (size_t j = 0; j < text->text.size; j++) {
            char c = text->text.data[j];
            bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            buf_add_char(&buf, letter && random_below(change->random, 2) ? (char)(c ^ 0x20) : c);
        }
        set_text(change, text, buf_str(&buf));
    }
    return actions->items.count > 0;
}

static struct iam_list *list_of(struct iam_statement *statement, bool of_actions) {
    return of_actions ? &statement->actions : &statement->resources;
}

static bool split_list(struct change *change, bool of_actions) {
    struct iam_statement second = *change->statement;
    struct iam_list *ours = list_of(change->statement, of_actions), *theirs = list_of(&second, of_actions);
    if (ours->negated || ours->items.count < 2)
        return false;
    ours->items.count = 1;
    theirs->items.items++;
    theirs->items.count--;
    theirs->items.capacity = theirs->items.count;
    add_statement(change, second);
    return true;
}

bool change_split_actions(struct change *change) {
    return split_list(change, true);
}

bool change_split_resources(struct change *change) {
    return split_list(change, false);
}

bool change_split_principals(struct change *change) {
    struct iam_statement *statement = change->statement;
    struct iam_statement second = *statement;
    if (statement->principal_negated || statement->principals.count < 2)
        return false;
    statement->principals.count = 1;
    second.principals.items++;
    second.principals.count--;
    second.principals.capacity = second.principals.count;
    add_statement(change, second);
    return true;
}

/* One letter becomes a wildcard, or everything does; the prefix of an ARN and of an action stays. */
static struct str wider(struct change *change, struct str text) {
    size_t colons = 0, start = 0;
    size_t borders = str_starts(text, "arn:") ? 5 : 1;
    for (; start < text.size && colons < borders; start++)
        colons += text.data[start] == ':';
    uint32_t way = random_below(change->random, 4);
    if (way == 0 || start >= text.size || str_contains(text, "${"))
        return STR("*");
    if (way == 1)
        return str_format(change->arena, "%.*s*", STR_ARG(text));
    size_t at = start + random_below(change->random, (uint32_t)(text.size - start));
    struct str head = str_slice(text, 0, at), tail = str_slice(text, at + 1, text.size);
    bool star = way == 2 || text.data[at] == '*';
    return str_format(change->arena, "%.*s%s%.*s", STR_ARG(head), star ? "*" : "?", STR_ARG(tail));
}

bool change_widen(struct change *change) {
    struct iam_statement *statement = change->statement;
    struct iam_list *list = list_of(statement, random_below(change->random, 2) == 0);
    if (!list->given || list->negated != (statement->effect == IAM_DENY))
        return false;
    struct iam_text *text = &list->items.items[random_below(change->random, (uint32_t)list->items.count)];
    set_text(change, text, wider(change, text->text));
    return true;
}

bool change_something(struct change *change) {
    struct iam_statement *statement = change->statement;
    struct iam_statement other = random_statement(change);
    switch (random_below(change->random, 8)) {
    case 0:
        add_statement(change, other);
        return true;
    case 1:
        *statement = other;
        return true;
    case 2:
        statement->effect = statement->effect == IAM_ALLOW ? IAM_DENY : IAM_ALLOW;
        return true;
    case 3:
        statement->actions = other.actions;
        return true;
    case 4:
        statement->resources = other.resources;
        return true;
    case 5:
        statement->conditions.count = other.conditions.count;
        statement->conditions.items = other.conditions.items;
        return true;
    case 6:
        if (statement->conditions.count)
            statement->conditions.count--;
        return true;
    default:
        if (layer_has_principals(change->layer)) {
            statement->principals.count = other.principals.count;
            statement->principals.items = other.principals.items;
            statement->principal_negated = other.principal_negated;
        } else {
            change->bundle.boundary.count = 0;
        }
        return true;
    }
}
