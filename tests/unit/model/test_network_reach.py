"""What the whole internet reaches through a packet filter."""

from __future__ import annotations

import pytest

from gatewright.model.aws.vpc import NetworkAcl, NetworkAclEntry, PrefixList, SecurityGroup, SecurityGroupRule
from gatewright.model.network import InternetReach, Opening, internet_cidrs
from gatewright.model.unknown import Unknown

NOT_KNOWN = Unknown("no value for `var.x`")


def rule(*cidrs: str, ports: tuple[int, int] = (22, 22), protocol: str = "tcp") -> SecurityGroupRule:
    v6 = tuple(cidr for cidr in cidrs if ":" in cidr)
    v4 = tuple(cidr for cidr in cidrs if ":" not in cidr)
    return SecurityGroupRule(protocol=protocol, from_port=ports[0], to_port=ports[1], ipv4=v4, ipv6=v6)


def reach_of(*rules: SecurityGroupRule | Unknown) -> InternetReach:
    return SecurityGroup(ingress=rules).internet


def known(reach: InternetReach) -> list[Opening]:
    openings = reach.openings
    return [] if isinstance(openings, Unknown) else [o for o in openings if isinstance(o, Opening)]


def opening(ports: tuple[int, int], entry: int = 0, family: str = "ipv4", protocol: str = "tcp") -> Opening:
    return Opening(
        protocol=protocol,
        from_port=ports[0],
        to_port=ports[1],
        entry=entry,
        family=family,
        every_port=ports == (0, 65535),
    )


@pytest.mark.parametrize(
    "cidrs",
    [
        ("0.0.0.0/0",),
        ("::/0",),
        ("0::0/0",),
        ("0.0.0.0/1", "128.0.0.0/1"),
        ("0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2"),
        ("2000::/3",),
        ("11.0.0.0/8", "1.2.3.4/0"),
    ],
)
def test_all_of_the_internet_is_the_internet(cidrs: tuple[str, ...]) -> None:
    """Every way to write all routed addresses counts."""
    assert internet_cidrs(cidrs) is True


@pytest.mark.parametrize(
    "cidrs", [(), ("0.0.0.0/1",), ("10.0.0.0/8",), ("0.0.0.0/1", "128.0.0.0/2"), ("fc00::/7",), ("no cidr",)]
)
def test_less_than_all_is_not_the_internet(cidrs: tuple[str, ...]) -> None:
    """A part of the internet, however large, does not count."""
    assert internet_cidrs(cidrs) is False


def test_one_rule_opens_its_range() -> None:
    """A rule from everywhere opens its ports, and only these."""
    assert reach_of(rule("0.0.0.0/0", ports=(20, 25))) == InternetReach(
        openings=(opening((20, 25)),), tcp={"20": True, "21": True, "22": True, "23": True, "25": True}
    )


def test_halves_in_two_rules_open_what_both_reach() -> None:
    """Two rules with half of the internet each open the ports that they share, each as an opener of its own."""
    reach = reach_of(rule("0.0.0.0/1", ports=(22, 80)), rule("128.0.0.0/1", ports=(0, 22)), rule("10.0.0.0/8"))
    assert reach == InternetReach(openings=(opening((22, 22), 0), opening((22, 22), 1)), tcp={"22": True})


def test_a_narrow_rule_beside_an_open_one_opens_nothing() -> None:
    """Only the rule that is open is named."""
    assert reach_of(rule("10.0.0.0/8"), rule("0.0.0.0/0")).openings == (opening((22, 22), 1),)


def test_all_protocols_open_every_port_of_tcp_and_udp() -> None:
    """Protocol `all` reaches every port, whatever range is written."""
    reach = reach_of(rule("::/0", ports=(0, 0), protocol="all"))
    assert (reach.every_port, reach.openings) == (
        True,
        (opening((0, 65535), family="ipv6"), opening((0, 65535), family="ipv6", protocol="udp")),
    )


def test_port_ranges_together_open_every_port() -> None:
    """Ports 1 to 65535 in two ranges are every port, and both rules are named; a rule within them is not."""
    reach = reach_of(
        rule("0.0.0.0/0", ports=(1, 30000)), rule("0.0.0.0/0", ports=(30001, 65535)), rule("0.0.0.0/0", ports=(80, 80))
    )
    named = [o.entry for o in known(reach) if o.every_port is True]
    assert (reach.every_port, named) == (True, [0, 1])


def test_icmp_has_no_ports() -> None:
    """A type of ICMP is not a port."""
    assert reach_of(rule("0.0.0.0/0", ports=(22, 22), protocol="icmp")) == InternetReach()


def test_unknown_source_leaves_only_its_own_ports_open() -> None:
    """A rule whose source nobody knows makes its ports unknown, not those of others."""
    reach = reach_of(
        rule("0.0.0.0/0", ports=(80, 80)),
        SecurityGroupRule(protocol="tcp", from_port=22, to_port=22, ipv4=(NOT_KNOWN,)),
    )
    assert reach == InternetReach(openings=(opening((80, 80)), NOT_KNOWN), tcp={"22": NOT_KNOWN, "80": True})


def test_unknown_ports_of_an_open_rule_may_be_any() -> None:
    """An open rule with unknown ports leaves every port unknown."""
    reach = reach_of(SecurityGroupRule(protocol="tcp", from_port=NOT_KNOWN, to_port=80, ipv4=("0.0.0.0/0",)))
    assert (reach.tcp["22"] if isinstance(reach.tcp, dict) else None, reach.every_port) == (NOT_KNOWN, NOT_KNOWN)


