/* Rules of EventBridge and schedules of EventBridge Scheduler. A rule needs a permission of the function, or a role
 * that may start the state machine; a schedule always needs a role.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-schedulev2.html
 */
#include "analyzer/dialect/sam_expander.h"

/* The queue for what cannot be delivered: given by its ARN, or made. */
static struct node *dead_letter_arn(struct sam *sam, const struct sam_event *event, bool policy) {
    const struct node *config = sam_get(event->properties, "DeadLetterConfig");
    const struct node *given = sam_get(config, "Arn");
    if (!config || given)
        return given ? node_new_copy(sam->document, given) : NULL;
    struct str id = sam_text(config, "QueueLogicalId");
    if (id.size == 0)
        id = sam_join(sam, event->id, "Queue");
    sam_add(sam, event->target->owner, config, id, "AWS::SQS::Queue", node_new_map(sam->document, config));
    struct node *arn = sam_make(sam, config, "{'Fn::GetAtt':['%s','Arn']}", id);
    if (policy)
        sam_add(sam, event->target->owner, config, sam_join(sam, event->id, "QueuePolicy"), "AWS::SQS::QueuePolicy",
                sam_make(sam, config,
                         "{'PolicyDocument':{'Version':'2012-10-17','Statement':[{'Action':'sqs:SendMessage',"
                         "'Effect':'Allow','Principal':{'Service':'events.amazonaws.com'},"
                         "'Resource':{'Fn::GetAtt':['%s','Arn']},"
                         "'Condition':{'ArnEquals':{'aws:SourceArn':{'Fn::GetAtt':['%s','Arn']}}}}]},"
                         "'Queues':[{'Ref':'%s'}]}",
                         id, event->id, id));
    return arn;
}

/* https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html: at most 64 characters */
static struct str target_id(struct sam *sam, const struct sam_event *event, const char *suffix) {
    struct str given = sam_text(sam_get(event->properties, "Target"), "Id");
    size_t room = 64 - str_from(suffix).size;
    return given.size ? given : sam_join(sam, str_slice(event->id, 0, room), suffix);
}

static struct node *state(struct sam *sam, const struct sam_event *event) {
    const struct node *given = sam_get(event->properties, "State");
    const struct node *enabled = sam_get(event->properties, "Enabled");
    if (given)
        return node_new_copy(sam->document, given);
    return enabled ? sam_make(sam, enabled, "'%z'", sam_is_false(enabled) ? "DISABLED" : "ENABLED") : NULL;
}

struct node *sam_starter_role(struct sam *sam, const struct sam_event *event, const char *service) {
    const struct node *given = sam_get(event->properties, "RoleArn");
    if (given)
        return node_new_copy(sam->document, given);
    struct str id = sam_join(sam, event->id, "Role");
    struct node *role = sam_role_properties(sam, event->node, service);
    sam_role_inline(sam, role,
                    sam_destination_policy(sam, event->node, STR("StartExecution"), id,
                                           sam_target_arn(sam, event->target, event->node)));
    SAM_COPY(role, event->target->owner->properties, "PermissionsBoundary");
    sam_add(sam, event->target->owner, event->node, id, "AWS::IAM::Role", role);
    return sam_make(sam, event->node, "{'Fn::GetAtt':['%s','Arn']}", id);
}

void sam_rule_event(struct sam *sam, const struct sam_event *event, bool machine) {
    const struct node *properties = event->properties, *origin = event->node;
    struct node *role = machine ? sam_starter_role(sam, event, "events.amazonaws.com") : NULL;
    struct node *queue = dead_letter_arn(sam, event, true);
    struct node *target = sam_make(sam, origin, "{'Arn':%n,'Id':'%s','RoleArn':%n,'DeadLetterConfig':%n}",
                                   sam_target_arn(sam, event->target, origin),
                                   target_id(sam, event, machine ? "StepFunctionsTarget" : "LambdaTarget"), role,
                                   queue ? sam_make(sam, origin, "{'Arn':%n}", queue) : NULL);
    SAM_COPY(target, properties, "Input", "InputPath", "RetryPolicy", "InputTransformer");
    bool scheduled = str_is(event->type, "Schedule");
    struct node *rule = sam_make(
        sam, origin,
        "{'Description':%n,'EventBusName':%n,'EventPattern':%n,'Name':%n,"
        "'ScheduleExpression':%n,'State':%n,'Targets':[%n]}",
        scheduled ? sam_get(properties, "Description") : NULL, scheduled ? NULL : sam_get(properties, "EventBusName"),
        scheduled ? NULL : sam_get(properties, "Pattern"), sam_get(properties, scheduled ? "Name" : "RuleName"),
        scheduled ? sam_get(properties, "Schedule") : NULL, state(sam, event), target);
    sam_add(sam, event->target->owner, origin, event->id, "AWS::Events::Rule", rule);
    if (!machine)
        sam_permission(sam, event, sam_join(sam, event->id, "Permission"), "events.amazonaws.com",
                       sam_make(sam, origin, "{'Fn::GetAtt':['%s','Arn']}", event->id), NULL, NULL);
}

static struct node *schedule_role(struct sam *sam, const struct sam_event *event, const struct node *queue,
                                  bool machine) {
    const struct node *given = sam_get(event->properties, "RoleArn");
    if (given)
        return node_new_copy(sam->document, given);
    struct str id = sam_join(sam, event->id, "Role");
    struct node *role = sam_role_properties(sam, event->node, "scheduler.amazonaws.com");
    sam_role_inline(sam, role,
                    sam_destination_policy(sam, event->node, machine ? STR("StartExecution") : STR("Lambda"), event->id,
                                           sam_target_arn(sam, event->target, event->node)));
    if (queue)
        sam_role_inline(sam, role, sam_destination_policy(sam, event->node, STR("SQS"), event->id, queue));
    SAM_COPY(role, event->properties, "PermissionsBoundary");
    sam_add(sam, event->target->owner, event->node, id, "AWS::IAM::Role", role);
    return sam_make(sam, event->node, "{'Fn::GetAtt':['%s','Arn']}", id);
}

void sam_schedule_event(struct sam *sam, const struct sam_event *event, bool machine) {
    const struct node *properties = event->properties, *origin = event->node;
    struct node *queue = dead_letter_arn(sam, event, false);
    struct node *role = schedule_role(sam, event, queue, machine);
    struct node *target = sam_make(sam, origin, "{'Arn':%n,'RoleArn':%n,'DeadLetterConfig':%n}",
                                   sam_target_arn(sam, event->target, origin), role,
                                   queue ? sam_make(sam, origin, "{'Arn':%n}", queue) : NULL);
    SAM_COPY(target, properties, "Input", "RetryPolicy");
    struct node *schedule = sam_make(sam, origin, "{'FlexibleTimeWindow':{'Mode':'OFF'},'Target':%n}", target);
    if (!sam_is_true(sam_get(properties, "OmitName")))
        node_set(schedule, STR("Name"), sam_make(sam, origin, "'%s'", event->id));
    SAM_COPY(schedule, properties, "ScheduleExpression", "State", "Name", "Description", "FlexibleTimeWindow",
             "StartDate", "EndDate", "ScheduleExpressionTimezone", "GroupName", "KmsKeyArn");
    sam_add(sam, event->target->owner, origin, event->id, "AWS::Scheduler::Schedule", schedule);
}
