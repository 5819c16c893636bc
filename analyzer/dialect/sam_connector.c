/* https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html
 * A connector, a resource of its own or the attribute Connectors of its source, grants what its table says for the two
 * types. It comes last, because it looks at generated resources. */
#include "analyzer/base/embedded.h"
#include "analyzer/dialect/sam_expander.h"

#define PROFILES "analyzer/dialect/data/sam-connector-profiles.tsv"

struct side {
    const struct node *written;
    struct str id; /* empty: everything is written */
    struct str type;
    const struct node *arn;
    const struct node *role; /* what the name of its role is */
    const struct node *url;
};

struct connector {
    struct sam *sam;
    struct sam_resource *owner;
    const struct node *node;
    struct str id;
    struct str suffix; /* "Destination0" when there is a list of them */
    struct side source;
    struct side destination;
    struct node *values; /* "Source.Arn" … for the table */
};

/* What identifies a resource of each type, and where its role stands. */
static const struct type {
    const char *type;
    const char *sam_type;
    const char *role;
    bool ref_is_arn;
    const char *id; /* attribute that is ResourceId; "" is Ref */
} TYPES[] = {
    {"AWS::Lambda::Function", "AWS::Serverless::Function", "Role", false, NULL},
    {"AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine", "RoleArn", true, NULL},
    {"AWS::ApiGateway::RestApi", "AWS::Serverless::Api", NULL, false, ""},
    {"AWS::ApiGatewayV2::Api", "AWS::Serverless::HttpApi", NULL, false, ""},
    {"AWS::DynamoDB::Table", "AWS::Serverless::SimpleTable", NULL, false, NULL},
    {"AWS::AppSync::GraphQLApi", NULL, NULL, true, "ApiId"},
    {"AWS::AppSync::DataSource", NULL, "ServiceRoleArn", true, NULL},
    {"AWS::SNS::Topic", NULL, NULL, true, NULL},
    {"AWS::SQS::Queue", NULL, NULL, false, NULL},
    {"AWS::S3::Bucket", NULL, NULL, false, NULL},
    {"AWS::Events::Rule", NULL, "Targets", false, NULL},
    {"AWS::Events::EventBus", NULL, NULL, false, NULL},
    {"AWS::Location::PlaceIndex", NULL, NULL, false, NULL},
};

static const struct type *type_of(struct str name, bool sam) {
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++) {
        const char *own = sam ? TYPES[i].sam_type : TYPES[i].type;
        if (own && str_is(name, own))
            return &TYPES[i];
    }
    return NULL;
}

static const struct node *expanded(struct sam *sam, struct str id) {
    const struct sam_resource *resource = map_get(&sam->by_id, id);
    return resource ? resource->result : map_get(&sam->made, id);
}

static void set_value(struct connector *connector, const char *prefix, const char *name, const struct node *value) {
    if (value)
        node_set(connector->values, str_format(connector->sam->arena, "%s.%s", prefix, name),
                 node_new_copy(connector->sam->document, value));
}

/* The role of a rule belongs to the target that is the other side. */
static const struct node *target_role(struct sam *sam, const struct node *targets, const struct node *other) {
    struct str id = sam_text(other, "Id");
    const struct node *arn = sam_get(other, "Arn");
    if (sam_is_list(targets))
        node_each(target, targets) {
            const struct node *own = sam_get(target, "Arn");
            bool same_id = id.size && str_equal(sam_referred(sam, own), id);
            if (same_id || (own && arn && sam_same(own, arn)))
                return sam_get(target, "RoleArn");
        }
    return NULL;
}

static void read_resource(struct connector *connector, struct side *side, const char *prefix,
                          const struct node *other) {
    struct sam *sam = connector->sam;
    const struct node *resource = expanded(sam, side->id), *origin = side->written;
    const struct type *type = type_of(side->type = sam_text(resource, "Type"), false);
    if (!type)
        return;
    struct node *reference = sam_make(sam, origin, "{'Ref':'%s'}", side->id);
    const struct node *properties = sam_get(resource, "Properties");
    const struct node *role = type->role ? sam_get(properties, type->role) : NULL;
    if (type->role && str_is(str_from(type->role), "Targets"))
        role = target_role(sam, role, other);
    struct str role_id = sam_referred(sam, role);
    side->arn = type->ref_is_arn ? reference : sam_make(sam, origin, "{'Fn::GetAtt':['%s','Arn']}", side->id);
    side->url = reference;
    side->role =
        role && role_id.size && call_of(role).kind != CALL_NONE ? sam_make(sam, origin, "{'Ref':'%s'}", role_id) : NULL;
    set_value(connector, prefix, "Name", sam_make(sam, origin, "{'Fn::GetAtt':['%s','Name']}", side->id));
    if (type->id)
        set_value(connector, prefix, "ResourceId",
                  *type->id ? sam_make(sam, origin, "{'Fn::GetAtt':['%s','%z']}", side->id, type->id) : reference);
    const struct node *qualifier = sam_get(side->written, "Qualifier");
    set_value(connector, prefix, "Qualifier", qualifier ? qualifier : sam_make(sam, origin, "'*'"));
}

