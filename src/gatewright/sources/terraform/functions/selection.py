"""Functions that ask about a collection, or take one thing out of it."""

from __future__ import annotations

from gatewright.sources.terraform.functions.signature import Catalogue, Parameter, number, whole
from gatewright.sources.terraform.functions.unicode_text import length as text_length
from gatewright.sources.terraform.typesystem import ListType, convert, describe, element_key, equal, type_of, unify
from gatewright.sources.terraform.values import (
    EvaluationError,
    ListValue,
    SetValue,
    UnknownValue,
    Value,
    is_known,
)

catalogue = Catalogue()

_BOOLS = Parameter("list", ListType("bool"))
_ANY_LIST = ListType("any")


@catalogue.add(_BOOLS)
def alltrue(items: list[Value]) -> Value:
    """Whether all are true; the first that is not decides, be it unknown."""
    for item in items:
        if isinstance(item, UnknownValue):
            return UnknownValue(item.reason)
        if item is not True:
            return False
    return True


@catalogue.add(_BOOLS)
def anytrue(items: list[Value]) -> Value:
    """Whether any is true."""
    unknown: UnknownValue | None = None
    for item in items:
        if item is True:
            return True
        if isinstance(item, UnknownValue):
            unknown = unknown or item
    return False if unknown is None else UnknownValue(unknown.reason)


@catalogue.add(rest=Parameter("vals", null=True, unknown="pass"))
def coalesce(*values: Value) -> Value:
    """The first value that is neither null nor an empty string; unknown where that may be an unknown one."""
    common = unify(map(type_of, values))
    if common is None:
        raise EvaluationError("all arguments must have the same type")
    for value in values:
        if isinstance(value, UnknownValue):
            return UnknownValue(value.reason)
        if value is None:
            continue
        converted = convert(value, common)
        if converted != "":
            return converted
    raise EvaluationError("no non-null, non-empty-string arguments")


@catalogue.add(rest=Parameter("vals", null=True, unknown="pass"))
def coalescelist(*values: Value) -> Value:
    """The first list that is not empty; unknown where that may be an unknown one."""
    if not values:
        raise EvaluationError("at least one argument is required")
    for value in values:
        if isinstance(value, UnknownValue):
            break
        if not isinstance(value, list) or isinstance(value, SetValue):
            raise EvaluationError("`coalescelist` arguments must be lists or tuples")
    for value in values:
        if isinstance(value, UnknownValue):
            return UnknownValue(value.reason)
        if value:
            return value
    raise EvaluationError("no non-null arguments")


@catalogue.add(Parameter("list"), Parameter("value"))
def contains(items: Value, value: Value) -> Value:
    """Whether the value is among the elements; unknown when only an unknown part could be it."""
    if not isinstance(items, list):
        raise EvaluationError("argument must be list, tuple, or set")
    if type(value) is str and value in items:
        return True
    unknown: UnknownValue | None = None
    for item in items:
        answer = equal(value, item)
        if answer is True:
            return True
        if isinstance(answer, UnknownValue):
            unknown = unknown or answer
    return False if unknown is None else unknown


@catalogue.add(Parameter("list", marks="top"), number("index"))
def element(items: Value, index: float) -> Value:
    """The element at an index, counted round and round."""
    if not isinstance(items, list) or isinstance(items, SetValue):
        raise EvaluationError(f"cannot read elements from {describe(type_of(items))}")
    place = whole(index, "index")
    if not items or place < 0:
        raise EvaluationError("cannot use element function with an empty list or a negative index")
    return items[place % len(items)]


@catalogue.add(Parameter("list"), Parameter("value"))
def index(items: Value, value: Value) -> Value:
    """The index of the first element that equals the value."""
    if not isinstance(items, list) or isinstance(items, SetValue):
        raise EvaluationError("argument must be a list or tuple")
    if not items:
        raise EvaluationError("cannot search an empty list")
    for place, item in enumerate(items):
        answer = equal(item, value)
        if isinstance(answer, UnknownValue):
            return answer
        if answer:
            return place
    raise EvaluationError("item not found")


@catalogue.add(Parameter("value", marks="top"))
def length(value: Value) -> Value:
    """The number of elements, or of characters."""
    if isinstance(value, SetValue) and len(value) > 1:
        unknown = next((item for item in value if isinstance(item, UnknownValue)), None)
        if unknown is not None:
            return UnknownValue(unknown.reason)  # it may turn out to equal another element
    if isinstance(value, (list, dict)):
        return len(value)
    if isinstance(value, str):
        return text_length(value)
    raise EvaluationError("argument must be a string, a collection type, or a structural type")


@catalogue.add(Parameter("values", _ANY_LIST), Parameter("keys", _ANY_LIST), Parameter("searchset", _ANY_LIST))
def matchkeys(values: list[Value], keys: list[Value], wanted: list[Value]) -> Value:
    """The values whose keys, at the same index, are among the wanted ones."""
    common = unify([type_of(keys), type_of(wanted)])
    if common is None:
        raise EvaluationError("keys and searchset must be of the same type")
    if len(values) != len(keys):
        raise EvaluationError("length of keys and values should be equal")
    ours, theirs = convert(keys, common), convert(wanted, common)
    if not isinstance(ours, list) or not isinstance(theirs, list) or not theirs:
        return ListValue()
    if not (is_known(values) and is_known(ours) and is_known(theirs)):
        return UnknownValue("known after apply")
    searched = set(map(element_key, theirs))
    return ListValue(value for value, key in zip(values, ours, strict=True) if element_key(key) in searched)


@catalogue.add(Parameter("list"))
def one(items: Value) -> Value:
    """The only element, or null when there is none."""
    if not isinstance(items, list) or len(items) > 1:
        raise EvaluationError("must be a list, set, or tuple value with either zero or one elements")
    return items[0] if items else None
