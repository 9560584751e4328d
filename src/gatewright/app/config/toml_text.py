"""Values as TOML writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED = re.compile(r'[\x00-\x1f\x7f-\x9f"\\\u2028\u2029\u202a-\u202e\u2066-\u2069]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def string(text: str) -> str:
    """A text in quotes, with everything escaped that a terminal would act upon."""
    return '"' + _ESCAPED.sub(lambda found: _SHORT.get(found[0]) or f"\\u{ord(found[0]):04x}", text) + '"'


def key(text: str) -> str:
    """A key, in quotes where it needs them."""
    return text if _BARE.fullmatch(text) else string(text)


def dotted(path: Sequence[str | int]) -> str:
    """A path of keys with places in lists, such as `suppressions[0].rules`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{key(part)}"
    return text.removeprefix(".")


def value(given: object) -> str:
    """A value on one line."""
    match given:
        case bool():
            return "true" if given else "false"
        case int() | float() | date():
            return str(given)
        case Mapping():
            inside = ", ".join(f"{key(str(name))} = {value(one)}" for name, one in given.items())
            return f"{{ {inside} }}" if inside else "{}"
        case list() | tuple():
            return f"[{', '.join(value(one) for one in given)}]"
        case _:
            return string(str(given))
