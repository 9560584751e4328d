package rules.aws.s3.bucket_acl_gives_control_test

import data.rules.aws.s3.bucket_acl_gives_control as rule

_unknown := {"$unknown": "decided on apply"}

_input(exposed, grants) := {"resources": {"aws.s3.bucket": [{
	"id": "b",
	"properties": {"exposure": {"acl_everyone": exposed}, "acl": {"grants": grants}},
}]}}

_log := {"grantee": "log_delivery", "permissions": ["WRITE"]}

_grant := {"grantee": "everyone", "permissions": ["FULL_CONTROL"]}

_hit(i) := {
	"resource": "b",
	"path": ["acl", "grants", i],
	"message": "everyone on the internet may see or change the acl",
}

test_denies_each_grant_in_effect if {
	rule.deny == {_hit(0), _hit(2)} with input as _input(true, [_grant, _log, _grant])
}

test_allows_grant_without_effect if rule.deny == set() with input as _input(false, [_grant])

test_allows_grants_to_others if {
	rule.deny == set() with input as _input(false, [_log, {"grantee": "authenticated_users", "permissions": ["READ"]}])
}

test_allows_other_permissions if {
	rule.deny == set() with input as _input(true, [{"grantee": "everyone", "permissions": ["READ", "WRITE"]}])
}

test_silent_when_unknown_permission if {
	rule.deny == set() with input as _input(true, [{"grantee": "everyone", "permissions": [{"$unknown": "var"}]}])
}

test_silent_when_unknown_effect if rule.deny == set() with input as _input(_unknown, [_grant])

test_silent_when_unknown_grantee if {
	rule.deny == set() with input as _input(true, [object.union(_grant, {"grantee": _unknown})])
}

test_silent_when_unknown_grants if rule.deny == set() with input as _input(true, _unknown)
