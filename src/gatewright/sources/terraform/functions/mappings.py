"""Functions over maps and objects."""

from __future__ import annotations

from collections.abc import Sequence

from gatewright.sources.terraform.functions.signature import (
    Catalogue,
    Parameter,
    bounded_count,
    first_unknown,
)
from gatewright.sources.terraform.typesystem import ListType, MapType, convert, describe, type_of
from gatewright.sources.terraform.values import (
    EvaluationError,
    ListValue,
    MapValue,
    SetValue,
    UnknownValue,
    Value,
    mark,
    reveal,
)

catalogue = Catalogue()

_SCALARS = frozenset({str, int, float, bool})
_INPUT_MAP = Parameter("inputMap", marks="top")


@catalogue.add(_INPUT_MAP)
def keys(mapping: Value) -> Value:
    """The keys in order."""
    if not isinstance(mapping, dict):
        raise EvaluationError("must have map or object type")
    names: list[Value] = sorted(mapping)  # type: ignore[assignment]  # lists are invariant
    return ListValue(names) if isinstance(mapping, MapValue) else names


@catalogue.add(Parameter("mapping", marks="top"))
def values(mapping: Value) -> Value:
    """The values in order of their keys."""
    if not isinstance(mapping, dict):
        raise EvaluationError("`values` requires a map as the first argument")
    items = [mapping[key] for key in sorted(mapping)]
    return ListValue(items) if isinstance(mapping, MapValue) else items


@catalogue.add(
    _INPUT_MAP,
    Parameter("key", "string", marks="top"),
    rest=Parameter("default", null=True, unknown="pass", marks="keep"),
)
def lookup(mapping: Value, key: str, *default: Value) -> Value:
    """The value of a key, or the default when there is no such key."""
    if len(default) > 1:
        raise EvaluationError(f"`lookup` takes two or three arguments, got {2 + len(default)}")
    if not isinstance(mapping, dict):
        raise EvaluationError("`lookup` requires a map as the first argument")
    if not isinstance(mapping, MapValue) or not default:
        if key in mapping:
            return mapping[key]
        if default:
            return default[0]
        raise EvaluationError(f"lookup failed to find key `{key}`")
    return _lookup_or(mapping, key, default[0])


@catalogue.add(rest=Parameter("maps", null=True, marks="top"))
def merge(*maps: Value) -> Value:
    """The elements of all, later ones first in rank: a map where all are maps of one type, else an object."""
    merged: dict[str, Value] = {}
    for items in maps:
        if isinstance(items, dict):
            merged.update(items)
        elif items is not None:
            raise EvaluationError(f"arguments must be maps or objects, got `{describe(type_of(items))}`")
    bounded_count(len(merged))
    return MapValue(merged) if maps and _are_alike(maps) else merged


@catalogue.add(Parameter("values", MapType(ListType("string")), unknown="stop inside"))
def transpose(mapping: dict[str, Value]) -> Value:
    """The map of lists turned round: each string to the keys whose lists hold it."""
    turned: dict[str, list[str]] = {}
    for key in sorted(mapping):
        items = mapping[key]
        if not isinstance(items, list):
            raise EvaluationError("input must not contain null list")
        for item in items:
            if not isinstance(item, str):
                raise EvaluationError("input list must not contain null string")
            turned.setdefault(item, []).append(key)
    return MapValue({key: ListValue(turned[key]) for key in sorted(turned)})


@catalogue.add(Parameter("keys", ListType("string"), marks="top"), Parameter("values", marks="top"))
def zipmap(names: list[Value], items: Value) -> Value:
    """The map of these keys to these values."""
    if not isinstance(items, list) or isinstance(items, SetValue):
        raise EvaluationError("values argument must be a list or tuple value")
    known, marked = reveal(names)
    unknown = first_unknown(known)
    if unknown is not None:
        return mark(UnknownValue(unknown.reason), marked)
    if not isinstance(known, list) or len(known) != len(items):
        raise EvaluationError(f"number of keys ({len(names)}) does not match number of values ({len(items)})")
    if None in known:
        raise EvaluationError(f"keys list has null value at index {known.index(None)}")
    pairs = {str(name): item for name, item in zip(known, items, strict=True)}
    return mark(MapValue(pairs) if isinstance(items, ListValue) else pairs, marked)


def _lookup_or(mapping: MapValue, key: str, default: Value) -> Value:
    """The value of a key; a default that does not fit the map's type is refused even where the key is found."""
    found = mapping.get(key)
    if type(found) in _SCALARS and type(found) is type(default):
        return found  # the type of the whole map need not be found out
    of = type_of(mapping)
    try:
        converted = convert(default, of.element if isinstance(of, MapType) else "any")
    except EvaluationError:
        raise EvaluationError("the default value must have the same type as the map elements") from None
    return mapping.get(key, converted)


def _are_alike(maps: Sequence[Value]) -> bool:
    """Whether all are maps of one type, as far as can be told: the type of an empty one cannot."""
    if not all(isinstance(items, MapValue) for items in maps):
        return False
    elements = {of.element for of in map(type_of, maps) if isinstance(of, MapType)}
    return len(elements - {"any"}) <= 1
