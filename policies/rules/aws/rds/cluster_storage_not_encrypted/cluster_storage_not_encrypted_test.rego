package rules.aws.rds.cluster_storage_not_encrypted_test

import data.rules.aws.rds.cluster_storage_not_encrypted

_input(encrypted) := {"resources": {"aws.rds.cluster": [{"id": "c", "properties": {"storage_encrypted": encrypted}}]}}

_hit := {"resource": "c", "path": ["storage_encrypted"], "message": "the storage is not encrypted"}

test_denies_no_encryption if cluster_storage_not_encrypted.deny == {_hit} with input as _input(false)

test_allows_encryption if cluster_storage_not_encrypted.deny == set() with input as _input(true)

test_silent_when_unknown_encryption if {
	cluster_storage_not_encrypted.deny == set() with input as _input({"$unknown": "decided on apply"})
}
