#include "analyzer/dialect/dump.h"

static const char GROUP[] = "AWS::EC2::SecurityGroup";
static const char SUBNET[] = "AWS::EC2::Subnet";

/* -- security groups ----------------------------------------------------------------------------------------------- */

/* One rule for each member: AWS groups sources and destinations of equal ports. */
static void put_peers(struct node *rules, const struct node *permission, const char *list, const char *member,
                      const char *property) {
    static const char *const PORTS[] = {"IpProtocol", "FromPort", "ToPort", NULL};
    dump_each(peer, permission, list) {
        const struct node *named = node_member(peer, member);
        if (!named || dump_is_full(rules))
            continue;
        struct node *rule = literal_map(rules, NULL, peer);
        dump_copy(rule, permission, PORTS);
        literal_put(rule, property, named);
    }
}

static void put_rules(struct node *group, const char *key, const struct node *permissions, bool egress) {
    if (!permissions || node_member(group, key))
        return;
    struct node *rules = literal_list(group, key, permissions);
    node_each(permission, permissions) {
        put_peers(rules, permission, "IpRanges", "CidrIp", "CidrIp");
        put_peers(rules, permission, "Ipv6Ranges", "CidrIpv6", "CidrIpv6");
        put_peers(rules, permission, "UserIdGroupPairs", "GroupId",
                  egress ? "DestinationSecurityGroupId" : "SourceSecurityGroupId");
        put_peers(rules, permission, "PrefixListIds", "PrefixListId",
                  egress ? "DestinationPrefixListId" : "SourcePrefixListId");
    }
    if (!egress || rules->child_count)
        return;
    /* An empty list stands for the rule that AWS adds; a group that really has none gets a rule to nowhere. */
    struct node *nowhere = literal_map(rules, NULL, permissions);
    literal_text(nowhere, "CidrIp", permissions, STR("255.255.255.255/32"));
    literal_text(nowhere, "IpProtocol", permissions, STR("icmp"));
}

void dump_security_group(struct dump_view *view, const struct node *node) {
    static const char *const SAME[] = {"GroupName", "VpcId", NULL};
    struct str id = dump_text(node, "GroupId");
    struct node *group = dump_thing(view, GROUP, id, id, node);
    dump_copy(group, node, SAME);
    put_rules(group, "SecurityGroupIngress", dump_list(node, "IpPermissions"), false);
    put_rules(group, "SecurityGroupEgress", dump_list(node, "IpPermissionsEgress"), true);
}

void dump_group_rule(struct dump_view *view, const struct node *node) {
    vec_push(view->arena, &view->group_rules, node);
}

static void add_group_rule(struct dump_view *view, const struct node *node) {
    static const char *const SAME[] = {"GroupId", "IpProtocol", "FromPort", "ToPort", NULL};
    if (dump_find(view, GROUP, dump_text(node, "GroupId")))
        return;
    bool egress = node_is_text(node_member(node, "IsEgress"), "true");
    struct str id = dump_text(node, "SecurityGroupRuleId");
    struct node *rule =
        dump_thing(view, egress ? "AWS::EC2::SecurityGroupEgress" : "AWS::EC2::SecurityGroupIngress", id, id, node);
    dump_copy(rule, node, SAME);
    dump_put(rule, "CidrIp", node_member(node, "CidrIpv4"));
    dump_put(rule, "CidrIpv6", node_member(node, "CidrIpv6"));
    dump_put(rule, egress ? "DestinationSecurityGroupId" : "SourceSecurityGroupId",
             node_member(node_member(node, "ReferencedGroupInfo"), "GroupId"));
}

/* -- subnets and routes -------------------------------------------------------------------------------------------- */

void dump_vpc(struct dump_view *view, const struct node *node) {
    static const char *const SAME[] = {"CidrBlock", NULL};
    struct str id = dump_text(node, "VpcId");
    dump_copy(dump_thing(view, "AWS::EC2::VPC", id, id, node), node, SAME);
}

void dump_subnet(struct dump_view *view, const struct node *node) {
    static const char *const SAME[] = {"VpcId", "CidrBlock", "AvailabilityZone", "MapPublicIpOnLaunch", NULL};
    struct str id = dump_text(node, "SubnetId");
    dump_copy(dump_thing(view, SUBNET, id, id, node), node, SAME);
}

