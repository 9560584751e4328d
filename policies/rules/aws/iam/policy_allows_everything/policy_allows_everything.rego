# METADATA
# title: IAM policy allows every action on every resource
# description: >-
#   A statement allows all actions on all resources, so whoever has the policy controls the account, its
#   identities and its logs included. Name the actions and the resources that are needed.
# custom:
#   severity: high
#   resource_types: [aws.iam.policy, aws.iam.user, aws.iam.group, aws.iam.role, aws.sso.permission_set]
#   reads:
#     - [document, statements, "*", allows_everything]
#     - [inline_policies, "*", document, statements, "*", allows_everything]
#   remediation:
#     terraform: >-
#       Name the actions and resources that are needed, in the statement or in `aws_iam_policy_document`.
#     console: >-
#       Open the policy, Edit, and replace the wildcards.
#     cli: >-
#       aws iam create-policy-version --policy-arn ARN --policy-document file://policy.json --set-as-default
#   fix:
#     confidence: review
#     title: Remove the statement that allows everything
#     note: >-
#       Whoever has the policy loses all permissions that he has from nowhere else; write a statement with what is
#       needed first.
#     edits:
#       aws_iam_policy:
#         - statement: {remove: true, emptied: resource}
#       aws_iam_user_policy:
#         - statement: {remove: true, emptied: resource}
#       aws_iam_group_policy:
#         - statement: {remove: true, emptied: resource}
#       aws_iam_role_policy:
#         - statement: {remove: true, emptied: resource}
#       aws_iam_role:
#         - statement: remove
#       aws_ssoadmin_permission_set_inline_policy:
#         - statement: {remove: true, emptied: resource}
#   equivalents:
#     checkov: [CKV_AWS_1, CKV_AWS_62]
#     kics: [2f37c4a3-58b9-4afe-8a87-d7f1d2286f84, 575a2155-6af1-4026-b1af-d5bc8fe2a904]
#     prowler:
#       - iam_customer_attached_policy_no_administrative_privileges
#       - iam_inline_policy_no_administrative_privileges
package rules.aws.iam.policy_allows_everything

import data.lib.finding
import data.lib.iam

_message := "every action on every resource is allowed"

deny contains finding.at(policy, ["document", "statements", i], _message) if {
	some policy in input.resources["aws.iam.policy"]
	some i in iam.holding(policy.properties.document, "allows_everything")
}

deny contains finding.at(identity, ["inline_policies", n, "document", "statements", i], _message) if {
	some kind in ["aws.iam.user", "aws.iam.group", "aws.iam.role", "aws.sso.permission_set"]
	some identity in input.resources[kind]
	some n, policy in identity.properties.inline_policies
	some i in iam.holding(policy.document, "allows_everything")
}
