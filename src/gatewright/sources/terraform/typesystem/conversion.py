"""Conversion of values to types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NoReturn

from gatewright.sources.terraform.typesystem.primitives import number_text, parse_bool, parse_number
from gatewright.sources.terraform.typesystem.sets import set_value
from gatewright.sources.terraform.typesystem.types import (
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
    describe,
    holds_any,
    type_of,
)
from gatewright.sources.terraform.typesystem.unification import unify
from gatewright.sources.terraform.values import (
    EvaluationError,
    ListValue,
    MapValue,
    Sensitive,
    SetValue,
    UnknownValue,
    Value,
    is_known,
    mark,
)


def convert(value: Value, wanted: Type) -> Value:
    """The value converted to the type, as Terraform converts arguments of functions and values of variables.

    Null and unknown values pass as they are, marks stay where they were, defaults of optional attributes are filled in.
    """
    if wanted == "any" or value is None or isinstance(value, UnknownValue):
        return value
    if isinstance(value, Sensitive):
        return mark(convert(value.value, wanted), sensitive=True)
    if isinstance(wanted, str):
        return _PRIMITIVE[wanted](value)
    if isinstance(wanted, ListType):
        return _to_list(value, wanted)
    if isinstance(wanted, SetType):
        return _to_set(value, wanted)
    if isinstance(wanted, MapType):
        return _to_map(value, wanted)
    if isinstance(wanted, TupleType):
        return _to_tuple(value, wanted)
    return _to_object(value, wanted)


def _to_string(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    return _refuse(value, "string")


def _to_number(value: Value) -> int | float:
    if isinstance(value, str):
        return parse_number(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    return _refuse(value, "number")


def _to_bool(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return parse_bool(value)
    return _refuse(value, "bool")


_PRIMITIVE: Mapping[str, Callable[[Value], Value]] = {"string": _to_string, "number": _to_number, "bool": _to_bool}


def _to_list(value: Value, wanted: ListType) -> Value:
    if not isinstance(value, list):
        _refuse(value, wanted)
    if isinstance(value, ListValue) and wanted.element == "any":
        return value
    if isinstance(value, SetValue) and len(value) > 1 and not is_known(value):
        return UnknownValue(_first_reason(value))  # how many elements remain, and in which order, is not known
    return ListValue(_elements(value, wanted.element, "list"))


def _to_set(value: Value, wanted: SetType) -> Value:
    if not isinstance(value, list):
        _refuse(value, wanted)
    if isinstance(value, SetValue) and wanted.element == "any":
        return value
    return set_value(_elements(value, wanted.element, "set"))


def _to_map(value: Value, wanted: MapType) -> Value:
    if not isinstance(value, dict):
        _refuse(value, wanted)
    if isinstance(value, MapValue) and wanted.element == "any":
        return value
    element = wanted.element
    if element == "any":
        element = _common(value.values(), "map")
    pairs = {key: _part(item, element, f"element `{key}`") for key, item in value.items()}
    if holds_any(element):
        element = _common(pairs.values(), "map")
        pairs = {key: convert(item, element) for key, item in pairs.items()}
    return MapValue(pairs)


def _to_tuple(value: Value, wanted: TupleType) -> Value:
    if not isinstance(value, list) or isinstance(value, (ListValue, SetValue)):
        _refuse(value, wanted)
    if len(value) != len(wanted.elements):
        raise EvaluationError(f"tuple of {len(wanted.elements)} elements required, but have {len(value)}")
    return [
        _part(item, of, f"element {index}") for index, (item, of) in enumerate(zip(value, wanted.elements, strict=True))
    ]


def _to_object(value: Value, wanted: ObjectType) -> Value:
    if not isinstance(value, dict):
        _refuse(value, wanted)
    result: dict[str, Value] = {}
    missing: list[str] = []
    for attribute in wanted.attributes:
        name = attribute.name
        item = value.get(name)
        if item is None and attribute.optional:
            item = attribute.default
        elif item is None and name not in value:
            missing.append(name)
        result[name] = None if item is None else _part(item, attribute.type, f"attribute `{name}`")
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        raise EvaluationError(f"attribute{'s' * (len(missing) > 1)} {names} required")
    return result


def _elements(items: list[Value], wanted: Type, kind: str) -> list[Value]:
    """The elements in one type, which is found first where the wanted one is open."""
    if wanted in ("string", "any") and all(type(item) is str for item in items):
        return items
    if wanted == "string":
        return [item if type(item) is str else _part(item, wanted, f"element {i}") for i, item in enumerate(items)]
    if wanted == "any" and not isinstance(items, (ListValue, SetValue)):
        wanted = _common(items, kind)
    converted = [_part(item, wanted, f"element {index}") for index, item in enumerate(items)]
    if wanted != "any" and holds_any(wanted):
        common = _common(converted, kind)
        converted = [convert(item, common) for item in converted]
    return converted


def _common(items: Iterable[Value], kind: str) -> Type:
    """The type that all elements can have. Unknown ones of unknown type are taken to fit."""
    typed = [(type_of(item), isinstance(item, UnknownValue)) for item in items]
    types = list(dict.fromkeys(of for of, unknown in typed if of != "any" or not unknown))
    found = unify(types) if types else "any"
    if kind == "map" and found == "any" and len(types) == 2:
        return next(of for of in types if of != "any")  # null fits beside a structure in a map, though not in a list
    if found is None or (found == "any" and any(of != "any" for of in types)):
        raise EvaluationError(f"all {kind} elements must have the same type")
    return found


def _part(value: Value, wanted: Type, where: str) -> Value:
    try:
        return convert(value, wanted)
    except EvaluationError as error:
        raise EvaluationError(f"{where}: {error}") from None


def _first_reason(items: list[Value]) -> str:
    return next((item.reason for item in items if isinstance(item, UnknownValue)), "known after apply")


def _refuse(value: Value, wanted: Type) -> NoReturn:
    raise EvaluationError(f"{describe(wanted)} required, but have {describe(type_of(value))}")
