package rules.aws.ec2.security_group_allows_any_port_from_internet_test

import data.rules.aws.ec2.security_group_allows_any_port_from_internet

_input(openings) := {"resources": {"aws.ec2.security_group": [{"id": "g", "properties": {"internet": {"openings": openings}}}]}}

_opening(protocol) := {
	"protocol": protocol,
	"from_port": 443,
	"to_port": 443,
	"entry": 0,
	"family": "ipv4",
	"every_port": false,
}

_hit := {"resource": "g", "path": ["ingress", 0, "ipv4"], "message": "the rule is open to every IPv4 address"}

test_denies_any_opening_once if {
	security_group_allows_any_port_from_internet.deny == {_hit} with input as _input([_opening("tcp"), _opening("udp")])
}

test_allows_no_opening if security_group_allows_any_port_from_internet.deny == set() with input as _input([])

test_silent_when_unknown_openings if {
	security_group_allows_any_port_from_internet.deny == set() with input as _input([{"$unknown": "decided on apply"}])
	security_group_allows_any_port_from_internet.deny == set() with input as _input({"$unknown": "decided on apply"})
}
