package rules.aws.ec2.network_acl_allows_all_ports_from_internet_test

import data.rules.aws.ec2.network_acl_allows_all_ports_from_internet

_input(openings) := {"resources": {"aws.ec2.network_acl": [{"id": "n", "properties": {"internet": {"openings": openings}}}]}}

_opening(every_port) := {
	"protocol": "udp",
	"from_port": 0,
	"to_port": 65535,
	"entry": 0,
	"family": "ipv4",
	"every_port": every_port,
}

_hit := {"resource": "n", "path": ["ingress", 0, "ipv4"], "message": "every IPv4 address can reach every UDP port"}

test_denies_every_port if network_acl_allows_all_ports_from_internet.deny == {_hit} with input as _input([_opening(true)])

test_allows_some_ports if network_acl_allows_all_ports_from_internet.deny == set() with input as _input([_opening(false)])

test_silent_when_unknown_openings if {
	network_acl_allows_all_ports_from_internet.deny == set() with input as _input([{"$unknown": "decided on apply"}])
	network_acl_allows_all_ports_from_internet.deny == set() with input as _input([_opening({"$unknown": "decided on apply"})])
}
