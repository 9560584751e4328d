# METADATA
# title: Security group lets the whole internet reach a port of a sensitive service
# description: >-
#   Every address of the internet can reach a port on which databases, file shares, caches or management interfaces
#   listen, many of which ask for no password. Keep such services within the network.
# custom:
#   severity: high
#   resource_types: [aws.ec2.security_group]
#   reads:
#     - [internet, tcp, "20"]
#     - [internet, tcp, "21"]
#     - [internet, tcp, "23"]
#     - [internet, tcp, "25"]
#     - [internet, tcp, "110"]
#     - [internet, tcp, "111"]
#     - [internet, tcp, "135"]
#     - [internet, tcp, "137"]
#     - [internet, tcp, "138"]
#     - [internet, tcp, "139"]
#     - [internet, tcp, "143"]
#     - [internet, tcp, "389"]
#     - [internet, tcp, "445"]
#     - [internet, tcp, "512"]
#     - [internet, tcp, "513"]
#     - [internet, tcp, "514"]
#     - [internet, tcp, "636"]
#     - [internet, tcp, "873"]
#     - [internet, tcp, "1433"]
#     - [internet, tcp, "1434"]
#     - [internet, tcp, "1521"]
#     - [internet, tcp, "2049"]
#     - [internet, tcp, "2181"]
#     - [internet, tcp, "2375"]
#     - [internet, tcp, "2376"]
#     - [internet, tcp, "2379"]
#     - [internet, tcp, "2380"]
#     - [internet, tcp, "2483"]
#     - [internet, tcp, "2484"]
#     - [internet, tcp, "3020"]
#     - [internet, tcp, "3306"]
#     - [internet, tcp, "4333"]
#     - [internet, tcp, "4505"]
#     - [internet, tcp, "4506"]
#     - [internet, tcp, "5432"]
#     - [internet, tcp, "5500"]
#     - [internet, tcp, "5601"]
#     - [internet, tcp, "5672"]
#     - [internet, tcp, "5900"]
#     - [internet, tcp, "5984"]
#     - [internet, tcp, "5985"]
#     - [internet, tcp, "5986"]
#     - [internet, tcp, "6379"]
#     - [internet, tcp, "7000"]
#     - [internet, tcp, "7001"]
#     - [internet, tcp, "7199"]
#     - [internet, tcp, "8020"]
#     - [internet, tcp, "8888"]
#     - [internet, tcp, "9000"]
#     - [internet, tcp, "9042"]
#     - [internet, tcp, "9090"]
#     - [internet, tcp, "9092"]
#     - [internet, tcp, "9160"]
#     - [internet, tcp, "9200"]
#     - [internet, tcp, "9300"]
#     - [internet, tcp, "10250"]
#     - [internet, tcp, "11211"]
#     - [internet, tcp, "11214"]
#     - [internet, tcp, "11215"]
#     - [internet, tcp, "15672"]
#     - [internet, tcp, "27017"]
#     - [internet, tcp, "27018"]
#     - [internet, tcp, "27019"]
#     - [internet, tcp, "50070"]
#     - [internet, tcp, "61620"]
#     - [internet, tcp, "61621"]
#     - [internet, udp, "69"]
#     - [internet, udp, "111"]
#     - [internet, udp, "137"]
#     - [internet, udp, "138"]
#     - [internet, udp, "161"]
#     - [internet, udp, "389"]
#     - [internet, udp, "514"]
#     - [internet, udp, "1434"]
#     - [internet, udp, "1900"]
#     - [internet, udp, "2049"]
#     - [internet, udp, "2483"]
#     - [internet, udp, "2484"]
#     - [internet, udp, "11211"]
#     - [internet, udp, "11214"]
#     - [internet, udp, "11215"]
#   parameters:
#     tcp_ports:
#       [20, 21, 23, 25, 110, 111, 135, 137, 138, 139, 143, 389, 445, 512, 513, 514, 636, 873, 1433, 1434,
#       1521, 2049, 2181, 2375, 2376, 2379, 2380, 2483, 2484, 3020, 3306, 4333, 4505, 4506, 5432, 5500,
#       5601, 5672, 5900, 5984, 5985, 5986, 6379, 7000, 7001, 7199, 8020, 8888, 9000, 9042, 9090, 9092,
#       9160, 9200, 9300, 10250, 11211, 11214, 11215, 15672, 27017, 27018, 27019, 50070, 61620, 61621]
#     udp_ports:
#       [69, 111, 137, 138, 161, 389, 514, 1434, 1900, 2049, 2483, 2484, 11211, 11214, 11215]
#   remediation:
#     terraform: >-
#       Replace `0.0.0.0/0` and `::/0` in the rule by the CIDR blocks or security groups of the service's clients,
#       or remove the rule.
#     console: >-
#       Open VPC, Security groups, the group, Edit inbound rules; change the source of the rule, or delete it.
#     cli: >-
#       aws ec2 revoke-security-group-ingress --group-id GROUP --protocol tcp --port PORT --cidr 0.0.0.0/0
#   fix:
#     confidence: review
#     title: Take the internet off the sources of the rule
#     note: Clients that come from there are locked out; add their addresses or security groups.
#     edits:
#       aws_security_group:
#         - element:
#             remove:
#               ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2",
#               "::/0", "::/1", "8000::/1"]
#             emptied: block
#             beside: [cidr_blocks, ipv6_cidr_blocks, prefix_list_ids, security_groups, self]
#       aws_default_security_group:
#         - element:
#             remove:
#               ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2",
#               "::/0", "::/1", "8000::/1"]
#             emptied: block
#             beside: [cidr_blocks, ipv6_cidr_blocks, prefix_list_ids, security_groups, self]
#       aws_security_group_rule:
#         - element:
#             remove:
#               ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2",
#               "::/0", "::/1", "8000::/1"]
#             emptied: resource
#             beside: [cidr_blocks, ipv6_cidr_blocks, prefix_list_ids, source_security_group_id, self]
#       aws_vpc_security_group_ingress_rule:
#         - remove_resource: true
#   equivalents:
#     kics: [381c3f2a-ef6f-4eff-99f7-b169cda3422c]
#     prowler: [ec2_securitygroup_allow_ingress_from_internet_to_high_risk_tcp_ports]
package rules.aws.ec2.security_group_allows_sensitive_ports_from_internet

import data.lib.finding
import data.lib.internet

_parameters := data.config["aws.ec2.security_group_allows_sensitive_ports_from_internet"]

deny contains finding.at(group, internet.place("ingress", opening), message) if {
	some group in input.resources["aws.ec2.security_group"]
	some opening in internet.known_openings(group.properties.internet)
	ports := _sensitive_ports(opening)
	count(ports) > 0
	message := sprintf("%s can reach %s", [internet.everybody(opening), _named(ports, upper(opening.protocol))])
}

# METADATA
# description: The sensitive ports within an opening, in order.
_sensitive_ports(opening) := sort([port |
	some port in _parameters[sprintf("%s_ports", [opening.protocol])]
	opening.from_port <= port
	opening.to_port >= port
])

# METADATA
# description: The first port by its number, and how many there are besides.
_named(ports, protocol) := sprintf("%s port %d", [protocol, ports[0]]) if count(ports) == 1

else := sprintf("%s port %d and %d more", [protocol, ports[0], count(ports) - 1])
