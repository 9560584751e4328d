"""Functions over sets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod

from gatewright.sources.terraform.functions.signature import (
    Catalogue,
    Parameter,
    bounded_count,
    first_unknown,
)
from gatewright.sources.terraform.typesystem import ListType, SetType, convert, element_key, set_value, type_of, unify
from gatewright.sources.terraform.values import EvaluationError, ListValue, SetValue, UnknownValue, Value

catalogue = Catalogue()

_ANY_SET = SetType("any")


@catalogue.add(Parameter("first_set", _ANY_SET), rest=Parameter("other_sets", _ANY_SET))
def setunion(*sets: SetValue) -> Value:
    """The elements of any of the sets."""
    return set_value(item for items in _alike(sets) for item in items)


@catalogue.add(
    Parameter("first_set", _ANY_SET, unknown="stop inside"),
    rest=Parameter("other_sets", _ANY_SET, unknown="stop inside"),
)
def setintersection(*sets: SetValue) -> Value:
    """The elements that all of the sets have."""
    first, *others = _alike(sets)
    for other in others:
        keys = {element_key(item) for item in other}
        first = SetValue(item for item in first if element_key(item) in keys)
    return first


@catalogue.add(
    Parameter("a", _ANY_SET, unknown="stop inside"),
    Parameter("b", _ANY_SET, unknown="stop inside"),
)
def setsubtract(one: SetValue, other: SetValue) -> Value:
    """The elements of the first set that the second has not."""
    first, second = _alike((one, other))
    keys = {element_key(item) for item in second}
    return SetValue(item for item in first if element_key(item) not in keys)


@catalogue.add(rest=Parameter("sets", unknown="pass", marks="top"))
def setproduct(*sets: Value) -> Value:
    """All combinations of an element of each: a list of tuples, or a set of them when one argument is a set."""
    if len(sets) < 2:
        raise EvaluationError("at least two arguments are required")
    unknown: UnknownValue | None = None
    factors: list[list[Value]] = []
    for items in sets:
        if isinstance(items, UnknownValue):
            unknown = unknown or items
        elif not isinstance(items, list):
            raise EvaluationError("a set or a list is required")
        elif isinstance(items, SetValue):
            unknown = unknown or (first_unknown(items) if len(items) > 1 else None)
            factors.append(items)
        else:
            factors.append(_listed(items))
    if unknown is not None:
        return UnknownValue(unknown.reason)
    bounded_count(prod(map(len, factors)) * len(factors))
    combinations: list[Value] = [list(combination) for combination in product(*factors)]
    if any(isinstance(items, SetValue) for items in sets):
        return set_value(combinations)
    return ListValue(combinations)


def _listed(items: list[Value]) -> list[Value]:
    try:
        found = convert(items, ListType("any"))
    except EvaluationError:
        raise EvaluationError("all elements of an argument must be of the same type") from None
    return found if isinstance(found, list) else items


def _alike(sets: Sequence[SetValue]) -> list[SetValue]:
    """The sets with all their elements in one type."""
    types = [of.element for of in map(type_of, sets) if isinstance(of, SetType) and of.element != "any"]
    if len(set(types)) <= 1:
        return list(sets)
    element = unify(types)
    if element is None:
        raise EvaluationError("given sets must all have compatible element types")
    converted = [convert(items, SetType(element)) for items in sets]
    return [items for items in converted if isinstance(items, SetValue)]
