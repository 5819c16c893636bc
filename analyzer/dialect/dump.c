#include "analyzer/dialect/dump.h"

#include "analyzer/base/limits.h"
#include "analyzer/dialect/dialect.h"

#include <ctype.h>

/* -- nodes --------------------------------------------------------------------------------------------------------- */

const struct node *dump_list(const struct node *node, const char *key) {
    const struct node *list = node_member(node, key);
    return list && list->kind == NODE_LIST ? list : NULL;
}

struct str dump_text(const struct node *node, const char *key) {
    const struct node *member = node_member(node, key);
    return member && member->kind == NODE_TEXT ? member->text : STR_NONE;
}

void dump_put(struct node *properties, const char *key, const struct node *value) {
    if (!node_member(properties, key))
        literal_put(properties, key, value);
}

void dump_copy(struct node *properties, const struct node *from, const char *const *keys) {
    for (; *keys; keys++)
        dump_put(properties, *keys, node_member(from, *keys));
}

void dump_unknown(struct node *properties, const char *key, const char *reason) {
    if (!node_member(properties, key))
        literal_unknown(properties, key, properties, reason);
}

bool dump_is_full(struct node *list) {
    if (list->child_count < 1000)
        return false;
    literal_open(list);
    return true;
}

struct str dump_last_part(struct str arn) {
    size_t at = arn.size;
    while (at && arn.data[at - 1] != '/' && arn.data[at - 1] != ':')
        at--;
    return str_slice(arn, at, arn.size);
}

/* -- the view ------------------------------------------------------------------------------------------------------ */

static struct str key_of(const struct dump_view *view, const char *what, struct str id) {
    return str_format(view->arena, "%s\n%.*s", what, STR_ARG(id));
}

struct node *dump_find(const struct dump_view *view, const char *type, struct str id) {
    return map_get(&view->things, key_of(view, type, id));
}

struct node *dump_thing(struct dump_view *view, const char *type, struct str id, struct str name,
                        const struct node *origin) {
    struct node *known = dump_find(view, type, id);
    if (known)
        return known;
    struct node *properties = literal_resource(view->unit, origin, name.size ? name : id, type);
    map_put(&view->things, key_of(view, type, id), properties);
    return properties;
}

void dump_set_shown(struct dump_view *view, const char *what, struct str id) {
    map_put(&view->shown, key_of(view, what, id), NULL);
}

bool dump_is_shown(const struct dump_view *view, const char *what, struct str id) {
    return map_has(&view->shown, key_of(view, what, id));
}

/* -- AWS Config ---------------------------------------------------------------------------------------------------- */

/* Config writes the keys of the API with a small first letter. Keys that users chose stay as they are. */
static struct node *with_capitals(struct document *document, const struct node *node, bool keys_are_data) {
    struct node *result = node->kind == NODE_MAP ? node_new_map(document, node) : node_new_list(document, node);
    node_each(child, node) {
        if (dump_is_full(result))
            break;
        bool inner = child->kind == NODE_MAP || child->kind == NODE_LIST;
        bool data = str_is(child->key, "variables") || str_ends(child->key, "olicyDocument");
        struct node *copy = inner ? with_capitals(document, child, data) : node_new_copy(document, child);
        copy->origin = node_source(child);
        struct str key = child->key;
        if (key.size && !keys_are_data) {
            key = str_copy(&document->arena, key);
            ((char *)(uintptr_t)key.data)[0] = (char)toupper((unsigned char)key.data[0]);
        }
        if (node->kind == NODE_MAP)
            node_set(result, key, copy);
        else
            node_append(result, copy);
    }
    return result;
}

/* What AWS Config keeps beside the description of a resource: its policy, mostly. Values may be JSON in a text. */
static void config_supplement(struct dump_view *view, struct str type, const struct node *configuration,
                              const struct node *supplement) {
    if (!supplement || supplement->kind != NODE_MAP)
        return;
    struct node *opened = node_new_map(supplement->document, supplement);
    node_each(member, supplement) {
        bool text = member->kind == NODE_TEXT && !str_is(member->key, "Policy");
        const struct node *inner = text ? document_embedded(member->document, member, NULL) : member;
        bool structured = inner && (inner->kind == NODE_MAP || inner->kind == NODE_LIST);
        struct node *copy = structured ? with_capitals(supplement->document, inner, false)
                                       : node_new_copy(supplement->document, member);
        copy->origin = node_source(inner ? inner : member);
        node_set(opened, member->key, copy);
    }
    if (str_is(type, "AWS::Lambda::Function") && policy_document_root(node_member(opened, "Policy")))
        dump_text_policy(view, opened);
    else if (str_is(type, "AWS::KMS::Key"))
        dump_key_supplement(view, configuration, opened);
    else if (str_is(type, "AWS::S3::Bucket"))
        dump_bucket(view, configuration, opened);
}