def test_unknown_ports_of_a_narrow_rule_do_not_matter() -> None:
    """Unknown ports from a known private range open nothing to the internet."""
    narrow = SecurityGroupRule(protocol="tcp", from_port=NOT_KNOWN, to_port=80, ipv4=("10.0.0.0/8",))
    assert reach_of(narrow) == InternetReach()


def test_unknown_element_leaves_everything_unknown() -> None:
    """A rule of which nothing is known may open any port; what is open stays open."""
    reach = reach_of(rule("0.0.0.0/0"), NOT_KNOWN)
    assert (
        reach.every_port,
        reach.tcp if isinstance(reach.tcp, Unknown) else (reach.tcp["22"], reach.tcp["3389"]),
    ) == (
        NOT_KNOWN,
        (True, NOT_KNOWN),
    )


def test_unknown_list_leaves_everything_unknown() -> None:
    """Nothing is said of a group whose rules are unknown."""
    assert SecurityGroup(ingress=NOT_KNOWN).internet == InternetReach(
        openings=NOT_KNOWN, tcp=NOT_KNOWN, udp=NOT_KNOWN, every_port=NOT_KNOWN
    )


def test_prefix_list_counts_with_its_blocks() -> None:
    """A prefix list opens what its blocks open, and leaves unknown what they are when it is kept elsewhere."""
    halves = SecurityGroupRule(
        protocol="tcp",
        from_port=22,
        to_port=22,
        ipv4=("0.0.0.0/1",),
        prefix_lists=(PrefixList(id="pl-1", cidrs=("128.0.0.0/1",)),),
    )
    elsewhere = SecurityGroupRule(
        protocol="tcp", from_port=22, to_port=22, prefix_lists=(PrefixList(id="pl-2", cidrs=NOT_KNOWN),)
    )
    assert (reach_of(halves).tcp, reach_of(elsewhere).tcp) == ({"22": True}, {"22": NOT_KNOWN})


def acl(*entries: NetworkAclEntry | Unknown) -> InternetReach:
    return NetworkAcl(ingress=entries).internet


def entry(number: int | Unknown, action: str, cidr: str | Unknown, port: int = 22) -> NetworkAclEntry:
    return NetworkAclEntry(number=number, action=action, protocol="tcp", from_port=port, to_port=port, ipv4=cidr)


def test_earlier_deny_covers_an_allow() -> None:
    """An allow that earlier denies cover, in one block or in halves, opens nothing."""
    covered = acl(entry(1, "deny", "0.0.0.0/0"), entry(2, "allow", "0.0.0.0/0"))
    halves = acl(entry(1, "deny", "0.0.0.0/1"), entry(2, "deny", "128.0.0.0/1"), entry(3, "allow", "0.0.0.0/0"))
    assert (covered, halves) == (InternetReach(), InternetReach())


def test_later_or_partial_deny_covers_nothing() -> None:
    """A deny with a higher number, or of a part of the internet, leaves the allow open."""
    later = acl(entry(1, "allow", "0.0.0.0/0"), entry(2, "deny", "0.0.0.0/0"))
    part = acl(entry(1, "deny", "198.51.100.0/24"), entry(2, "allow", "0.0.0.0/0"))
    assert (later.tcp, part.tcp) == ({"22": True}, {"22": True})


def test_deny_of_other_ports_covers_nothing() -> None:
    """A deny counts for its ports alone."""
    assert acl(entry(1, "deny", "0.0.0.0/0", port=80), entry(2, "allow", "0.0.0.0/0")).tcp == {"22": True}


@pytest.mark.parametrize(
    "doubt",
    [
        entry(1, "deny", NOT_KNOWN),
        entry(NOT_KNOWN, "deny", "0.0.0.0/0"),
        NetworkAclEntry(number=1, action=NOT_KNOWN, protocol="all", ipv4="0.0.0.0/0"),
        NOT_KNOWN,
    ],
)
def test_unknown_deny_leaves_the_allow_unknown(doubt: NetworkAclEntry | Unknown) -> None:
    """An entry that may deny earlier makes the allow unknown, neither open nor closed."""
    reach = acl(doubt, entry(2, "allow", "0.0.0.0/0"))
    assert (reach.tcp if isinstance(reach.tcp, Unknown) else reach.tcp["22"]) == NOT_KNOWN


def test_missing_ports_leave_the_rule_unknown() -> None:
    """TCP without a range of ports is nothing that AWS takes; no port is claimed for it, open or closed."""
    reason = Unknown("no range of ports is given")
    for ports in ((None, 22), (22, None)):
        rule_without = SecurityGroupRule(protocol="tcp", from_port=ports[0], to_port=ports[1], ipv4=("0.0.0.0/0",))
        reach = reach_of(rule_without)
        assert (reach.tcp if isinstance(reach.tcp, Unknown) else reach.tcp["22"]) == reason


def test_unknown_allow_behind_a_deny_opens_nothing() -> None:
    """What an earlier deny covers cannot be opened by an allow, however unknown its source."""
    assert acl(entry(1, "deny", "0.0.0.0/0"), entry(2, "allow", NOT_KNOWN)) == InternetReach()
