#include "analyzer/dialect/policy_document.h"

#include "analyzer/dialect/dialect.h"

/* -- what a policy says -------------------------------------------------------------------------------------------- */

static const struct node *first_of(const struct node *node) {
    return node && node->kind == NODE_LIST ? node->first_child : node;
}

/* Statement is one map or a list of them; each is visited by
 *     for (s = first_statement(root); s; s = next_statement(s)) */
static const struct node *first_statement(const struct node *root) {
    return first_of(node_member(root, "Statement"));
}

static const struct node *next_statement(const struct node *statement) {
    return statement->parent && statement->parent->kind == NODE_LIST ? statement->next : NULL;
}

bool policy_document_is(const struct node *node) {
    if (!node || node->kind != NODE_MAP)
        return false;
    for (const struct node *statement = first_statement(node); statement; statement = next_statement(statement)) {
        const struct node *effect = node_member(statement, "Effect");
        bool acts = node_member(statement, "Action") || node_member(statement, "NotAction");
        if (acts && (node_is_text(effect, "Allow") || node_is_text(effect, "Deny")))
            return true;
    }
    return false;
}

const struct node *policy_document_root(const struct node *node) {
    if (node && node->kind == NODE_TEXT)
        node = document_embedded(node->document, node_source(node), NULL);
    return policy_document_is(node) ? node : NULL;
}

bool policy_document_has_principal(const struct node *root) {
    for (const struct node *statement = first_statement(root); statement; statement = next_statement(statement))
        if (node_member(statement, "Principal") || node_member(statement, "NotPrincipal"))
            return true;
    return false;
}

const struct node *policy_document_resource(const struct node *root) {
    for (const struct node *statement = first_statement(root); statement; statement = next_statement(statement)) {
        const struct node *resource = first_of(node_member(statement, "Resource"));
        if (resource && resource->kind == NODE_TEXT)
            return resource;
    }
    return NULL;
}

/* Only trust policies allow sts actions to a principal. */
static bool is_trust(const struct node *root) {
    for (const struct node *statement = first_statement(root); statement; statement = next_statement(statement)) {
        const struct node *action = first_of(node_member(statement, "Action"));
        if (action && action->kind == NODE_TEXT && str_starts(action->text, "sts:"))
            return true;
    }
    return false;
}

/* -- hosts --------------------------------------------------------------------------------------------------------- */

static const struct host {
    const char *arn; /* after "arn:<partition>:" */
    const char *type;
    const char *resource; /* the property that names the resource */
    const char *document; /* the property that is the policy */
} HOSTS[] = {
    {"lambda:", "AWS::Lambda::ResourcePolicy", "ResourceArn", "PolicyDocument"},
    {"sqs:", "AWS::SQS::QueuePolicy", "Queues", "PolicyDocument"},
    {"sns:", "AWS::SNS::TopicPolicy", "Topics", "PolicyDocument"},
    {"s3:", "AWS::S3::BucketPolicy", "Bucket", "PolicyDocument"},
    {"secretsmanager:", "AWS::SecretsManager::ResourcePolicy", "SecretId", "ResourcePolicy"},
    {"kinesis:", "AWS::Kinesis::ResourcePolicy", "ResourceArn", "ResourcePolicy"},
};

static const struct host *find_host(const struct node *arn) {
    struct str head, rest, partition, service;
    if (!arn || !str_cut(arn->text, ':', &head, &rest) || !str_is(head, "arn") ||
        !str_cut(rest, ':', &partition, &service))
        return NULL;
    for (size_t i = 0; i < sizeof HOSTS / sizeof *HOSTS; i++)
        if (str_starts(service, HOSTS[i].arn))
            return &HOSTS[i];
    return NULL;
}

/* AWS::Lambda::LayerVersionPermission has the one statement's elements as properties. */
static void add_to_layer(struct unit *unit, const struct node *root, const struct node *arn, struct str name) {
    for (const struct node *statement = first_statement(root); statement; statement = next_statement(statement)) {
        struct node *properties = literal_resource(unit, statement, name, "AWS::Lambda::LayerVersionPermission");
        const struct node *principal = node_member(statement, "Principal");
        const struct node *condition = node_member(statement, "Condition");
        const struct node *equals = condition ? node_member(condition, "StringEquals") : NULL;
        literal_put(properties, "LayerVersionArn", arn);
        literal_put(properties, "Action", first_of(node_member(statement, "Action")));
        literal_put(properties, "Principal",
                    principal && principal->kind == NODE_MAP ? first_of(principal->first_child) : principal);
        literal_put(properties, "OrganizationId", equals ? node_member(equals, "aws:PrincipalOrgID") : NULL);
    }
}

