# METADATA
# title: Security group lets the whole internet reach a port
# description: >-
#   Every address of the internet can reach at least one port of what carries the group. Few resources are meant to be
#   public; for the others, name their clients.
# custom:
#   severity: low
#   resource_types: [aws.ec2.security_group]
#   reads:
#     - [internet, openings]
#   remediation:
#     terraform: >-
#       Replace `0.0.0.0/0` and `::/0` in the rule by the CIDR blocks or security groups of the clients.
#     console: >-
#       Open VPC, Security groups, the group, Edit inbound rules; change the source of each rule that is open to
#       `0.0.0.0/0` or `::/0`.
#     cli: >-
#       aws ec2 revoke-security-group-ingress --group-id GROUP --protocol tcp --port PORT --cidr 0.0.0.0/0
#   fix:
#     confidence: review
#     title: Take the internet off the sources of the rule
#     note: >-
#       A public service is cut off: add the addresses of its clients, or suppress the finding where it is meant to
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
#     kics: [4728cd65-a20c-49da-8b31-9c08b423e4db]
package rules.aws.ec2.security_group_allows_any_port_from_internet

import data.lib.finding
import data.lib.internet

deny contains finding.at(group, internet.place("ingress", opening), message) if {
	some group in input.resources["aws.ec2.security_group"]
	some opening in internet.known_openings(group.properties.internet)
	message := sprintf("the rule is open to %s", [internet.everybody(opening)])
}
