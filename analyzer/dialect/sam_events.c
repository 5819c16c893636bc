/* Events that a service pushes: each is a permission of the function, and what makes the service call.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html
 */
#include "analyzer/dialect/sam_expander.h"

static void expand_event(struct sam *sam, const struct sam_event *event,
                         void (*expand)(struct sam *sam, const struct sam_event *event)) {
    sam_check_event(sam, event, expand == sam_machine_event);
    expand(sam, event);
}

void sam_each_event(struct sam *sam, const struct sam_target *target, const struct node *events,
                    void (*expand)(struct sam *sam, const struct sam_event *event)) {
    if (!events)
        return;
    if (!sam_is_map(events)) {
        if (sam_is_empty(events))
            return;
        if (call_of(events).kind != CALL_TRANSFORM && !sam->extended)
            sam_reject(sam, events, "Events has to be written out, as a map");
        else
            sam_diag(sam, DIAG_UNSUPPORTED, events, "Events is no map: what invokes '%.*s' is not known",
                     STR_ARG(target->owner->id));
        return;
    }
    node_each(node, events) {
        if (!sam_count_item(sam, node))
            return;
        struct sam_event event = {.target = target, .node = node, .type = sam_text(node, "Type")};
        const struct node *properties = sam_get(node, "Properties");
        event.properties = sam_is_map(properties) ? properties : NULL;
        event.id = str_format(sam->arena, "%.*s%.*s", STR_ARG(target->owner->id), STR_ARG(node->key));
        if (properties && call_of(properties).kind == CALL_TRANSFORM)
            sam_diag(sam, DIAG_UNSUPPORTED, node, "what event '%.*s' says is not known", STR_ARG(node->key));
        else if (event.type.size == 0 || (properties && !event.properties))
            sam_reject(sam, node, "event '%.*s' has to be written as Type and Properties", STR_ARG(node->key));
        else
            expand_event(sam, &event, expand);
    }
}

struct node *sam_permission(struct sam *sam, const struct sam_event *event, struct str id, const char *principal,
                            struct node *source_arn, struct node *source_account, const struct node *token) {
    return sam_add(sam, event->target->owner, event->node, id, "AWS::Lambda::Permission",
                   sam_make(sam, event->node,
                            "{'Action':'lambda:InvokeFunction','FunctionName':%n,'Principal':'%z','SourceArn':%n,"
                            "'SourceAccount':%n,'EventSourceToken':%n}",
                            sam_target_name(sam, event->target, event->node), principal, source_arn, source_account,
                            token));
}

static struct str permission_id(struct sam *sam, const struct sam_event *event) {
    return sam_join(sam, event->id, "Permission");
}

/* The resource of the same template that an event changes; NULL, with a diagnostic, when it is elsewhere. */
static struct sam_resource *changed_resource(struct sam *sam, const struct sam_event *event, const char *property) {
    const struct node *reference = sam_get(event->properties, property);
    struct call call = reference ? call_of(reference) : (struct call){0};
    struct sam_resource *resource =
        call.kind == CALL_REF && node_is_scalar(call.argument) ? map_get(&sam->by_id, call.argument->text) : NULL;
    if (!resource && node_member(sam->root, "Transform"))
        sam_reject(sam, reference ? reference : event->node,
                   "%s of event '%.*s' has to be a Ref to a resource of this template", property,
                   STR_ARG(event->node->key));
    else if (!resource)
        sam_diag(sam, DIAG_UNRESOLVED, reference ? reference : event->node,
                 "%s of event '%.*s' is no resource of this template", property, STR_ARG(event->node->key));
    return resource;
}

/* What SAM has to add the event to. */
static void check_changed(struct sam *sam, const struct sam_event *event, const struct sam_resource *resource,
                          struct str owner) {
    const struct node *properties = sam_get(resource->node, "Properties");
    const struct node *after = sam_get(resource->node, "DependsOn");
    sam_check_shapes(sam, STR("resource with events"), STR_NONE, resource->node, resource->node);
    sam_check_shapes(sam, owner, STR_NONE, resource->node, properties);
    if (sam_get(event->target->owner->node, "Condition"))
        sam_check_shapes(sam, STR("resource with conditional events"), STR_NONE, resource->node, properties);
    if (after && node_is_scalar(after) && after->kind != NODE_TEXT)
        sam_reject(sam, after, "DependsOn has to be the name of a resource, or a list of them");
}

/* Calls add for a text, or for each item of a list. */
static void each_text(struct sam *sam, const struct sam_event *event, const struct node *texts, struct node *place,
                      void (*add)(struct sam *, const struct sam_event *, const struct node *, struct node *)) {
    if (sam_is_list(texts))
        node_each(text, texts) add(sam, event, text, place);
    else if (texts)
        add(sam, event, texts, place);
}

static void add_notification(struct sam *sam, const struct sam_event *event, const struct node *name,
                             struct node *list) {
    const struct node *condition = sam_get(event->target->owner->node, "Condition");
    struct node *notification =
        sam_make(sam, event->node, "{'Function':%n,'Filter':%n,'Event':%n}",
                 sam_target_arn(sam, event->target, event->node), sam_get(event->properties, "Filter"), name);
    if (condition)
        notification = sam_make(sam, event->node, "{'Fn::If':[%n,%n,{'Ref':'AWS::NoValue'}]}", condition, notification);
    node_append(list, notification);
}

