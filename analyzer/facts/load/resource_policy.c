#include "analyzer/facts/load/resource_policy.h"

#include "analyzer/facts/load/link.h"
#include "analyzer/facts/load/loads.h"
#include "analyzer/facts/load/policy.h"

static int64_t write_policy(struct loader *loader, const struct thing *thing, const char *kind,
                            const struct value *document) {
    struct policy_source source = {
        .thing = thing,
        .kind = kind,
        .document = document,
        .node = document->node ? document->node : thing_node(thing),
        .label = thing->resource->name,
    };
    return policy_write(loader, &source);
}

static void hang(struct loader *loader, const struct thing *thing, int64_t resource, int64_t policy,
                 const struct node *node) {
    struct row *row = member_row(loader, "resource_policy", thing, resource, node, thing->resource->name);
    row_link(row, "policy", policy, NULL);
    row_write(row);
}

int64_t resource_policy_add(struct loader *loader, const struct thing *thing, int64_t resource,
                            const struct value *document) {
    if (document->kind == VALUE_ABSENT)
        return 0;
    int64_t policy = write_policy(loader, thing, "resource", document);
    hang(loader, thing, resource, policy, document->node);
    return policy;
}

/* One policy for all resources that the list names; what it names that nobody can tell may be any of its kind. */
static void add_to_all(struct loader *loader, const struct thing *thing, const struct value *resources,
                       const struct value *document, const char *table) {
    struct str reason = STR("a policy whose resource is not known");
    struct list list = list_of(loader, resources);
    int64_t policy = write_policy(loader, thing, "resource", document);
    for (size_t i = 0; i < list.count; i++) {
        struct target target = link_find(loader, list.items[i], "resource_policy", "resource");
        if (target.anonymous)
            phantom_everywhere(loader, "resource_policy", table, list.items[i]->node, reason);
        else if (target.id != 0)
            hang(loader, thing, target.id, policy, list.items[i]->node);
    }
    if (list.open)
        phantom_everywhere(loader, "resource_policy", table, list.node, reason);
}

/* AWS::SQS::QueuePolicy and QueueInlinePolicy */
void queue_policy_members(struct loader *loader, const struct thing *thing) {
    const struct value *queues = thing_at(thing, "Queues");
    if (queues->kind == VALUE_ABSENT)
        queues = thing_at(thing, "Queue");
    add_to_all(loader, thing, queues, thing_at(thing, "PolicyDocument"), "queue");
}

/* AWS::SNS::TopicPolicy and TopicInlinePolicy */
void topic_policy_members(struct loader *loader, const struct thing *thing) {
    const struct value *topics = thing_at(thing, "Topics");
    if (topics->kind == VALUE_ABSENT)
        topics = thing_at(thing, "TopicArn");
    add_to_all(loader, thing, topics, thing_at(thing, "PolicyDocument"), "topic");
}

void bucket_policy_members(struct loader *loader, const struct thing *thing) {
    add_to_all(loader, thing, thing_at(thing, "Bucket"), thing_at(thing, "PolicyDocument"), "bucket");
}

void secret_policy_members(struct loader *loader, const struct thing *thing) {
    add_to_all(loader, thing, thing_at(thing, "SecretId"), thing_at(thing, "ResourcePolicy"), "secret");
}

void stream_policy_members(struct loader *loader, const struct thing *thing) {
    add_to_all(loader, thing, thing_at(thing, "ResourceArn"), thing_at(thing, "ResourcePolicy"), "stream");
}

static const char *lone_kind(const struct value *kind) {
    static const char *const KINDS[] = {"boundary", "session", "scp", "rcp", "endpoint", NULL};
    for (const char *const *known = KINDS; *known; known++)
        if (value_is_text(kind, *known))
            return *known;
    return "resource";
}

void lone_policy_members(struct loader *loader, const struct thing *thing) {
    const struct value *document = thing_at(thing, "PolicyDocument");
    struct policy_source source = {
        .thing = thing,
        .kind = lone_kind(thing_at(thing, "Kind")),
        .document = document,
        .node = document->node ? document->node : thing_node(thing),
        .label = thing->resource->name,
        .alone = true,
        .guessed = value_is_text(thing_at(thing, "Guessed"), "true"),
    };
    policy_write(loader, &source);
}

/* Other types (tag policies, backup policies …) are no IAM policies.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-organizations-policy.html */
void organization_policy_members(struct loader *loader, const struct thing *thing) {
    const struct value *type = thing_at(thing, "Type");
    if (value_is_text(type, "SERVICE_CONTROL_POLICY"))
        write_policy(loader, thing, "scp", thing_at(thing, "Content"));
    else if (value_is_text(type, "RESOURCE_CONTROL_POLICY"))
        write_policy(loader, thing, "rcp", thing_at(thing, "Content"));
}

/* AWS::Events::EventBusPolicy: one statement, without Version. */
void event_bus_policy_members(struct loader *loader, const struct thing *thing) {
    const struct value *statement = thing_at(thing, "Statement");
    if (statement->kind != VALUE_ABSENT)
        add_to_all(loader, thing, thing_at(thing, "EventBusName"), thing->properties, "event_bus");
}
