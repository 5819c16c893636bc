/* https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html */
#include "analyzer/dialect/sam_expander.h"

static struct node *machine_role(struct sam *sam, struct sam_resource *machine) {
    const struct node *properties = machine->properties;
    const struct node *tracing = sam_at(properties, "Tracing.Enabled");
    struct node *role = sam_role_properties(sam, machine->node, "states.amazonaws.com");
    node_set(role, STR("ManagedPolicyArns"), node_new_list(sam->document, machine->node));
    SAM_COPY(role, properties, "PermissionsBoundary");
    const struct node *path = sam_get(properties, "RolePath");
    if (path)
        node_set(role, STR("Path"), node_new_copy(sam->document, path));
    sam_policies(sam, role, sam_join(sam, machine->id, "Role"), sam_get(properties, "Policies"));
    if (sam_is_true(tracing))
        sam_role_attach(sam, role, tracing, "AWSXrayWriteOnlyAccess");
    const struct node *written = sam_get(properties, "Tags");
    struct node *tags = sam_make(sam, machine->node, "[{'Key':'stateMachine:createdBy','Value':'SAM'}]");
    if (sam_is_map(written))
        node_each(tag, written) node_append(tags, sam_make(sam, tag, "{'Key':'%s','Value':%n}", tag->key, tag));
    node_set(role, STR("Tags"), tags);
    return role;
}

static void add_alias(struct sam *sam, struct sam_resource *machine, struct sam_target *target) {
    const struct node *name = sam_get(machine->properties, "AutoPublishAlias");
    if (!name)
        return;
    struct str version = sam_join(sam, machine->id, "Version");
    const struct node *known = sam_known(sam, name);
    struct str suffix = sam_is_text(known) ? known->text : STR_NONE;
    struct str id = str_format(sam->arena, "%.*sAlias%.*s", STR_ARG(machine->id), STR_ARG(suffix));
    sam_add(sam, machine, name, version, "AWS::StepFunctions::StateMachineVersion",
            sam_make(sam, name,
                     "{'StateMachineArn':{'Ref':'%s'},"
                     "'StateMachineRevisionId':{'Fn::GetAtt':['%s','StateMachineRevisionId']}}",
                     machine->id, machine->id));
    struct node *preference =
        sam_make(sam, name, "{'Type':'ALL_AT_ONCE','StateMachineVersionArn':{'Ref':'%s'}}", version);
    SAM_COPY(preference, sam_get(machine->properties, "DeploymentPreference"), "Type", "Alarms", "Interval",
             "Percentage");
    sam_add(sam, machine, name, id, "AWS::StepFunctions::StateMachineAlias",
            sam_make(sam, name, "{'Name':%n,'DeploymentPreference':%n}", name, preference));
    if (sam_is_true(sam_get(machine->properties, "UseAliasAsEventTarget")))
        target->id = id;
}

void sam_machine_event(struct sam *sam, const struct sam_event *event) {
    if (str_is(event->type, "Api"))
        sam_api_event(sam, event, true);
    else if (str_is(event->type, "ScheduleV2"))
        sam_schedule_event(sam, event, true);
    else if (str_is(event->type, "Schedule") || str_is(event->type, "CloudWatchEvent") ||
             str_is(event->type, "EventBridgeRule"))
        sam_rule_event(sam, event, true);
    else
        sam_reject(sam, event->node, "a state machine has no events of type '%.*s'", STR_ARG(event->type));
}

void sam_machine(struct sam *sam, struct sam_resource *machine) {
    const struct node *properties = machine->properties, *role = sam_get(properties, "Role");
    const struct node *definition = sam_get(properties, "Definition");
    struct node *result = sam_make(sam, machine->node,
                                   "{'StateMachineName':%n,'StateMachineType':%n,'LoggingConfiguration':%n,"
                                   "'TracingConfiguration':%n,'Definition':%n,'DefinitionS3Location':%n}",
                                   sam_get(properties, "Name"), sam_get(properties, "Type"),
                                   sam_get(properties, "Logging"), sam_get(properties, "Tracing"), definition,
                                   sam_location(sam, sam_get(properties, "DefinitionUri"), "", "Version"));
    SAM_COPY(result, properties, "DefinitionSubstitutions");
    sam_become(sam, machine, "AWS::StepFunctions::StateMachine", result);
    if (role) {
        node_set(result, STR("RoleArn"), node_new_copy(sam->document, role));
        sam_ignore_policies(sam, machine);
    } else {
        struct str id = sam_join(sam, machine->id, "Role");
        node_set(result, STR("RoleArn"), sam_make(sam, machine->node, "{'Fn::GetAtt':['%s','Arn']}", id));
        sam_add(sam, machine, machine->node, id, "AWS::IAM::Role", machine_role(sam, machine));
    }
    struct sam_target target = {machine, machine->id, true, NULL};
    add_alias(sam, machine, &target);
    sam_each_event(sam, &target, sam_get(properties, "Events"), sam_machine_event);
    sam_propagate_tags(sam, machine);
}
