"""Functions over IP address ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gatewright.sources.terraform.functions.signature import Catalogue, number, text, whole
from gatewright.sources.terraform.values import EvaluationError, ListValue, Value

catalogue = Catalogue()

_IPV4 = re.compile(r"([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})\.([0-9]{1,3})")
_MAPPED = 0xFFFF << 32
"""The IPv6 range that stands for IPv4 addresses."""


@dataclass(frozen=True, slots=True)
class _Network:
    """A range of addresses: the first one, how many leading bits are fixed, and how many there are."""

    first: int
    prefix: int
    bits: int

    def __str__(self) -> str:
        return f"{_address(self.first, self.bits)}/{self.prefix}"


@catalogue.add(text("prefix"), number("hostnum"))
def cidrhost(prefix: str, hostnum: float) -> str:
    """The address of a host in a range, counted from its end when negative."""
    network = _parse(prefix)
    host = _whole(hostnum, "hostnum")
    size = 1 << (network.bits - network.prefix)
    if not -size <= host < size:
        raise EvaluationError(f"prefix of {network.prefix} does not accommodate a host of this number")
    return _address(network.first + host % size, network.bits)


@catalogue.add(text("prefix"))
def cidrnetmask(prefix: str) -> str:
    """The mask of an IPv4 range."""
    network = _parse(prefix)
    if network.bits != 32:
        raise EvaluationError(f"IPv6 addresses cannot have a netmask: `{prefix}`")
    return _address((1 << 32) - (1 << (32 - network.prefix)), 32)


@catalogue.add(text("prefix"), number("newbits"), number("netnum"))
def cidrsubnet(prefix: str, newbits: float, netnum: float) -> str:
    """The range of a number within a range."""
    more, place = whole(newbits, "newbits"), _whole(netnum, "netnum")
    network = _parse(prefix)
    length = network.prefix + more
    if more < 0 or length > network.bits:
        raise EvaluationError(f"insufficient address space to extend prefix of {network.prefix} by {more}")
    if not 0 <= place < 1 << more:
        raise EvaluationError(f"prefix extension of {more} does not accommodate a subnet of this number")
    return str(_Network(network.first + (place << (network.bits - length)), length, network.bits))


@catalogue.add(text("prefix"), rest=number("newbits"))
def cidrsubnets(prefix: str, *newbits: float) -> Value:
    """Ranges of these lengths, one after another within a range."""
    network = _parse(prefix)
    end = network.first + (1 << (network.bits - network.prefix))
    position = network.first
    found = ListValue()
    for argument in newbits:
        more = whole(argument, "newbits")
        if not 1 <= more <= 32:
            raise EvaluationError("invalid value for `newbits`: a prefix is extended by 1 to 32 bits")
        length = network.prefix + more
        if length > network.bits:
            raise EvaluationError(f"would extend prefix to {length} bits, which is too long for the address")
        size = 1 << (network.bits - length)
        position = -(-position // size) * size
        if position + size > end:
            raise EvaluationError(
                f"not enough remaining address space for a subnet with a prefix of {length} bits in `{prefix}`"
            )
        found.append(str(_Network(position, length, network.bits)))
        position += size
    return found


def _whole(value: float, name: str) -> int:
    if value != int(value):
        raise EvaluationError(f"invalid value for `{name}`: value must be a whole number")
    return int(value)


def _parse(prefix: str) -> _Network:
    """The range that a text in CIDR notation stands for."""
    address, slash, length = prefix.partition("/")
    found = _number(address)
    if found is None or not slash or not re.fullmatch("[0-9]{1,3}", length) or int(length) > found[1]:
        raise EvaluationError(f"invalid CIDR expression: `{prefix[:100]}`")
    value, bits = found
    host = bits - int(length)
    return _Network(value >> host << host, int(length), bits)


def _number(address: str) -> tuple[int, int] | None:
    """The number of an address and its length in bits."""
    found = _IPV4.fullmatch(address)
    if found is not None:
        parts = [int(part) for part in found.groups()]
        return (int.from_bytes(bytes(parts)), 32) if max(parts) < 256 else None
    from ipaddress import IPv6Address  # noqa: PLC0415  # rare, and slow to load

    try:
        return (int(IPv6Address(address)), 128) if "%" not in address else None
    except ValueError:
        return None


def _address(value: int, bits: int) -> str:
    """The address in its shortest form."""
    if bits == 32 or value >> 32 == _MAPPED >> 32:
        return ".".join(str(byte) for byte in (value & 0xFFFFFFFF).to_bytes(4))
    from ipaddress import IPv6Address  # noqa: PLC0415  # rare, and slow to load

    return IPv6Address(value).compressed
