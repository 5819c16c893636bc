/* Services that are told in their own resources which function to call. Whether the caller waits:
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html */
#include "analyzer/facts/load/link.h"
#include "analyzer/facts/load/loads.h"
#include "analyzer/facts/load/plain.h"
#include "analyzer/facts/load/trigger.h"

#include <string.h>

enum { ASYNCHRONOUS = 0, SYNCHRONOUS = 1 };

/* -- S3 ------------------------------------------------------------------------------------------------------------ */

const struct plain BUCKET_COLUMNS[] = {
    {PLAIN_TEXT, "name", "BucketName", "", 0},
    {PLAIN_EQUALS, "versioned", "VersioningConfiguration.Status", "Enabled", 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

/* 1 if one of the two is on, 0 if both are off. Without the block AWS has all four on since April 2023:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html */
static void set_block(struct row *row, const char *column, const struct value *block, const char *one,
                      const char *other) {
    if (block->kind == VALUE_ABSENT)
        return;
    const struct value *values[] = {value_member(block, one), value_member(block, other)};
    int blocks = 0;
    for (size_t i = 0; i < 2 && blocks != 1; i++) {
        int truth = values[i]->kind == VALUE_ABSENT ? 0 : value_boolean(values[i]);
        blocks = truth != 0 ? truth : blocks;
    }
    const struct node *node = values[0]->node ? values[0]->node : block->node;
    row_truth(row, column, blocks, STR("the public access block is not known"), node);
}

/* "PublicReadWrite" → "public-read-write", as the ACL is called everywhere else. */
static struct str acl_name(struct arena *arena, struct str control) {
    struct buf name;
    buf_init(&name, arena);
    for (size_t i = 0; i < control.size; i++) {
        char c = control.data[i];
        bool upper = c >= 'A' && c <= 'Z';
        if (upper && i > 0)
            buf_add_char(&name, '-');
        buf_add_char(&name, upper ? (char)(c - 'A' + 'a') : c);
    }
    return buf_str(&name);
}

void bucket_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    const struct value *block = thing_at(thing, "PublicAccessBlockConfiguration");
    set_block(row, "blocks_public_acl", block, "BlockPublicAcls", "IgnorePublicAcls");
    set_block(row, "blocks_public_policy", block, "BlockPublicPolicy", "RestrictPublicBuckets");
    const struct value *control = thing_at(thing, "AccessControl");
    if (control->kind == VALUE_TEXT)
        row_text(row, "acl", acl_name(loader->arena, control->text), control->node);
    else
        row_value_text(row, "acl", control, STR("private"));
    const struct value *rules = thing_at(thing, "BucketEncryption.ServerSideEncryptionConfiguration");
    const struct value *key = value_at(list_first(loader, rules), "ServerSideEncryptionByDefault.KMSMasterKeyID");
    plain_set_key(loader, row, key);
}

void bucket_members(struct loader *loader, const struct thing *thing) {
    struct list list = list_of(loader, thing_at(thing, "NotificationConfiguration.LambdaConfigurations"));
    for (size_t i = 0; i < list.count; i++)
        trigger_from(loader, thing, value_member(list.items[i], "Function"), "bucket", thing->id, ASYNCHRONOUS);
    if (list.open)
        phantom_everywhere(loader, "trigger", "function", list.node, list.reason);
}

/* -- SNS ----------------------------------------------------------------------------------------------------------- */

const struct plain TOPIC_COLUMNS[] = {
    {PLAIN_TEXT, "name", "TopicName", "", 0},
    {PLAIN_KEY, NULL, "KmsMasterKeyId", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

static const struct plain SUBSCRIPTION[] = {
    {PLAIN_TEXT, "protocol", "Protocol", "", 0},
    {PLAIN_HAS, "has_filter", "FilterPolicy", NULL, 0},
    {PLAIN_HAS, "has_redrive", "RedrivePolicy", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

static void set_subscription(struct loader *loader, struct row *row, const struct value *subscription) {
    plain_set(loader, row, subscription, SUBSCRIPTION);
    const struct value *protocol = value_member(subscription, "Protocol");
    if (!value_is_known_scalar(protocol) || value_is_text(protocol, "lambda") || value_is_text(protocol, "sqs"))
        link_column(loader, row, "endpoint", value_member(subscription, "Endpoint"));
}

static void subscription_trigger(struct loader *loader, const struct thing *thing, const struct value *subscription,
                                 int64_t topic) {
    if (value_is_text(value_member(subscription, "Protocol"), "lambda"))
        trigger_from(loader, thing, value_member(subscription, "Endpoint"), "topic", topic, ASYNCHRONOUS);
}

void topic_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    (void)loader;
    row_integer(row, "implied", thing->resource->implied, NULL);
}

void topic_members(struct loader *loader, const struct thing *thing) {
    struct list list = list_of(loader, thing_at(thing, "Subscription"));
    for (size_t i = 0; i < list.count; i++) {
        struct row *row = member_row(loader, "subscription", thing, thing->id, list.items[i]->node,
                                     label_of(loader, value_member(list.items[i], "Protocol")));
        set_subscription(loader, row, list.items[i]);
        row_write(row);
        subscription_trigger(loader, thing, list.items[i], thing->id);
    }
    if (list.open)
        close_phantom(loader->facts, "subscription", thing->id, list.node, list.reason);
}

void subscription_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    link_column(loader, row, "topic", thing_at(thing, "TopicArn"));
    set_subscription(loader, row, thing->properties);
}

void subscription_members(struct loader *loader, const struct thing *thing) {
    struct target topic = link_find(loader, thing_at(thing, "TopicArn"), "subscription", "topic");
    if (topic.anonymous)
        phantom_everywhere(loader, "subscription", "topic", thing_node(thing),
                           STR("a subscription whose topic is not known"));
    subscription_trigger(loader, thing, thing->properties, topic.id);
}

/* -- EventBridge --------------------------------------------------------------------------------------------------- */

const struct plain EVENT_RULE_COLUMNS[] = {
    {PLAIN_HAS, "has_schedule", "ScheduleExpression", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

void event_rule_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    const struct value *bus = thing_at(thing, "EventBusName");
    if (bus->kind == VALUE_ABSENT)
        bus = value_new_text(loader->arena, thing_node(thing), STR("default"));
    link_column(loader, row, "event_bus", bus);
    const struct value *state = thing_at(thing, "State");
    if (state->kind == VALUE_ABSENT || value_is_known_scalar(state))
        row_integer(row, "enabled", !value_is_text(state, "DISABLED"), state->node);
    else
        row_unknown(row, "enabled", value_reason(state), state->node);
    row_integer(row, "implied", thing->resource->implied, NULL);
}

void event_rule_members(struct loader *loader, const struct thing *thing) {
    const char *kind = value_presence(thing_at(thing, "ScheduleExpression")) == 1 ? "schedule" : "bus";
    struct list list = list_of(loader, thing_at(thing, "Targets"));
    for (size_t i = 0; i < list.count; i++) {
        const struct value *arn = value_member(list.items[i], "Arn");
        struct row *row = member_row(loader, "event_target", thing, thing->id, list.items[i]->node,
                                     label_of(loader, value_member(list.items[i], "Id")));
        link_column(loader, row, "target", arn);
        row_value_has(row, "has_dead_letter", value_member(list.items[i], "DeadLetterConfig"));
        row_write(row);
        struct target target = link_find(loader, arn, "event_target", "target");
        if (target.anonymous || (target.thing && str_is(target.thing->resource->type, "AWS::Lambda::Function")))
            trigger_from(loader, thing, arn, kind, thing->id, ASYNCHRONOUS);
    }
    if (list.open)
        close_phantom(loader->facts, "event_target", thing->id, list.node, list.reason);
}

void schedule_members(struct loader *loader, const struct thing *thing) {
    const struct value *arn = thing_at(thing, "Target.Arn");
    const struct thing *target = link_mention(loader, arn);
    if (target && str_is(target->resource->type, "AWS::Lambda::Function"))
        trigger_from(loader, thing, arn, "schedule", thing->id, ASYNCHRONOUS);
}

/* -- others -------------------------------------------------------------------------------------------------------- */

void log_subscription_members(struct loader *loader, const struct thing *thing) {
    const struct value *destination = thing_at(thing, "DestinationArn");
    const struct thing *target = link_mention(loader, destination);
    if (!target || !str_is(target->resource->type, "AWS::Lambda::Function"))
        return;
    const struct value *group = thing_at(thing, "LogGroupName");
    int64_t source = link_find(loader, group, "function", "log_group").id;
    trigger_from(loader, thing, destination, "logs", source, ASYNCHRONOUS);
}

void target_group_members(struct loader *loader, const struct thing *thing) {
    if (!value_is_text(thing_at(thing, "TargetType"), "lambda"))
        return;
    struct list list = list_of(loader, thing_at(thing, "Targets"));
    for (size_t i = 0; i < list.count; i++) {
        const struct value *arn = value_member(list.items[i], "Id");
        struct trigger trigger = {
            .function = link_find(loader, arn, "trigger", "function"),
            .kind = "load_balancer",
            .source = thing->id,
            .synchronous = SYNCHRONOUS,
            .unauthenticated = -1, /* the listener decides, see EVT026 */
            .node = arn->node,
        };
        trigger_add(loader, thing, &trigger);
    }
}

void topic_rule_members(struct loader *loader, const struct thing *thing) {
    const struct value *payload = thing_at(thing, "TopicRulePayload");
    struct list list = list_of(loader, value_member(payload, "Actions"));
    for (size_t i = 0; i <= list.count; i++) {
        const struct value *action = i < list.count ? list.items[i] : value_member(payload, "ErrorAction");
        const struct value *arn = value_at(action, "Lambda.FunctionArn");
        if (arn->kind != VALUE_ABSENT && action->kind == VALUE_MAP)
            trigger_from(loader, thing, arn, "iot", thing->id, ASYNCHRONOUS);
    }
}

/* LambdaConfig: each member is an ARN, or a map with one (the custom senders, PreTokenGenerationConfig). */
void user_pool_members(struct loader *loader, const struct thing *thing) {
    const struct value *config = thing_at(thing, "LambdaConfig");
    for (size_t i = 0; config->kind == VALUE_MAP && i < config->count; i++) {
        const struct value *hook = config->members[i].value;
        if (str_is(config->members[i].key, "KMSKeyID"))
            continue;
        struct trigger trigger = {
            .function = link_find(loader, hook->kind == VALUE_MAP ? value_member(hook, "LambdaArn") : hook, "trigger",
                                  "function"),
            .kind = "cognito",
            .source = thing->id,
            .synchronous = SYNCHRONOUS,
            .unauthenticated = -1, /* whether strangers may sign up is not read */
            .node = hook->node,
        };
        trigger_add(loader, thing, &trigger);
    }
}

void graphql_source_members(struct loader *loader, const struct thing *thing) {
    const struct value *arn = thing_at(thing, "LambdaConfig.LambdaFunctionArn");
    struct trigger trigger = {
        .function = link_find(loader, arn, "trigger", "function"),
        .kind = "other",
        .source = thing->id,
        .synchronous = SYNCHRONOUS,
        .unauthenticated = -1,
        .node = arn->node,
    };
    trigger_add(loader, thing, &trigger);
}

void config_rule_members(struct loader *loader, const struct thing *thing) {
    if (value_is_text(thing_at(thing, "Source.Owner"), "CUSTOM_LAMBDA"))
        trigger_from(loader, thing, thing_at(thing, "Source.SourceIdentifier"), "config", thing->id, ASYNCHRONOUS);
}

/* -- CloudFront ---------------------------------------------------------------------------------------------------- */

/* Lambda@Edge: the functions of one cache behavior. Hands each ARN to a trigger, or looks for one function. */
static const struct node *behavior(struct loader *loader, const struct thing *thing, const struct value *cache,
                                   int64_t wanted) {
    struct list list = list_of(loader, value_member(cache, "LambdaFunctionAssociations"));
    for (size_t i = 0; i < list.count; i++) {
        const struct value *arn = value_member(list.items[i], "LambdaFunctionARN");
        struct target function = link_find(loader, arn, "trigger", "function");
        if (wanted != 0 && function.id == wanted)
            return arn->node;
        struct trigger trigger = {.function = function,
                                  .kind = "edge",
                                  .source = thing->id,
                                  .synchronous = SYNCHRONOUS,
                                  .unauthenticated = -1,
                                  .node = arn->node};
        if (wanted == 0)
            trigger_add(loader, thing, &trigger);
    }
    return NULL;
}

static const struct node *behaviors(struct loader *loader, const struct thing *thing, int64_t wanted) {
    const struct value *config = thing_at(thing, "DistributionConfig");
    const struct node *node = behavior(loader, thing, value_member(config, "DefaultCacheBehavior"), wanted);
    struct list list = list_of(loader, value_member(config, "CacheBehaviors"));
    for (size_t i = 0; i < list.count && !node; i++)
        node = behavior(loader, thing, list.items[i], wanted);
    return node;
}

void distribution_members(struct loader *loader, const struct thing *thing) {
    behaviors(loader, thing, 0);
}

const struct node *edge_association(struct loader *loader, int64_t function) {
    const struct node *node = NULL;
    loader_each(distribution, loader, "AWS::CloudFront::Distribution") {
        if (!node)
            node = behaviors(loader, distribution, function);
    }
    return node;
}
