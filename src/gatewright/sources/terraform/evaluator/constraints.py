"""Type constraints of variables, and the types of provider schemas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gatewright.sources.terraform.syntax.nodes import Call, Expression, Literal, ObjectCons, Traversal, TupleCons
from gatewright.sources.terraform.syntax.parser import parse_expression
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
from gatewright.sources.terraform.values import EvaluationError, Value

_COLLECTIONS: dict[str, Callable[[Type], Type]] = {"list": ListType, "set": SetType, "map": MapType}
_PRIMITIVES = frozenset({"string", "number", "bool", "any"})


def type_of_constraint(expression: Expression) -> Type:
    """The type that a variable's `type` argument means; raises EvaluationError where it means none."""
    if isinstance(expression, Literal) and isinstance(expression.value, str):
        return _quoted(expression.value)
    if isinstance(expression, Traversal) and not expression.steps:
        return _named(expression.root)
    if isinstance(expression, Call) and len(expression.arguments) == 1:
        inner = expression.arguments[0]
        if expression.name in _COLLECTIONS:
            return _COLLECTIONS[expression.name](type_of_constraint(inner))
        if expression.name == "tuple" and isinstance(inner, TupleCons):
            return TupleType(tuple(type_of_constraint(item) for item in inner.items))
        if expression.name == "object" and isinstance(inner, ObjectCons):
            members = [_attribute(str(k.value), v) for k, v in inner.items if isinstance(k, Literal)]
            return ObjectType(tuple(sorted(members, key=lambda member: member.name)))
    raise EvaluationError("this is no type constraint")


def _quoted(text: str) -> Type:
    """A type in quotes: a bare name in Terraform 0.11, and any type in JSON syntax."""
    if text.isidentifier():
        return _named(text)
    expression, _ = parse_expression("<type>", text.encode())
    if isinstance(expression, (Traversal, Call)):
        return type_of_constraint(expression)
    raise EvaluationError("this is no type constraint")


def _named(name: str) -> Type:
    if name in _PRIMITIVES:
        return name  # type: ignore[return-value]  # one of the primitive names
    if name in _COLLECTIONS:
        return _COLLECTIONS[name]("any")
    raise EvaluationError(f"there is no type `{name}`")


def _attribute(name: str, expression: Expression) -> Attribute:
    if not (isinstance(expression, Call) and expression.name == "optional" and expression.arguments):
        return Attribute(name, type_of_constraint(expression))
    of = type_of_constraint(expression.arguments[0])
    default = constant(expression.arguments[1]) if len(expression.arguments) > 1 else None
    return Attribute(name, of, optional=True, default=convert(default, of))


def constant(expression: Expression) -> Value:
    """The value of an expression that holds nothing but literals."""
    match expression:
        case Literal():
            return expression.value
        case TupleCons():
            return [constant(item) for item in expression.items]
        case ObjectCons():
            return {str(constant(key)): constant(value) for key, value in expression.items}
    raise EvaluationError("only literal values are allowed here")


def type_of_schema(of: Any) -> Type:  # the JSON form of a type in a provider schema
    """The type that a provider schema writes as `"string"`, `["list", T]` or `["object", {name: T}]`."""
    if isinstance(of, str):
        return "any" if of == "dynamic" else of  # type: ignore[return-value]  # one of the primitive names
    kind, inner, *_ = of
    if kind in _COLLECTIONS:
        return _COLLECTIONS[kind](type_of_schema(inner))
    if kind == "tuple":
        return TupleType(tuple(map(type_of_schema, inner)))
    members = [Attribute(name, type_of_schema(inner[name]), optional=True) for name in sorted(inner)]
    return ObjectType(tuple(members))
