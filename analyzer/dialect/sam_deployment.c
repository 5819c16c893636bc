/* https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-deploymentpreference.html
 * One CodeDeploy application for the template, one deployment group for each function, one role for all functions that
 * bring none. The first of them owns what is shared. */
#include "analyzer/dialect/sam_expander.h"

struct deployment {
    struct sam *sam;
    struct sam_resource *first;
    bool needs_role;
    bool always; /* some preference does not depend on a condition */
    VEC(const struct node *) conditions;
    struct node *tags; /* those of all functions that propagate theirs; NULL: none */
};

/* A leaf of Mappings whose keys are known. */
static const struct node *known_in_map(struct sam *sam, const struct node *node) {
    const struct node *known = sam_known(sam, node);
    struct call call = known ? call_of(known) : (struct call){0};
    if (call.kind != CALL_FIND_IN_MAP)
        return known;
    const struct node *at = node_member(sam->root, "Mappings");
    for (size_t i = 0; i < 3 && at; i++) {
        const struct node *key = sam_known(sam, call_argument(call, i));
        at = sam_is_text(key) ? node_member_str(at, key->text) : NULL;
    }
    return at ? at : known;
}

static bool is_off(struct sam *sam, const struct node *preference) {
    const struct node *enabled = known_in_map(sam, sam_get(preference, "Enabled"));
    return node_is_text(enabled, "false") || node_is_text(enabled, "False") || sam_is_false(enabled);
}

/* sam_add gives what it makes the Condition of the owner; here it is passed on only when wanted. */
static struct node *add(struct sam *sam, struct sam_resource *function, const struct node *origin, struct str id,
                        const char *type, struct node *properties) {
    struct sam_resource owner = {.id = function->id, .node = node_new_map(sam->document, origin)};
    struct node *made = sam_add(sam, &owner, origin, id, type, properties);
    if (made)
        vec_push(sam->arena, &function->made, made);
    return made;
}

static void add_group(struct sam *sam, struct sam_resource *function, const struct node *preference,
                      const struct node *condition) {
    const struct node *role = sam_get(preference, "Role");
    struct node *properties =
        sam_make(sam, preference, "{'ApplicationName':{'Ref':'ServerlessDeploymentApplication'},'ServiceRoleArn':%n}",
                 role ? role : sam_make(sam, preference, "{'Fn::GetAtt':['CodeDeployServiceRole','Arn']}"));
    struct node *group = add(sam, function, preference, sam_join(sam, function->id, "DeploymentGroup"),
                             "AWS::CodeDeploy::DeploymentGroup", properties);
    if (group && condition)
        node_set(group, STR("Condition"), node_new_copy(sam->document, condition));
}

static void add_tags(struct deployment *deployment, const struct sam_resource *function) {
    struct document *document = deployment->sam->document;
    const struct node *tags = sam_get(function->properties, "Tags");
    if (!sam_is_map(tags) || !sam_is_true(sam_get(function->properties, "PropagateTags")))
        return;
    if (!deployment->tags)
        deployment->tags = node_new_map(document, tags);
    node_each(tag, tags) node_set(deployment->tags, tag->key, node_new_copy(document, tag));
}

static void add_preference(struct deployment *deployment, struct sam_resource *function) {
    struct sam *sam = deployment->sam;
    const struct node *preference = sam_get(function->properties, "DeploymentPreference");
    if (!sam_is_map(preference) || is_off(sam, preference))
        return;
    const struct node *passed = known_in_map(sam, sam_get(preference, "PassthroughCondition"));
    const struct node *condition = sam_get(function->node, "Condition");
    bool conditional = condition && (sam_is_true(passed) || node_is_text(passed, "true"));
    deployment->first = deployment->first ? deployment->first : function;
    deployment->needs_role = deployment->needs_role || !sam_get(preference, "Role");
    deployment->always = deployment->always || !conditional;
    if (conditional)
        vec_push(sam->arena, &deployment->conditions, condition);
    add_group(sam, function, preference, conditional ? condition : NULL);
    add_tags(deployment, function);
}

static void add_shared(struct deployment *deployment, const char *id, const char *type, struct node *properties) {
    struct sam *sam = deployment->sam;
    struct node *made = add(sam, deployment->first, sam_get(deployment->first->properties, "DeploymentPreference"),
                            str_from(id), type, properties);
    if (made && !deployment->always)
        node_set(made, STR("Condition"),
                 sam_either(sam, deployment->conditions.items, deployment->conditions.count,
                            "ServerlessCodeDeployCondition"));
}

void sam_deployments(struct sam *sam) {
    struct deployment deployment = {.sam = sam};
    for (size_t i = 0; i < sam->resources.count; i++)
        if (str_is(sam->resources.items[i]->type, "AWS::Serverless::Function"))
            add_preference(&deployment, sam->resources.items[i]);
    if (!deployment.first)
        return;
    const struct node *origin = sam_get(deployment.first->properties, "DeploymentPreference");
    add_shared(&deployment, "ServerlessDeploymentApplication", "AWS::CodeDeploy::Application",
               sam_make(sam, origin, "{'ComputePlatform':'Lambda'}"));
    if (!deployment.needs_role)
        return;
    struct node *role = sam_role_properties(sam, origin, "codedeploy.amazonaws.com");
    sam_role_attach(sam, role, origin, "service-role/AWSCodeDeployRoleForLambda");
    if (deployment.tags)
        node_set(role, STR("Tags"), sam_tags(sam, origin, deployment.tags, true));
    add_shared(&deployment, "CodeDeployServiceRole", "AWS::IAM::Role", role);
}
