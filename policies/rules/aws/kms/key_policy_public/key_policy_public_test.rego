package rules.aws.kms.key_policy_public_test

import data.rules.aws.kms.key_policy_public as rule

_unknown := {"$unknown": "decided on apply"}

_input(policy) := {"resources": {"aws.kms.key": [{"id": "k", "properties": {"policy": policy}}]}}

_hit(i) := {"resource": "k", "path": ["policy", "statements", i], "message": "the statement allows everyone"}

_public := {"allows_everyone": true}

_narrow := {"allows_everyone": false}

test_denies_each_public_statement if {
	rule.deny == {_hit(0), _hit(2)} with input as _input({"statements": [_public, _narrow, _public]})
}

test_allows_narrow_statements if rule.deny == set() with input as _input({"statements": [_narrow]})

test_allows_the_default_policy if rule.deny == set() with input as _input(null)

test_silent_when_unknown_policy if rule.deny == set() with input as _input(_unknown)

test_silent_when_unknown_statement if {
	rule.deny == set() with input as _input({"statements": [_unknown, {"allows_everyone": _unknown}]})
}
