package rules.aws.ebs.volume_not_encrypted_test

import data.rules.aws.ebs.volume_not_encrypted

_input(encrypted) := {"resources": {"aws.ebs.volume": [{"id": "v", "properties": {"encrypted": encrypted}}]}}

_hit := {"resource": "v", "path": ["encrypted"], "message": "the volume is not encrypted"}

test_denies_no_encryption if volume_not_encrypted.deny == {_hit} with input as _input(false)

test_allows_encryption if volume_not_encrypted.deny == set() with input as _input(true)

test_silent_when_unknown_encryption if {
	volume_not_encrypted.deny == set() with input as _input({"$unknown": "decided on apply"})
}
