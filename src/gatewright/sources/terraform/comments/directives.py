"""Every skip of one file with the range that it covers; nothing of it depends on rules."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Literal, TypeAlias

from gatewright.sources.terraform.comments.other_syntax import read_others
from gatewright.sources.terraform.comments.own_syntax import read_ours
from gatewright.sources.terraform.comments.statements import MARKER, Piece, Span, Statement, is_marked, pieces
from gatewright.sources.terraform.syntax.text import SourceText

if TYPE_CHECKING:
    from gatewright.sources.terraform.comments.layout import Comment, Item, Layout, Spot

Covers: TypeAlias = Literal["file", "block", "attribute", "element"]

MAX_DIRECTIVES = 5_000
"""Skips of one file that are read; who writes more wants a suppression in the configuration file."""


MAX_LENGTH = 4_000
"""Characters of a line of a comment that is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Directive:
    """One skip: what it says, where it stands, and what it covers."""

    statement: Statement
    line: int
    column: int
    comment: Span
    """The bytes of the comment that holds it."""
    own_line: bool = True
    covers: Covers | None = None
    """None where it is not honoured, for the statement's `problem`."""
    target: Span = (0, 0)
    """The bytes that it covers."""
    scope: tuple[int, int, int, int] = (1, 1, 1, 1)
    """Line and column of the first character that it covers, and of the place after the last."""


def directives_of(file: str, data: bytes) -> tuple[Directive, ...]:
    """The skips of a file's text (without a byte order mark), in order; the file's name says which syntax it has."""
    if not is_marked(data):
        return ()
    text = SourceText(file, data)
    found: list[Directive] = []
    for directive in _in_json(text) if file.endswith(".json") else _in_native_syntax(text):
        if len(found) == MAX_DIRECTIVES:
            problem = f"the file holds more than {MAX_DIRECTIVES} skip comments"
            hint = "the others are not honoured; write a suppression in `gatewright.toml` instead"
            found.append(_failed(directive, problem, hint))
            break
        found.append(directive)
    return tuple(found)


def _in_native_syntax(text: SourceText) -> Iterator[Directive]:
    # The parser is loaded by the first file that holds a marker: most scans meet none.
    from gatewright.sources.terraform.comments.discovery import layout_of  # noqa: PLC0415

    layout = layout_of(text.path, text.data)
    found = [*islice(_commented(text, layout), MAX_DIRECTIVES + 1), *islice(_lost(text, layout), MAX_DIRECTIVES + 1)]
    yield from sorted(found, key=lambda directive: directive.statement.span)


def _commented(text: SourceText, layout: Layout) -> Iterator[Directive]:
    for comment in layout.comments:
        written = text.data[comment.start : comment.end]
        if MARKER.search(written) is None:
            continue
        spot = layout.spot(comment)
        for piece in pieces(written, comment.start):
            for statement in _statements(piece):
                yield _placed(_directive(text, statement, comment, spot), text, layout, spot)


def _statements(piece: Piece) -> Iterator[Statement]:
    if len(piece.text) > MAX_LENGTH:
        problem, hint = f"the line is longer than {MAX_LENGTH} characters", "it is not honoured; write a shorter reason"
        if MARKER.search(piece.text.encode()) is not None:
            yield Statement(tool="gatewright", span=piece.span(0, 0), written="", problem=problem, hint=hint)
        return
    ours = list(read_ours(piece))
    yield from ours
    if not ours or ours[0].span[0] > piece.at:
        yield from read_others(piece)


def _directive(text: SourceText, statement: Statement, comment: Comment, spot: Spot) -> Directive:
    position = text.position(statement.span[0])
    return Directive(
        statement=statement,
        line=position.line,
        column=position.column,
        comment=(comment.start, comment.end),
        own_line=spot.own_line,
    )


def _placed(directive: Directive, text: SourceText, layout: Layout, spot: Spot) -> Directive:
    if directive.statement.problem:
        return directive
    from gatewright.sources.terraform.comments.placement import Misplaced, place  # noqa: PLC0415  # as the parser

    found = place(
        directive.statement, spot, several_lines=lambda item: layout.line(item.span[0]) != layout.line(item.span[1])
    )
    if isinstance(found, Misplaced):
        return _failed(directive, found.problem, found.hint)
    return _covering(directive, text, found)


def _covering(directive: Directive, text: SourceText, item: Item) -> Directive:
    start, end = text.position(item.span[0]), text.position(item.span[1])
    assert item.kind != "broken"  # noqa: S101  # INVARIANT: `place` has refused it
    return replace(
        directive,
        covers=item.kind,
        target=item.span,
        scope=(start.line, start.column, end.line, end.column),
    )


def _failed(directive: Directive, problem: str, hint: str) -> Directive:
    return replace(directive, covers=None, statement=replace(directive.statement, problem=problem, hint=hint))


def _lost(text: SourceText, layout: Layout) -> Iterator[Directive]:
    """For each broken part that holds a marker, that this is not read."""
    starts = [comment.start for comment in layout.comments]
    for start, end in layout.root.broken:
        match = MARKER.search(text.data, start, end)
        if match is None:
            continue
        before = bisect_right(starts, match.start())
        if before and match.start() < layout.comments[before - 1].end:
            continue
        position = text.position(match.start())
        statement = Statement(
            tool="gatewright",
            span=match.span(),
            written=match[0].decode(),
            problem="a skip comment stands in a part that has a syntax error",
            hint="it is not honoured; mend the syntax, which `terraform fmt` finds",
        )
        yield Directive(statement=statement, line=position.line, column=position.column, comment=match.span())


def _in_json(text: SourceText) -> Iterator[Directive]:
    from gatewright.sources.terraform.comments.json_comments import json_comments  # noqa: PLC0415  # as the parser
    from gatewright.sources.terraform.comments.layout import Item  # noqa: PLC0415

    for piece, span, is_root in json_comments(text.data):
        for statement in read_ours(piece):
            position = text.position(statement.span[0])
            directive = Directive(
                statement=statement, line=position.line, column=position.column, comment=(piece.at, piece.at)
            )
            if not statement.problem:
                directive = _covering(directive, text, Item("file" if is_root else "block", span))
            yield directive