/* A policy that hangs on nothing in the input. */
static void add_lone(struct unit *unit, const struct node *document, struct str name, const char *kind, bool guessed) {
    struct node *properties = literal_resource(unit, document, name, "lambdalint::Policy");
    literal_text(properties, "Kind", document, str_from(kind));
    if (guessed)
        literal_text(properties, "Guessed", document, STR("true"));
    literal_put(properties, "PolicyDocument", document);
}

void policy_document_add_to_resource(struct unit *unit, const struct node *document, const struct node *arn,
                                     struct str name) {
    const struct node *root = policy_document_root(document);
    if (!arn)
        arn = policy_document_resource(root);
    const struct host *host = find_host(arn);
    if (host == &HOSTS[0] && str_contains(arn->text, ":layer:")) {
        add_to_layer(unit, root, arn, name);
    } else if (host) {
        struct node *properties = literal_resource(unit, document, name, host->type);
        literal_put(properties, host->document, document);
        literal_put(properties, host->resource, arn);
    } else {
        add_lone(unit, document, name, "resource", true);
    }
}

/* Whoever will have the policy is a role that nobody wrote down. */
static void add_holder(struct unit *unit, const struct node *root, struct str name) {
    struct str address = str_format(unit->arena, "holder of %.*s", STR_ARG(name));
    struct node *role = literal_resource(unit, root, address, "AWS::IAM::Role");
    struct node *policy = literal_map(literal_list(role, "Policies", root), NULL, root);
    literal_text(policy, "PolicyName", root, name);
    literal_put(policy, "PolicyDocument", root);
}

static void add_trusting(struct unit *unit, const struct node *root, struct str name) {
    struct node *role = literal_resource(unit, root, name, "AWS::IAM::Role");
    literal_put(role, "AssumeRolePolicyDocument", root);
}

static enum policy_use use_of(const struct node *root) {
    if (!policy_document_has_principal(root))
        return POLICY_IDENTITY;
    return is_trust(root) ? POLICY_TRUST : POLICY_RESOURCE;
}

/* Of a function or layer the rules about it have more to say; what else the resource is, is not in the input. */
static bool is_of_function(const struct node *root) {
    return find_host(policy_document_resource(root)) == &HOSTS[0];
}

static void add_policy(struct unit *unit, const struct node *root, enum policy_use use, struct str name) {
    static const char *const KINDS[] = {
        [POLICY_RESOURCE] = "resource", [POLICY_BOUNDARY] = "boundary", [POLICY_SESSION] = "session",
        [POLICY_SCP] = "scp",           [POLICY_RCP] = "rcp",           [POLICY_ENDPOINT] = "endpoint"};
    enum policy_use found = use == POLICY_OF_ANYTHING || use == POLICY_TOLD ? use_of(root) : use;
    if (found == POLICY_IDENTITY)
        add_holder(unit, root, name);
    else if (found == POLICY_TRUST)
        add_trusting(unit, root, name);
    else if (found == POLICY_RESOURCE && (use == POLICY_OF_ANYTHING || is_of_function(root)))
        policy_document_add_to_resource(unit, root, NULL, name);
    else
        add_lone(unit, root, name, KINDS[found], false);
}

bool dialect_is_policy(const struct document *document) {
    return document->root && document->root->kind == NODE_MAP && node_member(document->root, "Statement");
}

bool policy_use_named(struct str word, enum policy_use *ret_use) {
    static const char *const NAMES[] = {
        [POLICY_IDENTITY] = "identity", [POLICY_RESOURCE] = "resource", [POLICY_TRUST] = "trust",
        [POLICY_BOUNDARY] = "boundary", [POLICY_SESSION] = "session",   [POLICY_SCP] = "scp",
        [POLICY_RCP] = "rcp",           [POLICY_ENDPOINT] = "endpoint"};
    for (size_t i = POLICY_IDENTITY; i < sizeof NAMES / sizeof *NAMES; i++)
        if (str_is(word, NAMES[i])) {
            *ret_use = (enum policy_use)i;
            return true;
        }
    return false;
}

struct unit *dialect_load_policy(struct document *document, enum policy_use use, struct arena *arena) {
    struct unit *unit = literal_unit(document, &LITERAL_POLICY, arena);
    struct str name = str_after_last(document->path, '/');
    for (const struct node *root = document->root; root; root = root->next)
        if (policy_document_is(root) || (use != POLICY_OF_ANYTHING && dialect_is_policy(document)))
            add_policy(unit, root, use, name);
    for (size_t i = 0; i < unit->resources.count; i++)
        unit->resources.items[i].implied = true;
    literal_finish(unit);
    return unit;
}
