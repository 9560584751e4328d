package rules.aws.ec2.security_group_allows_rdp_from_internet_test

import data.rules.aws.ec2.security_group_allows_rdp_from_internet

_input(openings) := {"resources": {"aws.ec2.security_group": [{"id": "g", "properties": {"internet": {"openings": openings}}}]}}

_opening(protocol, from_port, to_port) := {
	"protocol": protocol,
	"from_port": from_port,
	"to_port": to_port,
	"entry": 0,
	"family": "ipv4",
	"every_port": false,
}

_hit := {"resource": "g", "path": ["ingress", 0, "ipv4"], "message": "every IPv4 address can reach RDP (TCP port 3389)"}

test_denies_port_within_range if {
	security_group_allows_rdp_from_internet.deny == {_hit} with input as _input([_opening("tcp", 3389, 3389)])
	security_group_allows_rdp_from_internet.deny == {_hit} with input as _input([_opening("tcp", 0, 65535)])
}

test_allows_other_ports_and_protocols if {
	security_group_allows_rdp_from_internet.deny == set() with input as _input([_opening("tcp", 22, 443), _opening("udp", 3389, 3389)])
}

test_silent_when_unknown_openings if {
	security_group_allows_rdp_from_internet.deny == set() with input as _input([{"$unknown": "decided on apply"}])
	security_group_allows_rdp_from_internet.deny == set() with input as _input({"$unknown": "decided on apply"})
}
