# METADATA
# title: Default security group of the VPC lets traffic through
# description: >-
#   The VPC's default security group has rules. Every network interface that names no group gets it, so what nobody
#   thought about may talk to its like and to the internet. Take the group over and leave it empty.
# custom:
#   severity: medium
#   resource_types: [aws.ec2.vpc]
#   reads:
#     - [default_security_group, ingress]
#     - [default_security_group, egress]
#   remediation:
#     terraform: >-
#       Add an `aws_default_security_group` with the VPC's id and without any `ingress` or `egress`.
#     console: >-
#       Open VPC, Security groups, the group named default; delete all inbound and outbound rules.
#     cli: >-
#       aws ec2 revoke-security-group-ingress --group-id GROUP --ip-permissions "$(aws ec2
#       describe-security-groups --group-ids GROUP --query 'SecurityGroups[0].IpPermissions')"
#   fix:
#     confidence: review
#     title: Leave the default security group without rules
#     note: Whatever names no security group of its own loses its traffic; give it one first.
#     edits:
#       aws_vpc:
#         - companion: {type: aws_default_security_group, link: {vpc_id: id}, set: {}}
#       aws_default_vpc:
#         - companion: {type: aws_default_security_group, link: {vpc_id: id}, set: {}}
#       aws_default_security_group.ingress:
#         - remove_block: ""
#       aws_default_security_group.egress:
#         - remove_block: ""
#   equivalents:
#     checkov: [CKV2_AWS_12]
#     trivy: [AWS-0173]
#     tfsec: [aws-ec2-no-default-vpc]
#     kics: [9a4ef195-74b9-4c58-b8ed-2b2fe4353a75, 46883ce1-dc3e-4b17-9195-c6a601624c73]
#     prowler: [ec2_securitygroup_default_restrict_traffic]
package rules.aws.ec2.vpc_default_security_group_allows_traffic

import data.lib.finding

deny contains finding.at(vpc, ["default_security_group", "ingress"], "the default security group lets traffic in") if {
	some vpc in input.resources["aws.ec2.vpc"]
	_has_rules(vpc.properties.default_security_group.ingress)
}

deny contains finding.at(vpc, ["default_security_group", "egress"], "the default security group lets traffic out") if {
	some vpc in input.resources["aws.ec2.vpc"]
	_has_rules(vpc.properties.default_security_group.egress)
}

# METADATA
# description: Holds when at least one rule is known to be there.
_has_rules(rules) if {
	is_array(rules)
	some rule in rules
	rule.protocol
}
