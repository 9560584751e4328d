# METADATA
# title: AWS account accepts public bucket policies
# description: >-
#   Requests that set a public bucket policy are not refused, so whoever may write the policy of any bucket of the
#   account may publish it. Turn `block_public_policy` on.
# custom:
#   severity: high
#   resource_types: [aws.s3.account_public_access_block]
#   reads:
#     - [block_public_policy]
#   remediation:
#     terraform: >-
#       Set `block_public_policy = true` in `aws_s3_account_public_access_block`.
#     console: >-
#       Open S3, Block Public Access settings for this account, Edit, and turn the setting on.
#     cli: >-
#       aws s3control put-public-access-block --account-id ACCOUNT --public-access-block-configuration
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#   fix:
#     confidence: review
#     title: Turn on `block_public_policy`
#     note: It holds for all buckets of the account; a policy that is public on purpose can then no longer be changed.
#     edits:
#       aws_s3_account_public_access_block:
#         - set: {block_public_policy: true}
#   equivalents:
#     kics: [1a4bc881-9f69-4d44-8c9a-d37d08f54c50]
package rules.aws.s3.account_accepts_public_policies

import data.lib.finding
import data.lib.known

deny contains finding.at(account, ["block_public_policy"], "public policies are accepted in all buckets") if {
	some account in input.resources["aws.s3.account_public_access_block"]
	known.equal(account.properties.block_public_policy, false)
}
