"""Which ports of a packet filter the whole internet reaches: arithmetic on addresses, ports and the order of entries.

"The whole internet" is every address that is routed there: a filter that lets in all of them but the reserved ones
(RFC 1918, RFC 6598, loopback, link-local, multicast) lets in the internet, in one range or in many. Less than all of
it is not the internet, however large. Every answer has three values: what an unknown source, port or number may
still decide is `Unknown`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal, TypeAlias

from pydantic import Field

from gatewright.model.base import Model
from gatewright.model.unknown import Unknown

Family: TypeAlias = Literal["ipv4", "ipv6"]
Transport: TypeAlias = Literal["tcp", "udp"]
Range: TypeAlias = tuple[int, int]

FAMILIES: tuple[Family, ...] = ("ipv4", "ipv6")
TRANSPORTS: tuple[Transport, ...] = ("tcp", "udp")
HIGHEST_PORT = 65535

# Ports of services that are looked for by scanners of the internet; `InternetReach` speaks of each by itself.
WELL_KNOWN: dict[Transport, tuple[int, ...]] = {
    "tcp": (
        *(20, 21, 22, 23, 25, 53, 80, 110, 111, 135, 137, 138, 139, 143, 389, 443, 445, 512, 513, 514, 636, 873),
        *(1025, 1433, 1434, 1521, 2049, 2181, 2375, 2376, 2379, 2380, 2483, 2484, 3020, 3306, 3389, 4333, 4505, 4506),
        *(5432, 5500, 5601, 5672, 5900, 5984, 5985, 5986, 6379, 7000, 7001, 7199, 8020, 8080, 8888, 9000, 9042, 9090),
        *(9092, 9160, 9200, 9300, 10250, 11211, 11214, 11215, 15672, 27017, 27018, 27019, 50070, 61620, 61621),
    ),
    "udp": (53, 69, 111, 123, 137, 138, 161, 389, 514, 1434, 1900, 2049, 2483, 2484, 11211, 11214, 11215),
}

_RESERVED: dict[Family, tuple[str, ...]] = {
    "ipv4": (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.168.0.0/16", "224.0.0.0/3"),
    ),
    "ipv6": ("::/3", "4000::/2", "8000::/1"),
}


class Opening(Model):
    """A range of ports that every address of the internet reaches, as one entry of a filter makes it so."""

    protocol: str | Unknown = Field(description="`tcp` or `udp`.")
    from_port: int | Unknown = Field(description="First port of the range.")
    to_port: int | Unknown = Field(description="Last port of the range.")
    entry: int | Unknown = Field(description="Index of the entry in its list of entries.")
    family: str | Unknown = Field(description="`ipv4` or `ipv6`; also the name of the entry's property that does it.")
    every_port: bool | Unknown = Field(
        description="Whether the entry, alone or with others, opens ports 1 to 65535 of its protocol."
    )


class InternetReach(Model):
    """What the whole internet reaches through a packet filter. Derived from the entries of the filter."""

    openings: tuple[Opening | Unknown, ...] | Unknown = Field(
        default=(), description="Ranges of open ports; an Unknown element where something unknown may open more."
    )
    tcp: dict[str, bool | Unknown] | Unknown = Field(
        default_factory=dict, description="Well-known TCP ports that are open (true) or may be (Unknown); no others."
    )
    udp: dict[str, bool | Unknown] | Unknown = Field(
        default_factory=dict, description="Well-known UDP ports that are open (true) or may be (Unknown); no others."
    )
    every_port: bool | Unknown = Field(
        default=False, description="Whether ports 1 to 65535 of TCP or of UDP are open, through one entry or several."
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a packet filter for one address family. None stands for what is not known."""

    index: int
    family: Family
    protocols: frozenset[Transport] | None
    ports: Range | None
    sources: tuple[Range, ...]
    """The known part of the sources, as ranges of addresses."""
    unknown: str = ""
    """Why some part of the entry is not known; empty when all of it is."""
    open_ended: bool = False
    """Whether more sources than these may be meant."""
    allow: bool | None = True
    order: int | None = 0
    """Place in the order of evaluation; the first that matches decides."""

    def may_reach(self, protocol: Transport, port: int) -> bool:
        """Whether the entry can be about the port."""
        return (self.protocols is None or protocol in self.protocols) and (
            self.ports is None or self.ports[0] <= port <= self.ports[1]
        )

    def reaches(self, protocol: Transport, port: int) -> bool:
        """Whether the entry is known to be about the port."""
        return self.protocols is not None and self.ports is not None and self.may_reach(protocol, port)