static void read_side(struct connector *connector, struct side *side, const char *prefix, const struct node *other) {
    side->id = sam_text(side->written, "Id");
    if (side->id.size) {
        read_resource(connector, side, prefix, other);
    } else {
        static const char *const VALUES[] = {"ResourceId", "Name", "Qualifier"};
        struct str written = sam_text(side->written, "Type");
        const struct type *type = type_of(written, true);
        side->type = type ? str_from(type->type) : written;
        side->arn = sam_get(side->written, "Arn");
        side->role = sam_get(side->written, "RoleName");
        side->url = sam_get(side->written, "QueueUrl");
        for (size_t i = 0; i < sizeof VALUES / sizeof *VALUES; i++)
            set_value(connector, prefix, VALUES[i], sam_get(side->written, VALUES[i]));
    }
    set_value(connector, prefix, "Arn", side->arn);
}

/* -- what is made -------------------------------------------------------------------------------------------------- */

static void add(struct connector *connector, const char *name, const char *type, struct node *properties) {
    struct str id =
        str_format(connector->sam->arena, "%.*s%s%.*s", STR_ARG(connector->id), name, STR_ARG(connector->suffix));
    sam_add(connector->sam, connector->owner, connector->node, id, type, properties);
}

static void add_permission(struct connector *connector, const struct side *side, const struct node *category,
                           struct node *content) {
    struct sam *sam = connector->sam;
    if (!side->arn) {
        sam_reject(sam, connector->node, "the connector '%.*s' has to name the function by Id or Arn",
                   STR_ARG(connector->id));
        return;
    }
    node_set(content, STR("FunctionName"), node_new_copy(sam->document, side->arn));
    add(connector, str_z(sam->arena, sam_join(sam, category->text, "LambdaPermission")), "AWS::Lambda::Permission",
        content);
}

static void add_policy(struct connector *connector, const struct side *side, struct str made, struct node *statements) {
    struct sam *sam = connector->sam;
    struct node *document = sam_make(sam, connector->node, "{'Version':'2012-10-17','Statement':%n}", statements);
    const struct node *holder = str_is(made, "role") ? side->role : str_is(made, "queue") ? side->url : side->arn;
    if (!holder)
        sam_reject(sam, connector->node, "the %.*s that the connector '%.*s' grants to is not known", STR_ARG(made),
                   STR_ARG(connector->id));
    else if (str_is(made, "role"))
        add(connector, "Policy", "AWS::IAM::ManagedPolicy",
            sam_make(sam, connector->node, "{'PolicyDocument':%n,'Roles':[%n]}", document, holder));
    else if (str_is(made, "queue"))
        add(connector, "QueuePolicy", "AWS::SQS::QueuePolicy",
            sam_make(sam, connector->node, "{'PolicyDocument':%n,'Queues':[%n]}", document, holder));
    else
        add(connector, "TopicPolicy", "AWS::SNS::TopicPolicy",
            sam_make(sam, connector->node, "{'PolicyDocument':%n,'Topics':[%n]}", document, holder));
}

static bool find_profile(struct connector *connector, const struct node *category, struct str *ret_made,
                         bool *ret_source, struct node **ret_content) {
    struct sam *sam = connector->sam;
    struct str key = str_format(sam->arena, "%.*s %.*s %.*s", STR_ARG(connector->source.type),
                                STR_ARG(connector->destination.type), STR_ARG(category->text));
    struct str rest, side;
    if (!embedded_line(PROFILES, key, &rest) || !str_cut(rest, '\t', ret_made, &rest) ||
        !str_cut(rest, '\t', &side, &rest)) {
        if (connector->source.type.size == 0 || connector->destination.type.size == 0)
            sam_reject(sam, connector->node,
                       "the %s of connector '%.*s' names no resource of this template and no Type",
                       connector->source.type.size == 0 ? "Source" : "Destination", STR_ARG(connector->id));
        else
            sam_reject(sam, category, "a connector cannot give '%.*s' from '%.*s' to '%.*s'", STR_ARG(category->text),
                       STR_ARG(connector->source.type), STR_ARG(connector->destination.type));
        return false;
    }
    *ret_source = str_is(side, "source");
    *ret_content = sam_make_from_table(sam, category, rest, connector->values);
    return true;
}

