# METADATA
# title: S3 bucket serves everyone that a public policy admits
# description: >-
#   If the policy of a bucket is or becomes public, everyone whom it names is let in. With
#   `restrict_public_buckets` on, a public policy admits only the account itself and AWS services.
# custom:
#   severity: medium
#   resource_types: [aws.s3.bucket]
#   reads:
#     - [public_access_block, restrict_public_buckets]
#   remediation:
#     terraform: >-
#       Set `restrict_public_buckets = true` in the `aws_s3_bucket_public_access_block` of the bucket.
#     console: >-
#       Open the bucket, Permissions, Block public access, Edit, and turn the setting on.
#     cli: >-
#       aws s3api put-public-access-block --bucket NAME --public-access-block-configuration
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#   fix:
#     confidence: review
#     title: Turn on `restrict_public_buckets`
#     note: Whoever is outside of the account and reads the bucket by a public policy is locked out.
#     edits:
#       aws_s3_bucket_public_access_block:
#         - set: {restrict_public_buckets: true}
#   equivalents:
#     checkov: [CKV_AWS_56]
#     trivy: [AWS-0093]
#     tfsec: [aws-s3-no-public-buckets]
#     kics: [1ec253ab-c220-4d63-b2de-5b40e0af9293]
#     prowler: [s3_bucket_level_public_access_block]
package rules.aws.s3.bucket_serves_public_policies

import data.lib.finding
import data.lib.known

deny contains finding.at(bucket, ["public_access_block", "restrict_public_buckets"], "public policies take effect") if {
	some bucket in input.resources["aws.s3.bucket"]
	known.equal(bucket.properties.public_access_block.restrict_public_buckets, false)
}
