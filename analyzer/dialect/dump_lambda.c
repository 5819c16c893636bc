#include "analyzer/dialect/dump.h"

static const char FUNCTION[] = "AWS::Lambda::Function";
static const char LOG_GROUP[] = "AWS::Logs::LogGroup";

/* The ARN without a version or alias: arn:aws:lambda:region:account:function:name. */
static struct str unqualified(struct str arn) {
    size_t at = 0;
    for (unsigned colons = 0; at < arn.size; at++)
        if (arn.data[at] == ':' && ++colons == 7)
            break;
    return str_slice(arn, 0, at);
}

static struct str name_in(struct str arn) {
    return dump_last_part(unqualified(arn));
}

/* -- functions ----------------------------------------------------------------------------------------------------- */

static void put_layers(struct node *properties, const struct node *configuration) {
    const struct node *layers = dump_list(configuration, "Layers");
    if (!layers || node_member(properties, "Layers"))
        return;
    struct node *list = literal_list(properties, "Layers", layers);
    node_each(layer, layers) {
        const struct node *arn = node_member(layer, "Arn");
        if (arn && !dump_is_full(list))
            literal_append(list, arn);
    }
}

static void put_tags(struct node *properties, const struct node *tags) {
    if (!tags || tags->kind != NODE_MAP || node_member(properties, "Tags"))
        return;
    struct node *list = literal_list(properties, "Tags", tags);
    node_each(tag, tags) {
        if (dump_is_full(list))
            return;
        struct node *map = literal_map(list, NULL, tag);
        literal_text(map, "Key", tag, tag->key);
        literal_put(map, "Value", tag);
    }
}

void dump_function(struct dump_view *view, const struct node *node) {
    static const char *const SAME[] = {"FunctionName",
                                       "Handler",
                                       "PackageType",
                                       "Runtime",
                                       "Role",
                                       "Timeout",
                                       "MemorySize",
                                       "VpcConfig",
                                       "EphemeralStorage",
                                       "SnapStart",
                                       "TracingConfig",
                                       "LoggingConfig",
                                       "Architectures",
                                       "Environment",
                                       "DeadLetterConfig",
                                       "KmsKeyArn",
                                       "TenancyConfig",
                                       "FileSystemConfigs",
                                       "DurableConfig",
                                       "CapacityProviderConfig",
                                       NULL};
    struct str arn = unqualified(dump_text(node, "FunctionArn"));
    struct str name = dump_text(node, "FunctionName");
    if (!arn.size)
        return;
    struct node *properties = dump_thing(view, FUNCTION, arn, name.size ? name : name_in(arn), node);
    dump_copy(properties, node, SAME);
    dump_put(properties, "KmsKeyArn", node_member(node, "KMSKeyArn"));
    put_layers(properties, node);
}

/* https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html: Concurrency and Tags are there when they are set.
 */
void dump_get_function(struct dump_view *view, const struct node *node) {
    const struct node *configuration = node_member(node, "Configuration");
    struct str arn = unqualified(dump_text(configuration, "FunctionArn"));
    dump_function(view, configuration);
    struct node *properties = dump_find(view, FUNCTION, arn);
    if (!properties)
        return;
    const struct node *image = node_member(node_member(node, "Code"), "ImageUri");
    if (image && !node_member(properties, "Code"))
        literal_put(literal_map(properties, "Code", image), "ImageUri", image);
    dump_put(properties, "ReservedConcurrentExecutions",
             node_member(node_member(node, "Concurrency"), "ReservedConcurrentExecutions"));
    put_tags(properties, node_member(node, "Tags"));
    dump_set_shown(view, "concurrency", arn);
}

/* -- what belongs to functions ------------------------------------------------------------------------------------- */

void dump_url(struct dump_view *view, const struct node *node) {
    static const char *const SAME[] = {"AuthType", "Cors", "InvokeMode", NULL};
    struct str arn = dump_text(node, "FunctionArn");
    struct str address = str_format(view->arena, "URL of %.*s", STR_ARG(name_in(arn)));
    struct node *properties = dump_thing(view, "AWS::Lambda::Url", arn, address, node);
    dump_put(properties, "TargetFunctionArn", node_member(node, "FunctionArn"));
    dump_copy(properties, node, SAME);
}

