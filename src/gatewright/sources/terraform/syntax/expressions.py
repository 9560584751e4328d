"""From the parser's concrete nodes to expressions, one attribute at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from gatewright.sources.terraform.syntax import templates
from gatewright.sources.terraform.syntax.nodes import (
    ELEMENT,
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    Index,
    Invalid,
    Literal,
    ObjectCons,
    Span,
    Splat,
    Traversal,
    TupleCons,
    Unary,
)
from gatewright.sources.terraform.syntax.templates import Piece

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_DEPTH = 100
"""Levels of nesting within one expression; real configurations stay below 30."""

_TOO_DEEP = f"the expression is nested deeper than {MAX_DEPTH} levels"
_POSTFIX = frozenset({"get_attr", "index", "splat"})
_TRIVIA = frozenset({"comment"})
_WRAPPERS = frozenset({"expression", "expr_term", "literal_value"})
_LINE_BREAK = "a quoted string goes over several lines, which only a heredoc may"


class ExpressionParser:
    """Makes expressions from the concrete nodes of one file."""

    def __init__(self, data: bytes, shift: int = 0, within: Span | None = None) -> None:
        self._data = data
        self._shift = shift
        """What makes a byte of the data a byte of the file that it is a part of."""
        self._within = within
        """The span that every expression is said to have, where those of the data are not those of the file."""
        self._depth = 0

    def parse(self, node: Node) -> Expression:
        """The expression of a concrete node of any kind; what is broken or too deep is Invalid."""
        if node.has_error:
            return Invalid(self._span(node), "the expression has a syntax error")
        try:
            return self._expression(node)
        except RecursionError:
            return Invalid(self._span(node), _TOO_DEEP)

    def _span(self, node: Node) -> Span:
        return self._within or (node.start_byte + self._shift, node.end_byte + self._shift)

    def _placed(self, span: Span) -> Span:
        return self._within or (span[0] + self._shift, span[1] + self._shift)

    def _expression(self, node: Node) -> Expression:
        self._depth += 1
        try:
            if self._depth > MAX_DEPTH:
                return Invalid(self._span(node), _TOO_DEEP)
            builder = self._BUILDERS.get(node.type)
            if builder is None:
                return Invalid(self._span(node), f"the expression holds `{node.type}`, which is not known here")
            return builder(self, node)
        finally:
            self._depth -= 1

    def _sequence(self, nodes: Sequence[Node]) -> Expression:
        """A primary expression followed by its postfix steps."""
        first = nodes[0]
        if first.type == "(":
            return self._postfix(self._expression(nodes[1]), nodes[3:])
        if first.type in _POSTFIX:
            return self._postfix(Traversal(self._span(first), ELEMENT, ()), nodes)
        return self._postfix(self._expression(first), nodes[1:])

    def _postfix(self, target: Expression, nodes: Sequence[Node]) -> Expression:
        """The target with steps after it; constant ones are gathered, each of the others is a level of nesting."""
        constant: list[str | int] = []
        levels = 0
        end = target.span[1]
        for position, node in enumerate(nodes):
            span = (target.span[0], self._span(node)[1])
            steps = self._steps(node)
            if steps is not None:
                constant += steps
                end = span[1]
                continue
            levels += 1
            if self._depth + levels > MAX_DEPTH:
                return Invalid(span, _TOO_DEEP)
            target = _extended(target, constant, end)
            constant = []
            if node.type == "splat":
                self._depth += levels
                try:
                    return self._splat(target, node.children[0], nodes[position + 1 :])
                finally:
                    self._depth -= levels
            target = self._index(target, node)
        return _extended(target, constant, end)

    def _steps(self, node: Node) -> tuple[str | int, ...] | None:
        """The constant steps that a postfix is; None where it is another one."""
        if node.type == "get_attr":
            return (self._text(node.children[-1]),)
        if node.type == "splat":
            return None
        inner = node.children[0]
        if inner.type == "legacy_index":
            return tuple(int(digits) for digits in self._text(inner).strip(".").split("."))
        literal = _sole(_named(inner)[0])
        if literal.type == "numeric_lit":
            value = number(self._text(literal))
            return (value,) if isinstance(value, int) else None
        text = self._string(literal) if literal.type == "string_lit" else None
        return (text.value,) if isinstance(text, Literal) and isinstance(text.value, str) else None

    def _index(self, target: Expression, node: Node) -> Expression:
        key = self._expression(_named(node.children[0])[0])
        return Index((target.span[0], self._span(node)[1]), target, key)

    def _splat(self, target: Expression, splat: Node, following: Sequence[Node]) -> Expression:
        """A splat with the steps after it: all go into each element, but for `.*` only names and legacy indices do."""
        steps = [*(child for child in splat.children if child.type in _POSTFIX), *following]
        inner = len(steps)
        if splat.type == "attr_splat":
            inner = next((i for i, step in enumerate(steps) if not _is_plain(step)), inner)
        span = (target.span[0], self._span(steps[inner - 1] if inner else splat)[1])
        rest = self._sequence(steps[:inner]) if inner else Traversal(span, ELEMENT, ())
        return self._postfix(Splat(span, target, rest), steps[inner:])

    def _wrapper(self, node: Node) -> Expression:
        children = _meaningful(node)
        return self._sequence(children) if len(children) > 1 else self._expression(children[0])

    def _variable(self, node: Node) -> Expression:
        return Traversal(self._span(node), self._text(node), ())

    def _number(self, node: Node) -> Expression:
        return Literal(self._span(node), number(self._text(node)))

    def _boolean(self, node: Node) -> Expression:
        return Literal(self._span(node), self._text(node) == "true")

    def _null(self, node: Node) -> Expression:
        return Literal(self._span(node), None)

    def _string(self, node: Node) -> Expression:
        text = self._text(node)[1:-1]
        if "\n" in text:
            return Invalid(self._span(node), _LINE_BREAK)
        return Literal(self._span(node), templates.unescape(text))

    def _tuple(self, node: Node) -> Expression:
        return TupleCons(self._span(node), tuple(self._expression(c) for c in node.children if c.type == "expression"))

    def _object(self, node: Node) -> Expression:
        return ObjectCons(self._span(node), tuple(self._element(c) for c in node.children if c.type == "object_elem"))

    def _element(self, node: Node) -> tuple[Expression, Expression]:
        sides = [c for c in node.children if c.type == "expression"]
        key = self._expression(sides[0])
        if isinstance(key, Traversal) and not key.steps and sides[0].children[0].type == "variable_expr":
            key = Literal(key.span, key.root)
        elif _sole(sides[0]).type == "null_lit":
            key = Literal(key.span, "null")
        return key, self._expression(sides[1])

    def _call(self, node: Node) -> Expression:
        arguments: list[Expression] = []
        expand = False
        for child in node.children:
            if child.type == "function_arguments":
                arguments = [self._expression(c) for c in child.children if c.type == "expression"]
                expand = any(c.type == "ellipsis" for c in child.children)
        name = self._data[node.start_byte : node.children[1].start_byte].decode().strip()
        return Call(self._span(node), "".join(name.split()), tuple(arguments), expand)

    def _unary(self, node: Node) -> Expression:
        operator, *operand = _meaningful(node)
        return Unary(self._span(node), self._text(operator), self._sequence(operand))

    def _binary(self, node: Node) -> Expression:
        children = _meaningful(node)
        at = next(i for i, c in enumerate(children) if not c.is_named and c.type not in ("(", ")"))
        left, right = self._sequence(children[:at]), self._sequence(children[at + 1 :])
        return Binary(self._span(node), self._text(children[at]), left, right)

    def _conditional(self, node: Node) -> Expression:
        """A chain of conditionals, `a ? b : c ? d : e`, which the concrete tree nests on the wrong side."""
        condition, then, otherwise = (c for c in node.children if c.type == "expression")
        branches = [(then, otherwise)]
        inner = _meaningful(condition)
        while len(inner) == 1 and inner[0].type == "conditional":
            condition, then, otherwise = (c for c in inner[0].children if c.type == "expression")
            branches.append((then, otherwise))
            inner = _meaningful(condition)
        if len(branches) > MAX_DEPTH:
            return Invalid(self._span(node), _TOO_DEEP)
        made = self._expression(branches[0][1])
        for index, (then, _) in enumerate(branches):
            test = condition if index == len(branches) - 1 else branches[index + 1][1]
            span = (self._span(test)[0], self._span(node)[1])
            made = Conditional(span, self._expression(test), self._expression(then), made)
        return made

    def _for(self, node: Node) -> Expression:
        intro = next(c for c in node.children if c.type == "for_intro")
        names = [self._text(c) for c in intro.children if c.type == "identifier"]
        collection = next(self._expression(c) for c in intro.children if c.type == "expression")
        sides = [self._expression(c) for c in node.children if c.type == "expression"]
        guard = next((c for c in node.children if c.type == "for_cond"), None)
        return For(
            self._span(node),
            key_name=names[0] if len(names) > 1 else None,
            value_name=names[-1],
            collection=collection,
            key=sides[0] if node.type == "for_object_expr" else None,
            value=sides[-1],
            condition=self._expression(_named(guard)[-1]) if guard is not None else None,
            group=any(c.type == "ellipsis" for c in node.children),
        )

    def _quoted(self, node: Node) -> Expression:
        pieces = self.pieces(node, (node.start_byte + 1, node.end_byte - 1), templates.unescape)
        if any("\n" in piece.text and self._breaks(piece.span) for piece in pieces):
            return Invalid(self._span(node), _LINE_BREAK)
        templates.strip(pieces)
        return templates.assemble(pieces, self._span(node))

    def _heredoc(self, node: Node) -> Expression:
        names = [c for c in node.children if c.type == "heredoc_identifier"]
        start = self._data.index(b"\n", names[0].end_byte) + 1
        end = self._data.rindex(b"\n", start - 1, names[-1].start_byte) + 1 if len(names) > 1 else node.end_byte
        pieces = templates.by_lines(self.pieces(node, (start, end), templates.undouble))
        templates.strip(pieces)
        if self._data[node.start_byte : node.start_byte + 3] == b"<<-":
            templates.flush(pieces)
        return templates.assemble(pieces, self._span(node))

    def _breaks(self, span: Span) -> bool:
        return self._data.find(b"\n", span[0] - self._shift, span[1] - self._shift) >= 0

    def pieces(self, node: Node, span: Span, literal: Callable[[str], str]) -> list[Piece]:
        """The pieces of a template: its interpolations and directives, and the text between them from the bytes.

        `span` is the range of the template in the data.
        """
        found: list[Piece] = []
        at = span[0]
        for token in _tokens(node):
            if token.start_byte > at:
                found.append(self._literal((at, token.start_byte), literal))
            found.append(self._piece(token))
            at = token.end_byte
        if at < span[1]:
            found.append(self._literal((at, span[1]), literal))
        return found

    def _literal(self, span: Span, literal: Callable[[str], str]) -> Piece:
        text = self._data[span[0] : span[1]].decode("utf-8", "replace")
        return Piece("text", self._placed(span), literal(text))

    def _piece(self, token: Node) -> Piece:
        strips = [c.start_byte for c in token.children if c.type == "strip_marker"]
        middle = (token.start_byte + token.end_byte) / 2
        expressions = [c for c in token.children if c.type == "expression"]
        names = [self._text(c) for c in token.children if c.type == "identifier"]
        kind = _KINDS[token.type]
        return Piece(
            kind=kind,  # type: ignore[arg-type]  # the table's values are the kinds
            span=self._span(token),
            expression=self._expression(expressions[0]) if expressions else None,
            names=(names[0] if len(names) > 1 else None, names[-1] if names else ""),
            strip_left=any(at < token.start_byte + 4 for at in strips) and bool(strips) and strips[0] < middle,
            strip_right=bool(strips) and strips[-1] >= token.end_byte - 2,
        )

    def _text(self, node: Node) -> str:
        return self._data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    _BUILDERS: ClassVar[dict[str, Callable[[ExpressionParser, Node], Expression]]] = {
        "expression": _wrapper,
        "expr_term": _wrapper,
        "literal_value": _wrapper,
        "template_expr": _wrapper,
        "collection_value": _wrapper,
        "for_expr": _wrapper,
        "operation": _wrapper,
        "variable_expr": _variable,
        "numeric_lit": _number,
        "bool_lit": _boolean,
        "null_lit": _null,
        "string_lit": _string,
        "tuple": _tuple,
        "object": _object,
        "function_call": _call,
        "unary_operation": _unary,
        "binary_operation": _binary,
        "conditional": _conditional,
        "for_tuple_expr": _for,
        "for_object_expr": _for,
        "quoted_template": _quoted,
        "heredoc_template": _heredoc,
    }


_KINDS = {
    "template_interpolation": "value",
    "template_if_intro": "if",
    "template_else_intro": "else",
    "template_if_end": "endif",
    "template_for_start": "for",
    "template_for_end": "endfor",
}
_CONTAINERS = frozenset({"template_directive", "template_if", "template_for"})


def _tokens(node: Node) -> list[Node]:
    """The interpolations and directive ends below a template, in order; nested templates are not entered."""
    found: list[Node] = []
    waiting = list(reversed(node.children))
    while waiting:
        child = waiting.pop()
        if child.type in _KINDS:
            found.append(child)
        elif child.type in _CONTAINERS:
            waiting.extend(reversed(child.children))
    return found


def number(text: str) -> int | float:
    """A number literal: whole numbers as int, whatever their notation."""
    if text.removeprefix("-").isdigit():
        return int(text) if len(text) < 300 else float(text)
    value = float(text)
    return int(value) if value.is_integer() and abs(value) < 1e300 else value


def _extended(target: Expression, steps: Sequence[str | int], end: int) -> Expression:
    if not steps:
        return target
    span = (target.span[0], end)
    if isinstance(target, Traversal):
        return Traversal(span, target.root, (*target.steps, *steps))
    if len(steps) > MAX_DEPTH:
        return Invalid(span, _TOO_DEEP)
    for step in steps:
        target = Index(span, target, Literal(span, step))
    return target


def _is_plain(step: Node) -> bool:
    return step.type == "get_attr" or (step.type == "index" and step.children[0].type == "legacy_index")


def _sole(node: Node) -> Node:
    """What a node that only wraps another one wraps in the end."""
    while node.type in _WRAPPERS and node.child_count == 1:
        node = node.children[0]
    return node


def _meaningful(node: Node) -> list[Node]:
    return [c for c in node.children if c.type not in _TRIVIA]


def _named(node: Node) -> list[Node]:
    return [c for c in node.named_children if c.type not in _TRIVIA]
