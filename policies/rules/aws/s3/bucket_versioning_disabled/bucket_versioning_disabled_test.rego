package rules.aws.s3.bucket_versioning_disabled_test

import data.rules.aws.s3.bucket_versioning_disabled as rule

_input(properties) := {"resources": {"aws.s3.bucket": [{"id": "b", "properties": properties}]}}

_hit := {
	"resource": "b",
	"path": ["versioning", "enabled"],
	"message": "versioning is not enabled",
}

test_denies_disabled if rule.deny == {_hit} with input as _input({"versioning": {"enabled": false}})

test_allows_enabled if rule.deny == set() with input as _input({"versioning": {"enabled": true}})

test_silent_when_unknown_status if {
	rule.deny == set() with input as _input({"versioning": {"enabled": {"$unknown": "var"}}})
}

test_silent_when_unknown_versioning if {
	rule.deny == set() with input as _input({"versioning": {"$unknown": "elsewhere"}})
}
