package rules.aws.lambda.function_invocable_by_everybody_test

import data.rules.aws.lambda.function_invocable_by_everybody

_input(permissions) := {"resources": {"aws.lambda.function": [{
	"id": "f",
	"properties": {"permissions": permissions},
}]}}

_unknown := {"$unknown": "decided on apply"}

_permission(everybody, action) := {"principal": "*", "action": action, "everybody": everybody}

_hit(index, action) := {
	"resource": "f",
	"path": ["permissions", index, "principal"],
	"message": sprintf("everybody may call %s", [action]),
}

test_denies_everybody if {
	function_invocable_by_everybody.deny == {_hit(1, "lambda:InvokeFunction"), _hit(2, "the function")} with input as _input([
		_permission(false, "lambda:InvokeFunction"),
		_permission(true, "lambda:InvokeFunction"),
		_permission(true, _unknown),
	])
}

test_allows_somebody if {
	function_invocable_by_everybody.deny == set() with input as _input([_permission(false, "lambda:InvokeFunction")])
	function_invocable_by_everybody.deny == set() with input as _input([])
}

test_silent_when_unknown_permission if {
	function_invocable_by_everybody.deny == set() with input as _input([_permission(_unknown, "lambda:*"), _unknown])
	function_invocable_by_everybody.deny == set() with input as _input(_unknown)
}
