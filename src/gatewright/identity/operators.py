"""Condition operators: how a value of the request is held against a value of the policy.

Source: IAM user guide, "IAM JSON policy elements: Condition operators".
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Literal, TypeAlias

from gatewright.identity.patterns import Part, Wild, matcher

Quantifier = Literal["all", "any"]
Compare: TypeAlias = Callable[[str, tuple[Part, ...]], bool]
"""Whether a value of the request fits the parts of a policy's value; variables are filled in already."""


@dataclass(frozen=True, slots=True)
class Operator:
    """A condition operator as it is written: `ForAnyValue:StringNotLikeIfExists`."""

    name: str
    base: str
    """The positive operator that it is made from, such as `StringLike`, or `Null`."""
    negated: bool = False
    if_exists: bool = False
    quantifier: Quantifier | None = None
    variables: bool = False
    """Whether variables in the policy's values are filled in."""
    wild: bool = False
    """Whether `*` and `?` in the policy's values are wildcards."""


def _plain(parts: tuple[Part, ...]) -> str:
    return "".join(str(part) for part in parts)


def _equals(value: str, parts: tuple[Part, ...]) -> bool:
    return value == _plain(parts)


def _equals_ignoring_case(value: str, parts: tuple[Part, ...]) -> bool:
    return value.lower() == _plain(parts).lower()


def _like(value: str, parts: tuple[Part, ...]) -> bool:
    return bool(matcher(parts)(value))


def _numeric(order: Callable[[Decimal, Decimal], bool]) -> Compare:
    def compare(value: str, parts: tuple[Part, ...]) -> bool:
        left, right = _number(value), _number(_plain(parts))
        return left is not None and right is not None and order(left, right)

    return compare


def _dated(order: Callable[[Decimal, Decimal], bool]) -> Compare:
    def compare(value: str, parts: tuple[Part, ...]) -> bool:
        left, right = _moment(value), _moment(_plain(parts))
        return left is not None and right is not None and order(left, right)

    return compare


def _bool(value: str, parts: tuple[Part, ...]) -> bool:
    return value.lower() == _plain(parts).lower()


def _binary(value: str, parts: tuple[Part, ...]) -> bool:
    left, right = _decoded(value), _decoded(_plain(parts))
    return left is not None and left == right


def _within(value: str, parts: tuple[Part, ...]) -> bool:
    address, network = _address(value), _network(_plain(parts))
    return address is not None and network is not None and address in network


def _arn_like(value: str, parts: tuple[Part, ...]) -> bool:
    """Six components, each held against its own; a wildcard of one does not reach into the next."""
    given, wanted = value.split(":", 5), segments(parts)
    if len(given) != 6 or len(wanted) != 6:
        return len(given) == 6 and parts == _EVERYTHING
    return all(matcher(pattern)(part) for pattern, part in zip(wanted, given, strict=True))


_ORDERS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "Equals": lambda left, right: left == right,
    "LessThan": lambda left, right: left < right,
    "LessThanEquals": lambda left, right: left <= right,
    "GreaterThan": lambda left, right: left > right,
    "GreaterThanEquals": lambda left, right: left >= right,
}

COMPARES: Mapping[str, Compare] = {
    "StringEquals": _equals,
    "StringEqualsIgnoreCase": _equals_ignoring_case,
    "StringLike": _like,
    **{f"Numeric{name}": _numeric(order) for name, order in _ORDERS.items()},
    **{f"Date{name}": _dated(order) for name, order in _ORDERS.items()},
    "Bool": _bool,
    "BinaryEquals": _binary,
    "IpAddress": _within,
    "ArnEquals": _arn_like,
    "ArnLike": _arn_like,
}

_NEGATED: Mapping[str, str] = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}
_WITH_VARIABLES = ("String", "Arn", "Bool")
_WILD = frozenset({"StringLike", "ArnEquals", "ArnLike"})
_BY_LOWER_NAME = {name.lower(): name for name in (*COMPARES, *_NEGATED, "Null")}
_EVERYTHING: tuple[Part, ...] = (Wild("*"),)


@lru_cache(maxsize=1024)
def operator_named(name: str) -> Operator | None:
    """The operator of a name, letter case aside; None where there is none."""
    quantifier: Quantifier | None = None
    rest = name.lower()
    for prefix, meaning in (("forallvalues:", "all"), ("foranyvalue:", "any")):
        if rest.startswith(prefix):
            quantifier, rest = meaning, rest.removeprefix(prefix)  # type: ignore[assignment]  # one of the two
    if_exists = rest.endswith("ifexists")
    written = _BY_LOWER_NAME.get(rest.removesuffix("ifexists"))
    if written is None or (written == "Null" and if_exists):
        return None
    base = _NEGATED.get(written, written)
    return Operator(
        name=name,
        base=base,
        negated=written in _NEGATED,
        if_exists=if_exists,
        quantifier=quantifier,
        variables=base.startswith(_WITH_VARIABLES),
        wild=base in _WILD,
    )


def segments(parts: tuple[Part, ...], most: int = 6) -> tuple[tuple[Part, ...], ...]:
    """The parts cut at their colons into at most so many segments; the last keeps the colons that are left."""
    found: list[list[Part]] = [[]]
    for part in parts:
        if not isinstance(part, str):
            found[-1].append(part)
            continue
        first, *rest = part.split(":", most - len(found))
        if first:
            found[-1].append(first)
        found += [[piece] if piece else [] for piece in rest]
    return tuple(map(tuple, found))


def readable(operator: Operator, text: str) -> bool:
    """Whether a policy's value is a number, a date, a network or a truth value, where the operator asks for one."""
    if operator.base == "Null":
        return text.lower() in ("true", "false")
    if operator.base.startswith("Numeric"):
        return _number(text) is not None
    if operator.base.startswith("Date"):
        return _moment(text) is not None
    return operator.base != "IpAddress" or _network(text) is not None


_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?\Z")


def _number(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.match(text) else None


_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?\Z")


def _moment(text: str) -> Decimal | None:
    """Seconds since 1970 of an ISO 8601 date or of a number of seconds."""
    if _DATE.match(text):
        try:
            moment = datetime.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
        except ValueError:
            return None
        return Decimal(str((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()))
    return _number(text)


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


@lru_cache(maxsize=4096)
def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None
