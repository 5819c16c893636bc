/* https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
 * Properties that CloudFormation names otherwise: CodeUri, InlineCode, ImageUri → Code; Tracing → TracingConfig.Mode;
 * DeadLetterQueue → DeadLetterConfig; Tags (a map → a list). The others keep their names. */
#include "analyzer/dialect/sam_expander.h"

struct function {
    struct sam *sam;
    struct sam_resource *resource;
    const struct node *properties; /* as written, with Globals */
    struct node *result;           /* properties of the AWS::Lambda::Function */
    struct sam_target target;
    const struct node *alias_name; /* NULL: no alias */
    struct node *policies;         /* inline policies that destinations need, or NULL */
};

/* -- code ---------------------------------------------------------------------------------------------------------- */

static struct node *code_from(struct sam *sam, const struct node *properties) {
    const struct node *uri = sam_get(properties, "CodeUri");
    const struct node *text = sam_get(properties, "InlineCode");
    const struct node *image = sam_get(properties, "ImageUri");
    if (image && node_is_text(node_member(properties, "PackageType"), "Image"))
        return sam_make(sam, image, "{'ImageUri':%n}", image);
    if (text)
        return sam_make(sam, text, "{'ZipFile':%n}", text);
    if (uri)
        return sam_location(sam, uri, "S3", "S3ObjectVersion");
    return image ? sam_make(sam, image, "{'ImageUri':%n}", image) : NULL;
}

/* -- the function itself ------------------------------------------------------------------------------------------- */

static void set(struct function *function, const char *key, struct node *value) {
    if (value)
        node_set(function->result, str_from(key), value);
}

static void set_code(struct function *function) {
    struct sam *sam = function->sam;
    struct node *code = code_from(sam, function->properties);
    const struct node *key = sam_get(function->properties, "SourceKMSKeyArn");
    if (code && key && sam_is_map(code) && !node_member(code, "ImageUri"))
        node_set(code, STR("SourceKMSKeyArn"), node_new_copy(sam->document, key));
    set(function, "Code", code);
}

static struct node *capacity_provider(struct sam *sam, const struct node *config) {
    if (!sam_is_map(config))
        return config ? node_new_copy(sam->document, config) : NULL;
    return sam_make(sam, config,
                    "{'LambdaManagedInstancesCapacityProviderConfig':{'CapacityProviderArn':%n,"
                    "'PerExecutionEnvironmentMaxConcurrency':%n,'ExecutionEnvironmentMemoryGiBPerVCpu':%n}}",
                    sam_get(config, "Arn"), sam_get(config, "PerExecutionEnvironmentMaxConcurrency"),
                    sam_get(config, "ExecutionEnvironmentMemoryGiBPerVCpu"));
}

/* Lambda publishes a version only when something changes: SAM writes the hash into the description. */
static struct node *description(struct sam *sam, const struct node *properties) {
    const struct node *text = sam_get(properties, "Description");
    const struct node *hash = sam_known(sam, sam_get(properties, "AutoPublishCodeSha256"));
    if (!sam_get(properties, "AutoPublishAlias") || !sam_is_text(hash))
        return text ? node_new_copy(sam->document, text) : NULL;
    if (!text)
        return sam_make(sam, hash, "'%s'", hash->text);
    const struct node *known = sam_known(sam, text);
    if (sam_is_text(known))
        return sam_make(sam, text, "'%s %s'", known->text, hash->text);
    return sam_make(sam, text, "{'Fn::Join':[' ',[%n,'%s']]}", text, hash->text);
}

static void build_function(struct function *function) {
    struct sam *sam = function->sam;
    const struct node *properties = function->properties;
    const struct node *tracing = sam_get(properties, "Tracing");
    const struct node *queue = sam_get(properties, "DeadLetterQueue");
    SAM_COPY(function->result, properties, "FunctionName", "Handler", "Runtime", "MemorySize", "Timeout", "VpcConfig",
             "Role", "Environment", "KmsKeyArn", "ReservedConcurrentExecutions", "Layers", "FileSystemConfigs",
             "ImageConfig", "PackageType", "Architectures", "SnapStart", "EphemeralStorage", "CodeSigningConfigArn",
             "RuntimeManagementConfig", "LoggingConfig", "TenancyConfig", "RecursiveLoop", "DurableConfig",
             "FunctionScalingConfig", "PublishToLatestPublished");
    set_code(function);
    set(function, "Description", description(sam, properties));
    set(function, "Tags", sam_tags(sam, function->resource->node, sam_get(properties, "Tags"), false));
    set(function, "CapacityProviderConfig", capacity_provider(sam, sam_get(properties, "CapacityProviderConfig")));
    if (tracing && !node_is_text(sam_known(sam, tracing), "Disabled"))
        set(function, "TracingConfig", sam_make(sam, tracing, "{'Mode':%n}", tracing));
    if (sam_is_map(queue))
        set(function, "DeadLetterConfig", sam_make(sam, queue, "{'TargetArn':%n}", sam_get(queue, "TargetArn")));
    else if (queue)
        sam_diag(sam, DIAG_UNSUPPORTED, queue, "DeadLetterQueue is no map with Type and TargetArn");
}

