package rules.aws.s3.account_honours_public_acls_test

import data.rules.aws.s3.account_honours_public_acls as rule

_unknown := {"$unknown": "decided on apply"}

_input(properties) := {"resources": {"aws.s3.account_public_access_block": [{"id": "a", "properties": properties}]}}

_hit := {"resource": "a", "path": ["ignore_public_acls"], "message": "public ACLs take effect in all buckets"}

test_denies_switch_off if {
	rule.deny == {_hit} with input as _input({"ignore_public_acls": false, "block_public_acls": true})
}

test_allows_switch_on if {
	rule.deny == set() with input as _input({"ignore_public_acls": true, "block_public_acls": false})
}

test_silent_when_unknown_switch if {
	rule.deny == set() with input as _input({"ignore_public_acls": _unknown})
}
