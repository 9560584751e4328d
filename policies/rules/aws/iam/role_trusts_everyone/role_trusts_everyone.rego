# METADATA
# title: IAM role can be assumed by everyone
# description: >-
#   A statement of the trust policy admits everyone (`"Principal": "*"`), and no condition narrows who that is, so
#   principals of any AWS account may assume the role. Name the accounts, roles or services that are meant.
# custom:
#   severity: critical
#   resource_types: [aws.iam.role]
#   reads:
#     - [trust, statements, "*", allows_everyone]
#   remediation:
#     terraform: >-
#       Name principals in `assume_role_policy`, or add a condition such as `aws:PrincipalOrgID`.
#     console: >-
#       Open the role, Trust relationships, Edit trust policy, and replace the principal `*`.
#     cli: >-
#       aws iam update-assume-role-policy --role-name NAME --policy-document file://trust.json
#   fix:
#     confidence: review
#     title: Remove the statement that trusts everyone
#     note: >-
#       Whoever assumes the role by this statement is locked out; name the accounts, roles or services that need
#       it.
#     edits:
#       aws_iam_role:
#         - statement: remove
#   equivalents:
#     checkov: [CKV_AWS_60, CKV_AWS_61]
#     kics: [12b7e704-37f0-4d1e-911a-44bf60c48c21]
package rules.aws.iam.role_trusts_everyone

import data.lib.finding
import data.lib.iam

deny contains finding.at(role, ["trust", "statements", i], "everyone may assume the role") if {
	some role in input.resources["aws.iam.role"]
	some i in iam.holding(role.properties.trust, "allows_everyone")
}
