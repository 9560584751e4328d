package rules.aws.ec2.vpc_default_security_group_allows_traffic_test

import data.rules.aws.ec2.vpc_default_security_group_allows_traffic

_input(ingress, egress) := {"resources": {"aws.ec2.vpc": [{
	"id": "v",
	"properties": {"default_security_group": {"ingress": ingress, "egress": egress}},
}]}}

_rule := {"protocol": "all", "ipv4": ["0.0.0.0/0"]}

_unknown := {"$unknown": "decided on apply"}

_hit(direction, message) := {"resource": "v", "path": ["default_security_group", direction], "message": message}

_in := _hit("ingress", "the default security group lets traffic in")

_out := _hit("egress", "the default security group lets traffic out")

test_denies_rules_in_either_direction if {
	vpc_default_security_group_allows_traffic.deny == {_in, _out} with input as _input([_rule], [_rule])
	vpc_default_security_group_allows_traffic.deny == {_in} with input as _input([_unknown, _rule], [])
	vpc_default_security_group_allows_traffic.deny == {_out} with input as _input([], [_rule])
}

test_allows_an_empty_group if vpc_default_security_group_allows_traffic.deny == set() with input as _input([], [])

test_silent_when_unknown_rules if {
	vpc_default_security_group_allows_traffic.deny == set() with input as _input([_unknown], _unknown)
	vpc_default_security_group_allows_traffic.deny == set() with input as {"resources": {"aws.ec2.vpc": [{
		"id": "v",
		"properties": {"default_security_group": _unknown},
	}]}}
}
