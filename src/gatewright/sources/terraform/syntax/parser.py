"""Parsing of `.tf` text: blocks and attributes at once, expressions later, problems as diagnostics."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gatewright.model.diagnostic import Diagnostic
from gatewright.sources.terraform.syntax import recovery, templates
from gatewright.sources.terraform.syntax.blocks import BlockReader, Problem, holds_sound
from gatewright.sources.terraform.syntax.expressions import ExpressionParser
from gatewright.sources.terraform.syntax.nodes import Body, Expression, Invalid, Span
from gatewright.sources.terraform.syntax.text import SourceText

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

MAX_PROBLEMS = 100
"""Diagnostics of one file; more tell nobody anything new."""

_ARGUMENT = b"_="
_MARK = b"GATEWRIGHT_TEMPLATE"


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """One file: its body without the blocks that are broken, and a diagnostic for each of these."""

    body: Body
    diagnostics: tuple[Diagnostic, ...]
    text: SourceText


_EXPONENT = re.compile(rb"(?<![\w.])\d+[eE][+-]?\d+(?![\w.])")


@cache
def _language() -> object:
    import tree_sitter_hcl  # noqa: PLC0415  # loaded by the first file
    from tree_sitter import Language  # noqa: PLC0415

    return Language(tree_sitter_hcl.language())


def _parser() -> Parser:
    from tree_sitter import Parser  # noqa: PLC0415

    return Parser(_language())  # type: ignore[arg-type]  # a Language


def _readable(data: bytes) -> bytes:
    """The text with numbers such as `1e3` as digits alone, which the grammar takes for an error as they are.

    Only the parser sees it: whatever is read of a node is read from the text itself, in which nothing moves.
    """
    return _EXPONENT.sub(lambda match: b"0" * len(match[0]), data)


def parse(path: str, data: bytes) -> ParsedFile:
    """The syntax tree of a file in HCL's native syntax.

    A file with a syntax error is parsed again piece by piece, as the error's consequences may reach to its end.
    """
    text = SourceText(path, data)
    parser = _parser()
    reader = BlockReader(text)
    readable = _readable(data)
    reader.read(parser.parse(readable).root_node)
    if reader.broken:
        spans = [block.span for block in reader.body.blocks] + [a.span for a in reader.body.attributes.values()]
        reader = BlockReader(text)
        for root, start in _by_pieces(parser, readable, spans):
            reader.read(root, start)
    reader.body.span = (0, len(data))
    return ParsedFile(reader.body, _diagnostics(text, reader.problems), text)


def _by_pieces(parser: Parser, data: bytes, sound: list[Span]) -> Iterator[tuple[Node, int]]:
    """The concrete trees of a file's pieces, each with where it begins.

    A piece with nothing sound in it may be a sound block with a broken rest behind it: then it is cut once more.
    """
    for start, end in recovery.pieces(data, sound):
        root = parser.parse(data[start:end]).root_node
        if not holds_sound(root):
            for behind in recovery.endings(data, (start, end)):
                block = parser.parse(data[start:behind]).root_node
                if not block.has_error:
                    yield block, start
                    root, start = parser.parse(data[behind:end]).root_node, behind  # noqa: PLW2901  # the rest
                    break
        yield root, start


def _diagnostics(text: SourceText, problems: Iterable[Problem]) -> tuple[Diagnostic, ...]:
    listed = list(problems)
    found = [
        Diagnostic(severity="error", summary=summary, detail=detail, file=text.path, start=text.position(byte))
        for byte, summary, detail in listed[:MAX_PROBLEMS]
    ]
    if len(listed) > MAX_PROBLEMS:
        rest = f"{len(listed) - MAX_PROBLEMS} more problems"
        detail = "mend the first ones; the rest is listed then"
        found.append(Diagnostic(severity="error", summary=rest, detail=detail, file=text.path))
    return tuple(found)


def parse_expression(path: str, data: bytes) -> tuple[Expression, SourceText]:
    """A lone expression, as in a variable's value from the command line, and the text that its spans are of."""
    wrapped = _ARGUMENT + data
    root = _parser().parse(_readable(wrapped)).root_node
    node = _first(root, "attribute")
    if node is None or root.has_error or node.end_byte < len(wrapped.rstrip()):
        return Invalid((0, len(data)), "the expression has a syntax error"), SourceText(path, data)
    return ExpressionParser(wrapped, -len(_ARGUMENT)).parse(node.children[-1]), SourceText(path, data)


def parse_template(data: bytes, at: int = 0, within: Span | None = None) -> Expression:
    """A template's text, as `templatefile` and strings in JSON hold it.

    `at` is where the text begins in its file; `within` is the one range that all of its parts are said to have, where
    escapes keep their own from being told.
    """
    mark = _MARK
    while mark in data:
        mark += b"_"
    head = b"_=<<" + mark + b"\n"
    wrapped = head + data + b"\n" + mark + b"\n"
    root = _parser().parse(_readable(wrapped)).root_node
    node = _first(root, "heredoc_template")
    span = within or (at, at + len(data))
    if node is None or root.has_error:
        return Invalid(span, "the template has a syntax error")
    parser = ExpressionParser(wrapped, at - len(head), within)
    pieces = templates.by_lines(parser.pieces(node, (len(head), len(head) + len(data)), templates.undouble))
    templates.strip(pieces)
    return templates.assemble(pieces, span)


def _first(node: Node, kind: str) -> Node | None:
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if current.type == kind:
            return current
        waiting.extend(reversed(current.children))
    return None
