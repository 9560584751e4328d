# METADATA
# title: AdministratorAccess is attached
# description: >-
#   AWS's policy `AdministratorAccess` is attached, so the identity may do everything in the account. Attach a
#   policy with what is needed, and keep administration to few roles that people assume with MFA.
# custom:
#   severity: high
#   resource_types: [aws.iam.user, aws.iam.group, aws.iam.role, aws.sso.permission_set]
#   reads:
#     - [attached_policies, "*", administrator_access]
#   remediation:
#     terraform: >-
#       Replace the ARN by that of a narrower policy.
#     console: >-
#       Open the identity, Permissions, and detach AdministratorAccess.
#     cli: >-
#       aws iam detach-role-policy --role-name NAME --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
#   fix:
#     confidence: review
#     title: Detach `AdministratorAccess`
#     note: The identity loses all permissions that it has from nowhere else; attach a policy with what it needs first.
#     edits:
#       aws_iam_role:
#         - element:
#             remove:
#               - arn:aws:iam::aws:policy/AdministratorAccess
#               - arn:aws-cn:iam::aws:policy/AdministratorAccess
#               - arn:aws-us-gov:iam::aws:policy/AdministratorAccess
#       aws_iam_user_policy_attachment:
#         - remove_resource: true
#       aws_iam_group_policy_attachment:
#         - remove_resource: true
#       aws_iam_role_policy_attachment:
#         - remove_resource: true
#       aws_iam_policy_attachment:
#         - remove_resource: true
#       aws_ssoadmin_managed_policy_attachment:
#         - remove_resource: true
#   equivalents:
#     checkov: [CKV_AWS_274]
#     prowler: [iam_aws_attached_policy_no_administrative_privileges]
package rules.aws.iam.administrator_access_attached

import data.lib.finding
import data.lib.known

deny contains finding.at(identity, ["attached_policies", i], "`AdministratorAccess` is attached") if {
	some kind in ["aws.iam.user", "aws.iam.group", "aws.iam.role", "aws.sso.permission_set"]
	some identity in input.resources[kind]
	some i, policy in identity.properties.attached_policies
	known.equal(policy.administrator_access, true)
}
