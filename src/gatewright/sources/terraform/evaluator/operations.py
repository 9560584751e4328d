"""Operators, and the steps into values."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction

from gatewright.sources.terraform.typesystem import convert, equal, type_of, unify
from gatewright.sources.terraform.typesystem.primitives import normal
from gatewright.sources.terraform.values import (
    EvaluationError,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    SetValue,
    UnknownValue,
    Value,
    mark,
)

_MAX_NUMBER = 10**300


class OpenObject(dict[str, Value]):
    """A resource instance whose schema is not known: an attribute that is not written is unknown, not an error."""

    __slots__ = ("address",)

    def __init__(self, values: dict[str, Value], address: str) -> None:
        super().__init__(values)
        self.address = address


def step(value: Value, key: Value) -> Value:
    """The attribute or element of a value, as `value.key` and `value[key]` give it."""
    if (type(value) is dict or type(value) is MapValue) and isinstance(key, str) and key in value:
        return value[key]
    if isinstance(value, UnknownValue):
        return _step_unknown(value, key)
    if isinstance(value, Sensitive):
        return mark(step(value.value, key), sensitive=True)
    if isinstance(key, Sensitive):
        return mark(step(value, key.value), sensitive=True)
    if isinstance(key, UnknownValue):
        return UnknownValue(key.reason)
    if value is None:
        raise EvaluationError(f"`{key}` is asked of a null value")
    if isinstance(value, dict):
        return _member(value, key)
    if isinstance(value, list) and not isinstance(value, SetValue):
        return _element(value, key)
    raise EvaluationError(f"a {_kind(value)} has no element `{key}`")


def _step_unknown(value: UnknownValue, key: Value) -> Value:
    """A whole resource whose instances are not known keeps its address; all else loses what it stood for."""
    if value.document is not None and isinstance(value.document, (dict, list)):
        return UnknownValue(value.reason)
    reference = value.reference
    if reference is not None and reference.address.endswith("[*]"):
        name = key if isinstance(key, str) else reference.attribute
        return UnknownValue(value.reason, Reference(reference.address, name))
    return UnknownValue(value.reason)


def _member(value: dict[str, Value], key: Value) -> Value:
    name = convert(key, "string")
    if isinstance(name, str):
        if name in value:
            return value[name]
        if isinstance(value, OpenObject):
            return UnknownValue("known after apply", Reference(value.address, name))
    raise EvaluationError(f"there is no attribute or element `{name}`")


def _element(value: list[Value], key: Value) -> Value:
    index = convert(key, "number")
    if not isinstance(index, int) or isinstance(index, bool):
        raise EvaluationError(f"`{key}` is no index of a list")
    if 0 <= index < len(value):
        return value[index]
    raise EvaluationError(f"index {index} is outside of a list of {len(value)}")


def _kind(value: Value) -> str:
    return {str: "string", bool: "bool", int: "number", float: "number"}.get(type(value), "set")


def unary(sign: str, value: Value) -> Value:
    """`!value` or `-value`."""
    if isinstance(value, Sensitive):
        return mark(unary(sign, value.value), sensitive=True)
    if isinstance(value, UnknownValue):
        return UnknownValue(value.reason)
    if sign == "!":
        return not _operand(value, "bool")
    number = _operand(value, "number")
    return -number  # type: ignore[operator]  # converted to a number


_ARITHMETIC: dict[str, Callable[[int | float, int | float], int | float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
_COMPARISONS: dict[str, Callable[[int | float, int | float], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def binary(sign: str, left: Value, right: Value) -> Value:
    """The result of an operator on two values (`&&` and `||` are `logical`)."""
    if isinstance(left, Sensitive) or isinstance(right, Sensitive):
        inner = [side.value if isinstance(side, Sensitive) else side for side in (left, right)]
        return mark(binary(sign, inner[0], inner[1]), sensitive=True)
    if sign in ("==", "!="):
        same = equal(left, right)
        return same if isinstance(same, UnknownValue) or sign == "==" else not same
    if isinstance(left, UnknownValue) or isinstance(right, UnknownValue):
        return UnknownValue((left if isinstance(left, UnknownValue) else right).reason)  # type: ignore[union-attr]
    one, other = _operand(left, "number"), _operand(right, "number")
    if sign in _COMPARISONS:
        return _COMPARISONS[sign](one, other)  # type: ignore[arg-type]  # both are numbers
    return _calculate(sign, one, other)  # type: ignore[arg-type]


def _calculate(sign: str, one: float, other: float) -> int | float:
    if sign in _ARITHMETIC:
        result = _ARITHMETIC[sign](one, other)
        if isinstance(result, int) and abs(result) > _MAX_NUMBER:
            raise EvaluationError("the number is too large")
        return normal(result)
    if sign == "%" and other == 0:
        return one  # as Terraform has it
    if other == 0:
        raise EvaluationError("division by zero")
    if sign == "%":
        rest = Fraction(repr(abs(one))) % Fraction(repr(abs(other)))
        return normal(int(rest) if rest.denominator == 1 else float(rest)) * (1 if one >= 0 else -1)
    if isinstance(one, int) and isinstance(other, int) and one % other == 0:
        return one // other
    return normal(one / other)


def logical(sign: str, left: Value, right: Callable[[], Value]) -> Value:
    """`&&` and `||`: a side that decides alone does so, even when the other one is unknown."""
    decisive = sign == "||"
    one, marked = (left.value, True) if isinstance(left, Sensitive) else (left, False)
    if not isinstance(one, UnknownValue):
        one = _operand(one, "bool")
        if one is decisive:
            return mark(one, sensitive=marked)
    two = right()
    two, also = (two.value, True) if isinstance(two, Sensitive) else (two, False)
    if isinstance(two, UnknownValue):
        two = UnknownValue(two.reason)
    else:
        two = _operand(two, "bool")
        if two is decisive or not isinstance(one, UnknownValue):
            return mark(two, sensitive=marked or also)
    return mark(UnknownValue(one.reason) if isinstance(one, UnknownValue) else two, sensitive=marked or also)


def _operand(value: Value, kind: str) -> Value:
    if value is None:
        raise EvaluationError("an operand is null")
    return convert(value, kind)  # type: ignore[arg-type]  # a primitive type's name


def boolean(value: Value, what: str) -> bool:
    """A known condition as a bool."""
    if value is None:
        raise EvaluationError(f"{what} is null")
    result = convert(value, "bool")
    if not isinstance(result, bool):
        raise EvaluationError(f"{what} is no bool")
    return result


def agree(condition: UnknownValue, one: Value, other: Value) -> Value:
    """The result of a conditional whose condition is unknown: known where both branches agree, wholly or in part."""
    if isinstance(one, Sensitive) or isinstance(other, Sensitive):
        return Sensitive(UnknownValue(condition.reason))
    if equal(one, other) is True:
        return one
    reference = None
    if isinstance(one, UnknownValue) and isinstance(other, UnknownValue) and one.reference == other.reference:
        reference = one.reference
    return UnknownValue(condition.reason, reference, _shared(_prefix(one), _prefix(other)))


def _shared(one: str, other: str) -> str:
    """How both texts begin."""
    length = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[:length]


def _prefix(value: Value) -> str:
    if isinstance(value, str):
        return value
    return value.prefix if isinstance(value, UnknownValue) else ""


def harmonise(chosen: Value, other: Value) -> Value:
    """The chosen branch of a conditional in the type that both branches have in common."""
    if chosen is None or other is None or type(chosen) is str:
        return chosen
    if isinstance(chosen, (UnknownValue, Sensitive)):
        return chosen
    if type(chosen) is type(other) and not isinstance(chosen, (list, dict)):
        return chosen
    common = unify([type_of(chosen), type_of(other)])
    if common is None or common == "any":
        return chosen
    try:
        return convert(chosen, common)
    except EvaluationError:
        return chosen


__all__ = [
    "ListValue",
    "OpenObject",
    "agree",
    "binary",
    "boolean",
    "harmonise",
    "logical",
    "step",
    "unary",
]
