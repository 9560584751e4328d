package rules.aws.s3.bucket_serves_public_policies_test

import data.rules.aws.s3.bucket_serves_public_policies as rule

_unknown := {"$unknown": "decided on apply"}

_input(block) := {"resources": {"aws.s3.bucket": [{"id": "b", "properties": {"public_access_block": block}}]}}

_hit := {
	"resource": "b",
	"path": ["public_access_block", "restrict_public_buckets"],
	"message": "public policies take effect",
}

_others := {"block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true}

test_denies_switch_off if {
	rule.deny == {_hit} with input as _input(object.union(_others, {"restrict_public_buckets": false}))
}

test_allows_switch_on if {
	rule.deny == set() with input as _input({"restrict_public_buckets": true, "block_public_acls": false})
}

test_allows_bucket_without_block if rule.deny == set() with input as _input(null)

test_silent_when_unknown_switch if {
	rule.deny == set() with input as _input({"restrict_public_buckets": _unknown})
}

test_silent_when_unknown_block if {
	rule.deny == set() with input as _input({"$unknown": "managed elsewhere"})
}
