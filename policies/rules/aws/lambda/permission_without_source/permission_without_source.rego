# METADATA
# title: Lambda function can be invoked through a service on anybody's behalf
# description: >-
#   The function's resource policy lets an AWS service invoke it without saying for which resource or account, so a
#   bucket, topic or rule of any other customer can make the service call it. Name the source.
# custom:
#   severity: medium
#   resource_types: [aws.lambda.function]
#   reads:
#     - [permissions, "*", any_customer_of_service]
#   remediation:
#     terraform: >-
#       Add `source_arn`, and `source_account` where the ARN holds no account, to `aws_lambda_permission`.
#     console: >-
#       Open Lambda, the function, Configuration, Permissions, Resource-based policy statements; edit the
#       statement and enter the source.
#     cli: >-
#       aws lambda add-permission --function-name FUNCTION --statement-id STATEMENT --action lambda:InvokeFunction
#       --principal SERVICE --source-arn ARN --source-account ACCOUNT
#   fix:
#     confidence: review
#     title: Admit sources of your own account only
#     note: >-
#       The account of the function is taken for that of the source. Name the source in `source_arn` where you know
#       it, and where the service does not say for which account it calls.
#     edits:
#       aws_lambda_permission:
#         - set: {source_account: {expression: 'split(":", @function_name.arn)[4]'}}
#   equivalents:
#     checkov: [CKV_AWS_364]
#     trivy: [AWS-0067]
#     tfsec: [aws-lambda-restrict-source-arn]
package rules.aws.lambda.permission_without_source

import data.lib.finding
import data.lib.known

deny contains finding.at(function, ["permissions", index, "principal"], message) if {
	some function in input.resources["aws.lambda.function"]
	some index, permission in function.properties.permissions
	known.equal(permission.any_customer_of_service, true)
	message := sprintf("`%s` may invoke it for any of its customers", [permission.principal])
}
