# METADATA
# title: AWS account serves everyone that a public policy admits
# description: >-
#   If the policy of any bucket of the account is or becomes public, everyone whom it names is let in. With
#   `restrict_public_buckets` on, a public policy admits only the account itself and AWS services.
# custom:
#   severity: high
#   resource_types: [aws.s3.account_public_access_block]
#   reads:
#     - [restrict_public_buckets]
#   remediation:
#     terraform: >-
#       Set `restrict_public_buckets = true` in `aws_s3_account_public_access_block`.
#     console: >-
#       Open S3, Block Public Access settings for this account, Edit, and turn the setting on.
#     cli: >-
#       aws s3control put-public-access-block --account-id ACCOUNT --public-access-block-configuration
#       BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
#   fix:
#     confidence: review
#     title: Turn on `restrict_public_buckets`
#     note: It holds for all buckets of the account; whoever reads one from outside by a public policy is locked out.
#     edits:
#       aws_s3_account_public_access_block:
#         - set: {restrict_public_buckets: true}
#   equivalents:
#     kics: [1ec253ab-c220-4d63-b2de-5b40e0af9293]
#     prowler: [s3_account_level_public_access_blocks]
package rules.aws.s3.account_serves_public_policies

import data.lib.finding
import data.lib.known

deny contains finding.at(account, ["restrict_public_buckets"], "public policies take effect in all buckets") if {
	some account in input.resources["aws.s3.account_public_access_block"]
	known.equal(account.properties.restrict_public_buckets, false)
}
