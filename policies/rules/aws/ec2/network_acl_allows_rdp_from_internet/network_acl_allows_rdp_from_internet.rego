# METADATA
# title: Network ACL lets the whole internet reach RDP
# description: >-
#   The network ACL allows every address of the internet to reach TCP port 3389 of the subnets that it guards, so only
#   security groups stand before Remote Desktop there. Deny the port, or allow it from the networks of administrators.
# custom:
#   severity: medium
#   resource_types: [aws.ec2.network_acl]
#   reads:
#     - [internet, tcp, "3389"]
#   remediation:
#     terraform: >-
#       Replace `0.0.0.0/0` and `::/0` in the entry by your own networks, or put a `deny` for port 3389 with a
#       lower number before it.
#     console: >-
#       Open VPC, Network ACLs, the ACL, Edit inbound rules; change the source of the entry that allows port 3389,
#       or deny it earlier.
#     cli: >-
#       aws ec2 create-network-acl-entry --network-acl-id ACL --ingress --rule-number 1 --protocol 6 --port-range
#       From=3389,To=3389 --cidr-block 0.0.0.0/0 --rule-action deny
#   fix:
#     confidence: review
#     title: Deny Remote Desktop before the entry that allows it
#     note: >-
#       Your own networks are denied, too: allow them by an entry with a lower number. Where another entry has the
#       number of the new one already, give it a free one.
#     edits:
#       aws_network_acl:
#         - add_block:
#             type: ingress
#             set: {rule_no: 90, action: deny, protocol: tcp, from_port: 3389, to_port: 3389, cidr_block: 0.0.0.0/0}
#       aws_network_acl.ingress.ipv6_cidr_block: deny the port for `::/0` in an entry of a lower number
#       aws_network_acl.cidr_block: entries are a list of objects; deny the port in one of a lower number
#       aws_network_acl.ipv6_cidr_block: entries are a list of objects; deny the port in one of a lower number
#       aws_default_network_acl:
#         - add_block:
#             type: ingress
#             set: {rule_no: 90, action: deny, protocol: tcp, from_port: 3389, to_port: 3389, cidr_block: 0.0.0.0/0}
#       aws_default_network_acl.ingress.ipv6_cidr_block: deny the port for `::/0` in an entry of a lower number
#       aws_default_network_acl.cidr_block: entries are a list of objects; deny the port in one of a lower number
#       aws_default_network_acl.ipv6_cidr_block: entries are a list of objects; deny the port in one of a lower number
#       aws_network_acl_rule:
#         - companion:
#             type: aws_network_acl_rule
#             link: {network_acl_id: network_acl_id}
#             set:
#               rule_number: {expression: "@self.rule_number - 1"}
#               rule_action: deny
#               protocol: tcp
#               from_port: 3389
#               to_port: 3389
#               cidr_block: {expression: "@self.cidr_block"}
#               ipv6_cidr_block: {expression: "@self.ipv6_cidr_block"}
#   equivalents:
#     checkov: [CKV_AWS_231]
#     trivy: [AWS-0105]
#     tfsec: [aws-ec2-no-public-ingress-acl, aws-vpc-no-public-ingress-acl]
#     kics: [a20be318-cac7-457b-911d-04cc6e812c25]
#     prowler: [ec2_networkacl_allow_ingress_tcp_port_3389]
package rules.aws.ec2.network_acl_allows_rdp_from_internet

import data.lib.finding
import data.lib.internet

deny contains finding.at(acl, internet.place("ingress", opening), message) if {
	some acl in input.resources["aws.ec2.network_acl"]
	some opening in internet.to_port(acl.properties.internet, "tcp", 3389)
	message := sprintf("%s can reach RDP (TCP port 3389)", [internet.everybody(opening)])
}
