package rules.aws.ec2.security_group_allows_http_from_internet_test

import data.rules.aws.ec2.security_group_allows_http_from_internet

_input(openings) := {"resources": {"aws.ec2.security_group": [{"id": "g", "properties": {"internet": {"openings": openings}}}]}}

_opening(protocol, from_port, to_port) := {
	"protocol": protocol,
	"from_port": from_port,
	"to_port": to_port,
	"entry": 0,
	"family": "ipv6",
	"every_port": false,
}

_hit := {"resource": "g", "path": ["ingress", 0, "ipv6"], "message": "every IPv6 address can reach HTTP (TCP port 80)"}

test_denies_port_within_range if {
	security_group_allows_http_from_internet.deny == {_hit} with input as _input([_opening("tcp", 80, 80)])
	security_group_allows_http_from_internet.deny == {_hit} with input as _input([_opening("tcp", 0, 1024)])
}

test_allows_other_ports_and_protocols if {
	security_group_allows_http_from_internet.deny == set() with input as _input([_opening("tcp", 443, 8080), _opening("udp", 80, 80)])
}

test_silent_when_unknown_openings if {
	security_group_allows_http_from_internet.deny == set() with input as _input([{"$unknown": "decided on apply"}])
	security_group_allows_http_from_internet.deny == set() with input as _input({"$unknown": "decided on apply"})
}
