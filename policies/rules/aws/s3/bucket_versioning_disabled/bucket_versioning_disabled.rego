# METADATA
# title: S3 bucket does not keep versions
# description: >-
#   Versioning is off or suspended, so an object that is overwritten or deleted is gone. Turn versioning on, with
#   a lifecycle rule that expires old versions.
# custom:
#   severity: low
#   resource_types: [aws.s3.bucket]
#   reads:
#     - [versioning, enabled]
#   remediation:
#     terraform: >-
#       Set `status = "Enabled"` in the `aws_s3_bucket_versioning` of the bucket.
#     console: >-
#       Open the bucket, Properties, Bucket Versioning, Edit, Enable.
#     cli: >-
#       aws s3api put-bucket-versioning --bucket NAME --versioning-configuration Status=Enabled
#   fix:
#     confidence: certain
#     title: Turn on versioning
#     note: Versions that are no longer current cost storage until a lifecycle rule expires them.
#     edits:
#       aws_s3_bucket_versioning:
#         - set: {versioning_configuration.status: Enabled}
#       aws_s3_bucket.versioning:
#         - set: {enabled: true}
#       aws_s3_bucket:
#         - companion:
#             type: aws_s3_bucket_versioning
#             link: {bucket: id}
#             set: {versioning_configuration: {status: Enabled}}
#   equivalents:
#     checkov: [CKV_AWS_21]
#     trivy: [AWS-0090]
#     tfsec: [aws-s3-enable-versioning]
#     kics: [568a4d22-3517-44a6-a7ad-6a7eed88722c]
#     prowler: [s3_bucket_object_versioning]
package rules.aws.s3.bucket_versioning_disabled

import data.lib.finding
import data.lib.known

deny contains finding.at(bucket, ["versioning", "enabled"], "versioning is not enabled") if {
	some bucket in input.resources["aws.s3.bucket"]
	known.equal(bucket.properties.versioning.enabled, false)
}