@dataclass(frozen=True, slots=True)
class _Segment:
    """Ports that the same entries are about: who opens them, or why nobody knows."""

    protocol: Transport
    family: Family
    ports: Range
    openers: tuple[int, ...]
    unknown: str


def ranges(cidrs: Iterable[str], family: Family) -> tuple[Range, ...]:
    """The address ranges of CIDR blocks, sorted and merged. What is no block of the family is left out."""
    parsed = [_range(cidr) for cidr in cidrs]
    return _merged([found[1] for found in parsed if found is not None and found[0] == family])


@lru_cache(maxsize=65_536)
def _range(cidr: str) -> tuple[Family, Range] | None:
    """The family and range of a CIDR block; None for what is none."""
    try:
        network = ipaddress.ip_network(cidr.strip(), strict=False)
    except ValueError:
        return None
    ends = (int(network.network_address), int(network.broadcast_address))
    return ("ipv4" if network.version == 4 else "ipv6"), ends


def whole(family: Family) -> Range:
    """The range of all addresses of a family."""
    return (0, 2 ** (32 if family == "ipv4" else 128) - 1)


def covers_internet(sources: Iterable[Range], family: Family) -> bool:
    """Whether the ranges hold every address of the internet, reserved addresses left aside."""
    sources = tuple(sources)
    return bool(sources) and _merged((*sources, *_FREE[family])) == (whole(family),)


def internet_cidrs(cidrs: Iterable[str]) -> bool:
    """Whether CIDR blocks together hold every IPv4 or every IPv6 address of the internet."""
    listed = tuple(cidrs)
    return any(covers_internet(ranges(listed, family), family) for family in FAMILIES)


def reach(entries: Sequence[Entry]) -> InternetReach:
    """What the whole internet reaches through the entries."""
    segments = [s for protocol in TRANSPORTS for family in FAMILIES for s in _segments(entries, protocol, family)]
    openings = _openings(segments)
    undecided = [s for s in segments if s.unknown and not s.openers]
    return InternetReach(
        openings=(*openings, *(Unknown(reason) for reason in sorted({s.unknown for s in undecided}))),
        tcp=_ports(segments, "tcp"),
        udp=_ports(segments, "udp"),
        every_port=_every_port(openings, segments),
    )


def unsettled(reason: Unknown) -> InternetReach:
    """What is said of a filter whose entries nobody knows."""
    return InternetReach(openings=reason, tcp=reason, udp=reason, every_port=reason)


def _segments(entries: Sequence[Entry], protocol: Transport, family: Family) -> Iterator[_Segment]:
    relevant = [e for e in entries if e.family == family and (e.protocols is None or protocol in e.protocols)]
    if not _may_be_open(relevant, family):
        return
    starts = {0, HIGHEST_PORT + 1}
    for entry in relevant:
        if entry.ports is not None:
            starts.update((max(entry.ports[0], 0), min(entry.ports[1], HIGHEST_PORT) + 1))
    for start, after in pairwise(sorted(starts)):
        openers = _openers(relevant, protocol, start)
        unknown = "" if openers else _doubt(relevant, protocol, start)
        if openers or unknown:
            yield _Segment(protocol, family, (start, after - 1), openers, unknown)


def _may_be_open(entries: Sequence[Entry], family: Family) -> bool:
    """Whether the allowing entries could cover the internet if all were about one port: most filters end here."""
    allowing = [e for e in entries if e.allow is not False]
    return any(e.open_ended for e in allowing) or covers_internet(
        (source for e in allowing for source in e.sources), family
    )


def _openers(entries: Sequence[Entry], protocol: Transport, port: int) -> tuple[int, ...]:
    """Indices of the entries that surely let the internet reach the port: every doubt counts against them."""
    everything = (whole(entries[0].family),)
    denied: tuple[Range, ...] = ()
    allowed: list[Entry] = []
    for entry in sorted(entries, key=lambda e: (_order(e, last=e.allow is True), e.index)):
        if entry.allow is not True and entry.may_reach(protocol, port):
            denied = _merged((*denied, *(everything if entry.open_ended else entry.sources)))
        elif entry.allow is True and entry.reaches(protocol, port) and not _within(entry.sources, denied):
            allowed.append(entry)
    return _needed(allowed)


