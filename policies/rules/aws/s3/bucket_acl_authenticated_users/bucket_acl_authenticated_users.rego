# METADATA
# title: S3 bucket ACL lets every AWS account in
# description: >-
#   The ACL of the bucket grants access to the group of authenticated users, which is not your users but anybody
#   with any AWS account. Make the ACL private, or switch ACLs off and name accounts in the policy.
# custom:
#   severity: high
#   resource_types: [aws.s3.bucket]
#   reads:
#     - [exposure, acl_authenticated_users]
#   remediation:
#     terraform: >-
#       Remove the grant or set `acl = "private"`; better, drop the ACL and set `object_ownership =
#       "BucketOwnerEnforced"`.
#     console: >-
#       Open the bucket, Permissions, Access control list, Edit, and take the grant away; or Object Ownership,
#       ACLs disabled.
#     cli: >-
#       aws s3api put-bucket-acl --bucket NAME --acl private
#   fix:
#     confidence: review
#     title: Take other accounts' users off the ACL
#     note: >-
#       Whoever reads or writes the bucket by its ACL is locked out; name the accounts that need access in its
#       policy.
#     edits:
#       aws_s3_bucket.acl:
#         - set: {acl: private}
#       aws_s3_bucket_acl.acl:
#         - set: {acl: private}
#       aws_s3_bucket.grant:
#         - remove_block: ""
#       aws_s3_bucket_acl.access_control_policy.grant:
#         - remove_block: ""
#   equivalents:
#     checkov: [CKV2_AWS_43, CKV_AWS_20]
#     kics: [57b9893d-33b1-4419-bcea-a717ea87e139]
package rules.aws.s3.bucket_acl_authenticated_users

import data.lib.finding
import data.lib.known

deny contains finding.at(bucket, ["acl", "grants", i], "users of every AWS account are granted access") if {
	some bucket in input.resources["aws.s3.bucket"]
	known.equal(bucket.properties.exposure.acl_authenticated_users, true)
	some i, grant in bucket.properties.acl.grants
	known.equal(grant.grantee, "authenticated_users")
}
