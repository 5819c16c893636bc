/* VPCs: subnets with the route table that is theirs, routes, security groups with the rules that are theirs.
 * Pages: aws-resource-ec2-{subnet,routetable,route,securitygroup,securitygroupingress,securitygroupegress}.html */
#include "analyzer/facts/load/link.h"
#include "analyzer/facts/load/loads.h"
#include "analyzer/facts/load/partial.h"
#include "analyzer/facts/load/plain.h"
#include "analyzer/facts/load/policy.h"

/* -- route tables -------------------------------------------------------------------------------------------------- */

/* The main route table of a declared VPC: nobody can declare it, so it routes within the VPC only.
 * https://docs.aws.amazon.com/vpc/latest/userguide/RouteTables.html */
static int64_t main_route_table(struct loader *loader, const struct thing *vpc) {
    int64_t *known = map_get(&loader->main_route_tables, vpc->resource->address);
    if (known)
        return *known;
    int64_t *id = ARENA_NEW(loader->arena, int64_t);
    struct row *table = member_row(loader, "route_table", vpc, vpc->id, NULL, STR("main route table"));
    *id = row_id(table);
    map_put(&loader->main_route_tables, vpc->resource->address, id);
    row_link(table, "vpc", vpc->id, NULL);
    row_integer(table, "main", 1, NULL);
    row_write(table);
    struct row *route = member_row(loader, "route", vpc, *id, NULL, STR("local"));
    row_value_text(route, "destination", thing_at(vpc, "CidrBlock"), STR_NONE);
    row_text(route, "target_kind", STR("local"), NULL);
    row_write(route);
    return *id;
}

