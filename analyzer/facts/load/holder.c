/* Policies that no role has: managed ones that others may attach, those of users and of groups. The rules speak of
 * whoever holds one as of a role that nobody wrote down, as they do for a bare policy document. None is made up for a
 * policy that a role may have after all, which a boundary or a Deny may limit. Pages: aws-resource-iam-user.html,
 * aws-resource-iam-group.html, aws-resource-iam-managedpolicy.html, aws-resource-iam-userpolicy.html. */
#include "analyzer/facts/load/link.h"
#include "analyzer/facts/load/loads.h"

#include <string.h>

static struct str key_of(struct arena *arena, int64_t policy) {
    return str_format(arena, "%lld", (long long)policy);
}

void policy_note_held(struct loader *loader, int64_t policy) {
    map_put(&loader->held_policies, key_of(loader->arena, policy), loader);
}

/* A row for a role with these properties; what it has stands at the thing. */
static struct thing write_holder(struct loader *loader, const struct thing *of, const struct value *properties) {
    const struct resource *resource = of->resource;
    struct row_origin origin = {
        .world = loader->world,
        .declared = true,
        .present = 1,
        .node = resource->node,
        .label = str_format(loader->arena, "holder of %.*s", STR_ARG(resource->name)),
        .identity = str_format(loader->arena, "holder of %.*s", STR_ARG(resource->address)),
        .resource = resource,
    };
    struct row *row = row_new(loader->facts, "role", &origin);
    struct thing holder = {
        .resource = resource, .kind = kind_of(STR("AWS::IAM::Role")), .properties = properties, .id = row_id(row)};
    loader->resolver.scope = resource->scope;
    plain_set(loader, row, properties, holder.kind->columns);
    holder.kind->columns_load(loader, &holder, row);
    row_write(row);
    return holder;
}

/* Users and groups have policies where roles have them. */
static void load_identities(struct loader *loader, const char *type) {
    loader_each(thing, loader, type) {
        bool has = thing_at(thing, "Policies")->kind != VALUE_ABSENT;
        if (!has && thing_at(thing, "ManagedPolicyArns")->kind == VALUE_ABSENT)
            continue;
        struct thing holder = write_holder(loader, thing, thing->properties);
        role_members(loader, &holder);
    }
}

static void load_unheld(struct loader *loader, const struct thing *thing) {
    if (loader->any_may_be_held || map_has(&loader->held_policies, key_of(loader->arena, thing->id)))
        return;
    struct thing holder = write_holder(loader, thing, &VALUE_NOTHING);
    policy_attach(loader, &holder, holder.id, thing->id, thing_node(thing), thing->resource->name);
}

void holders_load(struct loader *loader) {
    load_identities(loader, "AWS::IAM::User");
    load_identities(loader, "AWS::IAM::Group");
    for (size_t i = 0; i < loader->thing_count; i++) {
        const struct thing *thing = &loader->things[i];
        if (thing->kind->table && strcmp(thing->kind->table, "policy") == 0)
            load_unheld(loader, thing);
    }
}
