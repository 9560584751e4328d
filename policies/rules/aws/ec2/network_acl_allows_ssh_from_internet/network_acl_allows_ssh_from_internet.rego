# METADATA
# title: Network ACL lets the whole internet reach SSH
# description: >-
#   The network ACL allows every address of the internet to reach TCP port 22 of the subnets that it guards, so only
#   security groups stand before SSH there. Deny the port, or allow it from the networks of administrators.
# custom:
#   severity: medium
#   resource_types: [aws.ec2.network_acl]
#   reads:
#     - [internet, tcp, "22"]
#   remediation:
#     terraform: >-
#       Replace `0.0.0.0/0` and `::/0` in the entry by your own networks, or put a `deny` for port 22 with a lower
#       number before it.
#     console: >-
#       Open VPC, Network ACLs, the ACL, Edit inbound rules; change the source of the entry that allows port 22,
#       or deny it earlier.
#     cli: >-
#       aws ec2 create-network-acl-entry --network-acl-id ACL --ingress --rule-number 1 --protocol 6 --port-range
#       From=22,To=22 --cidr-block 0.0.0.0/0 --rule-action deny
#   fix:
#     confidence: review
#     title: Deny SSH before the entry that allows it
#     note: >-
#       Your own networks are denied, too: allow them by an entry with a lower number. Where another entry has the
#       number of the new one already, give it a free one.
#     edits:
#       aws_network_acl:
#         - add_block:
#             type: ingress
#             set: {rule_no: 90, action: deny, protocol: tcp, from_port: 22, to_port: 22, cidr_block: 0.0.0.0/0}
#       aws_network_acl.ingress.ipv6_cidr_block: deny the port for `::/0` in an entry of a lower number
#       aws_network_acl.cidr_block: entries are a list of objects; deny the port in one of a lower number
#       aws_network_acl.ipv6_cidr_block: entries are a list of objects; deny the port in one of a lower number
#       aws_default_network_acl:
#         - add_block:
#             type: ingress
#             set: {rule_no: 90, action: deny, protocol: tcp, from_port: 22, to_port: 22, cidr_block: 0.0.0.0/0}
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
#               from_port: 22
#               to_port: 22
#               cidr_block: {expression: "@self.cidr_block"}
#               ipv6_cidr_block: {expression: "@self.ipv6_cidr_block"}
#   equivalents:
#     checkov: [CKV_AWS_232]
#     trivy: [AWS-0105]
#     tfsec: [aws-ec2-no-public-ingress-acl, aws-vpc-no-public-ingress-acl]
#     kics: [3af7f2fd-06e6-4dab-b996-2912bea19ba4]
#     prowler: [ec2_networkacl_allow_ingress_tcp_port_22]
package rules.aws.ec2.network_acl_allows_ssh_from_internet

import data.lib.finding
import data.lib.internet

deny contains finding.at(acl, internet.place("ingress", opening), message) if {
	some acl in input.resources["aws.ec2.network_acl"]
	some opening in internet.to_port(acl.properties.internet, "tcp", 22)
	message := sprintf("%s can reach SSH (TCP port 22)", [internet.everybody(opening)])
}
