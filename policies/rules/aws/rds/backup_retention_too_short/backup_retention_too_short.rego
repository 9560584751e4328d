# METADATA
# title: RDS database keeps its automated backups too short or not at all
# description: >-
#   The database cannot be restored to a point in time once its automated backups are gone, or never is when there are
#   none. Keep them for as long as a mistake may stay unnoticed.
# custom:
#   severity: medium
#   resource_types: [aws.rds.instance, aws.rds.cluster]
#   reads:
#     - [replica]
#     - [backup_retention]
#   parameters:
#     minimum_days: 1
#   remediation:
#     terraform: >-
#       Set `backup_retention_period` to the days that you need, 7 for a start.
#     console: >-
#       Open RDS, Databases, the database, Modify, Backup; set the retention period.
#     cli: >-
#       aws rds modify-db-instance --db-instance-identifier INSTANCE --backup-retention-period 7
#       --apply-immediately
#   fix:
#     confidence: review
#     title: Keep backups long enough
#     note: >-
#       The retention is the least that the rule asks for. An instance that has no backups is down for a moment when
#       they are turned on: apply it in a maintenance window.
#     edits:
#       aws_db_instance:
#         - set: {backup_retention_period: {parameter: minimum_days}}
#       aws_rds_cluster:
#         - set: {backup_retention_period: {parameter: minimum_days}}
#   equivalents:
#     checkov: [CKV_AWS_133]
#     trivy: [AWS-0077]
#     tfsec: [aws-rds-specify-backup-retention]
#     kics: [1dc73fb4-5b51-430c-8c5f-25dcf9090b02]
#     prowler: [rds_instance_backup_enabled]
package rules.aws.rds.backup_retention_too_short

import data.lib.finding
import data.lib.known

_minimum := data.config["aws.rds.backup_retention_too_short"].minimum_days

deny contains finding.at(instance, ["backup_retention"], _message(instance.properties.backup_retention)) if {
	some instance in input.resources["aws.rds.instance"]
	known.equal(instance.properties.member, false)
	known.equal(instance.properties.replica, false)
	known.less(instance.properties.backup_retention, _minimum)
}

deny contains finding.at(cluster, ["backup_retention"], _message(cluster.properties.backup_retention)) if {
	some cluster in input.resources["aws.rds.cluster"]
	known.equal(cluster.properties.replica, false)
	known.less(cluster.properties.backup_retention, _minimum)
}

# METADATA
# description: What is wrong with a number of days.
_message(days) := "there are no automated backups" if days == 0

else := sprintf("automated backups are kept %d days, less than %d", [days, _minimum])
