# METADATA
# title: RDS instance can be deleted by a single call
# description: >-
#   Deletion protection is off, so one call, one wrong plan or one stolen credential removes the database. Switch it
#   on; whoever means to delete the instance switches it off first.
# custom:
#   severity: medium
#   resource_types: [aws.rds.instance]
#   reads:
#     - [deletion_protection]
#   remediation:
#     terraform: >-
#       Set `deletion_protection = true` in `aws_db_instance`.
#     console: >-
#       Open RDS, Databases, the instance, Modify; tick Enable deletion protection.
#     cli: >-
#       aws rds modify-db-instance --db-instance-identifier INSTANCE --deletion-protection
#   fix:
#     confidence: certain
#     title: Turn on deletion protection
#     edits:
#       aws_db_instance:
#         - set: {deletion_protection: true}
#   equivalents:
#     checkov: [CKV_AWS_293]
#     trivy: [AWS-0177]
#     tfsec: [aws-rds-enable-deletion-protection]
#     prowler: [rds_instance_deletion_protection]
package rules.aws.rds.instance_deletion_protection_disabled

import data.lib.finding
import data.lib.known

deny contains finding.at(instance, ["deletion_protection"], "deletion protection is off") if {
	some instance in input.resources["aws.rds.instance"]
	known.equal(instance.properties.member, false)
	known.equal(instance.properties.deletion_protection, false)
}