/* https://docs.aws.amazon.com/config/latest/developerguide/config-item-table.html */
static void config_item(struct dump_view *view, const struct node *item) {
    static const struct {
        const char *type;
        dump_add *add;
    } TYPES[] = {
        {"AWS::Lambda::Function", dump_function},
        {"AWS::IAM::Role", dump_listed_role},
        {"AWS::IAM::Policy", dump_managed_policy},
        {"AWS::EC2::Subnet", dump_subnet},
        {"AWS::EC2::SecurityGroup", dump_security_group},
        {"AWS::EC2::VPC", dump_vpc},
        {"AWS::EC2::RouteTable", dump_route_table},
        {"AWS::IAM::User", dump_user},
        {"AWS::IAM::Group", dump_group},
        {"AWS::SQS::Queue", dump_queue},
        {"AWS::SNS::Topic", dump_topic},
        {"AWS::KMS::Key", dump_key},
        {"AWS::EC2::FlowLog", dump_flow_log},
    };
    const struct node *configuration = node_member(item, "configuration");
    if (configuration && configuration->kind == NODE_TEXT)
        configuration = document_embedded(configuration->document, configuration, NULL);
    if (!configuration || configuration->kind != NODE_MAP)
        return;
    struct str type = dump_text(item, "resourceType");
    const struct node *capital = with_capitals(configuration->document, configuration, false);
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
        if (str_is(type, TYPES[i].type))
            TYPES[i].add(view, capital);
    config_supplement(view, type, capital, node_member(item, "supplementaryConfiguration"));
}

/* -- shapes -------------------------------------------------------------------------------------------------------- */

static void nothing(struct dump_view *view, const struct node *node) {
    (void)view, (void)node;
}

