# METADATA
# title: S3 bucket does not log access
# description: >-
#   Server access logging is off, so nobody can tell afterwards who read or wrote the bucket. Deliver access logs
#   to a bucket that is kept for logs.
# custom:
#   severity: low
#   resource_types: [aws.s3.bucket]
#   reads:
#     - [logging, enabled]
#     - [logging, destination]
#   remediation:
#     terraform: >-
#       Add an `aws_s3_bucket_logging` for the bucket with a `target_bucket`.
#     console: >-
#       Open the bucket, Properties, Server access logging, Edit, Enable, and choose a target.
#     cli: >-
#       aws s3api put-bucket-logging --bucket NAME --bucket-logging-status file://logging.json
#   equivalents:
#     checkov: [CKV_AWS_18]
#     trivy: [AWS-0089]
#     tfsec: [aws-s3-enable-bucket-logging]
#     kics: [f861041c-8c9f-4156-acfc-5e6e524f5884]
#     prowler: [s3_bucket_server_access_logging_enabled]
package rules.aws.s3.bucket_access_logging_disabled

import data.lib.finding
import data.lib.known

deny contains finding.at(bucket, ["logging", "enabled"], "access logging is not enabled") if {
	some bucket in input.resources["aws.s3.bucket"]
	known.equal(bucket.properties.logging.enabled, false)
	known.equal(bucket.properties.logging.destination, false)
}
