# METADATA
# title: S3 bucket ACL lets everyone see or change the ACL
# description: >-
#   The ACL of the bucket grants everyone on the internet the right to read or to change the ACL itself
#   (`FULL_CONTROL`, `WRITE_ACP`, `READ_ACP`). Who may change the ACL may give himself everything. Take the grant
#   away.
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
#     title: Take the grant to everyone off the ACL
#     note: Whoever uses the bucket by this grant is locked out; name those who need access in its policy.
#     edits:
#       aws_s3_bucket.grant:
#         - remove_block: ""
#       aws_s3_bucket_acl.access_control_policy.grant:
#         - remove_block: ""
#   equivalents:
#     checkov: [CKV_AWS_375]
package rules.aws.s3.bucket_acl_gives_control

import data.lib.finding
import data.lib.known

deny contains finding.at(bucket, ["acl", "grants", i], "everyone on the internet may see or change the acl") if {
	some bucket in input.resources["aws.s3.bucket"]
	known.equal(bucket.properties.exposure.acl_everyone, true)
	some i, grant in bucket.properties.acl.grants
	known.equal(grant.grantee, "everyone")
	some permission in grant.permissions
	known.one_of(permission, {"FULL_CONTROL", "READ_ACP", "WRITE_ACP"})
}
