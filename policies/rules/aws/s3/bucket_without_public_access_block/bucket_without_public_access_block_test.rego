package rules.aws.s3.bucket_without_public_access_block_test

import data.rules.aws.s3.bucket_without_public_access_block as rule

_input(block) := {"resources": {"aws.s3.bucket": [{"id": "b", "properties": {"public_access_block": block}}]}}

_hit := {"resource": "b", "path": ["public_access_block"], "message": "no public access block is declared"}

test_denies_absent_block if rule.deny == {_hit} with input as _input(null)

test_allows_declared_block if rule.deny == set() with input as _input({"block_public_acls": false})

test_silent_when_unknown_block if {
	rule.deny == set() with input as _input({"$unknown": "managed elsewhere"})
}