/* -- version and alias --------------------------------------------------------------------------------------------- */

static void set_deletion_policy(struct function *function, struct node *version) {
    struct sam *sam = function->sam;
    const struct node *policy = sam_get(function->properties, "VersionDeletionPolicy");
    if (!version || node_member(version, "DeletionPolicy"))
        return;
    bool deleted = sam_get(function->properties, "CapacityProviderConfig") != NULL;
    node_set(version, STR("DeletionPolicy"),
             policy ? node_new_copy(sam->document, policy)
                    : sam_make(sam, function->alias_name, "'%z'", deleted ? "Delete" : "Retain"));
}

/* - and _ cannot stand in a logical id. */
static struct str alias_suffix(struct sam *sam, struct str name) {
    struct buf suffix;
    buf_init(&suffix, sam->arena);
    for (size_t i = 0; i < name.size; i++)
        buf_add_char(&suffix, name.data[i] == '-' ? 'D' : name.data[i] == '_' ? 'U' : name.data[i]);
    return buf_str(&suffix);
}

static void add_alias(struct function *function) {
    struct sam *sam = function->sam;
    struct sam_resource *owner = function->resource;
    const struct node *wanted = sam_get(function->properties, "AutoPublishAlias");
    if (!wanted)
        return;
    const struct node *name = sam_known(sam, wanted);
    function->alias_name = sam_is_text(name) && name != wanted ? sam_make(sam, wanted, "'%s'", name->text) : wanted;
    struct str version_id = sam_join(sam, owner->id, "Version");
    struct node *scaling = sam_get(function->properties, "FunctionScalingConfig");
    struct node *version =
        sam_add(sam, owner, wanted, version_id, "AWS::Lambda::Version",
                sam_make(sam, wanted, "{'FunctionName':{'Ref':'%s'},'Description':%n,'FunctionScalingConfig':%n}",
                         owner->id, sam_get(function->properties, "VersionDescription"),
                         sam_get(function->properties, "CapacityProviderConfig") ? scaling : NULL));
    set_deletion_policy(function, version);
    struct str suffix = sam_is_text(name) ? alias_suffix(sam, name->text) : STR_NONE;
    struct str id = str_format(sam->arena, "%.*sAlias%.*s", STR_ARG(owner->id), STR_ARG(suffix));
    sam_add(sam, owner, wanted, id, "AWS::Lambda::Alias",
            sam_make(sam, wanted,
                     "{'Name':%n,'FunctionName':{'Ref':'%s'},'FunctionVersion':{'Fn::GetAtt':['%s','Version']},"
                     "'ProvisionedConcurrencyConfig':%n}",
                     function->alias_name, owner->id, version_id,
                     sam_get(function->properties, "ProvisionedConcurrencyConfig")));
    sam_name(sam, owner, "Version", version_id);
    sam_name(sam, owner, "Alias", id);
    function->target.id = id;
    function->target.by_ref = true;
}

/* -- function URL -------------------------------------------------------------------------------------------------- */

/* https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html: a public URL needs both permissions. */
static void add_url_permissions(struct function *function, const struct node *auth_type) {
    struct sam *sam = function->sam;
    struct sam_resource *owner = function->resource;
    sam_add(sam, owner, auth_type, sam_join(sam, owner->id, "UrlPublicPermissions"), "AWS::Lambda::Permission",
            sam_make(sam, auth_type,
                     "{'Action':'lambda:InvokeFunctionUrl','FunctionName':%n,'Principal':'*','FunctionUrlAuthType':%n}",
                     sam_target_name(sam, &function->target, auth_type), auth_type));
    sam_add(sam, owner, auth_type, sam_join(sam, owner->id, "URLInvokeAllowPublicAccess"), "AWS::Lambda::Permission",
            sam_make(sam, auth_type,
                     "{'Action':'lambda:InvokeFunction','Principal':'*','FunctionName':%n,"
                     "'InvokedViaFunctionUrl':true}",
                     sam_target_name(sam, &function->target, auth_type)));
}

