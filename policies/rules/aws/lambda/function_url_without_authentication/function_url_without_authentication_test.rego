package rules.aws.lambda.function_url_without_authentication_test

import data.rules.aws.lambda.function_url_without_authentication

_input(urls) := {"resources": {"aws.lambda.function": [{"id": "f", "properties": {"urls": urls}}]}}

_unknown := {"$unknown": "decided on apply"}

_hit := {
	"resource": "f",
	"path": ["urls", 1, "authentication"],
	"message": "everybody may call the function's URL",
}

test_denies_no_authentication if {
	function_url_without_authentication.deny == {_hit} with input as _input([{"authentication": "AWS_IAM"}, {"authentication": "NONE"}])
}

test_allows_signed_requests_and_no_url if {
	function_url_without_authentication.deny == set() with input as _input([{"authentication": "AWS_IAM"}])
	function_url_without_authentication.deny == set() with input as _input([])
}

test_silent_when_unknown_authentication if {
	function_url_without_authentication.deny == set() with input as _input([{"authentication": _unknown}, _unknown])
	function_url_without_authentication.deny == set() with input as _input(_unknown)
}
