"""The changed lines in a patch as git writes it. A text that looks like a name or a header is never taken for one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""First and last lines, in order."""

_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb"\\(?:([0-7]{3})|(.))", re.DOTALL)
_ESCAPES = {b"a": b"\a", b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


def parse_patch(patch: bytes) -> dict[str, Ranges]:
    """The changed lines of each file in a patch without context, by the file's new name.

    Content is skipped by the counts of each hunk's header: a changed line may look like a header itself.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    ranges: list[tuple[int, int]] = []
    lines = iter(patch.split(b"\n"))
    for line in lines:
        if line.startswith(b"+++ "):
            ranges = found.setdefault(_name(line.removeprefix(b"+++ ")), [])
        elif hunk := _HUNK.match(line):
            gone, start, came = (int(text) if text is not None else 1 for text in hunk.groups())
            ranges.append((start, start + came - 1) if came else (max(start, 1), start + 1))
            _skip(lines, gone + came)
    found.pop("", None)
    return {name: tuple(merged(ranges)) for name, ranges in found.items()}


def _skip(lines: Iterator[bytes], count: int) -> None:
    """Pass over changed lines; a remark on a missing line end (a backslash) is none of them."""
    for line in lines if count else ():
        count -= not line.startswith(b"\\")
        if not count:
            return


def merged(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges in order, without any that overlap."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if result and start <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _name(text: bytes) -> str:
    """The path of a `+++` line, empty for a file that is gone."""
    if text.startswith(b'"'):
        text = _ESCAPE.sub(_unescaped, text.rstrip(b"\t")[1:-1])
    elif text == b"/dev/null":
        return ""
    else:
        text = text.removesuffix(b"\t")  # git ends a name with spaces in it with a tab
    return decoded(text.removeprefix(b"b/"))


def _unescaped(match: re.Match[bytes]) -> bytes:
    octal, letter = match.groups()
    return bytes([int(octal, 8) & 255]) if octal else _ESCAPES.get(letter, letter)


def decoded(name: bytes) -> str:
    """A name as git has it: bytes, in UTF-8 as a rule."""
    return name.decode("utf-8", "surrogateescape")
