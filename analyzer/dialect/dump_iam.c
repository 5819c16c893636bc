#include "analyzer/dialect/dump.h"

static const char ROLE[] = "AWS::IAM::Role";

/* -- roles --------------------------------------------------------------------------------------------------------- */

static struct node *add_role(struct dump_view *view, const struct node *node) {
    static const char *const SAME[] = {"RoleName", "AssumeRolePolicyDocument", NULL};
    struct str name = dump_text(node, "RoleName");
    struct str arn = dump_text(node, "Arn");
    struct node *role = dump_thing(view, ROLE, arn.size ? arn : name, name, node);
    if (!map_has(&view->roles, name))
        map_put(&view->roles, name, role);
    dump_copy(role, node, SAME);
    dump_put(role, "PermissionsBoundary",
             node_member(node_member(node, "PermissionsBoundary"), "PermissionsBoundaryArn"));
    return role;
}

static void put_attached(struct node *role, const struct node *attached) {
    if (!attached || node_member(role, "ManagedPolicyArns"))
        return;
    struct node *list = literal_list(role, "ManagedPolicyArns", attached);
    node_each(policy, attached) {
        const struct node *arn = node_member(policy, "PolicyArn");
        if (arn && !dump_is_full(list))
            literal_append(list, arn);
    }
}

/* In the list of get-account-authorization-details, and in AWS Config, a role comes with all its policies. */
static void add_detailed_role(struct dump_view *view, const struct node *node) {
    struct node *role = add_role(view, node);
    dump_put(role, "Policies", dump_list(node, "RolePolicyList"));
    put_attached(role, dump_list(node, "AttachedManagedPolicies"));
    dump_set_shown(view, "boundary", dump_text(node, "Arn"));
}

void dump_role(struct dump_view *view, const struct node *node) {
    add_role(view, node_member(node, "Role"));
    dump_set_shown(view, "boundary", dump_text(node_member(node, "Role"), "Arn"));
}

/* list-roles leaves permissions boundaries out.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html */
void dump_listed_role(struct dump_view *view, const struct node *node) {
    if (dump_list(node, "RolePolicyList"))
        add_detailed_role(view, node);
    else
        add_role(view, node);
}

void dump_role_policy(struct dump_view *view, const struct node *node) {
    vec_push(view->arena, &view->role_policies, node);
}

/* -- users and groups ---------------------------------------------------------------------------------------------- */

/* Users and groups have no resource of their own here: their policies are what counts. */
static void add_member_policy(struct dump_view *view, const struct node *member, const struct node *policy,
                              const char *name_key, const char *list_key) {
    const struct node *name = node_member(member, name_key);
    struct str title = dump_text(policy, "PolicyName");
    if (!name || name->kind != NODE_TEXT || !node_member(policy, "PolicyDocument"))
        return;
    struct str address = str_format(view->arena, "policy %.*s of %.*s", STR_ARG(title), STR_ARG(name->text));
    struct str id = str_format(view->arena, "%s %.*s", list_key, STR_ARG(address));
    struct node *properties = dump_thing(view, "AWS::IAM::Policy", id, address, policy);
    dump_put(properties, "PolicyName", node_member(policy, "PolicyName"));
    dump_put(properties, "PolicyDocument", node_member(policy, "PolicyDocument"));
    if (!node_member(properties, list_key))
        literal_append(literal_list(properties, list_key, name), name);
}

void dump_user(struct dump_view *view, const struct node *node) {
    dump_each(policy, node, "UserPolicyList") add_member_policy(view, node, policy, "UserName", "Users");
}

void dump_group(struct dump_view *view, const struct node *node) {
    dump_each(policy, node, "GroupPolicyList") add_member_policy(view, node, policy, "GroupName", "Groups");
}

/* get-user-policy and get-group-policy: the answer is the policy, and says whose it is. */
void dump_user_policy(struct dump_view *view, const struct node *node) {
    add_member_policy(view, node, node, "UserName", "Users");
}

void dump_group_policy(struct dump_view *view, const struct node *node) {
    add_member_policy(view, node, node, "GroupName", "Groups");
}

/* -- managed policies ---------------------------------------------------------------------------------------------- */

static const struct node *default_version(const struct node *policy) {
    dump_each(version, policy, "PolicyVersionList") if (node_is_text(node_member(version, "IsDefaultVersion"),
                                                                     "true")) return node_member(version, "Document");
    return NULL;
}

