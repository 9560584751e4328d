package rules.aws.ec2.block_device_not_encrypted_test

import data.rules.aws.ec2.block_device_not_encrypted

_input(devices) := {"resources": {"aws.ec2.launch_configuration": [{
	"id": "l",
	"properties": {"block_devices": devices},
}]}}

_unknown := {"$unknown": "decided on apply"}

_hit(index, role) := {
	"resource": "l",
	"path": ["block_devices", index, "encrypted"],
	"message": sprintf("the %s volume is not encrypted", [role]),
}

test_denies_each_volume if {
	block_device_not_encrypted.deny == {_hit(0, "root"), _hit(2, "data")} with input as _input([
		{"root": true, "encrypted": false},
		{"root": false, "encrypted": true},
		{"root": false, "encrypted": false},
	])
}

test_allows_encrypted_volumes_and_none if {
	block_device_not_encrypted.deny == set() with input as _input([{"root": true, "encrypted": true}])
	block_device_not_encrypted.deny == set() with input as _input([])
}

test_silent_when_unknown_volumes if {
	block_device_not_encrypted.deny == set() with input as _input([_unknown, {"root": false, "encrypted": _unknown}])
	block_device_not_encrypted.deny == set() with input as _input(_unknown)
}
