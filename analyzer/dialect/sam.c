#include "analyzer/dialect/sam.h"

#include "analyzer/dialect/sam_expander.h"

static bool is_sam(const struct sam_resource *resource) {
    return str_starts(resource->type, "AWS::Serverless::");
}

static struct sam_resource *add_resource(struct sam *sam, const struct node *node) {
    struct sam_resource *resource = ARENA_NEW(sam->arena, struct sam_resource);
    resource->id = node->key;
    resource->node = node;
    resource->type = sam_text(node, "Type");
    resource->result = node_new_copy(sam->document, node);
    if (is_sam(resource))
        resource->properties = sam_merged_properties(sam, node, resource->type);
    vec_push(sam->arena, &sam->resources, resource);
    map_put(&sam->by_id, resource->id, resource);
    return resource;
}

static const struct step {
    const char *type;
    void (*expand)(struct sam *sam, struct sam_resource *resource);
} STEPS[] = {
    /* Functions and state machines add routes to APIs, so those come later. */
    {"AWS::Serverless::Function", sam_function},
    {"AWS::Serverless::WebFunction", sam_web_function},
    {"AWS::Serverless::StateMachine", sam_machine},
    {"AWS::Serverless::Api", sam_api},
    {"AWS::Serverless::HttpApi", sam_http_api},
    {"AWS::Serverless::WebSocketApi", sam_websocket_api},
    {"AWS::Serverless::GraphQLApi", sam_graphql_api},
    {"AWS::Serverless::SimpleTable", sam_simple_table},
    {"AWS::Serverless::LayerVersion", sam_layer_version},
    {"AWS::Serverless::CapacityProvider", sam_capacity_provider},
    {"AWS::Serverless::NetworkConnector", sam_network_connector},
    {"AWS::Serverless::MicrovmImage", sam_machine_image},
    {"AWS::Serverless::Application", sam_application},
};

static void expand_type(struct sam *sam, const struct step *step) {
    for (size_t i = 0; i < sam->resources.count; i++) {
        struct sam_resource *resource = sam->resources.items[i];
        if (str_is(resource->type, step->type))
            step->expand(sam, resource);
    }
}

static void collect(struct sam *sam, const struct node *resources) {
    struct node *map = node_new_map(sam->document, resources);
    struct node **link = &map->first_child;
    for (size_t i = 0; i < sam->resources.count; i++) {
        struct sam_resource *resource = sam->resources.items[i];
        if (resource->result)
            node_put(map, &link, resource->id, sam_rename(sam, resource->result));
        for (size_t j = 0; j < resource->made.count; j++)
            node_put(map, &link, resource->made.items[j]->key, sam_rename(sam, resource->made.items[j]));
    }
    node_set(sam->result, STR("Resources"), map);
    struct node *outputs = node_member(sam->root, "Outputs");
    struct node *renamed = outputs ? sam_rename(sam, outputs) : NULL;
    if (renamed && renamed != outputs)
        node_set(sam->result, STR("Outputs"), renamed);
}

const struct node *sam_expand(struct document *document, const struct node *root, struct diags *diags) {
    const struct node *resources = node_member(root, "Resources");
    struct sam sam = {.document = document, .arena = &document->arena, .diags = diags, .root = root};
    sam_check_template(&sam);
    if (!sam_is_map(resources))
        return root;
    map_init(&sam.by_id, sam.arena);
    map_init(&sam.made, sam.arena);
    map_init(&sam.references, sam.arena);
    sam.result = node_new_copy(document, root);
    sam_check_globals(&sam);
    node_each(node, resources) {
        const struct sam_resource *resource = add_resource(&sam, node);
        if (is_sam(resource))
            sam_check_resource(&sam, resource);
    }
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++)
        expand_type(&sam, &STEPS[i]);
    sam_check_apis(&sam);
    sam_deployments(&sam);
    sam_connectors(&sam);
    collect(&sam, resources);
    return sam.result;
}
