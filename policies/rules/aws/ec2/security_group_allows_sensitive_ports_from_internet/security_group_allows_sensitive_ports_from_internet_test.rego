package rules.aws.ec2.security_group_allows_sensitive_ports_from_internet_test

import data.rules.aws.ec2.security_group_allows_sensitive_ports_from_internet

_input(openings) := {"resources": {"aws.ec2.security_group": [{"id": "g", "properties": {"internet": {"openings": openings}}}]}}

_config := {"aws.ec2.security_group_allows_sensitive_ports_from_internet": {"tcp_ports": [3306, 1433], "udp_ports": [161]}}

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
	"message": sprintf("every IPv4 address can reach %s", [reached]),
}

test_denies_one_port if {
	security_group_allows_sensitive_ports_from_internet.deny == {_hit("TCP port 3306")} with input as _input([_opening("tcp", 3306, 3306)])
		with data.config as _config
	security_group_allows_sensitive_ports_from_internet.deny == {_hit("UDP port 161")} with input as _input([_opening("udp", 100, 200)])
		with data.config as _config
}

test_denies_several_ports_at_once if {
	security_group_allows_sensitive_ports_from_internet.deny == {_hit("TCP port 1433 and 1 more")} with input as _input([_opening("tcp", 0, 65535)])
		with data.config as _config
}

test_allows_other_ports_and_protocols if {
	security_group_allows_sensitive_ports_from_internet.deny == set() with input as _input([_opening("tcp", 443, 443), _opening("udp", 3306, 3306)])
		with data.config as _config
}

test_silent_when_unknown_openings if {
	security_group_allows_sensitive_ports_from_internet.deny == set() with input as _input([{"$unknown": "decided on apply"}])
		with data.config as _config
	security_group_allows_sensitive_ports_from_internet.deny == set() with input as _input({"$unknown": "decided on apply"})
		with data.config as _config
}
