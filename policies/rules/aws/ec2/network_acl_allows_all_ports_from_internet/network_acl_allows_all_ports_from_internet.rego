# METADATA
# title: Network ACL lets the whole internet reach every port
# description: >-
#   The network ACL allows every address of the internet to reach every TCP or every UDP port of the subnets that it
#   guards, so it filters nothing. Allow the ports of public services and those of answers, and no others.
# custom:
#   severity: medium
#   resource_types: [aws.ec2.network_acl]
#   reads:
#     - [internet, every_port]
#   remediation:
#     terraform: >-
#       Replace the entry for protocol `-1` by one for each port that is meant to be public, and one for the ports
#       of answers (1024 to 65535).
#     console: >-
#       Open VPC, Network ACLs, the ACL, Edit inbound rules; replace the entry for all traffic by entries for
#       single ports.
#     cli: >-
#       aws ec2 delete-network-acl-entry --network-acl-id ACL --ingress --rule-number NUMBER
#   fix:
#     confidence: review
#     title: Deny the ports of services before the entry that allows every port
#     note: >-
#       Answers still come in, on the ports from 1024; whatever is offered below that is denied to everybody. Allow
#       what is meant to be public, and your own networks, by entries with a lower number. Where another entry has
#       the number of a new one already, give it a free one.
#     edits:
#       aws_network_acl:
#         - add_block:
#             type: ingress
#             set: {rule_no: 90, action: deny, protocol: tcp, from_port: 0, to_port: 1023, cidr_block: 0.0.0.0/0}
#         - add_block:
#             type: ingress
#             set: {rule_no: 91, action: deny, protocol: udp, from_port: 0, to_port: 1023, cidr_block: 0.0.0.0/0}
#       aws_network_acl.ingress.ipv6_cidr_block: deny the ports for `::/0` in entries of a lower number
#       aws_network_acl.cidr_block: entries are a list of objects; deny the ports in some of a lower number
#       aws_network_acl.ipv6_cidr_block: entries are a list of objects; deny the ports in some of a lower number
#       aws_default_network_acl:
#         - add_block:
#             type: ingress
#             set: {rule_no: 90, action: deny, protocol: tcp, from_port: 0, to_port: 1023, cidr_block: 0.0.0.0/0}
#         - add_block:
#             type: ingress
#             set: {rule_no: 91, action: deny, protocol: udp, from_port: 0, to_port: 1023, cidr_block: 0.0.0.0/0}
#       aws_default_network_acl.ingress.ipv6_cidr_block: deny the ports for `::/0` in entries of a lower number
#       aws_default_network_acl.cidr_block: entries are a list of objects; deny the ports in some of a lower number
#       aws_default_network_acl.ipv6_cidr_block: entries are a list of objects; deny the ports in some of a lower number
#       aws_network_acl_rule: deny the ports below 1024 in two entries of lower numbers, one for TCP and one for UDP
#   equivalents:
#     checkov: [CKV_AWS_352]
#     trivy: [AWS-0102]
#     tfsec: [aws-ec2-no-excessive-port-access, aws-vpc-no-excessive-port-access]
#     prowler: [ec2_networkacl_allow_ingress_any_port]
package rules.aws.ec2.network_acl_allows_all_ports_from_internet

import data.lib.finding
import data.lib.internet

deny contains finding.at(acl, internet.place("ingress", opening), message) if {
	some acl in input.resources["aws.ec2.network_acl"]
	some opening in internet.to_every_port(acl.properties.internet)
	message := sprintf("%s can reach every %s port", [internet.everybody(opening), upper(opening.protocol)])
}
