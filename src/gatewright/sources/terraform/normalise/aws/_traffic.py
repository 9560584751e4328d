"""What security groups and network ACLs share: protocols, ports and lists of rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gatewright.model.document import Path
from gatewright.sources.terraform.instances import Instance
from gatewright.sources.terraform.normalise.draft import Draft, plain
from gatewright.sources.terraform.normalise.group import value_at
from gatewright.sources.terraform.values import UnknownValue

PROTOCOLS = {"-1": "all", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}


def protocol_of(value: Any) -> str:
    """The name of a protocol that is written as a name or as its number in whatever case."""
    name = str(value).lower()
    return PROTOCOLS.get(name, name)


def take_traffic(draft: Draft, element: Path, instance: Instance, places: tuple[Path, Path, Path]) -> None:
    """Set protocol and ports of a list element from the attributes at `places`."""
    protocol, from_port, to_port = places
    draft.take((*element, "protocol"), (instance, protocol), default="all", using=protocol_of)
    draft.take((*element, "from_port"), (instance, from_port), using=number_of)
    draft.take((*element, "to_port"), (instance, to_port), using=number_of)


def number_of(value: Any) -> Any:
    """A number, which older sources write as a string."""
    return int(value) if isinstance(value, str) and value.lstrip("-").isdecimal() else value


def elements(instance: Instance, attribute: str) -> Sequence[Path] | UnknownValue:
    """Paths of the elements of a list of blocks or objects; the unknown value where the list is unknown."""
    value = value_at(instance, (attribute,))
    if isinstance(value, UnknownValue):
        return value
    return [(attribute, index) for index in range(len(value))] if isinstance(value, list) else []


def append(draft: Draft, path: Path) -> Path:
    """The path of a new element of the draft's list at the path."""
    held: Any = draft.properties
    for step in path:
        held = held.setdefault(step, []) if isinstance(held, dict) else held[step]
    return (*path, len(held))


def append_unknown(draft: Draft, path: Path, written: tuple[Instance, Path]) -> None:
    """Add an element of which nothing is known to the draft's list at the path."""
    draft.put(append(draft, path), plain(value_at(*written)), written)
