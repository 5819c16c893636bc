/* AWS::Lambda::Function, what describes it elsewhere (aliases, versions, event invoke configuration), and its URL. */
#include "analyzer/facts/load/link.h"
#include "analyzer/facts/load/loads.h"
#include "analyzer/facts/load/log_group.h"
#include "analyzer/facts/load/plain.h"
#include "analyzer/facts/load/trigger.h"

#include <string.h>

const struct plain FUNCTION_COLUMNS[] = {
    {PLAIN_TEXT, "name", "FunctionName", "", 0},
    {PLAIN_TEXT, "handler", "Handler", "", 0},
    {PLAIN_TEXT, "package_type", "PackageType", "Zip", 0},
    {PLAIN_INTEGER, "timeout", "Timeout", NULL, 3},
    {PLAIN_INTEGER, "memory_size", "MemorySize", NULL, 128},
    {PLAIN_INTEGER, "ephemeral_storage", "EphemeralStorage.Size", NULL, 512},
    {PLAIN_TEXT, "tracing_mode", "TracingConfig.Mode", "PassThrough", 0},
    {PLAIN_TEXT, "recursive_loop", "RecursiveLoop", "Terminate", 0},
    {PLAIN_INTEGER, "reserved_concurrency", "ReservedConcurrentExecutions", NULL, -1},
    {PLAIN_TEXT, "update_runtime_on", "RuntimeManagementConfig.UpdateRuntimeOn", "Auto", 0},
    {PLAIN_TEXT, "snap_start", "SnapStart.ApplyOn", "None", 0},
    {PLAIN_TEXT, "tenant_isolation", "TenancyConfig.TenantIsolationMode", "", 0},
    {PLAIN_HAS, "durable", "DurableConfig", NULL, 0},
    {PLAIN_TEXT, "log_format", "LoggingConfig.LogFormat", "Text", 0},
    {PLAIN_TEXT, "application_log_level", "LoggingConfig.ApplicationLogLevel", "", 0},
    {PLAIN_HAS, "has_inline_code", "Code.ZipFile", NULL, 0},
    {PLAIN_TEXT, "image_uri", "Code.ImageUri", "", 0},
    {PLAIN_LINK, "code_bucket", "Code.S3Bucket", NULL, 0},
    {PLAIN_HAS, "has_code_version", "Code.S3ObjectVersion", NULL, 0},
    {PLAIN_HAS, "has_kms_key", "KmsKeyArn", NULL, 0},
    {PLAIN_LINK, "kms_key", "KmsKeyArn", NULL, 0},
    {PLAIN_BOOLEAN, "ipv6_dual_stack", "VpcConfig.Ipv6AllowedForDualStack", NULL, 0},
    {PLAIN_HAS, "has_code_signing", "CodeSigningConfigArn", NULL, 0},
    {PLAIN_LINK, "code_signing", "CodeSigningConfigArn", NULL, 0},
    {PLAIN_HAS, "has_dead_letter", "DeadLetterConfig.TargetArn", NULL, 0},
    {PLAIN_LINK, "dead_letter", "DeadLetterConfig.TargetArn", NULL, 0},
    {PLAIN_LINK, "capacity_provider",
     "CapacityProviderConfig.LambdaManagedInstancesCapacityProviderConfig.CapacityProviderArn", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

/* -- columns that need more than one property -----------------------------------------------------------------------
 */

/* Code.ImageUri alone makes an image too: PackageType is then redundant, AWS demands it but samples leave it out. */
static bool is_image(const struct thing *thing) {
    return value_is_text(thing_at(thing, "PackageType"), "Image");
}

static void set_runtime(struct loader *loader, struct row *row, const struct thing *thing) {
    const struct value *runtime = thing_at(thing, "Runtime");
    row_value_text(row, "runtime", is_image(thing) ? &VALUE_NOTHING : runtime, STR_NONE);
    if (is_image(thing) || runtime->kind == VALUE_ABSENT)
        return;
    int64_t known = runtime->kind == VALUE_TEXT ? facts_runtime(loader->facts, runtime->text) : 0;
    if (known)
        row_link(row, "runtime_facts", known, runtime->node);
    else
        link_column(loader, row, "runtime_facts", runtime);
}

/* Before `sam build` and `aws cloudformation package` upload it, Code is the path of a folder or file; the CDK and
 * Amplify write the path beside it: https://docs.aws.amazon.com/cdk/v2/guide/assets.html */
static void set_code_path(struct row *row, const struct thing *thing) {
    const struct node *metadata = node_member(thing->resource->node, "Metadata");
    const struct node *path = node_member(metadata, "aws:asset:path");
    const struct node *property = node_member(metadata, "aws:asset:property");
    const struct value *code = thing_at(thing, "Code");
    if (path && path->kind == NODE_TEXT && property && str_starts(property->text, "Code"))
        row_text(row, "code_path", path->text, path);
    else
        row_value_text(row, "code_path", code->kind == VALUE_MAP ? &VALUE_NOTHING : code, STR_NONE);
}

/* A function without Role cannot be deployed as plain CloudFormation: something outside (a macro, a build step) adds
 * it, so we cannot tell which. */
static void set_role(struct loader *loader, struct row *row, const struct thing *thing) {
    const struct value *role = thing_at(thing, "Role");
    struct target target = link_find(loader, role, "function", "role");
    if (target.id == 0)
        row_unknown(row, "role", STR("the function names no role"), thing_node(thing));
    else
        row_link(row, "role", target.id, role->node);
}

/* VpcConfig with empty lists takes a function out of its VPC. Page: aws-properties-lambda-function-vpcconfig.html */
static void set_vpc(struct loader *loader, struct row *row, const struct thing *thing) {
    const struct value *config = thing_at(thing, "VpcConfig");
    const struct value *subnets = value_member(config, "SubnetIds");
    struct list list = list_of(loader, subnets);
    if (list.count > 0)
        row_integer(row, "has_vpc", 1, config->node);
    else if (!list.open)
        row_integer(row, "has_vpc", 0, config->node);
    else if (value_presence(subnets) == 1)
        row_integer(row, "has_vpc", 1, config->node);
    else
        row_unknown(row, "has_vpc", list.reason, config->node);
}

static void set_failure_destination(struct loader *loader, struct row *row, const struct thing *thing) {
    const struct value *destination = &VALUE_NOTHING;
    loader_each(config, loader, "AWS::Lambda::EventInvokeConfig") {
        struct target function = link_find(loader, thing_at(config, "FunctionName"), "alias", "function");
        if (function.id == thing->id && destination->kind == VALUE_ABSENT)
            destination = thing_at(config, "DestinationConfig.OnFailure.Destination");
        else if (function.anonymous && destination->kind == VALUE_ABSENT)
            destination = value_new_unknown(loader->arena, thing_node(config), STR_NONE,
                                            STR("an event invoke configuration whose function is not known"));
    }
    row_value_has(row, "has_failure_destination", destination);
    link_column(loader, row, "failure_destination", destination);
}

static bool names_function(struct loader *loader, const struct thing *user, const char *path, int64_t function) {
    return link_find(loader, thing_at(user, path), "alias", "function").id == function;
}

static void set_published(struct loader *loader, struct row *row, const struct thing *thing) {
    loader_each(version, loader, "AWS::Lambda::Version") {
        if (names_function(loader, version, "FunctionName", thing->id)) {
            row_integer(row, "published", 1, thing_node(version));
            return;
        }
    }
    loader_each(alias, loader, "AWS::Lambda::Alias") {
        if (names_function(loader, alias, "FunctionName", thing->id)) {
            row_integer(row, "published", 1, thing_node(alias));
            return;
        }
    }
    const struct value *auto_publish = thing_at(thing, "PublishToLatestPublished");
    if (value_boolean(auto_publish) == 1)
        row_integer(row, "published", 1, auto_publish->node);
}

static void set_edge(struct loader *loader, struct row *row, const struct thing *thing) {
    const struct node *node = edge_association(loader, thing->id);
    row_integer(row, "edge", node != NULL, node);
}

/* -- members ---------------------------------------------------------------------------------------------------------
 */

/* Does the text hold a dynamic reference to a secret? */
static bool has_secret(const struct value *value) {
    if (value->kind == VALUE_UNKNOWN)
        return str_starts(value->identity, "resolve:secretsmanager") ||
               str_starts(value->identity, "resolve:ssm-secure");
    bool secret = false;
    for (size_t i = 0; value->kind == VALUE_CONCAT && i < value->count && !secret; i++)
        secret = has_secret(value->parts[i]);
    return secret;
}

static const char *origin_of(const struct value *value) {
    if (has_secret(value))
        return "secret";
    if (value->parameter.size > 0)
        return "parameter";
    if (value_is_known_scalar(value))
        return "literal";
    return value->kind == VALUE_UNKNOWN && value->identity.size == 0 ? NULL : "attribute";
}

/* Does the text before a parameter introduce a value of its own, as in "user:", "password=" and {"key": "? What follows
 * a slash or a dash is a piece of a path or a name. */
static bool introduces(const struct value *before) {
    return before->kind == VALUE_TEXT && before->text.size > 0 &&
           strchr(":= \"'", before->text.data[before->text.size - 1]) != NULL;
}

/* The parameter that the variable hands on: the whole value, or a value inside a longer text. Of several it is the one
 * before an @, where URLs have the password, else the last. An ARN only names things. */
static struct str parameter_of(const struct value *value) {
    struct str found = value->parameter;
    if (value->kind != VALUE_CONCAT || found.size > 0 || str_starts(value->parts[0]->text, "arn:"))
        return found;
    for (size_t i = 1; i < value->count; i++) {
        if (value->parts[i]->parameter.size == 0 || !introduces(value->parts[i - 1]))
            continue;
        found = value->parts[i]->parameter;
        if (i + 1 < value->count && str_starts(value->parts[i + 1]->text, "@"))
            return found;
    }
    return found;
}

static int64_t parameter_id(const struct loader *loader, const struct value *value) {
    struct str name = parameter_of(value);
    int64_t *id = name.size > 0 ? map_get(&loader->parameter_ids, name) : NULL;
    return id ? *id : 0;
}

static void variables(struct loader *loader, const struct thing *thing) {
    const struct value *map = thing_at(thing, "Environment.Variables");
    for (size_t i = 0; map->kind == VALUE_MAP && i < map->count; i++) {
        const struct value_member *member = &map->members[i];
        const struct node *key = member->key_node ? member->key_node : member->value->node;
        struct row *row = member_row(loader, "environment_variable", thing, thing->id, key, member->key);
        row_text(row, "name", member->key, key);
        row_value_text(row, "value", member->value, STR_NONE);
        const char *origin = origin_of(member->value);
        if (origin)
            row_text(row, "origin", str_from(origin), member->value->node);
        else
            row_unknown(row, "origin", value_reason(member->value), member->value->node);
        row_link(row, "parameter", parameter_id(loader, member->value), member->value->node);
        row_write(row);
    }
    if (map->open || (map->kind != VALUE_MAP && map->kind != VALUE_ABSENT))
        close_phantom(loader->facts, "environment_variable", thing->id, map->node, value_reason(map));
}

/* One row for each member of a list, linked to what the member names. */
static void linked_members(struct loader *loader, const struct thing *thing, const struct value *value,
                           const char *table, const char *column) {
    struct list list = list_of(loader, value);
    for (size_t i = 0; i < list.count; i++) {
        const struct value *item = list.items[i];
        struct row *row = member_row(loader, table, thing, thing->id, item->node, label_of(loader, item));
        link_column(loader, row, column, item);
        row_write(row);
    }
    if (list.open)
        close_phantom(loader->facts, table, thing->id, list.node, list.reason);
}

static void file_systems(struct loader *loader, const struct thing *thing) {
    struct list list = list_of(loader, thing_at(thing, "FileSystemConfigs"));
    for (size_t i = 0; i < list.count; i++) {
        const struct value *path = value_member(list.items[i], "LocalMountPath");
        struct row *row =
            member_row(loader, "function_file_system", thing, thing->id, list.items[i]->node, label_of(loader, path));
        link_column(loader, row, "access_point", value_member(list.items[i], "Arn"));
        row_value_text(row, "mount_path", path, STR_NONE);
        row_write(row);
    }
    if (list.open)
        close_phantom(loader->facts, "function_file_system", thing->id, list.node, list.reason);
}

static void tags(struct loader *loader, const struct thing *thing) {
    struct list list = list_of(loader, thing_at(thing, "Tags"));
    for (size_t i = 0; i < list.count; i++) {
        const struct value *key = value_member(list.items[i], "Key");
        struct row *row =
            member_row(loader, "function_tag", thing, thing->id, list.items[i]->node, label_of(loader, key));
        row_value_text(row, "key", key, STR_NONE);
        row_value_text(row, "value", value_member(list.items[i], "Value"), STR_NONE);
        row_write(row);
    }
    if (list.open)
        close_phantom(loader->facts, "function_tag", thing->id, list.node, list.reason);
}

void function_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    set_runtime(loader, row, thing);
    row_value_text(row, "architecture", list_first(loader, thing_at(thing, "Architectures")), STR("x86_64"));
    set_code_path(row, thing);
    set_role(loader, row, thing);
    set_vpc(loader, row, thing);
    set_failure_destination(loader, row, thing);
    set_published(loader, row, thing);
    set_edge(loader, row, thing);
    row_link(row, "log_group", log_group_of(loader, thing), thing_at(thing, "LoggingConfig.LogGroup")->node);
}

void function_members(struct loader *loader, const struct thing *thing) {
    variables(loader, thing);
    linked_members(loader, thing, thing_at(thing, "Layers"), "function_layer", "layer_version");
    linked_members(loader, thing, thing_at(thing, "VpcConfig.SubnetIds"), "function_subnet", "subnet");
    linked_members(loader, thing, thing_at(thing, "VpcConfig.SecurityGroupIds"), "function_security_group",
                   "security_group");
    file_systems(loader, thing);
    tags(loader, thing);
}

/* -- function URLs ------------------------------------------------------------------------------------------------- */

const struct plain URL_COLUMNS[] = {
    {PLAIN_TEXT, "auth_type", "AuthType", "", 0},
    {PLAIN_TEXT, "invoke_mode", "InvokeMode", "BUFFERED", 0},
    {PLAIN_BOOLEAN, "cors_credentials", "Cors.AllowCredentials", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

void url_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    const struct value *arn = thing_at(thing, "TargetFunctionArn");
    link_function(row, link_find(loader, arn, "function_url", "function"), arn, thing_at(thing, "Qualifier"));
}

void url_members(struct loader *loader, const struct thing *thing) {
    struct list list = list_of(loader, thing_at(thing, "Cors.AllowOrigins"));
    for (size_t i = 0; i < list.count; i++) {
        struct row *row = member_row(loader, "function_url_origin", thing, thing->id, list.items[i]->node,
                                     label_of(loader, list.items[i]));
        row_value_text(row, "origin", list.items[i], STR_NONE);
        row_write(row);
    }
    if (list.open)
        close_phantom(loader->facts, "function_url_origin", thing->id, list.node, list.reason);

    const struct value *auth_type = thing_at(thing, "AuthType");
    struct trigger trigger = {
        .function = link_find(loader, thing_at(thing, "TargetFunctionArn"), "function_url", "function"),
        .kind = "function_url",
        .source = thing->id,
        .synchronous = 1,
        .unauthenticated = value_is_known_scalar(auth_type) ? value_is_text(auth_type, "NONE") : -1,
        .node = auth_type->node,
    };
    if (trigger.function.anonymous)
        phantom_everywhere(loader, "function_url", "function", thing_node(thing),
                           STR("a function URL whose function is not known"));
    else
        trigger_add(loader, thing, &trigger);
}
