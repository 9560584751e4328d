"""Functions that convert between types, and those that set, take and tell marks."""

from __future__ import annotations

from gatewright.sources.terraform.functions.signature import Catalogue, Parameter
from gatewright.sources.terraform.typesystem import ListType, MapType, SetType, Type, convert, describe, type_of
from gatewright.sources.terraform.values import EvaluationError, Sensitive, UnknownValue, Value, mark

catalogue = Catalogue()

_ANYTHING = Parameter("value", null=True, unknown="pass", marks="keep")


@catalogue.add(_ANYTHING)
def tobool(value: Value) -> Value:
    """The value as a bool."""
    return _to(value, "bool")


@catalogue.add(_ANYTHING)
def tolist(value: Value) -> Value:
    """The value as a list of one type."""
    return _to(value, ListType("any"))


@catalogue.add(_ANYTHING)
def tomap(value: Value) -> Value:
    """The value as a map of one type."""
    return _to(value, MapType("any"))


@catalogue.add(_ANYTHING)
def tonumber(value: Value) -> Value:
    """The value as a number."""
    return _to(value, "number")


@catalogue.add(_ANYTHING)
def toset(value: Value) -> Value:
    """The value as a set of one type."""
    return _to(value, SetType("any"))


@catalogue.add(_ANYTHING)
def tostring(value: Value) -> Value:
    """The value as a string."""
    return _to(value, "string")


@catalogue.add(_ANYTHING)
def sensitive(value: Value) -> Value:
    """The value, marked sensitive."""
    return mark(value, sensitive=True)


@catalogue.add(_ANYTHING)
def nonsensitive(value: Value) -> Value:
    """The value without its own mark; marks of its parts stay."""
    return value.value if isinstance(value, Sensitive) else value


@catalogue.add(_ANYTHING)
def issensitive(value: Value) -> Value:
    """Whether the value itself is marked; an unknown one that is not may yet be."""
    if isinstance(value, UnknownValue):
        return UnknownValue(value.reason)
    return isinstance(value, Sensitive)


@catalogue.add(_ANYTHING)
def ephemeralasnull(value: Value) -> Value:
    """The value: nothing that is read from a configuration's text is ephemeral."""
    return value


def _to(value: Value, wanted: Type) -> Value:
    try:
        return convert(value, wanted)
    except EvaluationError as error:
        raise EvaluationError(f"cannot convert {describe(type_of(value))} to {describe(wanted)}: {error}") from None
