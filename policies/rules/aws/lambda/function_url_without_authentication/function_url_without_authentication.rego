# METADATA
# title: Lambda function URL asks for no authentication
# description: >-
#   The function has a web address that anybody on the internet can call without credentials. Ask for signed requests,
#   or put an API with authentication before the function.
# custom:
#   severity: high
#   resource_types: [aws.lambda.function]
#   reads:
#     - [urls, "*", authentication]
#   remediation:
#     terraform: >-
#       Set `authorization_type = "AWS_IAM"` in `aws_lambda_function_url`.
#     console: >-
#       Open Lambda, the function, Configuration, Function URL, Edit; choose AWS_IAM as auth type.
#     cli: >-
#       aws lambda update-function-url-config --function-name FUNCTION --auth-type AWS_IAM
#   fix:
#     confidence: review
#     title: Ask for signed requests
#     note: Callers without AWS credentials get no answer any more; the others need `lambda:InvokeFunctionUrl`.
#     edits:
#       aws_lambda_function_url:
#         - set: {authorization_type: AWS_IAM}
#   equivalents:
#     checkov: [CKV_AWS_258]
#     prowler: [awslambda_function_url_public]
package rules.aws.lambda.function_url_without_authentication

import data.lib.finding
import data.lib.known

deny contains finding.at(function, ["urls", index, "authentication"], "everybody may call the function's URL") if {
	some function in input.resources["aws.lambda.function"]
	some index, url in function.properties.urls
	known.equal(url.authentication, "NONE")
}
