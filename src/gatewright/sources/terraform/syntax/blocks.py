"""From the parser's concrete nodes to blocks and attributes; what is broken is told and left out."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, TypeAlias

from gatewright.sources.terraform.syntax import templates
from gatewright.sources.terraform.syntax.expressions import ExpressionParser
from gatewright.sources.terraform.syntax.nodes import Attribute, Block, Body
from gatewright.sources.terraform.syntax.text import SourceText

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_BLOCK_DEPTH = 60
"""Levels of nested blocks; the deepest that a provider asks for are 20 (web ACL statements)."""

Problem: TypeAlias = tuple[int, str, str]
"""Where (a byte), what is wrong, and what to do about it."""

_NAME = re.compile(rb"[\w\x80-\xff-]+")
_ITEMS = frozenset({"attribute", "block"})
_ENDS = {
    "}": "`}`",
    "]": "`]`",
    ")": "`)`",
    "quoted_template_end": "a quotation mark",
    "heredoc_identifier": "the heredoc's end marker",
}
_HINT = "this part is left out; `terraform fmt` says what is expected here"


class _Broken(Exception):  # noqa: N818  # no error of the program: a block that is left out
    """A syntax error within a block or attribute, at a byte of what was parsed."""

    def __init__(self, byte: int, summary: str) -> None:
        super().__init__(summary)
        self.byte = byte
        self.summary = summary


class BlockReader:
    """Gathers the body of one file from the concrete trees of all of it, or of its pieces one after another."""

    def __init__(self, text: SourceText) -> None:
        self.body = Body()
        self.problems: list[Problem] = []
        self.broken = False
        """Whether there was a syntax error: then the tree behind it is not to be relied on."""
        self._text = text
        self._at = 0
        self._expressions = ExpressionParser(text.data)

    def read(self, root: Node, at: int = 0) -> None:
        """Add what the concrete tree of the text from byte `at` on holds."""
        self._at = at
        if at:
            self._expressions = ExpressionParser(self._text.data[at : at + root.end_byte], at)
        previous: Node | None = None
        for child in _top(root):
            try:
                self._check(child, previous)
                self._add(child, self.body, 0)
            except _Broken as broken:
                self._tell(broken)
            previous = child

    def _check(self, node: Node, previous: Node | None) -> None:
        if node.has_error or node.type not in _ITEMS:
            raise _fault(node, previous.end_byte if previous is not None else 0)
        if previous is not None:
            self._apart(previous, node)

    def _apart(self, previous: Node, node: Node) -> None:
        """Refuse two items on one line, which the concrete grammar lets pass."""
        if self._text.data.find(b"\n", self._at + previous.end_byte, self._at + node.start_byte) < 0:
            raise _Broken(node.start_byte, "syntax error: a new line is missing before this")

    def _tell(self, broken: _Broken) -> None:
        self.broken = True
        self.problems.append((self._at + broken.byte, broken.summary, _HINT))

    def _add(self, node: Node, body: Body, depth: int) -> None:
        if node.type == "attribute":
            self._attribute(node, body)
        else:
            self._block(node, body, depth)

    def _body(self, node: Node, depth: int) -> Body:
        body = Body(span=(self._at + node.start_byte, self._at + node.end_byte))
        previous: Node | None = None
        for child in node.children:
            if child.type in _ITEMS:
                if previous is not None:
                    self._apart(previous, child)
                self._add(child, body, depth)
                previous = child
        return body

    def _attribute(self, node: Node, body: Body) -> None:
        start = self._at + node.start_byte
        match = _NAME.match(self._text.data, start)
        assert match is not None  # noqa: S101  # INVARIANT: an attribute begins with its name
        name = match[0].decode("utf-8", "replace")
        if name in body.attributes:
            problem = f"the argument `{name}` is set twice"
            self.problems.append((start, problem, "keep one of the two; the first is used"))
            return
        expressions = self._expressions
        body.attributes[name] = Attribute(
            name,
            (start, self._at + node.end_byte),
            self._text,
            lambda: expressions.parse(node.children[-1]),
        )

    def _block(self, node: Node, body: Body, depth: int) -> None:
        start, end = self._at + node.start_byte, self._at + node.end_byte
        if depth >= MAX_BLOCK_DEPTH:
            problem = f"blocks are nested deeper than {MAX_BLOCK_DEPTH} levels"
            self.problems.append((start, problem, "the inner block is left out"))
            return
        kind, *labels = (self._name(c) for c in node.children if c.type in ("identifier", "string_lit"))
        opening, inner = node.start_byte, None
        for child in node.children:
            if child.type == "block_start":
                opening = child.start_byte
            elif child.type == "body":
                inner = child
        header = (start, self._at + opening)
        if self._text.data.find(b"\n", *header) >= 0:
            raise _Broken(node.start_byte, f"syntax error: the header of block `{kind}` goes over several lines")
        content = self._body(inner, depth + 1) if inner is not None else Body(span=(header[1] + 1, end - 1))
        body.blocks.append(Block(kind, tuple(labels), content, (start, end), header, self._text))

    def _name(self, node: Node) -> str:
        name = self._text.data[self._at + node.start_byte : self._at + node.end_byte].decode("utf-8", "replace")
        return templates.unescape(name[1:-1]) if node.type == "string_lit" else name


def holds_sound(root: Node) -> bool:
    """Whether a concrete tree has a block or attribute without an error at its top, or no error at all."""
    return not root.has_error or any(child.type in _ITEMS and not child.has_error for child in _top(root))


def _top(root: Node) -> list[Node]:
    """What stands at the top of a file: its blocks and attributes, and what is neither.

    Where the parser has given up, everything is at the top: what follows the first loose token is part of what is
    broken, which the whole stands for then.
    """
    found: list[Node] = []
    for child in root.children:
        found += child.children if child.type == "body" and root.type != "ERROR" else [child]
    found = [child for child in found if child.type != "comment"]
    if root.type != "ERROR":
        return found
    sound = list(takewhile(lambda child: child.type in _ITEMS and not child.has_error, found))
    return [*sound, root]


def _fault(node: Node, after: int) -> _Broken:
    """The first place below a broken node where the parser gave up: there, or where what is not ended begins.

    What lies before byte `after` is sound.
    """
    place = node
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if current.is_missing:
            if current.type not in _ENDS:
                return _Broken(current.start_byte, "syntax error")
            summary = f"syntax error: what begins here has no end; {_ENDS[current.type]} is missing"
            return _Broken(_beginning(current, node), summary)
        if current.type == "ERROR":
            place, waiting = current, []
        waiting.extend(reversed([c for c in current.children if c.has_error or c.is_missing]))
    if place.start_byte < after:
        place = next((child for child in node.children if child.start_byte >= after), place)
    return _Broken(place.start_byte, "syntax error")


def _beginning(missing: Node, outermost: Node) -> int:
    """Where that begins which the missing node would end."""
    around: Node | None = missing
    while around is not None and around.start_byte == missing.start_byte and around.id != outermost.id:
        around = around.parent
    return around.start_byte if around is not None else outermost.start_byte