void dump_mapping(struct dump_view *view, const struct node *node) {
    static const char *const SAME[] = {"EventSourceArn",
                                       "BatchSize",
                                       "FilterCriteria",
                                       "FunctionResponseTypes",
                                       "DestinationConfig",
                                       "MaximumRetryAttempts",
                                       "MaximumRecordAgeInSeconds",
                                       "BisectBatchOnFunctionError",
                                       "MaximumBatchingWindowInSeconds",
                                       "ParallelizationFactor",
                                       "ScalingConfig",
                                       "SourceAccessConfigurations",
                                       "SelfManagedEventSource",
                                       "Topics",
                                       "Queues",
                                       NULL};
    struct str address = str_format(view->arena, "mapping of %.*s", STR_ARG(name_in(dump_text(node, "FunctionArn"))));
    struct node *properties =
        dump_thing(view, "AWS::Lambda::EventSourceMapping", dump_text(node, "UUID"), address, node);
    dump_put(properties, "FunctionName", node_member(node, "FunctionArn"));
    dump_copy(properties, node, SAME);
}

void dump_invoke_config(struct dump_view *view, const struct node *node) {
    static const char *const SAME[] = {"DestinationConfig", "MaximumRetryAttempts", "MaximumEventAgeInSeconds", NULL};
    struct str arn = dump_text(node, "FunctionArn");
    struct str address = str_format(view->arena, "asynchronous invocation of %.*s", STR_ARG(name_in(arn)));
    struct node *properties = dump_thing(view, "AWS::Lambda::EventInvokeConfig", arn, address, node);
    dump_put(properties, "FunctionName", node_member(node, "FunctionArn"));
    dump_copy(properties, node, SAME);
    dump_set_shown(view, "invocation", unqualified(arn));
}

void dump_alias(struct dump_view *view, const struct node *node) {
    static const char *const SAME[] = {"Name", "FunctionVersion", NULL};
    struct str arn = dump_text(node, "AliasArn");
    struct str address =
        str_format(view->arena, "alias %.*s of %.*s", STR_ARG(dump_last_part(arn)), STR_ARG(name_in(arn)));
    struct node *properties = dump_thing(view, "AWS::Lambda::Alias", arn, address, node);
    literal_text(properties, "FunctionName", node, unqualified(arn));
    dump_copy(properties, node, SAME);
}

/* An answer of get-layer-version, or a member of list-layers. */
void dump_layer(struct dump_view *view, const struct node *node) {
    struct str arn = dump_text(node, "LayerArn");
    struct node *properties = dump_thing(view, "AWS::Lambda::LayerVersion", arn, dump_last_part(arn), node);
    if (!node_member(properties, "LayerName"))
        literal_text(properties, "LayerName", node, dump_last_part(arn));
}

/* A member of list-layer-versions: the ARN of the layer is that of the version without its number. */
void dump_layer_version(struct dump_view *view, const struct node *node) {
    struct str arn = unqualified(dump_text(node, "LayerVersionArn"));
    struct node *properties = dump_thing(view, "AWS::Lambda::LayerVersion", arn, dump_last_part(arn), node);
    if (!node_member(properties, "LayerName"))
        literal_text(properties, "LayerName", node, dump_last_part(arn));
}

/* -- code signing and updates of the runtime ----------------------------------------------------------------------- */

void dump_function_signing(struct dump_view *view, const struct node *node) {
    vec_push(view->arena, &view->signings, node);
}

/* Functions name its ARN, so that is its address. */
void dump_listed_signing(struct dump_view *view, const struct node *node) {
    static const char *const SAME[] = {"AllowedPublishers", "CodeSigningPolicies", "Description", NULL};
    struct str arn = dump_text(node, "CodeSigningConfigArn");
    dump_copy(dump_thing(view, "AWS::Lambda::CodeSigningConfig", arn, arn, node), node, SAME);
}

void dump_signing(struct dump_view *view, const struct node *node) {
    dump_listed_signing(view, node_member(node, "CodeSigningConfig"));
}

