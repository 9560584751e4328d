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
