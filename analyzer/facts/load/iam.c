/* Execution roles and their policies. Pages: aws-resource-iam-role.html, aws-resource-iam-policy.html,
 * aws-resource-iam-rolepolicy.html, aws-resource-iam-managedpolicy.html. */
#include "analyzer/facts/load/link.h"
#include "analyzer/facts/load/loads.h"
#include "analyzer/facts/load/managed.h"
#include "analyzer/facts/load/policy.h"

void policy_attach(struct loader *loader, const struct thing *thing, int64_t role, int64_t policy,
                   const struct node *node, struct str label) {
    struct row *row = member_row(loader, "role_policy", thing, role, node, label);
    row_link(row, "policy", policy, node);
    row_write(row);
}

/* The role is not known: every role of this world may have one policy more. */
static void attach_maybe(struct loader *loader, const struct node *node) {
    phantom_everywhere(loader, "role_policy", "role", node, STR("a policy whose role is not known"));
}

/* A policy named by ARN: one of this unit, one of AWS that the catalogue holds, or one outside. */
static int64_t named_policy(struct loader *loader, const struct value *value) {
    int64_t managed = managed_policy_row(loader, value);
    struct target target = {0};
    if (!managed)
        target = link_find(loader, value, "role_policy", "policy");
    loader->any_may_be_held |= target.anonymous;
    policy_note_held(loader, managed ? managed : target.id);
    return managed ? managed : target.id;
}

static void inline_policies(struct loader *loader, const struct thing *thing) {
    struct list list = list_of(loader, thing_at(thing, "Policies"));
    for (size_t i = 0; i < list.count; i++) {
        const struct value *name = value_member(list.items[i], "PolicyName");
        struct policy_source source = {
            .thing = thing,
            .kind = "inline",
            .name = name,
            .document = value_member(list.items[i], "PolicyDocument"),
            .node = list.items[i]->node,
            .label = label_of(loader, name),
        };
        policy_attach(loader, thing, thing->id, policy_write(loader, &source), list.items[i]->node, source.label);
    }
    if (list.open)
        close_phantom(loader->facts, "role_policy", thing->id, list.node, list.reason);
}

static void managed_policies(struct loader *loader, const struct thing *thing) {
    struct list list = list_of(loader, thing_at(thing, "ManagedPolicyArns"));
    for (size_t i = 0; i < list.count; i++)
        policy_attach(loader, thing, thing->id, named_policy(loader, list.items[i]), list.items[i]->node,
                      label_of(loader, list.items[i]));
    loader->any_may_be_held |= list.open;
    if (list.open)
        close_phantom(loader->facts, "role_policy", thing->id, list.node, list.reason);
}

const struct plain ROLE_COLUMNS[] = {
    {PLAIN_TEXT, "name", "RoleName", "", 0},
    {PLAIN_HAS, "has_permissions_boundary", "PermissionsBoundary", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

void role_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    const struct value *trust = thing_at(thing, "AssumeRolePolicyDocument");
    struct policy_source source = {
        .thing = thing,
        .kind = "trust",
        .document = trust,
        .node = trust->node ? trust->node : thing_node(thing),
        .label = STR("trust policy"),
    };
    row_link(row, "trust", policy_write(loader, &source), trust->node);
    const struct value *boundary = thing_at(thing, "PermissionsBoundary");
    row_link(row, "permissions_boundary", named_policy(loader, boundary), boundary->node);
    row_integer(row, "implied", thing->resource->implied, NULL);
}

void role_members(struct loader *loader, const struct thing *thing) {
    inline_policies(loader, thing);
    managed_policies(loader, thing);
}

static void attach_to_role(struct loader *loader, const struct thing *thing, const struct value *role) {
    policy_note_held(loader, thing->id);
    struct target target = link_find(loader, role, "role_policy", "role");
    if (target.anonymous)
        attach_maybe(loader, role->node);
    else if (target.id != 0)
        policy_attach(loader, thing, target.id, thing->id, role->node, thing->resource->name);
}

static void attach_to_roles(struct loader *loader, const struct thing *thing, const struct value *roles) {
    struct list list = list_of(loader, roles);
    for (size_t i = 0; i < list.count; i++)
        attach_to_role(loader, thing, list.items[i]);
    if (!list.open)
        return;
    policy_note_held(loader, thing->id);
    attach_maybe(loader, list.node);
}

void managed_policy_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    policy_columns(loader, row, "managed", thing_at(thing, "PolicyDocument"));
    row_integer(row, "implied", thing->resource->implied, NULL);
}

void attached_policy_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    policy_columns(loader, row, "inline", thing_at(thing, "PolicyDocument"));
    row_integer(row, "implied", thing->resource->implied, NULL);
}

void policy_members(struct loader *loader, const struct thing *thing) {
    attach_to_roles(loader, thing, thing_at(thing, "Roles"));
    const struct value *role = thing_at(thing, "RoleName"); /* AWS::IAM::RolePolicy */
    if (role->kind != VALUE_ABSENT)
        attach_to_role(loader, thing, role);
}
