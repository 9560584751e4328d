"""Finding the comments of a Terraform file: never in strings or heredocs, and not in what has a syntax error."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from gatewright.sources.terraform.comments.layout import Comment, Item, Layout
from gatewright.sources.terraform.comments.statements import MARKER, Span
from gatewright.sources.terraform.syntax.nodes import Body
from gatewright.sources.terraform.syntax.parser import parse

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Query

_LINE = re.compile(rb"[^\n]*(?:\n|$)")


@cache
def _language() -> Language:
    import tree_sitter_hcl  # noqa: PLC0415  # loaded by the first file that holds a marker
    from tree_sitter import Language  # noqa: PLC0415

    return Language(tree_sitter_hcl.language())


@cache
def _query() -> Query:
    from tree_sitter import Query  # noqa: PLC0415

    return Query(_language(), "(comment) @comment")


def layout_of(path: str, data: bytes) -> Layout:
    """The items and comments of a file in the native syntax."""
    body = parse(path, data).body
    spans = sorted([block.span for block in body.blocks] + [one.span for one in body.attributes.values()])
    comments = _comments(data, spans)
    broken = list(_broken(data, spans, comments))
    root = Item("file", (0, len(data)), body=Body(dict(body.attributes), body.blocks, body.span), broken=broken)
    return Layout(data, root, comments)


def _comments(data: bytes, sound: list[Span]) -> list[Comment]:
    """The comments of a file; where the file has a syntax error, those of the sound parts and beside them."""
    root = _tree(data)
    if not root.has_error:
        return list(_of_tree(root, data, 0))
    found: list[Comment] = []
    at = 0
    for start, end in [*sound, (len(data), len(data))]:
        if MARKER.search(data, at, start):  # comments that say nothing need not be known
            found += _of_gap(data, (at, start))
        if MARKER.search(data, start, end):
            found += _of_tree(_tree(data[start:end]), data, start)
        at = end
    return found


def _tree(data: bytes) -> Node:
    from tree_sitter import Parser  # noqa: PLC0415

    return Parser(_language()).parse(data).root_node


def _of_tree(root: Node, data: bytes, at: int) -> Iterator[Comment]:
    from tree_sitter import QueryCursor  # noqa: PLC0415

    nodes = QueryCursor(_query()).captures(root).get("comment", [])
    for start, end in sorted((node.start_byte + at, node.end_byte + at) for node in nodes):
        yield Comment(start, start + len(data[start:end].rstrip(b"\r\n")))


def _of_gap(data: bytes, gap: Span) -> list[Comment]:
    """The comments between two sound parts: all where nothing is broken there, else those that touch a sound part."""
    start, end = gap
    root = _tree(data[start:end])
    if not root.has_error and all(child.type == "comment" for child in root.children):
        return list(_of_tree(root, data, start))
    lines = [match.span() for match in _LINE.finditer(data, start, end) if match.end() > match.start()]
    first: list[Comment] = []
    for span in lines:
        comment = _line_comment(data, span)
        if comment is None and data[slice(*span)].strip():
            break
        first += [comment] if comment is not None else []
    last: list[Comment] = []
    if lines and not data[slice(*lines[-1])].endswith(b"\n"):
        lines.pop()  # the indent of what follows, or the last line of the file, which nothing follows
    for span in reversed(lines):
        comment = _line_comment(data, span)
        if comment is None or (first and comment.start <= first[-1].start):
            break
        last.append(comment)
    return [*first, *reversed(last)]


def _line_comment(data: bytes, span: Span) -> Comment | None:
    text = data[slice(*span)]
    stripped = text.strip()
    if not stripped.startswith((b"#", b"//")):
        return None
    start = span[0] + text.index(stripped[:1])
    return Comment(start, start + len(stripped))


def _broken(data: bytes, sound: list[Span], comments: list[Comment]) -> Iterator[Span]:
    """The ranges between sound parts that hold something else than comments."""
    starts = [comment.start for comment in comments]
    at = 0
    for start, end in [*sound, (len(data), len(data))]:
        rest: list[Span] = []
        here = at
        for comment in comments[bisect_left(starts, at) : bisect_left(starts, start)]:
            rest.append((here, comment.start))
            here = comment.end
        rest.append((here, start))
        solid = [span for span in rest if data[slice(*span)].strip()]
        if solid:
            first, last = data[slice(*solid[0])], data[slice(*solid[-1])]
            yield (solid[0][1] - len(first.lstrip()), solid[-1][0] + len(last.rstrip()))
        at = end
