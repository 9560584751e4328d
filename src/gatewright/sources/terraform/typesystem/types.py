"""Types as values, and the type of a value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from gatewright.sources.terraform.values import ListValue, MapValue, Sensitive, SetValue, UnknownValue, Value

Primitive: TypeAlias = Literal["string", "number", "bool", "any"]


@dataclass(frozen=True, slots=True)
class ListType:
    """list(element)."""

    element: Type


@dataclass(frozen=True, slots=True)
class SetType:
    """set(element)."""

    element: Type


@dataclass(frozen=True, slots=True)
class MapType:
    """map(element)."""

    element: Type


@dataclass(frozen=True, slots=True)
class TupleType:
    """tuple([elements])."""

    elements: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of an object type."""

    name: str
    type: Type
    optional: bool = False
    default: Value = field(default=None, hash=False)
    """What an optional attribute is when it is null or missing."""


@dataclass(frozen=True, slots=True)
class ObjectType:
    """object({attributes}). INVARIANT: attributes are in order of their names (`object_type` sees to it)."""

    attributes: tuple[Attribute, ...]


Type: TypeAlias = Primitive | ListType | SetType | MapType | TupleType | ObjectType

_PRIMITIVES: Mapping[type, Primitive] = {
    str: "string",
    bool: "bool",
    int: "number",
    float: "number",
    type(None): "any",
}


def object_type(attributes: Mapping[str, Type]) -> ObjectType:
    """The object type with these attributes, all of them required."""
    return ObjectType(tuple(Attribute(name, attributes[name]) for name in sorted(attributes)))


def type_of(value: Value) -> Type:
    """The type of a value; `"any"` where it is null, or unknown and not surely a string. Marks are looked through."""
    primitive = _PRIMITIVES.get(type(value))
    if primitive is not None:
        return primitive
    if isinstance(value, UnknownValue):
        return "string" if is_text(value) else _primitive(value)
    if isinstance(value, ListValue):
        return ListType(_element_type(value))
    if isinstance(value, SetValue):
        return SetType(_element_type(value))
    if isinstance(value, list):
        return TupleType(tuple(map(type_of, value)))
    if isinstance(value, MapValue):
        return MapType(_element_type(value.values()))
    if isinstance(value, dict):
        return object_type({name: type_of(item) for name, item in value.items()})
    if isinstance(value, Sensitive):
        return type_of(value.value)
    return "any"


def is_text(unknown: UnknownValue) -> bool:
    """Whether an unknown value is a string for sure: one with something known of it, or an id."""
    if unknown.prefix or unknown.document is not None:
        return True
    reference = unknown.reference
    return reference is not None and (reference.primitive == "string" or reference.attribute in ("id", "arn"))


def _primitive(unknown: UnknownValue) -> Primitive:
    match unknown.reference.primitive if unknown.reference is not None else "":
        case "number":
            return "number"
        case "bool":
            return "bool"
    return "any"


def describe(of: Type) -> str:
    """The name of a type as messages give it: `list of string`, `object`, `tuple`."""
    if isinstance(of, str):
        return "dynamic" if of == "any" else of
    if isinstance(of, ObjectType):
        return "object"
    if isinstance(of, TupleType):
        return "tuple"
    kind = {ListType: "list", SetType: "set", MapType: "map"}[type(of)]
    return f"{kind} of {describe(of.element)}"


def holds_any(of: Type) -> bool:
    """Whether the type leaves a part of it open."""
    if isinstance(of, str):
        return of == "any"
    if isinstance(of, ObjectType):
        return any(holds_any(attribute.type) for attribute in of.attributes)
    if isinstance(of, TupleType):
        return any(map(holds_any, of.elements))
    return holds_any(of.element)


def _element_type(items: Iterable[Value]) -> Type:
    """The type of a collection's elements; what nulls, unknowns and empty collections leave open, others fill."""
    items = list(items)
    classes = set(map(type, items))
    if len(classes) == 1 and (primitive := _PRIMITIVES.get(classes.pop())) is not None:
        return primitive
    found: Type = "any"
    for candidate in dict.fromkeys(map(type_of, items)):
        found = _fill(found, candidate)
    return found


def _fill(known: Type, other: Type) -> Type:
    """The known type with its open parts taken from the other one."""
    if other in (known, "any"):
        return known
    if known == "any":
        return other
    if isinstance(known, ObjectType) and isinstance(other, ObjectType):
        theirs = {attribute.name: attribute.type for attribute in other.attributes}
        return object_type({own.name: _fill(own.type, theirs.get(own.name, "any")) for own in known.attributes})
    if isinstance(known, TupleType) and isinstance(other, TupleType) and len(known.elements) == len(other.elements):
        return TupleType(tuple(map(_fill, known.elements, other.elements)))
    if isinstance(known, (ListType, SetType, MapType)) and isinstance(other, type(known)):
        return type(known)(_fill(known.element, other.element))
    return known
