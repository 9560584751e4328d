# METADATA
# title: Security group lets the whole internet reach HTTP
# description: >-
#   Every address of the internet can open a connection to TCP port 80 of what carries the group, where nothing is
#   encrypted. Offer HTTPS on a load balancer, and keep port 80 for nothing but its redirect.
# custom:
#   severity: low
#   resource_types: [aws.ec2.security_group]
#   reads:
#     - [internet, tcp, "80"]
#   remediation:
#     terraform: >-
#       Remove the rule for port 80, or name the networks or the load balancer's security group as its source.
#     console: >-
#       Open VPC, Security groups, the group, Edit inbound rules; change the source of the rule for port 80, or
#       delete it.
#     cli: >-
#       aws ec2 revoke-security-group-ingress --group-id GROUP --protocol tcp --port 80 --cidr 0.0.0.0/0
#   fix:
#     confidence: review
#     title: Take the internet off the sources of HTTP
#     note: >-
#       A public site is cut off, and so is its redirect to HTTPS: offer HTTPS first, and name the load balancer as
#       source.
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
#     checkov: [CKV_AWS_260]
package rules.aws.ec2.security_group_allows_http_from_internet

import data.lib.finding
import data.lib.internet

deny contains finding.at(group, internet.place("ingress", opening), message) if {
	some group in input.resources["aws.ec2.security_group"]
	some opening in internet.to_port(group.properties.internet, "tcp", 80)
	message := sprintf("%s can reach HTTP (TCP port 80)", [internet.everybody(opening)])
}
