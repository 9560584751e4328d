# METADATA
# title: S3 bucket ACL lets everyone read or write
# description: >-
#   The ACL of the bucket lets everyone on the internet list, read or write it, without an AWS account. Make the
#   ACL private, or switch ACLs off and grant access by policy.
# custom:
#   severity: high
#   resource_types: [aws.s3.bucket]
#   reads:
#     - [exposure, acl_everyone]
#     - [acl, grants, "*", permissions]
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
#     title: Take everyone off the ACL
#     note: Whoever reads or writes the bucket by its ACL is locked out; name those who need access in its policy.
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
#     checkov: [CKV_AWS_20, CKV_AWS_57]
#     trivy: [AWS-0092]
#     tfsec: [aws-s3-no-public-access-with-acl]
#     kics: [38c5ee0d-7f22-4260-ab72-5073048df100]
#     prowler: [s3_bucket_public_list_acl, s3_bucket_public_write_acl]
package rules.aws.s3.bucket_acl_public

import data.lib.finding
import data.lib.known

deny contains finding.at(bucket, ["acl", "grants", i], "everyone on the internet is granted access") if {
	some bucket in input.resources["aws.s3.bucket"]
	known.equal(bucket.properties.exposure.acl_everyone, true)
	some i, grant in bucket.properties.acl.grants
	known.equal(grant.grantee, "everyone")
	some permission in grant.permissions
	known.one_of(permission, {"READ", "WRITE", "FULL_CONTROL"})
}
