"""How `terraform fmt` aligns: the `=` of lines that follow each other, and the comments behind them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from gatewright.sources.terraform.editing.splices import Splice
from gatewright.sources.terraform.editing.tokens import Token, tokens
from gatewright.sources.terraform.syntax.nodes import Span


@dataclass(slots=True)
class Line:
    """One line as the formatter sees it: a string or heredoc that goes over several belongs to where it begins."""

    start: int
    end: int
    equal: int | None = None
    """Where the `=` stands, where the value behind it ends on this line."""
    opening: int | None = None
    """Where the `=` stands, where the value behind it goes on after this line: it is aligned with nothing."""
    comment: int | None = None
    """Where the comment behind something else begins."""


def aligned(data: bytes, region: Span, touched: Iterable[Span]) -> tuple[Splice, ...]:
    """What brings the lines of these ranges, and those that are aligned with them, into the formatter's columns."""
    lines = list(_lines(data, region))
    near = _near(lines, sorted(touched))
    made: list[Splice] = []
    moved: dict[int, int] = {}
    for line in (lines[index] for index in sorted(near)):
        if line.opening is not None:
            end = _code_end(data, line.opening)
            moved[line.start] = 1 - (line.opening - end)
            made += _spaced(data, (end, line.opening), 1)
    for chain in _chains(lines, near, lambda line: line.equal):
        width = max(_columns(data, line.start, _code_end(data, line.equal)) for line in chain)
        for line in chain:
            end = _code_end(data, line.equal)
            spaces = width - _columns(data, line.start, end) + 1
            moved[line.start] = spaces - ((line.equal or 0) - end)
            made += _spaced(data, (end, line.equal or 0), spaces)
    for chain in _chains(lines, near, lambda line: line.comment):
        widths = [
            _columns(data, line.start, _code_end(data, line.comment)) + moved.get(line.start, 0) for line in chain
        ]
        for line, width in zip(chain, widths, strict=True):
            made += _spaced(data, (_code_end(data, line.comment), line.comment or 0), max(widths) - width + 1)
    return tuple(made)


def is_aligned(data: bytes, region: Span, touched: Iterable[Span]) -> bool:
    """Whether the lines of these ranges, and those that are aligned with them, are as the formatter leaves them."""
    spans = sorted(touched)
    if aligned(data, region, spans):
        return False
    lines = list(_lines(data, region))
    cells = (line.equal for chain in _chains(lines, _near(lines, spans), lambda line: line.equal) for line in chain)
    return all(data[(cell or 0) + 1 : (cell or 0) + 2].isspace() for cell in cells)


def _spaced(data: bytes, gap: Span, spaces: int) -> Iterator[Splice]:
    if data[gap[0] : gap[1]] != b" " * spaces:
        yield Splice(*gap, b" " * spaces)


def _code_end(data: bytes, before: int | None) -> int:
    at = before or 0
    while data[at - 1 : at] in (b" ", b"\t"):
        at -= 1
    return at


def _columns(data: bytes, start: int, end: int) -> int:
    text = data[start:end]
    if text.isascii():
        return len(text)
    return sum(not unicodedata.combining(char) for char in text.decode("utf-8", "replace"))


def _lines(data: bytes, region: Span) -> Iterator[Line]:
    start = data.rfind(b"\n", 0, region[0]) + 1
    found: list[Token] = []
    for token in tokens(data, start, region[1]):
        found.append(token)
        if token.kind == "newline" or data.startswith(b"/*", token.start):
            yield _line(found, start)
            start, found = token.end, []
    if found:
        yield _line(found, start)


def _line(found: list[Token], start: int) -> Line:
    line = Line(start, found[-1].end)
    inner = [token for token in found if token.kind != "newline"]
    if len(inner) > 1 and inner[-1].kind == "comment":
        line.comment = inner.pop().start
    at = next((i for i, token in enumerate(inner) if i and token.kind == "equal"), None)
    if at is not None:
        depth = sum((token.kind == "open") - (token.kind == "close") for token in inner[at:])
        if depth == 0:
            line.equal = inner[at].start
        else:
            line.opening = inner[at].start
    return line


def _near(lines: Sequence[Line], touched: Sequence[Span]) -> set[int]:
    """The indices of the lines in the ranges, and of one line around each range."""
    found: set[int] = set()
    for index, line in enumerate(lines):
        if any(line.start <= end and line.end >= start for start, end in touched):
            found.update((index - 1, index, index + 1))
    return found & set(range(len(lines)))


def _chains(lines: Sequence[Line], near: set[int], cell: Callable[[Line], int | None]) -> Iterator[list[Line]]:
    chain: list[Line] = []
    wanted = False
    for index, line in enumerate((*lines, Line(0, 0))):
        if cell(line) is not None:
            chain.append(line)
            wanted = wanted or index in near
            continue
        if wanted:
            yield chain
        chain, wanted = [], False
