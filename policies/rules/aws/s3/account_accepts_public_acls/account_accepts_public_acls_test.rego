package rules.aws.s3.account_accepts_public_acls_test

import data.rules.aws.s3.account_accepts_public_acls as rule

_unknown := {"$unknown": "decided on apply"}

_input(properties) := {"resources": {"aws.s3.account_public_access_block": [{"id": "a", "properties": properties}]}}

_hit := {"resource": "a", "path": ["block_public_acls"], "message": "public ACLs are accepted in all buckets"}

test_denies_switch_off if {
	rule.deny == {_hit} with input as _input({"block_public_acls": false, "block_public_policy": true})
}

test_allows_switch_on if {
	rule.deny == set() with input as _input({"block_public_acls": true, "block_public_policy": false})
}

test_silent_when_unknown_switch if {
	rule.deny == set() with input as _input({"block_public_acls": _unknown})
}
