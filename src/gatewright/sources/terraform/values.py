"""The values of the Terraform language, as plain Python values wherever possible.

| Terraform | Python |
| --- | --- |
| null | `None` |
| bool | `bool` |
| number | `int` where whole, else `float` |
| string | `str` |
| tuple | `list` |
| list(T) | `ListValue`, a `list` |
| set(T) | `SetValue`, a `list` without duplicates, in Terraform's order (`set_of` makes it) |
| object | `dict` |
| map(T) | `MapValue`, a `dict` |
| unknown | `UnknownValue` |
| marked sensitive | `Sensitive` around any of these |

Tuples are distinct from lists and objects from maps because `==` and `can(tolist(x))` tell them apart; everything else
treats a `ListValue` as a list and a `MapValue` as a dict. INVARIANT: values are never changed after they are made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias, Union

from gatewright.model.unknown import Unknown

Value: TypeAlias = Union[bool, int, float, str, "list[Value]", "dict[str, Value]", "UnknownValue", "Sensitive", None]


@dataclass(frozen=True, slots=True)
class Reference:
    """Which attribute of which resource instance an unknown value stands for."""

    address: str
    """Address of the instance within its root module."""
    attribute: str
    """Top-level attribute, such as `id` or `arn`."""
    primitive: str = field(default="", compare=False)
    """The attribute's type where it is `string`, `number` or `bool` for sure; empty where that is not known."""


@dataclass(frozen=True, slots=True)
class UnknownValue(Unknown):
    """Unknown, with what is known about it all the same."""

    reference: Reference | None = None
    """The resource attribute whose value this will be, when it is exactly that."""
    prefix: str = ""
    """How the string is known to begin, for a template whose first part is known."""
    document: Value = field(default=None, hash=False)
    """The partly known content of a JSON text, for `jsonencode` and rendered policy documents."""


class ListValue(list["Value"]):
    """list(T)."""

    __slots__ = ()


class SetValue(list["Value"]):
    """set(T). INVARIANT: no two equal elements; strings in order of their bytes, numbers by size."""

    __slots__ = ()


class MapValue(dict[str, "Value"]):
    """map(T)."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A value that must not leave the evaluator. INVARIANT: `value` is not itself Sensitive."""

    value: Value


class EvaluationError(Exception):
    """What Terraform itself would refuse to evaluate; becomes a diagnostic, and the value unknown."""


def is_known(value: Value) -> bool:
    """Whether nothing anywhere inside the value is unknown."""
    if isinstance(value, UnknownValue):
        return False
    if isinstance(value, Sensitive):
        return is_known(value.value)
    if isinstance(value, list):
        return all(map(is_known, value))
    if isinstance(value, dict):
        return all(map(is_known, value.values()))
    return True


def reveal(value: Value) -> tuple[Value, bool]:
    """The value without any sensitive mark at any depth, and whether it had one."""
    if isinstance(value, Sensitive):
        return reveal(value.value)[0], True
    if isinstance(value, list):
        parts = [reveal(item) for item in value]
        if any(marked for _, marked in parts):
            return type(value)(part for part, _ in parts), True
    elif isinstance(value, dict):
        pairs = {key: reveal(item) for key, item in value.items()}
        if any(marked for _, marked in pairs.values()):
            return type(value)({key: part for key, (part, _) in pairs.items()}), True
    return value, False


def mark(value: Value, sensitive: bool) -> Value:  # noqa: FBT001  # a mark is exactly a boolean
    """The value, marked sensitive when asked to."""
    return Sensitive(value) if sensitive and not isinstance(value, Sensitive) else value


def sort_key(value: Value) -> tuple[int, float, str]:
    """Terraform's order of set elements: null, false, true, numbers by size, strings by bytes, the rest by JSON."""
    if value is None:
        return (0, 0, "")
    if isinstance(value, bool):
        return (1, int(value), "")
    if isinstance(value, (int, float)):
        return (2, value, "")
    if isinstance(value, str):
        return (3, 0, value)
    return (4, 0, json.dumps(value, sort_keys=True, default=repr))


def set_of(items: Iterable[Value]) -> SetValue:
    """A set of the items: duplicates dropped, in Terraform's order. Unknown items each stand for themselves."""
    seen: dict[tuple[int, float, str], Value] = {}
    unknown: list[Value] = []
    for item in items:
        if isinstance(item, UnknownValue):
            unknown.append(item)
        else:
            seen.setdefault(sort_key(item), item)
    return SetValue([seen[key] for key in sorted(seen)] + unknown)
