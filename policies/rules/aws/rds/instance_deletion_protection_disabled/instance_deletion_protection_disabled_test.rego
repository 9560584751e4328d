package rules.aws.rds.instance_deletion_protection_disabled_test

import data.rules.aws.rds.instance_deletion_protection_disabled

_input(member, protected) := {"resources": {"aws.rds.instance": [{
	"id": "i",
	"properties": {"member": member, "deletion_protection": protected},
}]}}

_hit := {"resource": "i", "path": ["deletion_protection"], "message": "deletion protection is off"}

test_denies_no_protection if instance_deletion_protection_disabled.deny == {_hit} with input as _input(false, false)

test_allows_protection if instance_deletion_protection_disabled.deny == set() with input as _input(false, true)

test_allows_a_member_whose_cluster_is_judged if {
	instance_deletion_protection_disabled.deny == set() with input as _input(true, false)
}

test_silent_when_unknown_protection if {
	instance_deletion_protection_disabled.deny == set() with input as _input(false, {"$unknown": "decided on apply"})
}
