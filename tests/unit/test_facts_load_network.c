/* Route tables and security groups: what holds although nobody wrote it. */
#include "tests/unit/load_fixture.h"

#define VPC                                                                                                            \
    "Resources:\n"                                                                                                     \
    "  Vpc:\n    Type: AWS::EC2::VPC\n    Properties: {CidrBlock: 10.0.0.0/16}\n"                                      \
    "  Subnet:\n    Type: AWS::EC2::Subnet\n    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}\n"               \
    "  Gateway:\n    Type: AWS::EC2::InternetGateway\n"                                                                \
    "  Table:\n    Type: AWS::EC2::RouteTable\n    Properties: {VpcId: !Ref Vpc}\n"                                    \
    "  Route:\n    Type: AWS::EC2::Route\n    Properties:\n"                                                           \
    "      RouteTableId: !Ref Table\n      DestinationCidrBlock: 0.0.0.0/0\n      GatewayId: !Ref Gateway\n"

#define ROUTES                                                                                                         \
    "SELECT route_table.main, route.destination, route.target_kind FROM subnet "                                       \
    "JOIN route_table ON route_table.id = subnet.route_table JOIN route ON route.route_table = route_table.id "        \
    "WHERE subnet.declared ORDER BY route.id"

TEST(facts_load_network, a_subnet_without_association_uses_the_main_table) {
    loaded_check(VPC, ROUTES, "1 10.0.0.0/16 local");
}

TEST(facts_load_network, an_associated_table_has_its_routes_and_the_local_one) {
    loaded_check(VPC "  Link:\n    Type: AWS::EC2::SubnetRouteTableAssociation\n    Properties:\n"
                     "      SubnetId: !Ref Subnet\n      RouteTableId: !Ref Table\n",
                 ROUTES, "0 0.0.0.0/0 internet_gateway; 0 10.0.0.0/16 local");
}

TEST(facts_load_network, the_main_table_of_a_vpc_elsewhere_is_unknown) {
    loaded_check("Parameters:\n  Vpc:\n    Type: String\n"
                 "Resources:\n  Subnet:\n    Type: AWS::EC2::Subnet\n    Properties: {VpcId: !Ref Vpc}\n",
                 ROUTES, "NULL NULL NULL");
}

TEST(facts_load_network, a_gateway_given_as_a_parameter_is_of_unknown_kind) {
    loaded_check("Parameters:\n  Gateway:\n    Type: String\n"
                 "Resources:\n  Route:\n    Type: AWS::EC2::Route\n    Properties:\n"
                 "      RouteTableId: rtb-1\n      DestinationCidrBlock: 0.0.0.0/0\n      GatewayId: !Ref Gateway\n",
                 "SELECT destination, target_kind FROM route WHERE declared", "0.0.0.0/0 NULL");
}

#define GROUP "Resources:\n  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      GroupDescription: x\n"

#define RULES                                                                                                          \
    "SELECT direction, protocol, cidr, rule.implied FROM security_group_rule AS rule "                                 \
    "JOIN security_group AS g ON g.id = rule.security_group WHERE g.declared ORDER BY rule.id"

TEST(facts_load_network, a_group_without_egress_lets_everything_out) {
    loaded_check(GROUP, RULES, "egress -1 0.0.0.0/0 1; egress -1 ::/0 1");
    loaded_check(GROUP "      SecurityGroupEgress: []\n", RULES, "egress -1 0.0.0.0/0 1; egress -1 ::/0 1");
}

TEST(facts_load_network, one_egress_rule_replaces_the_implied_one) {
    loaded_check(GROUP "      SecurityGroupEgress:\n        - {IpProtocol: tcp, FromPort: 443, ToPort: 443, "
                       "CidrIp: 10.0.0.0/8}\n",
                 RULES, "egress tcp 10.0.0.0/8 0");
    loaded_check(GROUP "  Out:\n    Type: AWS::EC2::SecurityGroupEgress\n    Properties:\n"
                       "      GroupId: !GetAtt Group.GroupId\n      IpProtocol: tcp\n      CidrIp: 10.0.0.0/8\n",
                 RULES, "egress tcp 10.0.0.0/8 0");
}

TEST(facts_load_network, ingress_alone_leaves_the_implied_egress) {
    loaded_check(GROUP "      SecurityGroupIngress:\n        - {IpProtocol: -1, SourceSecurityGroupId: sg-1}\n", RULES,
                 "ingress -1 '' 0; egress -1 0.0.0.0/0 1; egress -1 ::/0 1");
}

TEST(facts_load_network, unknown_egress_is_one_phantom) {
    loaded_check("Parameters:\n  Rules:\n    Type: String\n" GROUP "      SecurityGroupEgress: !Ref Rules\n", RULES,
                 "NULL NULL NULL NULL");
}

TEST(facts_load_network, the_default_group_of_a_vpc_is_none_of_ours) {
    loaded_check("Resources:\n"
                 "  Vpc:\n    Type: AWS::EC2::VPC\n    Properties: {CidrBlock: 10.0.0.0/16}\n"
                 "  Fn:\n    Type: AWS::Lambda::Function\n    Properties:\n"
                 "      VpcConfig: {SubnetIds: [subnet-1], SecurityGroupIds: [!GetAtt Vpc.DefaultSecurityGroup]}\n",
                 "SELECT g.declared, g.is_default FROM function_security_group AS member "
                 "JOIN security_group AS g ON g.id = member.security_group WHERE member.world > 0",
                 "0 1");
}
