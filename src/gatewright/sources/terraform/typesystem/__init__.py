"""Terraform's types: what they are, conversion of values to them, unification, and equality.

A type is a hashable value: one of the words `"string"`, `"number"`, `"bool"`, `"any"`, or a `ListType`, `SetType`,
`MapType`, `TupleType` or `ObjectType`. `"any"` is also the type of null and of most unknown values.
"""

from gatewright.sources.terraform.typesystem.conversion import convert
from gatewright.sources.terraform.typesystem.equality import equal
from gatewright.sources.terraform.typesystem.primitives import number_text, parse_number, to_text
from gatewright.sources.terraform.typesystem.sets import element_key, set_value
from gatewright.sources.terraform.typesystem.types import (
    Attribute,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
    describe,
    is_text,
    object_type,
    type_of,
)
from gatewright.sources.terraform.typesystem.unification import convertible, unify

__all__ = [
    "Attribute",
    "ListType",
    "MapType",
    "ObjectType",
    "SetType",
    "TupleType",
    "Type",
    "convert",
    "convertible",
    "describe",
    "element_key",
    "equal",
    "is_text",
    "number_text",
    "object_type",
    "parse_number",
    "set_value",
    "to_text",
    "type_of",
    "unify",
]
