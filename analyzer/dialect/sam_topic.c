/* https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-sns.html
 * SqsSubscription puts a queue between topic and function: one that SAM makes (true) or one that is there (a map). */
#include "analyzer/dialect/sam_expander.h"

static void add_subscription(struct sam *sam, const struct sam_event *event, const char *protocol,
                             const struct node *endpoint) {
    struct node *subscription = sam_make(sam, event->node, "{'Protocol':'%z','Endpoint':%n,'TopicArn':%n}", protocol,
                                         endpoint, sam_get(event->properties, "Topic"));
    SAM_COPY(subscription, event->properties, "Region", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy");
    sam_add(sam, event->target->owner, event->node, event->id, "AWS::SNS::Subscription", subscription);
}

static void add_queue_policy(struct sam *sam, const struct sam_event *event, struct str id,
                             const struct node *queue_arn, const struct node *queue_url) {
    sam_add(sam, event->target->owner, event->node, id, "AWS::SQS::QueuePolicy",
            sam_make(sam, event->node,
                     "{'PolicyDocument':{'Version':'2012-10-17','Statement':[{'Action':'sqs:SendMessage',"
                     "'Effect':'Allow','Principal':'*','Resource':%n,"
                     "'Condition':{'ArnEquals':{'aws:SourceArn':%n}}}]},'Queues':[%n]}",
                     queue_arn, sam_get(event->properties, "Topic"), queue_url));
}

static void add_queue_mapping(struct sam *sam, const struct sam_event *event, const struct node *queue_arn,
                              const struct node *batch_size) {
    sam_queue_mapping(sam, event, sam_join(sam, event->id, "EventSourceMapping"),
                      sam_make(sam, event->node,
                               "{'BatchSize':%n,'Enabled':true,'EventSourceArn':%n,'FunctionName':%n}",
                               batch_size ? batch_size : sam_make(sam, event->node, "10"), queue_arn,
                               sam_target_name(sam, event->target, event->node)));
}

static void through_new_queue(struct sam *sam, const struct sam_event *event, const struct node *wish) {
    struct str id = sam_join(sam, event->id, "Queue");
    struct sam_resource *topic = map_get(&sam->by_id, sam_referred(sam, sam_get(event->properties, "Topic")));
    const struct node *fifo = topic ? sam_known(sam, sam_at(topic->node, "Properties.FifoTopic")) : NULL;
    if (sam_is_false(fifo))
        fifo = NULL;
    sam_add(sam, event->target->owner, wish, id, "AWS::SQS::Queue", sam_make(sam, wish, "{'FifoQueue':%n}", fifo));
    struct node *arn = sam_make(sam, wish, "{'Fn::GetAtt':['%s','Arn']}", id);
    add_queue_mapping(sam, event, arn, NULL);
    add_queue_policy(sam, event, sam_join(sam, event->id, "QueuePolicy"), arn, sam_make(sam, wish, "{'Ref':'%s'}", id));
    add_subscription(sam, event, "sqs", sam_make(sam, wish, "{'Fn::GetAtt':['%s','Arn']}", id));
}

static void through_queue(struct sam *sam, const struct sam_event *event, const struct node *queue) {
    const struct node *arn = sam_get(queue, "QueueArn");
    struct str policy = sam_text(queue, "QueuePolicyLogicalId");
    add_queue_mapping(sam, event, arn, sam_get(queue, "BatchSize"));
    add_queue_policy(sam, event, policy.size ? policy : sam_join(sam, event->id, "QueuePolicy"), arn,
                     sam_get(queue, "QueueUrl"));
    add_subscription(sam, event, "sqs", arn);
}

void sam_topic_event(struct sam *sam, const struct sam_event *event) {
    const struct node *queue = sam_get(event->properties, "SqsSubscription");
    const struct node *topic = sam_get(event->properties, "Topic");
    if (!topic) {
        sam_diag(sam, DIAG_UNSUPPORTED, event->node, "event '%.*s' names no Topic", STR_ARG(event->node->key));
    } else if (sam_is_map(queue) && sam_get(queue, "QueueArn")) {
        through_queue(sam, event, queue);
    } else if (sam_is_true(queue)) {
        through_new_queue(sam, event, queue);
    } else {
        if (queue && !sam_is_false(queue))
            sam_diag(sam, DIAG_UNSUPPORTED, queue, "SqsSubscription is neither true nor a queue");
        sam_permission(sam, event, sam_join(sam, event->id, "Permission"), "sns.amazonaws.com",
                       node_new_copy(sam->document, topic), NULL, NULL);
        add_subscription(sam, event, "lambda", sam_target_arn(sam, event->target, event->node));
    }
}
