"""Text from scanned files, made safe to print: it may hold anything, terminal commands included."""

from __future__ import annotations

import re

_SURROGATE = re.compile("[\ud800-\udfff]")
# Everything that moves the cursor, changes colours, ends a line, or changes the direction in which text is read.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff]"
)


def encodable(text: str) -> str:
    """The text with lone surrogates, which no encoding has, replaced by the replacement character."""
    return _SURROGATE.sub("\ufffd", text)


def visible(text: str) -> str:
    """The text on one line, with every character that a terminal obeys rather than shows written as an escape."""
    return _UNPRINTABLE.sub(_escape, text)


def shortened(text: str, limit: int) -> str:
    """The text, cut to `limit` characters, the last three of which say that it was cut."""
    return text if len(text) <= limit else text[: max(limit - 3, 0)] + "..."


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    named = {9: "\\t", 10: "\\n", 13: "\\r"}
    return named.get(code) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
