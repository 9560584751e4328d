# METADATA
# title: DynamoDB table cannot be restored to a point in time
# description: >-
#   The table has no point-in-time recovery, so what a faulty program or an attacker overwrites or deletes cannot be
#   brought back. Switch it on for the table and for each of its replicas.
# custom:
#   severity: medium
#   resource_types: [aws.dynamodb.table]
#   reads:
#     - [point_in_time_recovery]
#     - [replicas, "*", point_in_time_recovery]
#   remediation:
#     terraform: >-
#       Add `point_in_time_recovery { enabled = true }` to the table, and `point_in_time_recovery = true` to each
#       `replica`.
#     console: >-
#       Open DynamoDB, Tables, the table, Backups, Edit point-in-time recovery; turn it on.
#     cli: >-
#       aws dynamodb update-continuous-backups --table-name TABLE --point-in-time-recovery-specification
#       PointInTimeRecoveryEnabled=true
#   fix:
#     confidence: certain
#     title: Turn on point-in-time recovery
#     note: Continuous backups are billed by the size of the table.
#     edits:
#       aws_dynamodb_table.replica:
#         - set: {point_in_time_recovery: true}
#       aws_dynamodb_table:
#         - set: {point_in_time_recovery.enabled: true}
#   equivalents:
#     checkov: [CKV_AWS_28]
#     trivy: [AWS-0024]
#     tfsec: [aws-dynamodb-enable-recovery]
#     kics: [741f1291-47ac-4a85-a07b-3d32a9d6bd3e]
#     prowler: [dynamodb_tables_pitr_enabled]
package rules.aws.dynamodb.table_point_in_time_recovery_disabled

import data.lib.finding
import data.lib.known

deny contains finding.at(table, ["point_in_time_recovery"], "point-in-time recovery is off") if {
	some table in input.resources["aws.dynamodb.table"]
	known.equal(table.properties.point_in_time_recovery, false)
}

deny contains finding.at(table, ["replicas", index, "point_in_time_recovery"], message) if {
	some table in input.resources["aws.dynamodb.table"]
	some index, replica in table.properties.replicas
	known.equal(replica.point_in_time_recovery, false)
	message := "point-in-time recovery of the replica is off"
}
