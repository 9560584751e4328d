package rules.aws.cloudtrail.trail_bucket_public_test

import data.rules.aws.cloudtrail.trail_bucket_public as rule

_unknown := {"$unknown": "decided on apply"}

_input(properties) := {
	"resources": {"aws.cloudtrail.trail": [{"id": "t", "properties": {}, "relations": {"bucket": ["b"]}}]},
	"by_id": {"b": {"id": "b", "properties": properties}},
}

_hit := {"resource": "t", "path": ["bucket"], "message": "log files go to a public bucket"}

test_denies_public_acl if {
	rule.deny == {_hit} with input as _input({"exposure": {"acl_everyone": true, "policy_everyone": true}})
}

test_denies_authenticated_users if {
	rule.deny == {_hit} with input as _input({"exposure": {"acl_authenticated_users": true}})
}

test_denies_public_policy if {
	rule.deny == {_hit} with input as _input({"exposure": {"acl_everyone": false, "policy_everyone": true}})
}

test_allows_closed_bucket if {
	rule.deny == set() with input as _input({"exposure": {"acl_everyone": false, "policy_everyone": false}})
}

test_silent_when_unknown_exposure if {
	rule.deny == set() with input as _input({"exposure": {"acl_everyone": {"$unknown": "var"}, "policy_everyone": false}})
}

test_silent_when_unknown_bucket if rule.deny == set() with input as _input({"exposure": {"$unknown": "elsewhere"}})

test_silent_when_unknown_relation if {
	rule.deny == set() with input as {"resources": {"aws.cloudtrail.trail": [{
		"id": "t",
		"properties": {},
		"relations": {"bucket": [_unknown]},
	}]}}
}
