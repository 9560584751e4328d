"""Sets: which elements are the same, and in which order they come.

The order matters, for `tolist` and `for` go by it. Strings come by their bytes, numbers by size, false before true,
null last. All else comes in the order of a text that cty derives from the value to tell elements apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from gatewright.sources.terraform.values import ListValue, MapValue, SetValue, UnknownValue, Value, mark, reveal

ElementKey = tuple[int, float, str, tuple[int | float, ...]]
_SHOWN_BELOW = 10**300
_EXACT_BELOW = 10**10
"""cty's text has ten digits of a number: those that have more are told apart by themselves."""


def set_value(items: Iterable[Value]) -> Value:
    """The set of the items. A sensitive item makes the whole set sensitive: a set cannot tell which of its parts is."""
    items = list(items)
    texts = [item for item in items if type(item) is str]
    if len(texts) == len(items):
        return SetValue(sorted(set(texts)))
    parts = [reveal(item) for item in items]
    seen: dict[ElementKey, Value] = {}
    unknown: list[Value] = []
    for part, _ in parts:
        if isinstance(part, UnknownValue):
            unknown.append(part)
        else:
            seen.setdefault(element_key(part), part)
    elements = SetValue([seen[key] for key in sorted(seen)] + unknown)
    return mark(elements, sensitive=any(marked for _, marked in parts))


def element_key(value: Value) -> ElementKey:
    """What is the same for equal elements of a set, and puts them in order."""
    if isinstance(value, str):
        return (2, 0, value, ())
    if isinstance(value, bool):
        return (0, int(value), "", ())
    if isinstance(value, (int, float)):
        return (1, value, "", ())
    if value is None:
        return (4, 0, "", ())
    parts: list[str] = []
    numbers: list[int | float] = []
    _write(value, parts, numbers)
    return (3, 0, "".join(parts), tuple(numbers))


def _write(value: Value, parts: list[str], numbers: list[int | float]) -> None:
    if isinstance(value, str):
        parts.append(_quoted(value))
    elif isinstance(value, bool):
        parts.append("T" if value else "F")
    elif isinstance(value, (int, float)):
        if isinstance(value, float) or abs(value) >= _EXACT_BELOW:
            numbers.append(value)
        parts.append(f"{value:.10g}" if abs(value) < _SHOWN_BELOW else hex(int(value)))
    elif value is None:
        parts.append("~")
    elif isinstance(value, list):
        opening, closing = "[]" if isinstance(value, (ListValue, SetValue)) else "<>"
        parts.append(opening)
        for item in value:
            _write(item, parts, numbers)
            parts.append(";")
        parts.append(closing)
    elif isinstance(value, dict):
        is_map = isinstance(value, MapValue)
        parts.append("{" if is_map else "<")
        for key in sorted(value):
            if is_map:
                parts.append(f"{_quoted(key)}:")
            _write(value[key], parts, numbers)
            parts.append(";")
        parts.append("}" if is_map else ">")
    else:
        parts.append(f"?{id(value)}" if isinstance(value, UnknownValue) else "?")


def _quoted(text: str) -> str:
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return json.dumps(text, ensure_ascii=False)