static const struct shape {
    const char *why;
    const char *keys[2]; /* all of them; the second may be NULL */
    const char *element; /* the first key is a list of maps with this key, each of which is added; NULL: it is not */
    dump_add *add;
} SHAPES[] = {
    {"aws iam get-account-authorization-details", {"RoleDetailList"}, NULL, dump_details},
    {"aws iam get-account-authorization-details", {"UserDetailList", "Policies"}, NULL, dump_details},
    {"aws lambda get-function", {"Configuration", "Code"}, NULL, dump_get_function},
    {"aws lambda list-functions", {"Functions"}, "FunctionArn", dump_function},
    {"aws lambda get-function-configuration", {"FunctionArn", "Role"}, NULL, dump_function},
    {"aws lambda get-function-url-config", {"FunctionUrl", "AuthType"}, NULL, dump_url},
    {"aws lambda list-function-url-configs", {"FunctionUrlConfigs"}, "AuthType", dump_url},
    {"aws lambda list-event-source-mappings", {"EventSourceMappings"}, "UUID", dump_mapping},
    {"aws lambda get-event-source-mapping", {"UUID", "FunctionArn"}, NULL, dump_mapping},
    {"aws lambda get-function-event-invoke-config", {"FunctionArn", "DestinationConfig"}, NULL, dump_invoke_config},
    {"aws lambda list-function-event-invoke-configs",
     {"FunctionEventInvokeConfigs"},
     "FunctionArn",
     dump_invoke_config},
    {"aws lambda list-aliases", {"Aliases"}, "FunctionVersion", dump_alias},
    {"aws lambda list-versions-by-function", {"Versions"}, "FunctionArn", dump_function},
    {"aws lambda list-layer-versions", {"LayerVersions"}, "LayerVersionArn", dump_layer_version},
    {"aws lambda get-function-code-signing-config",
     {"CodeSigningConfigArn", "FunctionName"},
     NULL,
     dump_function_signing},
    {"aws lambda get-code-signing-config", {"CodeSigningConfig"}, NULL, dump_signing},
    {"aws lambda list-code-signing-configs", {"CodeSigningConfigs"}, "CodeSigningConfigArn", dump_listed_signing},
    {"aws lambda get-runtime-management-config", {"UpdateRuntimeOn", "FunctionArn"}, NULL, dump_runtime_updates},
    {"aws lambda get-alias", {"AliasArn", "FunctionVersion"}, NULL, dump_alias},
    {"aws lambda list-layers", {"Layers"}, "LayerArn", dump_layer},
    {"aws lambda get-layer-version", {"LayerVersionArn", "LayerArn"}, NULL, dump_layer},
    {"aws logs describe-log-groups", {"logGroups"}, "logGroupName", dump_log_group},
    {"aws iam list-roles", {"Roles"}, "AssumeRolePolicyDocument", dump_listed_role},
    {"aws iam get-role", {"Role"}, NULL, dump_role},
    {"aws iam get-role-policy", {"RoleName", "PolicyDocument"}, NULL, dump_role_policy},
    {"aws iam get-user-policy", {"UserName", "PolicyDocument"}, NULL, dump_user_policy},
    {"aws iam get-group-policy", {"GroupName", "PolicyDocument"}, NULL, dump_group_policy},
    {"aws iam get-policy-version", {"PolicyVersion"}, NULL, dump_policy_version},
    {"aws iam list-policies", {"Policies"}, "Arn", dump_managed_policy},
    {"aws iam list-attached-role-policies", {"AttachedPolicies"}, "PolicyArn", nothing},
    {"a Policy", {"Policy"}, NULL, dump_text_policy},
    {"aws sqs get-queue-attributes or aws sns get-topic-attributes", {"Attributes"}, NULL, dump_attributes},
    {"aws secretsmanager get-resource-policy", {"ARN", "ResourcePolicy"}, NULL, dump_secret_policy},
    {"aws kms describe-key", {"KeyMetadata"}, NULL, dump_described_key},
    {"aws kms get-key-rotation-status", {"KeyRotationEnabled", "KeyId"}, NULL, dump_key_rotation},
    {"aws kms list-aliases", {"Aliases"}, "AliasName", dump_key_alias},
    {"aws events list-rules", {"Rules"}, "Arn", dump_event_rule},
    {"aws events describe-rule", {"Arn", "EventPattern"}, NULL, dump_event_rule},
    {"aws events describe-rule", {"Arn", "ScheduleExpression"}, NULL, dump_event_rule},
    {"aws ec2 describe-flow-logs", {"FlowLogs"}, "FlowLogId", dump_flow_log},
    {"aws lambda add-permission", {"Statement"}, NULL, dump_text_statement},
    {"aws ec2 describe-security-groups", {"SecurityGroups"}, "GroupId", dump_security_group},
    {"aws ec2 describe-security-group-rules", {"SecurityGroupRules"}, "SecurityGroupRuleId", dump_group_rule},
    {"aws ec2 describe-subnets", {"Subnets"}, "SubnetId", dump_subnet},
    {"aws ec2 describe-vpcs", {"Vpcs"}, "VpcId", dump_vpc},
    {"aws ec2 describe-route-tables", {"RouteTables"}, "RouteTableId", dump_route_table},
    {"aws ec2 describe-vpc-endpoints", {"VpcEndpoints"}, "VpcEndpointId", dump_endpoint},
    {"aws ec2 describe-network-acls", {"NetworkAcls"}, "NetworkAclId", nothing},
    {"AWS Config items", {"configurationItems"}, "configuration", config_item},
    {"AWS Config items", {"baseConfigurationItems"}, "configuration", config_item},
    {"an AWS Config item", {"resourceType", "configuration"}, NULL, config_item},
};

/* Load balancers have rules too. */
static bool names_rule(const struct node *first) {
    const struct node *arn = first->kind == NODE_LIST ? node_member(first->first_child, "Arn") : first;
    return arn && arn->kind == NODE_TEXT && str_contains(arn->text, ":events:");
}

/* What keys alone do not tell. */
static bool fits_closely(const struct shape *shape, const struct node *node) {
    const struct node *first = node_member(node, shape->keys[0]);
    if (shape->add == dump_event_rule)
        return names_rule(first);
    if (shape->add == dump_attributes)
        return node_member(first, "QueueArn") || node_member(first, "TopicArn");
    if (shape->add == dump_described_key)
        return node_member(first, "KeyId") != NULL;
    if (shape->add == dump_signing)
        return node_member(first, "CodeSigningConfigArn") != NULL;
    if (shape->element)
        return first->kind == NODE_LIST && (!first->first_child || node_member(first->first_child, shape->element));
    if (shape->add == dump_get_function)
        return node_member(first, "FunctionArn") != NULL;
    if (shape->add == dump_role)
        return node_member(first, "AssumeRolePolicyDocument") != NULL;
    if (shape->add == dump_policy_version)
        return node_member(first, "Document") != NULL;
    if (shape->add == dump_text_policy)
        return first->kind == NODE_TEXT ? policy_document_root(first) != NULL : node_member(first, "Arn") != NULL;
    if (shape->add == dump_text_statement)
        return first->kind == NODE_TEXT && document_embedded(first->document, first, NULL);
    return true;
}

