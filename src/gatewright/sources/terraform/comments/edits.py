"""Changes of a text by byte ranges, and as a patch that `git apply` takes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from gatewright.sources.terraform.comments.statements import Span
from gatewright.sources.terraform.editing.splices import Splice

_CONTEXT = 3
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


@dataclass(frozen=True, slots=True)
class _Change:
    """A range of lines, counted from 0, and the text that replaces it."""

    first: int
    behind: int
    text: bytes


def apply(data: bytes, edits: Iterable[Splice]) -> bytes:
    """The text after edits, which are sorted and do not overlap."""
    parts: list[bytes] = []
    at = 0
    for edit in edits:
        parts += (data[at : edit.start], edit.text)
        at = edit.end
    return b"".join([*parts, data[at:]])


class Shift:
    """Where ranges are after edits that lie before, inside, or behind them."""

    def __init__(self, edits: Sequence[Splice]) -> None:
        self._starts = [edit.start for edit in edits]
        self._ends = [edit.end for edit in edits]
        self._grown = [0, *accumulate(len(edit.text) - (edit.end - edit.start) for edit in edits)]

    def moved(self, span: Span) -> Span:
        """The range afterwards; what is put where it ends stays outside."""
        before = bisect_right(self._ends, span[0])
        inside = min(bisect_right(self._ends, span[1]), bisect_left(self._starts, span[1]))
        return (span[0] + self._grown[before], span[1] + self._grown[max(before, inside)])


def patch(path: str, data: bytes, edits: Sequence[Splice]) -> bytes:
    """The edits of a file as a unified diff; nothing where there are none."""
    starts = _line_starts(data)
    changes = list(_by_lines(data, edits, starts))
    if not changes:
        return b""
    header = f"diff --git {_quoted('a/' + path)} {_quoted('b/' + path)}\n"
    header += f"--- {_named('a/' + path)}\n+++ {_named('b/' + path)}\n"
    lines = _Lines(data, starts)
    hunks: list[bytes] = []
    shift = 0
    for group in _grouped(changes):
        text, grown = _hunk(lines, group, shift)
        hunks.append(text)
        shift += grown
    return header.encode("utf-8", "surrogateescape") + b"".join(hunks)


class _Lines:
    """The lines of a text, cut out where they are asked for: a patch shows few of them."""

    def __init__(self, data: bytes, starts: Sequence[int]) -> None:
        self._data = data
        self._starts = starts

    def __len__(self) -> int:
        return len(self._starts)

    def cut(self, first: int, behind: int) -> list[bytes]:
        """A range of lines, with their ends."""
        bounds = [*self._starts[first:behind], self._starts[behind] if behind < len(self) else len(self._data)]
        return [self._data[start:end] for start, end in pairwise(bounds)]


@lru_cache(maxsize=16)
def _line_starts(data: bytes) -> list[int]:
    """Where lines begin; kept, as many patches may be of one file. INVARIANT: nobody changes the list."""
    starts, at = [0], data.find(b"\n")
    while at != -1 and at + 1 < len(data):
        starts.append(at + 1)
        at = data.find(b"\n", at + 1)
    return starts if data else []


def _by_lines(data: bytes, edits: Sequence[Splice], starts: list[int]) -> Iterator[_Change]:
    waiting: list[Splice] = []
    lines = (0, 0)
    for edit in edits:
        first, behind = _lines_of(edit, starts, data)
        if waiting and first > lines[1]:
            yield _change(data, waiting, lines, starts)
            waiting = []
        lines = (min(lines[0], first), max(lines[1], behind)) if waiting else (first, behind)
        waiting.append(edit)
    if waiting:
        yield _change(data, waiting, lines, starts)


def _lines_of(edit: Splice, starts: list[int], data: bytes) -> Span:
    size = len(data)
    if edit.start == size and data.endswith(b"\n"):
        return len(starts), len(starts)
    first = bisect_right(starts, edit.start) - 1
    last = bisect_right(starts, edit.end) - 1
    whole = edit.start == starts[first] and (edit.end == starts[last] or edit.end == size)
    return first, last if whole and edit.end != size else last + 1


def _change(data: bytes, edits: Sequence[Splice], lines: Span, starts: list[int]) -> _Change:
    start = starts[lines[0]] if lines[0] < len(starts) else len(data)
    end = starts[lines[1]] if lines[1] < len(starts) else len(data)
    text = apply(data[start:end], [Splice(one.start - start, one.end - start, one.text) for one in edits])
    return _Change(lines[0], lines[1], text)


def _grouped(changes: Iterable[_Change]) -> Iterator[list[_Change]]:
    """The changes that share a hunk, as their contexts touch."""
    group: list[_Change] = []
    for change in changes:
        if group and change.first - group[-1].behind > 2 * _CONTEXT:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _hunk(lines: _Lines, group: list[_Change], shift: int) -> tuple[bytes, int]:
    first, behind = max(0, group[0].first - _CONTEXT), min(len(lines), group[-1].behind + _CONTEXT)
    body: list[bytes] = []
    at, grown = first, 0
    for change in group:
        added = _by_newline(change.text)
        body += [_marked(b" ", line) for line in lines.cut(at, change.first)]
        body += [_marked(b"-", line) for line in lines.cut(change.first, change.behind)]
        body += [_marked(b"+", line) for line in added]
        grown += len(added) - (change.behind - change.first)
        at = change.behind
    body += [_marked(b" ", line) for line in lines.cut(at, behind)]
    old, new = behind - first, behind - first + grown
    header = f"@@ -{first + bool(old)},{old} +{first + shift + bool(new)},{new} @@\n"
    return header.encode() + b"".join(body), grown


def _by_newline(text: bytes) -> list[bytes]:
    parts = text.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _marked(mark: bytes, line: bytes) -> bytes:
    return mark + line if line.endswith(b"\n") else mark + line + b"\n\\ No newline at end of file\n"


def _quoted(name: str) -> str:
    """A file's name as git writes it: in quotation marks where it holds what would end it."""
    if not any(character in _ESCAPES or ord(character) < 32 for character in name):
        return name
    return '"' + "".join(_ESCAPES.get(one, one if ord(one) >= 32 else f"\\{ord(one):03o}") for one in name) + '"'


def _named(name: str) -> str:
    quoted = _quoted(name)
    return f"{quoted}\t" if quoted == name and " " in name else quoted
