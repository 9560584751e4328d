# METADATA
# title: CloudTrail trail does not validate its log files
# description: >-
#   The trail writes no digest files, so a log file that was changed or deleted in the bucket cannot be told from
#   a genuine one. Turn log file validation on.
# custom:
#   severity: low
#   resource_types: [aws.cloudtrail.trail]
#   reads:
#     - [log_file_validation]
#   remediation:
#     terraform: >-
#       Set `enable_log_file_validation = true`.
#     console: >-
#       Open the trail, General details, Edit, Additional settings, Log file validation, Enabled.
#     cli: >-
#       aws cloudtrail update-trail --name NAME --enable-log-file-validation
#   fix:
#     confidence: certain
#     title: Turn on log file validation
#     edits:
#       aws_cloudtrail:
#         - set: {enable_log_file_validation: true}
#   equivalents:
#     checkov: [CKV_AWS_36]
#     trivy: [AWS-0016]
#     tfsec: [aws-cloudtrail-enable-log-validation]
#     kics: [52ffcfa6-6c70-4ea6-8376-d828d3961669]
#     prowler: [cloudtrail_log_file_validation_enabled]
package rules.aws.cloudtrail.trail_log_validation_disabled

import data.lib.finding
import data.lib.known

deny contains finding.at(trail, ["log_file_validation"], "log files are not validated") if {
	some trail in input.resources["aws.cloudtrail.trail"]
	known.equal(trail.properties.log_file_validation, false)
}
