package lib.internet_test

import data.lib.internet

_unknown := {"$unknown": "decided on apply"}

_ssh := {"protocol": "tcp", "from_port": 20, "to_port": 25, "entry": 1, "family": "ipv4", "every_port": false}

_everything := {"protocol": "udp", "from_port": 0, "to_port": 65535, "entry": 0, "family": "ipv6", "every_port": true}

_reach := {"openings": [_ssh, _unknown, _everything]}

test_to_port_finds_the_ranges_that_hold_it if {
	every port in [20, 22, 25] { internet.to_port(_reach, "tcp", port) == {_ssh} }
	internet.to_port(_reach, "udp", 53) == {_everything}
}

test_to_port_is_empty_outside_of_the_range if {
	every port in [19, 26] { internet.to_port(_reach, "tcp", port) == set() }
}

test_to_every_port_finds_what_leaves_no_port_closed if internet.to_every_port(_reach) == {_everything}

test_known_openings_silent_when_unknown if {
	internet.known_openings(_reach) == {_ssh, _everything}
	internet.known_openings({"openings": _unknown}) == set()
	internet.to_port({"openings": _unknown}, "tcp", 22) == set()
	internet.to_every_port({"openings": _unknown}) == set()
}

test_everybody_names_the_family if {
	internet.everybody(_ssh) == "every IPv4 address"
	internet.everybody(_everything) == "every IPv6 address"
}

test_place_names_the_entry if internet.place("ingress", _ssh) == ["ingress", 1, "ipv4"]
