/* https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html#sam-function-policies
 * An item is a managed policy (a name of AWS, an ARN, any function call), a policy template, or a policy document. An
 * Fn::If may choose between items. What is none of these stays in the role as an unknown policy. */
#include "analyzer/base/embedded.h"
#include "analyzer/dialect/sam_expander.h"

enum { MANAGED = 1, DOCUMENT = 2 };

struct item {
    struct sam *sam;
    const struct node *node;
    struct str name; /* PolicyName of a document */
};

void sam_ignore_policies(struct sam *sam, struct sam_resource *resource) {
    const struct node *policies = sam_get(resource->properties, "Policies");
    if (policies)
        node_set(resource->result, STR("lambdalint:ignored"), node_new_copy(sam->document, policies));
}

static bool find_template(const struct node *node, const struct node **ret_use, struct str *ret_parameters,
                          struct str *ret_body) {
    const struct node *use = node_only_member(node);
    struct str rest;
    if (!use || !embedded_line("analyzer/dialect/data/sam-policy-templates.tsv", use->key, &rest) ||
        !str_cut(rest, '\t', ret_parameters, ret_body))
        return false;
    *ret_use = use;
    return true;
}

/* What is missing stays a Ref to a name that nobody defines: unknown. */
static void check_parameters(struct sam *sam, const struct node *use, struct str parameters) {
    struct str name;
    for (bool more = parameters.size > 0; more;) {
        more = str_cut(parameters, ' ', &name, &parameters);
        if (!more)
            name = parameters;
        if (!node_member_str(use, name))
            sam_reject(sam, use, "policy template '%.*s' needs a value for '%.*s'", STR_ARG(use->key), STR_ARG(name));
    }
}

static struct node *managed_policy(struct item *item, const struct node *leaf) {
    struct str path;
    if (sam_is_text(leaf) && embedded_line("analyzer/dialect/data/aws-managed-policies.tsv", leaf->text, &path))
        return sam_make(item->sam, leaf, "'arn:aws:iam::aws:policy/%s%s'", path, leaf->text);
    return node_new_copy(item->sam->document, leaf);
}

static struct node *policy_document(struct item *item, const struct node *leaf) {
    struct sam *sam = item->sam;
    const struct node *use;
    struct str parameters, body;
    if (!find_template(leaf, &use, &parameters, &body))
        return sam_make(sam, leaf, "{'PolicyName':'%s','PolicyDocument':%n}", item->name, leaf);
    check_parameters(sam, use, parameters);
    struct node *document = sam_make_from_table(sam, use, body, use);
    return sam_make(sam, leaf, "{'PolicyName':'%s','PolicyDocument':%n}", item->name, document);
}

static int kind_of_leaf(const struct node *leaf) {
    const struct node *use;
    struct str parameters, body;
    if (sam_is_text(leaf) || call_of(leaf).kind != CALL_NONE)
        return MANAGED;
    if (node_member(leaf, "Statement") || find_template(leaf, &use, &parameters, &body))
        return DOCUMENT;
    return 0;
}

/* Which kinds the branches hold. */
static int kinds_of(struct item *item, const struct node *node, uint32_t depth) {
    const struct node *condition, *yes, *no;
    if (sam_is_no_value(node))
        return 0;
    if (depth < LIMIT_RESOLVE_DEPTH && sam_is_if(node, &condition, &yes, &no))
        return kinds_of(item, yes, depth + 1) | kinds_of(item, no, depth + 1);
    int kind = kind_of_leaf(node);
    if (kind == 0)
        sam_reject(item->sam, node, "this is no policy, policy name or policy template that SAM knows");
    return kind;
}

/* The item with only its branches of one kind. */
static struct node *only_kind(struct item *item, const struct node *node, int kind, uint32_t depth) {
    const struct node *condition, *yes, *no;
    if (depth < LIMIT_RESOLVE_DEPTH && sam_is_if(node, &condition, &yes, &no))
        return sam_make(item->sam, node, "{'Fn::If':[%n,%n,%n]}", condition, only_kind(item, yes, kind, depth + 1),
                        only_kind(item, no, kind, depth + 1));
    if (!sam_is_no_value(node)) {
        int own = kind_of_leaf(node);
        if (own == kind && kind == MANAGED)
            return managed_policy(item, node);
        if (own == kind)
            return policy_document(item, node);
        if (own == 0 && kind == MANAGED)
            return sam_make(item->sam, node, "{'Fn::Unsupported':%n}", node);
    }
    return sam_make(item->sam, node, "{'Ref':'AWS::NoValue'}");
}

static void add_item(struct item *item, struct node *role) {
    struct sam *sam = item->sam;
    const struct node *node = item->node;
    if (node->kind == NODE_NULL || sam_is_no_value(node))
        return;
    int kinds = kinds_of(item, node, 0);
    if (kinds == (MANAGED | DOCUMENT))
        sam_reject(sam, node, "this Fn::If chooses between kinds of policies: write one for each kind");
    struct node *managed = sam_open_list(sam, role, "ManagedPolicyArns", node);
    if (kinds != DOCUMENT && managed) {
        struct node *policy = only_kind(item, node, MANAGED, 0);
        bool there = false;
        node_each(other, managed) there = there || sam_same(other, policy);
        if (!there)
            node_append(managed, policy);
    }
    struct node *inline_list = kinds & DOCUMENT ? sam_open_list(sam, role, "Policies", node) : NULL;
    if (inline_list)
        node_append(inline_list, only_kind(item, node, DOCUMENT, 0));
}

void sam_policies(struct sam *sam, struct node *role, struct str role_id, const struct node *policies) {
    struct item item = {sam, policies, STR_NONE};
    if (sam_is_empty(policies))
        return;
    bool list = sam_is_list(policies);
    size_t number = 0;
    for (const struct node *node = list ? policies->first_child : policies; node; node = list ? node->next : NULL) {
        if (!sam_count_item(sam, node))
            return;
        item.node = node;
        item.name = str_format(sam->arena, "%.*sPolicy%zu", STR_ARG(role_id), number++);
        add_item(&item, role);
    }
}
