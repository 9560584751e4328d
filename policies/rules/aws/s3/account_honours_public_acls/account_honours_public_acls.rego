# METADATA
# title: AWS account honours public ACLs on its S3 buckets
# description: >-
#   Public ACLs on any bucket of the account and its objects take effect, also those that were set long ago or by
#   other accounts. Turn `ignore_public_acls` on, so that no ACL can publish anything.
# custom:
#   severity: high
#   resource_types: [aws.s3.account_public_access_block]
#   reads:
#     - [ignore_public_acls]
#   remediation:
#     terraform: >-
#       Set `ignore_public_acls = true` in `aws_s3_account_public_access_block`.
#     console: >-
#       Open S3, Block Public Access settings for this account, Edit, and turn the setting on.
#     cli: >-
#       aws s3control put-public-access-block --account-id ACCOUNT --public-access-block-configuration
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#   fix:
#     confidence: review
#     title: Turn on `ignore_public_acls`
#     note: It holds for all buckets of the account; whoever reads one by a public ACL is locked out.
#     edits:
#       aws_s3_account_public_access_block:
#         - set: {ignore_public_acls: true}
#   equivalents:
#     kics: [4fa66806-0dd9-4f8d-9480-3174d39c7c91]
#     prowler: [s3_account_level_public_access_blocks]
package rules.aws.s3.account_honours_public_acls

import data.lib.finding
import data.lib.known

deny contains finding.at(account, ["ignore_public_acls"], "public ACLs take effect in all buckets") if {
	some account in input.resources["aws.s3.account_public_access_block"]
	known.equal(account.properties.ignore_public_acls, false)
}
