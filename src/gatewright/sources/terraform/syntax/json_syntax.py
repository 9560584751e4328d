"""Terraform's JSON syntax: the same tree, made from JSON text with the position of every member."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import NoReturn, TypeAlias

from gatewright.model.diagnostic import Diagnostic
from gatewright.model.location import Position
from gatewright.sources.terraform.syntax.expressions import number
from gatewright.sources.terraform.syntax.nodes import (
    Attribute,
    Block,
    Body,
    Expression,
    Invalid,
    Literal,
    ObjectCons,
    Span,
    TupleCons,
)
from gatewright.sources.terraform.syntax.parser import ParsedFile, parse_template
from gatewright.sources.terraform.syntax.text import SourceText

MAX_DEPTH = 100
"""Levels of nested objects and arrays; real configurations stay below 20."""

_LABELS = {"resource": 2, "data": 2, "variable": 1, "output": 1, "module": 1, "provider": 1, "check": 1}
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s{}\[\]",:]+')
_String: TypeAlias = Callable[[bytes, Span], Expression]
"""Makes the expression of a string from its token, quotation marks included, and its range."""

_CONSTANTS = {b"true": True, b"false": False, b"null": None}


def parse_json(path: str, data: bytes) -> ParsedFile:
    """The syntax tree of a `.tf.json` file, strings read as templates; a file that is not JSON is one diagnostic."""
    expression, text, problems = _read(path, data, _templated)
    body = Body(syntax="json", span=(0, len(data)))
    for key, value in _members(expression):
        body.blocks += _blocks(key, value, text)
    return ParsedFile(body, problems, text)


def parse_json_values(path: str, data: bytes) -> ParsedFile:
    """The values of a `.tfvars.json` file, as the arguments of a body; its strings stand for themselves."""
    expression, text, problems = _read(path, data, _plain)
    return ParsedFile(json_body(expression, text), problems, text)


def parse_json_text(data: bytes, string: _String | None = None) -> Expression:
    """The value that JSON text is, with the range of every part; `string` makes the expression of each string."""
    return _read("", data, string or _plain)[0]


def _read(path: str, data: bytes, string: _String) -> tuple[Expression, SourceText, tuple[Diagnostic, ...]]:
    text = SourceText(path, data)
    try:
        json.loads(data, parse_constant=_refuse)
        expression = _Reader(data, string).value()
    except (ValueError, RecursionError) as error:
        problem = f"not valid json: {getattr(error, 'msg', None) or 'nested too deeply'}".lower()
        start = Position(line=getattr(error, "lineno", 1), column=getattr(error, "colno", 1))
        return Invalid((0, 0), problem), text, (_problem(path, problem, start),)
    if not isinstance(expression, (ObjectCons, TupleCons)):
        return expression, text, (_problem(path, "the file holds no json object", Position(line=1, column=1)),)
    return expression, text, ()


def _refuse(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"`{name}` is no number", "", 0)


def _problem(path: str, summary: str, start: Position) -> Diagnostic:
    return Diagnostic(severity="error", summary=summary, detail="the file is left out", file=path, start=start)


def _plain(token: bytes, span: Span) -> Expression:
    return Literal(span, _decoded(token))


def _templated(token: bytes, span: Span) -> Expression:
    text = _decoded(token)
    if "${" not in text and "%{" not in text:
        return Literal(span, text)
    made = parse_template(text.encode(), span[0] + 1, span if b"\\" in token else None)
    made.span = span
    return made


def _decoded(token: bytes) -> str:
    text = str(json.loads(token))
    if b"\\u" in token:  # half of a surrogate pair is no character
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


class _Reader:
    """Makes expressions of JSON text that is known to be valid."""

    def __init__(self, data: bytes, string: _String) -> None:
        self._tokens = _TOKEN.finditer(data)
        self._string = string
        self._depth = 0

    def value(self) -> Expression:
        return self._value(next(self._tokens))

    def _value(self, match: re.Match[bytes]) -> Expression:
        token, span = match[0], match.span()
        if token == b"{":
            return self._nested(span[0], self._object)
        if token == b"[":
            return self._nested(span[0], self._array)
        if token.startswith(b'"'):
            return self._string(token, span)
        return Literal(span, _CONSTANTS[token] if token in _CONSTANTS else number(token.decode()))

    def _nested(self, start: int, read: Callable[[int], Expression]) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise RecursionError
        made = read(start)
        self._depth -= 1
        return made

    def _object(self, start: int) -> Expression:
        items: list[tuple[Expression, Expression]] = []
        for match in self._tokens:
            if match[0] == b"}":
                return ObjectCons((start, match.end()), tuple(items))
            items.append((self._string(match[0], match.span()), self.value()))
        raise AssertionError("valid JSON ends its objects")

    def _array(self, start: int) -> Expression:
        items: list[Expression] = []
        for match in self._tokens:
            if match[0] == b"]":
                return TupleCons((start, match.end()), tuple(items))
            items.append(self._value(match))
        raise AssertionError("valid JSON ends its arrays")


def _members(expression: Expression) -> list[tuple[Literal, Expression]]:
    """The members of an object, or of each object of an array; comments (`//`) left out."""
    if isinstance(expression, TupleCons):
        return [member for item in expression.items for member in _members(item)]
    if not isinstance(expression, ObjectCons):
        return []
    return [(k, v) for k, v in expression.items if isinstance(k, Literal) and k.value != "//"]


def _blocks(key: Literal, value: Expression, text: SourceText) -> list[Block]:
    kind = str(key.value)
    nested: list[tuple[tuple[str, ...], Literal, Expression]] = [((), key, value)]
    for _ in range(_LABELS.get(kind, 0)):
        nested = [
            ((*labels, str(name.value)), name, inner)
            for labels, _, holder in nested
            for name, inner in _members(holder)
        ]
    blocks: list[Block] = []
    for labels, name, inner in nested:
        for item in inner.items if isinstance(inner, TupleCons) else (inner,):
            body = json_body(item, text)
            if kind == "terraform":
                body.blocks = [
                    Block(str(k.value), (), json_body(v, text), v.span, k.span, text)
                    for k, v in _members(item)
                    if k.value == "required_providers"
                ]
            blocks.append(Block(kind, labels, body, (name.span[0], item.span[1]), name.span, text))
    return blocks


def json_body(expression: Expression, text: SourceText) -> Body:
    """An object as a body; which members are nested blocks only the schema tells."""
    body = Body(syntax="json", span=expression.span)
    for key, value in _members(expression):
        name = str(key.value)
        body.attributes[name] = Attribute(name, (key.span[0], value.span[1]), text, lambda value=value: value)  # type: ignore[misc]
    return body
