#include "analyzer/facts/load/link.h"

#include "analyzer/facts/load/arn.h"
#include "analyzer/facts/load/external.h"
#include "analyzer/facts/load/partial.h"

#include <string.h>

/* Properties may name each other's resources (a security group's VpcId); no real chain is longer. */
#define MAX_STEPS 8

struct search {
    struct loader *loader;
    const struct value *value; /* node and reason */
    const char *const *tables; /* where the target may be, ends with NULL */
    bool any;                  /* a resource of any type will do */
    unsigned steps;
};

static bool find_declared(struct search *search, struct str partial, struct target *ret_target);

static bool wants(const struct search *search, const char *table) {
    if (search->any)
        return true;
    for (const char *const *wanted = search->tables; table && *wanted; wanted++)
        if (strcmp(*wanted, table) == 0)
            return true;
    return false;
}

/* -- declared resources -------------------------------------------------------------------------------------------- */

/* Resources that stand for another one: what they name is what is meant. */
static const struct {
    const char *type;
    const char *property;
    const char *table;
} STAND_INS[] = {
    {"AWS::Lambda::Alias", "FunctionName", "function"},
    {"AWS::Lambda::Version", "FunctionName", "function"},
    {"AWS::KMS::Alias", "TargetKeyId", "kms_key"},
};

static struct str qualifier_of(struct loader *loader, const struct thing *thing) {
    if (str_is(thing->resource->type, "AWS::Lambda::Alias"))
        return value_partial(loader->arena, thing_at(thing, "Name"));
    if (str_is(thing->resource->type, "AWS::Lambda::Version"))
        return str_format(loader->arena, "{attr:%.*s.Version}", STR_ARG(thing->resource->address));
    return STR_NONE;
}

/* The thing itself, what it stands for, or what its property of the attribute's name names. */
static bool follow(struct search *search, const struct thing *thing, struct str attribute, struct str tail,
                   struct target *ret_target) {
    struct loader *loader = search->loader;
    if (search->steps++ > MAX_STEPS)
        return false;
    for (size_t i = 0; i < sizeof STAND_INS / sizeof *STAND_INS; i++) {
        if (!str_is(thing->resource->type, STAND_INS[i].type) || !wants(search, STAND_INS[i].table))
            continue;
        const struct value *value = thing_at(thing, STAND_INS[i].property);
        if (!find_declared(search, value_partial(loader->arena, value), ret_target))
            return false;
        ret_target->qualifier = qualifier_of(loader, thing);
        return true;
    }
    if (wants(search, thing->kind->table)) {
        *ret_target = (struct target){.id = thing->id, .thing = thing, .qualifier = tail};
        return true;
    }
    const struct value *named = value_member_str(thing->properties, attribute);
    return attribute.size > 0 && named->kind != VALUE_ABSENT &&
           find_declared(search, value_partial(loader->arena, named), ret_target);
}

/* "ref:Queue", "attr:Queue.Arn". */
static bool follow_identity(struct search *search, struct str identity, struct str tail, struct target *ret_target) {
    if (str_starts(identity, "ref:"))
        identity = str_slice(identity, 4, identity.size);
    else if (str_starts(identity, "attr:"))
        identity = str_slice(identity, 5, identity.size);
    else
        return false;
    struct str address = identity;
    struct str attribute = STR_NONE;
    str_cut(identity, '.', &address, &attribute);
    const struct thing *thing = map_get(&search->loader->thing_by_address, address);
    return thing && follow(search, thing, attribute, tail, ret_target);
}

static const struct thing *named_thing(struct loader *loader, const char *table, struct str name) {
    return map_get(&loader->thing_by_name, str_format(loader->arena, "%s\n%.*s", table, STR_ARG(name)));
}

static bool follow_name(struct search *search, const char *table, struct str name, struct str tail,
                        struct target *ret_target) {
    struct str identity;
    if (partial_is_hole(name, &identity))
        return follow_identity(search, identity, tail, ret_target);
    if (name.size == 0)
        return false;
    struct loader *loader = search->loader;
    const struct thing *thing = named_thing(loader, table, name);
    if (!thing && strcmp(table, "ssm_parameter") == 0 && name.data[0] == '/') /* parameter/name for "name" */
        thing = named_thing(loader, table, str_slice(name, 1, name.size));
    if (!thing && strcmp(table, "secret") == 0 && str_ends(name, "-??????")) /* the random end of a secret's ARN */
        thing = named_thing(loader, table, str_slice(name, 0, name.size - 7));
    if (!thing)
        return false;
    *ret_target = (struct target){.id = thing->id, .thing = thing, .qualifier = tail};
    return true;
}

/* An ARN of a type without a table, built around a reference: "arn:aws:iot:…:rule/${Rule}". */
static bool find_in_resource(struct search *search, struct str resource, struct target *ret_target) {
    struct str piece;
    struct str identity;
    while (resource.size > 0) {
        if (!partial_cut(resource, '/', &piece, &resource))
            resource = STR_NONE;
        struct str last;
        while (partial_cut(piece, ':', &last, &piece))
            continue;
        if (partial_is_hole(last, &identity) && follow_identity(search, identity, STR_NONE, ret_target))
            return true;
    }
    return false;
}

