# METADATA
# title: Security group lets the whole internet reach every port
# description: >-
#   Every address of the internet can reach every TCP or every UDP port of what carries the group, so whatever listens
#   there now or later is exposed at once. Open the ports of the services that you mean to offer, and no others.
# custom:
#   severity: high
#   resource_types: [aws.ec2.security_group]
#   reads:
#     - [internet, every_port]
#   remediation:
#     terraform: >-
#       Replace protocol `-1`, or the range that holds all ports, by one rule for each port that is meant to be
#       public.
#     console: >-
#       Open VPC, Security groups, the group, Edit inbound rules; replace the rule for all traffic by rules for
#       single ports.
#     cli: >-
#       aws ec2 revoke-security-group-ingress --group-id GROUP --protocol -1 --cidr 0.0.0.0/0
#   fix:
#     confidence: review
#     title: Take the internet off the sources of the rule
#     note: >-
#       Everything that was public is cut off: add a rule for each port that is meant to be public.
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
#     checkov: [CKV_AWS_277]
#     prowler: [ec2_securitygroup_allow_ingress_from_internet_to_all_ports]
package rules.aws.ec2.security_group_allows_all_ports_from_internet

import data.lib.finding
import data.lib.internet

deny contains finding.at(group, internet.place("ingress", opening), message) if {
	some group in input.resources["aws.ec2.security_group"]
	some opening in internet.to_every_port(group.properties.internet)
	message := sprintf("%s can reach every %s port", [internet.everybody(opening), upper(opening.protocol)])
}
