package rules.aws.rds.cluster_deletion_protection_disabled_test

import data.rules.aws.rds.cluster_deletion_protection_disabled

_input(protected) := {"resources": {"aws.rds.cluster": [{"id": "c", "properties": {"deletion_protection": protected}}]}}

_hit := {"resource": "c", "path": ["deletion_protection"], "message": "deletion protection is off"}

test_denies_no_protection if cluster_deletion_protection_disabled.deny == {_hit} with input as _input(false)

test_allows_protection if cluster_deletion_protection_disabled.deny == set() with input as _input(true)

test_silent_when_unknown_protection if {
	cluster_deletion_protection_disabled.deny == set() with input as _input({"$unknown": "decided on apply"})
}
