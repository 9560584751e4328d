# METADATA
# title: S3 bucket accepts public bucket policies
# description: >-
#   Requests that set a public bucket policy are not refused, so whoever may write the policy of a bucket may
#   publish it. Turn `block_public_policy` on.
# custom:
#   severity: medium
#   resource_types: [aws.s3.bucket]
#   reads:
#     - [public_access_block, block_public_policy]
#   remediation:
#     terraform: >-
#       Set `block_public_policy = true` in the `aws_s3_bucket_public_access_block` of the bucket.
#     console: >-
#       Open the bucket, Permissions, Block public access, Edit, and turn the setting on.
#     cli: >-
#       aws s3api put-public-access-block --bucket NAME --public-access-block-configuration
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#   fix:
#     confidence: review
#     title: Turn on `block_public_policy`
#     note: A policy that is public on purpose, as of a website, can then neither be set nor changed.
#     edits:
#       aws_s3_bucket_public_access_block:
#         - set: {block_public_policy: true}
#   equivalents:
#     checkov: [CKV_AWS_54]
#     trivy: [AWS-0087]
#     tfsec: [aws-s3-block-public-policy]
#     kics: [1a4bc881-9f69-4d44-8c9a-d37d08f54c50]
package rules.aws.s3.bucket_accepts_public_policies

import data.lib.finding
import data.lib.known

deny contains finding.at(bucket, ["public_access_block", "block_public_policy"], "public policies are accepted") if {
	some bucket in input.resources["aws.s3.bucket"]
	known.equal(bucket.properties.public_access_block.block_public_policy, false)
}