/* https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-s3.html */
static void bucket_event(struct sam *sam, const struct sam_event *event) {
    struct sam_resource *bucket = changed_resource(sam, event, "Bucket");
    if (bucket)
        check_changed(sam, event, bucket, STR("bucket with events"));
    sam_permission(sam, event, permission_id(sam, event), "s3.amazonaws.com", NULL,
                   sam_make(sam, event->node, "{'Ref':'AWS::AccountId'}"), NULL);
    struct node *properties = bucket ? sam_change(sam, bucket) : NULL;
    struct node *config = properties ? sam_open_map(sam, properties, "NotificationConfiguration", event->node) : NULL;
    struct node *list = config ? sam_open_list(sam, config, "LambdaConfigurations", event->node) : NULL;
    if (list)
        each_text(sam, event, sam_get(event->properties, "Events"), list, add_notification);
}

static void add_trigger(struct sam *sam, const struct sam_event *event, const struct node *name, struct node *config) {
    if (sam_is_text(name) && node_member_str(config, name->text))
        sam_reject(sam, name, "the user pool has the trigger '%.*s' already", STR_ARG(name->text));
    if (sam_is_text(name))
        node_set(config, name->text, sam_target_arn(sam, event->target, event->node));
}

/* All user pools share one permission, and what stands in it is the last one by the name of its event: the others
 * cannot call, though they are told to. */
static bool is_last_pool(const struct sam_event *event) {
    node_each(other, event->node->parent) if (str_is(sam_text(other, "Type"), "Cognito") &&
                                              str_compare(other->key, event->node->key) > 0) return false;
    return true;
}

static void user_pool_event(struct sam *sam, const struct sam_event *event) {
    struct sam_resource *pool = changed_resource(sam, event, "UserPool");
    if (!pool)
        return;
    check_changed(sam, event, pool, STR("user pool with events"));
    if (is_last_pool(event))
        sam_permission(sam, event, sam_join(sam, event->target->id, "CognitoPermission"), "cognito-idp.amazonaws.com",
                       sam_make(sam, event->node, "{'Fn::GetAtt':['%s','Arn']}", pool->id), NULL, NULL);
    struct node *properties = sam_change(sam, pool);
    struct node *config = properties ? sam_open_map(sam, properties, "LambdaConfig", event->node) : NULL;
    if (config)
        each_text(sam, event, sam_get(event->properties, "Trigger"), config, add_trigger);
}

static void topic_rule_event(struct sam *sam, const struct sam_event *event) {
    const struct node *origin = event->node;
    struct node *arn = sam_make(sam, origin,
                                "{'Fn::Sub':['arn:aws:iot:${AWS::Region}:${AWS::AccountId}:rule/${RuleName}',"
                                "{'RuleName':{'Ref':'%s'}}]}",
                                event->id);
    sam_permission(sam, event, permission_id(sam, event), "iot.amazonaws.com", arn,
                   sam_make(sam, origin, "{'Fn::Sub':'${AWS::AccountId}'}"), NULL);
    sam_add(sam, event->target->owner, origin, event->id, "AWS::IoT::TopicRule",
            sam_make(sam, origin,
                     "{'TopicRulePayload':{'Sql':%n,'RuleDisabled':false,'Actions':[{'Lambda':{'FunctionArn':%n}}],"
                     "'AwsIotSqlVersion':%n}}",
                     sam_get(event->properties, "Sql"), sam_target_arn(sam, event->target, origin),
                     sam_get(event->properties, "AwsIotSqlVersion")));
}

static void log_event(struct sam *sam, const struct sam_event *event) {
    const struct node *origin = event->node, *group = sam_get(event->properties, "LogGroupName");
    struct str id = permission_id(sam, event);
    struct node *arn =
        sam_make(sam, origin,
                 "{'Fn::Sub':['arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:${__LogGroupName__}:*',"
                 "{'__LogGroupName__':%n}]}",
                 group);
    sam_permission(sam, event, id, "logs.amazonaws.com", arn, NULL, NULL);
    struct node *filter =
        sam_add(sam, event->target->owner, origin, event->id, "AWS::Logs::SubscriptionFilter",
                sam_make(sam, origin, "{'LogGroupName':%n,'FilterPattern':%n,'DestinationArn':%n}", group,
                         sam_get(event->properties, "FilterPattern"), sam_target_arn(sam, event->target, origin)));
    if (filter)
        node_set(filter, STR("DependsOn"), sam_make(sam, origin, "['%s']", id));
}

/* https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-alexaskill.html:
 * without SkillId every skill may call. */
static void skill_event(struct sam *sam, const struct sam_event *event) {
    sam_permission(sam, event, permission_id(sam, event), "alexa-appkit.amazon.com", NULL, NULL,
                   sam_get(event->properties, "SkillId"));
}

void sam_function_event(struct sam *sam, const struct sam_event *event) {
    static const struct {
        const char *type;
        void (*expand)(struct sam *, const struct sam_event *);
    } PUSHED[] = {
        {"S3", bucket_event},
        {"SNS", sam_topic_event},
        {"Cognito", user_pool_event},
        {"IoTRule", topic_rule_event},
        {"CloudWatchLogs", log_event},
        {"AlexaSkill", skill_event},
        {"HttpApi", sam_http_api_event},
    };
    for (size_t i = 0; i < sizeof PUSHED / sizeof *PUSHED; i++)
        if (str_is(event->type, PUSHED[i].type)) {
            PUSHED[i].expand(sam, event);
            return;
        }
    if (str_is(event->type, "Api"))
        sam_api_event(sam, event, false);
    else if (str_is(event->type, "ScheduleV2"))
        sam_schedule_event(sam, event, false);
    else if (str_is(event->type, "Schedule") || str_is(event->type, "CloudWatchEvent") ||
             str_is(event->type, "EventBridgeRule"))
        sam_rule_event(sam, event, false);
    else if (!sam_mapping_event(sam, event))
        sam_reject(sam, event->node, "a function has no events of type '%.*s'", STR_ARG(event->type));
}
