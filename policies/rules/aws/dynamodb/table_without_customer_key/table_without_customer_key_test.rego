package rules.aws.dynamodb.table_without_customer_key_test

import data.rules.aws.dynamodb.table_without_customer_key

_input(key, replicas) := {"resources": {"aws.dynamodb.table": [{
	"id": "t",
	"properties": {"encryption_key": key, "replicas": replicas},
}]}}

_unknown := {"$unknown": "decided on apply"}

_hit(path, message) := {"resource": "t", "path": path, "message": message}

test_denies_keys_of_aws if {
	owned := _hit(["encryption_key"], "the table is encrypted with a key that AWS owns")
	table_without_customer_key.deny == {owned} with input as _input("aws_owned", [])
	managed := _hit(["encryption_key"], "the table is encrypted with the AWS managed key")
	table_without_customer_key.deny == {managed} with input as _input("aws_managed", [])
}

test_denies_a_replica_with_a_key_of_aws if {
	hit := _hit(["replicas", 0, "encryption_key"], "the replica is encrypted with the AWS managed key")
	table_without_customer_key.deny == {hit} with input as _input("customer", [{"encryption_key": "aws_managed"}])
}

test_allows_keys_of_the_customer if {
	table_without_customer_key.deny == set() with input as _input("customer", [{"encryption_key": "customer"}])
}

test_silent_when_unknown_key if {
	table_without_customer_key.deny == set() with input as _input(_unknown, [_unknown, {"encryption_key": _unknown}])
	table_without_customer_key.deny == set() with input as _input(_unknown, _unknown)
}
