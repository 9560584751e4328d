package rules.aws.iam.policy_allows_everything_test

import data.rules.aws.iam.policy_allows_everything as rule

_unknown := {"$unknown": "decided on apply"}

_wide := {"allows_everything": true}

_narrow := {"allows_everything": false}

_policy(document) := {"resources": {"aws.iam.policy": [{"id": "p", "properties": {"document": document}}]}}

_identity(kind, inline) := {"resources": {kind: [{"id": "i", "properties": {"inline_policies": inline}}]}}

_in_policy(i) := {
	"resource": "p",
	"path": ["document", "statements", i],
	"message": "every action on every resource is allowed",
}

_inline(n, i) := {
	"resource": "i",
	"path": ["inline_policies", n, "document", "statements", i],
	"message": "every action on every resource is allowed",
}

_kinds := ["aws.iam.user", "aws.iam.group", "aws.iam.role", "aws.sso.permission_set"]

test_denies_each_statement_of_a_managed_policy if {
	rule.deny == {_in_policy(0), _in_policy(2)} with input as _policy({"statements": [_wide, _narrow, _wide]})
}

test_denies_inline_policies_of_every_identity if {
	every kind in _kinds {
		rule.deny == {_inline(1, 0)} with input as _identity(kind, [
			{"document": {"statements": [_narrow]}},
			{"document": {"statements": [_wide]}},
		])
	}
}

test_allows_narrow_statements if {
	rule.deny == set() with input as _policy({"statements": [_narrow]})
	rule.deny == set() with input as _identity("aws.iam.role", [{"document": {"statements": [_narrow]}}])
}

test_allows_identity_without_policies if rule.deny == set() with input as _identity("aws.iam.user", [])

test_silent_when_unknown_document if {
	rule.deny == set() with input as _policy(_unknown)
	rule.deny == set() with input as _identity("aws.iam.role", [{"document": _unknown}])
}

test_silent_when_unknown_policies if {
	rule.deny == set() with input as _identity("aws.iam.role", _unknown)
	rule.deny == set() with input as _identity("aws.iam.role", [_unknown])
}

test_silent_when_unknown_statement if {
	rule.deny == set() with input as _policy({"statements": [_unknown]})
	rule.deny == set() with input as _policy({"statements": [{"allows_everything": _unknown}]})
}
