# METADATA
# title: RDS instance is publicly accessible
# description: >-
#   The database instance gets a public address, so only security groups and passwords stand between it and the
#   internet. Keep it in private subnets without a public address.
# custom:
#   severity: high
#   resource_types: [aws.rds.instance]
#   reads:
#     - [publicly_accessible]
#   remediation:
#     terraform: >-
#       Set `publicly_accessible = false`, or leave it out.
#     console: >-
#       Open RDS, Databases, the instance, Modify, Connectivity; choose Not publicly accessible.
#     cli: >-
#       aws rds modify-db-instance --db-instance-identifier INSTANCE --no-publicly-accessible --apply-immediately
#   fix:
#     confidence: review
#     title: Take the public address away
#     note: Clients outside of the VPC cannot connect any more; let them in through a VPN or a bastion host.
#     edits:
#       aws_db_instance:
#         - set: {publicly_accessible: false}
#       aws_rds_cluster_instance:
#         - set: {publicly_accessible: false}
#   equivalents:
#     checkov: [CKV_AWS_17]
#     trivy: [AWS-0180]
#     tfsec: [aws-rds-no-public-db-access]
#     kics: [35113e6f-2c6b-414d-beec-7a9482d3b2d1]
#     prowler: [rds_instance_no_public_access]
package rules.aws.rds.instance_publicly_accessible

import data.lib.finding
import data.lib.known

deny contains finding.at(instance, ["publicly_accessible"], "the instance has a public address") if {
	some instance in input.resources["aws.rds.instance"]
	known.equal(instance.properties.publicly_accessible, true)
}
