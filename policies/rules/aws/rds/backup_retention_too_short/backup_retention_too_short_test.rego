package rules.aws.rds.backup_retention_too_short_test

import data.rules.aws.rds.backup_retention_too_short

_instance(member, replica, days) := {"resources": {"aws.rds.instance": [{
	"id": "i",
	"properties": {"member": member, "replica": replica, "backup_retention": days},
}]}}

_cluster(replica, days) := {"resources": {"aws.rds.cluster": [{
	"id": "c",
	"properties": {"replica": replica, "backup_retention": days},
}]}}

_config(days) := {"aws.rds.backup_retention_too_short": {"minimum_days": days}}

_unknown := {"$unknown": "decided on apply"}

_hit(id, message) := {"resource": id, "path": ["backup_retention"], "message": message}

test_denies_no_backups if {
	backup_retention_too_short.deny == {_hit("i", "there are no automated backups")} with input as _instance(false, false, 0)
		with data.config as _config(1)
}

test_denies_fewer_days_than_asked_for if {
	hit := _hit("c", "automated backups are kept 1 days, less than 7")
	backup_retention_too_short.deny == {hit} with input as _cluster(false, 1) with data.config as _config(7)
}

test_allows_enough_days if {
	backup_retention_too_short.deny == set() with input as _instance(false, false, 1) with data.config as _config(1)
	backup_retention_too_short.deny == set() with input as _cluster(false, 7) with data.config as _config(7)
}

test_allows_replicas_and_members if {
	backup_retention_too_short.deny == set() with input as _instance(false, true, 0) with data.config as _config(1)
	backup_retention_too_short.deny == set() with input as _instance(true, false, 0) with data.config as _config(1)
	backup_retention_too_short.deny == set() with input as _cluster(true, 1) with data.config as _config(7)
}

test_silent_when_unknown_days if {
	backup_retention_too_short.deny == set() with input as _instance(false, false, _unknown) with data.config as _config(1)
	backup_retention_too_short.deny == set() with input as _instance(false, _unknown, 0) with data.config as _config(1)
	backup_retention_too_short.deny == set() with input as _cluster(false, _unknown) with data.config as _config(7)
}