static const struct shape *shape_of(const struct node *node) {
    for (size_t i = 0; i < sizeof SHAPES / sizeof *SHAPES; i++) {
        const struct shape *shape = &SHAPES[i];
        if (node_member(node, shape->keys[0]) && (!shape->keys[1] || node_member(node, shape->keys[1])) &&
            fits_closely(shape, node))
            return shape;
    }
    return NULL;
}

static void add_shape(struct dump_view *view, const struct shape *shape, const struct node *node) {
    if (!shape->element) {
        shape->add(view, node);
        return;
    }
    node_each(member, node_member(node, shape->keys[0])) if (member->kind == NODE_MAP) shape->add(view, member);
}

static const char *visit(struct dump_view *view, const struct node *node, unsigned depth);

/* An advanced query of AWS Config answers with items written as texts.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_SelectResourceConfig.html */
static const char *visit_results(struct dump_view *view, const struct node *results, unsigned depth) {
    const char *why = NULL;
    node_each(text, results) {
        const struct node *item = text->kind == NODE_TEXT ? document_embedded(text->document, text, NULL) : NULL;
        const char *found = item ? visit(view, item, depth) : NULL;
        why = why ? why : found;
    }
    return why;
}

/* Answers may stand in a list, and in what recorders of HTTP put around them. NULL when nothing was recognised. */
static const char *visit(struct dump_view *view, const struct node *node, unsigned depth) {
    const char *why = NULL;
    if (node->kind == NODE_LIST && depth < 2) {
        node_each(member, node) {
            const char *found = visit(view, member, depth + 1);
            why = why ? why : found;
            if (!view && (why || member->parent != node))
                break;
        }
        return why;
    }
    const struct node *data = node_member(node, "status_code") ? node_member(node, "data") : NULL;
    if (data && depth < 2)
        return visit(view, data, depth + 1);
    if (node_member(node, "configurationItem") && depth < 2)
        return visit(view, node_member(node, "configurationItem"), depth + 1);
    if (node_member(node, "QueryInfo") && depth < 2)
        return visit_results(view, dump_list(node, "Results"), depth + 1);
    const struct shape *shape = node->kind == NODE_MAP ? shape_of(node) : NULL;
    if (shape && view)
        add_shape(view, shape, node);
    return shape ? shape->why : NULL;
}

const char *dump_recognise(const struct document *document) {
    const char *why = NULL;
    for (const struct node *root = document->root; root && !why; root = root->next)
        why = visit(NULL, root, 0);
    return why;
}

/* A member whose name ends in Arn, here or in what is listed here. */
static bool has_arn(const struct node *node, unsigned depth) {
    node_each(member, node) {
        bool named = str_ends(member->key, "Arn") || str_ends(member->key, "ARN") || str_ends(member->key, "arn");
        if (named && member->kind == NODE_TEXT && str_starts(member->text, "arn:"))
            return true;
        bool first = node->kind == NODE_MAP || member == node->first_child;
        if (depth && first && !node_is_scalar(member) && has_arn(member, depth - 1))
            return true;
    }
    return false;
}

bool dump_resembles(const struct document *document) {
    return document->format == FORMAT_JSON && has_arn(document->root, 2);
}

struct unit *dialect_load_view(struct document *const *documents, size_t count, struct arena *arena) {
    struct dump_view view = {.unit = literal_unit(documents[0], &LITERAL_DUMP, arena), .arena = arena};
    map_init(&view.things, arena);
    map_init(&view.shown, arena);
    map_init(&view.roles, arena);
    map_init(&view.main_tables, arena);
    for (size_t i = 0; i < count; i++) {
        if (i)
            vec_push(arena, &view.unit->more_documents, documents[i]);
        for (const struct node *root = documents[i]->root; root; root = root->next)
            visit(&view, root, 0);
    }
    dump_finish_iam(&view);
    dump_finish_network(&view);
    dump_finish_stores(&view);
    dump_finish_lambda(&view);
    literal_finish(view.unit);
    return view.unit;
}
