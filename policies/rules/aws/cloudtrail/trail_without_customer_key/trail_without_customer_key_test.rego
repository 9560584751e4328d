package rules.aws.cloudtrail.trail_without_customer_key_test

import data.rules.aws.cloudtrail.trail_without_customer_key as rule

_unknown := {"$unknown": "decided on apply"}

_input(value) := {"resources": {"aws.cloudtrail.trail": [{"id": "t", "properties": {"customer_key": value}}]}}

_hit := {"resource": "t", "path": ["customer_key"], "message": "no kms key is named"}

test_denies_false if rule.deny == {_hit} with input as _input(false)

test_allows_true if rule.deny == set() with input as _input(true)

test_silent_when_unknown_value if rule.deny == set() with input as _input(_unknown)
