/* https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 * Maps are merged member by member, lists are appended to those of Globals, everything else (function calls too) is
 * taken from the resource. */
#include "analyzer/dialect/sam_expander.h"

/* What Globals may say about a type; the translator rejects the rest. */
static const struct {
    const char *section;
    const char *properties;
} SECTIONS[] = {
    {"Function",
     " Handler Runtime CodeUri DeadLetterQueue Description MemorySize Timeout VpcConfig Environment Tags PropagateTags "
     "Tracing KmsKeyArn AutoPublishAlias AutoPublishAliasAllProperties Layers DeploymentPreference RolePath "
     "PermissionsBoundary ReservedConcurrentExecutions ProvisionedConcurrencyConfig AssumeRolePolicyDocument "
     "EventInvokeConfig FileSystemConfigs CodeSigningConfigArn Architectures SnapStart EphemeralStorage "
     "FunctionUrlConfig RuntimeManagementConfig LoggingConfig RecursiveLoop SourceKMSKeyArn TenancyConfig "
     "DurableConfig CapacityProviderConfig FunctionScalingConfig PublishToLatestPublished VersionDeletionPolicy "},
    {"Api", " Auth Name DefinitionUri CacheClusterEnabled CacheClusterSize MergeDefinitions Variables "
            "EndpointConfiguration MethodSettings BinaryMediaTypes MinimumCompressionSize Cors GatewayResponses "
            "AccessLogSetting CanarySetting TracingEnabled OpenApiVersion Domain AlwaysDeploy PropagateTags "
            "SecurityPolicy EndpointAccessMode "},
    {"HttpApi", " Auth AccessLogSettings StageVariables Tags CorsConfiguration DefaultRouteSettings Domain "
                "RouteSettings FailOnWarnings PropagateTags "},
    {"WebSocketApi", " AccessLogSettings ApiKeySelectionExpression DefaultRouteSettings DisableExecuteApiEndpoint "
                     "DisableSchemaValidation Domain FailOnWarnings IpAddressType PropagateTags "
                     "RouteSelectionExpression RouteSettings StageVariables Tags "},
    {"SimpleTable", " SSESpecification "},
    {"StateMachine", " PropagateTags "},
    {"LayerVersion", " PublishLambdaVersion "},
    {"CapacityProvider", " VpcConfig OperatorRole Tags InstanceRequirements ScalingConfig KmsKeyArn PropagateTags "
                         "LoggingConfig ManagedResourceTags "},
};

static bool is_supported(struct sam *sam, struct str section, struct str property) {
    struct str wanted = str_format(sam->arena, " %.*s ", STR_ARG(property));
    for (size_t i = 0; i < sizeof SECTIONS / sizeof *SECTIONS; i++)
        if (str_is(section, SECTIONS[i].section))
            return str_find(str_from(SECTIONS[i].properties), wanted, 0) != SIZE_MAX;
    return true; /* a type that we do not know */
}

static struct node *merge(struct sam *sam, const struct node *global, const struct node *local);

static struct node *merge_maps(struct sam *sam, const struct node *global, const struct node *local) {
    struct map globals;
    map_init(&globals, sam->arena);
    node_each(member, global) map_put(&globals, member->key, member);
    struct node *merged = node_new_copy(sam->document, local), **link = &merged->first_child;
    merged->first_child = NULL;
    merged->child_count = 0;
    node_each(member, local) {
        const struct node *other = map_get(&globals, member->key);
        map_put(&globals, member->key, NULL);
        node_put(merged, &link, member->key, other ? merge(sam, other, member) : node_new_copy(sam->document, member));
    }
    node_each(member, global) if (map_get(&globals, member->key))
        node_put(merged, &link, member->key, node_new_copy(sam->document, member));
    return merged;
}

static struct node *merge(struct sam *sam, const struct node *global, const struct node *local) {
    if (sam_is_map(global) && sam_is_map(local))
        return merge_maps(sam, global, local);
    if (!sam_is_list(global) || !sam_is_list(local))
        return node_new_copy(sam->document, local);
    struct node *list = node_new_list(sam->document, local), **link = &list->first_child;
    node_each(item, global) node_put(list, &link, STR_NONE, node_new_copy(sam->document, item));
    node_each(item, local) node_put(list, &link, STR_NONE, node_new_copy(sam->document, item));
    return list;
}

static bool is_ignored(const struct node *ignore, struct str property) {
    if (node_is_text(ignore, "*"))
        return true;
    if (sam_is_list(ignore))
        node_each(item, ignore) if (sam_is_text(item) && str_equal(item->text, property)) return true;
    return false;
}

struct node *sam_merged_properties(struct sam *sam, const struct node *resource, struct str type) {
    const struct node *written = node_member(resource, "Properties");
    struct node *properties = sam_is_map(written) ? node_new_copy(sam->document, written)
                                                  : node_new_map(sam->document, written ? written : resource);
    struct str section = str_slice(type, sizeof "AWS::Serverless::" - 1, type.size);
    const struct node *globals = node_member_str(node_member(sam->root, "Globals"), section);
    const struct node *ignore = node_member(resource, "IgnoreGlobals");
    if (!sam_is_map(globals))
        return properties;
    node_each(global, globals) {
        if (global->kind == NODE_NULL || is_ignored(ignore, global->key) || !is_supported(sam, section, global->key))
            continue;
        const struct node *local = node_member_str(properties, global->key);
        node_set(properties, global->key, local ? merge(sam, global, local) : node_new_copy(sam->document, global));
    }
    return properties;
}

static bool is_section(struct str name) {
    for (size_t i = 0; i < sizeof SECTIONS / sizeof *SECTIONS; i++)
        if (str_is(name, SECTIONS[i].section))
            return true;
    return false;
}

void sam_check_globals(struct sam *sam) {
    const struct node *globals = sam_get(sam->root, "Globals");
    if (globals && !sam_is_map(globals))
        sam_reject(sam, globals, "Globals is no map");
    node_each(section, globals) {
        if (!is_section(section->key))
            sam_reject(sam, section, "Globals has no section '%.*s'", STR_ARG(section->key));
        else if (section->kind != NODE_NULL && !sam_is_map(section))
            sam_reject(sam, section, "'%.*s' of Globals is no map", STR_ARG(section->key));
        node_each(property, section) if (!is_supported(sam, section->key, property->key))
            sam_reject(sam, property, "'%.*s' has no effect in Globals", STR_ARG(property->key));
    }
}
