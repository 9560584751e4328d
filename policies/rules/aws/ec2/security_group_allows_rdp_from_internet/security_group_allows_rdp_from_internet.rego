# METADATA
# title: Security group lets the whole internet reach RDP
# description: >-
#   Every address of the internet can open a connection to TCP port 3389 of what carries the group, and so try
#   passwords and flaws of Remote Desktop. Name the networks that administrators come from, or use Fleet Manager and
#   close the port.
# custom:
#   severity: high
#   resource_types: [aws.ec2.security_group]
#   reads:
#     - [internet, tcp, "3389"]
#   remediation:
#     terraform: >-
#       Replace `0.0.0.0/0` and `::/0` in the rule by the CIDR blocks of your own networks, or remove the rule.
#     console: >-
#       Open VPC, Security groups, the group, Edit inbound rules; change the source of the rule for port 3389, or
#       delete it.
#     cli: >-
#       aws ec2 revoke-security-group-ingress --group-id GROUP --protocol tcp --port 3389 --cidr 0.0.0.0/0
#   fix:
#     confidence: review
#     title: Take the internet off the sources of Remote Desktop
#     note: Whoever comes in from there now is locked out; add the addresses that need access, or use Fleet Manager.
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
#     checkov: [CKV_AWS_25]
#     trivy: [AWS-0107]
#     tfsec: [aws-ec2-no-public-ingress-sgr, aws-vpc-no-public-ingress-sgr]
#     kics: [151187cb-0efc-481c-babd-ad24e3c9bc22]
#     prowler: [ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_3389]
package rules.aws.ec2.security_group_allows_rdp_from_internet

import data.lib.finding
import data.lib.internet

deny contains finding.at(group, internet.place("ingress", opening), message) if {
	some group in input.resources["aws.ec2.security_group"]
	some opening in internet.to_port(group.properties.internet, "tcp", 3389)
	message := sprintf("%s can reach RDP (TCP port 3389)", [internet.everybody(opening)])
}
