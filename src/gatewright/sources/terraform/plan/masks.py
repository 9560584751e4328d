"""Marks that a plan keeps beside its values, put into the values: what is unknown and what is sensitive.

A mask has the shape of the value that it belongs to, with `true` where the mark applies: at a leaf or at any container.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest

from gatewright.sources.terraform.values import Sensitive, UnknownValue, Value

UNKNOWN = UnknownValue("known after apply")
"""What stands where `after_unknown` is true."""


def merge_marks(values: dict[str, Value], *, unknown: Value = None, sensitive: Value = None) -> dict[str, Value]:
    """The values of a resource with its unknown and sensitive parts in place."""
    return _over_attributes(_over_attributes(values, unknown, _as_unknown), sensitive, as_sensitive)


def as_sensitive(value: Value) -> Value:
    """The value, not to be shown; null stays null, for there is nothing to hide."""
    return value if value is None or isinstance(value, Sensitive) else Sensitive(value)


def mark_at(value: Value, path: Sequence[Value]) -> Value:
    """The value, sensitive at the path, or at the last part of the path that is there: more, never less."""
    if not path:
        return as_sensitive(value)
    step, rest = path[0], path[1:]
    if isinstance(value, dict) and isinstance(step, str):
        return {**value, step: mark_at(value[step], rest)} if step in value else value
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return [mark_at(item, rest) if place == step else item for place, item in enumerate(value)]
    return as_sensitive(value)


def mark_paths(values: dict[str, Value], paths: Iterable[Sequence[Value]]) -> dict[str, Value]:
    """The values of a resource, sensitive at the paths."""
    for path in paths:
        marked = mark_at(values, path)
        values = marked if isinstance(marked, dict) else _over_attributes(values, mask=True, leaf=as_sensitive)
    return values


def _as_unknown(_value: Value) -> Value:
    return UNKNOWN


def _over_attributes(values: dict[str, Value], mask: Value, leaf: Callable[[Value], Value]) -> dict[str, Value]:
    if mask is True:
        return {name: leaf(value) for name, value in values.items()}
    marked = _marked(values, mask, leaf)
    return marked if isinstance(marked, dict) else values


def _marked(value: Value, mask: Value, leaf: Callable[[Value], Value]) -> Value:
    """The value itself, untouched, wherever the mask holds no `true`."""
    if mask is True:
        return leaf(value)
    if not mask:
        return value
    if isinstance(mask, dict):
        return _marked_object(value, mask, leaf)
    if isinstance(mask, list):
        return _marked_list(value, mask, leaf)
    return value


def _marked_object(value: Value, mask: dict[str, Value], leaf: Callable[[Value], Value]) -> Value:
    if value is not None and not isinstance(value, dict):
        return value
    before = value or {}
    after = {name: _marked(before.get(name), part, leaf) for name, part in mask.items() if part}
    changed = {name: part for name, part in after.items() if part is not before.get(name)}
    return {**before, **changed} if changed else value


def _marked_list(value: Value, mask: list[Value], leaf: Callable[[Value], Value]) -> Value:
    if value is not None and not isinstance(value, list):
        return value
    before = value or []
    after = [_marked(item, part, leaf) for item, part in zip_longest(before, mask)]
    if len(after) == len(before) and all(new is old for new, old in zip(after, before, strict=True)):
        return value
    return after
