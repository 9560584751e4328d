# METADATA
# title: S3 bucket accepts public ACLs
# description: >-
#   Requests that set a public ACL on the bucket are not refused, so one call or one upload with `--acl
#   public-read` publishes data. Almost nothing needs ACLs today; turn `block_public_acls` on.
# custom:
#   severity: medium
#   resource_types: [aws.s3.bucket]
#   reads:
#     - [public_access_block, block_public_acls]
#   remediation:
#     terraform: >-
#       Set `block_public_acls = true` in the `aws_s3_bucket_public_access_block` of the bucket.
#     console: >-
#       Open the bucket, Permissions, Block public access, Edit, and turn the setting on.
#     cli: >-
#       aws s3api put-public-access-block --bucket NAME --public-access-block-configuration
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#   fix:
#     confidence: review
#     title: Turn on `block_public_acls`
#     note: An upload that asks for a public ACL is refused from then on; look for clients that send one.
#     edits:
#       aws_s3_bucket_public_access_block:
#         - set: {block_public_acls: true}
#   equivalents:
#     checkov: [CKV_AWS_53]
#     trivy: [AWS-0086]
#     tfsec: [aws-s3-block-public-acls]
#     kics: [d0cc8694-fcad-43ff-ac86-32331d7e867f]
package rules.aws.s3.bucket_accepts_public_acls

import data.lib.finding
import data.lib.known

deny contains finding.at(bucket, ["public_access_block", "block_public_acls"], "public ACLs are accepted") if {
	some bucket in input.resources["aws.s3.bucket"]
	known.equal(bucket.properties.public_access_block.block_public_acls, false)
}
