"""What the tables of calls are written with."""

from __future__ import annotations

from collections.abc import Iterable

from terraform_oracle import UNKNOWN_ANY as ANY
from terraform_oracle import UNKNOWN_TEXT as TEXT

from gatewright.sources.terraform.typesystem import set_value
from gatewright.sources.terraform.values import ListValue, MapValue, SetValue, Value
from gatewright.sources.terraform.values import Sensitive as X

__all__ = ["ANY", "TEXT", "Case", "L", "M", "S", "X", "each"]

Case = tuple[Value, ...]
"""The name of a function, and arguments."""


def L(*items: Value) -> ListValue:  # noqa: N802  # short, for tables
    """list(...)."""
    return ListValue(items)


def S(*items: Value) -> SetValue:  # noqa: N802  # short, for tables
    """set(...)."""
    made = set_value(items)
    assert isinstance(made, SetValue)
    return made


def M(**items: Value) -> MapValue:  # noqa: N802  # short, for tables
    """map(...)."""
    return MapValue(items)


def each(names: str, arguments: Iterable[Value]) -> list[Case]:
    """Every argument for every one of the functions."""
    found = list(arguments)
    return [(name, argument) for name in names.split() for argument in found]
