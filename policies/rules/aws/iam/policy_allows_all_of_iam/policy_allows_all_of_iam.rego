# METADATA
# title: IAM policy allows every IAM action on every resource
# description: >-
#   A statement allows `iam:*` on all resources, so whoever has the policy may give himself any other permission.
#   Name the actions and the identities that are needed, and bound them with a permissions boundary.
# custom:
#   severity: high
#   resource_types: [aws.iam.policy, aws.iam.user, aws.iam.group, aws.iam.role, aws.sso.permission_set]
#   reads:
#     - [document, statements, "*", allows_all_of_iam]
#     - [inline_policies, "*", document, statements, "*", allows_all_of_iam]
#   remediation:
#     terraform: >-
#       Name the actions and resources that are needed, in the statement or in `aws_iam_policy_document`.
#     console: >-
#       Open the policy, Edit, and replace the wildcards.
#     cli: >-
#       aws iam create-policy-version --policy-arn ARN --policy-document file://policy.json --set-as-default
#   fix:
#     confidence: review
#     title: Allow to read IAM only
#     note: >-
#       Everything else that the statement allowed is gone, too: add the actions that are needed, and name their
#       resources.
#     edits:
#       aws_iam_policy:
#         - statement:
#             set: {Action: ["iam:Get*", "iam:List*"]}
#             unset: [NotAction]
#       aws_iam_user_policy:
#         - statement:
#             set: {Action: ["iam:Get*", "iam:List*"]}
#             unset: [NotAction]
#       aws_iam_group_policy:
#         - statement:
#             set: {Action: ["iam:Get*", "iam:List*"]}
#             unset: [NotAction]
#       aws_iam_role_policy:
#         - statement:
#             set: {Action: ["iam:Get*", "iam:List*"]}
#             unset: [NotAction]
#       aws_iam_role:
#         - statement:
#             set: {Action: ["iam:Get*", "iam:List*"]}
#             unset: [NotAction]
#       aws_ssoadmin_permission_set_inline_policy:
#         - statement:
#             set: {Action: ["iam:Get*", "iam:List*"]}
#             unset: [NotAction]
#   equivalents:
#     checkov: [CKV2_AWS_40]
package rules.aws.iam.policy_allows_all_of_iam

import data.lib.finding
import data.lib.iam

_message := "every iam action on every resource is allowed"

deny contains finding.at(policy, ["document", "statements", i], _message) if {
	some policy in input.resources["aws.iam.policy"]
	some i in iam.holding(policy.properties.document, "allows_all_of_iam")
}

deny contains finding.at(identity, ["inline_policies", n, "document", "statements", i], _message) if {
	some kind in ["aws.iam.user", "aws.iam.group", "aws.iam.role", "aws.sso.permission_set"]
	some identity in input.resources[kind]
	some n, policy in identity.properties.inline_policies
	some i in iam.holding(policy.document, "allows_all_of_iam")
}
