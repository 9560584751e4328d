# METADATA
# title: S3 bucket has no public access block
# description: >-
#   No public access block is declared for the bucket, so nothing keeps an ACL or a policy from publishing it once
#   the defaults that S3 gives to new buckets are gone. Declare a block with all four switches on.
# custom:
#   severity: medium
#   resource_types: [aws.s3.bucket]
#   reads:
#     - [public_access_block]
#   remediation:
#     terraform: >-
#       Add an `aws_s3_bucket_public_access_block` for the bucket with all four switches on.
#     console: >-
#       Open the bucket, Permissions, Block public access, Edit, and turn on Block all public access.
#     cli: >-
#       aws s3api put-public-access-block --bucket NAME --public-access-block-configuration
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#   fix:
#     confidence: review
#     title: Add a public access block
#     note: All four settings are on; a bucket that is public on purpose, such as a website, is not any more.
#     edits:
#       aws_s3_bucket:
#         - companion:
#             type: aws_s3_bucket_public_access_block
#             link: {bucket: id}
#             set:
#               block_public_acls: true
#               block_public_policy: true
#               ignore_public_acls: true
#               restrict_public_buckets: true
#   equivalents:
#     checkov: [CKV2_AWS_6]
#     trivy: [AWS-0094]
#     tfsec: [aws-s3-specify-public-access-block]
#     prowler: [s3_bucket_level_public_access_block]
package rules.aws.s3.bucket_without_public_access_block

import data.lib.finding
import data.lib.known

deny contains finding.at(bucket, ["public_access_block"], "no public access block is declared") if {
	some bucket in input.resources["aws.s3.bucket"]
	known.equal(bucket.properties.public_access_block, null)
}
