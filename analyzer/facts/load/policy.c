#include "analyzer/facts/load/policy.h"

#include "analyzer/facts/load/link.h"
#include "analyzer/facts/prover/prover.h"

/* What the rows of one policy have in common. */
struct writer {
    struct loader *loader;
    bool declared;
    const struct resource *resource;
    const struct node *node; /* stands for everything in a bundled policy; NULL: each row has its own */
};

static struct row *open_row(const struct writer *writer, const char *table, int64_t parent, const struct node *node,
                            struct str label) {
    struct row_origin origin = {
        .world = writer->loader->world,
        .declared = writer->declared,
        .present = 1,
        .parent = parent,
        .node = writer->node ? writer->node : node,
        .label = label,
        .resource = writer->resource,
    };
    return row_new(writer->loader->facts, table, &origin);
}

static void phantom(const struct writer *writer, const char *table, int64_t parent, const struct node *node,
                    struct str reason) {
    close_phantom(writer->loader->facts, table, parent, writer->node ? writer->node : node, reason);
}

static struct str text_label(const struct iam_text *text) {
    return value_is_known_scalar(text->value) ? text->text : STR("(unknown)");
}

/* The declared resource that an ARN pattern is built around. */
static void mention(struct loader *loader, struct row *row, const struct value *value) {
    const struct thing *thing = link_mention(loader, value);
    row_link(row, "target", thing ? thing->id : 0, NULL);
}

static void write_items(const struct writer *writer, const struct iam_list *list, int64_t statement, const char *table,
                        const char *column) {
    bool is_resource = column[0] == 'r';
    for (size_t i = 0; i < list->items.count; i++) {
        const struct iam_text *item = &list->items.items[i];
        struct row *row = open_row(writer, table, statement, item->node, text_label(item));
        row_link(row, "statement", statement, NULL);
        row_value_text(row, column, item->value, STR_NONE);
        if (is_resource)
            mention(writer->loader, row, item->value);
        row_write(row);
    }
    if (list->open)
        phantom(writer, table, statement, list->node, STR("the list may have more members"));
}

static const char *principal_kind(enum iam_principal_kind kind) {
    switch (kind) {
    case IAM_PRINCIPAL_ANY:
        return "any";
    case IAM_PRINCIPAL_AWS:
        return "aws";
    case IAM_PRINCIPAL_SERVICE:
        return "service";
    case IAM_PRINCIPAL_FEDERATED:
        return "federated";
    case IAM_PRINCIPAL_CANONICAL:
        return "canonical";
    case IAM_PRINCIPAL_UNKNOWN:
        break;
    }
    return NULL;
}

static void write_principals(const struct writer *writer, const struct iam_statement *statement, int64_t id) {
    for (size_t i = 0; i < statement->principals.count; i++) {
        const struct iam_principal *principal = &statement->principals.items[i];
        const struct node *node = principal->text.node;
        struct row *row = open_row(writer, "statement_principal", id, node, text_label(&principal->text));
        row_link(row, "statement", id, NULL);
        const char *kind = principal_kind(principal->kind);
        if (kind)
            row_text(row, "kind", str_from(kind), node);
        else
            row_unknown(row, "kind", STR("the kind of principal is not known"), node);
        row_value_text(row, "principal", principal->text.value, STR_NONE);
        row_write(row);
    }
    if (statement->principal_open)
        phantom(writer, "statement_principal", id, statement->principal_node, STR("there may be more principals"));
}

static struct row *condition_row(const struct writer *writer, const struct iam_condition *condition, int64_t statement,
                                 const struct node *node) {
    struct row *row = open_row(writer, "statement_condition", statement, node, text_label(&condition->key));
    row_link(row, "statement", statement, NULL);
    row_value_text(row, "operator", condition->operator.value, STR_NONE);
    row_value_text(row, "key", condition->key.value, STR_NONE);
    return row;
}

