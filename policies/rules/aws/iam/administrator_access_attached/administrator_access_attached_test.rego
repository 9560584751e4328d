package rules.aws.iam.administrator_access_attached_test

import data.rules.aws.iam.administrator_access_attached as rule

_unknown := {"$unknown": "decided on apply"}

_input(kind, attached) := {"resources": {kind: [{"id": "i", "properties": {"attached_policies": attached}}]}}

_administrator := {"administrator_access": true}

_other := {"administrator_access": false}

_hit(i) := {"resource": "i", "path": ["attached_policies", i], "message": "`AdministratorAccess` is attached"}

_kinds := ["aws.iam.user", "aws.iam.group", "aws.iam.role", "aws.sso.permission_set"]

test_denies_administrator_access_of_every_identity if {
	every kind in _kinds {
		rule.deny == {_hit(1)} with input as _input(kind, [_other, _administrator])
	}
}

test_allows_other_policies if rule.deny == set() with input as _input("aws.iam.role", [_other])

test_allows_identity_without_policies if rule.deny == set() with input as _input("aws.iam.role", [])

test_silent_when_unknown_policy if {
	rule.deny == set() with input as _input("aws.iam.role", [_unknown, {"administrator_access": _unknown}])
}

test_silent_when_unknown_policies if rule.deny == set() with input as _input("aws.iam.role", _unknown)
