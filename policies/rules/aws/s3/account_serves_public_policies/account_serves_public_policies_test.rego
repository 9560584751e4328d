package rules.aws.s3.account_serves_public_policies_test

import data.rules.aws.s3.account_serves_public_policies as rule

_unknown := {"$unknown": "decided on apply"}

_input(properties) := {"resources": {"aws.s3.account_public_access_block": [{"id": "a", "properties": properties}]}}

_hit := {
	"resource": "a",
	"path": ["restrict_public_buckets"],
	"message": "public policies take effect in all buckets",
}

test_denies_switch_off if {
	rule.deny == {_hit} with input as _input({"restrict_public_buckets": false, "block_public_acls": true})
}

test_allows_switch_on if {
	rule.deny == set() with input as _input({"restrict_public_buckets": true, "block_public_acls": false})
}

test_silent_when_unknown_switch if {
	rule.deny == set() with input as _input({"restrict_public_buckets": _unknown})
}
