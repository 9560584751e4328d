package rules.aws.s3.bucket_policy_public_test

import data.rules.aws.s3.bucket_policy_public as rule

_unknown := {"$unknown": "decided on apply"}

_input(exposed, statements) := {"resources": {"aws.s3.bucket": [{
	"id": "b",
	"properties": {"exposure": {"policy_everyone": exposed}, "policy": {"statements": statements}},
}]}}

_public := {"allows_everyone": true}

_narrow := {"allows_everyone": false}

_hit(i) := {"resource": "b", "path": ["policy", "statements", i], "message": "the statement allows everyone"}

test_denies_each_public_statement if {
	rule.deny == {_hit(0), _hit(2)} with input as _input(true, [_public, _narrow, _public])
}

test_allows_restricted_bucket if rule.deny == set() with input as _input(false, [_public])

test_allows_narrow_statements if rule.deny == set() with input as _input(false, [_narrow])

test_silent_when_unknown_exposure if rule.deny == set() with input as _input(_unknown, [_public])

test_silent_when_unknown_statement if {
	rule.deny == set() with input as _input(true, [_unknown])
	rule.deny == set() with input as _input(true, [{"allows_everyone": _unknown}])
}
