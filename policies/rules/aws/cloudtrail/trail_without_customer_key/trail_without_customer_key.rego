# METADATA
# title: CloudTrail trail is not encrypted with a KMS key
# description: >-
#   Log files are encrypted with the keys of S3, so whoever may read the bucket may read them. Name a KMS key,
#   whose policy is a second lock.
# custom:
#   severity: low
#   resource_types: [aws.cloudtrail.trail]
#   reads:
#     - [customer_key]
#   remediation:
#     terraform: >-
#       Set `kms_key_id` to the ARN of a KMS key whose policy lets CloudTrail use it.
#     console: >-
#       Open the trail, General details, Edit, Log file SSE-KMS encryption, Enabled.
#     cli: >-
#       aws cloudtrail update-trail --name NAME --kms-key-id ARN
#   equivalents:
#     checkov: [CKV_AWS_35]
#     trivy: [AWS-0015]
#     tfsec: [aws-cloudtrail-encryption-customer-managed-key, aws-cloudtrail-enable-at-rest-encryption]
#     kics: [5d9e3164-9265-470c-9a10-57ae454ac0c7]
#     prowler: [cloudtrail_kms_encryption_enabled]
package rules.aws.cloudtrail.trail_without_customer_key

import data.lib.finding
import data.lib.known

deny contains finding.at(trail, ["customer_key"], "no kms key is named") if {
	some trail in input.resources["aws.cloudtrail.trail"]
	known.equal(trail.properties.customer_key, false)
}
