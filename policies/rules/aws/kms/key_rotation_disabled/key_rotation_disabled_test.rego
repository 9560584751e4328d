package rules.aws.kms.key_rotation_disabled_test

import data.rules.aws.kms.key_rotation_disabled as rule

_unknown := {"$unknown": "decided on apply"}

_input(rotation, enabled) := {"resources": {"aws.kms.key": [{
	"id": "k",
	"properties": {"rotation": rotation, "enabled": enabled},
}]}}

_hit := {"resource": "k", "path": ["rotation"], "message": "automatic rotation is off"}

test_denies_rotation_off if rule.deny == {_hit} with input as _input("off", true)

test_allows_rotation_on if rule.deny == set() with input as _input("on", true)

test_allows_keys_that_kms_cannot_rotate if rule.deny == set() with input as _input("unsupported", true)

test_allows_replicas if rule.deny == set() with input as _input("primary", true)

test_allows_disabled_keys if rule.deny == set() with input as _input("off", false)

test_silent_when_unknown_rotation if rule.deny == set() with input as _input(_unknown, true)

test_silent_when_unknown_enabled if rule.deny == set() with input as _input("off", _unknown)
