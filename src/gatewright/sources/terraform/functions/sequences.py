"""Functions that make lists of lists."""

from __future__ import annotations

from collections.abc import Sequence

from gatewright.sources.terraform.functions.signature import (
    LARGEST_COLLECTION,
    Catalogue,
    Parameter,
    bounded_count,
    is_no_list,
    number,
    whole,
)
from gatewright.sources.terraform.typesystem import ListType, convert, describe, element_key, type_of, unify
from gatewright.sources.terraform.values import (
    EvaluationError,
    ListValue,
    Sensitive,
    SetValue,
    UnknownValue,
    Value,
)

catalogue = Catalogue()

_MOST_UNKNOWN = 1_000
"""Elements of the longest slice of an unknown list that is made."""

_STRINGS = Parameter("list", ListType("string"), unknown="stop inside")
_ANY_LIST = ListType("any")


@catalogue.add(Parameter("list", _ANY_LIST, marks="top"), number("size"))
def chunklist(items: list[Value], size: float) -> Value:
    """The list in pieces of at most a size; 0 leaves it in one."""
    step = whole(size, "size")
    if step < 0:
        raise EvaluationError("the size argument must be positive")
    if not items:
        return ListValue()
    step = step or len(items)
    return ListValue(ListValue(items[start : start + step]) for start in range(0, len(items), step))


@catalogue.add(_STRINGS)
def compact(items: list[Value]) -> Value:
    """The list without nulls and empty strings."""
    return ListValue(item for item in items if item)


@catalogue.add(rest=Parameter("seqs", marks="top"))
def concat(*sequences: Value) -> Value:
    """The elements of all, one after another: a list of one type where that can be, else a tuple."""
    if not sequences:
        raise EvaluationError("at least one argument is required")
    lists: list[list[Value]] = []
    for items in sequences:
        if not isinstance(items, list) or isinstance(items, SetValue):
            raise EvaluationError(f"all arguments must be lists or tuples; got {describe(type_of(items))}")
        lists.append(items)
    bounded_count(sum(map(len, lists)))
    if all(isinstance(items, ListValue) for items in lists):
        common = _common(lists)
        if common is not None:
            return ListValue(item for items in common for item in items)
    return [item for items in lists for item in items]


@catalogue.add(Parameter("list", _ANY_LIST, unknown="stop inside"))
def distinct(items: list[Value]) -> Value:
    """The list without repetitions, each element where it came first."""
    if all(type(item) is str for item in items):
        return ListValue(dict.fromkeys(item for item in items if isinstance(item, str)))
    seen: dict[object, Value] = {}
    for item in items:
        seen.setdefault(element_key(item), item)
    return ListValue(seen.values())


@catalogue.add(Parameter("list", marks="top"))
def flatten(items: Value) -> Value:
    """The elements of the lists within lists, in one tuple; unknown when an unknown element may itself be a list."""
    if not isinstance(items, list):
        raise EvaluationError("can only flatten lists, sets and tuples")
    flat: list[Value] = []
    marked = _flatten_into(flat, items)
    unknown = next((item for item in flat if isinstance(item, UnknownValue) and not is_no_list(item)), None)
    result: Value = flat if unknown is None else UnknownValue(unknown.reason)
    return Sensitive(result) if marked else result


@catalogue.add(Parameter("list", marks="top"))
def reverse(items: Value) -> Value:
    """The elements in reverse order."""
    if not isinstance(items, list):
        raise EvaluationError(f"can only reverse list or tuple values, not {describe(type_of(items))}")
    turned = items[::-1]
    return ListValue(turned) if isinstance(items, (ListValue, SetValue)) else list(turned)


@catalogue.add(Parameter("list", marks="top", unknown="pass"), number("start_index"), number("end_index"))
def slice_(items: Value, start_index: float, end_index: float) -> Value:
    """The elements from an index up to another. A slice of an unknown list has as many elements as it asks for."""
    if isinstance(items, UnknownValue):
        size = whole(end_index, "end_index") - whole(start_index, "start_index")
        return ListValue([UnknownValue(items.reason)] * size) if 0 <= size <= _MOST_UNKNOWN else items
    if isinstance(items, SetValue):
        raise EvaluationError("cannot slice a set, because its elements do not have indices; convert it with `tolist`")
    if not isinstance(items, list):
        raise EvaluationError("must be a list or tuple value")
    start, end = whole(start_index, "start_index"), whole(end_index, "end_index")
    if not 0 <= start <= end <= len(items):
        raise EvaluationError(f"indices {start} and {end} are not in order within a list of {len(items)} elements")
    part = items[start:end]
    return ListValue(part) if isinstance(items, ListValue) else list(part)


@catalogue.add(Parameter("list", ListType("string")))
def sort(items: list[Value]) -> Value:
    """The strings in order of their bytes."""
    if None in items:
        raise EvaluationError(f"given list element {items.index(None)} is null; a null string cannot be sorted")
    unknown = next((item for item in items if isinstance(item, UnknownValue)), None)
    if unknown is not None:
        return ListValue([UnknownValue(unknown.reason)] * len(items))
    return ListValue(sorted(str(item) for item in items))


def _flatten_into(flat: list[Value], items: list[Value]) -> bool:
    """Append what the items hold in the end; say whether a list among them was marked."""
    marked = False
    if isinstance(items, SetValue) and len(items) > 1:
        # how many of them there are is not known, as unknown ones may equal others
        flat.extend(UnknownValue(item.reason) for item in items if isinstance(item, UnknownValue))
    for item in items:
        inner = item.value if isinstance(item, Sensitive) else item
        if isinstance(inner, list):
            marked = _flatten_into(flat, inner) or marked or inner is not item
        else:
            flat.append(item)
            if len(flat) > LARGEST_COLLECTION:
                bounded_count(len(flat))
    return marked


def _common(lists: Sequence[list[Value]]) -> list[list[Value]] | None:
    """The lists with their elements in one type, or None when there is none."""
    types = list(dict.fromkeys(map(type_of, lists)))
    if len(types) == 1:
        return list(lists)
    wanted = unify(types)
    if wanted is None:
        return None
    converted = [convert(items, wanted) for items in lists]
    return [items for items in converted if isinstance(items, list)]
