package rules.aws.lambda.permission_without_source_test

import data.rules.aws.lambda.permission_without_source

_input(permissions) := {"resources": {"aws.lambda.function": [{
	"id": "f",
	"properties": {"permissions": permissions},
}]}}

_unknown := {"$unknown": "decided on apply"}

_permission(any_customer) := {"principal": "s3.amazonaws.com", "any_customer_of_service": any_customer}

_hit := {
	"resource": "f",
	"path": ["permissions", 1, "principal"],
	"message": "`s3.amazonaws.com` may invoke it for any of its customers",
}

test_denies_a_service_for_anybody if {
	permission_without_source.deny == {_hit} with input as _input([_permission(false), _permission(true)])
}

test_allows_a_service_with_a_source if {
	permission_without_source.deny == set() with input as _input([_permission(false)])
	permission_without_source.deny == set() with input as _input([])
}

test_silent_when_unknown_permission if {
	permission_without_source.deny == set() with input as _input([_permission(_unknown), _unknown])
	permission_without_source.deny == set() with input as _input(_unknown)
}