void dump_managed_policy(struct dump_view *view, const struct node *node) {
    struct node *policy =
        dump_thing(view, "AWS::IAM::ManagedPolicy", dump_text(node, "Arn"), dump_text(node, "PolicyName"), node);
    dump_put(policy, "ManagedPolicyName", node_member(node, "PolicyName"));
    dump_put(policy, "PolicyDocument", default_version(node));
}

/* It does not say which policy it is a version of. */
void dump_policy_version(struct dump_view *view, const struct node *node) {
    const struct node *document = node_member(node_member(node, "PolicyVersion"), "Document");
    struct node *policy = literal_resource(view->unit, node, STR("policy version"), "AWS::IAM::ManagedPolicy");
    literal_put(policy, "PolicyDocument", document);
}

void dump_details(struct dump_view *view, const struct node *node) {
    dump_each(user, node, "UserDetailList") dump_user(view, user);
    dump_each(group, node, "GroupDetailList") dump_group(view, group);
    dump_each(role, node, "RoleDetailList") if (role->kind == NODE_MAP) add_detailed_role(view, role);
    dump_each(policy, node, "Policies") if (policy->kind == NODE_MAP) dump_managed_policy(view, policy);
}

/* -- policies of resources ----------------------------------------------------------------------------------------- */

/* A policy that is written as text, or what describes a managed one (get-policy, create-policy). */
void dump_text_policy(struct dump_view *view, const struct node *node) {
    const struct node *policy = node_member(node, "Policy");
    const struct node *root = policy_document_root(policy);
    if (!root) {
        dump_managed_policy(view, policy);
        return;
    }
    const struct node *arn = policy_document_resource(root);
    struct str name = arn ? dump_last_part(arn->text) : STR("a resource");
    policy_document_add_to_resource(view->unit, policy, arn, str_format(view->arena, "policy of %.*s", STR_ARG(name)));
    if (arn)
        dump_set_shown(view, "policy", arn->text);
}

void dump_text_statement(struct dump_view *view, const struct node *node) {
    vec_push(view->arena, &view->statements, node);
}

/* add-permission answers with the one statement that it added: the whole policy says it too. */
static void add_statement(struct dump_view *view, const struct node *answer) {
    const struct node *text = node_member(answer, "Statement");
    struct node *root = node_new_map(text->document, text);
    literal_put(root, "Statement", document_embedded(text->document, text, NULL));
    const struct node *arn = policy_document_resource(root);
    struct str name = arn ? dump_last_part(arn->text) : STR("a resource");
    if (policy_document_is(root) && !(arn && dump_is_shown(view, "policy", arn->text)))
        policy_document_add_to_resource(view->unit, root, arn,
                                        str_format(view->arena, "permission of %.*s", STR_ARG(name)));
}

/* -- what no answer shows ------------------------------------------------------------------------------------------ */

static struct node *role_named(struct dump_view *view, const struct node *answer) {
    struct node *role = map_get(&view->roles, dump_text(answer, "RoleName"));
    return role ? role : add_role(view, answer);
}

static void attach(struct dump_view *view, const struct node *answer) {
    struct node *role = role_named(view, answer);
    struct node *list = node_member(role, "Policies");
    if (list && list->style != STYLE_GENERATED)
        return; /* all of them are known */
    if (!list)
        list = literal_list(role, "Policies", answer);
    if (dump_is_full(list))
        return;
    struct node *policy = literal_map(list, NULL, answer);
    literal_put(policy, "PolicyName", node_member(answer, "PolicyName"));
    literal_put(policy, "PolicyDocument", node_member(answer, "PolicyDocument"));
    literal_open(list);
}

void dump_finish_iam(struct dump_view *view) {
    for (size_t i = 0; i < view->role_policies.count; i++)
        attach(view, view->role_policies.items[i]);
    for (size_t i = 0; i < view->statements.count; i++)
        add_statement(view, view->statements.items[i]);
    for (size_t i = 0; i < view->things.count; i++) {
        struct str type, arn;
        struct node *properties = view->things.entries[i].value;
        str_cut(view->things.entries[i].key, '\n', &type, &arn);
        if (str_is(type, "AWS::IAM::ManagedPolicy"))
            dump_unknown(properties, "PolicyDocument", "the document of the policy is not in the input");
        if (!str_is(type, ROLE))
            continue;
        dump_unknown(properties, "AssumeRolePolicyDocument", "the trust policy is not in the input");
        dump_unknown(properties, "Policies", "the inline policies of the role are not in the input");
        dump_unknown(properties, "ManagedPolicyArns", "the policies attached to the role are not in the input");
        if (!dump_is_shown(view, "boundary", arn))
            dump_unknown(properties, "PermissionsBoundary", "the permissions boundary is not in the input");
    }
}
