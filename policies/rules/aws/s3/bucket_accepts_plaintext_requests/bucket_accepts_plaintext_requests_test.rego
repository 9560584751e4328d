package rules.aws.s3.bucket_accepts_plaintext_requests_test

import data.rules.aws.s3.bucket_accepts_plaintext_requests as rule

_unknown := {"$unknown": "decided on apply"}

_input(properties) := {"resources": {"aws.s3.bucket": [{"id": "b", "properties": properties}]}}

_hit := {
	"resource": "b",
	"path": ["requires_tls"],
	"message": "requests without tls are accepted",
}

test_denies_plain_requests if rule.deny == {_hit} with input as _input({"requires_tls": false})

test_allows_tls_only if rule.deny == set() with input as _input({"requires_tls": true})

test_silent_when_unknown_policy if rule.deny == set() with input as _input({"requires_tls": _unknown})
