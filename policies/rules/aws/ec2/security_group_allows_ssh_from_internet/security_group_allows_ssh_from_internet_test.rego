package rules.aws.ec2.security_group_allows_ssh_from_internet_test

import data.rules.aws.ec2.security_group_allows_ssh_from_internet

_input(openings) := {"resources": {"aws.ec2.security_group": [{"id": "g", "properties": {"internet": {"openings": openings}}}]}}

_opening(protocol, from_port, to_port, family) := {
	"protocol": protocol,
	"from_port": from_port,
	"to_port": to_port,
	"entry": 3,
	"family": family,
	"every_port": false,
}

_hit(family, everybody) := {
	"resource": "g",
	"path": ["ingress", 3, family],
	"message": sprintf("%s can reach SSH (TCP port 22)", [everybody]),
}

test_denies_port_within_range if {
	security_group_allows_ssh_from_internet.deny == {_hit("ipv4", "every IPv4 address")} with input as _input([_opening("tcp", 20, 25, "ipv4")])
	security_group_allows_ssh_from_internet.deny == {_hit("ipv6", "every IPv6 address")} with input as _input([_opening("tcp", 22, 22, "ipv6")])
}

test_allows_other_ports_and_protocols if {
	security_group_allows_ssh_from_internet.deny == set() with input as _input([
		_opening("tcp", 23, 443, "ipv4"),
		_opening("udp", 0, 65535, "ipv4"),
	])
}

test_silent_when_unknown_openings if {
	security_group_allows_ssh_from_internet.deny == set() with input as _input([{"$unknown": "decided on apply"}])
	security_group_allows_ssh_from_internet.deny == set() with input as _input({"$unknown": "decided on apply"})
}
