# METADATA
# title: Security group lets the whole internet reach a port of no well-known service
# description: >-
#   Every address of the internet can reach a port that belongs to no service which is commonly offered to the public,
#   so what listens there was hardly meant for everybody. Close it, or name its clients.
# custom:
#   severity: low
#   resource_types: [aws.ec2.security_group]
#   reads:
#     - [internet, openings]
#   parameters:
#     listed_tcp_ports: [20, 21, 22, 25, 53, 80, 110, 143, 443, 465, 587, 853, 989, 990, 993, 995, 3389, 8080, 8443]
#     listed_udp_ports: [53, 123, 443, 500, 853, 1194, 3478, 4500, 51820]
#   remediation:
#     terraform: >-
#       Remove the rule, or replace `0.0.0.0/0` and `::/0` in it by the CIDR blocks or security groups of the
#       clients.
#     console: >-
#       Open VPC, Security groups, the group, Edit inbound rules; change the source of the rule, or delete it.
#     cli: >-
#       aws ec2 revoke-security-group-ingress --group-id GROUP --protocol tcp --port PORT --cidr 0.0.0.0/0
#   fix:
#     confidence: review
#     title: Take the internet off the sources of the rule
#     note: >-
#       Clients that come from there are locked out; add their addresses, or a rule for each port that is meant to
#       be public.
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
#     kics: [590d878b-abdc-428f-895a-e2b68a0e1998]
package rules.aws.ec2.security_group_allows_unlisted_ports_from_internet

import data.lib.finding
import data.lib.internet

_parameters := data.config["aws.ec2.security_group_allows_unlisted_ports_from_internet"]

deny contains finding.at(group, internet.place("ingress", opening), message) if {
	some group in input.resources["aws.ec2.security_group"]
	some opening in internet.known_openings(group.properties.internet)
	opening.to_port - opening.from_port >= count(_listed(opening))
	message := sprintf(
		"%s can reach unlisted ports within %s %d-%d",
		[internet.everybody(opening), upper(opening.protocol), opening.from_port, opening.to_port],
	)
}

# METADATA
# description: The listed ports within an opening.
_listed(opening) := {port |
	some port in _parameters[sprintf("listed_%s_ports", [opening.protocol])]
	opening.from_port <= port
	opening.to_port >= port
}
