package rules.aws.ec2.instance_metadata_hop_limit_too_high_test

import data.rules.aws.ec2.instance_metadata_hop_limit_too_high

_input(enabled, limit) := {"resources": {"aws.ec2.instance": [{
	"id": "i",
	"properties": {"metadata": {"endpoint_enabled": enabled, "hop_limit": limit}},
}]}}

_config := {"aws.ec2.instance_metadata_hop_limit_too_high": {"maximum": 1}}

_unknown := {"$unknown": "decided on apply"}

_hit := {"resource": "i", "path": ["metadata", "hop_limit"], "message": "the hop limit is 2, more than 1"}

test_denies_more_hops if instance_metadata_hop_limit_too_high.deny == {_hit} with input as _input(true, 2) with data.config as _config

test_allows_the_maximum_and_a_service_that_is_off if {
	instance_metadata_hop_limit_too_high.deny == set() with input as _input(true, 1) with data.config as _config
	instance_metadata_hop_limit_too_high.deny == set() with input as _input(false, 2) with data.config as _config
}

test_silent_when_unknown_options if {
	instance_metadata_hop_limit_too_high.deny == set() with input as _input(true, _unknown) with data.config as _config
	instance_metadata_hop_limit_too_high.deny == set() with input as _input(_unknown, 2) with data.config as _config
}
