# METADATA
# title: AWS account accepts public ACLs on its S3 buckets
# description: >-
#   Requests that set a public ACL on any bucket of the account are not refused, so one call or one upload with
#   `--acl public-read` publishes data. Almost nothing needs ACLs today; turn `block_public_acls` on.
# custom:
#   severity: high
#   resource_types: [aws.s3.account_public_access_block]
#   reads:
#     - [block_public_acls]
#   remediation:
#     terraform: >-
#       Set `block_public_acls = true` in `aws_s3_account_public_access_block`.
#     console: >-
#       Open S3, Block Public Access settings for this account, Edit, and turn the setting on.
#     cli: >-
#       aws s3control put-public-access-block --account-id ACCOUNT --public-access-block-configuration
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#   fix:
#     confidence: review
#     title: Turn on `block_public_acls`
#     note: It holds for all buckets of the account; uploads with a public ACL are refused from then on.
#     edits:
#       aws_s3_account_public_access_block:
#         - set: {block_public_acls: true}
#   equivalents:
#     kics: [d0cc8694-fcad-43ff-ac86-32331d7e867f]
package rules.aws.s3.account_accepts_public_acls

import data.lib.finding
import data.lib.known

deny contains finding.at(account, ["block_public_acls"], "public ACLs are accepted in all buckets") if {
	some account in input.resources["aws.s3.account_public_access_block"]
	known.equal(account.properties.block_public_acls, false)
}
