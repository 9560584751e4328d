package rules.aws.ec2.security_group_allows_unlisted_ports_from_internet_test

import data.rules.aws.ec2.security_group_allows_unlisted_ports_from_internet

_input(openings) := {"resources": {"aws.ec2.security_group": [{"id": "g", "properties": {"internet": {"openings": openings}}}]}}

_config := {"aws.ec2.security_group_allows_unlisted_ports_from_internet": {"listed_tcp_ports": [80, 443, 81, 443], "listed_udp_ports": []}}

_opening(protocol, from_port, to_port) := {
	"protocol": protocol,
	"from_port": from_port,
	"to_port": to_port,
	"entry": 0,
	"family": "ipv4",
	"every_port": false,
}

_hit(reached) := {
	"resource": "g",
	"path": ["ingress", 0, "ipv4"],
	"message": sprintf("every IPv4 address can reach unlisted ports within %s", [reached]),
}

test_denies_unlisted_ports if {
	security_group_allows_unlisted_ports_from_internet.deny == {_hit("TCP 82-82")} with input as _input([_opening("tcp", 82, 82)])
		with data.config as _config
	security_group_allows_unlisted_ports_from_internet.deny == {_hit("TCP 80-82")} with input as _input([_opening("tcp", 80, 82)])
		with data.config as _config
	security_group_allows_unlisted_ports_from_internet.deny == {_hit("UDP 443-443")} with input as _input([_opening("udp", 443, 443)])
		with data.config as _config
}

test_allows_listed_ports if {
	security_group_allows_unlisted_ports_from_internet.deny == set() with input as _input([_opening("tcp", 443, 443), _opening("tcp", 80, 81)])
		with data.config as _config
}

test_silent_when_unknown_openings if {
	security_group_allows_unlisted_ports_from_internet.deny == set() with input as _input([{"$unknown": "decided on apply"}])
		with data.config as _config
	security_group_allows_unlisted_ports_from_internet.deny == set() with input as _input({"$unknown": "decided on apply"})
		with data.config as _config
}
