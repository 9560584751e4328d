package rules.aws.cloudtrail.trail_single_region_test

import data.rules.aws.cloudtrail.trail_single_region as rule

_unknown := {"$unknown": "decided on apply"}

_input(value) := {"resources": {"aws.cloudtrail.trail": [{"id": "t", "properties": {"multi_region": value}}]}}

_hit := {"resource": "t", "path": ["multi_region"], "message": "only the events of one region are recorded"}

test_denies_false if rule.deny == {_hit} with input as _input(false)

test_allows_true if rule.deny == set() with input as _input(true)

test_silent_when_unknown_value if rule.deny == set() with input as _input(_unknown)
