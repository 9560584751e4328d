"""Conversion to the types of variables, compared with Terraform itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from terraform_oracle import evaluate_variables, render

from gatewright.sources.terraform.typesystem import (
    Attribute,
    ListType,
    MapType,
    ObjectType,
    SetType,
    TupleType,
    Type,
    convert,
)
from gatewright.sources.terraform.values import Value

pytestmark = pytest.mark.terraform

_INNER = ObjectType(
    (
        Attribute("list", ListType("number"), optional=True, default=[]),
        Attribute("name", "string", optional=True, default="inner"),
        Attribute("null", "string", optional=True),
    )
)
_OUTER = ObjectType(
    (
        Attribute("anything", "any", optional=True),
        Attribute("id", "string"),
        Attribute("inner", _INNER, optional=True, default={}),
        Attribute("many", ListType(_INNER), optional=True, default=[{}]),
        Attribute("named", MapType(_INNER), optional=True),
        Attribute("pair", TupleType(("string", "bool")), optional=True),
    )
)

CONVERSIONS: list[tuple[Type, Value]] = [
    ("string", 1),
    ("string", True),
    ("string", 1.5),
    ("string", None),
    ("number", "1.50"),
    ("bool", "true"),
    ("any", [1, "a"]),
    ("any", {"a": [1]}),
    (ListType("string"), [1, True, "x", None]),
    (ListType("any"), [1, "a"]),
    (ListType("any"), [{"a": 1}, {"a": "x"}]),
    (ListType("any"), []),
    (ListType(ListType("any")), [[1], ["a"]]),
    (ListType(MapType("any")), [{"a": 1}, {"b": "x"}]),
    (SetType("string"), ["b", "a", 1, "1"]),
    (SetType("number"), ["2", 10, 1]),
    (SetType("any"), [1, "a"]),
    (MapType("string"), {"a": 1, "b": True}),
    (MapType("any"), {"a": 1, "b": "x"}),
    (MapType("any"), {"a": {"x": 1}, "b": {"x": "s"}}),
    (MapType(ListType("string")), {"a": [1], "b": []}),
    (MapType("any"), {"a": [1], "b": ["x", 2]}),
    (TupleType(("string", "number")), [1, "2"]),
    (_INNER, {}),
    (_INNER, {"name": None, "list": ["1"], "extra": True}),
    (_OUTER, {"id": 1}),
    (_OUTER, {"id": "x", "inner": {"name": "n"}, "many": [{"list": [1]}, {}], "named": {"a": {}, "b": {"null": 3}}}),
    (_OUTER, {"id": "x", "inner": None, "many": None, "pair": [1, "false"], "anything": [1, {"z": "y"}]}),
    (_OUTER, {"id": "x", "many": []}),
    (MapType(_OUTER), {"a": {"id": 1}, "b": {"id": 2, "inner": {"name": "x"}}}),
    (
        ListType(ObjectType((Attribute("a", "any"), Attribute("b", "any", optional=True)))),
        [{"a": 1}, {"a": "x", "b": 2}],
    ),
    (SetType(_INNER), [{"name": "z"}, {"name": "a", "list": [2]}, {"name": "z"}]),
    (ObjectType((Attribute("a", ListType("any")),)), {"a": [1, "x"]}),
]


def test_values_of_variables_are_what_terraform_makes_them(tmp_path: Path) -> None:
    """Defaults are filled in, elements unified, extra attributes dropped, as Terraform does."""
    declared = [(type_expression(of), render(value)) for of, value in CONVERSIONS]
    theirs = evaluate_variables(declared, tmp_path)
    ours = [convert(value, of) for of, value in CONVERSIONS]

    assert [(kinds(value), value) for value in theirs] == [(kinds(value), value) for value in ours]


def type_expression(of: Type) -> str:
    """The type as a variable declares it."""
    if isinstance(of, str):
        return of
    if isinstance(of, ObjectType):
        return "object({ " + ", ".join(map(_attribute, of.attributes)) + " })"
    if isinstance(of, TupleType):
        return f"tuple([{', '.join(map(type_expression, of.elements))}])"
    kind = {ListType: "list", SetType: "set", MapType: "map"}[type(of)]
    return f"{kind}({type_expression(of.element)})"


def kinds(value: Value) -> object:
    """The kinds of collections in a value."""
    if isinstance(value, list):
        return type(value), [kinds(item) for item in value]
    if isinstance(value, dict):
        return type(value), {key: kinds(item) for key, item in value.items()}
    return type(value)


def _attribute(attribute: Attribute) -> str:
    expression = type_expression(attribute.type)
    if attribute.optional:
        default = f", {render(attribute.default)}" if attribute.default is not None else ""
        expression = f"optional({expression}{default})"
    return f"{attribute.name} = {expression}"