static void expand_pair(struct connector *connector, const struct node *permissions) {
    struct node *statements = node_new_list(connector->sam->document, connector->node);
    struct str made = STR_NONE;
    const struct side *holder = NULL;
    node_each(category, permissions) {
        bool source;
        struct node *content;
        bool repeated = false;
        for (const struct node *other = permissions->first_child; other != category; other = other->next)
            repeated = repeated || sam_same(other, category);
        if (repeated || !sam_is_text(category) || !find_profile(connector, category, &made, &source, &content))
            continue;
        holder = source ? &connector->source : &connector->destination;
        if (str_is(made, "permission"))
            add_permission(connector, holder, category, content);
        else
            node_each(statement, content) node_append(statements, node_new_copy(connector->sam->document, statement));
    }
    if (holder && !str_is(made, "permission"))
        add_policy(connector, holder, made, statements);
}

static void expand(struct connector connector, const struct node *source, const struct node *destination,
                   const struct node *permissions) {
    if (!sam_count_item(connector.sam, connector.node))
        return;
    /* What lacks is said by sam_check.c. */
    if (!sam_is_map(source) || !sam_is_map(destination) || !sam_is_list(permissions)) {
        if (source && destination && permissions)
            sam_diag(connector.sam, DIAG_UNSUPPORTED, connector.node, "what connector '%.*s' grants is not known",
                     STR_ARG(connector.id));
        return;
    }
    connector.values = node_new_map(connector.sam->document, connector.node);
    connector.source = (struct side){.written = source};
    connector.destination = (struct side){.written = destination};
    read_side(&connector, &connector.source, "Source", destination);
    read_side(&connector, &connector.destination, "Destination", source);
    expand_pair(&connector, permissions);
}

void sam_connect(struct sam *sam, struct sam_resource *owner, const struct node *origin, struct str id,
                 const struct node *source, const struct node *destination, const struct node *permissions) {
    expand((struct connector){.sam = sam, .owner = owner, .node = origin, .id = id}, source, destination, permissions);
}

static void expand_all(struct connector connector, const struct node *source, const struct node *properties) {
    const struct node *destination = sam_get(properties, "Destination");
    const struct node *permissions = sam_get(properties, "Permissions");
    if (!sam_is_list(destination)) {
        expand(connector, source, destination, permissions);
        return;
    }
    size_t number = 0;
    node_each(one, destination) {
        connector.suffix = str_format(connector.sam->arena, "Destination%zu", number++);
        expand(connector, source, one, permissions);
    }
}

/* Its attributes are the connector's, not those of the resource that it is written in. */
static void expand_embedded(struct sam *sam, struct sam_resource *resource, const struct node *node) {
    struct sam_resource owner = {.id = resource->id, .node = node};
    const struct node *properties = sam_get(node, "Properties");
    const struct node *reference = sam_get(properties, "SourceReference");
    sam_check_shapes(sam, STR("embedded connector"), node->key, node, node);
    if (!sam_is_map(properties))
        return;
    struct node *source = sam_make(sam, node, "{'Id':'%s'}", resource->id);
    SAM_COPY(source, reference, "Qualifier");
    struct connector connector = {.sam = sam, .owner = &owner, .node = node};
    connector.id = str_format(sam->arena, "%.*s%.*s", STR_ARG(resource->id), STR_ARG(node->key));
    expand_all(connector, source, properties);
    for (size_t i = 0; i < owner.made.count; i++)
        vec_push(sam->arena, &resource->made, owner.made.items[i]);
}

void sam_connectors(struct sam *sam) {
    for (size_t i = 0; i < sam->resources.count; i++) {
        struct sam_resource *resource = sam->resources.items[i];
        const struct node *embedded = sam_get(resource->node, "Connectors");
        if (sam_is_map(embedded))
            node_each(node, embedded) expand_embedded(sam, resource, node);
        else if (embedded)
            sam_reject(sam, embedded, "Connectors has to be a map");
        if (!str_is(resource->type, "AWS::Serverless::Connector"))
            continue;
        struct connector connector = {.sam = sam, .owner = resource, .node = resource->node, .id = resource->id};
        expand_all(connector, sam_get(resource->properties, "Source"), resource->properties);
        resource->result = NULL;
    }
}
