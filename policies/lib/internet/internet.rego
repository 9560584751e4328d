# METADATA
# title: What the whole internet reaches
# description: >-
#   Reads the `internet` facts of packet filters (security groups, network ACLs): which ports every address of the
#   internet reaches, and which entry of the filter lets it in. What is unknown is not among the openings.
package lib.internet

# METADATA
# description: The openings through which the internet reaches the port.
to_port(reach, protocol, port) := {opening |
	some opening in known_openings(reach)
	opening.protocol == protocol
	opening.from_port <= port
	opening.to_port >= port
}

# METADATA
# description: The openings that, alone or with others, leave no port of their protocol closed.
to_every_port(reach) := {opening |
	some opening in known_openings(reach)
	opening.every_port == true
}

# METADATA
# description: Every opening that is known.
known_openings(reach) := {opening |
	some opening in reach.openings
	is_number(opening.entry)
}

# METADATA
# description: Whom an opening lets in, for messages.
everybody(opening) := {"ipv4": "every IPv4 address", "ipv6": "every IPv6 address"}[opening.family]

# METADATA
# description: The entry that makes an opening, as a path into the list `entries` of its document.
place(entries, opening) := [entries, opening.entry, opening.family]