static bool find_declared(struct search *search, struct str partial, struct target *ret_target) {
    struct str head;
    struct str tail;
    struct str identity;
    struct arn arn;
    if (partial_arn(partial, &arn)) {
        struct arn_name name = arn_name(&arn);
        if (!name.table && search->any)
            return find_in_resource(search, arn.resource, ret_target);
        return name.table && wants(search, name.table) &&
               follow_name(search, name.table, name.name, name.rest, ret_target);
    }
    /* "${Function.Arn}:live", "${Bucket.Arn}/x*" */
    if ((partial_cut(partial, ':', &head, &tail) && partial_is_hole(head, &identity)) ||
        (partial_cut(partial, '/', &head, &tail) && partial_is_hole(head, &identity)) ||
        partial_is_hole(partial, &identity))
        return follow_identity(search, identity, tail, ret_target);
    partial_cut(partial, ':', &head, &tail); /* my-function:live */
    for (const char *const *table = search->tables; *table; table++) {
        if (follow_name(search, *table, partial, STR_NONE, ret_target))
            return true;
        if (strcmp(*table, "function") == 0 && follow_name(search, *table, head, tail, ret_target))
            return true;
    }
    return false;
}

/* -- what is outside ----------------------------------------------------------------------------------------------- */

static bool has_anonymous_hole(struct str partial) {
    return str_contains(partial, "{}");
}

static int64_t outside(struct search *search, struct str partial, const char *table, const char *column,
                       bool *ret_anonymous) {
    struct loader *loader = search->loader;
    const struct value *value = search->value;
    struct str identity = partial;
    partial_is_hole(partial, &identity);
    if (value->kind == VALUE_LIST || value->kind == VALUE_MAP || has_anonymous_hole(partial))
        identity = STR_NONE;
    *ret_anonymous = identity.size == 0;
    if (identity.size == 0) {
        struct str reason = value_reason(value);
        return close_target(loader->facts, table, column, loader->world, STR_NONE, STR_NONE, value->node,
                            reason.size ? reason : STR("the value is no name"));
    }
    struct outside what = {
        .identity = identity, .partial = partial, .node = value->node, .table = table, .column = column};
    return search->any ? external_any(loader, &what) : external_one(loader, &what, search->tables[0]);
}

/* -- interface ----------------------------------------------------------------------------------------------------- */

struct target link_find_partial(struct loader *loader, struct str partial, const struct value *value, const char *table,
                                const char *column) {
    const char *one[2];
    const struct table *from = schema_table(&loader->facts->schema, table);
    const struct column *link = &from->columns[table_column(from, column)];
    struct search search = {loader, value, link_candidates(from, link, one), strcmp(link->target, "entity") == 0, 0};
    struct target target = {0};
    if (value->kind == VALUE_ABSENT || (value_is_known_scalar(value) && value->text.size == 0))
        return target;
    if (!find_declared(&search, partial, &target)) {
        bool anonymous;
        int64_t id = outside(&search, partial, table, column, &anonymous);
        target = (struct target){.id = id, .anonymous = anonymous};
    }
    return target;
}

struct target link_find(struct loader *loader, const struct value *value, const char *table, const char *column) {
    return link_find_partial(loader, value_partial(loader->arena, value), value, table, column);
}

int64_t link_among(struct loader *loader, const struct value *value, const char *const *tables) {
    struct search search = {loader, value, tables, true, 0};
    struct str partial = value_partial(loader->arena, value);
    struct target target = {0};
    if (value->kind == VALUE_ABSENT || find_declared(&search, partial, &target))
        return target.id;
    struct outside what = {.identity = partial, .partial = partial, .node = value->node};
    partial_is_hole(partial, &what.identity);
    if (what.identity.size == 0 || has_anonymous_hole(partial))
        what.identity = str_format(loader->arena, "unknown at %llu", (unsigned long long)node_id(value->node));
    return external_among(loader, &what, tables);
}

void link_column(struct loader *loader, struct row *row, const char *column, const struct value *value) {
    row_link(row, column, link_find(loader, value, row_table(row)->name, column).id, value->node);
}

void link_function(struct row *row, struct target function, const struct value *value, const struct value *qualifier) {
    row_link(row, "function", function.id, value->node);
    if (qualifier->kind != VALUE_ABSENT)
        row_value_text(row, "qualifier", qualifier, STR_NONE);
    else if (function.anonymous)
        row_unknown(row, "qualifier", STR("the function is not known"), value->node);
    else if (partial_has_hole(function.qualifier))
        row_unknown(row, "qualifier", STR("the qualifier is not known"), value->node);
    else
        row_text(row, "qualifier", function.qualifier, NULL);
}

const struct thing *link_mention(struct loader *loader, const struct value *value) {
    struct search search = {.loader = loader, .value = value, .tables = (const char *const[]){NULL}, .any = true};
    struct target target;
    if (value->kind == VALUE_LIST || value->kind == VALUE_MAP || value->kind == VALUE_ABSENT)
        return NULL;
    return find_declared(&search, value_partial(loader->arena, value), &target) ? target.thing : NULL;
}

void link_register(struct loader *loader, struct thing *thing) {
    if (!thing->kind->name || !thing->kind->table)
        return;
    const struct value *name = thing_at(thing, thing->kind->name);
    struct str partial = value_partial(loader->arena, name);
    if (name->kind == VALUE_ABSENT || partial.size == 0 || has_anonymous_hole(partial))
        return;
    struct str key = str_format(loader->arena, "%s\n%.*s", thing->kind->table, STR_ARG(partial));
    if (!map_has(&loader->thing_by_name, key))
        map_put(&loader->thing_by_name, key, thing);
}