def _doubt(entries: Sequence[Entry], protocol: Transport, port: int) -> str:
    """Why the internet may reach the port after all, every doubt counting for it; empty when it surely does not."""
    everything = (whole(entries[0].family),)
    denied: tuple[Range, ...] = ()
    allowed: list[Range] = []
    reasons: list[str] = []
    for entry in sorted(entries, key=lambda e: (_order(e, last=e.allow is False), e.index)):
        if not entry.may_reach(protocol, port):
            continue
        if entry.unknown:
            reasons.append(entry.unknown)
        if entry.allow is False:
            denied = _merged((*denied, *entry.sources)) if entry.reaches(protocol, port) else denied
            continue
        sources = everything if entry.open_ended else entry.sources
        if not _within(sources, denied):
            allowed.extend(sources)
    return reasons[0] if reasons and covers_internet(allowed, entries[0].family) else ""


def _order(entry: Entry, *, last: bool) -> float:
    if entry.order is not None:
        return entry.order
    return float("inf") if last else float("-inf")


def _needed(allowed: Sequence[Entry]) -> tuple[int, ...]:
    """Of entries that together cover the internet, those that do: each that does alone, else the largest."""
    alone = tuple(e.index for e in allowed if covers_internet(e.sources, e.family))
    if alone or not allowed:
        return alone
    covered: tuple[Range, ...] = ()
    used: list[int] = []
    for entry in sorted(allowed, key=lambda e: (-sum(high - low + 1 for low, high in e.sources), e.index)):
        if not _within(entry.sources, covered):
            covered = _merged((*covered, *entry.sources))
            used.append(entry.index)
        if covers_internet(covered, entry.family):
            return tuple(sorted(used))
    return ()


def _openings(segments: Sequence[_Segment]) -> tuple[Opening, ...]:
    found: dict[tuple[Transport, Family, int], list[Range]] = {}
    for segment in segments:
        for index in segment.openers:
            found.setdefault((segment.protocol, segment.family, index), []).append(segment.ports)
    parts = [(*key, ports) for key, open_ports in sorted(found.items()) for ports in _merged(open_ports)]
    return tuple(
        Opening(
            protocol=protocol,
            from_port=ports[0],
            to_port=ports[1],
            entry=index,
            family=family,
            every_port=ports in _filling(p for *kind, _, p in parts if kind == [protocol, family]),
        )
        for protocol, family, index, ports in parts
    )


def _filling(ports: Iterable[Range]) -> tuple[Range, ...]:
    """Of port ranges that together hold every port, those that do: each that does alone, else the largest."""
    largest_first = sorted(set(ports), key=lambda p: (p[0] - p[1], p))
    alone = tuple(p for p in largest_first if _covers_ports((p,)))
    if alone or not _covers_ports(largest_first):
        return alone
    needed = next(count for count in range(len(largest_first) + 1) if _covers_ports(largest_first[:count]))
    return tuple(largest_first[:needed])


def _ports(segments: Sequence[_Segment], protocol: Transport) -> dict[str, bool | Unknown]:
    answers: dict[str, bool | Unknown] = {}
    for port in WELL_KNOWN[protocol]:
        about = [s for s in segments if s.protocol == protocol and s.ports[0] <= port <= s.ports[1]]
        if any(s.openers for s in about):
            answers[str(port)] = True
        elif about:
            answers[str(port)] = Unknown(about[0].unknown)
    return answers


def _every_port(openings: Sequence[Opening], segments: Sequence[_Segment]) -> bool | Unknown:
    if any(opening.every_port for opening in openings):
        return True
    for protocol in TRANSPORTS:
        for family in FAMILIES:
            about = [s for s in segments if (s.protocol, s.family) == (protocol, family)]
            if _covers_ports(s.ports for s in about):
                return Unknown(next(s.unknown for s in about if s.unknown))
    return False


def _covers_ports(ports: Iterable[Range]) -> bool:
    """Whether the ranges hold every port that can be used; port 0 cannot."""
    return any(low <= 1 and high >= HIGHEST_PORT for low, high in _merged(ports))


def _merged(found: Iterable[Range]) -> tuple[Range, ...]:
    merged: list[Range] = []
    for low, high in sorted(found):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def _within(inner: Iterable[Range], outer: Sequence[Range]) -> bool:
    """Whether each range lies inside of one of the merged outer ranges; no range at all adds nothing, so does."""
    inner = tuple(inner)
    return not inner or all(any(o[0] <= low and high <= o[1] for o in outer) for low, high in inner)


_FREE: dict[Family, tuple[Range, ...]] = {family: ranges(_RESERVED[family], family) for family in FAMILIES}