static void write_condition(const struct writer *writer, const struct iam_condition *condition, int64_t statement) {
    for (size_t i = 0; i < condition->values.count; i++) {
        const struct iam_text *value = &condition->values.items[i];
        struct row *row = condition_row(writer, condition, statement, value->node);
        row_value_text(row, "value", value->value, STR_NONE);
        row_integer(row, "empty", 0, NULL);
        row_write(row);
    }
    if (condition->values.count > 0 && !condition->values_open)
        return;
    struct row *row = condition_row(writer, condition, statement, condition->node);
    if (condition->values_open) {
        row_unknown(row, "value", STR("there may be more values"), condition->node);
        row_unknown(row, "empty", STR("there may be more values"), condition->node);
    } else {
        row_text(row, "value", STR_NONE, condition->node);
        row_integer(row, "empty", 1, condition->node);
    }
    row_write(row);
}

static void write_effect(struct row *row, const struct iam_statement *statement) {
    const struct node *node = statement->effect_node ? statement->effect_node : statement->node;
    if (statement->effect == IAM_EFFECT_UNKNOWN)
        row_unknown(row, "effect", STR("the effect is not known"), node);
    else
        row_text(row, "effect", statement->effect == IAM_ALLOW ? STR("Allow") : STR("Deny"), statement->effect_node);
}

/* The Sids of the statements before the one at hand: comparing each with each would take the square of their number. */
struct sids {
    struct map seen;              /* text → its row */
    const struct value *unknown;  /* one that is not known; NULL: none */
    const struct iam_policy *all; /* the policy; may have statements that are not shown */
};

/* Whether one of them has that Sid; -1: it may be. */
static int is_taken(const struct sids *sids, const struct value *sid, struct str *ret_reason) {
    bool known = sid->kind == VALUE_ABSENT || value_is_known_scalar(sid);
    *ret_reason = !known ? value_reason(sid) : sids->unknown ? value_reason(sids->unknown) : sids->all->reason;
    if (known && sid->text.size == 0)
        return 0;
    if (known && map_has(&sids->seen, sid->text))
        return 1;
    bool maybe = sids->unknown || sids->all->open || (!known && sids->seen.count > 0);
    return maybe ? -1 : 0;
}

static void write_sid(struct row *row, const struct iam_statement *statement, struct sids *sids) {
    const struct value *sid = statement->has_sid ? statement->sid.value : &VALUE_NOTHING;
    struct str reason;
    int taken = is_taken(sids, sid, &reason);
    row_value_text(row, "sid", sid, STR_NONE);
    row_truth(row, "sid_taken", taken, reason, sid->node);
    if (value_is_known_scalar(sid) && sid->text.size > 0)
        map_put(&sids->seen, sid->text, row);
    else if (sid->kind != VALUE_ABSENT && !value_is_known_scalar(sid))
        sids->unknown = sid;
}

static void write_statement(const struct writer *writer, const struct iam_statement *statement, int64_t policy,
                            size_t number, struct sids *sids) {
    struct loader *loader = writer->loader;
    struct str label = statement->has_sid && statement->sid.known ? statement->sid.text
                                                                  : str_format(loader->arena, "statement %zu", number);
    struct row *row = open_row(writer, "statement", policy, statement->node, label);
    int64_t id = row_id(row);
    facts_keep_statement(loader->facts, id, policy, number - 1);
    row_link(row, "policy", policy, NULL);
    write_sid(row, statement, sids);
    write_effect(row, statement);
    row_integer(row, "not_action", statement->actions.negated, statement->actions.node);
    row_integer(row, "not_resource", statement->resources.negated, statement->resources.node);
    row_integer(row, "not_principal", statement->principal_negated, statement->principal_node);
    row_integer(row, "action_given", statement->actions.given, statement->actions.node);
    row_integer(row, "resource_given", statement->resources.given, statement->resources.node);
    row_integer(row, "principal_given", statement->principal_given, statement->principal_node);
    if (statement->has_condition < 0)
        row_unknown(row, "has_condition", STR("there may be a condition"), statement->condition_node);
    else
        row_integer(row, "has_condition", statement->has_condition, statement->condition_node);
    row_write(row);

    write_items(writer, &statement->actions, id, "statement_action", "action");
    write_items(writer, &statement->resources, id, "statement_resource", "resource");
    write_principals(writer, statement, id);
    for (size_t i = 0; i < statement->conditions.count; i++)
        write_condition(writer, &statement->conditions.items[i], id);
    if (statement->conditions_open)
        phantom(writer, "statement_condition", id, statement->condition_node, STR("there may be more conditions"));
}

