package rules.aws.ec2.network_acl_allows_rdp_from_internet_test

import data.rules.aws.ec2.network_acl_allows_rdp_from_internet

_input(openings) := {"resources": {"aws.ec2.network_acl": [{"id": "n", "properties": {"internet": {"openings": openings}}}]}}

_opening(protocol, from_port, to_port) := {
	"protocol": protocol,
	"from_port": from_port,
	"to_port": to_port,
	"entry": 0,
	"family": "ipv6",
	"every_port": false,
}

_hit := {"resource": "n", "path": ["ingress", 0, "ipv6"], "message": "every IPv6 address can reach RDP (TCP port 3389)"}

test_denies_port_within_range if {
	network_acl_allows_rdp_from_internet.deny == {_hit} with input as _input([_opening("tcp", 3389, 3389)])
	network_acl_allows_rdp_from_internet.deny == {_hit} with input as _input([_opening("tcp", 1024, 65535)])
}

test_allows_other_ports_and_protocols if {
	network_acl_allows_rdp_from_internet.deny == set() with input as _input([_opening("tcp", 80, 443), _opening("udp", 3389, 3389)])
}

test_silent_when_unknown_openings if {
	network_acl_allows_rdp_from_internet.deny == set() with input as _input([{"$unknown": "decided on apply"}])
	network_acl_allows_rdp_from_internet.deny == set() with input as _input({"$unknown": "decided on apply"})
}