static void add_url(struct function *function) {
    struct sam *sam = function->sam;
    const struct node *config = sam_get(function->properties, "FunctionUrlConfig");
    if (!config || sam_is_no_value(config))
        return;
    const struct node *auth_type = sam_get(config, "AuthType");
    if (!sam_is_map(config)) {
        sam_diag(sam, DIAG_UNSUPPORTED, config, "FunctionUrlConfig is no map: its AuthType is not known");
        auth_type = sam_make(sam, config, "{'Fn::Unsupported':%n}", config);
    }
    sam_add(sam, function->resource, config, sam_join(sam, function->resource->id, "Url"), "AWS::Lambda::Url",
            sam_make(sam, config, "{'AuthType':%n,'TargetFunctionArn':%n,'Cors':%n,'InvokeMode':%n}", auth_type,
                     sam_target_name(sam, &function->target, config), sam_get(config, "Cors"),
                     sam_get(config, "InvokeMode")));
    if (sam_is_text(auth_type) && str_is(auth_type->text, "NONE"))
        add_url_permissions(function, auth_type);
}

/* -- asynchronous invocation --------------------------------------------------------------------------------------- */

static struct str negated(struct sam *sam, const struct node *condition) {
    struct str name = str_format(sam->arena, "NOT%.*s", STR_ARG(condition->text));
    sam_condition(sam, name, sam_make(sam, condition, "{'Fn::Not':[{'Condition':'%s'}]}", condition->text));
    return name;
}

/* Fn::If with AWS::NoValue on one side: the name of the condition under which there is no value. */
static bool absent_when(struct sam *sam, const struct node *node, struct str *ret_condition,
                        const struct node **ret_value) {
    const struct node *condition, *yes, *no;
    if (!sam_is_if(node, &condition, &yes, &no) || !sam_is_text(condition) ||
        sam_is_no_value(yes) == sam_is_no_value(no))
        return false;
    *ret_condition = sam_is_no_value(yes) ? condition->text : negated(sam, condition);
    *ret_value = sam_is_no_value(yes) ? no : yes;
    return true;
}

static struct str both(struct sam *sam, const struct node *owner, struct str condition) {
    const struct node *own = node_member(owner, "Condition");
    if (!own || !node_is_scalar(own))
        return condition;
    struct str name = str_format(sam->arena, "%.*sAND%.*s", STR_ARG(own->text), STR_ARG(condition));
    sam_condition(sam, name,
                  sam_make(sam, own, "{'Fn::And':[{'Condition':'%s'},{'Condition':'%s'}]}", own->text, condition));
    return name;
}

/* A queue or topic that SAM makes because no destination is given (in one case of an Fn::If). */
static struct node *made_destination(struct function *function, const struct node *config, struct str id,
                                     const struct node *written) {
    struct sam *sam = function->sam;
    bool topic = node_is_text(node_member(config, "Type"), "SNS");
    struct str condition, made_id = sam_join(sam, id, topic ? "Topic" : "Queue");
    const struct node *value;
    bool conditional = written && absent_when(sam, written, &condition, &value);
    struct node *made = sam_add(sam, function->resource, config, made_id, topic ? "AWS::SNS::Topic" : "AWS::SQS::Queue",
                                node_new_map(sam->document, config));
    sam_name(sam, function->resource, topic ? "DestinationTopic" : "DestinationQueue", made_id);
    struct node *arn = topic ? sam_make(sam, config, "{'Ref':'%s'}", made_id)
                             : sam_make(sam, config, "{'Fn::GetAtt':['%s','Arn']}", made_id);
    if (!conditional)
        return arn;
    if (made)
        node_set(made, STR("Condition"), sam_make(sam, config, "'%s'", both(sam, function->resource->node, condition)));
    return sam_make(sam, written, "{'Fn::If':['%s',%n,%n]}", condition, arn, value);
}

