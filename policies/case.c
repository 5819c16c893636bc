#include "policies/case.h"

struct case_reader {
    struct arena *arena;
    iam_fault *fault;
    struct str *ret_error;
    const struct node **ret_node;
};

static bool complain(const struct case_reader *reader, const struct node *node, const char *message, struct str what) {
    *reader->ret_error = what.size ? str_format(reader->arena, "%s '%.*s'", message, STR_ARG(what)) : str_from(message);
    *reader->ret_node = node;
    return false;
}

static bool read_text(const struct case_reader *reader, const struct node *map, const char *key, bool needed,
                      struct str *ret_text) {
    const struct node *node = node_member(map, key);
    *ret_text = STR_NONE;
    if (!node || node->kind == NODE_NULL)
        return needed ? complain(reader, map, "the request lacks", str_from(key)) : true;
    if (!node_is_scalar(node))
        return complain(reader, node, "a text is expected for", str_from(key));
    *ret_text = node->text;
    return true;
}

static bool read_context(const struct case_reader *reader, const struct node *node, struct iam_context *context) {
    if (node->kind != NODE_MAP)
        return node->kind == NODE_NULL || complain(reader, node, "the context must be an object", STR_NONE);
    node_each(child, node) {
        struct iam_context_value *entry = iam_context_add(context, child->key);
        if (child->kind == NODE_MAP)
            return complain(reader, child, "a text or a list of texts is expected for", child->key);
        if (child->kind != NODE_LIST && child->kind != NODE_NULL)
            vec_push(reader->arena, &entry->values, child->text);
        if (child->kind != NODE_LIST)
            continue;
        node_each(member, child) {
            if (!node_is_scalar(member))
                return complain(reader, member, "a text is expected in", child->key);
            vec_push(reader->arena, &entry->values, member->text);
        }
    }
    return true;
}

static bool read_request(const struct case_reader *reader, const struct node *node, struct iam_request *request) {
    static const char *const MEMBERS[] = {"principal", "action", "resource", "resource_account", "context"};
    node_each(child, node) {
        bool known = false;
        for (size_t i = 0; i < sizeof MEMBERS / sizeof *MEMBERS; i++)
            known = known || str_is(child->key, MEMBERS[i]);
        if (!known)
            return complain(reader, child, "a request has no member", child->key);
    }
    struct str principal, action, resource, account;
    if (!read_text(reader, node, "principal", true, &principal) || !read_text(reader, node, "action", true, &action) ||
        !read_text(reader, node, "resource", true, &resource) ||
        !read_text(reader, node, "resource_account", false, &account))
        return false;
    iam_request_init(request, reader->arena, principal, action, resource, account);
    const struct node *context = node_member(node, "context");
    if (context && !read_context(reader, context, &request->context))
        return false;
    iam_request_derive(request);
    return true;
}

static bool read_policy(const struct case_reader *reader, const struct node *node, const struct iam_policy **ret) {
    if (node->kind != NODE_MAP && node->kind != NODE_TEXT)
        return complain(reader, node, "a policy must be an object", STR_NONE);
    *ret = iam_policy_read(node, reader->arena, reader->fault, NULL);
    return true;
}

/* A list of policies, or one alone. */
static bool read_policies(const struct case_reader *reader, const struct node *node, struct iam_policies *ret) {
    if (!node || node->kind == NODE_NULL)
        return true;
    bool list = node->kind == NODE_LIST;
    size_t count = list ? node->child_count : 1, read = 0;
    const struct iam_policy **items = arena_alloc_array(reader->arena, count, sizeof *items);
    if (!list && !read_policy(reader, node, &items[read++]))
        return false;
    if (list) {
        node_each(child, node) {
            if (!read_policy(reader, child, &items[read++]))
                return false;
        }
    }
    *ret = (struct iam_policies){items, count};
    return true;
}

static bool read_levels(const struct case_reader *reader, const struct node *node, struct iam_levels *ret) {
    if (!node || node->kind == NODE_NULL)
        return true;
    if (node->kind != NODE_LIST)
        return complain(reader, node, "a list of levels, each a list of policies, is expected for", node->key);
    struct iam_policies *levels = arena_alloc_array(reader->arena, node->child_count, sizeof *levels);
    size_t count = 0;
    node_each(child, node) {
        if (!read_policies(reader, child, &levels[count++]))
            return false;
    }
    *ret = (struct iam_levels){levels, count};
    return true;
}

static bool is_member_of_case(struct str key) {
    static const char *const MEMBERS[] = {"request", "identity", "resource_policy", "boundary", "session",
                                          "scp",     "rcp",      "endpoint"};
    for (size_t i = 0; i < sizeof MEMBERS / sizeof *MEMBERS; i++)
        if (str_is(key, MEMBERS[i]))
            return true;
    return false;
}

bool policy_case_read(struct arena *arena, const struct node *node, iam_fault *fault, struct policy_case *ret,
                      struct str *ret_error, const struct node **ret_node) {
    struct case_reader reader = {arena, fault, ret_error, ret_node};
    *ret = (struct policy_case){0};
    if (node->kind != NODE_MAP)
        return complain(&reader, node, "a case must be an object", STR_NONE);
    node_each(child, node) {
        if (!node_is_scalar(child) && child->kind != NODE_NULL && !is_member_of_case(child->key))
            return complain(&reader, child, "a case has no member", child->key);
    }
    const struct node *request = node_member(node, "request");
    if (!request || request->kind != NODE_MAP)
        return complain(&reader, request ? request : node, "a case needs an object 'request'", STR_NONE);
    const struct node *resource = node_member(node, "resource_policy");
    if (resource && resource->kind != NODE_NULL && !read_policy(&reader, resource, &ret->bundle.resource))
        return false;
    return read_request(&reader, request, &ret->request) &&
           read_policies(&reader, node_member(node, "identity"), &ret->bundle.identity) &&
           read_policies(&reader, node_member(node, "boundary"), &ret->bundle.boundary) &&
           read_policies(&reader, node_member(node, "session"), &ret->bundle.session) &&
           read_policies(&reader, node_member(node, "endpoint"), &ret->bundle.endpoint) &&
           read_levels(&reader, node_member(node, "scp"), &ret->bundle.scp) &&
           read_levels(&reader, node_member(node, "rcp"), &ret->bundle.rcp);
}

struct iam_answer policy_eval_case(struct arena *arena, const struct policy_case *policy_case) {
    return iam_evaluate(arena, &policy_case->bundle, &policy_case->request);
}

struct str policy_case_place(struct arena *arena, const struct iam_decider *decider) {
    static const char *const NAMES[] = {"identity", "resource_policy", "boundary", "session", "scp", "rcp", "endpoint"};
    const char *name = NAMES[decider->layer];
    if (decider->layer == IAM_LAYER_RESOURCE)
        return str_from(name);
    if (decider->layer == IAM_LAYER_SCP || decider->layer == IAM_LAYER_RCP)
        return str_format(arena, "%s[%zu][%zu]", name, decider->level, decider->policy);
    return str_format(arena, "%s[%zu]", name, decider->policy);
}
