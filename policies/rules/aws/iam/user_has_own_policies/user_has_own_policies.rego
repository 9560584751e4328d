# METADATA
# title: IAM user has policies of its own
# description: >-
#   A policy is written into the user or attached to it, instead of to a group or a role. Permissions that hang on
#   single users are not seen when teams change. Put the user into a group, or let people assume a role.
# custom:
#   severity: low
#   resource_types: [aws.iam.user]
#   reads:
#     - [inline_policies, "*"]
#     - [attached_policies, "*"]
#   remediation:
#     terraform: >-
#       Replace `aws_iam_user_policy` and `aws_iam_user_policy_attachment` by a group with
#       `aws_iam_user_group_membership`.
#     console: >-
#       Open the user, Permissions, remove the policy, and add the user to a group that has it.
#     cli: >-
#       aws iam detach-user-policy --user-name NAME --policy-arn ARN
#   equivalents:
#     checkov: [CKV_AWS_40]
#     trivy: [AWS-0143]
#     tfsec: [aws-iam-no-user-attached-policies]
#     kics: [b4378389-a9aa-44ee-91e7-ef183f11079e]
#     prowler: [iam_policy_attached_only_to_group_or_roles]
package rules.aws.iam.user_has_own_policies

import data.lib.finding
import data.lib.known

deny contains finding.at(user, [facet, i], message) if {
	some user in input.resources["aws.iam.user"]
	some facet, message in {
		"inline_policies": "the policy is written into the user",
		"attached_policies": "the policy is attached to the user",
	}
	known.value(user.properties[facet])
	some i, policy in user.properties[facet]
	known.value(policy)
}
