package rules.aws.cloudtrail.trail_log_validation_disabled_test

import data.rules.aws.cloudtrail.trail_log_validation_disabled as rule

_unknown := {"$unknown": "decided on apply"}

_input(value) := {"resources": {"aws.cloudtrail.trail": [{"id": "t", "properties": {"log_file_validation": value}}]}}

_hit := {"resource": "t", "path": ["log_file_validation"], "message": "log files are not validated"}

test_denies_false if rule.deny == {_hit} with input as _input(false)

test_allows_true if rule.deny == set() with input as _input(true)

test_silent_when_unknown_value if rule.deny == set() with input as _input(_unknown)