void dump_runtime_updates(struct dump_view *view, const struct node *node) {
    struct str arn = unqualified(dump_text(node, "FunctionArn"));
    dump_function(view, node);
    struct node *properties = dump_find(view, FUNCTION, arn);
    const struct node *when = node_member(node, "UpdateRuntimeOn");
    if (properties && !node_member(properties, "RuntimeManagementConfig"))
        literal_put(literal_map(properties, "RuntimeManagementConfig", when), "UpdateRuntimeOn", when);
}

void dump_log_group(struct dump_view *view, const struct node *node) {
    struct str name = dump_text(node, "logGroupName");
    struct node *properties = dump_thing(view, LOG_GROUP, name, name, node);
    dump_put(properties, "LogGroupName", node_member(node, "logGroupName"));
    dump_put(properties, "RetentionInDays", node_member(node, "retentionInDays"));
    dump_put(properties, "KmsKeyId", node_member(node, "kmsKeyId"));
}

/* -- what no answer shows ------------------------------------------------------------------------------------------ */

/* Its log group may have any retention. */
static void leave_log_group(struct dump_view *view, const struct node *function) {
    const struct node *group = node_member(node_member(function, "LoggingConfig"), "LogGroup");
    struct str name =
        group ? group->text : str_format(view->arena, "/aws/lambda/%.*s", STR_ARG(dump_text(function, "FunctionName")));
    if (dump_find(view, LOG_GROUP, name))
        return;
    struct node *properties = dump_thing(view, LOG_GROUP, name, name, function);
    literal_text(properties, "LogGroupName", function, name);
    dump_unknown(properties, "RetentionInDays", "the log groups are not in the input");
    dump_unknown(properties, "KmsKeyId", "the log groups are not in the input");
}

/* It may have any policy and any way of being invoked asynchronously. */
static void leave_open(struct dump_view *view, const struct node *function, struct str arn) {
    struct str name = dump_text(function, "FunctionName");
    if (!dump_is_shown(view, "policy", arn)) {
        struct str address = str_format(view->arena, "policy of %.*s", STR_ARG(name));
        struct node *policy = dump_thing(view, "AWS::Lambda::ResourcePolicy", arn, address, function);
        literal_text(policy, "ResourceArn", function, arn);
        dump_unknown(policy, "PolicyDocument", "the policy of the function is not in the input");
    }
    if (!dump_is_shown(view, "invocation", arn)) {
        struct str address = str_format(view->arena, "asynchronous invocation of %.*s", STR_ARG(name));
        struct node *config = dump_thing(view, "AWS::Lambda::EventInvokeConfig", arn, address, function);
        literal_text(config, "FunctionName", function, arn);
        dump_unknown(config, "DestinationConfig", "the asynchronous invocation is not in the input");
    }
}

static void finish_function(struct dump_view *view, struct node *function, struct str arn) {
    if (!dump_is_shown(view, "concurrency", arn))
        dump_unknown(function, "ReservedConcurrentExecutions", "the reserved concurrency is not in the input");
    dump_unknown(function, "RuntimeManagementConfig", "the updates of the runtime are not in the input");
    dump_unknown(function, "RecursiveLoop", "the handling of recursive loops is not in the input");
    dump_unknown(function, "CodeSigningConfigArn", "the code signing is not in the input");
    leave_log_group(view, function);
    leave_open(view, function, arn);
}

/* What an answer says of all functions of that name: it leaves the ARN out. */
static void add_signing(struct dump_view *view, const struct node *answer) {
    struct str name = name_in(dump_text(answer, "FunctionName"));
    for (size_t i = 0; i < view->things.count; i++) {
        struct str type, arn;
        struct node *properties = view->things.entries[i].value;
        str_cut(view->things.entries[i].key, '\n', &type, &arn);
        if (str_is(type, FUNCTION) && str_equal(name_in(arn), name))
            dump_put(properties, "CodeSigningConfigArn", node_member(answer, "CodeSigningConfigArn"));
    }
}

void dump_finish_lambda(struct dump_view *view) {
    for (size_t i = 0; i < view->signings.count; i++)
        add_signing(view, view->signings.items[i]);
    size_t count = view->things.count;
    for (size_t i = 0; i < count; i++) {
        struct map_entry *entry = &view->things.entries[i];
        struct str type, arn;
        str_cut(entry->key, '\n', &type, &arn);
        if (str_is(type, FUNCTION))
            finish_function(view, entry->value, arn);
    }
}