static struct node *add_association(struct dump_view *view, struct str subnet, const struct node *origin) {
    struct str address = str_format(view->arena, "route table of %.*s", STR_ARG(subnet));
    struct node *association = dump_thing(view, "AWS::EC2::SubnetRouteTableAssociation", subnet, address, origin);
    if (!node_member(association, "SubnetId"))
        literal_text(association, "SubnetId", origin, subnet);
    return association;
}

static void add_associations(struct dump_view *view, const struct node *table) {
    const struct node *id = node_member(table, "RouteTableId");
    dump_each(association, table, "Associations") {
        struct str subnet = dump_text(association, "SubnetId");
        if (subnet.size)
            dump_put(add_association(view, subnet, association), "RouteTableId", id);
        else if (node_is_text(node_member(association, "Main"), "true"))
            map_put(&view->main_tables, dump_text(table, "VpcId"), (void *)(uintptr_t)id);
    }
}

static void add_routes(struct dump_view *view, const struct node *table) {
    static const char *const SAME[] = {"DestinationCidrBlock",
                                       "DestinationIpv6CidrBlock",
                                       "DestinationPrefixListId",
                                       "GatewayId",
                                       "NatGatewayId",
                                       "EgressOnlyInternetGatewayId",
                                       "VpcPeeringConnectionId",
                                       "TransitGatewayId",
                                       "InstanceId",
                                       "NetworkInterfaceId",
                                       "CarrierGatewayId",
                                       "LocalGatewayId",
                                       "CoreNetworkArn",
                                       NULL};
    const struct node *id = node_member(table, "RouteTableId");
    dump_each(route, table, "Routes") {
        if (node_is_text(node_member(route, "GatewayId"), "local"))
            continue; /* every table has it */
        struct node *properties = literal_resource(
            view->unit, route, str_format(view->arena, "route of %.*s", STR_ARG(id->text)), "AWS::EC2::Route");
        literal_put(properties, "RouteTableId", id);
        dump_copy(properties, route, SAME);
    }
}

void dump_route_table(struct dump_view *view, const struct node *node) {
    static const char *const SAME[] = {"VpcId", NULL};
    struct str id = dump_text(node, "RouteTableId");
    if (!id.size || dump_find(view, "AWS::EC2::RouteTable", id))
        return;
    dump_copy(dump_thing(view, "AWS::EC2::RouteTable", id, id, node), node, SAME);
    add_associations(view, node);
    add_routes(view, node);
}

void dump_flow_log(struct dump_view *view, const struct node *node) {
    static const char *const SAME[] = {"ResourceId", NULL};
    struct str id = dump_text(node, "FlowLogId");
    dump_copy(dump_thing(view, "AWS::EC2::FlowLog", id, id, node), node, SAME);
}

void dump_endpoint(struct dump_view *view, const struct node *node) {
    static const char *const SAME[] = {"VpcId",         "ServiceName", "VpcEndpointType",   "PolicyDocument",
                                       "RouteTableIds", "SubnetIds",   "PrivateDnsEnabled", NULL};
    struct str id = dump_text(node, "VpcEndpointId");
    dump_copy(dump_thing(view, "AWS::EC2::VPCEndpoint", id, id, node), node, SAME);
}

/* -- what no answer shows ------------------------------------------------------------------------------------------ */

/* A subnet without an association of its own has the main table of its VPC.
 * https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html */
static void finish_subnet(struct dump_view *view, const struct node *subnet, struct str id) {
    struct node *association = add_association(view, id, subnet);
    dump_put(association, "RouteTableId", map_get(&view->main_tables, dump_text(subnet, "VpcId")));
    dump_unknown(association, "RouteTableId", "the route table of the subnet is not in the input");
}

void dump_finish_network(struct dump_view *view) {
    for (size_t i = 0; i < view->group_rules.count; i++)
        add_group_rule(view, view->group_rules.items[i]);
    size_t count = view->things.count;
    for (size_t i = 0; i < count; i++) {
        struct str type, id;
        struct node *properties = view->things.entries[i].value;
        str_cut(view->things.entries[i].key, '\n', &type, &id);
        if (str_is(type, SUBNET))
            finish_subnet(view, properties, id);
    }
}
