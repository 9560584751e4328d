# METADATA
# title: KMS key policy lets everyone use the key
# description: >-
#   A statement of the key policy allows something to everyone (`"Principal": "*"`), and no condition narrows who
#   that is, so principals of any AWS account may use the key. Name accounts or roles, or add `kms:CallerAccount`.
# custom:
#   severity: critical
#   resource_types: [aws.kms.key]
#   reads:
#     - [policy, statements, "*", allows_everyone]
#   remediation:
#     terraform: >-
#       Name principals in the statement, or add a condition on `kms:CallerAccount` or `aws:PrincipalOrgID`.
#     console: >-
#       Open the key, Key policy, Edit, and replace the principal `*`.
#     cli: >-
#       aws kms put-key-policy --key-id KEY --policy-name default --policy file://policy.json
#   fix:
#     confidence: review
#     title: Remove the statement that lets everyone use the key
#     note: >-
#       Whoever uses the key by this statement is locked out; name the principals that need it, and look that the
#       rest still lets your administrators manage the key. A key without `aws_kms_key_policy` has AWS's default
#       policy.
#     edits:
#       aws_kms_key_policy:
#         - statement: {remove: true, emptied: resource}
#       aws_kms_key:
#         - statement: remove
#       aws_kms_external_key:
#         - statement: remove
#       aws_kms_replica_key:
#         - statement: remove
#       aws_kms_replica_external_key:
#         - statement: remove
#   equivalents:
#     checkov: [CKV_AWS_33]
#     kics: [7ebc9038-0bde-479a-acc4-6ed7b6758899]
#     prowler: [kms_key_not_publicly_accessible]
package rules.aws.kms.key_policy_public

import data.lib.finding
import data.lib.iam

deny contains finding.at(key, ["policy", "statements", i], "the statement allows everyone") if {
	some key in input.resources["aws.kms.key"]
	some i in iam.holding(key.properties.policy, "allows_everyone")
}