static void set_destination(struct function *function, const struct node *configs, const char *key,
                            struct node *destinations) {
    struct sam *sam = function->sam;
    const struct node *config = sam_get(configs, key);
    if (!config)
        return;
    const struct node *written = sam_get(config, "Destination");
    struct str kind = sam_text(config, "Type"), condition;
    const struct node *value;
    struct str id = str_format(sam->arena, "%.*sEventInvokeConfig%s", STR_ARG(function->resource->id), key);
    bool makes = str_is(kind, "SQS") || str_is(kind, "SNS");
    const struct node *arn = written;
    if (makes && (!written || absent_when(sam, written, &condition, &value)))
        arn = made_destination(function, config, id, written);
    if (!arn || kind.size == 0)
        sam_diag(sam, DIAG_UNSUPPORTED, config, "%s has no Type and Destination that SAM accepts", key);
    if (!arn)
        return;
    node_set(destinations, str_from(key), sam_make(sam, config, "{'Destination':%n}", arn));
    struct node *policy = sam_destination_policy(sam, config, kind, id, arn);
    if (!policy)
        return;
    if (!function->policies)
        function->policies = node_new_list(sam->document, configs);
    node_append(function->policies, policy);
}

static void add_invoke_config(struct function *function) {
    struct sam *sam = function->sam;
    struct sam_resource *owner = function->resource;
    const struct node *config = sam_get(function->properties, "EventInvokeConfig");
    if (!config)
        return;
    const struct node *configs = sam_get(config, "DestinationConfig");
    struct node *destinations = node_new_map(sam->document, configs ? configs : config);
    set_destination(function, configs, "OnSuccess", destinations);
    set_destination(function, configs, "OnFailure", destinations);
    struct node *made = sam_add(
        sam, owner, config, sam_join(sam, owner->id, "EventInvokeConfig"), "AWS::Lambda::EventInvokeConfig",
        sam_make(sam, config,
                 "{'FunctionName':{'Ref':'%s'},'Qualifier':%n,'DestinationConfig':%n,'MaximumEventAgeInSeconds':%n,"
                 "'MaximumRetryAttempts':%n}",
                 owner->id, function->alias_name ? function->alias_name : sam_make(sam, config, "'$LATEST'"),
                 destinations, sam_get(config, "MaximumEventAgeInSeconds"), sam_get(config, "MaximumRetryAttempts")));
    if (made && function->target.by_ref)
        node_set(made, STR("DependsOn"), sam_make(sam, config, "['%s']", function->target.id));
}

/* -- role ---------------------------------------------------------------------------------------------------------- */

/* The role is built in any case, because events add to it, and used when the function has none in some case. */
static void add_role(struct function *function) {
    struct sam *sam = function->sam;
    struct sam_resource *owner = function->resource;
    struct str id = sam_join(sam, owner->id, "Role"), condition = STR_NONE;
    const struct node *written = sam_get(function->properties, "Role");
    const struct node *value = NULL, *if_condition, *yes, *no;
    struct node *properties = sam_function_role(sam, owner, function->policies);
    function->target.role = properties;
    bool absent = !written || sam_is_no_value(written) ||
                  (sam_is_if(written, &if_condition, &yes, &no) && sam_is_no_value(yes) && sam_is_no_value(no));
    if (!absent && !absent_when(sam, written, &condition, &value)) {
        sam_ignore_policies(sam, owner);
        return;
    }
    const struct node *origin = written ? written : owner->node;
    struct node *role = sam_add(sam, owner, origin, id, "AWS::IAM::Role", properties);
    struct node *arn = sam_make(sam, origin, "{'Fn::GetAtt':['%s','Arn']}", id);
    if (!absent) {
        bool first = sam_is_if(written, &if_condition, &yes, &no) && sam_is_no_value(yes);
        arn = sam_make(sam, written, "{'Fn::If':[%n,%n,%n]}", if_condition, first ? arn : value, first ? value : arn);
        if (role)
            node_set(role, STR("Condition"), sam_make(sam, written, "'%s'", condition));
    }
    node_set(function->result, STR("Role"), arn);
}

void sam_function(struct sam *sam, struct sam_resource *resource) {
    const struct node *written = node_member(resource->node, "Properties");
    struct node *result = node_new_map(sam->document, written ? written : resource->node);
    struct function function = {.sam = sam, .resource = resource, .properties = resource->properties, .result = result};
    function.target = (struct sam_target){resource, resource->id, false, NULL};
    build_function(&function);
    sam_become(sam, resource, "AWS::Lambda::Function", result);
    add_alias(&function);
    add_url(&function);
    add_invoke_config(&function);
    add_role(&function);
    sam_each_event(sam, &function.target, sam_get(resource->properties, "Events"), sam_function_event);
    sam_propagate_tags(sam, resource);
}