void policy_statements(struct loader *loader, int64_t policy, const struct iam_policy *parsed,
                       const struct node *node) {
    const struct entity *entity = facts_entity(loader->facts, policy);
    struct writer writer = {loader, entity->declared, entity->resource, node};
    struct sids sids = {.all = parsed};
    map_init(&sids.seen, loader->arena);
    facts_keep_policy(loader->facts, policy, parsed);
    for (size_t i = 0; i < parsed->statements.count; i++)
        write_statement(&writer, &parsed->statements.items[i], policy, i + 1, &sids);
    if (parsed->open)
        phantom(&writer, "statement", policy, parsed->node, parsed->reason);
}

/* -- faults of the grammar ---------------------------------------------------------------------------------------- */

struct fault {
    const char *code;
    const struct node *node;
    struct str message;
};

struct faults {
    struct arena *arena;
    VEC(struct fault) list;
};

static void note_fault(void *context, const char *code, const struct node *node, struct str message) {
    struct faults *faults = context;
    vec_push(faults->arena, &faults->list, ((struct fault){code, node, message}));
}

static void write_faults(const struct writer *writer, int64_t policy, const struct iam_policy *parsed,
                         const struct faults *faults) {
    for (size_t i = 0; i < faults->list.count; i++) {
        const struct fault *fault = &faults->list.items[i];
        struct row *row = open_row(writer, "policy_fault", policy, fault->node, str_from(fault->code));
        row_link(row, "policy", policy, NULL);
        row_text(row, "code", str_from(fault->code), fault->node);
        row_text(row, "detail", fault->message, fault->node);
        row_write(row);
    }
    for (size_t i = 0; i < parsed->statements.count; i++) {
        const struct iam_statement *statement = &parsed->statements.items[i];
        if (statement->effect_open)
            phantom(writer, "policy_fault", policy, statement->effect_node, STR("the effect is not known"));
        if (statement->principal_unknown)
            phantom(writer, "policy_fault", policy, statement->principal_unknown, STR("there may be more principals"));
    }
    if (parsed->open)
        phantom(writer, "policy_fault", policy, parsed->open_node, parsed->reason);
}

const struct iam_policy *policy_columns(struct loader *loader, struct row *row, const char *kind,
                                        const struct value *document) {
    const struct value *read = resolver_document(&loader->resolver, document);
    struct faults faults = {.arena = loader->arena};
    const struct iam_policy *parsed = iam_policy_parse(read, loader->arena, note_fault, &faults);
    const struct entity *entity = facts_entity(loader->facts, row_id(row));
    write_faults(&(struct writer){loader, entity->declared, entity->resource, NULL}, row_id(row), parsed, &faults);
    row_text(row, "kind", str_from(kind), NULL);
    row_value_text(row, "document_version", parsed->has_version ? parsed->version.value : &VALUE_NOTHING, STR_NONE);
    policy_statements(loader, row_id(row), parsed, NULL);
    return parsed;
}

int64_t policy_write(struct loader *loader, const struct policy_source *source) {
    struct row_origin origin = {
        .world = loader->world,
        .declared = true,
        .present = 1,
        .parent = source->thing->id,
        .node = source->node,
        .label = source->label,
        .resource = source->thing->resource,
    };
    struct row *row = row_new(loader->facts, "policy", &origin);
    int64_t id = row_id(row);
    row_value_text(row, "name", source->name ? source->name : &VALUE_NOTHING, STR_NONE);
    row_integer(row, "implied", source->thing->resource->implied, NULL);
    row_integer(row, "alone", source->alone, NULL);
    row_integer(row, "guessed", source->guessed, NULL);
    policy_columns(loader, row, source->kind, source->document);
    row_write(row);
    return id;
}
