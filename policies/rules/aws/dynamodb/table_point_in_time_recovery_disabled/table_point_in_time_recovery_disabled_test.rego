package rules.aws.dynamodb.table_point_in_time_recovery_disabled_test

import data.rules.aws.dynamodb.table_point_in_time_recovery_disabled

_input(recovery, replicas) := {"resources": {"aws.dynamodb.table": [{
	"id": "t",
	"properties": {"point_in_time_recovery": recovery, "replicas": replicas},
}]}}

_unknown := {"$unknown": "decided on apply"}

_hit := {"resource": "t", "path": ["point_in_time_recovery"], "message": "point-in-time recovery is off"}

_replica_hit := {
	"resource": "t",
	"path": ["replicas", 1, "point_in_time_recovery"],
	"message": "point-in-time recovery of the replica is off",
}

test_denies_a_table_without_recovery if table_point_in_time_recovery_disabled.deny == {_hit} with input as _input(false, [])

test_denies_a_replica_without_recovery if {
	replicas := [{"point_in_time_recovery": true}, {"point_in_time_recovery": false}]
	table_point_in_time_recovery_disabled.deny == {_replica_hit} with input as _input(true, replicas)
}

test_allows_recovery_everywhere if {
	table_point_in_time_recovery_disabled.deny == set() with input as _input(true, [{"point_in_time_recovery": true}])
}

test_silent_when_unknown_recovery if {
	table_point_in_time_recovery_disabled.deny == set() with input as _input(_unknown, [_unknown, {"point_in_time_recovery": _unknown}])
	table_point_in_time_recovery_disabled.deny == set() with input as _input(_unknown, _unknown)
}
