# METADATA
# title: CloudTrail trail writes to a bucket that does not log access
# description: >-
#   The bucket that gets the log files has no server access logging, so nobody can tell afterwards who read or
#   changed the audit log. Turn access logging on for it.
# custom:
#   severity: low
#   resource_types: [aws.cloudtrail.trail]
#   reads:
#     - ["@bucket", logging, enabled]
#   remediation:
#     terraform: >-
#       Add an `aws_s3_bucket_logging` for the bucket that `s3_bucket_name` names.
#     console: >-
#       Open the bucket of the trail, Properties, Server access logging, Edit, Enable.
#     cli: >-
#       aws s3api put-bucket-logging --bucket NAME --bucket-logging-status file://logging.json
#   equivalents:
#     trivy: [AWS-0163]
#     tfsec: [aws-cloudtrail-require-bucket-access-logging]
#     kics: [ee9e50e8-b2ed-4176-ad42-8fc0cf7593f4]
#     prowler: [cloudtrail_logs_s3_bucket_access_logging_enabled]
package rules.aws.cloudtrail.trail_bucket_access_logging_disabled

import data.lib.finding
import data.lib.known
import data.lib.related

deny contains finding.at(trail, ["bucket"], "the bucket of the log files does not log access") if {
	some trail in input.resources["aws.cloudtrail.trail"]
	some bucket in related.each(trail, "bucket")
	known.equal(bucket.properties.logging.enabled, false)
}
