package rules.aws.rds.instance_publicly_accessible_test

import data.rules.aws.rds.instance_publicly_accessible

_input(public) := {"resources": {"aws.rds.instance": [{"id": "i", "properties": {"publicly_accessible": public}}]}}

_hit := {"resource": "i", "path": ["publicly_accessible"], "message": "the instance has a public address"}

test_denies_a_public_address if instance_publicly_accessible.deny == {_hit} with input as _input(true)

test_allows_private_addresses if instance_publicly_accessible.deny == set() with input as _input(false)

test_silent_when_unknown_address if {
	instance_publicly_accessible.deny == set() with input as _input({"$unknown": "decided on apply"})
}
