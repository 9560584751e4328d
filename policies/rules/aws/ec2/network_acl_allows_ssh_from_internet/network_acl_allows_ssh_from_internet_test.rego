package rules.aws.ec2.network_acl_allows_ssh_from_internet_test

import data.rules.aws.ec2.network_acl_allows_ssh_from_internet

_input(openings) := {"resources": {"aws.ec2.network_acl": [{"id": "n", "properties": {"internet": {"openings": openings}}}]}}

_opening(protocol, from_port, to_port) := {
	"protocol": protocol,
	"from_port": from_port,
	"to_port": to_port,
	"entry": 1,
	"family": "ipv4",
	"every_port": false,
}

_hit := {"resource": "n", "path": ["ingress", 1, "ipv4"], "message": "every IPv4 address can reach SSH (TCP port 22)"}

test_denies_port_within_range if {
	network_acl_allows_ssh_from_internet.deny == {_hit} with input as _input([_opening("tcp", 22, 22)])
	network_acl_allows_ssh_from_internet.deny == {_hit} with input as _input([_opening("tcp", 0, 65535)])
}

test_allows_other_ports_and_protocols if {
	network_acl_allows_ssh_from_internet.deny == set() with input as _input([_opening("tcp", 80, 443), _opening("udp", 22, 22)])
}

test_silent_when_unknown_openings if {
	network_acl_allows_ssh_from_internet.deny == set() with input as _input([{"$unknown": "decided on apply"}])
	network_acl_allows_ssh_from_internet.deny == set() with input as _input({"$unknown": "decided on apply"})
}
