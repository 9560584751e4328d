# METADATA
# title: S3 bucket policy lets everyone in
# description: >-
#   A statement of the bucket policy allows something to everyone (`"Principal": "*"`), and no condition narrows
#   who that is. Name accounts or roles, or add a condition that only your own can satisfy.
# custom:
#   severity: high
#   resource_types: [aws.s3.bucket]
#   reads:
#     - [exposure, policy_everyone]
#   remediation:
#     terraform: >-
#       Name principals in the statement, or add a condition such as `aws:PrincipalOrgID` or `aws:SourceVpce`;
#       turn `restrict_public_buckets` on.
#     console: >-
#       Open the bucket, Permissions, Bucket policy, Edit, and replace the principal `*`.
#     cli: >-
#       aws s3api put-bucket-policy --bucket NAME --policy file://policy.json
#   fix:
#     confidence: review
#     title: Remove the statement that allows everyone
#     note: Whoever reads the bucket by this statement is locked out; name the principals that need access instead.
#     edits:
#       aws_s3_bucket_policy:
#         - statement: {remove: true, emptied: resource}
#       aws_s3_bucket:
#         - statement: remove
#   equivalents:
#     checkov: [CKV_AWS_70]
#     kics: [7af43613-6bb9-4a0e-8c4d-1314b799425e, a4966c4f-9141-48b8-a564-ffe9959945bc]
#     prowler: [s3_bucket_public_access, s3_bucket_policy_public_write_access]
package rules.aws.s3.bucket_policy_public

import data.lib.finding
import data.lib.iam
import data.lib.known

deny contains finding.at(bucket, ["policy", "statements", i], "the statement allows everyone") if {
	some bucket in input.resources["aws.s3.bucket"]
	known.equal(bucket.properties.exposure.policy_everyone, true)
	some i in iam.holding(bucket.properties.policy, "allows_everyone")
}
