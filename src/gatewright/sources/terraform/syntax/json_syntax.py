"""Terraform's JSON syntax. JSON text is nearly an HCL expression, so the same parser gives it the same positions."""

from __future__ import annotations

import json

from gatewright.model.diagnostic import Diagnostic
from gatewright.sources.terraform.syntax.nodes import (
    Attribute,
    Block,
    Body,
    Expression,
    Invalid,
    Literal,
    ObjectCons,
    TupleCons,
)
from gatewright.sources.terraform.syntax.parser import ParsedFile, parse_expression
from gatewright.sources.terraform.syntax.text import SourceText

_LABELS = {"resource": 2, "data": 2, "variable": 1, "output": 1, "module": 1, "provider": 1, "check": 1}
_HEAD = b"_="


def parse_json(path: str, data: bytes) -> ParsedFile:
    """The syntax tree of a `.tf.json` file; a file that is not JSON is one diagnostic."""
    expression, text, problems = _read(path, data)
    body = Body(syntax="json", span=expression.span)
    for key, value in _members(expression):
        body.blocks += _blocks(key, value, text)
    return ParsedFile(body, problems, text)


def parse_json_values(path: str, data: bytes) -> ParsedFile:
    """The values of a `.tfvars.json` file, as the arguments of a body."""
    expression, text, problems = _read(path, data)
    return ParsedFile(json_body(expression, text), problems, text)


def _read(path: str, data: bytes) -> tuple[Expression, SourceText, tuple[Diagnostic, ...]]:
    shifted = _HEAD + data
    text = SourceText(path, shifted, len(_HEAD))
    try:
        json.loads(data)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        at = sum(len(row) for row in shifted.splitlines(keepends=True)[: line - 1]) + (len(_HEAD) if line == 1 else 0)
        problem = f"not valid json: {getattr(error, 'msg', 'nested too deeply')}"
        return Invalid((0, 0), problem), text, (_problem(text, at, problem),)
    expression, _ = parse_expression(path, shifted, len(_HEAD))
    if isinstance(expression, Invalid):
        return expression, text, (_problem(text, len(_HEAD), expression.problem),)
    return expression, text, ()


def _problem(text: SourceText, at: int, summary: str) -> Diagnostic:
    start = text.position(at)
    return Diagnostic(
        severity="error", summary=summary.lower(), detail="the file is left out", file=text.path, start=start
    )


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
