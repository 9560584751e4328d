package rules.aws.iam.user_has_own_policies_test

import data.rules.aws.iam.user_has_own_policies as rule

_unknown := {"$unknown": "decided on apply"}

_input(inline, attached) := {"resources": {"aws.iam.user": [{
	"id": "u",
	"properties": {"inline_policies": inline, "attached_policies": attached},
}]}}

_written(i) := {"resource": "u", "path": ["inline_policies", i], "message": "the policy is written into the user"}

_attached(i) := {"resource": "u", "path": ["attached_policies", i], "message": "the policy is attached to the user"}

test_denies_inline_policy if rule.deny == {_written(0)} with input as _input([{"policy_name": "p"}], [])

test_denies_each_attached_policy if {
	rule.deny == {_attached(0), _attached(1)} with input as _input([], [{"arn": "a"}, {"arn": _unknown}])
}

test_allows_user_without_policies if rule.deny == set() with input as _input([], [])

test_silent_when_unknown_policies if rule.deny == set() with input as _input(_unknown, _unknown)

test_silent_when_unknown_policy if rule.deny == set() with input as _input([_unknown], [_unknown])
