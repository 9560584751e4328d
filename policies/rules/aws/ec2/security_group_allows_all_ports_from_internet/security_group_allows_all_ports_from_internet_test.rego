package rules.aws.ec2.security_group_allows_all_ports_from_internet_test

import data.rules.aws.ec2.security_group_allows_all_ports_from_internet

_input(openings) := {"resources": {"aws.ec2.security_group": [{"id": "g", "properties": {"internet": {"openings": openings}}}]}}

_opening(every_port) := {
	"protocol": "tcp",
	"from_port": 0,
	"to_port": 65535,
	"entry": 0,
	"family": "ipv4",
	"every_port": every_port,
}

_hit := {"resource": "g", "path": ["ingress", 0, "ipv4"], "message": "every IPv4 address can reach every TCP port"}

test_denies_every_port if security_group_allows_all_ports_from_internet.deny == {_hit} with input as _input([_opening(true)])

test_allows_some_ports if security_group_allows_all_ports_from_internet.deny == set() with input as _input([_opening(false)])

test_silent_when_unknown_openings if {
	security_group_allows_all_ports_from_internet.deny == set() with input as _input([{"$unknown": "decided on apply"}])
	security_group_allows_all_ports_from_internet.deny == set() with input as _input([_opening({"$unknown": "decided on apply"})])
}