const struct plain SUBNET_COLUMNS[] = {
    {PLAIN_LINK, "vpc", "VpcId", NULL, 0},
    {PLAIN_TEXT, "availability_zone", "AvailabilityZone", "", 0},
    {PLAIN_TEXT, "cidr", "CidrBlock", "", 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

/* The associated table, else the main one of the VPC. Of a VPC that is not in the input nobody here knows the table,
 * nor when an association names its subnet in a way that cannot be followed. */
void subnet_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    bool unsure = false;
    loader_each(association, loader, "AWS::EC2::SubnetRouteTableAssociation") {
        struct target subnet = link_find(loader, thing_at(association, "SubnetId"), "function_subnet", "subnet");
        const struct value *table = thing_at(association, "RouteTableId");
        if (subnet.id == thing->id) {
            row_link(row, "route_table", link_find(loader, table, "subnet", "route_table").id, table->node);
            return;
        }
        unsure = unsure || subnet.anonymous;
    }
    const struct value *name = thing_at(thing, "VpcId");
    struct target vpc = link_find(loader, name, "subnet", "vpc");
    if (unsure)
        row_unknown(row, "route_table", STR("an association whose subnet is not known"), thing_node(thing));
    else if (vpc.thing)
        row_link(row, "route_table", main_route_table(loader, vpc.thing), NULL);
    else
        row_unknown(row, "route_table", STR("the VPC of the subnet is not in the input"), name->node);
}

void route_table_members(struct loader *loader, const struct thing *thing) {
    struct target vpc = link_find(loader, thing_at(thing, "VpcId"), "route_table", "vpc");
    if (!vpc.thing)
        return;
    struct row *route = member_row(loader, "route", thing, thing->id, NULL, STR("local"));
    row_value_text(route, "destination", thing_at(vpc.thing, "CidrBlock"), STR_NONE);
    row_text(route, "target_kind", STR("local"), NULL);
    row_write(route);
}

const struct plain ROUTE_TABLE_COLUMNS[] = {
    {PLAIN_LINK, "vpc", "VpcId", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

/* -- routes -------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *property;
    const char *kind;
} ROUTE_TARGETS[] = {
    {"NatGatewayId", "nat"},
    {"EgressOnlyInternetGatewayId", "egress_only"},
    {"VpcEndpointId", "endpoint"},
    {"VpcPeeringConnectionId", "peering"},
    {"TransitGatewayId", "transit"},
    {"InstanceId", "instance"},
    {"NetworkInterfaceId", "interface"},
    {"CarrierGatewayId", "other"},
    {"LocalGatewayId", "other"},
    {"CoreNetworkArn", "other"},
};

/* GatewayId is an internet gateway, a virtual private gateway or a gateway endpoint; NULL when nobody can tell. */
static const char *gateway_kind(struct loader *loader, const struct value *gateway) {
    const struct thing *thing = link_mention(loader, gateway);
    if (thing)
        return str_is(thing->resource->type, "AWS::EC2::InternetGateway") ? "internet_gateway"
               : str_is(thing->resource->type, "AWS::EC2::VPCEndpoint")   ? "endpoint"
                                                                          : "other";
    if (!value_is_known_scalar(gateway))
        return NULL;
    return str_starts(gateway->text, "igw-")    ? "internet_gateway"
           : str_starts(gateway->text, "vpce-") ? "endpoint"
           : str_is(gateway->text, "local")     ? "local"
                                                : "other";
}

const struct plain ROUTE_COLUMNS[] = {
    {PLAIN_LINK, "route_table", "RouteTableId", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

static void set_target_kind(struct loader *loader, const struct thing *thing, struct row *row) {
    const struct value *gateway = thing_at(thing, "GatewayId");
    if (gateway->kind != VALUE_ABSENT) {
        const char *kind = gateway_kind(loader, gateway);
        if (kind)
            row_text(row, "target_kind", str_from(kind), gateway->node);
        else
            row_unknown(row, "target_kind", value_reason(gateway), gateway->node);
        return;
    }
    for (size_t i = 0; i < sizeof ROUTE_TARGETS / sizeof *ROUTE_TARGETS; i++) {
        const struct value *target = thing_at(thing, ROUTE_TARGETS[i].property);
        if (target->kind != VALUE_ABSENT) {
            row_text(row, "target_kind", str_from(ROUTE_TARGETS[i].kind), target->node);
            return;
        }
    }
    row_unknown(row, "target_kind", STR("the target of the route is not known"), thing_node(thing));
}

void route_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    static const char *const DESTINATIONS[] = {"DestinationCidrBlock", "DestinationIpv6CidrBlock",
                                               "DestinationPrefixListId"};
    const struct value *destination = &VALUE_NOTHING;
    for (size_t i = 0; i < 3 && destination->kind == VALUE_ABSENT; i++)
        destination = thing_at(thing, DESTINATIONS[i]);
    row_value_text(row, "destination", destination, STR_NONE);
    set_target_kind(loader, thing, row);
}

void route_members(struct loader *loader, const struct thing *thing) {
    if (link_find(loader, thing_at(thing, "RouteTableId"), "route", "route_table").anonymous)
        phantom_everywhere(loader, "route", "route_table", thing_node(thing), STR("a route whose table is not known"));
}

/* -- security groups ----------------------------------------------------------------------------------------------- */

const struct plain SECURITY_GROUP_COLUMNS[] = {
    {PLAIN_LINK, "vpc", "VpcId", NULL, 0},
    {PLAIN_TEXT, "name", "GroupName", "", 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

static void set_cidr(struct row *row, const struct value *rule) {
    const struct value *cidr = value_member(rule, "CidrIp");
    row_value_text(row, "cidr", cidr->kind == VALUE_ABSENT ? value_member(rule, "CidrIpv6") : cidr, STR_NONE);
}

static void set_rule(struct loader *loader, struct row *row, const struct value *rule, bool egress) {
    row_text(row, "direction", egress ? STR("egress") : STR("ingress"), NULL);
    row_value_text(row, "protocol", value_member(rule, "IpProtocol"), STR("-1"));
    row_value_integer(row, "from_port", value_member(rule, "FromPort"), -1);
    row_value_integer(row, "to_port", value_member(rule, "ToPort"), -1);
    set_cidr(row, rule);
    link_column(loader, row, "peer",
                value_member(rule, egress ? "DestinationSecurityGroupId" : "SourceSecurityGroupId"));
}

static void inline_rules(struct loader *loader, const struct thing *thing, const struct list *list, bool egress) {
    for (size_t i = 0; i < list->count; i++) {
        struct row *row = member_row(loader, "security_group_rule", thing, thing->id, list->items[i]->node,
                                     egress ? STR("egress rule") : STR("ingress rule"));
        set_rule(loader, row, list->items[i], egress);
        row_write(row);
    }
    if (list->open)
        close_phantom(loader->facts, "security_group_rule", thing->id, list->node, list->reason);
}

/* 1 when a separate egress rule names the group, -1 when one may. */
static int separate_egress(struct loader *loader, const struct thing *group) {
    int result = 0;
    loader_each(rule, loader, "AWS::EC2::SecurityGroupEgress") {
        struct target target = link_find(loader, thing_at(rule, "GroupId"), "security_group_rule", "security_group");
        if (target.id == group->id)
            return 1;
        if (target.anonymous)
            result = -1;
    }
    return result;
}

/* Without any egress rule the group keeps the one that AWS makes: all traffic to anywhere. An empty list is no rule. */
static void implied_egress(struct loader *loader, const struct thing *thing) {
    if (separate_egress(loader, thing) != 0)
        return;
    static const char *const CIDRS[] = {"0.0.0.0/0", "::/0"};
    for (size_t i = 0; i < 2; i++) {
        struct row *row =
            member_row(loader, "security_group_rule", thing, thing->id, NULL, STR("the egress rule that AWS adds"));
        row_text(row, "direction", STR("egress"), NULL);
        row_text(row, "protocol", STR("-1"), NULL);
        row_text(row, "cidr", str_from(CIDRS[i]), NULL);
        row_integer(row, "implied", 1, NULL);
        row_write(row);
    }
}

void security_group_members(struct loader *loader, const struct thing *thing) {
    struct list ingress = list_of(loader, thing_at(thing, "SecurityGroupIngress"));
    struct list egress = list_of(loader, thing_at(thing, "SecurityGroupEgress"));
    inline_rules(loader, thing, &ingress, false);
    inline_rules(loader, thing, &egress, true);
    if (egress.count == 0 && !egress.open)
        implied_egress(loader, thing);
}

/* AWS::EC2::SecurityGroupIngress and SecurityGroupEgress */
void security_group_rule_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    const struct value *group = thing_at(thing, "GroupId");
    if (group->kind == VALUE_ABSENT)
        group = thing_at(thing, "GroupName");
    link_column(loader, row, "security_group", group);
    set_rule(loader, row, thing->properties, str_is(thing->resource->type, "AWS::EC2::SecurityGroupEgress"));
}

void security_group_rule_members(struct loader *loader, const struct thing *thing) {
    if (link_find(loader, thing_at(thing, "GroupId"), "security_group_rule", "security_group").anonymous)
        phantom_everywhere(loader, "security_group_rule", "security_group", thing_node(thing),
                           STR("a rule whose security group is not known"));
}

/* -- endpoints ----------------------------------------------------------------------------------------------------- */

const struct plain VPC_ENDPOINT_COLUMNS[] = {
    {PLAIN_LINK, "vpc", "VpcId", NULL, 0},
    {PLAIN_TEXT, "service", "ServiceName", "", 0},
    {PLAIN_TEXT, "kind", "VpcEndpointType", "Gateway", 0},
    {PLAIN_HAS, "has_policy", "PolicyDocument", NULL, 0},
    {PLAIN_END, NULL, NULL, NULL, 0},
};

void vpc_endpoint_columns(struct loader *loader, const struct thing *thing, struct row *row) {
    const struct value *document = thing_at(thing, "PolicyDocument");
    if (document->kind == VALUE_ABSENT)
        return;
    struct policy_source source = {
        .thing = thing,
        .kind = "endpoint",
        .document = document,
        .node = document->node,
        .label = thing->resource->name,
    };
    row_link(row, "policy", policy_write(loader, &source), document->node);
}
