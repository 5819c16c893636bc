/* What the translator rejects in events beyond the names and kinds of properties (sam_check.c).
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html
 */
#include "analyzer/dialect/sam_expander.h"

static bool is_one_of(struct str type, const char *const *types) {
    while (*types && !str_is(type, *types))
        types++;
    return *types != NULL;
}

/* DeadLetterConfig of a rule or schedule: a queue by its Arn, or Type SQS for one that SAM makes. */
static void check_dead_letters(struct sam *sam, const struct sam_event *event) {
    static const char *const TYPES[] = {"Schedule", "ScheduleV2", "CloudWatchEvent", "EventBridgeRule", NULL};
    const struct node *config = sam_get(event->properties, "DeadLetterConfig");
    if (!config || !sam_is_map(config) || !is_one_of(event->type, TYPES))
        return;
    const struct node *arn = sam_get(config, "Arn"), *type = sam_get(config, "Type");
    if (arn && type)
        sam_reject(sam, config, "DeadLetterConfig has both Arn and Type: only one of them may be there");
    else if (!arn && !type)
        sam_reject(sam, config, "DeadLetterConfig has neither Arn nor Type");
    else if (type && !node_is_text(type, "SQS"))
        sam_reject(sam, type, "the Type of DeadLetterConfig can only be SQS");
    const struct node *queue = sam_get(config, "QueueLogicalId");
    if (queue && !sam_is_text(queue))
        sam_reject(sam, queue, "QueueLogicalId must be written as text");
}

/* How the mapping authenticates: of each type what it needs once, and what it may have beside. */
static const struct access {
    const char *event;
    const char *required;
    const char *other; /* NULL: nothing else */
} ACCESS[] = {{"MQ", "BASIC_AUTH", "VIRTUAL_HOST"}, {"DocumentDB", "BASIC_AUTH", NULL}};

static void check_access_item(struct sam *sam, const struct access *access, const struct node *item, unsigned *count) {
    struct str type = sam_text(item, "Type");
    bool required = str_is(type, access->required);
    if (!sam_get(item, "Type") || call_of(sam_get(item, "Type")).kind != CALL_NONE)
        return;
    if (!required && !(access->other && str_is(type, access->other)))
        sam_reject(sam, item, "'%.*s' is no way to authenticate at this source", STR_ARG(type));
    if (required && (*count)++ == 1)
        sam_reject(sam, item, "%s stands there twice", access->required);
    if (required && !sam_get(item, "URI"))
        sam_reject(sam, item, "%s needs a URI", access->required);
}

static void check_access(struct sam *sam, const struct sam_event *event) {
    const struct node *list = sam_get(event->properties, "SourceAccessConfigurations");
    for (size_t i = 0; i < sizeof ACCESS / sizeof *ACCESS; i++) {
        unsigned count = 0;
        if (!str_is(event->type, ACCESS[i].event))
            continue;
        if (list && !sam_is_list(list))
            return;
        node_each(item, list) check_access_item(sam, &ACCESS[i], item, &count);
        if (count == 0)
            sam_reject(sam, list ? list : event->node, "SourceAccessConfigurations needs an item of type %s",
                       ACCESS[i].required);
    }
}

/* https://docs.aws.amazon.com/lambda/latest/dg/kafka-cluster-auth.html: one way to authenticate, and what belongs to
 * it. */
static void check_kafka_access(struct sam *sam, const struct node *list) {
    static const char *const WAYS[] = {"SASL_SCRAM_256_AUTH",  "SASL_SCRAM_512_AUTH",
                                       "BASIC_AUTH",           "CLIENT_CERTIFICATE_TLS_AUTH",
                                       "OAUTHBEARER_AUTH",     "IAM_AUTH",
                                       "IAM_OAUTHBEARER_AUTH", NULL};
    bool way = false, subnet = false, group = false;
    node_each(item, list) {
        struct str type = sam_text(item, "Type");
        if (is_one_of(type, WAYS) && way)
            sam_reject(sam, item, "there is a way to authenticate already: '%.*s' is too many", STR_ARG(type));
        way = way || is_one_of(type, WAYS);
        subnet = subnet || str_is(type, "VPC_SUBNET");
        group = group || str_is(type, "VPC_SECURITY_GROUP");
    }
    if (subnet != group)
        sam_reject(sam, list, "VPC_SUBNET and VPC_SECURITY_GROUP need each other");
}

static void check_kafka(struct sam *sam, const struct sam_event *event) {
    static const char *const NEEDED[] = {"KafkaBootstrapServers", "Topics", "SourceAccessConfigurations"};
    if (!str_is(event->type, "SelfManagedKafka"))
        return;
    for (size_t i = 0; i < sizeof NEEDED / sizeof *NEEDED; i++) {
        const struct node *list = sam_get(event->properties, NEEDED[i]);
        if (!list || (sam_is_list(list) && !list->first_child))
            sam_reject(sam, list ? list : event->node, "the event needs %s", NEEDED[i]);
    }
    const struct node *topics = sam_get(event->properties, "Topics");
    const struct node *access = sam_get(event->properties, "SourceAccessConfigurations");
    if (sam_is_list(access))
        check_kafka_access(sam, access);
    if (topics && sam_is_list(topics) && topics->child_count > 1)
        sam_reject(sam, topics, "the event can have one topic only");
}

/* https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html */
static void check_tenancy(struct sam *sam, const struct sam_event *event) {
    static const char *const TYPES[] = {"Api", "HttpApi", NULL};
    if (sam_get(event->target->owner->properties, "TenancyConfig") && !is_one_of(event->type, TYPES))
        sam_reject(sam, event->node, "a function with TenancyConfig cannot have events of type %.*s",
                   STR_ARG(event->type));
}

void sam_check_event(struct sam *sam, const struct sam_event *event, bool machine) {
    static const char *const POLLED[] = {"Kinesis", "DynamoDB",         "SQS",        "MSK",
                                         "MQ",      "SelfManagedKafka", "DocumentDB", NULL};
    bool own = machine && !str_is(event->type, "ScheduleV2"); /* the same for both */
    struct str owner = str_format(sam->arena, "%s event %.*s", own ? "machine" : "function", STR_ARG(event->type));
    sam_check_properties(sam, owner, event->node, event->properties);
    if (node_member(event->properties, "Fn::Transform"))
        return;
    if (is_one_of(event->type, POLLED))
        sam_check_shapes(sam, STR("polled event"), STR_NONE, event->node, event->properties);
    check_dead_letters(sam, event);
    check_access(sam, event);
    check_kafka(sam, event);
    check_tenancy(sam, event);
}
