# METADATA
# title: S3 bucket honours public ACLs
# description: >-
#   Public ACLs on a bucket and its objects take effect, also those that were set long ago or by other accounts.
#   Turn `ignore_public_acls` on, so that no ACL can publish anything.
# custom:
#   severity: medium
#   resource_types: [aws.s3.bucket]
#   reads:
#     - [public_access_block, ignore_public_acls]
#   remediation:
#     terraform: >-
#       Set `ignore_public_acls = true` in the `aws_s3_bucket_public_access_block` of the bucket.
#     console: >-
#       Open the bucket, Permissions, Block public access, Edit, and turn the setting on.
#     cli: >-
#       aws s3api put-public-access-block --bucket NAME --public-access-block-configuration
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#   fix:
#     confidence: review
#     title: Turn on `ignore_public_acls`
#     note: Whoever reads the bucket or its objects by a public ACL is locked out.
#     edits:
#       aws_s3_bucket_public_access_block:
#         - set: {ignore_public_acls: true}
#   equivalents:
#     checkov: [CKV_AWS_55]
#     trivy: [AWS-0091]
#     tfsec: [aws-s3-ignore-public-acls]
#     kics: [4fa66806-0dd9-4f8d-9480-3174d39c7c91]
#     prowler: [s3_bucket_level_public_access_block]
package rules.aws.s3.bucket_honours_public_acls

import data.lib.finding
import data.lib.known

deny contains finding.at(bucket, ["public_access_block", "ignore_public_acls"], "public ACLs take effect") if {
	some bucket in input.resources["aws.s3.bucket"]
	known.equal(bucket.properties.public_access_block.ignore_public_acls, false)
}
