package rules.aws.rds.instance_storage_not_encrypted_test

import data.rules.aws.rds.instance_storage_not_encrypted

_input(member, encrypted) := {"resources": {"aws.rds.instance": [{
	"id": "i",
	"properties": {"member": member, "storage_encrypted": encrypted},
}]}}

_hit := {"resource": "i", "path": ["storage_encrypted"], "message": "the storage is not encrypted"}

test_denies_no_encryption if instance_storage_not_encrypted.deny == {_hit} with input as _input(false, false)

test_allows_encryption if instance_storage_not_encrypted.deny == set() with input as _input(false, true)

test_allows_a_member_whose_cluster_is_judged if {
	instance_storage_not_encrypted.deny == set() with input as _input(true, false)
}

test_silent_when_unknown_encryption if {
	instance_storage_not_encrypted.deny == set() with input as _input(false, {"$unknown": "decided on apply"})
	instance_storage_not_encrypted.deny == set() with input as _input({"$unknown": "decided on apply"}, false)
}
