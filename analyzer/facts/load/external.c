#include "analyzer/facts/load/external.h"

#include "analyzer/facts/load/arn.h"

#include <string.h>

/* Tables whose name column is what Ref of the resource gives, so that a plain text is the name. */
static const char *const NAMED[] = {"function",   "role",   "bucket",  "dynamodb_table", "stream",
                                    "event_bus",  "queue",  "topic",   "ssm_parameter",  "log_group",
                                    "repository", "secret", "runtime", "layer_version",  NULL};

static bool is_named(const char *table) {
    for (const char *const *named = NAMED; *named; named++)
        if (strcmp(*named, table) == 0)
            return true;
    return false;
}

static bool is_pattern(struct str text) {
    return str_contains(text, "*") || str_contains(text, "?");
}

static void set_name(struct loader *loader, struct row *row, struct str partial) {
    struct table *table = row_table(row);
    struct str name;
    if (partial.size == 0 || is_pattern(partial) || !is_named(table->name))
        return;
    if (partial_known(loader->arena, partial, &name))
        row_text(row, "name", name, NULL);
    else if (table_find_column(table, STR("name_partial")) >= 0)
        row_text(row, "name_partial", partial, NULL);
}

/* -- what single tables know --------------------------------------------------------------------------------------- */

static void set_account(struct loader *loader, struct row *row, struct str account) {
    struct str known;
    struct str identity;
    if (partial_known(loader->arena, account, &known))
        row_text(row, "account", known, NULL);
    else if (partial_is_hole(account, &identity) && str_is(identity, "pseudo:AWS::AccountId"))
        row_text(row, "account", STR_NONE, NULL); /* that of the stack itself, as for declared layers */
}

static void fill_layer(struct loader *loader, struct row *row, const struct outside *what, const struct arn *arn) {
    struct str text;
    if (partial_known(loader->arena, what->partial, &text))
        row_text(row, "arn", text, NULL);
    row_text(row, "arn_partial", what->partial, NULL);
    if (!arn)
        return;
    struct str version = arn_name(arn).rest;
    int64_t number;
    set_account(loader, row, arn->account);
    row_integer(row, "has_version", version.size > 0, NULL);
    if (str_integer(version, &number))
        row_integer(row, "version", number, NULL);
}

/* Keys with an alias below aws/ belong to AWS, which rotates them every year.
 * https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html */
static void fill_key(struct row *row, struct str name) {
    bool aws = str_starts(name, "alias/aws/");
    if (!aws && !str_starts(name, "alias/"))
        return;
    row_integer(row, "customer_managed", !aws, NULL);
    if (aws) {
        row_integer(row, "rotation", 1, NULL);
        row_integer(row, "enabled", 1, NULL);
    }
}

static void fill_policy(struct loader *loader, struct row *row, const struct outside *what, const struct arn *arn) {
    struct str text;
    if (!arn)
        return;
    row_text(row, "kind", STR("managed"), NULL);
    row_integer(row, "implied", 0, NULL);
    if (!partial_has_hole(arn->account))
        row_integer(row, "aws_managed", str_is(arn->account, "aws"), NULL);
    if (partial_known(loader->arena, what->partial, &text))
        row_text(row, "arn", text, NULL);
    if (partial_known(loader->arena, arn_name(arn).name, &text))
        row_text(row, "name", text, NULL);
}

static void fill(struct loader *loader, struct row *row, const struct outside *what, const char *table) {
    struct arn parts;
    const struct arn *arn = partial_arn(what->partial, &parts) ? &parts : NULL;
    struct arn_name name = {table, what->partial, STR_NONE};
    struct str identity;
    if (arn)
        name = arn_name(arn);
    bool right = name.table && strcmp(name.table, table) == 0;
    if (right && !partial_is_hole(what->partial, &identity))
        set_name(loader, row, name.name);
    if (strcmp(table, "layer_version") == 0)
        fill_layer(loader, row, what, right ? arn : NULL);
    else if (strcmp(table, "kms_key") == 0)
        fill_key(row, arn ? arn->resource : what->partial);
    else if (strcmp(table, "policy") == 0)
        fill_policy(loader, row, what, right ? arn : NULL);
    else if (strcmp(table, "security_group") == 0 && str_ends(what->identity, ".DefaultSecurityGroup"))
        row_integer(row, "is_default", 1, NULL);
}

/* -- interface ----------------------------------------------------------------------------------------------------- */

/* For messages: a parameter by its name, an ARN as it is. */
static struct str label(const struct outside *what) {
    struct str identity;
    struct str kind;
    struct str name;
    if (!partial_is_hole(what->partial, &identity) || !str_cut(identity, ':', &kind, &name))
        return what->partial;
    return name;
}

int64_t external_one(struct loader *loader, const struct outside *what, const char *table) {
    int64_t id;
    struct row *row =
        close_external_open(loader->facts, table, loader->world, what->identity, label(what), what->node, &id);
    if (row) {
        fill(loader, row, what, table);
        close_write(row);
    }
    return id;
}

/* A resource of a type without a table: a state machine, a Kafka cluster. */
static int64_t external_other(struct loader *loader, const struct outside *what) {
    struct facts *facts = loader->facts;
    struct str key = str_format(&facts->arena, "%lld %.*s", (long long)loader->world, STR_ARG(what->identity));
    struct record *record = map_get(&facts->externals, key);
    if (record)
        return record->entity.id;
    struct row_origin origin = {
        .world = loader->world, .present = 1, .node = what->node, .label = label(what), .identity = what->identity};
    record = registry_add_record(&facts->registry, NULL, &origin);
    map_put(&facts->externals, key, record);
    return record->entity.id;
}

int64_t external_any(struct loader *loader, const struct outside *what) {
    struct arn arn;
    if (!partial_arn(what->partial, &arn) || partial_has_hole(arn.service))
        return close_target(loader->facts, what->table, what->column, loader->world, what->identity, label(what),
                            what->node, STR_NONE);
    const char *table = arn_name(&arn).table;
    return table ? external_one(loader, what, table) : external_other(loader, what);
}

int64_t external_among(struct loader *loader, const struct outside *what, const char *const *tables) {
    if (!tables[0])
        return external_other(loader, what);
    int64_t id = 0;
    for (; *tables; tables++)
        id = external_one(loader, what, *tables);
    return id;
}
