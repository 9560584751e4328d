package rules.aws.s3.bucket_access_logging_disabled_test

import data.rules.aws.s3.bucket_access_logging_disabled as rule

_input(properties) := {"resources": {"aws.s3.bucket": [{"id": "b", "properties": properties}]}}

_hit := {
	"resource": "b",
	"path": ["logging", "enabled"],
	"message": "access logging is not enabled",
}

test_denies_not_logged if {
	rule.deny == {_hit} with input as _input({"logging": {"enabled": false, "destination": false}})
}

test_allows_logged if rule.deny == set() with input as _input({"logging": {"enabled": true, "destination": false}})

test_allows_destination_of_logs if {
	rule.deny == set() with input as _input({"logging": {"enabled": false, "destination": true}})
}

test_silent_when_unknown_logging if {
	rule.deny == set() with input as _input({"logging": {"enabled": {"$unknown": "var"}, "destination": false}})
}

test_silent_when_unknown_everything if rule.deny == set() with input as _input({"logging": {"$unknown": "elsewhere"}})
