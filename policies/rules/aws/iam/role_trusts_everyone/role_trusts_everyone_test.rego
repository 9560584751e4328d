package rules.aws.iam.role_trusts_everyone_test

import data.rules.aws.iam.role_trusts_everyone as rule

_unknown := {"$unknown": "decided on apply"}

_input(trust) := {"resources": {"aws.iam.role": [{"id": "r", "properties": {"trust": trust}}]}}

_hit(i) := {"resource": "r", "path": ["trust", "statements", i], "message": "everyone may assume the role"}

_public := {"allows_everyone": true}

_narrow := {"allows_everyone": false}

test_denies_each_public_statement if {
	rule.deny == {_hit(1)} with input as _input({"statements": [_narrow, _public]})
}

test_allows_narrow_statements if rule.deny == set() with input as _input({"statements": [_narrow]})

test_silent_when_unknown_trust if rule.deny == set() with input as _input(_unknown)

test_silent_when_unknown_statement if {
	rule.deny == set() with input as _input({"statements": [_unknown, {"allows_everyone": _unknown}]})
}
