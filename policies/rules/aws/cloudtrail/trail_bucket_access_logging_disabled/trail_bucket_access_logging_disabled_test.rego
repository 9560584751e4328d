package rules.aws.cloudtrail.trail_bucket_access_logging_disabled_test

import data.rules.aws.cloudtrail.trail_bucket_access_logging_disabled as rule

_unknown := {"$unknown": "decided on apply"}

_input(properties) := {
	"resources": {"aws.cloudtrail.trail": [{"id": "t", "properties": {}, "relations": {"bucket": ["b"]}}]},
	"by_id": {"b": {"id": "b", "properties": properties}},
}

_hit := {"resource": "t", "path": ["bucket"], "message": "the bucket of the log files does not log access"}

test_denies_bucket_without_access_logs if rule.deny == {_hit} with input as _input({"logging": {"enabled": false}})

test_denies_destination_of_access_logs if {
	rule.deny == {_hit} with input as _input({"logging": {"enabled": false, "destination": true}})
}

test_allows_bucket_with_access_logs if rule.deny == set() with input as _input({"logging": {"enabled": true}})

test_silent_when_unknown_logging if {
	rule.deny == set() with input as _input({"logging": {"enabled": {"$unknown": "var"}}})
}

test_silent_when_unknown_bucket if rule.deny == set() with input as _input({"logging": {"$unknown": "elsewhere"}})

test_silent_when_unknown_relation if {
	rule.deny == set() with input as {"resources": {"aws.cloudtrail.trail": [{
		"id": "t",
		"properties": {},
		"relations": {"bucket": [_unknown]},
	}]}}
}
