"""Terraform's `==`."""

from __future__ import annotations

from collections.abc import Iterable

from gatewright.sources.terraform.typesystem.sets import element_key
from gatewright.sources.terraform.typesystem.types import type_of
from gatewright.sources.terraform.values import MapValue, Sensitive, SetValue, UnknownValue, Value


def equal(one: Value, other: Value) -> bool | UnknownValue:
    """Whether two values are of one type and the same; unknown where that depends on an unknown part.

    A difference in the known parts decides, whatever the unknown ones are. Sensitive marks are looked through: whoever
    compares marks the answer.
    """
    if isinstance(one, Sensitive):
        one = one.value
    if isinstance(other, Sensitive):
        other = other.value
    if isinstance(one, UnknownValue):
        return _with_unknown(one, other)
    if isinstance(other, UnknownValue):
        return _with_unknown(other, one)
    if one is None or other is None:
        return one is other
    if isinstance(one, list):
        return _lists(one, other)
    if isinstance(one, dict):
        return _dicts(one, other)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return one == other


def _with_unknown(unknown: UnknownValue, other: Value) -> bool | UnknownValue:
    if unknown.prefix and other is not None:
        if isinstance(other, UnknownValue):
            ruled_out = bool(other.prefix) and not _agree(unknown.prefix, other.prefix)
        else:
            ruled_out = not (isinstance(other, str) and other.startswith(unknown.prefix))
        if ruled_out:
            return False
    known = type_of(unknown)
    if known != "any" and other is not None and type_of(other) not in (known, "any"):
        return False
    return UnknownValue(unknown.reason)


def _agree(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _lists(one: list[Value], other: Value) -> bool | UnknownValue:
    if type(one) is not type(other) or not isinstance(other, list):
        return False
    if isinstance(one, SetValue):
        return _sets(one, other)
    if len(one) != len(other):
        return False
    return _all(equal(mine, theirs) for mine, theirs in zip(one, other, strict=True))


def _dicts(one: dict[str, Value], other: Value) -> bool | UnknownValue:
    if not isinstance(other, dict) or isinstance(one, MapValue) != isinstance(other, MapValue):
        return False
    if one.keys() != other.keys():
        return False
    return _all(equal(item, other[key]) for key, item in one.items())


def _sets(one: list[Value], other: list[Value]) -> bool | UnknownValue:
    """Sets are equal when each holds every known element of the other; an unknown element might be any of them."""
    unknown = [item for item in (*one, *other) if isinstance(item, UnknownValue)]
    if unknown:
        return UnknownValue(unknown[0].reason)
    if len(one) != len(other):
        return False
    pairs = zip(sorted(one, key=element_key), sorted(other, key=element_key), strict=True)
    return _all(equal(mine, theirs) for mine, theirs in pairs)


def _all(answers: Iterable[bool | UnknownValue]) -> bool | UnknownValue:
    undecided: bool | UnknownValue = True
    for answer in answers:
        if answer is False:
            return False
        if answer is not True and undecided is True:
            undecided = answer
    return undecided
