# METADATA
# title: Lambda function can be invoked by everybody
# description: >-
#   The function's resource policy lets any principal invoke it, in whatever account, without anything else that must
#   hold. Name the account or service that may, or limit the permission to your organisation.
# custom:
#   severity: high
#   resource_types: [aws.lambda.function]
#   reads:
#     - [permissions, "*", everybody]
#   remediation:
#     terraform: >-
#       Replace `principal = "*"` in `aws_lambda_permission` by an account or a service, or add
#       `principal_org_id`, `source_account` or `source_arn`.
#     console: >-
#       Open Lambda, the function, Configuration, Permissions, Resource-based policy statements; edit or delete
#       the statement.
#     cli: >-
#       aws lambda remove-permission --function-name FUNCTION --statement-id STATEMENT
#   fix:
#     confidence: review
#     title: Take the permission of everybody away
#     note: >-
#       Only identities of your account that have the permission themselves can call the function then; add a
#       permission for each other account or service that needs it.
#     edits:
#       aws_lambda_permission:
#         - remove_resource: true
#   equivalents:
#     checkov: [CKV_AWS_301]
#     kics: [e08ed7eb-f3ef-494d-9d22-2e3db756a347]
#     prowler: [awslambda_function_not_publicly_accessible]
package rules.aws.lambda.function_invocable_by_everybody

import data.lib.finding
import data.lib.known

deny contains finding.at(function, ["permissions", index, "principal"], message) if {
	some function in input.resources["aws.lambda.function"]
	some index, permission in function.properties.permissions
	known.equal(permission.everybody, true)
	message := sprintf("everybody may call %s", [_action(permission.action)])
}

# METADATA
# description: The action for messages, also where it is unknown.
_action(action) := action if is_string(action)

else := "the function"
