"""Parsing of `.tf` text: blocks and attributes at once, expressions later, problems as diagnostics."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from gatewright.model.diagnostic import Diagnostic
from gatewright.sources.terraform.syntax import templates
from gatewright.sources.terraform.syntax.expressions import ExpressionParser
from gatewright.sources.terraform.syntax.nodes import Attribute, Block, Body, Expression, Invalid
from gatewright.sources.terraform.syntax.text import SourceText

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

MAX_BLOCK_DEPTH = 60
"""Levels of nested blocks; the deepest that a provider asks for are 20 (web ACL statements)."""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """One file: its body without the blocks that are broken, and a diagnostic for each of these."""

    body: Body
    diagnostics: tuple[Diagnostic, ...]
    text: SourceText


@cache
def _language() -> object:
    import tree_sitter_hcl  # noqa: PLC0415  # loaded by the first file
    from tree_sitter import Language  # noqa: PLC0415

    return Language(tree_sitter_hcl.language())


def _parser() -> Parser:
    from tree_sitter import Parser  # noqa: PLC0415

    return Parser(_language())  # type: ignore[arg-type]  # a Language


def parse(path: str, data: bytes) -> ParsedFile:
    """The syntax tree of a file in HCL's native syntax."""
    text = SourceText(path, data)
    root = _parser().parse(data).root_node
    reader = _Reader(text)
    body = reader.body(next((c for c in root.children if c.type == "body"), None), 0)
    if root.has_error:
        reader.problems(root)
    return ParsedFile(body, tuple(reader.diagnostics), text)


def parse_expression(path: str, data: bytes, shift: int = 0) -> tuple[Expression, SourceText]:
    """A lone expression, as in a `.tfvars` value from the command line; `shift` bytes at the start are not its own."""
    source = SourceText(path, data, shift)
    root = _parser().parse(b"_=" + data if not shift else data).root_node
    node = _first(root, "attribute")
    if node is None or root.has_error:
        return Invalid((0, len(data)), "the expression has a syntax error"), source
    return ExpressionParser(b"_=" + data if not shift else data).parse(node.children[2]), source


_MARK = b"GATEWRIGHT_TEMPLATE"


def parse_template(data: bytes) -> Expression:
    """A template file's text, as `templatefile` reads it."""
    mark = _MARK
    while mark in data:
        mark += b"_"
    head = b"_=<<" + mark + b"\n"
    wrapped = head + data + b"\n" + mark + b"\n"
    root = _parser().parse(wrapped).root_node
    node = _first(root, "heredoc_template")
    span = (len(head), len(head) + len(data))
    if node is None or root.has_error:
        return Invalid(span, "the template has a syntax error")
    parser = ExpressionParser(wrapped)
    pieces = parser.pieces(node, span, templates.undouble)
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


class _Reader:
    def __init__(self, text: SourceText) -> None:
        self._text = text
        self._expressions = ExpressionParser(text.data)
        self.diagnostics: list[Diagnostic] = []

    def body(self, node: Node | None, depth: int) -> Body:
        body = Body()
        if node is None:
            return body
        body.span = (node.start_byte, node.end_byte)
        for child in node.children:
            if child.type == "attribute":
                self._attribute(child, body)
            elif child.type == "block":
                self._block(child, body, depth)
        return body

    def _attribute(self, node: Node, body: Body) -> None:
        children = [c for c in node.children if c.type != "comment"]
        name, value = children[0], children[-1]
        key = self._slice(name)
        if key in body.attributes:
            self._report(node, f"the argument `{key}` is set twice", "keep one of the two; the first is used")
            return
        body.attributes[key] = Attribute(
            key, (node.start_byte, node.end_byte), self._text, lambda: self._expressions.parse(value)
        )

    def _block(self, node: Node, body: Body, depth: int) -> None:
        if depth >= MAX_BLOCK_DEPTH:
            self._report(node, f"blocks are nested deeper than {MAX_BLOCK_DEPTH} levels", "the inner block is left out")
            return
        if node.has_error and (depth == 0 or self._broken(node)):
            return
        labels: list[str] = []
        inner: Node | None = None
        header = node.start_byte
        kind = ""
        for child in node.children:
            if child.type == "identifier":
                if kind:
                    labels.append(self._slice(child))
                kind = kind or self._slice(child)
            elif child.type == "string_lit":
                labels.append(templates.unescape(self._slice(child)[1:-1]))
            elif child.type == "body":
                inner = child
            elif child.type == "block_start":
                header = child.start_byte
        span = (node.start_byte, node.end_byte)
        block = Block(kind, tuple(labels), self.body(inner, depth + 1), span, (span[0], header), self._text)
        if inner is None:
            block.body.span = (header + 1, node.end_byte - 1)
        body.blocks.append(block)

    def _broken(self, node: Node) -> bool:
        return any(c.type == "ERROR" or c.is_missing for c in node.children)

    def problems(self, root: Node) -> None:
        """Report each broken place once, by the outermost block that it breaks."""
        body = next((c for c in root.children if c.type == "body"), None)
        candidates = [c for c in root.children if c.type != "body"] + (list(body.children) if body else [])
        for child in candidates:
            if child.has_error or child.type == "ERROR" or child.is_missing:
                place = _error_below(child) or child
                what = "this block is left out" if child.type == "block" else "this part is left out"
                self._report(place, "syntax error", f"{what}; `terraform fmt` says what is expected here")

    def _report(self, node: Node, summary: str, detail: str) -> None:
        start = self._text.position(node.start_byte)
        self.diagnostics.append(
            Diagnostic(severity="error", summary=summary, detail=detail, file=self._text.path, start=start)
        )

    def _slice(self, node: Node) -> str:
        return self._text.data[node.start_byte : node.end_byte].decode("utf-8", "replace")


def _error_below(node: Node) -> Node | None:
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if current.type == "ERROR" or current.is_missing:
            return current
        waiting.extend(reversed([c for c in current.children if c.has_error or c.is_missing or c.type == "ERROR"]))
    return None
